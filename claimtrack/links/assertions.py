"""An extracted claim, reduced to what a comparison needs."""

from collections.abc import Sequence
from datetime import date

from claimtrack.claims.model import ClaimType, ExtractedClaim, Extraction
from claimtrack.links.model import Assertion

REACH_CHARS = 400
"""How far before a claim another may stand whose day it takes over: about two sentences of a news text."""
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
    before it: "Two raids hit the market on Monday. At least 16 people died." is told of Monday throughout. The places of
    the nearest claim before it that names some are the setting of one that names none.

    Args:
        claim: one claim of one article.
        published_on: the article's day; None when unknown.
        language: ISO 639-1 code of the article, or "und".
        before: the claims that stand before it in the same text, in text order; those after it are passed over.
    """
    days = _days_of(claim)
    if not days and claim.type in HAPPENINGS:
        days = _days_before(claim, before)
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
        setting=_places_of(claim) or _places_before(claim, before),
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


def _days_of(claim: ExtractedClaim) -> tuple[Span, ...]:
    resolved = ((found.first_day, found.last_day) for found in claim.dates)
    return tuple(dict.fromkeys((first, last) for first, last in resolved if first and last))


def _days_before(claim: ExtractedClaim, before: Sequence[ExtractedClaim]) -> tuple[Span, ...]:
    for other in reversed(before):
        if other.start < claim.start and claim.start - other.end <= REACH_CHARS:
            narrow = tuple(span for span in _days_of(other) if span[0] == span[1])
            if narrow:
                return narrow
    return ()


def _places_of(claim: ExtractedClaim) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.name for place in claim.places))


def _places_before(claim: ExtractedClaim, before: Sequence[ExtractedClaim]) -> tuple[str, ...]:
    told = (_places_of(other) for other in reversed(before) if other.start < claim.start)
    return next((places for places in told if places), ())
