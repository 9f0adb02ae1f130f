"""Outlets and their families."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, or_, select

from claimtrack.db.tables import Appearance, Article, Outlet, OutletFamily, OutletKind
from claimtrack.errors import NotFound


def outlet_of_domain(session: Session, domain: str) -> int | None:
    """The id of the outlet with that domain, or None. Served by the unique index on `domain`."""
    return session.exec(select(Outlet.id).where(Outlet.domain == domain)).first()


def is_of_another_domain(session: Session, name_key: str, domain: str) -> bool:
    """Whether an outlet with that folded name is known under another domain. Served by the unique index on `name_key`."""
    known = session.exec(select(Outlet.domain).where(Outlet.name_key == name_key)).first()
    return known is not None and known != domain


def ensure_outlet(session: Session, *, name: str, name_key: str, domain: str | None) -> int:
    """The id of the outlet with that domain or folded name, made when there is none yet.

    Served by the unique indexes on `domain` and `name_key`.
    """
    if domain is not None:
        found = outlet_of_domain(session, domain)
        if found is not None:
            return found
    # Two requests may bring the same new outlet at once: the unique index decides, the loser reads the winner's row.
    statement = (
        insert(Outlet)
        .values(name=name, name_key=name_key, domain=domain, kind=OutletKind.UNKNOWN, fictional=False)
        .on_conflict_do_nothing()
        .returning(col(Outlet.id))
    )
    made = session.connection().execute(statement).scalar()
    if made is not None:
        return int(made)
    known = session.exec(select(Outlet).where(Outlet.name_key == name_key)).first()
    if known is None:
        return session.exec(select(Outlet).where(Outlet.domain == domain)).one().id or 0
    if known.domain is None and domain is not None:
        known.domain = domain
        session.add(known)
    return known.id or 0


def find_outlet(session: Session, outlet_id: int, *, lock: bool = False) -> tuple[Outlet, str | None]:
    """An outlet with its family's name; with `lock` nobody else changes it until the transaction ends.

    Raises:
        NotFound: there is none with that id.
    """
    outlet = session.get(Outlet, outlet_id, with_for_update=lock or None)
    if outlet is None:
        raise NotFound(f"There is no outlet {outlet_id}.")
    family = None if outlet.family_id is None else session.get_one(OutletFamily, outlet.family_id).name
    return outlet, family


def describe_outlet(session: Session, outlet: Outlet, *, kind: OutletKind, family: str | None) -> None:
    """Set what an outlet is and who owns it, making the family when it is not there."""
    outlet.kind = kind
    outlet.family_id = None if family is None else _ensure_family(session, family)
    session.add(outlet)
    session.flush()


def list_outlets(
    session: Session, *, query: str | None = None, after: str = "", limit: int
) -> list[tuple[Outlet, str | None]]:
    """Outlets with their families' names, by folded name, from the one after `after` on.

    Served by the unique index on `name_key`; `query` is looked for in name, domain and family of each.
    """
    statement = select(Outlet, OutletFamily.name).outerjoin(OutletFamily, col(OutletFamily.id) == col(Outlet.family_id))
    if query:
        statement = statement.where(_holds(query))
    ordered = statement.where(col(Outlet.name_key) > after).order_by(col(Outlet.name_key)).limit(limit)
    return [(outlet, family) for outlet, family in session.exec(ordered)]


def _holds(query: str) -> ColumnElement[bool]:
    return or_(
        col(Outlet.name).icontains(query, autoescape=True),
        col(Outlet.domain).icontains(query, autoescape=True),
        col(OutletFamily.name).icontains(query, autoescape=True),
    )


def outlets_of_family(session: Session, family_id: int, *, limit: int = 200) -> list[tuple[Outlet, str | None]]:
    """The outlets of a family with its name, by name. Served by the index on `family_id`."""
    rows = session.exec(
        select(Outlet, OutletFamily.name)
        .join(OutletFamily, col(OutletFamily.id) == col(Outlet.family_id))
        .where(Outlet.family_id == family_id)
        .order_by(col(Outlet.name_key))
        .limit(limit)
    )
    return [(outlet, family) for outlet, family in rows]


def family_names(session: Session, *, limit: int = 1000) -> list[str]:
    """The families that an outlet is in, by name."""
    used = select(Outlet.family_id).where(col(Outlet.family_id).is_not(None))
    return list(
        session.exec(
            select(OutletFamily.name).where(col(OutletFamily.id).in_(used)).order_by(OutletFamily.name).limit(limit)
        )
    )


def count_articles(session: Session, outlet_ids: Iterable[int]) -> dict[int, int]:
    """How many articles each of some outlets has, by its id. Served by the index on `outlet_id`."""
    rows = session.exec(
        select(Article.outlet_id, func.count())
        .where(col(Article.outlet_id).in_(set(outlet_ids)))
        .group_by(col(Article.outlet_id))
    )
    return {outlet_id or 0: count for outlet_id, count in rows}


def claims_of_outlet(session: Session, outlet_id: int) -> list[int]:
    """The claims that stand in an article of the outlet, ascending. Served by the indexes on `outlet_id` and `article_id`."""
    rows = session.exec(
        select(Appearance.claim_id)
        .join(Article, col(Article.id) == col(Appearance.article_id))
        .where(Article.outlet_id == outlet_id, col(Appearance.is_current))
        .distinct()
        .order_by(col(Appearance.claim_id))
    )
    return list(rows)


def has_fictional(session: Session) -> bool:
    """Whether an outlet made up for the demo is among them."""
    return session.exec(select(Outlet.id).where(col(Outlet.fictional)).limit(1)).first() is not None


def outlets_by_id(session: Session, ids: set[int]) -> dict[int, tuple[Outlet, str | None]]:
    """Each outlet with its family's name, by id."""
    rows = session.exec(
        select(Outlet, OutletFamily.name)
        .outerjoin(OutletFamily, col(OutletFamily.id) == col(Outlet.family_id))
        .where(col(Outlet.id).in_(ids))
    )
    return {outlet.id or 0: (outlet, family) for outlet, family in rows}


def agency_names(session: Session, *, limit: int = 1000) -> list[tuple[str, str]]:
    """(folded name, name) of every outlet that is an agency: what a dateline may name."""
    rows = session.exec(select(Outlet.name_key, Outlet.name).where(Outlet.kind == OutletKind.AGENCY).limit(limit))
    return [(key, name) for key, name in rows]


def _ensure_family(session: Session, name: str) -> int:
    statement = insert(OutletFamily).values(name=name).on_conflict_do_nothing().returning(col(OutletFamily.id))
    made = session.connection().execute(statement).scalar()
    return (
        int(made)
        if made is not None
        else session.exec(select(OutletFamily.id).where(OutletFamily.name == name)).one() or 0
    )
