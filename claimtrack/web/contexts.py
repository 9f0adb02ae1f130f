"""What each page's template gets to see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from markupsafe import Markup

from claimtrack.db.tables import EditKind, Role
from claimtrack.rechecks.changes import ChangeKind
from claimtrack.services.accounts import Account, NewToken, Token
from claimtrack.services.contradicting import Contradiction
from claimtrack.services.feeding import FeedList
from claimtrack.services.matched import MatchResult
from claimtrack.services.tolls import EventReports
from claimtrack.services.views import (
    AppearanceView,
    ArticleList,
    ArticlePage,
    ChangeView,
    ClaimList,
    ClaimPage,
    ClaimSummary,
    EditingPage,
    EventList,
    EventPage,
    ImportReport,
    InboxCounts,
    MatchView,
    PairView,
    RecheckView,
)
from claimtrack.services.wordings import EditView
from claimtrack.sourcing.chain import ChainEdge
from claimtrack.verification.workflow import State
from claimtrack.web.asking import InboxQuery
from claimtrack.web.chain import ChainNode
from claimtrack.web.charts import IntervalChart
from claimtrack.web.edit_forms import EditForm, touched
from claimtrack.web.marks import Paragraph
from claimtrack.web.picking import Pick

MATERIAL: Final = (ChangeKind.FIGURE_CHANGED, ChangeKind.CORRECTION_NOTICE, ChangeKind.REMOVED, ChangeKind.GONE)
"""Changes that can alter a verdict, the gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxContext:
    """The inbox: what is asked for, what there is."""

    asked: InboxQuery
    claims: ClaimList
    counts: InboxCounts
    against: Mapping[int, tuple[Contradiction, ...]]
    """What contradicts a claim of the page, and who says so, by claim id."""

    @property
    def is_demo(self) -> bool:
        """Whether a claim on the page comes from a made-up outlet."""
        return any(claim.fictional for claim in self.claims.items)

    @property
    def is_mixed(self) -> bool:
        """Whether made-up outlets stand beside real ones, so that each row must say which it is."""
        return len({claim.fictional for claim in self.claims.items}) == 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a form was not accepted, and what was typed into it."""

    form: str
    """state, assign, evidence, match, bar or undo; split and merge on the page of members; add and import on the page for
    adding articles; feed on that of feeds."""
    text: str
    typed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimContext:
    """A claim's page."""

    view: ClaimPage
    charts: tuple[IntervalChart, ...]
    chain: tuple[ChainNode, ...]
    loose: tuple[ChainEdge, ...]
    refusal: Refusal | None = None

    @property
    def claim(self) -> ClaimSummary:
        """The claim itself."""
        return self.view.claim

    @property
    def appearance_total(self) -> int:
        """How many appearances the sources hold together."""
        return sum(len(source.appearances) for source in self.view.sources)

    @property
    def first(self) -> AppearanceView | None:
        """The earliest appearance whose day is known."""
        shown = [one for source in self.view.sources for one in source.appearances if one.published_at]
        return min(shown, key=lambda one: one.published_at or datetime.max.replace(tzinfo=UTC), default=None)

    @property
    def leading(self) -> AppearanceView | None:
        """The most check-worthy appearance: the one whose worthiness the claim shows."""
        shown = [one for source in self.view.sources for one in source.appearances]
        return max(shown, key=lambda one: one.check_worthiness, default=None)

    @property
    def has_pages(self) -> bool:
        """Whether an appearance stands on a page that can be looked at again; made-up outlets have none."""
        shown = [one for source in self.view.sources for one in source.appearances]
        return any(one.article_url and not (one.outlet and one.outlet.fictional) for one in shown)

    @property
    def conflicts(self) -> tuple[MatchView, ...]:
        """The claims that contradict this one."""
        return tuple(match for match in self.view.otherwise if match.relation == "conflicts")

    @property
    def updates(self) -> tuple[MatchView, ...]:
        """The claims that are older or newer counts of the same."""
        return tuple(match for match in self.view.otherwise if match.relation != "conflicts")

    def typed(self, form: str, name: str, default: str = "") -> str:
        """What was typed into a refused form's field, else `default`."""
        if self.refusal is None or self.refusal.form != form:
            return default
        return self.refusal.typed.get(name, default)


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersContext:
    """The page on which appearances are taken off a claim, and claims are merged."""

    view: ClaimPage
    asked: str | None
    found: tuple[ClaimSummary, ...]
    refusal: Refusal | None = None

    @property
    def appearances(self) -> list[AppearanceView]:
        """The claim's appearances, earliest first."""
        shown = [one for source in self.view.sources for one in source.appearances]
        return sorted(shown, key=lambda one: (one.published_at or datetime.max.replace(tzinfo=UTC), one.id))

    def problem(self, form: str) -> Refusal | None:
        """Why that form of the page was refused, when it was."""
        return self.refusal if self.refusal is not None and self.refusal.form == form else None

    def typed(self, form: str, name: str) -> str:
        """What was typed into a refused form's field."""
        refused = self.problem(form)
        return refused.typed.get(name, "") if refused else ""

    def is_ticked(self, appearance_id: int) -> bool:
        """Whether an appearance was chosen in a form that was refused."""
        return bool(self.typed("split", f"a-{appearance_id}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsContext:
    """The list of events with its filters."""

    listing: EventList
    q: str | None
    conflicting: bool
    next_link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventContext:
    """An event's page."""

    view: EventPage
    charts: tuple[IntervalChart, ...]

    @property
    def conflicts(self) -> tuple[PairView, ...]:
        """Pairs that cannot both be true."""
        return tuple(pair for pair in self.view.otherwise if pair.relation == "conflicts")

    @property
    def updates(self) -> tuple[PairView, ...]:
        """Pairs of an earlier and a later count."""
        return tuple(pair for pair in self.view.otherwise if pair.relation != "conflicts")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesContext:
    """The list of articles with its filters."""

    listing: ArticleList
    q: str | None
    outlet: str | None
    state: str | None
    next_link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleContext:
    """An article's page."""

    view: ArticlePage
    paragraphs: tuple[Paragraph, ...]
    deaths: EventReports
    compared: tuple[Markup, ...] = ()
    """The paragraphs in which this version differs from the one before."""
    refusal: Refusal | None = None
    shows_hidden: bool = False
    """Whether what somebody has hidden is marked too."""

    @property
    def material(self) -> tuple[ChangeView, ...]:
        """The changes that a reader must see before the text: corrections, changed figures, claims taken back."""
        found = (change for change in self.view.changes if change.kind in MATERIAL)
        return tuple(sorted(found, key=lambda change: MATERIAL.index(change.kind)))

    @property
    def minor(self) -> tuple[ChangeView, ...]:
        """All other changes."""
        return tuple(change for change in self.view.changes if change.kind not in MATERIAL)

    def is_bare(self, one: AppearanceView) -> bool:
        """Whether there is nothing to note about an appearance: no figure, nobody named, in no other outlet, untouched."""
        claim = self.view.claims.get(one.claim_id)
        if one.figures or one.claimant or one.via or one.hidden_at:
            return False
        return claim is None or not (
            claim.outlet_count > 1
            or claim.conflict_count
            or claim.suggestion_count
            or claim.state is not State.UNSTARTED
        )

    def bare(self, notes: Sequence[tuple[int, AppearanceView]]) -> list[tuple[int, AppearanceView]]:
        """The bare ones of a paragraph's notes, which share a line."""
        return [note for note in notes if self.is_bare(note[1])]

    @property
    def conflicting(self) -> int:
        """Claims of the article that another article contradicts."""
        return sum(claim.conflict_count > 0 for claim in self.view.claims.values())

    @property
    def wire_evidence(self) -> str | None:
        """The words of the article that show which agency it comes from."""
        return next((one.wire_evidence for one in self.view.appearances if one.wire_evidence), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLine:
    """A correction in the history of a claim, with what it changed in words."""

    edit: EditView
    changes: tuple[tuple[str, str, str], ...]
    """(what, before, after); empty where there is nothing to show on that side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditContext:
    """The page on which a claim is corrected."""

    view: EditingPage
    form: EditForm
    was: str
    """The values that the form was filled with; see `edit_forms`."""
    revision: int
    """The revision that the form was filled in on."""
    words: tuple[Pick, ...]
    """Around the span as the form has it."""
    cuts: tuple[Pick, ...]
    """The words of the claim as it is stored, at which a second one may begin."""
    history: tuple[EditLine, ...]
    refusal: Refusal | None = None

    @property
    def one(self) -> AppearanceView:
        """The claim's words and where they stand."""
        return self.view.appearance

    @property
    def is_touched(self) -> bool:
        """Whether the form holds something that is not stored."""
        return bool(touched(self.form, self.was))

    @property
    def hiding(self) -> EditView | None:
        """The edit that hid it, while it can be undone."""
        return next((one for one in self.view.edits if one.kind is EditKind.HIDE and one.can_undo), None)

    def problem(self, form: str) -> Refusal | None:
        """Why that form of the page was refused, when it was."""
        return self.refusal if self.refusal is not None and self.refusal.form == form else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddContext:
    """The page for adding articles."""

    refusal: Refusal | None = None
    report: ImportReport | None = None
    max_import_mb: int = 0

    def typed(self, name: str) -> str:
        """What was typed into a field of a form that was refused."""
        return self.refusal.typed.get(name, "") if self.refusal else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsContext:
    """The feeds that are watched, and the form for another."""

    listing: FeedList
    is_first: bool
    """Whether this is the list's beginning, where the form stands."""
    next_link: str | None
    refusal: Refusal | None = None

    def typed(self, name: str) -> str:
        """What was typed into a field of the form, when it was refused."""
        return self.refusal.typed.get(name, "") if self.refusal else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RechecksContext:
    """What is due, what comes, what happened."""

    due: int
    upcoming: tuple[ClaimSummary, ...]
    recent: tuple[RecheckView, ...]
    now: datetime

    @property
    def is_demo(self) -> bool:
        """Whether a claim on the page comes from a made-up outlet."""
        return any(claim.fictional for claim in self.upcoming)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchContext:
    """Claims that answer a text."""

    q: str
    results: tuple[MatchResult, ...]
    state: State | None = None

    @property
    def is_demo(self) -> bool:
        """Whether a claim that was found comes from a made-up outlet."""
        return any(found.claim.fictional for found in self.results)

    @property
    def is_mixed(self) -> bool:
        """Whether made-up outlets stand beside real ones, so that each row must say which it is."""
        return len({found.claim.fictional for found in self.results}) == 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorContext:
    """What went wrong and what to do about it."""

    status: int
    code: str
    heading: str
    text: str
    back: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiParameter:
    """A parameter of an operation."""

    name: str
    place: str
    is_required: bool
    text: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiOperation:
    """An operation of the API."""

    method: str
    path: str
    summary: str
    text: str
    parameters: tuple[ApiParameter, ...]
    body: str
    answers: tuple[tuple[str, str, str], ...]
    """(status, name of the shape, description)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiShape:
    """An object that the API takes or answers with."""

    name: str
    text: str
    fields: tuple[tuple[str, str], ...]
    """(name, type in words)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiContext:
    """The API's description."""

    operations: tuple[ApiOperation, ...]
    shapes: tuple[ApiShape, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInContext:
    """The sign-in page."""

    after: str
    """Where it goes on to; a path of ours."""
    name: str
    takes_key: bool
    """Whether the newsroom's shared key lets people in too."""
    refusal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountContext:
    """What somebody may change of their own account."""

    role: Role
    tokens: tuple[Token, ...]
    made: NewToken | None = None
    """A token that was just made: the only time that its secret is seen."""
    refusal: Refusal | None = None

    def typed(self, form: str, name: str, default: str = "") -> str:
        """What was typed into a refused form's field, else `default`; passwords are never put back."""
        if self.refusal is None or self.refusal.form != form or "password" in name:
            return default
        return self.refusal.typed.get(name, default)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleContext:
    """The accounts, for who manages them."""

    accounts: tuple[Account, ...]
    own_name: str
    refusal: Refusal | None = None

    def typed(self, name: str, default: str = "") -> str:
        """What was typed into the refused form for a new account, else `default`; passwords are never put back."""
        if self.refusal is None or self.refusal.form != "add" or name == "password":
            return default
        return self.refusal.typed.get(name, default)
