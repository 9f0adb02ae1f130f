"""Articles in: pasted text, files, pages and bulk lines, each stored once and queued for extraction.

The canonical URL, or the digest of outlet and text, is an article's identity: adding it again changes nothing, and a changed
text becomes its next version. Nothing is stored when the input cannot be used.

The name that a page gives itself is believed only where it does not take another outlet's.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlmodel import Session

from claimtrack.articles.urls import canonical_url, domain_of, registered_domain
from claimtrack.db import audit, queue
from claimtrack.db.articles import (
    append_version,
    article_rows,
    copy_shares,
    current_version,
    find_text,
    group_members,
    insert_article,
    lock_import,
    versions_of,
)
from claimtrack.db.articles import (
    list_articles as query_articles,
)
from claimtrack.db.claims import appearance_rows as appearance_rows_of
from claimtrack.db.claims import claims_by_id
from claimtrack.db.outlets import ensure_outlet, is_of_another_domain
from claimtrack.db.paging import pack_cursor, unpack_cursor
from claimtrack.db.session import retry_overlapped
from claimtrack.db.tables import Article, ArticleVersion, ProcessingState, Snapshot
from claimtrack.errors import (
    ClaimtrackError,
    InvalidLine,
    InvalidQuery,
    NotFound,
)
from claimtrack.services.counting import is_recheckable
from claimtrack.services.engine import Engine
from claimtrack.services.incoming import Incoming, fetch_incoming, one_line, parse_published, read_incoming
from claimtrack.services.presenting import (
    appearance_views,
    article_summaries,
    change_views,
    claim_summaries,
    recheck_views,
    version_view,
)
from claimtrack.services.views import ArticleList, ArticlePage, ArticleSummary, ImportedLine, ImportReport
from claimtrack.sourcing.outlets import is_known_agency, name_key

LINES_PER_TRANSACTION = 200
CHARS_PER_TRANSACTION = 16 * 1024 * 1024
"""Of the lines that are stored together; what is read is held in memory until then."""
MAX_UNUSABLE_LINES = 10_000
"""A file with more is not what it should be; each is answered for, so without a limit they would fill the memory."""
_GIVEN_UP = f"More than {MAX_UNUSABLE_LINES:,} lines cannot be used, so the lines from here on were not read."
MAX_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of an article that was sent in."""

    article_id: int
    version_id: int
    created: bool
    """True when the article was not there before."""
    changed: bool
    """True when a text was stored: the first, or a new version."""


def add_text(
    engine: Engine,
    *,
    data: bytes | str,
    outlet: str | None = None,
    title: str | None = None,
    published_at: str | date | datetime | None = None,
    url: str | None = None,
    actor: str,
) -> Added:
    """Store a pasted text or a file (plain text or HTML) and queue it.

    Raises:
        InputError: the text is empty, too large, binary, in an unknown encoding, or its date or URL cannot be read.
    """
    incoming = read_incoming(engine, data=data, outlet=outlet, title=title, published_at=published_at, url=url)
    return _store_alone(engine, incoming, actor=actor)


def add_url(
    engine: Engine,
    *,
    url: str,
    outlet: str | None = None,
    title: str | None = None,
    published_at: str | date | datetime | None = None,
    announced_at: datetime | None = None,
    actor: str,
) -> Added:
    """Fetch a page, store its article and queue it; what is given counts for more than what the page says of itself.

    Args:
        engine: what is needed open.
        url: its address.
        outlet: who publishes it.
        title: its headline.
        published_at: when it was published.
        announced_at: when a feed says that it was published, which counts for less than what the page says: it is taken where
            the page says nothing, and for the time of day where the page has only the day.
        actor: who adds it.

    Raises:
        InputError: the address or date is not valid, or the page holds no article.
        FetchError: the page cannot be had; nothing is stored.
    """
    address = canonical_url(url)
    given, to_the_day = parse_published(published_at)
    incoming = fetch_incoming(engine, address, outlet=outlet)
    if given is not None:
        incoming = replace(incoming, published_at=given, published_to_the_day=to_the_day)
    elif announced_at is not None and _is_told_better(incoming, announced_at):
        incoming = replace(incoming, published_at=announced_at, published_to_the_day=False)
    if one_line(title) is not None:
        incoming = replace(incoming, content=replace(incoming.content, title=one_line(title)))
    return _store_alone(engine, incoming, actor=actor)


