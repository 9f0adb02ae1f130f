"""An extracted claim, reduced to what a comparison needs."""

from datetime import date

from claimtrack.claims.model import ExtractedClaim
from claimtrack.links.model import Assertion


def assertion_of(claim: ExtractedClaim, *, published_on: date | None, language: str) -> Assertion:
    """The claim as an assertion.

    Args:
        claim: one claim of one article.
        published_on: the article's day; None when unknown.
        language: ISO 639-1 code of the article, or "und".
    """
    days = tuple((date_.first_day, date_.last_day) for date_ in claim.dates if date_.first_day and date_.last_day)
    return Assertion(
        text=claim.wording,
        language=language,
        type=claim.type,
        modality=claim.modality,
        negated=claim.negated,
        figures=claim.figures,
        days=days,
        published_on=published_on,
        places=tuple(dict.fromkeys(place.name for place in claim.places)),
        entities=claim.entities,
        claimant=claim.claimant,
        ambiguous=bool(claim.ambiguous),
    )
