"""Claims, their appearances, figures and claimants."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import defer
from sqlmodel import Session, col, or_, select

from claimtrack.db.tables import (
    Appearance,
    Article,
    ArticleVersion,
    Claim,
    Claimant,
    FigureRow,
    Outlet,
    OutletFamily,
)
from claimtrack.errors import NotFound
from claimtrack.verification.workflow import State

CONTEXT_CHARS = 160
"""Characters of article shown before and after a quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppearanceRow:
    """An appearance with everything that is shown of where it stands."""

    appearance: Appearance
    article: Article
    title: str | None
    wire_agency: str | None
    wire_evidence: str | None
    outlet: Outlet | None
    family: str | None
    claimant: Claimant | None
    before: str
    after: str

    @property
    def is_named(self) -> bool:
        """Whether the claimant is a name: as a person said of this appearance, else as it is known."""
        if self.claimant is None:
            return False
        stated = self.appearance.claimant_named
        return self.claimant.named if stated is None else stated


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimQuery:
    """What a list of claims is narrowed to; see `claimtrack.services.reviewing.ClaimFilter`."""

    states: tuple[State, ...] = ()
    query: str | None = None
    outlet: str | None = None
    claimant: str | None = None
    place: str | None = None
    since: date | None = None
    until: date | None = None
    conflicting: bool = False
    suggested: bool = False
    several_outlets: bool = False
    due_before: datetime | None = None
    barred: bool = False
    min_worthiness: float = 0.0
    withdrawn: bool = False
    """Whether claims that stand in no current text any more are listed too; those that were only ever hidden are not."""
    sort: str = "worth"


def ensure_claimant(session: Session, *, name: str, name_key: str, named: bool) -> int:
    """The id of the claimant with that folded name, made when there is none. Served by the unique index on `name_key`."""
    known = session.exec(select(Claimant.id).where(Claimant.name_key == name_key)).first()
    if known is not None:
        return known
    statement = (
        insert(Claimant)
        .values(name=name, name_key=name_key, named=named)
        .on_conflict_do_nothing()
        .returning(col(Claimant.id))
    )
    made = session.connection().execute(statement).scalar()
    return (
        int(made)
        if made is not None
        else session.exec(select(Claimant.id).where(Claimant.name_key == name_key)).one() or 0
    )


def find_claim(session: Session, claim_id: int, *, lock: bool = False) -> Claim:
    """The claim, or the one it was merged into.

    Raises:
        NotFound: there is no such claim.
    """
    for _ in range(20):  # A chain of merges is short; a cycle must not hang the request.
        statement = select(Claim).where(Claim.id == claim_id)
        claim = session.exec(statement.with_for_update() if lock else statement).first()
        if claim is None:
            break
        if claim.merged_into_id is None:
            return claim
        claim_id = claim.merged_into_id
    raise NotFound(f"There is no claim {claim_id}.")


def claims_by_id(session: Session, ids: Iterable[int], *, lock: bool = False) -> dict[int, Claim]:
    """Claims by id; with `lock` as they are once nobody else changes them, until the transaction ends."""
    statement = select(Claim).where(col(Claim.id).in_(set(ids))).order_by(col(Claim.id))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return {claim.id or 0: claim for claim in session.exec(statement)}


def list_claims(
    session: Session, query: ClaimQuery, *, after: Sequence[str | int | float | datetime] | None, limit: int
) -> list[Claim]:
    """Up to `limit` claims in the query's order, continuing after the sort values `after`.

    Served by ix_claim_inbox and ix_claim_newest; the narrower filters by the indexes of `appearance`.
    """
    keys = sort_keys(query.sort)
    statement = select(Claim).where(*_conditions(query)).order_by(*(key.desc() for key in keys)).limit(limit)
    if after is not None:
        statement = statement.where(func.row(*keys) < func.row(*after))
    return list(session.exec(statement))


