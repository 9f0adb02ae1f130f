"""The API's answers and requests: their shape is a promise, so it is written down apart from what the pages show.

Views of the services come in by attribute, structs leave. A field is added freely, and never renamed or removed within v1.
"""

from datetime import date, datetime
from typing import Annotated, TypeVar

import msgspec

from claimtrack.db.tables import MatchStatus, OutletKind, ProcessingState
from claimtrack.links.model import Relation
from claimtrack.verification.workflow import Stance, State

Shape = TypeVar("Shape", bound=msgspec.Struct)


def shaped(view: object, shape: type[Shape]) -> Shape:
    """The view as a struct of the API, field by field."""
    return msgspec.convert(view, shape, from_attributes=True)


class Figure(msgspec.Struct, kw_only=True):
    """A stated number as the closed interval low..high; null is an open end."""

    low: float | None
    high: float | None
    modifier: str | None
    unit: str | None
    role: str
    scope: str
    label: str


class Outlet(msgspec.Struct, kw_only=True):
    """Who published it; `fictional` outlets are made up for the demo."""

    id: int
    name: str
    kind: OutletKind
    family: str | None
    fictional: bool


class Reason(msgspec.Struct, kw_only=True):
    """One ground for a match; `weight` in log-odds."""

    code: str
    text: str
    weight: float


class Claim(msgspec.Struct, kw_only=True):
    """A claim under tracking, with its counts; one with `barred_at` is kept out of matching."""

    id: int
    text: str
    type: str
    language: str
    state: State
    rating: str | None
    assigned_to: str | None
    revision: int
    check_worthiness: float
    figures: list[Figure]
    days: list[str]
    places: list[str]
    claimants: list[str]
    outlets: list[str]
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
    barred_at: datetime | None
    barred_by: str | None
    barred_reason: str | None
    fictional: bool


class Appearance(msgspec.Struct, kw_only=True):
    """One occurrence of a claim; `start` and `end` are character offsets into the article's text.

    `edited` names what people have set: span, wording, claimant, via, type, figures. `revision` counts their edits.
    """

    id: int
    claim_id: int
    article_id: int
    article_title: str
    article_url: str | None
    outlet: Outlet | None
    published_at: datetime | None
    published_to_the_day: bool
    start: int
    end: int
    quote: str
    standalone: str | None
    claimant: str | None
    claimant_named: bool
    cue: str | None
    direct: bool
    hedge: str | None
    via: list[str]
    wire_origin: str | None
    wire_evidence: str | None
    copy_group: int | None
    copy_share: float | None
    figures: list[Figure]
    dates: list[tuple[str, str | None]]
    places: list[str]
    type: str
    modality: str
    negated: bool
    ambiguous: list[str]
    check_worthiness: float
    revision: int
    edited: list[str]
    edited_by: str | None
    hidden_at: datetime | None
    hidden_by: str | None
    hidden_reason: str | None


class Source(msgspec.Struct, kw_only=True):
    """Appearances that count as one source, with the evidence for it."""

    label: str
    proven: bool
    evidence: list[str]
    appearances: list[Appearance]


class Match(msgspec.Struct, kw_only=True):
    """A typed link to another claim; `outgoing` is true when this claim is the stronger or older of the two.

    `judged_relation` is what the machine had said, where a person gave the match another relation or direction. With
    `articles_apart` the two articles tell of two events, so far as the machine can say.
    """

    id: int
    claim_id: int
    text: str
    quote: str
    relation: Relation
    outgoing: bool | None
    judged_relation: Relation | None
    judged_outgoing: bool | None
    status: MatchStatus
    probability: float
    reasons: list[Reason]
    figures: list[Figure]
    outlet: str | None
    published_at: datetime | None
    state: State
    rating: str | None
    decided_by: str | None
    articles_apart: bool


class Evidence(msgspec.Struct, kw_only=True):
    """A source for or against a claim."""

    id: int
    url: str
    excerpt: str
    stance: Stance
    added_by: str
    added_at: datetime


class ClaimDetail(msgspec.Struct, kw_only=True):
    """Everything about a claim; `apart` holds what would agree or say otherwise, did its article not tell of another event."""

    claim: Claim
    sources: list[Source]
    agrees: list[Match]
    otherwise: list[Match]
    apart: list[Match]
    near: list[Match]
    suggestions: list[Match]
    rejected: list[Match]
    evidence: list[Evidence]
    allowed_states: list[State]
    ratings: list[str]


class ClaimList(msgspec.Struct, kw_only=True):
    """A page of claims; `next_cursor` is null on the last."""

    items: list[Claim]
    next_cursor: str | None


class Event(msgspec.Struct, kw_only=True):
    """Claims that tell of one happening; `title` is the claim that most outlets tell."""

    id: int
    title: str
    claim_count: int
    conflicting_count: int
    outlets: list[str]
    article_count: int
    places: list[str]
    days: list[str]
    tolls: list[str]
    first_seen_at: datetime | None
    last_seen_at: datetime
    fictional: bool


class EventList(msgspec.Struct, kw_only=True):
    """A page of events; `next_cursor` is null on the last."""

    items: list[Event]
    next_cursor: str | None


