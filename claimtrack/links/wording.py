"""Where two wordings that look alike part: a word put in another's place, opposites, doer and done-to exchanged.

Two texts go in, a ``WordingDifference`` comes out. A vector hardly sees these: "the court convicted him" and "the court
acquitted him" are 0.9 alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from claimtrack.links.places import is_one_name
from claimtrack.links.words import REMEMBERED, stem, words_in_order

Word = tuple[str, str]
"""Stem and form."""

LONGEST_SWAP = 2
"""Words on either side that still count as one put in the place of another; longer stretches are rewording."""

OPPOSITE_WORDS = """
accept/reject accept/refuse acquit/convict advance/retreat agree/refuse allow/ban allow/forbid ally/enemy approve/reject
arrest/release arrive/leave attack/defend ban/permit begin/end better/worse buy/sell bought/sold cause/prevent
confirm/deny confirm/dismiss create/destroy cut/raise decline/increase decrease/increase early/late east/west
eastern/western enter/leave fail/succeed fall/rise fell/rose fewer/more find/lose first/last gain/lose guilty/innocent
halt/resume hire/fire higher/lower illegal/legal import/export improve/worsen include/exclude join/leave launch/halt
legal/banned lost/won lose/win lower/raise lowest/highest majority/minority maximum/minimum north/south
northern/southern open/close oppose/support opposed/backed oppose/back pass/reject pass/fail positive/negative
private/public praise/condemn reject/support rise/decline rose/declined rise/drop rose/dropped safe/dangerous
seize/release shrink/grow slow/accelerate start/stop start/end strengthen/weaken survive/die true/false up/down
upheld/overturned uphold/overturn victory/defeat withdraw/deploy above/below before/after increase/reduce
""".split()  # noqa: SIM905 -- a list literal would hide that these are pairs
OPPOSITES = frozenset(frozenset((stem(one), stem(two))) for one, two in (pair.split("/") for pair in OPPOSITE_WORDS))
"""Pairs of stems of which at most one is true of a thing. Source: our list of verbs and adjectives common in news."""
OPPOSED = frozenset(found for pair in OPPOSITES for found in pair)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingDifference:
    """What keeps two wordings that look alike from saying the same."""

    replaced: tuple[tuple[str, str], ...]
    """Words of the first wording and those that stand in their place in the second."""
    opposites: tuple[str, str] | None
    """A word that only the first has, and its opposite that only the second has."""
    swapped: tuple[str, str] | None
    """Two words that have changed places while all else stayed."""


def differ(a: str, b: str) -> WordingDifference:
    """Where two wordings part; spellings of one name do not count."""
    words_a, words_b = words_in_order(a), words_in_order(b)
    return WordingDifference(
        replaced=_replaced(words_a, words_b), opposites=_opposites(a, b), swapped=_swapped(words_a, words_b)
    )


def _replaced(a: Sequence[Word], b: Sequence[Word]) -> tuple[tuple[str, str], ...]:
    stems_a, stems_b = [found for found, _ in a], [found for found, _ in b]
    replaced = []
    for kind, a_from, a_to, b_from, b_to in SequenceMatcher(None, stems_a, stems_b, autojunk=False).get_opcodes():
        if kind != "replace" or max(a_to - a_from, b_to - b_from) > LONGEST_SWAP:
            continue
        # A word that only moved is not replaced.
        one = [form for found, form in a[a_from:a_to] if found not in stems_b]
        two = [form for found, form in b[b_from:b_to] if found not in stems_a]
        if one and two and not any(is_one_name(x, y) for x in one for y in two):
            replaced.append((" ".join(one), " ".join(two)))
    return tuple(replaced)


def _opposites(a: str, b: str) -> tuple[str, str] | None:
    words_a = _opposed_words(a)
    words_b = _opposed_words(b) if words_a else {}
    for one in sorted(words_a.keys() - words_b.keys()):
        for two in sorted(words_b.keys() - words_a.keys()):
            if frozenset((one, two)) in OPPOSITES:
                return words_a[one], words_b[two]
    return None


@lru_cache(maxsize=REMEMBERED)
def _opposed_words(text: str) -> Mapping[str, str]:
    """The words of the text that have an opposite: form by stem. Most texts have none or two."""
    return {found: form for found, form in words_in_order(text, with_stop_words=True) if found in OPPOSED}


def _swapped(a: Sequence[Word], b: Sequence[Word]) -> tuple[str, str] | None:
    stems_a, stems_b = [found for found, _ in a], [found for found, _ in b]
    if len(a) != len(b) or sorted(stems_a) != sorted(stems_b):
        return None
    moved = [place for place, (one, two) in enumerate(zip(stems_a, stems_b, strict=True)) if one != two]
    # Neighbours change places without a change of meaning: "bridge over the river", "river bridge".
    apart = len(moved) == 2 and moved[1] - moved[0] > 1
    return (a[moved[0]][1], a[moved[1]][1]) if apart else None
