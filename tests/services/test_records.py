"""Stored rows become what a comparison reads."""

from datetime import UTC, date, datetime

from claimtrack.db.claims import appearance_rows, figures_of
from claimtrack.db.lookup import compared_rows
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text
from claimtrack.services.processing import process_pending
from claimtrack.services.records import assertion_of_compared, assertion_of_row


def test_a_claim_is_compared_as_it_is_shown(seeded_engine: Engine) -> None:
    """The short way to what a comparison reads gives the same as the rows that pages are made of."""
    with seeded_engine.database.begin() as session:
        rows = {row.appearance.id or 0: row for row in appearance_rows(session, claim_ids=range(1, 400))}
        figures = figures_of(session, rows)
        read = compared_rows(session, rows)

        assert len(read) > 200
        assert {found: assertion_of_compared(row) for found, row in read.items()} == {
            found: assertion_of_row(row, figures.get(found, ())) for found, row in rows.items()
        }


def test_the_day_on_which_it_was_said_is_not_compared(engine: Engine) -> None:
    """What happened on Tuesday and was told on Wednesday is stored as of Tuesday."""
    add_text(
        engine,
        data="Police announced on Wednesday the arrest of two men who robbed the mill on Tuesday.",
        published_at=datetime(2016, 10, 13, tzinfo=UTC),
        actor="tester",
    )
    process_pending(engine)

    with engine.database.begin() as session:
        (read,) = compared_rows(session, range(1, 10)).values()

    assert ((date(2016, 10, 11), date(2016, 10, 11)),) == assertion_of_compared(read).days
