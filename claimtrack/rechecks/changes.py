"""What changed between two texts of one article: its claims, one by one, and the notices that say so.

The claims known from the old text, those extracted from the new one and both texts come in; typed changes come out,
with the pairs of claims that are still the same one. Where they are stored and who is told is not known here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nlargest

from claimtrack.claims.model import ExtractedClaim, Figure
from claimtrack.rechecks.notices import Span, correction_notices, find_notices
from claimtrack.rechecks.wording import (
    Word,
    WordIndex,
    describe_difference,
    has_same_wording,
    likeness,
    likeness_bound,
    masked,
    without_stamps,
    wording_key,
    words_of,
)

__all__ = [
    "Change",
    "ChangeKind",
    "ClaimDiff",
    "KnownClaim",
    "Outcome",
    "correction_notices",
    "find_changes",
    "find_notices",
    "is_boring",
    "page_outcome",
]


class Outcome(StrEnum):
    """How one re-check of one page ended."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    GONE = "gone"  # the site said twice in a row that the page does not exist
    UNREACHABLE = "unreachable"  # the page could not be had; says nothing about its claims
    FAILED = "failed"  # the page came, but could not be read on our side


class ChangeKind(StrEnum):
    """What a re-check found."""

    FIGURE_CHANGED = "figure_changed"
    REWORDED = "reworded"
    REMOVED = "removed"
    ADDED = "added"
    CORRECTION_NOTICE = "correction_notice"
    GONE = "gone"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownClaim:
    """A claim as it stood in the old text."""

    id: int
    start: int
    end: int
    quote: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a re-check found."""

    kind: ChangeKind
    claim_id: int | None
    """The known claim; None for what is new."""
    before: str | None
    """The old quote; None for what is new."""
    after: str | None
    """The new quote, or the notice; None for what was removed."""
    detail: str
    """For a person: "16 → 27 killed"."""
    new_index: int | None
    """Index among the fresh claims; None for what was removed and for a notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDiff:
    """What became of each known claim, and what is new.

    Each known id stands in exactly one of `kept`, `standing` and the changes of kind removed.
    """

    changes: tuple[Change, ...]
    """By the place in the new text; removed claims last, by their place in the old one."""
    kept: tuple[tuple[int, int], ...]
    """(known id, fresh index) of the claims that are still the same one, changed or not."""
    standing: tuple[tuple[int, int, int], ...] = ()
    """(known id, start, end) of claims that were not extracted again although their words stand at that span of the new
    text: that is a matter of our extraction, never a removal."""
    in_notice: tuple[int, ...] = ()
    """Indexes of the fresh claims inside a new correction notice. It may repeat what it takes back, so these are
    neither matched nor reported as added."""


LIKENESS = 0.5
"""Two wordings this alike may be one claim, reworded.

Source: our sweep, November 2026. Of 2,250 rewordings of news sentences (MRPC train, label 1) 97 % reach 0.4, 87 % reach
0.5, 69 % reach 0.6 and 48 % reach 0.7; of 1,378 sentences in 120 articles of the FA-KES collection 5.8, 3.9, 3.3 and 2.6 %
have another sentence of the same article that near (2.3 % at 0.8: mostly repetitions).
"""

MAX_COMPARED = 30
"""Fresh claims that one known claim is compared with word by word: those with the most words in common, then the nearest.

Source: our own measurement, November 2026: 600 claims that were all reworded alike take 3 s on one core instead of 22 s.
"""


def find_changes(
    known: Sequence[KnownClaim], fresh: Sequence[ExtractedClaim], *, old_text: str, new_text: str
) -> ClaimDiff:
    """The changes from `old_text` to `new_text`, and which known claim is which fresh one.

    Claims are matched one to one: by the same wording, in the order in which they stand; then by place, where the words
    of a known claim stand in the new text inside or around a fresh one; then words that vanished with words that came,
    the most alike first, down to `LIKENESS`. A match with a comparable figure whose interval differs is figure_changed;
    one whose words differ is reworded. What stands in both texts is no change, however it was extracted.

    Args:
        known: The claims of the old text; each `id` is unique.
        fresh: The claims extracted from the new text.
        old_text: Where the known claims stand.
        new_text: Where the fresh claims stand.
    """
    matching = _Matching(known, fresh, old_text, new_text)
    return ClaimDiff(
        changes=matching.changes(),
        kept=tuple((claim.id, matching.pairs[claim.id]) for claim in known if claim.id in matching.pairs),
        standing=tuple((claim_id, *span) for claim_id, span in matching.standing.items()),
        in_notice=tuple(sorted(matching.in_notice)),
    )


