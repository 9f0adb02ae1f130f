"""One article version from text to linked claims.

The slow part (parsing, embedding) runs outside any transaction; then everything is stored in one, or nothing is. A version
that fails keeps the cause and is tried three times; it is never shown as having no claims. That the database or a remote
extractor was away, or that the program was stopped, says nothing about a text and does not count.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import structlog
from sqlmodel import Session

from claimtrack.articles.copies import is_copy, signature, signature_keys, signature_similarity
from claimtrack.claims.model import Extraction
from claimtrack.claims.worthiness import with_meanings
from claimtrack.db import audit
from claimtrack.db.articles import (
    is_overtaken,
    link_copies,
    lock_version,
    previous_version,
    sharing_keys,
    waiting_versions,
)
from claimtrack.db.claims import AppearanceRow, appearance_rows, claims_of_article, figures_of, retire_appearances
from claimtrack.db.matches import lock_linking
from claimtrack.db.outlets import agency_names
from claimtrack.db.rechecks import recheck_that_found
from claimtrack.db.session import retry_overlapped
from claimtrack.db.tables import Appearance, Article, ArticleVersion, ChangeEvent, Outlet, ProcessingState
from claimtrack.db.types import storable
from claimtrack.errors import (
    ClaimtrackError,
    DatabaseUnavailable,
    ExtractorUnavailable,
    InputError,
    NotFound,
    TextTooLarge,
)
from claimtrack.rechecks.changes import Change, ChangeKind, KnownClaim, find_changes
from claimtrack.rechecks.notices import find_notices
from claimtrack.services.apart import mark_apart
from claimtrack.services.counting import refresh_claims
from claimtrack.services.engine import Engine
from claimtrack.services.grouping import extend_events
from claimtrack.services.keeping import keep_corrections
from claimtrack.services.linking import Linker
from claimtrack.services.records import figure_of
from claimtrack.services.reembedding import fill_if_replaced
from claimtrack.services.tuning import policy_of

log = structlog.get_logger()

MACHINE = "machine"
MAX_ATTEMPTS = 3
MAX_CLAIMS = 2000
"""In one text. Nothing else is linked meanwhile. Source: our trial, November 2026, 2 cores: 12,000 claims in 940,000
characters took 25 s to extract and more than 10 minutes to link; an article of 1,000 words makes about 40."""
LIKELY_COPY = 0.2
"""Least estimated similarity of two signatures for their texts to be compared in full. Low, because a third of a copy may be
cut and the estimate is coarse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What extraction needs to know of a version."""

    version_id: int
    article_id: int
    text: str
    published_on: date | None
    outlet: str | None
    agencies: dict[str, str]
    """Agencies among the known outlets, which a dateline may name: name to the name that is stored."""


def process_version(engine: Engine, version_id: int) -> bool:
    """Extract, embed, store and link one version's claims; False when there was nothing to do.

    Raises:
        NotFound: there is no such version.
        ClaimtrackError: it failed; the cause is stored with the version.
    """
    work = _read_work(engine, version_id)
    if work is None:
        return False
    try:
        extraction = engine.extract(
            work.text, published_on=work.published_on, outlet=work.outlet, known_agencies=work.agencies
        )
        if len(extraction.claims) > MAX_CLAIMS:
            raise TextTooLarge(f"The text makes more than {MAX_CLAIMS:,} claims. Split it into its articles.")
        model = engine.searching()
        vectors = model.encode([claim.wording for claim in extraction.claims])
        judged = with_meanings(extraction.claims, vectors, model_id=model.name)
        extraction = replace(extraction, claims=judged)
        done = retry_overlapped(lambda: _store(engine, work, extraction, vectors, model_id=model.id))
        fill_if_replaced(engine, model)
        return done
    except DatabaseUnavailable:
        raise
    except Exception as exc:
        if not engine.is_closed:
            _store_failure(engine, version_id, exc)
        raise


def waiting_ids(engine: Engine, *, limit: int = 100_000) -> list[int]:
    """Ids of the versions that wait for extraction, oldest first."""
    with engine.database.begin() as session:
        return waiting_versions(session, limit=limit)


def process_pending(engine: Engine, *, limit: int = 100, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Process versions that wait, oldest first; returns how many were done. One that fails does not stop the others.

    Where the extractor cannot be had, whatever the text, the others wait for the next time.

    Args:
        engine: what is needed open.
        limit: how many at most.
        should_stop: asked before each version.

    Raises:
        DatabaseUnavailable: it went away; what was stored before stays.
    """
    done = 0
    for version_id in waiting_ids(engine, limit=limit):
        if should_stop():
            break
        try:
            done += process_version(engine, version_id)
        except DatabaseUnavailable:
            raise
        except ClaimtrackError as exc:
            log.warning("extraction failed", action="version_failed", version=version_id, cause=exc.message)
            if isinstance(exc, ExtractorUnavailable):
                break
        except Exception:
            log.exception("extraction failed", action="version_failed", version=version_id)
    return done


