"""Places in an article that somebody else marked in, with who is said to say it there; the claims at them out.

What stands at a place is read by the code that reads the rules' own spans. Names resolve as they do there: the claimant
is looked up where the article names him, and becomes the full name by which other articles' claims know him too.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from claimtrack.claims import cues, media
from claimtrack.claims.attribution import Speaker, Speakers
from claimtrack.claims.exact import find_exact
from claimtrack.claims.foreign import plain_claim
from claimtrack.claims.model import ClaimType, ExtractedClaim, Modality
from claimtrack.claims.parse import Tree, Word
from claimtrack.claims.propositions import Attribution, Proposition
from claimtrack.claims.sentences import article_units, span_unit
from claimtrack.claims.stretches import Article, Stretch

NEAREST = 8
"""Places of a claimant's name that are looked at on either side of a claim, from the claim outwards."""
WIDEST = 30
"""Stretches that may begin between the first and the last piece of one: quotations break up the sentence around them."""
_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """A marked place: ``text[start:end]``, and what was said about it. Every name in it stands in the text."""

    start: int
    end: int
    claimant: str | None = None
    cue: str | None = None
    via: tuple[str, ...] = ()
    type: ClaimType | None = None
    modality: Modality | None = None


class PointedReader:
    """Reads one article at the places marked in it."""

    def __init__(self, article: Article, *, outlet: str | None, known_agencies: Mapping[str, str] | None) -> None:
        """Make ready to read.

        Args:
            article: the article; what is learnt of its names and places stays with it.
            outlet: the publishing outlet, which is never a channel of its own claims.
            known_agencies: news agencies beside the built-in ones, name to short form.
        """
        self._article, self._text = article, article.text
        self._outlet, self._known = outlet, known_agencies
        self._speakers = Speakers(article.names, outlet=outlet, known_agencies=known_agencies)
        self._stretches: list[Stretch] = []
        """Of the batch at hand."""
        self._places: dict[str, list[tuple[int, int]]] = {}

    def claims(self, pointed: Sequence[Pointed], plain: Sequence[tuple[int, int]] = ()) -> Iterator[ExtractedClaim]:
        """The claims at the places, in no certain order; none for a place that holds less than two words.

        Args:
            pointed: the places.
            plain: spans of the article, in text order, that the rules cannot read: nothing is read there.
        """
        left = []
        for one in sorted(pointed, key=lambda one: (one.start, one.end)):
            at = bisect_right(plain, one.start, key=lambda span: span[0]) - 1
            if at >= 0 and one.end <= plain[at][1]:
                yield from self._plain(one)
            else:
                left.append(one)
        if left:
            yield from self._read(left)

    def _read(self, left: list[Pointed]) -> Iterator[ExtractedClaim]:
        for batch in article_units(self._text):
            before = self._article.names.now
            self._stretches = self._article.stretches(batch)
            for n, stretch in enumerate(self._stretches, before + 1):
                self._article.names.now = n
                yield from self._claims_in(stretch, _take(left, stretch))
                self._speakers.follow(stretch.tree)
        for one in left:
            alone = self._article.stretches([span_unit(self._text, one.start, one.end)])
            yield from self._claims_in(alone[0], [one])

    def _plain(self, one: Pointed) -> Iterator[ExtractedClaim]:
        claim = plain_claim(
            self._text,
            one.start,
            one.end,
            claimant=None if one.claimant is None else self._as_written(one.claimant),
            cue=one.cue,
            via=self._channels(one.via),
            kind=one.type,
            goes=one.modality,
        )
        if claim is not None:
            yield claim

    def _claims_in(self, stretch: Stretch, pointed: Sequence[Pointed]) -> Iterator[ExtractedClaim]:
        parts = self._article.parts(stretch) if pointed else None
        for one in pointed:
            speaker, said = self._speaker(stretch, one)
            proposition = _proposition(stretch, one, said)
            if proposition is None or parts is None:
                continue
            claim = self._article.claim(stretch, parts, proposition, speaker, kind=one.type, goes=one.modality)
            if claim is not None:
                yield claim

    # --- who says it

    def _speaker(self, stretch: Stretch, one: Pointed) -> tuple[Speaker, Attribution | None]:
        """Who says it, under the name that the article gives in full, and the attribution where it stands beside it."""
        via = self._channels(one.via)
        denied = one.cue is not None and one.cue.lower() in cues.DENIALS
        if one.claimant is None:
            return Speaker(cue=one.cue, via=via, denied=denied), None
        named = self._named_at(stretch, one, one.claimant)
        if named is None:
            return self._by_name(one, one.claimant, via, denied=denied), None
        where, head = named
        cue = "" if one.cue is None or one.cue.lower() in cues.TRANSPARENT else one.cue
        said = Attribution(source=head, cue=cue, cue_at=head, denied=denied)
        found = self._speakers.resolve(where.tree, said)
        if found.claimant is None and not found.via:
            found = self._by_name(one, one.claimant, via, denied=denied)
        speaker = Speaker(
            claimant=found.claimant,
            named=found.named,
            cue=one.cue,
            via=tuple(dict.fromkeys([*via, *found.via])),
            hedge=found.hedge,
            denied=denied,
        )
        return speaker, said if where is stretch else None

    def _by_name(self, one: Pointed, claimant: str, via: tuple[str, ...], *, denied: bool) -> Speaker:
        """The speaker by name alone, where the words that name him were not parsed."""
        written = self._as_written(claimant)
        if media.is_outlet(written, self._known):
            return Speaker(cue=one.cue, via=(*via, *self._channels((written,))), denied=denied)
        name = self._article.names.person(written)
        if name not in self._article.names.persons:
            name = self._article.names.body(written)
        return Speaker(claimant=name, named=name[:1].isupper(), cue=one.cue, via=via, denied=denied)

    def _named_at(self, stretch: Stretch, one: Pointed, claimant: str) -> tuple[Stretch, int] | None:
        """The stretch nearest to the place that names the claimant, and the head of the words that do."""
        places = self._all_places(claimant)
        at = bisect_left(places, (one.start, one.end))
        around = places[max(0, at - NEAREST) : at + NEAREST]
        for place in sorted(around, key=lambda place: max(place[0] - one.end, one.start - place[1], 0)):
            for where in (stretch, *self._stretches_at(place[0])):
                inside = where.unit.within(*place)
                words = [] if inside is None else _words_in(where.tree, *inside)
                if words:
                    return where, _head(where.tree, words).i
        return None

    def _all_places(self, name: str) -> list[tuple[int, int]]:
        """Where a name stands in the article, in text order."""
        if name not in self._places:
            self._places[name] = list(find_exact(self._text, name, any_case=True))
        return self._places[name]

    def _stretches_at(self, at: int) -> Iterator[Stretch]:
        """The stretches of the batch that may hold a place: those that begin before it, the nearest first."""
        last = bisect_right(self._stretches, at, key=lambda stretch: stretch.unit.pieces[0][0])
        yield from reversed(self._stretches[max(0, last - WIDEST) : last])

    def _as_written(self, name: str) -> str:
        """The name as the text spells it where it first stands."""
        place = next(iter(self._all_places(name)), None)
        return " ".join((name if place is None else self._text[slice(*place)]).split())

    def _channels(self, names: Sequence[str]) -> tuple[str, ...]:
        """The names that are channels: no common nouns, and not the publishing outlet itself."""
        forms = (self._outlet, media.short_form(self._outlet, self._known)) if self._outlet else ()
        own = {media.key(form) for form in forms}
        return tuple(
            name
            for name in dict.fromkeys(self._as_written(name) for name in names)
            if (name[:1].isupper() or media.is_outlet(name, self._known))
            and not own & {media.key(name), media.key(media.short_form(name, self._known))}
        )


