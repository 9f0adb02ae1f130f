"""An article's text in, the stretches that are parsed one by one out.

Paragraphs first, then the quotations in them, then sentences. A quotation that is speech of its own is taken out of
the sentence around it, so that neither disturbs the other's parse; what is left of that sentence (its frame) tells who
speaks. Every stretch (:class:`Unit`) knows where each of its characters stands in the article.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from claimtrack.claims.commas import closing_report, has_commas, lost_comma
from claimtrack.claims.cues import words
from claimtrack.claims.datelines import after_keywords, after_label, text_start
from claimtrack.claims.headlines import without_site
from claimtrack.claims.quotes import (
    BARE_REPORT,
    MARKS,
    SPEECH_VERB,
    TERMINAL,
    Quotation,
    holds_sentences,
    plain_marks,
    quotations,
)
from claimtrack.claims.stops import sentence_spans, trim

HEADLINE_CHARS = 180
HEADLINE_WORDS = 14
"""A first line with a full stop and more words than this is taken for the first sentence."""
BATCH_CHARS = 60_000
"""Characters parsed together: an article is one batch, a book does not fill the memory."""


class Kind(StrEnum):
    """What a stretch is to the article."""

    HEADLINE = "headline"
    NARRATIVE = "narrative"
    QUOTE = "quote"
    REPORTED = "reported"
    """What a report at the sentence's end reports, where the comma between them was lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A stretch to parse: ``text`` is its pieces of the article, joined by one space."""

    text: str
    pieces: tuple[tuple[int, int], ...]
    """Article offsets of each piece."""
    kind: Kind
    paragraph: int
    speech: int | None = None
    """For a quote or reported content: a number shared by all that the same words report."""
    frames: tuple[int, ...] = ()
    """For a frame: the speeches that it introduces or closes."""
    label: str | None = None
    """For a speech in a transcript: the name before the colon ("WALLACE: ...")."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Article offsets of ``text[start:end]``; of its larger part when it reaches over a gap."""
        best = (0, 0)
        offset = 0
        for first, last in self.pieces:
            inside = max(start, offset), min(end, offset + last - first)
            if inside[1] - inside[0] > best[1] - best[0]:
                best = first + inside[0] - offset, first + inside[1] - offset
            offset += last - first + 1
        return best

    def within(self, start: int, end: int) -> tuple[int, int] | None:
        """Offsets in ``text`` of the article's span, the other way round; None where it is not inside one piece."""
        offset = 0
        for first, last in self.pieces:
            if first <= start and end <= last:
                return start - first + offset, end - first + offset
            offset += last - first + 1
        return None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the article between line breaks."""

    start: int
    end: int
    index: int


_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_BOILERPLATE = re.compile(
    r"""^\W*(?:
      (?:©|\(c\)|copyright\b).{0,200}$ | .{0,120}\ball\ rights\ reserved\b.{0,80}$
      | (?:--?|—|–|\[|\()?\s*(?:additional\ )?(?:reporting|writing|editing|compiled|edited|written|translated|
        photo|photograph|image|video|picture)
        (?:\ credit)?s?\s*(?::|by\b|from\b).{0,160}$
      | this\ (?:article|story|piece|report)\ (?:is|was|has\ been|first|originally)\ .{0,80}
        \b(?:translat|publish|appear|updat|edit)\w+\b.{0,160}$
      | [A-Z][\w.'’-]+(?:,?\ (?:and\ )?[A-Z][\w.'’-]+){1,6}\ (?:also\ )?contributed\ (?:reporting|to\ (?:this|the)\ \w+)
        \b.{0,60}$
      | by\ [A-Z][\w.'’-]+(?:\ [A-Z][\w.'’-]+){1,3}(?:[,|].{0,60})?$
      | .{5,120}\ is\ a\ member\ of\ .{0,40}\bboard\ of\ contributors\b.{0,80}$
      | (?:read|see)\ (?:more|also|next)\b.{0,120}$
      | (?:related|advertisement|sponsored|trending|most\ read|recommended)\b.{0,60}$
      | (?:click|tap)\ (?:here|to)\b.{0,160}$ | (?:sign\ up|subscribe|log\ in|register)\b.{0,160}$
      | (?:share|tweet|follow|like)\ (?:this|us|on|via|it)\b.{0,80}$ | get\ short\ url\b.{0,60}$
      | (?:https?://|www\.)\S+$ | tags?\s*:.{0,200}$ | (?:[\w ]{1,30}\ \|\ ){2,}.{0,120}$
      | (?:ap|afp|reuters|getty|epa|file)\ (?:photo|image|picture).{0,120}$
      | (?:photo|image|video|caption|graphic|file\ photo)\s*[:|].{0,200}$
    )""",
    re.IGNORECASE | re.VERBOSE,
)


_NOTICES = words(
    "correction corrections clarification update updated note notes warning watch listen read video audio photos gallery "
    "exclusive breaking live opinion analysis editorial commentary review factbox explainer timeline related disclaimer "
    "background context question answer contact sources source location date time more also see"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Halves of a character that cannot be encoded, so that no model reads them."""
_TRANSCRIPT = re.compile(r"(?P<who>[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3}):\s+(?=\S)")


def paragraphs(text: str) -> Iterator[Paragraph]:
    """The article's paragraphs. A line that was wrapped in the middle of a sentence is joined with the next one."""
    start = end = -1
    index = 0
    for line in _LINE.finditer(text):
        if not line.group().strip():
            continue
        if start >= 0 and _wrapped(text, start, end, line.start()):
            end = line.end()
            continue
        if start >= 0:
            yield Paragraph(start, end, index)
            index += 1
        start, end = line.span()
    if start >= 0:
        yield Paragraph(start, end, index)


def article_units(text: str, batch_chars: int = BATCH_CHARS) -> Iterator[list[Unit]]:
    """The stretches of a whole article in text order, in batches of about ``batch_chars`` characters."""
    text = plain_marks(text)
    commas = has_commas(text)
    batch: list[Unit] = []
    title, size, speeches = "", 0, 0
    for paragraph in paragraphs(text):
        first = headline(text, paragraph) if paragraph.index == 0 and len(text) > paragraph.end + 1 else None
        made = [first] if first else units(text, paragraph, title, speeches, commas=commas)
        made = _continued(text, batch, made)
        _introduce(batch, made)
        title = first.text[: without_site(first.text)] if first else ""
        speeches = max([speeches, *(unit.speech + 1 for unit in made if unit.speech is not None)])
        batch.extend(made)
        size += paragraph.end - paragraph.start
        if size >= batch_chars:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _continued(text: str, before: list[Unit], made: list[Unit]) -> list[Unit]:
    """Join a paragraph that goes on with a speech left open at the end of the one before it."""
    if not before or not made or before[-1].kind is not Kind.QUOTE or made[0].kind is not Kind.QUOTE:
        return made
    end = before[-1].pieces[-1][1]
    if before[-1].label or made[0].label or any(mark in text[end : made[0].pieces[0][0] - 1] for mark in MARKS):
        return made
    old, new = before[-1].speech, made[0].speech
    if old is None or new is None:
        return made
    return [
        replace(
            unit,
            speech=old if unit.speech == new else unit.speech,
            frames=tuple(old if speech == new else speech for speech in unit.frames),
        )
        for unit in made
    ]


def _introduce(before: list[Unit], made: list[Unit]) -> None:
    """Let a paragraph that ends in a colon or a report frame the speech that the next paragraph opens with."""
    if not before or not made or made[0].kind is not Kind.QUOTE or made[0].label is not None:
        return
    speech = made[0].speech
    framed = any(speech in unit.frames for unit in made)
    leads = before[-1].text.endswith(":") or SPEECH_VERB.search(before[-1].text) is not None
    if speech is not None and not framed and leads and before[-1].kind is Kind.NARRATIVE:
        before[-1] = replace(before[-1], frames=(*before[-1].frames, speech))


def is_notice(label: str) -> bool:
    """Whether the words before a colon say what the line is, and not who speaks: "CORRECTION:", "WATCH:"."""
    return label.split()[-1].lower() in _NOTICES


def span_unit(text: str, start: int, end: int) -> Unit:
    """A stretch of its own for a span that lies in none of the article's, for example across two sentences."""
    return _unit(text, [(start, end)], Kind.NARRATIVE, -1)


def is_boilerplate(line: str) -> bool:
    """Whether a paragraph is a copyright line, a credit, navigation or an advert rather than the article's text."""
    return len(line) < 400 and _BOILERPLATE.search(line.strip()) is not None


def units(text: str, paragraph: Paragraph, title: str, speeches: int, *, commas: bool = True) -> list[Unit]:
    """The stretches of one paragraph in text order.

    Args:
        title: the article's first line, "" inside that line itself; a paragraph that repeats it is cut there.
        speeches: how many speeches came before, so that their numbers stay unique.
        commas: False when the article lost its commas; then a closing report is told apart without one.
    """
    if is_boilerplate(text[paragraph.start : paragraph.end]):
        return []
    start, end = trim(text, paragraph.start, paragraph.end)
    found: list[Unit] = []
    if title:
        repeated = _repeated_title(text, start, end, title)
        if repeated:
            found.append(_unit(text, [repeated], Kind.HEADLINE, paragraph.index))
            start = _without_lead(text, repeated[1], end)[0]
    start += after_label(text[start : min(end, start + 80)])
    if paragraph.index < 3:
        start += text_start(text[start:end])
    spoken = _TRANSCRIPT.match(text, start, end)
    if spoken is not None and not is_notice(spoken["who"]):
        spans = sentence_spans(text, spoken.end(), end)
        label = spoken["who"].strip()
        made = [_unit(text, [span], Kind.QUOTE, paragraph.index, speech=speeches) for span in spans]
        return [*found, *(replace(unit, label=label) for unit in made)]
    found.extend(_paragraph_units(text, start, end, paragraph.index, speeches, commas))
    return found


def headline(text: str, paragraph: Paragraph) -> Unit | None:
    """The first paragraph as a headline, or None when it reads as running text."""
    start, end = trim(text, paragraph.start, paragraph.end)
    line = text[start:end]
    stopped = line[-1:] in (":", ",") or (line[-1:] == "." and len(line.split()) > HEADLINE_WORDS)
    running = stopped or len(line) > HEADLINE_CHARS or line[:1] in tuple(MARKS)
    if running or len(list(sentence_spans(text, start, end))) > 1 or is_boilerplate(line):
        return None
    return _unit(text, [(start, end)], Kind.HEADLINE, paragraph.index)


def _wrapped(text: str, start: int, end: int, following: int) -> bool:
    line = text[start:end].rstrip()
    one_break = text[end:following].count("\n") <= 1
    return one_break and len(line) > 40 and line[-1] not in TERMINAL + MARKS + ":" and text[following].islower()


def _repeated_title(text: str, start: int, end: int, title: str) -> tuple[int, int] | None:
    """Where the paragraph repeats the title near its start (a page's own heading glued to the text)."""
    key = title.strip().rstrip(".")
    if len(key) < 12:
        return None
    at = text.find(key, start, min(end, start + len(key) + 60))
    return None if at < 0 else (at, at + len(key))


@dataclass(slots=True)
class _Item:
    """A sentence of the narrative or a block quotation, in text order, while frames are being joined."""

    start: int
    end: int
    quotation: Quotation | None = None
    frame: int = -1
    speech: int = -1


def _paragraph_units(text: str, start: int, end: int, paragraph: int, speeches: int, commas: bool) -> list[Unit]:
    items = _items(text, start, end)
    frames = _join_frames(text, items)
    number = _number_speeches(items, speeches)
    found: list[tuple[int, Unit]] = []
    framed: dict[int, list[int]] = {}
    for item in items:
        if item.quotation is not None:
            framed.setdefault(item.frame, []).append(item.speech)
    for members in frames:
        spoken = tuple(dict.fromkeys(framed.get(members[0].frame, [])))
        pieces = [_without_lead(text, *_without_keywords(text, item.start, item.end)) for item in members]
        pieces = [piece for piece in pieces if piece[1] > piece[0]]
        if pieces and any(text[i].isalpha() for start, end in pieces for i in range(start, min(end, start + 60))):
            at = None if len(pieces) > 1 else _closing(text[slice(*pieces[0])], commas=commas)
            if at is not None:
                reported, pieces = (pieces[0][0], pieces[0][0] + at), [(pieces[0][0] + at + 1, pieces[0][1])]
                unit = _unit(text, [reported], Kind.REPORTED, paragraph, speech=number)
                found.append((reported[0], unit))
                spoken, number = (number, *spoken), number + 1
            found.append((pieces[0][0], _unit(text, pieces, Kind.NARRATIVE, paragraph, frames=spoken)))
    found.extend((unit.pieces[0][0], unit) for unit in _quote_units(text, items, paragraph))
    return [unit for _, unit in sorted(found, key=lambda pair: pair[0])]


def _closing(sentence: str, *, commas: bool) -> int | None:
    """Where a report that closes the sentence has to be cut off before parsing, None when the parser sees it itself."""
    return closing_report(sentence) if commas else lost_comma(sentence)


def _items(text: str, start: int, end: int) -> list[_Item]:
    items: list[_Item] = []
    at = start
    for quotation in quotations(text, start, end):
        if not holds_sentences(text, quotation):
            continue
        outer = quotation.outer
        items.extend(_Item(*span) for span in sentence_spans(text, at, outer[0]))
        items.append(_Item(outer[0], outer[1], quotation))
        at = outer[1]
    items.extend(_Item(*span) for span in sentence_spans(text, at, end))
    return items


def _join_frames(text: str, items: list[_Item]) -> list[list[_Item]]:
    """Give each sentence and each block quotation the number of its frame; return the narrative of each frame."""
    count = 0
    for k, item in enumerate(items):
        before = items[k - 1] if k else None
        if item.quotation is not None:
            led = before is not None and before.quotation is None and not _is_closed(text, before)
            item.frame = before.frame if before is not None and led else -1
        elif before is not None and before.quotation is not None and _is_tail(text, before, item):
            if before.frame < 0:
                before.frame, count = count, count + 1
            item.frame = before.frame
        else:
            item.frame, count = count, count + 1
    for before, item in pairwise(items):
        if item.quotation is not None and item.frame < 0 and before.quotation is None:
            # "..., she said from her office. "The dam is old."" goes on with her words
            item.frame = before.frame if SPEECH_VERB.search(text, before.start, before.end) else -1
    grouped: dict[int, list[_Item]] = {}
    for item in items:
        if item.quotation is None:
            grouped.setdefault(item.frame, []).append(item)
    return list(grouped.values())


def _is_closed(text: str, item: _Item) -> bool:
    return text[item.start : item.end].rstrip()[-1:] in tuple(TERMINAL)


def _is_tail(text: str, quote: _Item, item: _Item) -> bool:
    """Whether a sentence carries on the one that the quotation before it stands in (``"...," she said``)."""
    assert quote.quotation is not None  # noqa: S101 - the caller has looked
    inside = text[quote.quotation.start : quote.quotation.end].rstrip()
    first = text[item.start]
    if first.islower() or first in ",;—–-" or inside[-1:] == ",":
        return True
    if BARE_REPORT.fullmatch(text, item.start, item.end):
        return True
    return inside[-1:] != "." and _has_early_cue(text[item.start : item.end])


def _has_early_cue(sentence: str) -> bool:
    return SPEECH_VERB.search(" ".join(sentence.split()[:14])) is not None


def _number_speeches(items: list[_Item], speeches: int) -> int:
    """Number each speech (the quotations of one frame); answer with the next free number."""
    number = speeches - 1
    previous: _Item | None = None
    for item in items:
        if item.quotation is None:
            continue
        same_frame = previous is not None and item.frame >= 0 and previous.frame == item.frame
        if not same_frame:
            number += 1
        item.speech = number
        previous = item
    return number + 1


def _quote_units(text: str, items: list[_Item], paragraph: int) -> Iterator[Unit]:
    pending: tuple[int, int] | None = None
    blocks = [item for item in items if item.quotation is not None]
    for k, item in enumerate(blocks):
        assert item.quotation is not None  # noqa: S101 - only quotations are in the list
        spans = list(sentence_spans(text, item.quotation.start, item.quotation.end))
        following = blocks[k + 1] if k + 1 < len(blocks) else None
        for n, span in enumerate(spans):
            pieces = [pending, span] if pending and n == 0 else [span]
            pending = None
            if n == len(spans) - 1 and following is not None and _is_interrupted(text, item, following):
                pending = pieces[-1]
                continue
            yield _unit(text, pieces, Kind.QUOTE, paragraph, speech=item.speech)


def _is_interrupted(text: str, quote: _Item, following: _Item) -> bool:
    """Whether a quotation breaks off for its cue and goes on with the next one."""
    assert quote.quotation is not None  # noqa: S101 - only quotations are asked about
    assert following.quotation is not None  # noqa: S101
    inside = text[quote.quotation.start : quote.quotation.end].rstrip()
    first = text[following.quotation.start : following.quotation.end].lstrip()[:1]
    return quote.speech == following.speech and inside[-1:] not in tuple(TERMINAL) and first.islower()


def _without_keywords(text: str, start: int, end: int) -> tuple[int, int]:
    return start + after_keywords(text[start:end]), end


def _without_lead(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ",;:—–-.'()[]*•"):
        start += 1
    return trim(text, start, end)


def _unit(
    text: str,
    pieces: list[tuple[int, int]],
    kind: Kind,
    paragraph: int,
    speech: int | None = None,
    frames: tuple[int, ...] = (),
) -> Unit:
    joined = " ".join(_SURROGATE.sub("?", re.sub(r"\s", " ", text[start:end])) for start, end in pieces)
    return Unit(text=joined, pieces=tuple(pieces), kind=kind, paragraph=paragraph, speech=speech, frames=frames)
