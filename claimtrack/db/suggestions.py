"""Matches that wait for a person, strongest first, and those that people decided last."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from claimtrack.db.tables import Appearance, Article, Claim, ClaimMatch, MatchStatus, Outlet
from claimtrack.links.model import Relation

_A, _B = aliased(Claim), aliased(Claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionQuery:
    """What the list of open suggestions is narrowed to."""

    relation: Relation | None = None
    least: float = 0.0
    """Least probability."""
    outlet: str | None = None
    """Part of the name of an outlet that one of the two wordings stands in."""
    event_id: int | None = None
    """The event of one of the two claims."""


def list_suggestions(
    session: Session, query: SuggestionQuery, *, after: tuple[float, int] | None, limit: int
) -> list[ClaimMatch]:
    """Up to `limit` open suggestions, most probable first, continuing after a probability and id.

    Served by ix_claim_match_waiting_relation, without a relation by ix_claim_match_waiting; those of an event by the indexes
    on the claims of a match.
    """
    probability, number = col(ClaimMatch.probability), col(ClaimMatch.id)
    statement = (
        select(ClaimMatch)
        .join(_A, col(_A.id) == col(ClaimMatch.claim_a_id))
        .join(_B, col(_B.id) == col(ClaimMatch.claim_b_id))
        .where(*_open(query))
        .order_by(probability.desc(), number.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(func.row(probability, number) < func.row(*after))
    return list(session.exec(statement))


def count_suggestions(session: Session, query: SuggestionQuery) -> dict[Relation, int]:
    """How many open suggestions there are of each relation; the query's own relation does not narrow it."""
    rows = session.exec(
        select(ClaimMatch.relation, func.count())
        .join(_A, col(_A.id) == col(ClaimMatch.claim_a_id))
        .join(_B, col(_B.id) == col(ClaimMatch.claim_b_id))
        .where(*_open(SuggestionQuery(least=query.least, outlet=query.outlet, event_id=query.event_id)))
        .group_by(col(ClaimMatch.relation))
    )
    return {Relation(relation): count for relation, count in rows}


def count_waiting(session: Session, *, most: int) -> int:
    """How many possible same claims wait for a person; `most` where there are so many or more.

    Served by ix_claim_match_waiting_relation.
    """
    waiting = (
        select(ClaimMatch.id)
        .join(_A, col(_A.id) == col(ClaimMatch.claim_a_id))
        .join(_B, col(_B.id) == col(ClaimMatch.claim_b_id))
        .where(*_open(SuggestionQuery(relation=Relation.SAME_CLAIM)))
        .limit(most)
        .subquery()
    )
    return session.exec(select(func.count()).select_from(waiting)).one()


def matches_by_id(session: Session, match_ids: Sequence[int]) -> list[ClaimMatch]:
    """Some matches in the order asked for; those that are not there are left out. Served by the primary key."""
    found = {row.id: row for row in session.exec(select(ClaimMatch).where(col(ClaimMatch.id).in_(set(match_ids))))}
    return [found[match_id] for match_id in match_ids if match_id in found]


def last_decided(session: Session, actor: str, *, limit: int) -> list[ClaimMatch]:
    """The machine's matches that somebody decided last, latest first. Served by ix_claim_match_decided."""
    return list(
        session.exec(
            select(ClaimMatch)
            .where(
                ClaimMatch.decided_by == actor, col(ClaimMatch.decided_at).is_not(None), ClaimMatch.scorer != "person"
            )
            .order_by(col(ClaimMatch.decided_at).desc(), col(ClaimMatch.id).desc())
            .limit(limit)
        )
    )


def _open(query: SuggestionQuery) -> list[ColumnElement[bool]]:
    """Undecided, between two claims that stand in a current text and take part in matching."""
    found: list[ColumnElement[bool]] = [col(ClaimMatch.status) == MatchStatus.SUGGESTED]
    for end in (_A, _B):
        found += [
            col(end.merged_into_id).is_(None),
            col(end.appearance_count) > 0,
            col(end.barred_at).is_(None),
        ]
    if query.relation is not None:
        found.append(col(ClaimMatch.relation) == query.relation)
    if query.least > 0:
        found.append(col(ClaimMatch.probability) >= query.least)
    if query.event_id is not None:
        found.append(or_(col(_A.event_id) == query.event_id, col(_B.event_id) == query.event_id))
    if query.outlet:
        found.append(_stands_in(query.outlet))
    return found


def _stands_in(outlet: str) -> ColumnElement[bool]:
    """That one of the two wordings that were compared stands in an outlet whose name holds these letters.

    The appearances are looked up once for all matches: asked match by match, counting 50,000 takes five times as long.
    """
    standing = (
        select(Appearance.id)
        .join(Article, col(Article.id) == col(Appearance.article_id))
        .join(Outlet, col(Outlet.id) == col(Article.outlet_id))
        .where(col(Outlet.name).icontains(outlet, autoescape=True))
    )
    return or_(col(ClaimMatch.appearance_a_id).in_(standing), col(ClaimMatch.appearance_b_id).in_(standing))