def sort_keys(sort: str) -> tuple[Any, ...]:
    """The columns of one of the inbox's orders, all descending, ending in the id."""
    first: dict[str, Any] = {
        "worth": col(Claim.check_worthiness),
        "newest": col(Claim.last_seen_at),
        "sources": col(Claim.outlet_count),
    }
    return first[sort], col(Claim.id)


def count_claims(session: Session, now: datetime) -> dict[str, int]:
    """How many claims each of the inbox's quick filters holds, by `state:<value>` and filter name. One pass over `claim`."""
    conditions: dict[str, ColumnElement[bool]] = {
        **{f"state:{state.value}": col(Claim.state) == state for state in State},
        "conflicting": col(Claim.conflict_count) > 0,
        "suggested": col(Claim.suggestion_count) > 0,
        "several_outlets": col(Claim.outlet_count) > 1,
        "due": _due(now),
        "barred": col(Claim.barred_at).is_not(None),
    }
    counts = [func.count().filter(condition).label(name) for name, condition in conditions.items()]
    row = session.connection().execute(_listed(select(func.count().label("total"), *counts))).one()
    return {name: int(value) for name, value in row._mapping.items()}


def appearance_rows(
    session: Session,
    *,
    claim_ids: Iterable[int] | None = None,
    version_id: int | None = None,
    ids: Iterable[int] | None = None,
    current_only: bool = True,
    with_context: bool = False,
    limit: int = 2000,
) -> list[AppearanceRow]:
    """Appearances of some claims, of one article version, or by id; oldest publication first.

    Without `current_only` also those in texts that were replaced, and those that somebody has hidden.
    `before` and `after` are filled only with `with_context`, since the articles' texts are long to read.

    Served by the indexes on `claim_id`, `version_id` and the primary key.
    """
    statement = _rows_statement(with_context=with_context).limit(limit)
    if claim_ids is not None:
        statement = statement.where(col(Appearance.claim_id).in_(set(claim_ids)))
    if version_id is not None:
        statement = statement.where(Appearance.version_id == version_id)
    if ids is not None:
        statement = statement.where(col(Appearance.id).in_(set(ids)))
    if current_only:
        statement = statement.where(col(Appearance.is_current))
    return [
        AppearanceRow(
            appearance=row[0],
            article=row[1],
            title=row[2],
            wire_agency=row[3],
            wire_evidence=row[4],
            outlet=row[5],
            family=row[6],
            claimant=row[7],
            before=row[8],
            after=row[9],
        )
        for row in session.exec(statement)
    ]


@cache
def _rows_statement(*, with_context: bool) -> Any:
    """Made once: putting it together takes longer than running it for a single claim."""
    start, end = col(Appearance.start), col(Appearance.end)
    text = col(ArticleVersion.text)
    before: ColumnElement[str] = func.substr(
        text, func.greatest(1, start + 1 - CONTEXT_CHARS), func.least(start, CONTEXT_CHARS)
    )
    after: ColumnElement[str] = func.substr(text, end + 1, CONTEXT_CHARS)
    if not with_context:
        before = after = literal("")
    return (
        select(  # type: ignore[call-overload]  # ten columns have no overload
            Appearance,
            Article,
            ArticleVersion.title,
            ArticleVersion.wire_agency,
            ArticleVersion.wire_evidence,
            Outlet,
            OutletFamily.name,
            Claimant,
            before,
            after,
        )
        .join(Article, col(Article.id) == col(Appearance.article_id))
        .join(ArticleVersion, col(ArticleVersion.id) == col(Appearance.version_id))
        .outerjoin(Outlet, col(Outlet.id) == col(Article.outlet_id))
        .outerjoin(OutletFamily, col(OutletFamily.id) == col(Outlet.family_id))
        .outerjoin(Claimant, col(Claimant.id) == col(Appearance.claimant_id))
        .options(defer(Appearance.search))
        .order_by(col(Article.published_at).asc().nulls_last(), col(Appearance.article_id), start)
    )