def _is_told_better(incoming: Incoming, announced_at: datetime) -> bool:
    """Whether the feed knows more of the moment of publication than the page, and does not contradict it."""
    stated = incoming.published_at
    return stated is None or (incoming.published_to_the_day and stated.date() == announced_at.date())


def _store_alone(engine: Engine, incoming: Incoming, *, actor: str) -> Added:
    def stored() -> Added:
        with engine.database.begin() as session:
            return store(session, incoming, actor=actor)

    return retry_overlapped(stored)


def import_lines(engine: Engine, *, lines: Iterable[bytes | str], actor: str) -> ImportReport:
    """Store the articles of a JSONL file; bad lines are reported by number, the rest land.

    After 10,000 bad lines the rest is not read, and the last report says so. Every 200 lines, or fewer when they are long, are
    one transaction. A line is an object with `text` or `url`, and may have `outlet`, `title`, `byline` and `published_at`.
    """
    created = known = 0
    failed: list[ImportedLine] = []
    articles: list[int] = []
    for batch in import_batches(engine, lines=lines, actor=actor):
        created, known = created + batch.created, known + batch.known
        failed += batch.failed
        articles += batch.articles
    return ImportReport(created=created, known=known, failed=tuple(failed), articles=tuple(articles))


def import_batches(engine: Engine, *, lines: Iterable[bytes | str], actor: str) -> Iterator[ImportReport]:
    """As `import_lines`, but one report for each transaction, so that a caller can show progress."""
    unusable = 0
    for batch in _batches(lines):
        ready: list[Incoming] = []
        failed: list[ImportedLine] = []
        for number, line in batch:
            try:
                ready.append(_incoming_from_line(engine, line))
            except ClaimtrackError as exc:
                failed.append(ImportedLine(line=number, article_id=None, created=False, error=exc.message))
        unusable += len(failed)
        if unusable > MAX_UNUSABLE_LINES:
            failed.append(ImportedLine(line=batch[-1][0] + 1, article_id=None, created=False, error=_GIVEN_UP))
        added = _store_together(engine, ready, actor=actor)
        yield ImportReport(
            created=sum(found.created for found in added),
            known=sum(not found.created for found in added),
            failed=tuple(failed),
            articles=tuple(found.article_id for found in added),
        )
        if unusable > MAX_UNUSABLE_LINES:
            return


def _batches(lines: Iterable[bytes | str]) -> Iterator[list[tuple[int, bytes | str]]]:
    """The lines that have something in them, numbered, in lots of bounded number and size."""
    batch: list[tuple[int, bytes | str]] = []
    size = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        batch.append((number, line))
        size += len(line)
        if len(batch) >= LINES_PER_TRANSACTION or size >= CHARS_PER_TRANSACTION:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _store_together(engine: Engine, ready: Sequence[Incoming], *, actor: str) -> list[Added]:
    """Store articles in one transaction; returns what became of each, in the order given."""

    def stored() -> list[Added]:
        with engine.database.begin() as session:
            # Two files with the same articles in another order would each wait for what the other holds.
            lock_import(session)
            return [store(session, incoming, actor=actor) for incoming in ready]

    return retry_overlapped(stored)


