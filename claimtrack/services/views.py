"""What a checker is shown: frozen values that the pages, the API and the commands share.

Times are aware UTC. Offsets are Python string offsets into the article version's text.
"""

from dataclasses import dataclass, field
from datetime import datetime

from claimtrack.db.tables import MatchStatus, OutletKind, ProcessingState
from claimtrack.links.model import Relation
from claimtrack.rechecks.changes import ChangeKind, Outcome
from claimtrack.services.memberships import ClaimEditView
from claimtrack.services.wordings import EditView, FigureView, StatedFigure, WordedView
from claimtrack.sourcing.chain import ChainEdge
from claimtrack.sourcing.timeline import Timeline
from claimtrack.verification.workflow import Stance, State


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletView:
    """Who published it."""

    id: int
    name: str
    kind: OutletKind
    family: str | None
    fictional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """One ground for a match, for a person to read."""

    code: str
    text: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AppearanceView:
    """One occurrence of a claim, with its context."""

    id: int
    claim_id: int
    article_id: int
    article_title: str
    article_url: str | None
    outlet: OutletView | None
    published_at: datetime | None
    published_to_the_day: bool
    start: int
    end: int
    quote: str
    before: str
    """Up to 120 characters of the article before the quote."""
    after: str
    standalone: str | None
    claimant: str | None
    claimant_named: bool
    cue: str | None
    direct: bool
    hedge: str | None
    via: tuple[str, ...]
    wire_origin: str | None
    wire_evidence: str | None
    copy_group: int | None
    copy_share: float | None
    """Largest share of text common with another article of the group, 0..1."""
    figures: tuple[FigureView, ...]
    dates: tuple[tuple[str, str | None], ...]
    """(as written, ISO day or span; None when it could not be resolved)."""
    places: tuple[str, ...]
    type: str
    modality: str
    negated: bool
    ambiguous: tuple[str, ...]
    check_worthiness: float
    worthiness_parts: tuple[tuple[str, float], ...]
    joined_by: str
    join_probability: float | None
    join_reasons: tuple[ReasonView, ...]
    revision: int = 1
    """Counts edits by people; an edit names the one it was made on."""
    edited: tuple[str, ...] = ()
    """What people have set: span, wording, claimant, via, type, figures."""
    edited_by: str | None = None
    hidden_at: datetime | None = None
    hidden_by: str | None = None
    hidden_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """Appearances that count as one source, with the evidence for it."""

    label: str
    proven: bool
    evidence: tuple[str, ...]
    appearances: tuple[AppearanceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchView:
    """A match, seen from one of its two claims."""

    id: int
    claim_id: int
    """The other claim."""
    text: str
    quote: str
    """The other claim's wording that was compared."""
    relation: Relation
    outgoing: bool | None
    """For entails and updates: True when this claim is the stronger or the older; None for the others."""
    status: MatchStatus
    probability: float
    reasons: tuple[ReasonView, ...]
    figures: tuple[FigureView, ...]
    outlet: str | None
    published_at: datetime | None
    state: State
    rating: str | None
    decided_by: str | None
    judged_relation: Relation | None = None
    """What the machine had said, where a person gave it another relation or direction; None otherwise."""
    judged_outgoing: bool | None = None
    articles_apart: bool = False
    """Whether its articles tell of two events, and no person has said that it holds all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """What somebody added for or against a claim."""

    id: int
    url: str
    excerpt: str
    stance: Stance
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """Something a re-check found."""

    id: int
    kind: ChangeKind
    before: str | None
    after: str | None
    article_id: int
    article_title: str
    outlet: str | None
    claim_id: int | None
    found_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckView:
    """One re-check of an article."""

    id: int
    article_id: int
    article_title: str
    outcome: Outcome
    cause: str | None
    started_at: datetime
    finished_at: datetime | None
    asked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditView:
    """Who changed what."""

    id: int
    at: datetime
    actor: str
    action: str
    before: dict[str, object]
    after: dict[str, object]
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSummary:
    """A claim as a row of the inbox."""

    id: int
    text: str
    type: str
    language: str
    state: State
    rating: str | None
    assigned_to: str | None
    revision: int
    check_worthiness: float
    figures: tuple[FigureView, ...]
    days: tuple[str, ...]
    """ISO days or spans that the claim is about."""
    places: tuple[str, ...]
    claimants: tuple[str, ...]
    outlets: tuple[str, ...]
    first_seen_at: datetime | None
    last_seen_at: datetime
    appearance_count: int
    outlet_count: int
    independent_sources: int
    unproven_sources: int
    conflict_count: int
    suggestion_count: int
    next_recheck_at: datetime | None
    event_id: int | None
    fictional: bool
    """True when an appearance comes from an outlet made up for the demo."""
    barred_at: datetime | None = None
    """Since when it is kept out of matching."""
    barred_by: str | None = None
    barred_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimList:
    """A page of claims."""

    items: tuple[ClaimSummary, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxCounts:
    """How many claims each quick filter holds."""

    by_state: dict[State, int]
    conflicting: int
    suggested: int
    several_outlets: int
    due: int
    barred: int
    """Claims that are kept out of matching."""
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """Everything about one claim that answers a checker's next question."""

    claim: ClaimSummary
    sources: tuple[SourceView, ...]
    agrees: tuple[MatchView, ...]
    """same_claim, entails, compatible; confirmed, or suggested by the machine with a high probability."""
    otherwise: tuple[MatchView, ...]
    """conflicts, updates."""
    apart: tuple[MatchView, ...]
    """What would agree or say otherwise, if its article did not tell of another event."""
    near: tuple[MatchView, ...]
    """same_event, related: not the same claim, with the reason why."""
    suggestions: tuple[MatchView, ...]
    """Waiting for a person, most probable first."""
    rejected: tuple[MatchView, ...]
    originals: dict[int, tuple[WordedView, ...]]
    """What the machine had found in place of the appearances that people have corrected, by appearance id."""
    timeline: Timeline
    chain: tuple[ChainEdge, ...]
    evidence: tuple[EvidenceView, ...]
    changes: tuple[ChangeView, ...]
    record: tuple[AuditView, ...]
    edits: tuple[ClaimEditView, ...]
    """Merges and splits that it took part in, newest first."""
    allowed_states: tuple[State, ...]
    ratings: tuple[str, ...]
    fictional: bool
    """True when an appearance comes from an outlet made up for the demo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSummary:
    """An event as a row of the list."""

    id: int
    title: str
    """The claim of it that most outlets tell."""
    claim_count: int
    conflicting_count: int
    """Claims that another one contradicts."""
    outlets: tuple[str, ...]
    article_count: int
    places: tuple[str, ...]
    days: tuple[str, ...]
    """ISO days or spans, the commonest first."""
    tolls: tuple[str, ...]
    """Lowest and highest figure told, by role: "at least 14 to 61 killed"."""
    first_seen_at: datetime | None
    last_seen_at: datetime
    fictional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EventList:
    """A page of events."""

    items: tuple[EventSummary, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """Two claims of one event that cannot both be true, or of which `b` is the later count."""

    match_id: int
    a: ClaimSummary
    b: ClaimSummary
    relation: Relation
    probability: float
    is_confirmed: bool
    reasons: tuple[ReasonView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearEvent:
    """Another event that some links point to, too weak to make the two one."""

    event: EventSummary
    links: int
    best: float
    """Probability of the strongest link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """Everything about one event."""

    event: EventSummary
    claims: tuple[ClaimSummary, ...]
    """Those that most outlets tell first; up to 200."""
    timeline: Timeline
    otherwise: tuple[PairView, ...]
    """Conflicts first, then later counts."""
    near: tuple[NearEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """An article as a row of the list."""

    id: int
    title: str
    url: str | None
    outlet: OutletView | None
    published_at: datetime | None
    published_to_the_day: bool
    added_at: datetime
    state: ProcessingState
    failure: str | None
    claim_count: int
    versions: int
    wire_origin: str | None
    copy_group: int | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleList:
    """A page of articles."""

    items: tuple[ArticleSummary, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """One text the article has had."""

    number: int
    is_current: bool
    created_at: datetime
    sha256: str
    claim_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """An article with its claims marked."""

    article: ArticleSummary
    byline: str | None
    text: str
    version: VersionView
    versions: tuple[VersionView, ...]
    appearances: tuple[AppearanceView, ...]
    """In reading order; never overlapping."""
    hidden: tuple[AppearanceView, ...]
    """What somebody has said to be no claim, in reading order."""
    claims: dict[int, ClaimSummary]
    """The claim of each appearance, by claim id."""
    copies: tuple[tuple[ArticleSummary, float], ...]
    """Articles of the same copy group, with the share of text in common, 0..1."""
    changes: tuple[ChangeView, ...]
    rechecks: tuple[RecheckView, ...]
    notes: tuple[str, ...]
    run: dict[str, object]
    next_recheck_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedLine:
    """What became of one line of a bulk file."""

    line: int
    article_id: int | None
    created: bool
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of a bulk file."""

    created: int
    known: int
    """Lines whose article was there already."""
    failed: tuple[ImportedLine, ...] = field(default_factory=tuple)
    articles: tuple[int, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditingPage:
    """An appearance with everything that is needed to correct it."""

    appearance: AppearanceView
    figures: tuple[StatedFigure, ...]
    text: str
    """The article version's."""
    version: int
    claim: ClaimSummary
    before: AppearanceView | None
    """The claim before it in the same text."""
    next: AppearanceView | None
    fixed: str | None
    """Why it cannot be edited; None when it can."""
    originals: tuple[WordedView, ...]
    """What the machine had found in its place; empty while nobody has corrected it."""
    edits: tuple[EditView, ...]
    """Newest first."""
