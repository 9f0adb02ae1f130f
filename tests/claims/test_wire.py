"""The agency that a text comes from."""

import pytest

from claimtrack.claims.wire import find_wire_origin


@pytest.mark.parametrize(
    ("text", "agency", "evidence"),
    [
        ("LARNOS (AP) — A ferry sank on Monday.", "AP", "(AP)"),
        ("LARNOS, Oct 11 (Reuters) - A ferry sank on Monday.", "Reuters", "(Reuters)"),
        ("Reuters - A ferry sank on Monday.", "Reuters", "Reuters -"),
        ("By Associated Press\n\nA ferry sank on Monday.", "AP", "By Associated Press"),
        ("A ferry sank on Monday. (AFP)", "AFP", "(AFP)"),
        # an agency nobody knows, shown by the form of its dateline
        ("LARNOS (Harbor Wire) — A ferry sank on Monday.", "Harbor Wire", "(Harbor Wire)"),
        # a short form that the text explains
        ("The Harbor Wire (HW) was there.\nLARNOS (HW) - A ferry sank.", "Harbor Wire", "(HW)"),
    ],
)
def test_origins(text: str, agency: str, evidence: str) -> None:
    """Datelines, leads, bylines and credits name the agency, and the span shows where."""
    found = find_wire_origin(text)

    assert found is not None
    assert (agency, evidence) == (found.agency, text[found.start : found.end])


@pytest.mark.parametrize(
    "text",
    [
        "The captain told Reuters that a ferry sank.",  # a source is no origin
        "The (AP) camera crew filmed the ferry.",
        "The Larnos Harbour Authority (LHA) said a ferry sank.",  # any short form
        "He joined the Party (Labour) in May.",
        "",
    ],
)
def test_mentions_are_no_origin(text: str) -> None:
    """An agency that is only mentioned did not write the text."""
    assert find_wire_origin(text) is None


def test_more_agencies_can_be_named() -> None:
    """The caller's own agencies are known beside the built-in ones."""
    found = find_wire_origin("LARNOS (Coastline) - A ferry sank.", {"Coastline": "CL"})

    assert found is not None
    assert "CL" == found.agency