def _read_work(engine: Engine, version_id: int) -> Work | None:
    with engine.database.begin() as session:
        version = session.get(ArticleVersion, version_id)
        if version is None:
            raise NotFound(f"There is no article version {version_id}.")
        if version.state is not ProcessingState.PENDING:
            return None
        article = session.get_one(Article, version.article_id)
        outlet = session.get(Outlet, article.outlet_id) if article.outlet_id is not None else None
        return Work(
            version_id=version_id,
            article_id=version.article_id,
            text=version.text,
            published_on=article.published_at.date() if article.published_at else None,
            outlet=outlet.name if outlet else None,
            agencies={name: name for _, name in agency_names(session)},
        )


def _store(engine: Engine, work: Work, extraction: Extraction, vectors: np.ndarray, *, model_id: int) -> bool:
    now = engine.now()
    with engine.database.begin() as session:
        lock_linking(session, wait_s=None)
        version = lock_version(session, work.version_id)
        if version is None or version.state is not ProcessingState.PENDING:
            return False  # Another worker was faster.
        article = session.get_one(Article, work.article_id)
        _describe(version, extraction)
        previous = previous_version(session, version)
        corrected = keep_corrections(session, previous, version, extraction.claims)
        extraction = replace(extraction, claims=tuple(extraction.claims[index] for index in corrected.indexes))
        vectors = vectors[list(corrected.indexes)]
        changes = _compare_versions(session, previous, version, extraction, settled=corrected.ids)
        if previous is not None:
            retire_appearances(session, previous.id or 0)
        linker = Linker(session, article, version, model_id=model_id, policy=policy_of(session), now=now)
        if not is_overtaken(session, version):
            told = [index for index in range(len(extraction.claims)) if index not in changes.in_notice]
            linker.store(
                [extraction.claims[index] for index in told],
                vectors[told],
                language=extraction.language,
                kept=[changes.kept.get(index) for index in told],
            )
            linker.carry((*changes.standing, *corrected.standing))
        linker.touched |= _record_changes(session, article, version, changes)
        copies = _find_copies(session, article.id or 0, version)
        if copies:
            link_copies(session, article.id or 0, copies)
            linker.touched |= _claims_in(session, {other for other, _ in copies} | {article.id or 0})
        mark_apart(session, article.id or 0, model_id=model_id)
        extend_events(session, linker.touched)
        if version.number > 1:
            article.last_changed_at = now
            session.add(article)
        refresh_claims(session, linker.touched, now=now)
        _record_linking(session, version)
        return True


def _record_linking(session: Session, version: ArticleVersion) -> None:
    """The audit row of what the machine did with a text: under which claims it put it, and which of them it opened."""
    found = [row.appearance for row in appearance_rows(session, version_id=version.id)]
    joined = {one.claim_id for one in found if one.join_probability is not None}
    audit.record(
        session,
        actor=MACHINE,
        action="claims-extracted",
        subject="article",
        subject_id=version.article_id,
        after={
            "version": version.number,
            "appearances": len(found),
            "joined": sorted(joined),
            "others": sorted({one.claim_id for one in found} - joined),
        },
    )


def _describe(version: ArticleVersion, extraction: Extraction) -> None:
    version.state, version.failure = ProcessingState.READY, None
    version.language = extraction.language
    version.notes = [*version.notes, *extraction.notes]
    version.run = {
        "extractor": extraction.extractor,
        "version": extraction.version,
        "parameters": dict(extraction.parameters),
        "input_sha256": extraction.input_sha256,
    }
    version.signature = signature(version.text)
    version.copy_keys = list(signature_keys(version.signature))
    if extraction.wire_origin is not None:
        version.wire_agency = extraction.wire_origin.agency
        version.wire_start, version.wire_end = extraction.wire_origin.start, extraction.wire_origin.end
        version.wire_evidence = extraction.wire_origin.evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChanges:
    """What a new version changed of the one before, in terms of claims."""

    changes: tuple[Change, ...] = ()
    claim_of: dict[int, int]
    """Claim id by appearance id of the version before."""
    kept: dict[int, Appearance]
    """What it was before, by index in the new text; a claim whose figure changed says something else and is linked anew."""
    in_notice: frozenset[int] = frozenset()
    """Indexes of what stands in a correction notice: it may repeat what it takes back, so it is no claim."""
    standing: tuple[tuple[AppearanceRow, int, int], ...] = ()
    """Appearances whose words still stand, though they were not extracted again, with their place in the new text."""