def appearance_rows_by_article(session: Session, article_ids: Iterable[int]) -> dict[int, list[AppearanceRow]]:
    """The appearances in the current texts of some articles, in text order. Served by the index on `article_id`."""
    asked = list(dict.fromkeys(article_ids))
    ids = session.exec(select(Appearance.id).where(col(Appearance.article_id).in_(asked), col(Appearance.is_current)))
    found: dict[int, list[AppearanceRow]] = {article_id: [] for article_id in asked}
    known = [appearance_id for appearance_id in ids if appearance_id is not None]
    for row in appearance_rows(session, ids=known, limit=max(1, len(known))):
        found[row.appearance.article_id].append(row)
    return found


def figures_of(session: Session, appearance_ids: Iterable[int]) -> dict[int, list[FigureRow]]:
    """Figures by appearance, in the order of the text. Served by the index on `appearance_id`."""
    found: dict[int, list[FigureRow]] = defaultdict(list)
    rows = session.exec(
        select(FigureRow)
        .where(col(FigureRow.appearance_id).in_(set(appearance_ids)))
        .order_by(col(FigureRow.start), col(FigureRow.id))
    )
    for row in rows:
        found[row.appearance_id].append(row)
    return found


def last_sightings(session: Session, claim_ids: Iterable[int]) -> dict[int, datetime]:
    """When each claim was last found in an article that did not have it before. Served by the index on `claim_id`.

    An article's later versions bring the appearance anew, which is no sighting; what somebody has hidden is none either.
    """
    first = (
        select(Appearance.claim_id, func.min(col(Appearance.created_at)).label("seen_at"))
        .where(col(Appearance.claim_id).in_(set(claim_ids)), col(Appearance.hidden_at).is_(None))
        .group_by(col(Appearance.claim_id), col(Appearance.article_id))
        .subquery()
    )
    rows = session.connection().execute(select(first.c.claim_id, func.max(first.c.seen_at)).group_by(first.c.claim_id))
    return {int(claim_id): seen_at for claim_id, seen_at in rows}


def retire_appearances(session: Session, version_id: int) -> None:
    """Mark a replaced version's appearances as no longer current; they stay as history."""
    session.connection().execute(
        update(Appearance).where(col(Appearance.version_id) == version_id).values(is_current=False)
    )


def move_appearances(session: Session, *, from_claim: int, to_claim: int, by: str) -> int:
    """Put every appearance of one claim under another; returns how many moved. Row by row, so that a journal sees it."""
    found = session.exec(select(Appearance).where(Appearance.claim_id == from_claim)).all()
    for row in found:
        row.claim_id, row.joined_by = to_claim, by
        session.add(row)
    session.flush()
    return len(found)


def appearances_in(session: Session, claim_ids: Iterable[int]) -> list[Appearance]:
    """Every appearance under some claims, also old and hidden ones. Served by the index on `claim_id`."""
    return list(
        session.exec(
            select(Appearance).where(col(Appearance.claim_id).in_(set(claim_ids))).order_by(col(Appearance.id))
        )
    )


def due_claim_ids(session: Session, now: datetime, *, limit: int) -> list[int]:
    """Open claims whose re-check is due, longest due first. Served by ix_claim_due."""
    rows = session.exec(
        select(Claim.id).where(*_LISTED, _due(now)).order_by(col(Claim.next_recheck_at), col(Claim.id)).limit(limit)
    )
    return [claim_id for claim_id in rows if claim_id is not None]


