"""How stored rows read to a checker."""

from typing import Any

import pytest

from claimtrack.db.tables import FigureRow
from claimtrack.services.presenting import figure_view


@pytest.mark.parametrize(
    ("known", "label"),
    [
        ({"low": 16, "high": 16, "role": "killed"}, "16 killed"),
        ({"low": 16, "role": "killed"}, "≥ 16 killed"),
        ({"high": 50, "role": "killed", "scope": "part"}, "≤ 50 killed (part of the total)"),
        ({"low": 16, "high": 20, "role": "injured"}, "16-20 injured"),
        ({"low": 35, "high": 35, "modifier": "about", "unit": "doctors", "role": "doctors"}, "~ 35 doctors"),
        ({"low": 275_000, "high": 275_000, "unit": "people", "role": "people"}, "275,000 people"),
        ({"low": 12, "high": 12, "unit": "percent", "role": "percent"}, "12 percent"),
        # A currency's word is its name, and what the money is for is told beside it.
        ({"low": 9.4e6, "high": 9.4e6, "unit": "EUR", "role": "euros"}, "9.4 million EUR"),
        ({"low": 2e9, "unit": "USD", "role": "debt"}, "≥ 2 billion USD debt"),
        # A number with more digits than a word can hold is written out.
        ({"low": 1_234_567, "high": 1_234_567, "unit": "voters", "role": "voters"}, "1,234,567 voters"),
        ({"low": 1_234_000, "high": 1_234_000, "unit": "voters", "role": "voters"}, "1.234 million voters"),
        ({"low": 3.75, "high": 3.75, "unit": "km", "role": "km"}, "3.75 km"),
    ],
)
def test_a_figure_in_words(known: dict[str, Any], label: str) -> None:
    """Interval, unit and role as a reader would say them."""
    given = {"low": None, "high": None, "modifier": None, "unit": None, "scope": "total"} | known
    row = FigureRow(appearance_id=1, surface="", start=0, end=1, **given)

    assert label == figure_view(row).label
