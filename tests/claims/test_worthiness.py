"""Check-worthiness: what it ranks first, how it explains itself, and the file of its weights."""

import hashlib
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from claimtrack.claims import signs as kinds
from claimtrack.claims.model import ClaimType, Extraction, Worthiness
from claimtrack.claims.parse import MODEL, Tree
from claimtrack.claims.signs import group_of, shown_word, signs
from claimtrack.claims.worthiness import (
    BASE,
    MEANING,
    SMALL,
    WEIGHTS_FILE,
    learned_weights,
    logistic,
    news_rules,
    weigh,
    with_meaning,
)
from claimtrack.errors import ModelUnavailable

TreeOf = Callable[[str], Tree]
CARD = Path(__file__).resolve().parents[2] / "docs" / "models" / "checkworthiness.md"


def worth(tree: Tree) -> Worthiness:
    """The check-worthiness of a whole text."""
    return weigh(tree, 0, len(tree.words) - 1)


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        # a figure against a feeling
        (
            "Unemployment in the Tarn valley fell from 9 to 6 percent in two years.",
            "I believe in the people of this valley.",
        ),
        # what somebody did against what somebody promises
        (
            "The minister voted against the flood bill in 2012.",
            "We will rebuild the harbour, and we will do it together.",
        ),
        # a trend against a courtesy
        ("Crime in Kandor has doubled since the mayor took office.", "Thank you all for coming tonight."),
        # a count against a wish
        ("Two hundred fishermen lost their licences last winter.", "I hope that we can talk about it."),
        # a record against praise of oneself
        ("She closed three hospitals while she was governor.", "Nobody loves this town more than I do."),
        # a toll against a question
        ("The ferry sank off Larnos on Monday, killing 31 people.", "What would you say to the fishermen?"),
        # an arrest against a demand
        ("Police arrested two men over the fire in Kandor.", "We have to do better for our children."),
        # money against a phrase
        ("The council spent 4 million euros on a bridge that nobody uses.", "It is time to look ahead."),
    ],
)
def test_what_can_be_checked_outranks_what_cannot(tree_of: TreeOf, higher: str, lower: str) -> None:
    """Records, counts and events stand above the middle; wishes, courtesies, questions and phrases below it."""
    assert worth(tree_of(higher)).score > 0.6 > 0.3 > worth(tree_of(lower)).score


def test_a_toll_outranks_the_rest_of_its_article(extract: Callable[..., Extraction]) -> None:
    """In one report the toll comes first and the opinion last."""
    claims = extract(
        "Airstrikes killed at least 16 people in Kandor on Monday. The street was full. "
        '"The world must wake up," Tom Arden said.'
    ).claims

    ranked = [claim.quote for claim in sorted(claims, key=lambda claim: -claim.worthiness.score)]

    assert ["Airstrikes killed at least 16 people in Kandor on Monday", "The world must wake up"] == [
        ranked[0],
        ranked[-1],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We lost 700 jobs last year.",
        "Yes.",
        "What?",
        "16",
        "…",
        "The the the the the.",
        "Ångström 東京 costs €3.",
        "a" * 3000,
    ],
)
def test_the_parts_add_up(tree_of: TreeOf, text: str) -> None:
    """Whatever the words are, the logistic function of the parts' sum is exactly the score, with the meaning and without."""
    learned = learned_weights()
    vector = np.full(384, 1 / math.sqrt(384), np.float32)
    alone = worth(tree_of(text))
    full = with_meaning(alone, vector, model_id=learned.about["meaning_model"])

    for one in (alone, full):
        assert one.score == logistic(sum(part for _, part in one.parts))
        assert len({name for name, _ in one.parts}) == len(one.parts)
        assert BASE == one.parts[0][0]
    before, after = (sum(part for _, part in one.parts) for one in (alone, full))
    assert after - before == pytest.approx(learned.meaning.value(vector))


def test_the_same_words_have_the_same_score(tree_of: TreeOf) -> None:
    """Neither the order of a set nor what was scored before matters."""
    first = worth(tree_of("The council sold the old mill for 3 million euros in 2014."))
    worth(tree_of("Rain fell."))

    assert first == worth(tree_of("The council sold the old mill for 3 million euros in 2014."))


def test_the_explanation_is_in_a_checkers_words(tree_of: TreeOf) -> None:
    """It names what speaks for a check and what against it, and the strongest words."""
    fact = dict(worth(tree_of("You voted against the flood bill in 2004.")).parts)
    view = dict(worth(tree_of("I think the mayor is a wonderful man.")).parts)

    assert fact[kinds.DATE] > 0
    assert any(name.startswith("words typical of checked claims: voted") and part > 0 for name, part in fact.items())
    assert view[kinds.FIRST] < 0
    assert view[kinds.VIEW] < 0


@pytest.mark.parametrize(
    ("sign", "group"),
    [
        ("w lost 0 jobs", kinds.NUMBER),
        ("g entity=MONEY", kinds.NUMBER),
        ("w .", kinds.WORDS),  # a full stop is no number
        ("w in year", kinds.DATE),
        ("g pobj|DATE|in", kinds.DATE),
        ("w i said", kinds.FIRST),
        ("w will you", kinds.SECOND),
        ("g root|think", kinds.VIEW),
        ("g aux|would", kinds.POSSIBILITY),
        ("w ?", kinds.QUESTION),
        ("g nsubj|PERSON", kinds.NAME),
        ("g dobj|taxes|raised", kinds.WORDS),
        ("g root=VBD", kinds.GRAMMAR),
    ],
)
def test_each_sign_has_its_part_of_the_explanation(sign: str, group: str) -> None:
    """A sign counts where a reader would look for it."""
    assert group == group_of(sign)


