"""A published verdict as schema.org ClaimReview, both ways.

A verdict goes in and a JSON-LD object comes out, or the other way round. Where the object was found and which claim it
belongs to is not known here. Source: schema.org/ClaimReview, and the fields that search engines read of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from claimtrack.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReview:
    """One fact-checker's verdict on one claim."""

    claim: str
    """The claim in a sentence (claimReviewed)."""
    rating: str
    """The verdict in words (reviewRating.alternateName)."""
    url: str
    """Where the verdict is published."""
    author: str
    """Who gave the verdict."""
    published_on: date
    rating_value: float | None = None
    """On the scale `worst`..`best`; None when the verdict is words alone."""
    worst: float | None = None
    best: float | None = None
    claimant: str | None = None
    """Who asserted the claim (itemReviewed.author)."""
    appearances: tuple[str, ...] = ()
    """Addresses where the claim stands."""
    first_appearance: str | None = None


def to_jsonld(review: ClaimReview) -> dict[str, Any]:
    """The verdict as a JSON-LD object of schema.org's type ClaimReview; what is not known is left out."""
    return _without_none(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "claimReviewed": review.claim,
            "url": review.url,
            "author": {"@type": "Organization", "name": review.author},
            "datePublished": review.published_on.isoformat(),
            "reviewRating": _without_none(
                {
                    "@type": "Rating",
                    "alternateName": review.rating,
                    "ratingValue": review.rating_value,
                    "worstRating": review.worst,
                    "bestRating": review.best,
                }
            ),
            "itemReviewed": _claim_jsonld(review),
        }
    )


def from_jsonld(data: Mapping[str, Any]) -> ClaimReview:
    """The verdict that a JSON-LD object of type ClaimReview states.

    Args:
        data: The object itself, parsed; not the list or `@graph` around it. A single value may stand in a list, and a
            person, organisation or page may be given by name or address alone, as publishers do.

    Raises:
        InputError: It is no ClaimReview, or a field is missing or malformed; the message names the field.
    """
    if not isinstance(data, Mapping) or "ClaimReview" not in _each(data.get("@type")):
        raise InputError("This is not a ClaimReview: its @type must be ClaimReview.")
    rating = _object(data, "reviewRating")
    claim = _object(data, "itemReviewed") if data.get("itemReviewed") else {}
    first = _addresses(claim.get("firstAppearance"), "itemReviewed.firstAppearance")
    return ClaimReview(
        claim=_text(data.get("claimReviewed"), "claimReviewed"),
        rating=_text(rating.get("alternateName"), "reviewRating.alternateName"),
        url=_address(data.get("url"), "url"),
        author=_text(_name(data.get("author")), "author"),
        published_on=_day(data.get("datePublished")),
        rating_value=_number(rating, "ratingValue"),
        worst=_number(rating, "worstRating"),
        best=_number(rating, "bestRating"),
        claimant=_text(_name(claim["author"]), "itemReviewed.author") if claim.get("author") else None,
        appearances=_addresses(claim.get("appearance"), "itemReviewed.appearance"),
        first_appearance=first[0] if first else None,
    )


def _claim_jsonld(review: ClaimReview) -> dict[str, Any] | None:
    claimant, first = review.claimant, review.first_appearance
    claim = _without_none(
        {
            "author": {"@type": "Thing", "name": claimant} if claimant else None,
            "appearance": [_work(address) for address in review.appearances] or None,
            "firstAppearance": _work(first) if first else None,
        }
    )
    return {"@type": "Claim", **claim} if claim else None


def _work(address: str) -> dict[str, Any]:
    return {"@type": "CreativeWork", "url": address}


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _each(value: Any) -> list[Any]:
    """The values of a field that may hold none, one, or a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _first(value: Any) -> Any:
    return next(iter(_each(value)), None)


def _object(data: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    value = _first(data.get(field))
    if not isinstance(value, Mapping):
        raise _malformed(field, "an object")
    return value


def _name(value: Any) -> Any:
    value = _first(value)
    return value.get("name") if isinstance(value, Mapping) else value


def _text(value: Any, field: str) -> str:
    value = _first(value)
    if not isinstance(value, str) or not value.strip():
        raise _malformed(field, "text")
    return value.strip()


def _address(value: Any, field: str) -> str:
    address = _text(value, field)
    try:
        parts = urlsplit(address)
    except ValueError as exc:
        raise _malformed(field, "a full http:// or https:// address") from exc
    # Anything else, such as javascript:, would become a link on our pages.
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _malformed(field, "a full http:// or https:// address")
    return address


def _addresses(value: Any, field: str) -> tuple[str, ...]:
    """The addresses of works given as such, or as objects; a work without an address is no place to look at."""
    works = [(work.get("url") or work.get("@id")) if isinstance(work, Mapping) else work for work in _each(value)]
    return tuple(_address(work, field) for work in works if work)


def _day(value: Any) -> date:
    text = _text(value, "datePublished")
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as exc:
        raise _malformed("datePublished", "a date such as 2016-10-11") from exc


def _number(rating: Mapping[str, Any], field: str) -> float | None:
    value = _first(rating.get(field))
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError) as exc:
        raise _malformed(f"reviewRating.{field}", "a number") from exc
    if not abs(number) < float("inf"):
        raise _malformed(f"reviewRating.{field}", "a number")
    return number


def _malformed(field: str, expected: str) -> InputError:
    return InputError(f"The ClaimReview's {field} must be {expected}. Correct it and send it again.")
