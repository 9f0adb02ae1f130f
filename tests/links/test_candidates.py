"""Stored claims put in order for a question: by meaning, words, letters and days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.links.candidates import Asked, Candidate, Wording, rank, word_weights

DAY = date(2026, 3, 3)


def wording(
    number: int, text: str = "", *, claim: int = 0, cosine: float = 0.5, days: tuple[date, ...] = ()
) -> Wording:
    """A wording of a claim of its own, its index words being those of the text."""
    return Wording(
        id=number, claim_id=claim or number, text=text, words=frozenset(text.split()), cosine=cosine, days=days
    )


def asked(text: str = "", *, day: date | None = None) -> Asked:
    """A question all of whose words tell as much."""
    return Asked(text=text, weights=dict.fromkeys(text.split(), 1.0), day=day)


def order(found: tuple[Candidate, ...]) -> list[int]:
    """The claims in the order they were put in."""
    return [candidate.claim_id for candidate in found]


def test_the_nearest_in_meaning_comes_first() -> None:
    """Where neither words nor days tell them apart."""
    found = rank(asked("ferry"), [wording(1, "a", cosine=0.4), wording(2, "b", cosine=0.6)])

    assert [2, 1] == order(found)
    assert [0.6, 0.4] == [candidate.meaning for candidate in found]


def test_shared_words_outdo_a_somewhat_higher_cosine() -> None:
    """The claim that names the ferry goes before the one that is 0.1 nearer and names none of it."""
    found = rank(asked("tarn ferry sank"), [wording(1, "bus fell", cosine=0.6), wording(2, "tarn ferry", cosine=0.5)])

    assert [2, 1] == order(found)
    assert (1.0, 0.0) == (found[0].words, found[1].words)


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    """Both claims share one word with the question."""
    question = Asked(text="", weights={"kill": 1.0, "tarn": 6.0})

    assert [2, 1] == order(rank(question, [wording(1, "kill people"), wording(2, "tarn people")]))


def test_a_long_claim_is_not_found_for_its_length() -> None:
    """The same word in a short claim weighs more than in a long one."""
    long = wording(1, "ferry " + " ".join(f"word{number}" for number in range(30)))

    assert [2, 1] == order(rank(asked("ferry"), [long, wording(2, "ferry fare")]))


def test_words_that_differ_in_their_ending_meet_in_their_letters() -> None:
    """No index word is shared, and still "Australian" finds "Australia"."""
    found = rank(asked("australian wildfire"), [wording(1, "canada fires"), wording(2, "australia fires")])

    assert [2, 1] == order(found)
    assert (0.0, 1.0) == (found[0].words, found[0].letters)


def test_of_two_alike_the_one_of_the_day_comes_first() -> None:
    """A day's distance costs more the first week than the tenth."""
    days = {1: date(2026, 3, 20), 2: date(2026, 3, 5), 3: date(2024, 3, 3)}
    found = rank(asked("ferry", day=DAY), [wording(number, "ferry", days=(day,)) for number, day in days.items()])

    assert [2, 1, 3] == order(found)
    assert [2, 17, 730] == [candidate.day_gap for candidate in found]


@pytest.mark.parametrize(
    ("day", "days"),
    [
        (None, (DAY,)),  # the question names none
        (DAY, ()),  # the claim has none
    ],
)
def test_an_unknown_day_speaks_for_and_against_nothing(day: date | None, days: tuple[date, ...]) -> None:
    """It costs nothing, and is told as unknown."""
    (found,) = rank(asked("x", day=day), [wording(1, "y", cosine=0.5, days=days)])

    assert (0.5, None) == (found.score, found.day_gap)


def test_a_claim_is_known_by_all_its_wordings() -> None:
    """Two wordings of one claim share what neither has alone; the best cosine and the nearest day count."""
    wordings = [
        wording(1, "tarn ferry", claim=9, cosine=0.3, days=(date(2026, 3, 1),)),
        wording(2, "31 drown", claim=9, cosine=0.6, days=(date(2026, 3, 9),)),
        wording(3, "tarn", claim=8, cosine=0.6),
    ]
    first, second = rank(asked("tarn ferry drown", day=DAY), wordings)

    assert (9, 0.6, 2) == (first.claim_id, first.meaning, first.day_gap)
    assert [2, 1] == [one.id for one in first.wordings]
    assert first.words > second.words


def test_a_candidate_tells_which_lists_brought_it() -> None:
    """A wording that neither list holds came along with its claim."""
    wordings = [wording(1), wording(2), wording(3), wording(4, claim=3)]
    found = rank(asked(), wordings, by_vector=[1, 3], by_text=[2, 4])

    assert {1: ("vector",), 2: ("text",), 3: ("vector", "text")} == {one.claim_id: one.lists for one in found}


def test_nothing_found_is_an_empty_list() -> None:
    """And ties go to the lower id, so that the order never depends on chance."""
    assert () == rank(asked("x"), [])
    assert [1, 2, 3] == order(rank(asked("x"), [wording(3), wording(1), wording(2)]))


def test_weights_fall_with_the_count_and_never_below_nought() -> None:
    """A word in every wording tells next to nothing; more counted than there are is no error."""
    weights = word_weights({"tarn": 0, "ferry": 3, "say": 1000, "more": 2000}, total=1000)

    assert sorted(weights, key=lambda word: -weights[word]) == ["tarn", "ferry", "say", "more"]
    assert all(weight >= 0 for weight in weights.values())


TEXTS = st.text(alphabet="abc ", max_size=20)


@given(st.lists(st.tuples(TEXTS, st.integers(1, 5), st.floats(-1, 1)), max_size=12), TEXTS)
def test_ranking_keeps_every_claim_once_and_best_first(found: list[tuple[str, int, float]], text: str) -> None:
    """Whatever is found, shares stay between 0 and 1."""
    wordings = [wording(n, words, claim=claim, cosine=cosine) for n, (words, claim, cosine) in enumerate(found, 1)]
    ranked = rank(asked(text), wordings)

    assert sorted({claim for _, claim, _ in found}) == sorted(order(ranked))
    assert sorted((one.score for one in ranked), reverse=True) == [one.score for one in ranked]
    assert all(0 <= share <= 1 for one in ranked for share in (one.words, one.letters))
