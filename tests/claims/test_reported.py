"""Attributions as they stand in the text."""

from typing import Any

import pytest

from claimtrack.claims.reported import find_reports


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("Officials in Kandor said that the dam had burst.", "Officials in Kandor", "said", "that the dam had burst"),
        ("The dam had burst, according to officials.", "officials", "according to", "The dam had burst"),
        ('"The dam has burst," Mayor Tom Arden said.', "Mayor Tom Arden", "said", "The dam has burst,"),
    ],
)
def test_the_parts_of_a_report(nlp: Any, text: str, source: str, cue: str, content: str) -> None:
    """Source, cue and content are given by their characters."""
    report = find_reports(text, nlp)[0]

    parts = [" ".join(text[start:end] for start, end in spans) for spans in (report.source, report.cue, report.content)]
    assert [source, cue, content] == parts


def test_a_text_without_reports_has_none(nlp: Any) -> None:
    """Plain narration attributes nothing."""
    assert [] == find_reports("A ferry sank off Larnos on Monday.", nlp)
