"""Re-checks: pages of open claims fetched again when they are due, and what came of it stored.

Due dates live on the claims. A page that cannot be had is stored as unreachable with its cause; it says nothing about the
claims in it. So is an address that leads to another page now: that page's text is not this article's.

Two sweeps may run at once, in a server and in a command. Each asks before it fetches whether the other has looked at the page
meanwhile, so that at most the page that the other is fetching at that moment is fetched twice; the second to store finds the
text there already, and two answers that overlap never count as two "not found" in a row.

A site that asks to be left alone (`Retry-After`) is, for up to a day: a sweep puts off its other pages too. Only a person who
asks for one page has it fetched all the same.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from sqlmodel import Session

from claimtrack.articles.fetch import Fetcher
from claimtrack.articles.urls import is_same_page
from claimtrack.db import audit
from claimtrack.db.articles import current_version, put_off_pages
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
from claimtrack.db.session import retry_overlapped
from claimtrack.db.tables import Article, ArticleVersion, ChangeEvent, Recheck
from claimtrack.db.types import storable
from claimtrack.errors import ClaimtrackError, Conflict, DatabaseUnavailable, FetchError, InputError, NotFound, PageGone
from claimtrack.rechecks.changes import ChangeKind, Outcome, is_boring, page_outcome
from claimtrack.rechecks.schedule import MAX_RETRY_AFTER
from claimtrack.services.announced import wish_of
from claimtrack.services.counting import is_recheckable, refresh_claims
from claimtrack.services.engine import Engine
from claimtrack.services.incoming import Incoming, incoming_from_page, is_same_text
from claimtrack.services.intake import store_version
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
    text: str
    """As it was when last seen."""
    etag: str | None
    last_modified: str | None


class PageMoved(FetchError):
    """The address leads to another page now. Add that page if it is of interest."""

    code = "page-moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What came of one look at a page."""

    outcome: Outcome
    cause: str | None = None
    cause_code: str | None = None
    incoming: Incoming | None = None
    """The page's article, when it could be read and the server did not say that it is unchanged."""
    retry_after: timedelta | None = None
    """How long the site asks to be left alone."""


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
    engine: Engine,
    *,
    now: datetime,
    dry_run: bool = False,
    limit: int = MAX_DUE,
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[RecheckView, ...]:
    """Fetch every page that is due again, and store what came of it; with `dry_run` nothing is fetched or stored.

    Pages of a site that asks to be left alone are put off until then, and are not in the answer.

    Args:
        engine: what is needed open.
        now: what is due by then.
        dry_run: only look for what is due.
        limit: how many claims at most.
        should_stop: asked before each page.

    Raises:
        DatabaseUnavailable: it went away; what was stored before stays. Any other failure of one page leaves the others.
    """
    planned_at = engine.now()
    due = due_pages(engine, now=now, limit=limit)
    if dry_run or not due:
        return ()
    runs = []
    resting = _resting_sites(engine)
    with engine.fetcher() as fetcher:
        for article_id in due:
            if should_stop():
                break
            if _was_checked_since(engine, article_id, planned_at):
                continue
            try:
                page = _read_page(engine, article_id)
                until = resting.get(_site_of(page.url))
                if until is not None and until > engine.now():
                    _put_off(engine, article_id, until, now=now)
                    continue
                runs.append(_recheck(engine, fetcher, page, due_at=now, asked_by=MACHINE, now=now))
                if runs[-1].outcome is Outcome.UNREACHABLE:
                    resting = _resting_sites(engine)
            except DatabaseUnavailable:
                raise
            except Exception:
                log.exception("re-check failed", action="recheck_failed", article=article_id)
    return tuple(runs)


def recheck_article(engine: Engine, article_id: int, *, actor: str, now: datetime) -> RecheckView:
    """Fetch one article's page again, and store what came of it.

    Raises:
        NotFound: there is no such article.
        Conflict: it has no web address that leads anywhere.
    """
    with engine.fetcher() as fetcher:
        return _recheck(engine, fetcher, _read_page(engine, article_id), due_at=None, asked_by=actor, now=now)


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


def _site_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def _resting_sites(engine: Engine) -> dict[str, datetime]:
    """Until when each site asks to be left alone that does."""
    with engine.database.begin() as session:
        put_off = put_off_pages(session, after=engine.now())
    resting: dict[str, datetime] = {}
    for url, until in put_off:
        site = _site_of(url)
        resting[site] = max(until, resting.get(site, until))
    return resting