def is_boring(old_text: str, new_text: str) -> bool:
    """Whether the texts differ at most in typing, character set and lines that are only a time stamp or a counter."""
    return has_same_wording(old_text, new_text) or has_same_wording(without_stamps(old_text), without_stamps(new_text))


def page_outcome(previous: Sequence[Outcome], *, gone: bool, previous_gone: bool | None = None) -> Outcome:
    """The outcome of a check that got no page: gone at the second 404 or 410 in a row, else unreachable.

    One such answer may be a slip of the site, and "gone" is a finding about its claims.

    Args:
        previous: Outcomes of the earlier checks of this page, oldest first.
        gone: Whether the site answered 404 or 410 this time.
        previous_gone: Whether it did so the last time. Left out, a last check that was unreachable is taken for that.
    """
    last = previous[-1] if previous else None
    if previous_gone is None:
        previous_gone = last is Outcome.UNREACHABLE
    return Outcome.GONE if gone and (previous_gone or last is Outcome.GONE) else Outcome.UNREACHABLE


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _encloses(a: Span, b: Span) -> bool:
    """Whether one of the two spans holds the other."""
    return (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1])


class _Matching:
    """The known claims of one article on their way to the fresh ones; each step takes what the last one left."""

    def __init__(
        self, known: Sequence[KnownClaim], fresh: Sequence[ExtractedClaim], old_text: str, new_text: str
    ) -> None:
        self._known = sorted(known, key=lambda claim: (claim.start, claim.end))
        self._fresh = fresh
        self._old_text, self._new_text = old_text, new_text
        self._old_index, self._new_index = WordIndex(old_text), WordIndex(new_text)
        self._notices = correction_notices(old_text, new_text)
        self.in_notice = {i for i, claim in enumerate(fresh) if _overlaps((claim.start, claim.end), self._notices)}
        self.pairs: dict[int, int] = {}
        self.standing: dict[int, Span] = {}
        self._open = [i for i in range(len(fresh)) if i not in self.in_notice]
        self._open.sort(key=lambda i: (fresh[i].start, fresh[i].end))
        self._match_by(str)
        self._match_by(wording_key)
        self._match_by_place()
        self._match_by_likeness()

    def changes(self) -> tuple[Change, ...]:
        present = [(start, self._noticed(start, end)) for start, end in self._notices]
        present += [(self._fresh[i].start, _added(self._fresh[i], i)) for i in self._open if not self._stood(i)]
        for claim in self._known:
            index = self.pairs.get(claim.id)
            if index is not None and (change := self._compared(claim, index)):
                present.append((self._fresh[index].start, change))
        removed = (_removed(claim) for claim in self._left_over())
        return (*(change for _, change in sorted(present, key=lambda item: item[0])), *removed)

    def _left_over(self) -> list[KnownClaim]:
        return [claim for claim in self._known if claim.id not in self.pairs and claim.id not in self.standing]

    def _pair(self, claim_id: int, index: int) -> None:
        self.pairs[claim_id] = index
        self._open.remove(index)

    def _match_by(self, key: Callable[[str], str]) -> None:
        waiting: dict[str, list[int]] = {}
        for index in reversed(self._open):
            waiting.setdefault(key(self._fresh[index].quote), []).append(index)
        for claim in self._left_over():
            if same := waiting.get(key(claim.quote)):
                self._pair(claim.id, same.pop())

    def _match_by_place(self) -> None:
        used = {(self._fresh[index].start, self._fresh[index].end) for index in self.pairs.values()}
        for claim in self._left_over():
            spans = self._new_index.find(claim.quote)
            place = next((span for span in spans if span not in used and not _overlaps(span, self._notices)), None)
            if place is None:
                continue
            used.add(place)
            index = next((i for i in self._open if _encloses((self._fresh[i].start, self._fresh[i].end), place)), None)
            if index is None:
                self.standing[claim.id] = place
            else:
                self._pair(claim.id, index)

    def _match_by_likeness(self) -> None:
        for _, claim_id, index in sorted(self._likenesses(), reverse=True):
            if claim_id not in self.pairs and index in self._open:
                self._pair(claim_id, index)

    def _likenesses(self) -> Iterator[tuple[tuple[float, float, float], int, int]]:
        """((likeness, likeness with the numbers, nearness), known id, fresh index) of what may be one claim."""
        appeared = {i: words_of(self._fresh[i].quote) for i in self._open if not self._stood(i)}
        frames = {i: masked(words) for i, words in appeared.items()}
        for claim in self._left_over():
            words = words_of(claim.quote)
            frame = masked(words)
            bounds = ((likeness_bound(frame, other), self._nearness(claim, i), i) for i, other in frames.items())
            for _, nearness, index in nlargest(MAX_COMPARED, (item for item in bounds if item[0] >= LIKENESS)):
                alike = likeness(frame, frames[index], at_least=LIKENESS)
                if alike > 0:
                    yield (alike, likeness(_plains(words), _plains(appeared[index])), nearness), claim.id, index

    def _nearness(self, claim: KnownClaim, index: int) -> float:
        """How near the two stand in their texts, -1..0."""
        place = self._fresh[index].start / len(self._new_text or " ")
        return -abs(claim.start / len(self._old_text or " ") - place)

    def _stood(self, index: int) -> bool:
        return bool(self._old_index.find(self._fresh[index].quote))

    def _compared(self, claim: KnownClaim, index: int) -> Change | None:
        fresh = self._fresh[index]
        if has_same_wording(claim.quote, fresh.quote):
            return None
        if self._stood(index) and self._new_index.find(claim.quote):
            return None
        figures = _changed_figures(claim.figures, fresh.figures)
        return Change(
            kind=ChangeKind.FIGURE_CHANGED if figures else ChangeKind.REWORDED,
            claim_id=claim.id,
            before=claim.quote,
            after=fresh.quote,
            detail="; ".join(figures) or describe_difference(claim.quote, fresh.quote),
            new_index=index,
        )

    def _noticed(self, start: int, end: int) -> Change:
        return Change(
            kind=ChangeKind.CORRECTION_NOTICE,
            claim_id=None,
            before=None,
            after=self._new_text[start:end],
            detail="The article says that it was corrected",
            new_index=None,
        )


