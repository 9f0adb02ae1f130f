"""Paragraphs, quotations and sentences: what is parsed together, and what never is."""

import pytest

from claimtrack.claims.datelines import text_start
from claimtrack.claims.quotes import quotations
from claimtrack.claims.sentences import Kind, article_units, is_boilerplate, paragraphs
from claimtrack.claims.stops import sentence_spans


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph."""
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a title and an abbreviation inside a sentence end nothing
        (
            "Dr. Vale met Gen. Orr at 5 p.m. on Monday. Rain fell.",
            ["Dr. Vale met Gen. Orr at 5 p.m. on Monday.", "Rain fell."],
        ),
        # an abbreviation before a new sentence does end one
        ("He flew to the U.S. The trip was short.", ["He flew to the U.S.", "The trip was short."]),
        # initials
        ("J. K. Moss sang. We left.", ["J. K. Moss sang.", "We left."]),
        # decimals
        ("Prices rose 2.5 percent. Wages fell.", ["Prices rose 2.5 percent.", "Wages fell."]),
        # a lower-case letter goes on
        ("They shouted ... and ran. Then silence.", ["They shouted ... and ran.", "Then silence."]),
        # a question
        ("Who did it? Nobody knows.", ["Who did it?", "Nobody knows."]),
    ],
)
def test_sentences_end_where_readers_end_them(text: str, expected: list[str]) -> None:
    """Full stops of abbreviations, initials and numbers do not end a sentence."""
    found = sentences(text)

    assert expected == found


def test_a_very_long_sentence_is_cut_at_a_space() -> None:
    """No stretch outgrows the parser's bound, and no word is lost or cut."""
    text = "word " * 2_000

    found = sentences(text)

    assert max(len(sentence) for sentence in found) <= 2_000
    assert text.split() == " ".join(found).split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # typographic marks
        ("He said “we won” twice", ["we won"]),
        # straight marks
        ('"Yes," she said, "we won."', ["Yes,", "we won."]),
        # opened typographic, closed straight, as careless sites do
        ('There was “no sign" of it', ["no sign"]),
        # never closed at the start: a speech that runs on into the next paragraph
        ("“We counted nine craters.", ["We counted nine craters."]),
        # never closed in the middle: only to the end of its sentence
        ('He said "it fell down. The tower was old.', ["it fell down."]),
        # French marks
        ("Elle dit «non» encore", ["non"]),
        # German marks
        ("Er sagte „nein“ wieder", ["nein"]),
    ],
)
def test_quotations_open_and_close(text: str, expected: list[str]) -> None:
    """Every pair of marks is found; a lost closing mark is mended by rule."""
    found = [text[q.start : q.end] for q in quotations(text, 0, len(text))]

    assert expected == found


@pytest.mark.parametrize(
    "line",
    [
        "© 2016 Meridian Media. All rights reserved.",
        "Copyright 2020 Coast Post",
        "--additional reporting from Ada Moss.",
        "Reporting by Ada Moss; Editing by Ian Orr",
        "By Ada Moss",
        "Read more: the ten best beaches",
        "Sign up for our morning letter",
        "Share this on Facebook",
        "Advertisement",
        "Home | News | Sport | Weather",
        "Photo: Rescue boats in the bay",
        "https://example.org/story",
    ],
)
def test_furniture_of_a_page_is_no_text(line: str) -> None:
    """Copyright, credits, bylines, navigation, captions and adverts are left out."""
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "The museum's copyright case opens on Monday in Kandor.",
        "By Tuesday the river had reached the market square.",
        "Photographs of the crater were shown to the court.",
        "Reporting restrictions were lifted by the judge.",
    ],
)
def test_text_that_resembles_furniture_is_kept(line: str) -> None:
    """A sentence that only begins like a credit stays."""
    assert not is_boilerplate(line)


def test_a_wrapped_line_joins_the_next() -> None:
    """A line broken in the middle of a sentence does not end a paragraph."""
    text = "The committee of the harbour authority met on\nmonday to discuss the dredging.\n\nIt rained."

    found = [text[p.start : p.end] for p in paragraphs(text)]

    assert ["The committee of the harbour authority met on\nmonday to discuss the dredging.", "It rained."] == found


def test_a_speech_is_read_apart_from_its_frame() -> None:
    """The quotation and the words that introduce it are parsed separately, and the frame knows the speech."""
    text = 'Rain fell all night.\n\n"The bridge is gone," Mayor Arden said. "We saw it fall."'

    made = [unit for batch in article_units(text) for unit in batch]

    quotes = [unit for unit in made if unit.kind is Kind.QUOTE]
    frame = next(unit for unit in made if unit.frames)
    assert ["The bridge is gone,", "We saw it fall."] == [unit.text for unit in quotes]
    assert "Mayor Arden said." == frame.text
    assert quotes[0].speech in frame.frames


def test_a_title_repeated_by_the_text_is_cut_off() -> None:
    """A page's heading glued to its first sentence becomes a headline of its own."""
    text = "Ferry sinks off Larnos bay\n\nFerry sinks off Larnos bay A ferry sank on Monday."

    made = [unit for batch in article_units(text) for unit in batch]

    assert ["Ferry sinks off Larnos bay", "Ferry sinks off Larnos bay", "A ferry sank on Monday."] == [
        u.text for u in made
    ]
    assert [Kind.HEADLINE, Kind.HEADLINE, Kind.NARRATIVE] == [u.kind for u in made]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        # a numeric date
        ("25-01-2016 The ferry sank in the harbour.", "The ferry sank in the harbour."),
        # a stamp with its verb
        ("Published October 6, 2014 The ferry sank in the harbour.", "The ferry sank in the harbour."),
        # place and agency
        ("LARNOS (Harbor Wire) — The ferry sank in the harbour.", "The ferry sank in the harbour."),
        # agency and dash
        ("Reuters - The ferry sank in the harbour.", "The ferry sank in the harbour."),
        # a date that belongs to the sentence
        ("On 6 October 2014 the ferry sank in the harbour.", "On 6 October 2014 the ferry sank in the harbour."),
        # an acronym as subject
        ("NATO sent two ships to the harbour.", "NATO sent two ships to the harbour."),
    ],
)
def test_stamps_before_the_text_are_skipped(paragraph: str, expected: str) -> None:
    """Time stamps and datelines are not part of the first claim."""
    found = paragraph[text_start(paragraph) :]

    assert expected == found