def _put_off(engine: Engine, article_id: int, until: datetime, *, now: datetime) -> None:
    """Let a page that is due wait, without having looked at it."""

    def stored() -> None:
        with engine.database.begin() as session:
            lock_linking(session, wait_s=None)
            article = session.get_one(Article, article_id, with_for_update=True)
            article.put_off_until = until
            session.add(article)
            refresh_claims(session, claims_of_article(session, article_id), now=now, reschedule=True)

    retry_overlapped(stored)


def _recheck(
    engine: Engine, fetcher: Fetcher, page: Page, *, due_at: datetime | None, asked_by: str, now: datetime
) -> RecheckView:
    article_id = page.article_id
    started_at = engine.now()

    def stored(look: Look) -> RecheckView:
        with engine.database.begin() as session:
            run = Recheck(
                article_id=article_id,
                due_at=due_at,
                started_at=started_at,
                outcome=look.outcome,
                cause=look.cause,
                cause_code=look.cause_code,
                asked_by=asked_by,
            )
            _store_run(session, run, look, now=now, finished_at=engine.now())
            return recheck_views(session, article_id=article_id, limit=1)[0]

    look = _look(engine, fetcher, page)
    try:
        return retry_overlapped(lambda: stored(look))
    except ClaimtrackError:
        raise
    except Exception as exc:
        # Without a stored run the page would be due for ever, and fail every time.
        log.exception("re-check failed", action="recheck_failed", article=article_id)
        failed = _failed(exc)
        return retry_overlapped(lambda: stored(failed))


def _look(engine: Engine, fetcher: Fetcher, page: Page) -> Look:
    try:
        return Look(outcome=Outcome.UNCHANGED, incoming=_read_answer(engine, fetcher, page))
    except ClaimtrackError as exc:
        return Look(outcome=_outcome_of(exc), cause=exc.message, cause_code=exc.code, retry_after=wish_of(exc))
    except Exception as exc:
        log.exception("re-check failed", action="recheck_failed", article=page.article_id)
        return _failed(exc)


def _failed(exc: Exception) -> Look:
    cause = storable(f"{type(exc).__name__}: {exc}")[:500]
    return Look(outcome=Outcome.FAILED, cause=cause, cause_code=ClaimtrackError.code)


def _read_page(engine: Engine, article_id: int) -> Page:
    with engine.database.begin() as session:
        article = session.get(Article, article_id)
        if article is None:
            raise NotFound(f"There is no article {article_id}.")
        if article.url is None or not is_recheckable(article.url):
            raise Conflict("This article has no web address that can be fetched again.")
        known = current_version(session, article_id)
        return Page(
            article_id=article_id,
            url=article.url,
            text=known.text if known is not None else "",
            etag=article.etag,
            last_modified=article.last_modified,
        )


def _outcome_of(exc: ClaimtrackError) -> Outcome:
    if isinstance(exc, PageGone):
        return Outcome.GONE
    return Outcome.UNREACHABLE if isinstance(exc, FetchError) else Outcome.FAILED


def _read_answer(engine: Engine, fetcher: Fetcher, page: Page) -> Incoming | None:
    """What stands at the article's address; None when the server says that it is unchanged.

    Raises:
        PageMoved: another page stands there, told by its address and its text.
        InputError: there is no article on it.
        FetchError: it cannot be had.
    """
    answer = fetcher.fetch(page.url, etag=page.etag, last_modified=page.last_modified)
    if is_same_page(answer.final_url, page.url):
        return None if answer.not_modified else incoming_from_page(engine, answer, address=page.url, outlet=None)
    if answer.not_modified:  # Says nothing about which page that is.
        answer = fetcher.fetch(page.url)
    moved = PageMoved(f"The address leads to another page now, {answer.final_url}. Add that one if it is of interest.")
    try:
        incoming = incoming_from_page(engine, answer, address=page.url, outlet=None)
    except InputError as exc:
        raise moved from exc
    if not _is_still(page, incoming):
        raise moved
    return incoming


def _is_still(page: Page, incoming: Incoming) -> bool:
    """Whether a page at another address is the article: it says so within its own site, or has the article's text."""
    stated = incoming.content.canonical_url
    return (stated is not None and is_same_page(stated, page.url)) or is_same_text(page.text, incoming.content.text)


def _store_run(session: Session, run: Recheck, look: Look, *, now: datetime, finished_at: datetime) -> None:
    lock_linking(session, wait_s=None)  # Counters of claims are rewritten by one transaction at a time.
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
    wish = look.retry_after
    article.put_off_until = finished_at + min(wish, MAX_RETRY_AFTER) if wish is not None else None
    session.add(article)
    if look.incoming is not None:
        _store_text(session, article, run, look.incoming)
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
