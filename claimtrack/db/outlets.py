"""Outlets and their families."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from claimtrack.db.tables import Outlet, OutletFamily, OutletKind


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


def describe_outlet(
    session: Session,
    *,
    name: str,
    name_key: str,
    domain: str | None,
    kind: OutletKind,
    family: str | None,
    fictional: bool,
) -> None:
    """Set what is known of an outlet, making it and its family when they are not there."""
    outlet = session.get_one(Outlet, ensure_outlet(session, name=name, name_key=name_key, domain=domain))
    outlet.kind, outlet.fictional = kind, fictional
    outlet.family_id = None if family is None else _ensure_family(session, family)
    session.add(outlet)


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
