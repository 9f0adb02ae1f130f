"""What of a text is searched for."""

from datetime import date

import pytest

from claimtrack.links.query import letter_runs, named_day, plain_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # an address tells nothing about the claim
        ("A ferry sank https://t.co/Ab12 pic.twitter.com/xyz", "A ferry sank"),
        ("Read harbor.com/ferry-sinks now", "Read now"),
        # a tag is kept as it is, with its words beside it
        ("#TarnFerry sank", "TarnFerry Tarn Ferry sank"),
        ("#Storm31 by @harbor_wire", "Storm31 Storm 31 by harbor_wire harbor wire"),
        ("#ferry", "ferry"),
        # an ordinary sentence stays as it is
        ("Nine houses burned down in Arden.", "Nine houses burned down in Arden."),
        # what is only an address is better than nothing
        ("https://t.co/Ab12", "https://t.co/Ab12"),
    ],
)
def test_the_noise_of_posts_is_taken_off(text: str, expected: str) -> None:
    """Addresses go, hashtags and user names open."""
    assert expected == plain_words(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A ferry sank. — Ann (@ann) March 3, 2026", date(2026, 3, 3)),  # a post's signature
        ("Born on 1 May 1990, he sank on 3 March 2026", date(2026, 3, 3)),  # the last one
        ("2026-03-03", date(2026, 3, 3)),
        ("stated on March 3, 2026 in a speech:", date(2026, 3, 3)),
        ("A ferry sank on Tuesday", None),  # no day without knowing when it was written
        ("A ferry sank in March 2026", None),  # a month is no day
        ("", None),
    ],
)
def test_the_last_day_named_with_its_year_is_the_texts_day(text: str, expected: date | None) -> None:
    """Only a day that needs no publication date to be known."""
    assert expected == named_day(text)


def test_letter_runs_are_folded_and_stay_within_the_line() -> None:
    """Case, accents and punctuation make no difference, and word boundaries count as a space."""
    assert letter_runs("Tárn, ferry!") == letter_runs("tarn ferry")
    assert frozenset({" tar", "tarn", "arn "}) == letter_runs("Tarn")
    assert frozenset() == letter_runs("")
