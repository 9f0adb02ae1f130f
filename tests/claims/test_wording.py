"""Wording without context, and check-worthiness."""

from collections.abc import Callable

import pytest

from claimtrack.claims.model import Extraction
from claimtrack.claims.truecase import lowered, spelling

Extract = Callable[..., Extraction]


@pytest.mark.parametrize(
    ("text", "quote", "wording"),
    [
        # the speaker speaks of himself
        ("Tom Arden said he would leave Kandor.", "he would leave Kandor", "Tom Arden would leave Kandor"),
        (
            '"I was in Kandor on Monday," Tom Arden said.',
            "I was in Kandor on Monday",
            "Tom Arden was in Kandor on Monday",
        ),
        # a relative clause gets its noun
        (
            "Police closed the Orr bridge, which carries half of the traffic.",
            "which carries half of the traffic",
            "The Orr bridge carries half of the traffic",
        ),
        # a second predicate gets its subject
        (
            "The Orr bridge is the longest in Europe and was built by prisoners.",
            "was built by prisoners",
            "The Orr bridge was built by prisoners",
        ),
        # a body speaks of what is its own
        (
            "The Ferry Union said its boats had left Kandor.",
            "its boats had left Kandor",
            "Ferry Union's boats had left Kandor",
        ),
        # a subject cut off by the cue
        (
            "Five soldiers, the ministry said on Monday, were shot near Kandor.",
            "were shot near Kandor",
            "Five soldiers were shot near Kandor",
        ),
        # a title between commas does not hide the subject
        (
            "Jean-Marc Valon, the Freedonian minister, called on Monday for an inquiry into the fire at Kandor.",
            "Jean-Marc Valon, the Freedonian minister, called on Monday for an inquiry into the fire at Kandor",
            None,
        ),
        # "it" that only stands for what follows
        ("Tom Arden said it was Nora Quill who left.", "it was Nora Quill who left", None),
        # nothing to add
        ("The Orr bridge fell into the sea.", "The Orr bridge fell into the sea", None),
    ],
)
def test_wording_without_context(extract: Extract, text: str, quote: str, wording: str | None) -> None:
    """What is certain is filled in; a claim that stands alone is left alone."""
    claim = next(c for c in extract(text).claims if c.quote == quote)

    assert wording == claim.standalone
    assert () == claim.ambiguous


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("It fell into the sea.", '"It"'),
        ("They had left the camp.", '"They"'),
        ("The attack began at dawn.", '"the attack"'),
        ('"We saw nine of the jets," Tom Arden said.', '"We"'),
        ("This happened before dawn.", '"This"'),
        ('"Sadly, those boats had left," Tom Arden said.', '"those"'),
        ("Tom Arden said it had been a bomb.", '"it"'),  # a person is no "it"
        ("The death toll rose again.", '"the toll"'),
    ],
)
def test_what_cannot_be_told_is_flagged(extract: Extract, text: str, reason: str) -> None:
    """A pronoun or "the attack" whose meaning is open is named as a reason, never guessed."""
    claim = extract(text).claims[0]

    assert reason in claim.ambiguous


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        ("Airstrikes in Kandor killed 16 people on Monday.", "I think the mayor is a wonderful man."),
        ("Unemployment fell to 4.2 percent in May.", "We will never give up hope."),
        ("The court jailed the former minister in 2014.", "Everybody should support our brave soldiers."),
        ("The army captured the town of Madur.", "It is a shameful mockery."),
    ],
)
def test_facts_outrank_opinions(extract: Extract, higher: str, lower: str) -> None:
    """Facts of public interest are more worth checking than opinion, promise and feeling."""
    facts = extract(higher).claims[0].worthiness.score
    views = extract(lower).claims[0].worthiness.score

    assert facts > 0.5 > views


def test_headlines_are_lowered_by_the_articles_own_spelling() -> None:
    """Plain words lose their capital, names keep it, and the length stays."""
    known = spelling("the ferry sank near the harbour and fishermen helped")

    found = lowered("Crowded Ferry Sinks Near Larnos Harbour Killing Fishermen", known)

    assert "Crowded ferry Sinks near Larnos harbour killing fishermen" == found


def test_with_enough_running_text_only_its_names_keep_their_capital() -> None:
    """A word that the article never writes with a capital inside a sentence is no name, though it stands nowhere else."""
    body = "In the end the deal with Mara Quell was signed by the board of Tarn Rail. " * 5

    found = lowered("Tarn Rail Snubs Rival As Quell Quits", spelling(body))

    assert "Tarn Rail snubs rival as Quell quits" == found