class Pair(msgspec.Struct, kw_only=True):
    """Two claims of one event that cannot both be true (`conflicts`), or of which `b` is the later count (`updates`)."""

    match_id: int
    a: Claim
    b: Claim
    relation: Relation
    probability: float
    is_confirmed: bool
    reasons: list[Reason]


class EventDetail(msgspec.Struct, kw_only=True):
    """Everything about an event; of its claims up to 200, those that most outlets tell first."""

    event: Event
    claims: list[Claim]
    otherwise: list[Pair]


class Article(msgspec.Struct, kw_only=True):
    """An article; `failure` says why its claims could not be found, when its state is `failed`."""

    id: int
    title: str
    url: str | None
    outlet: Outlet | None
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


class ArticleList(msgspec.Struct, kw_only=True):
    """A page of articles; `next_cursor` is null on the last."""

    items: list[Article]
    next_cursor: str | None


class ArticleDetail(msgspec.Struct, kw_only=True):
    """An article with its current text and the claims found in it; `hidden` is what somebody has said to be no claim."""

    article: Article
    byline: str | None
    text: str
    appearances: list[Appearance]
    hidden: list[Appearance]
    notes: list[str]


class FoundPlace(msgspec.Struct, kw_only=True):
    """One article that has the claim, with its words."""

    appearance_id: int
    article_id: int
    article_title: str | None
    url: str | None
    outlet: str | None
    published_at: datetime | None
    quote: str
    claimant: str | None


class Review(msgspec.Struct, kw_only=True):
    """What came out of checking a claim. `publisher` is null for this newsroom, whose `evidence` is given with it."""

    publisher: str | None
    rating: str
    reviewed_at: datetime | None
    url: str | None
    title: str | None
    evidence: list[Evidence]


class FoundClaim(msgspec.Struct, kw_only=True):
    """A claim that answers a text; `direction` is query_to_claim or claim_to_query for entails and updates.

    `appearances` are the first ten by publication, of `claim.appearance_count`. `reviews` are the published outcomes: ours when
    the claim is closed, and verdicts of others.
    """

    claim: Claim
    quote: str
    relation: Relation
    direction: str | None
    probability: float
    reasons: list[Reason]
    found_by: list[str]
    appearances: list[FoundPlace] = []
    reviews: list[Review] = []


class FoundClaims(msgspec.Struct, kw_only=True):
    """The claims that answer a text, most probable first; empty where none is sure enough."""

    query: str
    matches: list[FoundClaim]


class MatchQuery(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """1 to 100 texts to find claims for, each of up to 2,000 characters, and which answers are wanted, alike for all."""

    texts: Annotated[list[str], msgspec.Meta(min_length=1, max_length=100)]
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 10
    min_score: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.5
    relation: Relation | None = None
    state: State | None = None
    since: date | None = None
    language: str | None = None


class TextProblem(msgspec.Struct, kw_only=True):
    """Why one of several texts could not be used; `code` and `status` as for a request of its own."""

    code: str
    status: int
    detail: str


class MatchAnswer(msgspec.Struct, kw_only=True):
    """The answer to one text: its matches, or the problem with it. `index` counts the texts from 0."""

    index: int
    query: str
    matches: list[FoundClaim]
    problem: TextProblem | None = None


class MatchAnswers(msgspec.Struct, kw_only=True):
    """One answer for each text, in the order of the texts."""

    answers: list[MatchAnswer]


class NewArticle(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An article to add: either its `text` (plain or HTML), or the `url` to fetch it from."""

    text: str | None = None
    url: Annotated[str, msgspec.Meta(max_length=2048)] | None = None
    outlet: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    title: Annotated[str, msgspec.Meta(max_length=1000)] | None = None
    published_at: str | None = None
    """2016-10-11 or 2016-10-11T14:02:00Z."""


class AddedArticle(msgspec.Struct, kw_only=True):
    """Where the article is. `status` is `pending` until its claims are found, or `known` when it was there already."""

    id: int
    status: str
    location: str


class ImportedLine(msgspec.Struct, kw_only=True):
    """What became of a line that could not be used."""

    line: int
    article_id: int | None
    created: bool
    error: str | None


class ImportReport(msgspec.Struct, kw_only=True):
    """What became of a bulk file: articles made, those that were there already, and lines that could not be used."""

    created: int
    known: int
    failed: list[ImportedLine]
    articles: list[int]


class NewState(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A change of state. `rating` only with `closed`. Give the `revision` you have seen here or in If-Match."""

    state: State
    rating: str | None = None
    reason: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    revision: int | None = None


class Reembedding(msgspec.Struct, kw_only=True):
    """How many claims the model has that is to take over the search."""

    done: int
    total: int


class Health(msgspec.Struct, kw_only=True):
    """Whether the server can do its work, and what is wrong when it cannot."""

    live: bool
    database: bool
    schema_current: bool
    model_loaded: bool
    pending: int
    problems: list[str]
    reembedding: Reembedding | None = None


class Live(msgspec.Struct, kw_only=True):
    """The process answers."""

    live: bool


class Stale(msgspec.Struct, kw_only=True):
    """A match that could not be decided, and why."""

    match: int
    detail: str


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An RFC 9457 problem; `code` is stable and for programs, `detail` is for people.

    `stale` is there when several matches were decided at once: each that stood in the way.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    stale: list[Stale] = msgspec.field(default_factory=list)
