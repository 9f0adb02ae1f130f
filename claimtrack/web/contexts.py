"""What each page's template gets to see."""

from dataclasses import dataclass, field
from datetime import datetime

from claimtrack.services.views import (
    AppearanceView,
    ArticleList,
    ArticlePage,
    ClaimList,
    ClaimPage,
    ClaimSummary,
    ImportReport,
    InboxCounts,
    MatchResult,
    MatchView,
    RecheckView,
)
from claimtrack.sourcing.chain import ChainEdge
from claimtrack.verification.workflow import State
from claimtrack.web.asking import InboxQuery
from claimtrack.web.chain import ChainNode
from claimtrack.web.charts import IntervalChart
from claimtrack.web.marks import Paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxContext:
    """The inbox: what is asked for, what there is."""

    asked: InboxQuery
    claims: ClaimList
    counts: InboxCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a form was not accepted, and what was typed into it."""

    form: str
    """state, assign, evidence or match; or add and import on the page for adding articles."""
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
    refusal: Refusal | None = None

    @property
    def wire_evidence(self) -> str | None:
        """The words of the article that show which agency it comes from."""
        return next((one.wire_evidence for one in self.view.appearances if one.wire_evidence), None)


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
class RechecksContext:
    """What is due, what comes, what happened."""

    due: int
    upcoming: tuple[ClaimSummary, ...]
    recent: tuple[RecheckView, ...]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchContext:
    """Claims that answer a text."""

    q: str
    results: tuple[MatchResult, ...]
    state: State | None = None


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
