"""An extracted claim, reduced to what a comparison needs."""

import re
from collections.abc import Sequence
from datetime import date

from claimtrack.claims.model import ClaimType, ExtractedClaim, Extraction, Modality, ResolvedDate
from claimtrack.links.model import Assertion
from claimtrack.links.places import is_wide, named_places

REACH_CHARS = 400
"""How far before a claim another may stand whose day it takes over: about two sentences of a news text."""
SAYING = r"(?:said|says|told|reported|announced|stated|added|confirmed)"
SAID_BEFORE = re.compile(
    rf"\b{SAYING}(?: (?:in an? (?:\w+ )?(?:statement|report|interview)|by telephone|late|early|to|on|[A-Z][\w.-]+))* *$"
)
SAID_AFTER = re.compile(rf",? (?:(?!\w+ed\b)[^\W\d][\w.-]* ){{0,6}}?{SAYING}\b")
"""What stands before or after a date that tells when somebody spoke, and not when it happened."""
HAPPENINGS = frozenset({ClaimType.EVENT, ClaimType.QUANTITY})

Span = tuple[date, date]


def assertion_of(
    claim: ExtractedClaim,
    *,
    published_on: date | None,
    language: str,
    before: Sequence[ExtractedClaim] = (),
) -> Assertion:
    """The claim as an assertion.

    A claim that tells of something that happened and names no day takes over the day of the nearest claim shortly
    before it: "Two raids hit the market on Monday. At least 16 people died." is told of Monday throughout. One that names
    no place narrower than a country is set where the nearest claim before it is that names a narrower one.

    Args:
        claim: one claim of one article.
        published_on: the article's day; None when unknown.
        language: ISO 639-1 code of the article, or "und".
        before: the claims that stand before it in the same text, in text order; those after it are passed over.
    """
    said_on = _day_of_saying(claim)
    if said_on and (published_on is None or said_on < published_on):
        published_on = said_on
    days = _days_of(claim)
    if not days and claim.type in HAPPENINGS:
        days = _days_before(claim, before, until=published_on)
    return Assertion(
        text=claim.wording,
        language=language,
        type=claim.type,
        modality=claim.modality,
        negated=claim.negated,
        figures=claim.figures,
        days=days,
        published_on=published_on,
        places=_places_of(claim),
        setting=_setting_of(claim, before),
        entities=claim.entities,
        claimant=claim.claimant,
        ambiguous=bool(claim.ambiguous),
    )


def whole_assertion(text: str, extraction: Extraction, *, published_on: date | None) -> Assertion:
    """A text as one assertion: its longest claim, or the whole where no claim was found in it.

    Args:
        text: not only white space.
        extraction: what was found in it.
        published_on: its day; None when unknown.
    """
    if not extraction.claims:
        return Assertion(text=" ".join(text.split()), language=extraction.language, published_on=published_on)
    longest = max(extraction.claims, key=lambda claim: claim.end - claim.start)
    return assertion_of(longest, published_on=published_on, language=extraction.language)


def _day_of_saying(claim: ExtractedClaim) -> date | None:
    """The day on which the claim was made, where its words give one: "a monitor said on Sunday"."""
    return next((found.last_day for found in claim.dates if found.last_day and _is_of_saying(claim, found)), None)


def _is_of_saying(claim: ExtractedClaim, found: ResolvedDate) -> bool:
    before = claim.quote[: max(0, found.start - claim.start)]
    after = claim.quote[max(0, found.end - claim.start) :]
    opens = not before.strip() or before.strip().lower() in ("on", "late on", "early on")
    return bool(SAID_BEFORE.search(before)) or (opens and SAID_AFTER.match(after) is not None)


def _days_of(claim: ExtractedClaim) -> tuple[Span, ...]:
    told = (found for found in claim.dates if not _is_of_saying(claim, found))
    resolved = ((found.first_day, found.last_day) for found in told)
    return tuple(dict.fromkeys((first, last) for first, last in resolved if first and last))


def _days_before(claim: ExtractedClaim, before: Sequence[ExtractedClaim], *, until: date | None) -> tuple[Span, ...]:
    for other in reversed(before):
        if other.start < claim.start and claim.start - other.end <= REACH_CHARS:
            days = (first for first, last in _days_of(other) if first == last)
            # "On Tuesday he called off a visit planned for 19 October. The ceremony was cancelled": on Tuesday.
            narrow = tuple(
                (day, day) for day in days if until is None or day <= until or claim.modality is Modality.PLANNED
            )
            if narrow:
                return narrow
    return ()


def _places_of(claim: ExtractedClaim) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.name for place in claim.places))


def _setting_of(claim: ExtractedClaim, before: Sequence[ExtractedClaim]) -> tuple[str, ...]:
    told = (_named_in(claim), *(_named_in(other) for other in reversed(before) if other.start < claim.start))
    named = [places for places in told if places]
    narrow = (places for places in named if not all(map(is_wide, places)))
    return next(narrow, named[0] if named else ())


def _named_in(claim: ExtractedClaim) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_places_of(claim), *named_places(claim.quote))))