def _compare_versions(
    session: Session,
    previous: ArticleVersion | None,
    version: ArticleVersion,
    extraction: Extraction,
    *,
    settled: frozenset[int],
) -> VersionChanges:
    """What changed from the previous text; appearances that are settled already are left out."""
    if previous is None:
        return _first_notices(version.text, extraction)
    rows = [row for row in appearance_rows(session, version_id=previous.id) if row.appearance.id not in settled]
    figures = figures_of(session, [row.appearance.id or 0 for row in rows])
    known = [
        KnownClaim(
            id=row.appearance.id or 0,
            start=row.appearance.start,
            end=row.appearance.end,
            quote=row.appearance.quote,
            figures=tuple(figure_of(figure) for figure in figures.get(row.appearance.id or 0, ())),
        )
        for row in rows
    ]
    diff = find_changes(known, extraction.claims, old_text=previous.text, new_text=version.text)
    claim_of = {row.appearance.id or 0: row.appearance.claim_id for row in rows}
    changed = {change.claim_id for change in diff.changes if change.kind is ChangeKind.FIGURE_CHANGED}
    row_of = {row.appearance.id or 0: row for row in rows}
    kept = {index: row_of[found].appearance for found, index in diff.kept if found not in changed}
    return VersionChanges(
        changes=diff.changes,
        claim_of=claim_of,
        kept=kept,
        in_notice=frozenset(diff.in_notice),
        standing=tuple((row_of[found], start, end) for found, start, end in diff.standing),
    )


def _first_notices(text: str, extraction: Extraction) -> VersionChanges:
    """Corrections that an article admits to in the first text seen of it."""
    notices = find_notices(text)
    return VersionChanges(
        changes=tuple(
            Change(
                kind=ChangeKind.CORRECTION_NOTICE,
                claim_id=None,
                before=None,
                after=text[start:end],
                detail="",
                new_index=None,
            )
            for start, end in notices
        ),
        claim_of={},
        kept={},
        in_notice=frozenset(
            index
            for index, claim in enumerate(extraction.claims)
            if any(claim.start < end and start < claim.end for start, end in notices)
        ),
    )


def _record_changes(session: Session, article: Article, version: ArticleVersion, found: VersionChanges) -> set[int]:
    """Store what a new version changed; returns the claims concerned."""
    recheck_id = recheck_that_found(session, version.id or 0)
    session.add_all(
        ChangeEvent(
            recheck_id=recheck_id,
            article_id=article.id or 0,
            version_id=version.id,
            claim_id=found.claim_of.get(change.claim_id) if change.claim_id is not None else None,
            kind=change.kind,
            before=change.before,
            after=change.after,
            detail={"text": change.detail},
        )
        for change in found.changes
    )
    session.flush()
    return set(found.claim_of.values())


def _find_copies(session: Session, article_id: int, version: ArticleVersion) -> list[tuple[int, float]]:
    """(other article, share of the shorter text in common) of every article that this text copies or is copied by."""
    if version.signature is None:
        return []
    found = []
    for other in sharing_keys(session, version.copy_keys, not_article=article_id):
        if other.signature is None or signature_similarity(version.signature, other.signature) < LIKELY_COPY:
            continue
        evidence = is_copy(version.text, other.text)
        if evidence is not None:
            found.append((other.article_id, evidence.share))
    return found


def _claims_in(session: Session, article_ids: set[int]) -> set[int]:
    return {claim_id for article_id in article_ids for claim_id in claims_of_article(session, article_id)}


def _store_failure(engine: Engine, version_id: int, exc: Exception) -> None:
    with engine.database.begin() as session:
        version = lock_version(session, version_id)
        if version is None or version.state is not ProcessingState.PENDING:
            return
        version.attempts += 0 if isinstance(exc, ExtractorUnavailable) else 1
        cause = exc.message if isinstance(exc, ClaimtrackError) else f"{type(exc).__name__}: {exc}"
        version.failure = storable(cause)[:500]
        if isinstance(exc, InputError) or version.attempts >= MAX_ATTEMPTS:
            version.state = ProcessingState.FAILED
            audit.record(
                session,
                actor=MACHINE,
                action="extraction-failed",
                subject="article",
                subject_id=version.article_id,
                after={"version": version.number, "attempts": version.attempts},
                reason=version.failure,
            )
        session.add(version)
