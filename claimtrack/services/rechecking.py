"""Re-checks: pages of open claims fetched again when they are due, and what came of it stored.

Due dates live on the claims. A page that cannot be had is stored as unreachable with its cause; it says nothing about the
claims in it.

Two sweeps may run at once, in a server and in a command. Each asks before it fetches whether the other has looked at the page
meanwhile, so that at most the page that the other is fetching at that moment is fetched twice; the second to store finds the
text there already, and two answers that overlap never count as two "not found" in a row.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel import Session

from claimtrack.articles.fetch import Fetcher
from claimtrack.articles.model import FetchedPage
from claimtrack.db import audit
from claimtrack.db.articles import current_version
from claimtrack.db.claims import (
    articles_of_claims,
    claims_by_id,
    claims_of_article,
    count_claims,
    due_claim_ids,
    find_claim,
)
from claimtrack.db.matches import lock_linking
from claimtrack.db.rechecks import last_recheck
from claimtrack.db.tables import Article, ArticleVersion, ChangeEvent, Recheck
from claimtrack.errors import ClaimtrackError, Conflict, FetchError, NotFound, PageGone
from claimtrack.rechecks.changes import ChangeKind, Outcome, is_boring, page_outcome
from claimtrack.services.counting import is_recheckable, refresh_claims
from claimtrack.services.engine import Engine
from claimtrack.services.intake import Incoming, incoming_from_page, store_version
from claimtrack.services.presenting import claim_summaries, recheck_views
from claimtrack.services.views import ClaimSummary, RecheckView

log = structlog.get_logger()

MACHINE = "machine"
MAX_DUE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a re-check needs to know of an article."""

    article_id: int
    url: str
    outlet: str | None
    etag: str | None
    last_modified: str | None


def due_pages(engine: Engine, *, now: datetime, limit: int = MAX_DUE) -> tuple[int, ...]:
    """Ids of the articles whose claims are due, each once, longest due first."""
    with engine.database.begin() as session:
        claim_ids = due_claim_ids(session, now, limit=limit)
        pages = _recheckable(session, claim_ids)
        return tuple(dict.fromkeys(article_id for claim_id in claim_ids for article_id in pages[claim_id]))


def due_claims(engine: Engine, *, now: datetime) -> int:
    """How many open claims are due for a re-check."""
    with engine.database.begin() as session:
        return count_claims(session, now)["due"]


def planned_pages(
    engine: Engine, *, due: bool, claim_id: int | None, article_id: int | None, now: datetime
) -> tuple[int, ...]:
    """Ids of the articles that a re-check would fetch; nothing is fetched."""
    if due:
        return due_pages(engine, now=now)
    if claim_id is not None:
        return _pages_of_claim(engine, claim_id)
    return (_read_page(engine, article_id or 0).article_id,)


def recheck_due(
    engine: Engine, *, now: datetime, dry_run: bool = False, limit: int = MAX_DUE
) -> tuple[RecheckView, ...]:
    """Fetch every page that is due again, and store what came of it; with `dry_run` nothing is fetched or stored."""
    planned_at = engine.now()
    due = due_pages(engine, now=now, limit=limit)
    if dry_run or not due:
        return ()
    with engine.fetcher() as fetcher:
        return tuple(
            _recheck(engine, fetcher, article_id, due_at=now, asked_by=MACHINE, now=now)
            for article_id in due
            if not _was_checked_since(engine, article_id, planned_at)
        )


def recheck_article(engine: Engine, article_id: int, *, actor: str, now: datetime) -> RecheckView:
    """Fetch one article's page again, and store what came of it.

    Raises:
        NotFound: there is no such article.
        Conflict: it has no web address that leads anywhere.
    """
    with engine.fetcher() as fetcher:
        return _recheck(engine, fetcher, article_id, due_at=None, asked_by=actor, now=now)


def recheck_claim(engine: Engine, claim_id: int, *, actor: str, now: datetime) -> tuple[RecheckView, ...]:
    """Fetch every page in which a claim appears again.

    Raises:
        NotFound: there is no such claim.
        Conflict: none of its pages has a web address that leads anywhere.
    """
    pages = _pages_of_claim(engine, claim_id)
    return tuple(recheck_article(engine, found, actor=actor, now=now) for found in pages)


def recent_rechecks(engine: Engine, *, limit: int = 50) -> tuple[RecheckView, ...]:
    """The last re-checks of all articles, newest first."""
    with engine.database.begin() as session:
        return recheck_views(session, limit=limit)


def upcoming(engine: Engine, *, limit: int = 50) -> tuple[ClaimSummary, ...]:
    """Open claims by their next re-check, soonest first."""
    with engine.database.begin() as session:
        ids = due_claim_ids(session, datetime.max.replace(tzinfo=engine.now().tzinfo), limit=limit)
        claims = claims_by_id(session, ids)
        return tuple(claim_summaries(session, [claims[found] for found in ids]))


def _pages_of_claim(engine: Engine, claim_id: int) -> tuple[int, ...]:
    with engine.database.begin() as session:
        standing_id = find_claim(session, claim_id).id or 0
        pages = _recheckable(session, [standing_id])[standing_id]
    if not pages:
        raise Conflict("None of this claim's articles has a web address that can be fetched again.")
    return pages