def store(session: Session, incoming: Incoming, *, actor: str) -> Added:
    """Store an article's text in the session's transaction and queue it; a text that is there already changes nothing."""
    article, created = insert_article(
        session,
        identity=incoming.identity,
        url=incoming.url,
        outlet_id=_outlet(session, incoming),
        published_at=incoming.published_at,
        published_to_the_day=incoming.published_to_the_day,
        added_by=actor,
    )
    digest = hashlib.sha256(incoming.content.text.encode()).hexdigest()
    known = None if created else _known_text(session, article, incoming, digest)
    if known is not None:
        return Added(article_id=article.id or 0, version_id=known.id or 0, created=False, changed=False)
    version = store_version(session, article, incoming)
    audit.record(
        session,
        actor=actor,
        action="article-added" if created else "article-version-added",
        subject="article",
        subject_id=article.id or 0,
        after={"version": version.number, "sha256": digest, "url": incoming.url, "outlet": incoming.outlet},
    )
    return Added(article_id=article.id or 0, version_id=version.id or 0, created=created, changed=True)


def _known_text(session: Session, article: Article, incoming: Incoming, digest: str) -> ArticleVersion | None:
    """The version that has this text already.

    A text that somebody sends may be an older one of the article; a page that was fetched says what stands there now, so
    that a return to an older text is news.
    """
    if incoming.http_status is None:
        return find_text(session, article.id or 0, digest)
    current = current_version(session, article.id or 0)
    return current if current is not None and current.text_sha256 == digest else None


def store_version(session: Session, article: Article, incoming: Incoming) -> ArticleVersion:
    """The incoming text stored as the article's newest version, with its raw bytes, and queued."""
    article.etag, article.last_modified = incoming.etag, incoming.last_modified
    if article.published_at is None:
        article.published_at = incoming.published_at
        article.published_to_the_day = incoming.published_to_the_day
    session.add(article)
    version = append_version(
        session,
        ArticleVersion(
            article_id=article.id or 0,
            number=0,
            snapshot_id=0,
            title=incoming.content.title,
            byline=incoming.content.byline,
            text=incoming.content.text,
            text_sha256=hashlib.sha256(incoming.content.text.encode()).hexdigest(),
            notes=list(incoming.content.warnings),
        ),
        Snapshot(
            url=incoming.url,
            content_type=incoming.content_type,
            http_status=incoming.http_status,
            body=incoming.body,
            sha256=hashlib.sha256(incoming.body).hexdigest(),
        ),
    )
    queue.enqueue_version(session, version.id or 0)
    return version


def _incoming_from_line(engine: Engine, line: bytes | str) -> Incoming:
    try:
        # Given bytes, `json` would also take UTF-16, which lines cannot be cut from.
        found = json.loads(line.decode("utf-8-sig") if isinstance(line, bytes) else line)
    except UnicodeDecodeError as exc:
        raise InvalidLine("This line is not UTF-8 text. Save the file as UTF-8 and import it again.") from exc
    except (ValueError, RecursionError) as exc:
        raise InvalidLine("This line is not valid JSON. Correct it and import it again.") from exc
    if not isinstance(found, dict):
        raise InvalidLine
    fields = {}
    for name in ("text", "url", "outlet", "title", "byline", "published_at"):
        value = found.get(name)
        if value is not None and not isinstance(value, str):
            raise InvalidLine(f"`{name}` must be text. Correct this line and import it again.")
        fields[name] = value
    if fields["text"] is None and fields["url"] is not None:
        return fetch_incoming(engine, canonical_url(fields["url"]), outlet=fields["outlet"])
    if fields["text"] is None:
        raise InvalidLine
    return read_incoming(
        engine,
        data=fields["text"],
        outlet=fields["outlet"],
        title=fields["title"],
        byline=fields["byline"],
        published_at=fields["published_at"],
        url=fields["url"],
    )


def _outlet(session: Session, incoming: Incoming) -> int | None:
    domain = domain_of(incoming.url) if incoming.url else None
    name = incoming.outlet or domain
    if name is None or not name_key(name):
        return None
    if domain is not None and not incoming.outlet_given and _is_borrowed(session, name, incoming.url or ""):
        name = domain
    return ensure_outlet(session, name=name, name_key=name_key(name), domain=domain)


