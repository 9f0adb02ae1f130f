"""What people corrected is found again in a new text, and nothing else is taken for it."""

import pytest

from claimtrack.claims.model import ExtractedClaim
from claimtrack.rechecks.corrected import Corrected, find_corrected

OLD = "A storm hit Tarn on Monday. Twelve people died. A storm hit Kestrel on Friday. Nobody died."


def corrected(words: str, *, at: int = 0, hidden: bool = False, originals: tuple[str, ...] = ()) -> Corrected:
    """A corrected appearance of some words of the old text."""
    start = OLD.index(words, at)
    return Corrected(id=7, start=start, end=start + len(words), hidden=hidden, originals=originals)


def fresh(text: str, *quotes: str) -> list[ExtractedClaim]:
    """What is extracted from a new text, in order."""
    return [
        ExtractedClaim(start=text.index(quote), end=text.index(quote) + len(quote), quote=quote, claimant=None)
        for quote in quotes
    ]


def test_words_that_moved_still_stand() -> None:
    """They are found where they are now, and the machine's claim of the same words is not wanted."""
    new = "Update. " + OLD

    found = find_corrected(
        [corrected("Twelve people died")],
        fresh(new, "A storm hit Tarn on Monday", "Twelve people died"),
        old_text=OLD,
        new_text=new,
    )

    at = new.index("Twelve")
    assert ((7, at, at + len("Twelve people died")),) == found.standing
    assert {1} == found.replaced


@pytest.mark.parametrize(
    "new",
    [
        OLD.replace("Twelve", "Thirteen"),  # another figure
        OLD.replace(" Twelve people died.", ""),  # gone
    ],
)
def test_words_that_changed_have_no_say(new: str) -> None:
    """The new text is read by the machine again."""
    found = find_corrected([corrected("Twelve people died")], [], old_text=OLD, new_text=new)

    assert ((), frozenset()) == (found.standing, found.replaced)


def test_repeated_words_are_told_apart_by_what_stands_around_them() -> None:
    """The storm that hit Kestrel is not the one that hit Tarn, whichever comes first in the new text."""
    new = "A storm hit Kestrel on Friday. Nobody died. A storm hit Tarn on Monday. Twelve people died."
    second = corrected("A storm hit", at=5)

    found = find_corrected([second], [], old_text=OLD, new_text=new)

    assert ((7, 0, len("A storm hit")),) == found.standing


@pytest.mark.parametrize(
    ("words", "hidden", "machine", "replaced"),
    [
        ("Twelve people died", False, "Twelve people", True),  # the machine has a part of it
        ("Twelve people", False, "Twelve people died", True),  # or more
        ("Twelve people died", True, "Twelve people died", True),  # hidden: the same words
        ("Twelve people", True, "A storm hit Tarn on Monday. Twelve people died", False),  # much more than was hidden
        ("Monday. Twelve people died", False, "A storm hit Tarn on Monday", False),  # a neighbour that touches it
        ("died", False, "Nobody died", False),  # another place
    ],
)
def test_what_the_machine_finds_in_corrected_words_is_not_wanted(
    words: str, hidden: bool, machine: str, replaced: bool
) -> None:
    """Its reading is what the person has corrected; neighbours stay."""
    found = find_corrected([corrected(words, hidden=hidden)], fresh(OLD, machine), old_text=OLD, new_text=OLD)

    assert replaced is (found.replaced == {0})


def test_the_machines_own_span_is_not_wanted_where_it_was_moved_away() -> None:
    """The person chose other words for it; of two such sentences only the nearest is meant."""
    moved = corrected("Nobody died", originals=("A storm hit Kestrel on Friday",))

    found = find_corrected(
        [moved], fresh(OLD, "A storm hit Tarn on Monday", "A storm hit Kestrel on Friday"), old_text=OLD, new_text=OLD
    )

    assert {1} == found.replaced


def test_part_of_a_word_is_found_by_its_letters() -> None:
    """A span may cut a word; then only the letters tell."""
    found = find_corrected([corrected("elve peo")], [], old_text=OLD, new_text=f"  {OLD}")

    at = OLD.index("elve peo") + 2
    assert ((7, at, at + len("elve peo")),) == found.standing