def _recheckable(session: Session, claim_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The articles of each claim that can be fetched again, in the order of their ids."""
    pages = articles_of_claims(session, claim_ids)
    return {
        claim_id: tuple(found for found, url in sorted(pages[claim_id].items()) if is_recheckable(url))
        for claim_id in claim_ids
    }


def _was_checked_since(engine: Engine, article_id: int, moment: datetime) -> bool:
    with engine.database.begin() as session:
        last = last_recheck(session, article_id)
        return last is not None and last.started_at >= moment


def _recheck(
    engine: Engine, fetcher: Fetcher, article_id: int, *, due_at: datetime | None, asked_by: str, now: datetime
) -> RecheckView:
    page = _read_page(engine, article_id)
    run = Recheck(
        article_id=article_id, due_at=due_at, started_at=engine.now(), outcome=Outcome.FAILED, asked_by=asked_by
    )
    incoming: Incoming | None = None
    try:
        answer = fetcher.fetch(page.url, etag=page.etag, last_modified=page.last_modified)
        incoming = _read_answer(engine, answer, page)
        run.outcome = Outcome.UNCHANGED
    except ClaimtrackError as exc:
        run.outcome, run.cause, run.cause_code = _outcome_of(exc), exc.message, exc.code
    except Exception as exc:
        run.cause, run.cause_code = f"{type(exc).__name__}: {exc}"[:500], ClaimtrackError.code
        log.exception("re-check failed", action="recheck_failed", article=article_id)
    with engine.database.begin() as session:
        _store_run(session, run, incoming, now=now, finished_at=engine.now())
        return recheck_views(session, article_id=article_id, limit=1)[0]


def _read_page(engine: Engine, article_id: int) -> Page:
    with engine.database.begin() as session:
        article = session.get(Article, article_id)
        if article is None:
            raise NotFound(f"There is no article {article_id}.")
        if article.url is None or not is_recheckable(article.url):
            raise Conflict("This article has no web address that can be fetched again.")
        return Page(
            article_id=article_id,
            url=article.url,
            outlet=None,
            etag=article.etag,
            last_modified=article.last_modified,
        )


def _outcome_of(exc: ClaimtrackError) -> Outcome:
    if isinstance(exc, PageGone):
        return Outcome.GONE
    return Outcome.UNREACHABLE if isinstance(exc, FetchError) else Outcome.FAILED


def _read_answer(engine: Engine, answer: FetchedPage, page: Page) -> Incoming | None:
    if answer.not_modified:
        return None
    return incoming_from_page(engine, answer, address=page.url, outlet=page.outlet)


def _store_run(
    session: Session, run: Recheck, incoming: Incoming | None, *, now: datetime, finished_at: datetime
) -> None:
    lock_linking(session)  # Counters of claims are rewritten by one transaction at a time.
    article = session.get_one(Article, run.article_id, with_for_update=True)
    last = _run_before(session, run)
    if run.outcome is Outcome.GONE:
        run.outcome = page_outcome(
            [last.outcome] if last else [],
            gone=True,
            previous_gone=last is not None and last.cause_code == PageGone.code,
        )
    failed = run.outcome in (Outcome.UNREACHABLE, Outcome.FAILED, Outcome.GONE)
    article.recheck_failures = article.recheck_failures + 1 if failed else 0
    session.add(article)
    if incoming is not None:
        _store_text(session, article, run, incoming)
    run.finished_at = finished_at
    session.add(run)
    session.flush()
    if run.outcome is Outcome.GONE and (last is None or last.outcome is not Outcome.GONE):
        session.add(ChangeEvent(recheck_id=run.id, article_id=run.article_id, kind=ChangeKind.GONE, before=article.url))
    audit.record(
        session,
        actor=run.asked_by,
        action="article-rechecked",
        subject="article",
        subject_id=run.article_id,
        after={"outcome": run.outcome.value, "cause": run.cause},
    )
    refresh_claims(session, claims_of_article(session, run.article_id), now=now, reschedule=True)


def _run_before(session: Session, run: Recheck) -> Recheck | None:
    """The article's last re-check, if it was over when this one began; otherwise both saw one and the same moment."""
    last = last_recheck(session, run.article_id)
    if last is None or last.finished_at is None or last.finished_at > run.started_at:
        return None
    return last


def _store_text(session: Session, article: Article, run: Recheck, incoming: Incoming) -> None:
    """Store the page's text as a new version when it says something else than before."""
    known = current_version(session, article.id or 0)
    if known is not None and _is_same(known, incoming.content.text):
        article.etag, article.last_modified = incoming.etag, incoming.last_modified
        session.add(article)
        return
    version = store_version(session, article, incoming)
    run.outcome, run.version_id = Outcome.CHANGED, version.id


def _is_same(known: ArticleVersion, text: str) -> bool:
    return hashlib.sha256(text.encode()).hexdigest() == known.text_sha256 or is_boring(known.text, text)
