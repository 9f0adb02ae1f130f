"""What the database itself refuses, whichever code asks."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, SQLModel, func, select, text

from claimtrack.claims.model import ClaimType
from claimtrack.db.session import Database
from claimtrack.db.tables import (
    Appearance,
    AppearanceEdit,
    Article,
    ArticleVersion,
    AuditEvent,
    Claim,
    ClaimMatch,
    EditKind,
    Snapshot,
)
from claimtrack.links.model import Relation
from claimtrack.verification.workflow import State

Row = TypeVar("Row", bound=SQLModel)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """An open session on an empty database."""
    with Session(database.engine) as session:
        yield session


def _added(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def _article(session: Session) -> Article:
    return _added(session, Article(identity="https://harborwire.example/1", added_by="ada"))


def _version(session: Session, article: Article, *, number: int, is_current: bool = True) -> ArticleVersion:
    snapshot = _added(session, Snapshot(content_type="text/plain", body=b"Five left.", sha256="0" * 64))
    version = ArticleVersion(
        article_id=article.id,
        number=number,
        is_current=is_current,
        snapshot_id=snapshot.id,
        text="Five left.",
        text_sha256="0" * 64,
    )
    return _added(session, version)


def _claim(session: Session, **fields: object) -> Claim:
    return _added(session, Claim(text="Five left.", language="en", type=ClaimType.QUANTITY, **fields))


def _appearance(session: Session, *, start: int = 0, end: int = 10) -> Appearance:
    version = _version(session, _article(session), number=1)
    appearance = Appearance(
        claim_id=_claim(session).id,
        article_id=version.article_id,
        version_id=version.id,
        start=start,
        end=end,
        quote="Five left.",
        language="en",
        type=ClaimType.QUANTITY,
        check_worthiness=0.5,
        joined_by="machine",
    )
    return _added(session, appearance)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'nobody'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        # Through the table that nothing refers to as well as through a cascade.
        "TRUNCATE claim, audit_event CASCADE",
    ],
)
def test_audit_rows_stay_as_written(database: Database, statement: str) -> None:
    """The record of who changed what can be added to, and nothing else."""
    with database.begin() as session:
        session.add(AuditEvent(actor="ada", action="claim-closed", subject="claim", subject_id=1))

    with pytest.raises(DBAPIError, match="audit_event is append-only"), database.begin() as session:
        session.execute(text(statement))

    with database.begin() as session:
        assert session.exec(select(AuditEvent.actor)).all() == ["ada"]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM appearance_edit",
        "TRUNCATE appearance_edit",
        "UPDATE appearance_edit SET actor = 'nobody'",
        "UPDATE appearance_edit SET before = '{}'",
        # Undone by somebody else, after it was undone.
        "UPDATE appearance_edit SET undone_at = now(), undone_by = 'bea'; UPDATE appearance_edit SET undone_by = 'ada'",
    ],
)
def test_corrections_stay_as_written(database: Database, statement: str) -> None:
    """What was before a correction can never be lost; that it was undone is told once."""
    with database.begin() as session:
        session.add(AppearanceEdit(kind=EditKind.EDIT, appearance_ids=[1], actor="ada", before={"claim": {}}))

    with pytest.raises(DBAPIError, match="appearance_edit is append-only"), database.begin() as session:
        session.execute(text(statement))

    with database.begin() as session:
        assert session.exec(select(AppearanceEdit.actor, AppearanceEdit.undone_by)).all() == [("ada", None)]


def test_two_shown_appearances_have_two_spans(session: Session) -> None:
    """The words of a hidden one are free for another."""
    first = _appearance(session)
    first.hidden_at, first.is_current = datetime.now(UTC), False
    session.add(first)
    again = {
        name: getattr(first, name) for name in Appearance.model_fields if name not in ("id", "hidden_at", "search")
    }
    _added(session, Appearance(**again))

    with pytest.raises(IntegrityError, match="uq_appearance_span"):
        _added(session, Appearance(**again))


def test_an_article_has_one_current_version(session: Session) -> None:
    """A second current text is refused, so a reader never finds two."""
    article = _article(session)
    _version(session, article, number=1)

    with pytest.raises(IntegrityError, match="uq_article_version_current"):
        _version(session, article, number=2)


def test_an_article_has_any_number_of_past_versions(session: Session) -> None:
    """The rule of one current text leaves the history alone."""
    article = _article(session)
    for number in (1, 2, 3):
        _version(session, article, number=number, is_current=number == 3)

    assert session.exec(select(func.count()).select_from(ArticleVersion)).one() == 3


def test_two_versions_of_an_article_have_two_numbers(session: Session) -> None:
    """Version 1 of an article is one text."""
    article = _article(session)
    _version(session, article, number=1, is_current=False)

    with pytest.raises(IntegrityError, match="article_version_article_id_number_key"):
        _version(session, article, number=1)


def test_an_article_is_stored_once(session: Session) -> None:
    """The same address cannot become two articles, however many people add it at once."""
    _article(session)

    with pytest.raises(IntegrityError, match="article_identity_key"):
        _article(session)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (-1, 4),  # before the text
        (4, 4),  # empty
        (5, 4),  # backwards
    ],
)
def test_a_span_covers_some_text(session: Session, start: int, end: int) -> None:
    """A span that shows nothing is refused."""
    with pytest.raises(IntegrityError, match="ck_appearance_span"):
        _appearance(session, start=start, end=end)


def test_a_span_of_one_character_is_kept(session: Session) -> None:
    """The shortest text that can be shown is allowed."""
    assert _appearance(session, start=0, end=1).id is not None


@pytest.mark.parametrize("state", [State.UNSTARTED, State.IN_PROGRESS, State.ON_HOLD])
def test_an_open_claim_has_no_rating(session: Session, state: State) -> None:
    """A verdict on a claim that is still open is refused."""
    with pytest.raises(IntegrityError, match="ck_claim_rating_when_closed"):
        _claim(session, state=state, rating="False")


def test_a_closed_claim_has_a_rating(session: Session) -> None:
    """Closing without a verdict is refused."""
    with pytest.raises(IntegrityError, match="ck_claim_rating_when_closed"):
        _claim(session, state=State.CLOSED)


def test_a_claim_is_closed_with_its_rating(session: Session) -> None:
    """State and verdict that agree are kept."""
    assert _claim(session, state=State.CLOSED, rating="False").id is not None


def _match(session: Session, a: int | None, b: int | None, appearance: Appearance) -> ClaimMatch:
    match = ClaimMatch(
        claim_a_id=a,
        claim_b_id=b,
        relation=Relation.CONFLICTS,
        probability=0.9,
        similarity=0.8,
        appearance_a_id=appearance.id,
        appearance_b_id=appearance.id,
        scorer="test",
    )
    return _added(session, match)


def test_a_match_names_the_smaller_claim_first(session: Session) -> None:
    """A pair has one spelling, so that it cannot be stored twice."""
    appearance = _appearance(session)
    other = _claim(session)

    with pytest.raises(IntegrityError, match="ck_claim_match_order"):
        _match(session, other.id, appearance.claim_id, appearance)


def test_a_claim_does_not_match_itself(session: Session) -> None:
    """A match is between two claims."""
    appearance = _appearance(session)

    with pytest.raises(IntegrityError, match="ck_claim_match_order"):
        _match(session, appearance.claim_id, appearance.claim_id, appearance)


def test_two_claims_have_one_match(session: Session) -> None:
    """A decision about a pair cannot be forgotten by storing the pair again."""
    appearance = _appearance(session)
    other = _claim(session)
    _match(session, appearance.claim_id, other.id, appearance)

    with pytest.raises(IntegrityError, match="claim_match_claim_a_id_claim_b_id_key"):
        _match(session, appearance.claim_id, other.id, appearance)


def test_a_word_outside_the_vocabulary_is_refused(session: Session) -> None:
    """States are checked by the database too, for whoever writes past the application."""
    claim = _claim(session)

    with pytest.raises(IntegrityError, match="state"):
        session.execute(text("UPDATE claim SET state = 'doubted' WHERE id = :id"), {"id": claim.id})


def test_an_appearance_is_found_by_a_word_of_its_wording(session: Session) -> None:
    """The search column is filled by the database, in the words a checker reads."""
    appearance = _appearance(session)

    found = session.scalars(
        text("SELECT id FROM appearance WHERE search @@ websearch_to_tsquery('english', 'fives')")
    ).all()

    assert found == [appearance.id]


_SCANNED = """
    SELECT c.conrelid::regclass || '.' || a.attname
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid IN ('claim'::regclass, 'appearance'::regclass, 'event'::regclass)
      AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])
"""
"""Columns that refer to what corrections and merges remove when they are undone, and that no index begins with."""


def test_removing_a_row_reads_no_whole_table(session: Session) -> None:
    """PostgreSQL looks for whatever refers to it, with linking locked: each such column has an index."""
    scanned = session.connection().execute(text(_SCANNED)).scalars().all()

    assert [] == scanned
