"""Feeds that are polled, and what each one has announced."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from claimtrack.db.types import created_at_field, moment_field, text_enum
from claimtrack.rechecks.changes import Outcome


class EntryState(StrEnum):
    """What became of an entry of a feed."""

    WAITING = "waiting"
    ADDED = "added"
    KNOWN = "known"  # the article was there already, from another feed or by hand
    FAILED = "failed"  # tried again
    GIVEN_UP = "given_up"  # failed as often as it is tried


class FeedRow(SQLModel, table=True):
    """A feed under its address, when it is polled, and how the last poll ended."""

    __tablename__ = "feed"
    __table_args__ = (Index("ix_feed_due", "next_poll_at", "id", postgresql_where=text("active")),)

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    """Canonical."""
    title: str
    outlet: str | None = None
    """Who publishes its articles, where a person said so; otherwise each page says it itself."""
    etag: str | None = None
    last_modified: str | None = None
    interval_s: int
    next_poll_at: datetime = moment_field(required=True)
    last_polled_at: datetime | None = moment_field()
    last_outcome: Outcome | None = Field(default=None, sa_type=text_enum(Outcome))
    """`changed` when there was something new; NULL before the first poll."""
    failure: str | None = None
    """Why the last poll failed; NULL when it did not."""
    failures: int = Field(default=0)
    """Failed polls in a row."""
    entries_seen: int = Field(default=0)
    """Different entries that it has announced."""
    articles_added: int = Field(default=0)
    active: bool = Field(default=True)
    """False once it was removed; its row stays, so that it can come back without announcing everything anew."""
    added_by: str
    created_at: datetime = created_at_field()


class FeedEntryRow(SQLModel, table=True):
    """An entry that a feed has announced, until a month after the feed has dropped it."""

    __tablename__ = "feed_entry"
    __table_args__ = (
        UniqueConstraint("feed_id", "url"),
        Index(
            "ix_feed_entry_open",
            "feed_id",
            text("published_at DESC NULLS LAST"),
            "id",
            postgresql_where=text("state IN ('waiting', 'failed')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="feed.id", ondelete="CASCADE")
    url: str
    """Canonical."""
    title: str | None = None
    published_at: datetime | None = moment_field()
    state: EntryState = Field(default=EntryState.WAITING, sa_type=text_enum(EntryState))
    tries: int = Field(default=0)
    next_try_at: datetime | None = moment_field()
    """When it may be tried again; NULL for at once."""
    cause: str | None = None
    """Why it failed; NULL when it did not."""
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    seen_at: datetime = created_at_field()
    """When the feed last announced it."""