@pytest.mark.parametrize(
    ("sign", "shown"),
    [("w <s> we lost", "we lost"), ("g dobj|jobs|lost", "jobs lost"), ("g prep<voted", "voted"), ("g root=VBD", "")],
)
def test_signs_are_shown_as_words(sign: str, shown: str) -> None:
    """Marks of the grammar are not for people."""
    assert shown == shown_word(sign)


def test_signs_stand_for_every_number_and_spelling(tree_of: TreeOf) -> None:
    """Another number or another apostrophe makes no other sign; a year is a year."""
    one, other = (
        tree_of(text) for text in ("They didn't sell 12 boats in 2014.", "They didn’t sell 97 boats in 1998.")
    )

    assert signs(one, 0, len(one.words) - 1) == signs(other, 0, len(other.words) - 1)
    assert {"w sell 0 boats", "w in year", "g neg|n't"} <= set(signs(one, 0, len(one.words) - 1))


def test_only_the_claims_own_words_count(tree_of: TreeOf) -> None:
    """What stands around a claim in its sentence leaves no sign."""
    tree = tree_of("The ministry hopes that 40 boats sank.")
    first = next(word.i for word in tree.words if word.text == "40")

    found = signs(tree, first, first + 2)

    assert "g root|sank" in found
    assert not any("ministry" in sign or "hopes" in sign for sign in found)


@pytest.mark.parametrize(
    ("quote", "kind", "placed", "parts"),
    [
        ("it is a disgrace", ClaimType.OPINION, False, {"kind of claim: opinion": -2.4}),
        (
            "shells hit the mill",
            ClaimType.EVENT,
            True,
            {"tells of violence, law, votes or money": 0.6, "says where": 0.5},
        ),
        ("the mill is old", ClaimType.STATE, False, {}),
    ],
)
def test_rules_for_news_come_on_top(quote: str, kind: ClaimType, placed: bool, parts: dict[str, float]) -> None:
    """Opinions lose, matters of the public record and places gain, by what is written in the rules."""
    assert parts == news_rules(quote, kind, placed=placed)


def test_another_models_vector_changes_nothing(tree_of: TreeOf) -> None:
    """What was learned about one model's vectors says nothing about another's."""
    alone = worth(tree_of("The ferry sank."))

    assert alone is with_meaning(alone, np.ones(384, np.float32), model_id="another@000000000000")


def test_a_text_in_another_language_keeps_its_middle(extract: Callable[..., Extraction]) -> None:
    """A sentence that nothing was learned about is neither raised nor lowered by its vector."""
    german = "Die Fähre sank am Montag vor der Insel, und die Küstenwache rettete am Abend noch viele Menschen aus dem Wasser."
    found = extract(german).claims[0].worthiness

    model_id = learned_weights().about["meaning_model"]

    assert 0.5 == with_meaning(found, np.ones(384, np.float32), model_id=model_id).score


def test_a_later_vector_takes_the_place_of_the_first(tree_of: TreeOf) -> None:
    """A claim whose wording a person corrects is weighed by its new meaning alone, however little the old one weighed."""
    learned, alone = learned_weights(), worth(tree_of("The ferry sank off Larnos."))
    model_id = learned.about["meaning_model"]
    vectors = np.random.default_rng(0).normal(size=(40, 384)).astype(np.float32)
    faint = min(vectors, key=lambda vector: abs(learned.meaning.value(vector)))

    twice = with_meaning(with_meaning(alone, faint, model_id=model_id), vectors[0], model_id=model_id)

    assert abs(learned.meaning.value(faint)) < 0.1
    assert twice.score == pytest.approx(with_meaning(alone, vectors[0], model_id=model_id).score)


def test_small_parts_stay_together_when_the_meaning_comes() -> None:
    """Counting small signs twice, or losing them, would break the sum."""
    alone = Worthiness(score=logistic(0.61), parts=((BASE, 0.5), (SMALL, 0.11)))
    vector = np.zeros(384, np.float32)

    full = with_meaning(alone, vector, model_id=learned_weights().about["meaning_model"])

    meaning = learned_weights().meaning.value(vector)
    assert sum(part for _, part in full.parts) == pytest.approx(0.61 + meaning)
    assert {BASE, SMALL, MEANING} == {name for name, _ in full.parts}


def test_the_card_is_about_this_file() -> None:
    """The card names the file's digest, its data and its models; whoever trains anew must write it anew."""
    content, card = WEIGHTS_FILE.read_bytes(), CARD.read_text(encoding="utf-8")
    about = learned_weights().about

    assert hashlib.sha256(content).hexdigest() in card
    assert all(str(about[name]) in card for name in ("source", "meaning_model", "parser", "sentences"))
    assert len(content) < 300_000


def test_the_weights_fit_the_installed_parser(tree_of: TreeOf) -> None:
    """The parser's inner vectors are as wide as the weights expect."""
    tree = tree_of("The ferry sank.")

    assert (len(tree.words), learned_weights().wording.inner.shape[1] // 2) == tree.states.shape
    assert learned_weights().about["parser"].startswith(MODEL.removeprefix("en_"))


@pytest.mark.parametrize("content", [None, b"", b"no weights", b"PK\x03\x04"])
def test_a_broken_file_says_what_to_do(tmp_path: Path, content: bytes | None) -> None:
    """A missing or damaged file of weights is one clear error."""
    path = tmp_path / "broken.npz"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ModelUnavailable, match="claimtrack train checkworthiness"):
        learned_weights(path)