def _take(left: list[Pointed], stretch: Stretch) -> list[Pointed]:
    """Take the places that lie in a stretch out of a list in text order."""
    first = bisect_left(left, stretch.unit.pieces[0][0], key=lambda one: one.start)
    last = bisect_right(left, stretch.unit.pieces[-1][1], key=lambda one: one.start)
    within = {n for n in range(first, last) if stretch.unit.within(left[n].start, left[n].end)}
    taken = [left[n] for n in sorted(within)]
    left[first:last] = [left[n] for n in range(first, last) if n not in within]
    return taken


def _words_in(tree: Tree, start: int, end: int) -> list[Word]:
    return [word for word in tree.words if start <= word.start and word.end <= end]


def _head(tree: Tree, words: Sequence[Word]) -> Word:
    """The word that heads some words: the highest of those whose own head lies outside, a verb before others."""
    inside = {word.i for word in words}
    tops = [word for word in words if word.head == word.i or word.head not in inside]

    def rank(word: Word) -> tuple[int, bool, int]:
        return sum(1 for _ in tree.ancestors(word.i)), not word.tag.startswith(("V", "MD")), word.i

    return min(tops, key=rank)


def _proposition(stretch: Stretch, one: Pointed, said: Attribution | None) -> Proposition | None:
    """The words of the place as a proposition of the stretch; None when it holds no whole word."""
    inside = stretch.unit.within(one.start, one.end)
    words = [] if inside is None else _words_in(stretch.tree, *inside)
    if not words:
        return None
    head = _head(stretch.tree, words)
    lacks_subject = stretch.tree.kid(head.i, *_SUBJECTS) is None
    return Proposition(first=words[0].i, last=words[-1].i, head=head.i, said=said, fragment=lacks_subject)
