"""Verdicts as schema.org ClaimReview, out and in."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.errors import InputError
from claimtrack.verification.claimreview import ClaimReview, from_jsonld, to_jsonld

FULL = ClaimReview(
    claim="The harbour was closed for nine days.",
    rating="Partly true",
    url="https://checks.example/harbour",
    author="Example Checks",
    published_on=date(2016, 10, 12),
    rating_value=3.0,
    worst=1.0,
    best=5.0,
    claimant="The port authority",
    appearances=("https://a.example/1", "https://b.example/2"),
    first_appearance="https://a.example/1",
)
SMALL: dict[str, Any] = {
    "@type": "ClaimReview",
    "claimReviewed": "The harbour was closed for nine days.",
    "url": "https://checks.example/harbour",
    "author": {"@type": "Organization", "name": "Example Checks"},
    "datePublished": "2016-10-12",
    "reviewRating": {"@type": "Rating", "alternateName": "Partly true"},
}

_texts = st.text(min_size=1).map(str.strip).filter(bool)
_addresses = st.integers(0, 99).map("https://site.example/{}".format)
_reviews = st.builds(
    ClaimReview,
    claim=_texts,
    rating=_texts,
    url=_addresses,
    author=_texts,
    published_on=st.dates(),
    rating_value=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    worst=st.none() | st.floats(0, 5),
    best=st.none() | st.floats(0, 5),
    claimant=st.none() | _texts,
    appearances=st.lists(_addresses, max_size=3).map(tuple),
    first_appearance=st.none() | _addresses,
)


@given(_reviews)
def test_a_verdict_survives_the_way_out_and_in(review: ClaimReview) -> None:
    """Written as JSON and read again, a verdict is the same in every field."""
    written = json.dumps(to_jsonld(review))

    assert from_jsonld(json.loads(written)) == review


def test_a_verdict_is_written_under_the_names_of_schema_org() -> None:
    """Search engines read these names and no others."""
    written = to_jsonld(FULL)

    assert written == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": "The harbour was closed for nine days.",
        "url": "https://checks.example/harbour",
        "author": {"@type": "Organization", "name": "Example Checks"},
        "datePublished": "2016-10-12",
        "reviewRating": {
            "@type": "Rating",
            "alternateName": "Partly true",
            "ratingValue": 3.0,
            "worstRating": 1.0,
            "bestRating": 5.0,
        },
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Thing", "name": "The port authority"},
            "appearance": [
                {"@type": "CreativeWork", "url": "https://a.example/1"},
                {"@type": "CreativeWork", "url": "https://b.example/2"},
            ],
            "firstAppearance": {"@type": "CreativeWork", "url": "https://a.example/1"},
        },
    }


def test_what_is_not_known_is_left_out() -> None:
    """A verdict without scale, claimant or addresses has no empty fields."""
    written = to_jsonld(from_jsonld(SMALL))

    assert written == {"@context": "https://schema.org", **SMALL}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("author", "Example Checks", ("author", "Example Checks")),  # a bare name
        ("author", [{"name": "Example Checks"}, {"name": "B"}], ("author", "Example Checks")),  # the first of several
        ("@type", ["Review", "ClaimReview"], ("claim", SMALL["claimReviewed"])),  # several types
        ("datePublished", "2016-10-12T08:30:00Z", ("published_on", date(2016, 10, 12))),  # with a time
        ("reviewRating", [{"alternateName": "False", "ratingValue": "1"}], ("rating_value", 1.0)),  # a number in quotes
        ("reviewRating", {"alternateName": "False", "ratingValue": ""}, ("rating_value", None)),  # an empty number
        ("itemReviewed", {"appearance": "https://a.example/1"}, ("appearances", ("https://a.example/1",))),  # bare
        ("itemReviewed", {"appearance": [{"@id": "https://a.example/1"}]}, ("appearances", ("https://a.example/1",))),
        ("itemReviewed", {"appearance": [{"headline": "No address"}]}, ("appearances", ())),  # nowhere to look
        ("itemReviewed", None, ("claimant", None)),  # left empty
    ],
)
def test_what_publishers_write_is_understood(field: str, value: object, expected: tuple[str, object]) -> None:
    """Names for objects, lists for single values and numbers in quotes are common and unambiguous."""
    review = from_jsonld({**SMALL, field: value})

    name, wanted = expected
    assert getattr(review, name) == wanted


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("@type", "Article", "@type"),  # another type
        ("claimReviewed", None, "claimReviewed"),  # no claim
        ("claimReviewed", "  ", "claimReviewed"),  # an empty claim
        ("claimReviewed", {"text": "x"}, "claimReviewed"),  # an object for a text
        ("reviewRating", None, "reviewRating"),  # no rating
        ("reviewRating", "False", "reviewRating"),  # a text for an object
        ("reviewRating", {"ratingValue": 1}, "reviewRating.alternateName"),  # a number without words
        ("reviewRating", {"alternateName": "False", "ratingValue": "one"}, "reviewRating.ratingValue"),  # no number
        ("reviewRating", {"alternateName": "False", "ratingValue": "nan"}, "reviewRating.ratingValue"),  # not a number
        ("reviewRating", {"alternateName": "False", "ratingValue": 10**400}, "reviewRating.ratingValue"),  # too large
        ("url", "javascript:alert(1)", "url"),  # would become a link on our pages
        ("url", "/harbour", "url"),  # not a full address
        ("url", "https://[::1", "url"),  # not an address at all
        ("author", None, "author"),  # nobody
        ("author", {"url": "https://x.example"}, "author"),  # an author without a name
        ("datePublished", "yesterday", "datePublished"),  # not a date
        ("itemReviewed", "a claim", "itemReviewed"),  # a text for an object
        ("itemReviewed", {"appearance": ["data:text/html,x"]}, "itemReviewed.appearance"),  # not on the web
        ("itemReviewed", {"firstAppearance": 7}, "itemReviewed.firstAppearance"),  # not an address
    ],
)
def test_a_malformed_verdict_is_refused_by_the_name_of_the_field(field: str, value: object, named: str) -> None:
    """Whoever sent it is told which field to mend."""
    with pytest.raises(InputError) as refused:
        from_jsonld({**SMALL, field: value})

    assert f" {named} must be" in refused.value.message


def test_a_list_is_no_verdict() -> None:
    """The list or graph that objects come in must be taken apart first."""
    with pytest.raises(InputError, match="not a ClaimReview"):
        from_jsonld([SMALL])  # type: ignore[arg-type]  # What JSON holds is not known before it is read.
