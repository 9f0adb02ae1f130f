"""What changed between two texts of one article."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.claims.model import ExtractedClaim, Figure
from claimtrack.rechecks.changes import (
    ChangeKind,
    ClaimDiff,
    KnownClaim,
    Outcome,
    find_changes,
    is_boring,
    page_outcome,
)

NO_FIGURES: tuple[Figure, ...] = ()


def figure(low: float | None, high: float | None, role: str = "killed", **others: str) -> Figure:
    """A figure with the fields that comparing it reads."""
    return Figure(low=low, high=high, role=role, **others)  # type: ignore[arg-type]  # Only the texts are passed on.


def exactly(number: float, role: str = "killed") -> Figure:
    """A figure that is one number."""
    return figure(number, number, role)


def sentences(text: str) -> list[tuple[int, int]]:
    """Each sentence without its full stop, as extraction of a simple text would find them."""
    return [match.span() for match in re.finditer(r"[^.\s](?:[^.]|\.(?=\d))*", text)]


def known_in(text: str, figures: Sequence[tuple[Figure, ...]] = ()) -> list[KnownClaim]:
    """Each sentence as a claim of the old text; ids from 100."""
    return [
        KnownClaim(
            id=100 + n,
            start=start,
            end=end,
            quote=text[start:end],
            figures=figures[n] if n < len(figures) else NO_FIGURES,
        )
        for n, (start, end) in enumerate(sentences(text))
    ]


def fresh_in(text: str, figures: Sequence[tuple[Figure, ...]] = ()) -> list[ExtractedClaim]:
    """Each sentence as a claim of the new text."""
    return [
        ExtractedClaim(
            start=start,
            end=end,
            quote=text[start:end],
            claimant=None,
            figures=figures[n] if n < len(figures) else NO_FIGURES,
        )
        for n, (start, end) in enumerate(sentences(text))
    ]


def diff(old: str, new: str) -> ClaimDiff:
    """The changes between two simple texts whose claims have no figures."""
    return find_changes(known_in(old), fresh_in(new), old_text=old, new_text=new)


def kinds(changes: ClaimDiff) -> list[tuple[str, int | None, int | None]]:
    """Kind, known id and fresh index of each change."""
    return [(change.kind.value, change.claim_id, change.new_index) for change in changes.changes]


@pytest.mark.parametrize(
    ("old", "new", "old_figures", "new_figures", "detail"),
    [
        # another number
        ("Raids killed 16 people", "Raids killed 27 people", (exactly(16),), (exactly(27),), "16 → 27 killed"),
        # a bound on the same number
        ("Raids killed 16", "Raids killed at least 16", (exactly(16),), (figure(16, None),), "16 → at least 16 killed"),
        # a range, and large numbers
        ("Up to 5,000 fled", "3,000 to 4,000 fled", (figure(None, 5000, "displaced"),),
         (figure(3000, 4000, "displaced"),), "at most 5,000 → 3,000–4,000 displaced"),
        # extraction could not tell the role once
        ("Raids killed 16", "Raids left 27 dead", (exactly(16),), (exactly(27, "other"),), "16 → 27 killed"),
        # the total changed, the part did not
        ("Raids killed 16, five of them children", "Raids killed 27, five of them children",
         (exactly(16), figure(5, 5, scope="part")), (exactly(27), figure(5, 5, scope="part")), "16 → 27 killed"),
        # both changed
        ("Raids killed 16 and injured 30", "Raids killed 17 and injured 40",
         (exactly(16), exactly(30, "injured")), (exactly(17), exactly(40, "injured")),
         "16 → 17 killed; 30 → 40 injured"),
        # a unit instead of a role, and a fraction
        ("Rents rose 1.5 percent", "Rents rose 2.5 percent", (figure(1.5, 1.5, "other", unit="percent"),),
         (figure(2.5, 2.5, "other", unit="percent"),), "1.5 → 2.5 percent"),
    ],
)  # fmt: skip
def test_another_figure_for_the_same_thing_is_a_changed_figure(
    old: str, new: str, old_figures: tuple[Figure, ...], new_figures: tuple[Figure, ...], detail: str
) -> None:
    """The claim stays the same one, and the change says from what to what."""
    result = find_changes(known_in(old, [old_figures]), fresh_in(new, [new_figures]), old_text=old, new_text=new)

    (change,) = result.changes
    assert (change.kind, change.before, change.after, change.detail) == (ChangeKind.FIGURE_CHANGED, old, new, detail)
    assert result.kept == ((100, 0),)


@pytest.mark.parametrize(
    ("old", "new", "old_figures", "new_figures", "detail"),
    [
        # no figures at all
        ("Officials said the bridge fell", "Officials alleged the bridge fell", NO_FIGURES, NO_FIGURES,
         "“said” became “alleged”"),
        # a negation
        ("The bridge was hit", "The bridge was not hit", NO_FIGURES, NO_FIGURES, "“not” was added"),
        # the same number in another form
        ("Raids killed 16 people", "Raids killed sixteen people", (exactly(16),), (exactly(16),),
         "“16” became “sixteen”"),
        # killed and injured are not comparable
        ("Raids killed 16 people", "Raids injured 30 people", (exactly(16),), (exactly(30, "injured"),),
         "“killed 16” became “injured 30”"),
        # a total and a part are not comparable
        ("Raids killed 16 people", "Raids killed five children", (exactly(16),), (figure(5, 5, scope="part"),),
         "“16 people” became “five children”"),
        # a figure that is no longer given
        ("Raids killed 16 people", "Raids killed people", (exactly(16),), NO_FIGURES, "“16” was dropped"),
        # a second figure beside an equal one
        ("Raids killed 16", "Raids killed 16 and injured 30", (exactly(16),), (exactly(16), exactly(30, "injured")),
         "“and injured 30” was added"),
    ],
)  # fmt: skip
def test_other_words_without_another_figure_are_a_rewording(
    old: str, new: str, old_figures: tuple[Figure, ...], new_figures: tuple[Figure, ...], detail: str
) -> None:
    """The claim stays the same one, and the change names the words."""
    result = find_changes(known_in(old, [old_figures]), fresh_in(new, [new_figures]), old_text=old, new_text=new)

    (change,) = result.changes
    assert (change.kind, change.before, change.after, change.detail) == (ChangeKind.REWORDED, old, new, detail)
    assert result.kept == ((100, 0),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Raids killed 16 people", "Raids  killed 16\npeople"),  # white space
        ("The “safe” bridge fell", "The 'safe' bridge fell"),  # quotation marks
        ("the bridge fell", "The bridge fell"),  # case
        ("Air strikes hit the bridge", "Air-strikes hit the bridge"),  # a hyphen
        ("Airstrikes resumed", "Air-strikes resumed"),  # a hyphen in so short a claim that few words agree
        ("It didn’t fall", "It didnâ€™t fall"),  # a character set
        ("It didn’t fall", "It didn\ufffdt fall"),  # a lost character
    ],
)
def test_a_claim_typed_otherwise_is_no_change(old: str, new: str) -> None:
    """The claim stays the same one, and nobody is told."""
    result = diff(old, new)

    assert (result.changes, result.kept) == ((), ((100, 0),))


def test_a_figure_read_otherwise_from_the_same_words_is_no_change() -> None:
    """The article did not change; our reading of it did."""
    text = "Raids killed dozens of people"

    result = find_changes(
        known_in(text, [(figure(24, None),)]), fresh_in(text, [(figure(20, None),)]), old_text=text, new_text=text
    )

    assert (result.changes, result.kept) == ((), ((100, 0),))


def test_what_vanished_and_what_came_are_removed_and_added() -> None:
    """Claims with nothing in common are not one claim."""
    result = diff(
        "Raids killed 16 people. The bridge is closed.", "Raids killed 16 people. Schools will open again on Monday."
    )

    assert kinds(result) == [("added", None, 1), ("removed", 101, None)]
    assert result.kept == ((100, 0),)


def test_claims_that_changed_places_stay_themselves() -> None:
    """A new order of the same sentences is no change."""
    result = diff("Raids killed 16 people. The bridge is closed.", "The bridge is closed. Raids killed 16 people.")

    assert (result.changes, result.kept) == ((), ((100, 1), (101, 0)))


def test_the_most_alike_claims_find_each_other() -> None:
    """Of two claims with one frame each goes to the one with its own words, not to the first in the text."""
    old = "Raids killed 16 people in Aleppo. Raids killed 25 people in Idlib."
    new = "Raids killed 26 people in Idlib. Raids killed 19 people in Aleppo."

    result = diff(old, new)

    assert result.kept == ((100, 1), (101, 0))


def test_of_claims_that_are_equally_alike_the_nearest_find_each_other() -> None:
    """Two running totals in one article are each compared with the one at their own place."""
    middle = "The bridge is closed. Schools will open again on Monday. " * 3
    old = f"Raids killed 16 people. {middle}Raids killed 25 people."
    new = f"Raids killed 19 people. {middle}Raids killed 28 people."

    result = diff(old, new)

    assert [(change.before, change.after) for change in result.changes] == [
        ("Raids killed 16 people", "Raids killed 19 people"),
        ("Raids killed 25 people", "Raids killed 28 people"),
    ]


def test_of_two_equal_claims_one_may_be_removed() -> None:
    """A sentence that stood there twice and now stands there once was removed once."""
    result = diff("The bridge is closed. The bridge is closed.", "The bridge is closed.")

    assert kinds(result) == [("removed", 101, None)]
    assert result.kept == ((100, 0),)


def test_a_claim_that_extraction_missed_still_stands() -> None:
    """Words that are still there were not removed, whatever extraction makes of them this time."""
    old = "Raids killed 16 people. The bridge is closed."
    new = "Officials said: “The  bridge is closed”. Raids killed 16 people."
    fresh = [claim for claim in fresh_in(new) if claim.quote == "Raids killed 16 people"]

    result = find_changes(known_in(old), fresh, old_text=old, new_text=new)

    ((claim_id, start, end),) = result.standing
    assert (claim_id, new[start:end], result.changes) == (101, "The  bridge is closed", ())


def test_a_claim_found_only_now_in_old_words_was_not_added() -> None:
    """A better extraction finds more in the same text; the article added nothing."""
    text = "Raids killed 16 people. The bridge is closed."

    result = find_changes(known_in(text)[:1], fresh_in(text), old_text=text, new_text=text)

    assert (result.changes, result.kept) == ((), ((100, 0),))


def test_a_claim_cut_otherwise_from_the_same_words_stays_itself() -> None:
    """Where extraction draws the span wider, the claim keeps its identity and no rewording is reported."""
    text = "On Tuesday raids killed 16 people."
    known = [KnownClaim(id=7, start=11, end=33, quote="raids killed 16 people")]

    result = find_changes(known, fresh_in(text), old_text=text, new_text=text)

    assert (result.changes, result.kept) == ((), ((7, 0),))


def test_a_correction_notice_is_reported_before_anything_below_it() -> None:
    """The notice and the figure that it corrects are two changes."""
    old = "Raids killed 16 people."
    new = "Correction: the number of victims was too low. Raids killed 27 people."
    fresh = fresh_in(new, [NO_FIGURES, (exactly(27),)])

    result = find_changes(known_in(old, [(exactly(16),)]), fresh, old_text=old, new_text=new)

    assert [change.kind for change in result.changes] == [ChangeKind.CORRECTION_NOTICE, ChangeKind.FIGURE_CHANGED]


def test_a_notice_that_repeats_the_old_figure_does_not_hide_the_change() -> None:
    """What a notice takes back is no longer claimed: the old claim goes with the new figure, not with the notice."""
    old = "Raids killed 16 people."
    new = "Raids killed 27 people.\nCorrection: An earlier version of this article said raids killed 16 people."
    start = new.rindex("raids killed 16")
    repeated = ExtractedClaim(
        start=start, end=len(new) - 1, quote="raids killed 16 people", claimant=None, figures=(exactly(16),)
    )
    fresh = [*fresh_in(new, [(exactly(27),)])[:1], repeated]

    result = find_changes(known_in(old, [(exactly(16),)]), fresh, old_text=old, new_text=new)

    assert kinds(result) == [("figure_changed", 100, 0), ("correction_notice", None, None)]
    assert (result.kept, result.in_notice) == (((100, 0),), (1,))


_SENTENCES = [
    "Raids killed 16 people",
    "Raids killed 27 people",
    "raids killed 16 people in the north",
    "The bridge is closed",
    "The bridge was never closed",
    "Schools open on Monday",
    "Correction: the bridge is closed",
]
_texts = st.lists(st.sampled_from(_SENTENCES), max_size=8).map(lambda parts: "".join(f"{part}.\n" for part in parts))


@given(_texts)
def test_a_text_that_did_not_change_has_no_changes(text: str) -> None:
    """Every claim stays itself."""
    result = diff(text, text)

    assert result.changes == ()
    assert [claim_id for claim_id, _ in result.kept] == [claim.id for claim in known_in(text)]


@given(_texts, _texts, st.data())
def test_every_claim_has_exactly_one_fate(old: str, new: str, data: st.DataObject) -> None:
    """Each known claim is kept, still stands or was removed; no fresh one is used twice."""
    known, every = known_in(old), fresh_in(new)
    fresh = [claim for claim in every if data.draw(st.booleans())]

    result = find_changes(known, fresh, old_text=old, new_text=new)

    removed = [change.claim_id for change in result.changes if change.kind is ChangeKind.REMOVED]
    fates = [*(pair[0] for pair in result.kept), *(place[0] for place in result.standing), *removed]
    used = [pair[1] for pair in result.kept]
    added = [change.new_index for change in result.changes if change.kind is ChangeKind.ADDED]
    assert sorted(fates) == [claim.id for claim in known]  # type: ignore[type-var]  # Removed claims have an id.
    assert len({*used, *added, *result.in_notice}) == len(used) + len(added) + len(result.in_notice)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Nine ships left.\nUpdated 14:02", "Nine ships left.\nUpdated 15:30", True),  # a time stamp
        ("Nine ships left.", "Nine ships left.\nLast updated 11 Oct 2016\n3 comments", True),  # stamps that were added
        ("He said “nine ships left”.", 'He said "nine ships left".', True),  # quotation marks
        ("Nine ships left.\n\nTwo stayed.", "Nine ships left. Two stayed.", True),  # line breaks
        ("It didn’t sail.", "It didnâ€™t sail.", True),  # a character set
        ("Nine ships left.", "Ten ships left.", False),  # a number
        ("The fire began at 14:02 on the quay.", "The fire began at 15:30 on the quay.", False),  # a time that is news
        ("16 killed\n30 injured", "17 killed\n30 injured", False),  # figures in a list
    ],
)
def test_only_typing_and_stamps_are_boring(old: str, new: str, expected: bool) -> None:
    """A page that differs in nothing else counts as unchanged."""
    assert is_boring(old, new) is expected


@pytest.mark.parametrize(
    ("previous", "gone", "expected"),
    [
        ([], True, Outcome.UNREACHABLE),  # the first check of all
        ([Outcome.UNCHANGED], True, Outcome.UNREACHABLE),  # the first 404
        ([Outcome.UNREACHABLE], True, Outcome.GONE),  # the second in a row
        ([Outcome.GONE], True, Outcome.GONE),  # still gone
        ([Outcome.UNREACHABLE, Outcome.CHANGED], True, Outcome.UNREACHABLE),  # not in a row
        ([Outcome.FAILED], True, Outcome.UNREACHABLE),  # our own failure is no 404
        ([Outcome.UNREACHABLE], False, Outcome.UNREACHABLE),  # the site does not answer
        ([Outcome.GONE], False, Outcome.UNREACHABLE),  # nor does it say that the page is gone
    ],
)
def test_a_page_is_gone_at_the_second_answer_in_a_row(previous: list[Outcome], gone: bool, expected: Outcome) -> None:
    """One 404 may be a slip of the site, and a failure is never a finding."""
    assert page_outcome(previous, gone=gone) is expected


def test_a_time_out_before_a_404_is_not_counted_when_it_is_known() -> None:
    """Whoever knows why the last check failed says so, and one 404 remains one."""
    outcome = page_outcome([Outcome.UNREACHABLE], gone=True, previous_gone=False)

    assert outcome is Outcome.UNREACHABLE
