"""Claims under tracking, their appearances in articles, figures, claimants and vectors."""

from datetime import date, datetime
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import ARRAY, CheckConstraint, Column, Computed, Index, Text, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from claimtrack.claims.model import ClaimType, Modality
from claimtrack.db.types import created_at_field, document_field, moment_field, text_enum
from claimtrack.verification.workflow import State


def _words() -> Any:
    return Field(
        default_factory=list, sa_type=ARRAY(Text), sa_column_kwargs={"nullable": False, "server_default": "{}"}
    )


class Claimant(SQLModel, table=True):
    """Who asserts a claim: a person, a body, or an unnamed group."""

    __tablename__ = "claimant"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    named: bool


class Claim(SQLModel, table=True):
    """The canonical assertion under tracking.

    The counters at the end are derived from appearances and matches, and rewritten with them in the same transaction.
    """

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("(state = 'closed') = (rating IS NOT NULL)", name="ck_claim_rating_when_closed"),
        Index("ix_claim_due", "next_recheck_at", postgresql_where=text("state <> 'closed'")),
        Index("ix_claim_inbox", "state", text("check_worthiness DESC"), text("id DESC")),
        Index("ix_claim_newest", text("last_seen_at DESC"), text("id DESC")),
        Index("ix_claim_barred", "id", postgresql_where=text("barred_at IS NOT NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    text: str
    language: str
    type: ClaimType = Field(sa_type=text_enum(ClaimType))
    state: State = Field(default=State.UNSTARTED, sa_type=text_enum(State))
    rating: str | None = None
    assigned_to: str | None = None
    event_id: int | None = Field(default=None, foreign_key="event.id", index=True)
    merged_into_id: int | None = Field(default=None, foreign_key="claim.id", index=True)
    """The claim that took over this one's appearances; such a claim is no longer listed."""
    next_recheck_at: datetime | None = moment_field()
    revision: int = Field(default=1)
    """Counts changes by people; a form that was filled in on an older revision is refused."""
    barred_at: datetime | None = moment_field()
    """Since when it is kept out of matching; NULL while it is matched."""
    barred_by: str | None = None
    barred_reason: str | None = None
    check_worthiness: float = Field(default=0.0)
    first_seen_at: datetime | None = moment_field()
    """Publication of the earliest appearance whose time is known."""
    last_seen_at: datetime = created_at_field()
    """When it was last found in an article that did not have it before."""
    appearance_count: int = Field(default=0)
    outlet_count: int = Field(default=0)
    independent_sources: int = Field(default=0)
    unproven_sources: int = Field(default=0)
    conflict_count: int = Field(default=0)
    """Claims that conflict with this one, rejected matches left out."""
    suggestion_count: int = Field(default=0)
    created_at: datetime = created_at_field()


class Appearance(SQLModel, table=True):
    """One occurrence of a claim in one article version."""

    __tablename__ = "appearance"
    __table_args__ = (
        Index(
            "uq_appearance_span", "version_id", "start", "end", unique=True, postgresql_where=text("hidden_at IS NULL")
        ),
        Index("ix_appearance_search", "search", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        CheckConstraint('"start" >= 0 AND "end" > "start"', name="ck_appearance_span"),
    )

    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id", index=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    version_id: int = Field(foreign_key="article_version.id", index=True)
    is_current: bool = Field(default=True)
    """False once a later version of the article has replaced this text, and while somebody has hidden it: whatever
    lists, counts or compares looks at current appearances only."""
    start: int
    end: int
    quote: str
    standalone: str | None = None
    language: str
    claimant_id: int | None = Field(default=None, foreign_key="claimant.id", index=True)
    claimant_named: bool | None = None
    """Whether the claimant is a name, where a person said so; NULL leaves it to the claimant's own row."""
    cue: str | None = None
    direct: bool = Field(default=False)
    hedge: str | None = None
    via: list[str] = _words()
    type: ClaimType = Field(sa_type=text_enum(ClaimType))
    modality: Modality = Field(default=Modality.ASSERTED, sa_type=text_enum(Modality))
    negated: bool = Field(default=False)
    dates: list[dict[str, object]] = document_field()
    """Each `{"surface", "start", "end", "first_day", "last_day", "precision"}`."""
    first_day: date | None = None
    """First day that the claim is about, its own or taken over from the claim before it; NULL when none is known."""
    last_day: date | None = None
    places: list[dict[str, object]] = document_field()
    """Each `{"surface", "name", "start", "end"}`."""
    setting: list[str] = _words()
    """Normalised names of the places that it is told of: its own, or those taken over from the claim before it."""
    entities: list[str] = _words()
    ambiguous: list[str] = _words()
    check_worthiness: float
    worthiness_parts: list[list[object]] = document_field()
    joined_by: str
    """`machine`, or the person who put it under its claim."""
    join_probability: float | None = None
    """None for the appearance that opened the claim."""
    join_reasons: list[dict[str, object]] = document_field()
    revision: int = Field(default=1)
    """Counts edits by people; a form that was filled in on an older revision is refused."""
    edited: list[str] = _words()
    """What people have set, and extraction must not change again: span, wording, claimant, via, type, figures."""
    edited_by: str | None = None
    """Who edited it last; NULL while it is as the machine found it."""
    hidden_at: datetime | None = moment_field()
    hidden_by: str | None = None
    hidden_reason: str | None = None
    absorbed_by_id: int | None = Field(default=None, foreign_key="appearance.id", index=True)
    """The appearance that took over its words when they were merged; it is hidden then, which says nothing against it."""
    continues_id: int | None = Field(default=None, foreign_key="appearance.id", index=True)
    """The same appearance in the version of the article before."""
    search: Any = Field(
        default=None,
        sa_column=Column(TSVECTOR, Computed("to_tsvector('english', coalesce(standalone, quote))", persisted=True)),
    )
    created_at: datetime = created_at_field()


class FigureRow(SQLModel, table=True):
    """A stated count or measure of an appearance, as a closed interval; NULL is an open end."""

    __tablename__ = "figure"

    id: int | None = Field(default=None, primary_key=True)
    appearance_id: int = Field(foreign_key="appearance.id", index=True, ondelete="CASCADE")
    low: float | None = None
    high: float | None = None
    modifier: str | None = None
    unit: str | None = None
    role: str
    scope: str
    as_of: date | None = None
    surface: str
    start: int
    end: int


class EmbeddingModel(SQLModel, table=True):
    """A model that made vectors. Vectors of two models are never compared."""

    __tablename__ = "embedding_model"
    __table_args__ = (Index("uq_embedding_model_active", "is_active", unique=True, postgresql_where=text("is_active")),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    """Model name and the digest of its weights."""
    dimensions: int
    is_active: bool = Field(default=False)
    """Whether searches use it; of all models one does."""
    source: str | None = None
    """The folder or name that it is loaded from; NULL for the one that comes with the program."""
    wanted_at: datetime | None = moment_field()
    """When a process last began that is set to it: of all models the one wanted last is to take over."""


class Embedding(SQLModel, table=True):
    """The vector of an appearance by one model; each model has an HNSW index of its own."""

    __tablename__ = "embedding"

    appearance_id: int = Field(foreign_key="appearance.id", primary_key=True, ondelete="CASCADE")
    model_id: int = Field(foreign_key="embedding_model.id", primary_key=True)
    vector: Any = Field(sa_type=HALFVEC)
