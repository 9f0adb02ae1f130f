"""Tokens written out as text."""

import pytest

from claimtrack.evals.plain_text import plain_text


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The dam burst , she said .", "The dam burst, she said."),
        ("He did n't see it , and they 're gone .", "He didn't see it, and they're gone."),
        ("`` It leaks , '' said Vale .", '"It leaks," said Vale.'),
        ('The " Tarn Rovers " won 2 - 1 .', 'The "Tarn Rovers" won 2-1.'),
        ("It cost $ 1 , 500 ( 20 % more ) at 15 : 14 .", "It cost $1,500 (20% more) at 15:14."),
        ("The rivers ' banks broke .", "The rivers' banks broke."),
        ("", ""),
    ],
)
def test_signs_join_their_words(sentence: str, text: str) -> None:
    """Blanks between words and signs go where nobody writes them."""
    assert text == plain_text([sentence])


def test_the_address_of_a_page_is_left_out() -> None:
    """Only where it stands first."""
    assert "It rained. It stopped." == plain_text(["http : / / example . org / a", "It rained .", "It stopped ."])