def articles_of_claims(session: Session, claim_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """The web address of each article that has one and in which the claim currently appears, by claim and article id."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = session.exec(
        select(Appearance.claim_id, Appearance.article_id, Article.url)
        .join(Article, col(Article.id) == col(Appearance.article_id))
        .where(col(Appearance.claim_id).in_(set(claim_ids)), col(Appearance.is_current), col(Article.url).is_not(None))
    )
    for claim_id, article_id, url in rows:
        found[claim_id][article_id] = url or ""
    return found


def claims_of_article(session: Session, article_id: int) -> list[int]:
    """Ids of the claims that currently appear in an article. Served by the index on `article_id`."""
    return list(
        session.exec(
            select(Appearance.claim_id)
            .where(Appearance.article_id == article_id, col(Appearance.is_current))
            .distinct()
            .order_by(col(Appearance.claim_id))
        )
    )


_LISTED = (col(Claim.merged_into_id).is_(None), col(Claim.appearance_count) > 0)
"""Claims that a list shows: not merged away, and with an appearance in a current text."""


def _has_appearance(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(Appearance.id).where(col(Appearance.claim_id) == col(Claim.id), *conditions).correlate(Claim))


_STANDING = (
    col(Claim.merged_into_id).is_(None),
    _has_appearance(col(Appearance.hidden_at).is_(None)) | ~_has_appearance(col(Appearance.hidden_at).is_not(None)),
)
"""Claims that were not merged away, and whose appearances in whatever text are not all hidden. Served by the index on
`claim_id`."""


def exportable_ids(session: Session, claim_ids: Iterable[int]) -> set[int]:
    """Those of some claims that `list_claims` gives with `withdrawn`. Served by the primary key."""
    rows = session.exec(select(Claim.id).where(col(Claim.id).in_(set(claim_ids)), *_STANDING))
    return {claim_id for claim_id in rows if claim_id is not None}


def _listed(statement: Select[Any]) -> Select[Any]:
    return statement.select_from(Claim).where(*_LISTED)


def _due(now: datetime) -> ColumnElement[bool]:
    return (col(Claim.state) != State.CLOSED) & (col(Claim.next_recheck_at) <= now)


def _conditions(query: ClaimQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [*_STANDING] if query.withdrawn else [*_LISTED]
    if query.states:
        found.append(col(Claim.state).in_(query.states))
    if query.conflicting:
        found.append(col(Claim.conflict_count) > 0)
    if query.suggested:
        found.append(col(Claim.suggestion_count) > 0)
    if query.several_outlets:
        found.append(col(Claim.outlet_count) > 1)
    if query.due_before is not None:
        found.append(_due(query.due_before))
    if query.barred:
        found.append(col(Claim.barred_at).is_not(None))
    if query.min_worthiness > 0:
        found.append(col(Claim.check_worthiness) >= query.min_worthiness)
    narrowed = _appearance_conditions(query)
    if narrowed:
        within = (
            select(Appearance.id)
            .join(Article, col(Article.id) == col(Appearance.article_id))
            .outerjoin(Outlet, col(Outlet.id) == col(Article.outlet_id))
            .outerjoin(Claimant, col(Claimant.id) == col(Appearance.claimant_id))
            .where(col(Appearance.claim_id) == col(Claim.id), col(Appearance.is_current), *narrowed)
            .correlate(Claim)
        )
        found.append(exists(within))
    return found


def _appearance_conditions(query: ClaimQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.query:
        asked = func.websearch_to_tsquery("english", query.query)
        found.append(
            col(Appearance.search).bool_op("@@")(asked) | col(Appearance.quote).icontains(query.query, autoescape=True)
        )
    if query.outlet:
        found.append(col(Outlet.name).icontains(query.outlet, autoescape=True))
    if query.claimant:
        found.append(col(Claimant.name).icontains(query.claimant, autoescape=True))
    if query.place:
        found.append(
            or_(
                col(Appearance.quote).icontains(query.place, autoescape=True),
                col(Appearance.standalone).icontains(query.place, autoescape=True),
            )
            & (func.jsonb_array_length(col(Appearance.places)) > 0)
        )
    day = func.coalesce(col(Appearance.first_day), func.date(col(Article.published_at)))
    last = func.coalesce(col(Appearance.last_day), func.date(col(Article.published_at)))
    if query.since is not None:
        found.append(last >= query.since)
    if query.until is not None:
        found.append(day <= query.until)
    return found
