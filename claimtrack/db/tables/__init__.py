"""The tables. Importing this package registers every one with `SQLModel.metadata`."""

from sqlmodel import SQLModel

from claimtrack.db.tables.accounts import ApiToken, Role, UserAccount, WebSession
from claimtrack.db.tables.articles import (
    Article,
    ArticleVersion,
    CopyGroup,
    CopyLink,
    Outlet,
    OutletFamily,
    OutletKind,
    ProcessingState,
    Snapshot,
)
from claimtrack.db.tables.audit import AuditEvent
from claimtrack.db.tables.claims import Appearance, Claim, Claimant, Embedding, EmbeddingModel, FigureRow
from claimtrack.db.tables.edits import AppearanceEdit, ClaimEdit, ClaimEditKind, EditKind
from claimtrack.db.tables.feeds import EntryState, FeedEntryRow, FeedRow
from claimtrack.db.tables.matches import ClaimMatch, Event, MatchStatus
from claimtrack.db.tables.rechecks import ChangeEvent, Recheck
from claimtrack.db.tables.tuning import Tuning, TuningKind
from claimtrack.db.tables.verification import ClaimReviewRow, Evidence

metadata = SQLModel.metadata

__all__ = [
    "ApiToken",
    "Appearance",
    "AppearanceEdit",
    "Article",
    "ArticleVersion",
    "AuditEvent",
    "ChangeEvent",
    "Claim",
    "ClaimEdit",
    "ClaimEditKind",
    "ClaimMatch",
    "ClaimReviewRow",
    "Claimant",
    "CopyGroup",
    "CopyLink",
    "EditKind",
    "Embedding",
    "EmbeddingModel",
    "EntryState",
    "Event",
    "Evidence",
    "FeedEntryRow",
    "FeedRow",
    "FigureRow",
    "MatchStatus",
    "Outlet",
    "OutletFamily",
    "OutletKind",
    "ProcessingState",
    "Recheck",
    "Role",
    "Snapshot",
    "Tuning",
    "TuningKind",
    "UserAccount",
    "WebSession",
    "metadata",
]
