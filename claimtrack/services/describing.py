"""Outlets as people describe them: who owns them, of what kind they are, under which domain they publish.

Which outlets are one family decides how many independent sources a claim has, so a change counts the outlet's claims anew.
Every change leaves an audit row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from claimtrack.articles.urls import domain_of
from claimtrack.db import audit
from claimtrack.db.matches import lock_linking
from claimtrack.db.outlets import (
    claims_of_outlet,
    count_articles,
    describe_outlet,
    family_names,
    find_outlet,
    has_fictional,
    outlet_of_domain,
    outlets_of_family,
)
from claimtrack.db.outlets import list_outlets as query_outlets
from claimtrack.db.paging import pack_cursor, unpack_cursor
from claimtrack.db.session import retry_overlapped
from claimtrack.db.tables import Outlet, OutletKind
from claimtrack.db.types import storable
from claimtrack.errors import Conflict, InvalidQuery, InvalidUrl, StaleVersion
from claimtrack.services.counting import refresh_claims
from claimtrack.services.engine import Engine
from claimtrack.services.incoming import one_line
from claimtrack.services.memberships import reason_words
from claimtrack.services.presenting import audit_views
from claimtrack.services.views import AuditView
from claimtrack.sourcing.outlets import name_key

MAX_PAGE: Final = 200
MAX_FAMILY_CHARS: Final = 200
COUNTED_AT_ONCE: Final = 500
"""Claims counted anew by one set of queries."""
_SUBJECT: Final = "outlet"


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedOutlet:
    """An outlet, and what is known of it."""

    id: int
    name: str
    kind: OutletKind
    family: str | None
    """Who owns it; None where nobody said, and it is a family of its own."""
    domain: str | None
    fictional: bool
    article_count: int
    revision: int
    """Counts what people have said of it, from 1; a change names the one it was made on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletList:
    """A page of outlets."""

    items: tuple[DescribedOutlet, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletPage:
    """Everything about one outlet."""

    outlet: DescribedOutlet
    relatives: tuple[DescribedOutlet, ...]
    """The other outlets of its family: together they count as one source."""
    families: tuple[str, ...]
    """Every family that there is, to choose from."""
    record: tuple[AuditView, ...]


def list_outlets(engine: Engine, *, query: str | None = None, cursor: str | None = None, limit: int = 50) -> OutletList:
    """A page of outlets, by name.

    Args:
        engine: what is needed open.
        query: part of the name, the domain or the family.
        cursor: `next_cursor` of the page before.
        limit: 1 to 200.

    Raises:
        InvalidQuery: the limit or the cursor is not valid.
    """
    if not 1 <= limit <= MAX_PAGE:
        raise InvalidQuery(f"`limit` must be between 1 and {MAX_PAGE}.")
    after = storable(str(unpack_cursor(cursor, [str])[0])) if cursor else ""
    with engine.database.begin() as session:
        rows = query_outlets(session, query=storable(query or "").strip() or None, after=after, limit=limit + 1)
        more = pack_cursor([rows[limit - 1][0].name_key]) if len(rows) > limit else None
        return OutletList(items=_described(session, rows[:limit]), next_cursor=more)


def get_outlet(engine: Engine, outlet_id: int) -> OutletPage:
    """One outlet with its family and what was changed of it.

    Raises:
        NotFound: there is none with that id.
    """
    with engine.database.begin() as session:
        outlet, family = find_outlet(session, outlet_id)
        kin = outlets_of_family(session, outlet.family_id) if outlet.family_id is not None else []
        return OutletPage(
            outlet=_described(session, [(outlet, family)])[0],
            relatives=_described(session, [row for row in kin if row[0].id != outlet_id]),
            families=tuple(family_names(session)),
            record=audit_views(audit.history(session, subject=_SUBJECT, subject_id=outlet_id)),
        )


def set_outlet(
    engine: Engine,
    outlet_id: int,
    *,
    kind: OutletKind,
    family: str | None,
    domain: str | None,
    revision: int,
    actor: str,
    reason: str | None = None,
) -> DescribedOutlet:
    """The outlet as it is described from now on; the sources of its claims are counted anew in the same transaction.

    Setting everything back to what it was is the way to undo it. What is the same already changes nothing.

    Args:
        engine: what is needed open.
        outlet_id: which one.
        kind: of publisher.
        family: its owner's name, however it is spelt; empty for a family of its own.
        domain: a host, or any address under it; empty for none.
        revision: the one that the person was looking at.
        actor: who says so.
        reason: why, for the record.

    Raises:
        NotFound: there is none with that id.
        StaleVersion: somebody described it since.
        InvalidUrl: the domain is none.
        InvalidQuery: the family's name is too long, or has no letter in it.
        Conflict: another outlet has the domain.
    """
    host, owner = _host(domain), _owner(family)

    def done() -> DescribedOutlet:
        with engine.database.begin() as session:
            lock_linking(session)  # A text that is being linked counts its claims' sources, by the family of before.
            outlet, was = find_outlet(session, outlet_id, lock=True)
            if _revisions(session, [outlet_id])[outlet_id] != revision:
                raise StaleVersion(
                    "Somebody described this outlet meanwhile. Look at what they said, and decide again."
                )
            _check_domain(session, outlet, host)
            now = _spelt_as_known(session, owner)
            before: dict[str, object] = {"kind": outlet.kind.value, "family": was, "domain": outlet.domain}
            after: dict[str, object] = {"kind": kind.value, "family": now, "domain": host}
            if before != after:
                outlet.domain = host
                describe_outlet(session, outlet, kind=kind, family=now)
                claims = claims_of_outlet(session, outlet_id)
                for first in range(0, len(claims), COUNTED_AT_ONCE):
                    refresh_claims(session, claims[first : first + COUNTED_AT_ONCE], now=engine.now())
                audit.record(
                    session,
                    actor=actor,
                    action="outlet-described",
                    subject=_SUBJECT,
                    subject_id=outlet_id,
                    before=before,
                    after=after,
                    reason=reason_words(reason),
                )
                session.flush()
            return _described(session, [(outlet, now)])[0]

    return retry_overlapped(done)


def has_made_up_outlets(engine: Engine) -> bool:
    """Whether outlets of the demo are among those here."""
    with engine.database.begin() as session:
        return has_fictional(session)


def _described(session: Session, rows: Sequence[tuple[Outlet, str | None]]) -> tuple[DescribedOutlet, ...]:
    ids = [outlet.id or 0 for outlet, _ in rows]
    articles, revisions = count_articles(session, ids), _revisions(session, ids)
    return tuple(
        DescribedOutlet(
            id=outlet.id or 0,
            name=outlet.name,
            kind=outlet.kind,
            family=family,
            domain=outlet.domain,
            fictional=outlet.fictional,
            article_count=articles.get(outlet.id or 0, 0),
            revision=revisions[outlet.id or 0],
        )
        for outlet, family in rows
    )


def _revisions(session: Session, outlet_ids: Sequence[int]) -> dict[int, int]:
    counts = audit.count_rows(session, subject=_SUBJECT, subject_ids=outlet_ids)
    return {outlet_id: 1 + count for outlet_id, count in counts.items()}


def _host(domain: str | None) -> str | None:
    text = storable(domain or "").strip()
    if not text:
        return None
    host = domain_of(text if "://" in text else f"https://{text}")
    if "." not in host:
        raise InvalidUrl(f"“{host}” is no domain. Write it as example.org, without what follows the slash.")
    return host


def _owner(family: str | None) -> str | None:
    name = one_line(family)
    if name is None:
        return None
    if len(name) > MAX_FAMILY_CHARS or not name_key(name):
        raise InvalidQuery(f"A family's name has letters, and {MAX_FAMILY_CHARS} of them at most.")
    return name


def _spelt_as_known(session: Session, family: str | None) -> str | None:
    """The family as it is spelt already, so that "the Courier group" and "Courier Group" do not look like two."""
    if family is None:
        return None
    return next((known for known in family_names(session) if name_key(known) == name_key(family)), family)


def _check_domain(session: Session, outlet: Outlet, host: str | None) -> None:
    other = None if host is None else outlet_of_domain(session, host)
    if other is not None and other != outlet.id:
        raise Conflict(
            f"{host} is the domain of {find_outlet(session, other)[0].name} already. Take it away there first."
        )
