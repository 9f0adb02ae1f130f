"""Outlets, articles, each text an article has had, and the raw bytes it came from."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ARRAY, BigInteger, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, SQLModel

from claimtrack.db.types import created_at_field, document_field, moment_field, text_enum


class OutletKind(StrEnum):
    """What sort of publisher an outlet is."""

    AGENCY = "agency"
    NEWSPAPER = "newspaper"
    BROADCASTER = "broadcaster"
    WEBSITE = "website"
    STATE_MEDIA = "state_media"
    UNKNOWN = "unknown"


class ProcessingState(StrEnum):
    """Whether claims have been extracted from a text."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"  # the cause is stored beside it; never shown as "no claims"


class OutletFamily(SQLModel, table=True):
    """Who owns outlets. An outlet without one is its own family."""

    __tablename__ = "outlet_family"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class Outlet(SQLModel, table=True):
    """Who publishes."""

    __tablename__ = "outlet"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    """The name folded for comparison, so that "CNN" and "cnn" are one outlet."""
    domain: str | None = Field(default=None, unique=True)
    kind: OutletKind = Field(default=OutletKind.UNKNOWN, sa_type=text_enum(OutletKind))
    family_id: int | None = Field(default=None, foreign_key="outlet_family.id", index=True)
    fictional: bool = Field(default=False)


class CopyGroup(SQLModel, table=True):
    """Articles that copy each other."""

    __tablename__ = "copy_group"

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = created_at_field()


class Article(SQLModel, table=True):
    """A page by its canonical URL, or a pasted text by its digest."""

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_newest", text("created_at DESC"), text("id DESC")),
        Index("ix_article_put_off", "put_off_until", postgresql_where=text("put_off_until IS NOT NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    identity: str = Field(unique=True)
    """The canonical URL, or `text:` and the SHA-256 of outlet and text: adding it twice gives the same article."""
    url: str | None = None
    outlet_id: int | None = Field(default=None, foreign_key="outlet.id", index=True)
    published_at: datetime | None = moment_field(index=True)
    published_to_the_day: bool = Field(default=False)
    """True when only the day of publication is known; the time of `published_at` is then midnight UTC."""
    copy_group_id: int | None = Field(default=None, foreign_key="copy_group.id", index=True)
    etag: str | None = None
    last_modified: str | None = None
    recheck_failures: int = Field(default=0)
    """Failed re-checks in a row."""
    put_off_until: datetime | None = moment_field()
    """Its site asked to be left alone until then, when last looked at; None when it did not."""
    last_changed_at: datetime = created_at_field()
    added_by: str
    created_at: datetime = created_at_field()


class Snapshot(SQLModel, table=True):
    """The raw bytes an article version came from."""

    __tablename__ = "snapshot"

    id: int | None = Field(default=None, primary_key=True)
    url: str | None = None
    content_type: str
    http_status: int | None = None
    body: bytes = Field(sa_type=LargeBinary)
    sha256: str = Field(max_length=64)
    fetched_at: datetime = created_at_field()


class ArticleVersion(SQLModel, table=True):
    """One text that an article has had."""

    __tablename__ = "article_version"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        Index("uq_article_version_current", "article_id", unique=True, postgresql_where=text("is_current")),
        Index("ix_article_version_copy_keys", "copy_keys", postgresql_using="gin", postgresql_where=text("is_current")),
        Index("ix_article_version_waiting", "id", postgresql_where=text("state = 'pending'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    number: int
    is_current: bool = Field(default=True)
    snapshot_id: int = Field(foreign_key="snapshot.id")
    title: str | None = None
    byline: str | None = None
    text: str
    text_sha256: str = Field(max_length=64, index=True)
    language: str | None = None
    state: ProcessingState = Field(default=ProcessingState.PENDING, sa_type=text_enum(ProcessingState))
    failure: str | None = None
    """Why extraction failed; None otherwise."""
    attempts: int = Field(default=0)
    wire_agency: str | None = None
    wire_start: int | None = None
    wire_end: int | None = None
    wire_evidence: str | None = None
    notes: list[str] = Field(default_factory=list, sa_type=ARRAY(Text), sa_column_kwargs={"server_default": "{}"})
    run: dict[str, object] = document_field("{}")
    """The extraction's run record: extractor, version, parameters, digest of the input."""
    signature: bytes | None = Field(default=None, sa_type=LargeBinary)
    """MinHash of the text's shingles, for finding copies."""
    copy_keys: list[int] = Field(
        default_factory=list,
        sa_type=postgresql.ARRAY(BigInteger),
        sa_column_kwargs={"nullable": False, "server_default": "{}"},
    )
    """Keys of the signature; two texts that share one may be copies."""
    created_at: datetime = created_at_field()


class CopyLink(SQLModel, table=True):
    """The evidence that two articles are copies."""

    __tablename__ = "copy_link"
    __table_args__ = (UniqueConstraint("article_a_id", "article_b_id"),)

    id: int | None = Field(default=None, primary_key=True)
    article_a_id: int = Field(foreign_key="article.id", index=True)
    article_b_id: int = Field(foreign_key="article.id", index=True)
    share: float
    """Share of the shorter text's shingles found in the other, 0..1."""
