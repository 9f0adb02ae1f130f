"""Attributions as they stand in the text."""

from typing import Any

import pytest

from claimtrack.claims import lexicon
from claimtrack.claims.lexicon import Frame
from claimtrack.claims.reported import Report, find_reports


def parts(text: str, report: Report) -> tuple[str, str, str]:
    """Source, cue and content as words; several spans of one part are joined by a bar."""
    source, cue, content = (
        " | ".join(text[start:end] for start, end in spans) for spans in (report.source, report.cue, report.content)
    )
    return source, cue, content


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        # a clause
        ("Officials in Kandor said that the dam had burst.", "Officials in Kandor", "said", "that the dam had burst"),
        # the cue with its auxiliaries and adverbs
        ("The union has repeatedly said that it will strike.", "The union", "has repeatedly said", "that it will strike"),
        # a clause that the parser hangs on a phrase behind the verb
        (
            "Vani said in one of two messages that the road was cut.",
            "Vani", "said", "that the road was cut",
        ),
        # a closing parenthesis
        ("The dam had burst, according to officials.", "officials", "according to", "The dam had burst"),
        # an opening one
        ("According to the miners, the shaft was flooded.", "the miners", "According to", "the shaft was flooded"),
        # an intent
        ("The council vowed to rebuild the harbour.", "The council", "vowed", "to rebuild the harbour"),
        # a stance, with the phrase that belongs to it
        (
            "Senator Oake criticized the ministry for its silence.",
            "Senator Oake", "criticized", "the ministry for its silence",
        ),
        # when it was said is no part of what was said
        ("The mayor announced a new plan on Tuesday.", "The mayor", "announced", "a new plan"),
        # a preposition is part of the cue
        ("Farmers called for lower taxes.", "Farmers", "called for", "lower taxes"),
        # somebody is told to do something
        ("The envoy urged both armies to withdraw.", "The envoy", "urged", "both armies to withdraw"),
        # a label
        ("Critics called the bridge a death trap.", "Critics", "called", "the bridge a death trap"),
        # a stance in the passive
        ("The plan was rejected by the lower house.", "the lower house", "was rejected", "The plan"),
        # what is expected is nobody's in particular
        ("The talks are expected to end on Friday.", "", "are expected", "The talks | to end on Friday"),
        # a noun that reports
        (
            "Her promise to lower rents won her the vote.",
            "Her", "promise", "to lower rents",
        ),
        # an adjective of those who hold something
        ("Residents are worried about the old pipes.", "Residents", "worried", "the old pipes"),
        # the words of a share of people
        ("Some 62 percent of voters say the tax is unfair.", "Some 62 percent of voters", "say", "the tax is unfair"),
        # a relative clause: the source and the word that stands for it
        (
            "Two drivers who said the road was dry were fined.",
            "Two drivers | who", "said", "the road was dry",
        ),
        # a quotation with its marks
        ('"The dam has burst," Mayor Tom Arden said.', "Mayor Tom Arden", "said", '"The dam has burst,"'),
        # a speaker behind the cue, long after the quotation
        (
            '"The dam was never inspected," concludes Ida Holm, who leads the inquiry.',
            "Ida Holm, who leads the inquiry | who", "concludes", '"The dam was never inspected,"',
        ),
        # an interrupted quotation is one attribution
        (
            '"The dam," said Vani, "was built on sand."',
            "Vani", "said", '"The dam," | "was built on sand."',
        ),
        # a sentence that goes over into a quotation
        (
            'The dam, which was built in 1961, "is no longer safe for the people below it," Vani said.',
            "Vani", "said", 'The dam, which was built in 1961, "is no longer safe for the people below it,"',
        ),
    ],
)  # fmt: skip
def test_the_parts_of_a_report(nlp: Any, text: str, source: str, cue: str, content: str) -> None:
    """Source, cue and content are given by their characters."""
    reports = find_reports(text, nlp)

    assert [(source, cue, content)] == [parts(text, report) for report in reports]


def test_a_text_without_reports_has_none(nlp: Any) -> None:
    """Plain narration attributes nothing."""
    assert [] == find_reports("A ferry sank off Larnos on Monday.", nlp)


def test_only_the_outermost_report_is_given(nlp: Any) -> None:
    """What stands in somebody's words is theirs."""
    text = "Officials said the rebels had promised to leave the town."

    assert [("Officials", "said", "the rebels had promised to leave the town")] == [
        parts(text, report) for report in find_reports(text, nlp)
    ]


def test_a_headline_names_its_speaker_before_a_colon(nlp: Any) -> None:
    """The name is the source and the colon the cue."""
    text = "Arden: Dam was inspected every year\n\nThe mayor of Larnos spoke to the council for two hours on Monday."

    assert ("Arden", ":", "Dam was inspected every year") == parts(text, find_reports(text, nlp)[0])


def test_a_line_of_a_transcript_is_its_speakers(nlp: Any) -> None:
    """The name in capitals is the source."""
    text = "HOLM: Who signed the report?\n\nVANI: The chief engineer signed it in March."

    assert [("HOLM", ":", "Who signed the report?"), ("VANI", ":", "The chief engineer signed it in March.")] == [
        parts(text, report) for report in find_reports(text, nlp)
    ]


def test_a_notice_is_nobodys_words(nlp: Any) -> None:
    """What stands before the colon may say what the line is."""
    text = "CORRECTION: The dam was built in 1961\n\nThe dam above the town of Larnos is the oldest one in the country."

    assert [] == find_reports(text, nlp)


def test_a_quotation_without_a_speaker_is_still_given(nlp: Any) -> None:
    """Its source and cue are empty: unknown is not nobody."""
    text = (
        'A sign hung over the gate for many years after the mine was closed.\n\n"No entry without a helmet and a lamp."'
    )

    assert [("", "", '"No entry without a helmet and a lamp."')] == [parts(text, r) for r in find_reports(text, nlp)]


def test_distant_quotations_are_not_one_speech(nlp: Any) -> None:
    """A quotation far below another one does not go on with it."""
    between = "\n\n".join(["The town has a harbour and a small railway station."] * 3)
    text = f'"We lost everything," Rita Sand said.\n\n{between}\n\n"The trains were always late."'

    assert [("Rita Sand", '"We lost everything,"'), ("", '"The trains were always late."')] == [
        (source, content) for source, _, content in (parts(text, report) for report in find_reports(text, nlp))
    ]


def test_double_single_marks_belong_to_the_quotation(nlp: Any) -> None:
    """Marks that are written as two single ones are kept in full."""
    text = "''The dam has burst,'' Mayor Tom Arden said."

    assert "''The dam has burst,''" == parts(text, find_reports(text, nlp)[0])[2]


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("criticised", "criticize"),  # British spelling
        ("denied", "deny"),
        ("slammed", "slam"),  # a doubled letter
        ("foresaw", "foresee"),
        ("expresses", "express"),
        ("urging", "urge"),
        ("wishes", "wish"),
    ],
)
def test_every_form_of_a_verb_is_known(form: str, base: str) -> None:
    """Forms are derived once, when the table is read."""
    assert base == lexicon.VERBS[form].base


def test_a_word_knows_its_frames() -> None:
    """Letters are frames, longer words prepositions."""
    accuse = lexicon.VERBS["accused"]

    assert (True, False, {"of"}) == (accuse.takes(Frame.OBJECT), accuse.takes(Frame.CLAUSE), accuse.preps)


def test_plurals_of_nouns_are_known() -> None:
    """One entry serves both numbers."""
    assert lexicon.NOUNS["reply"] is lexicon.NOUNS["replies"]