def _is_borrowed(session: Session, name: str, url: str) -> bool:
    """Whether a page gives itself a name that belongs to an agency, or to an outlet with another domain."""
    key, domain = name_key(name), domain_of(url)
    label = registered_domain(url).partition(".")[0]
    if key in (name_key(domain), name_key(label)) or key.replace(" ", "") == label:
        return False
    return is_known_agency(name) or is_of_another_domain(session, key, domain)


def list_articles(
    engine: Engine,
    *,
    outlet: str | None = None,
    state: ProcessingState | None = None,
    query: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> ArticleList:
    """A page of articles, newest first.

    Raises:
        InvalidQuery: the limit or the cursor is not valid.
    """
    if not 1 <= limit <= MAX_PAGE:
        raise InvalidQuery(f"`limit` must be between 1 and {MAX_PAGE}.")
    with engine.database.begin() as session:
        rows = query_articles(session, outlet=outlet, state=state, query=query, before=_before(cursor), limit=limit + 1)
        more = len(rows) > limit
        last = rows[limit - 1].article if more else None
        return ArticleList(
            items=tuple(article_summaries(session, rows[:limit])),
            next_cursor=pack_cursor([last.created_at.isoformat(), last.id or 0]) if last else None,
        )


def get_article(engine: Engine, article_id: int, *, version: int | None = None) -> ArticlePage:
    """An article with its claims marked, in its current or a numbered version.

    Raises:
        NotFound: there is no such article or version.
    """
    with engine.database.begin() as session:
        rows = article_rows(session, {article_id})
        if article_id not in rows:
            raise NotFound(f"There is no article {article_id}.")
        versions = versions_of(session, article_id)
        shown = next((found for found in versions if found[0].number == (version or versions[0][0].number)), None)
        if shown is None:
            raise NotFound(f"Article {article_id} has no version {version}.")
        text = shown[0]
        found = appearance_rows_of(session, version_id=text.id, current_only=False, with_context=True)
        marks = [row for row in found if row.appearance.hidden_at is None]
        hidden = [row for row in found if row.appearance.hidden_at and row.appearance.absorbed_by_id is None]
        claims = claims_by_id(session, {row.appearance.claim_id for row in marks})
        listed = list(claims.values())
        due = [claim.next_recheck_at for claim in listed if claim.next_recheck_at is not None]
        return ArticlePage(
            article=article_summaries(session, [rows[article_id]])[0],
            byline=text.byline,
            text=text.text,
            version=version_view(*shown),
            versions=tuple(version_view(*found) for found in versions),
            appearances=tuple(appearance_views(session, marks)),
            hidden=tuple(appearance_views(session, hidden)),
            claims={view.id: view for view in claim_summaries(session, listed)},
            copies=_copies(session, rows[article_id].article),
            changes=change_views(session, article_ids=[article_id]),
            rechecks=recheck_views(session, article_id=article_id, limit=20),
            notes=tuple(text.notes),
            run=text.run,
            next_recheck_at=min(due, default=None) if is_recheckable(rows[article_id].article.url) else None,
        )


def _copies(session: Session, article: Article) -> tuple[tuple[ArticleSummary, float], ...]:
    if article.copy_group_id is None:
        return ()
    others = set(group_members(session, article.copy_group_id)) - {article.id}
    rows = article_rows(session, {other for other in others if other is not None})
    shares = copy_shares(session, set(rows))
    summaries = article_summaries(session, list(rows.values()))
    return tuple((summary, shares.get(summary.id, 0.0)) for summary in summaries)


def _before(cursor: str | None) -> tuple[datetime, int] | None:
    if cursor is None:
        return None
    moment, last = unpack_cursor(cursor, [str, int])
    try:
        return datetime.fromisoformat(str(moment)).astimezone(UTC), int(last)
    except (ValueError, OverflowError) as exc:
        raise InvalidQuery("That cursor was not made here. Start again without one.") from exc
