"""Pages of readers' letters: who signs what."""

from collections.abc import Callable

import pytest

from claimtrack.claims.letters import find_letters
from claimtrack.claims.model import Extraction

Extract = Callable[..., Extraction]

PAGE = """Readers doubt the dam.

LETTERS.

The dam is older than the mayor says. It was built in 1930.

The council has spent nothing on repairs, Ada Horn told us last year.

Petro Vani.

Tarn, Orr.

TWITTER.

We asked our readers what they thought of the bridge.

The bridge was closed on Monday.

@larnos22.
"""


def test_the_writer_of_a_letter_says_what_it_says(extract: Extract) -> None:
    """What a letter reports of somebody else stays that one's; what the paper asks is nobody's."""
    found = {claim.quote: claim.claimant for claim in extract(PAGE).claims}

    assert found["It was built in 1930"] == "Petro Vani"
    assert found["The council has spent nothing on repairs"] == "Ada Horn"
    assert found["The bridge was closed on Monday"] == "@larnos22"
    assert found["Readers doubt the dam"] is None


@pytest.mark.parametrize(
    "text",
    [
        "The dam burst.\n\nThe town of Tarn was flooded on Monday by the river.\n\nPetro Vani.",  # no page of letters
        "LETTERS.\n\nThe dam burst on Monday and the town was flooded.",  # nobody signs
        "LETTERS.\n\nPetro Vani.",  # nothing is signed
    ],
)
def test_other_pages_have_no_letters(text: str) -> None:
    """A name below a paragraph makes no letter of an article."""
    assert [] == find_letters(text)