def _plains(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.plain for word in words)


def _added(claim: ExtractedClaim, index: int) -> Change:
    return Change(
        kind=ChangeKind.ADDED, claim_id=None, before=None, after=claim.quote, detail="New in the text", new_index=index
    )


def _removed(claim: KnownClaim) -> Change:
    return Change(
        kind=ChangeKind.REMOVED,
        claim_id=claim.id,
        before=claim.quote,
        after=None,
        detail="No longer in the text",
        new_index=None,
    )


def _changed_figures(old: Sequence[Figure], new: Sequence[Figure]) -> list[str]:
    """The comparable figures whose intervals differ, each as "16 → 27 killed"; equal ones pair off first."""
    left_new = list(new)
    left_old = []
    for figure in old:
        equal = next((other for other in left_new if _is_comparable(figure, other) and _is_equal(figure, other)), None)
        if equal is None:
            left_old.append(figure)
        else:
            left_new.remove(equal)
    changed = []
    for figure in left_old:
        other = next((other for other in left_new if _is_comparable(figure, other)), None)
        if other is not None:
            left_new.remove(other)
            changed.append(f"{_amount(figure)} → {_amount(other)} {_counted(other) or _counted(figure)}".rstrip())
    return changed


def _is_equal(a: Figure, b: Figure) -> bool:
    return (a.low, a.high) == (b.low, b.high)


def _is_comparable(a: Figure, b: Figure) -> bool:
    # "other" is what extraction says when it cannot tell the role; it then contradicts none.
    same_role = a.role == b.role or "other" in (a.role, b.role)
    same_unit = a.unit == b.unit or a.unit is None or b.unit is None or a.role == b.role != "other"
    return same_role and same_unit and a.scope == b.scope


def _counted(figure: Figure) -> str:
    return figure.role if figure.role != "other" else figure.unit or ""


def _amount(figure: Figure) -> str:
    low, high = figure.low, figure.high
    if low is not None and high is not None:
        return _number(low) if low == high else f"{_number(low)}–{_number(high)}"
    if low is not None:
        return f"at least {_number(low)}"
    return f"at most {_number(high)}" if high is not None else figure.surface


def _number(value: float) -> str:
    return f"{value:,.15g}"
