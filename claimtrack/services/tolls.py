"""What articles report of deaths: the toll of each of their events, and which articles report the same event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from claimtrack.db.articles import article_rows, current_version
from claimtrack.db.claims import AppearanceRow, appearance_rows, claims_by_id, figures_of
from claimtrack.db.vectors import articles_near, vectors_of
from claimtrack.links.intervals import unit_of
from claimtrack.links.means import means_of
from claimtrack.links.model import Assertion
from claimtrack.links.reports import LONGEST_GAP_DAYS, Report, group_reports
from claimtrack.services.engine import Engine
from claimtrack.services.presenting import article_summaries
from claimtrack.services.records import assertion_of_row
from claimtrack.services.views import ArticleSummary
from claimtrack.sourcing.tolls import LEAD_CHARS, ToldClaim, Toll, reported_tolls

MOST_CANDIDATES = 60
"""Articles compared with one. Source: our choice; one event seldom has more outlets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherReport:
    """Another article that reports the same event."""

    article: ArticleSummary
    toll: Toll


@dataclass(frozen=True, slots=True, kw_only=True)
class EventReports:
    """What an article reports of deaths, and who else reports it."""

    tolls: tuple[Toll, ...]
    """The main one first; empty for an article without a death."""
    others: tuple[OtherReport, ...]
    """Oldest first."""


def article_tolls(engine: Engine, article_ids: Iterable[int]) -> dict[int, tuple[Toll, ...]]:
    """The tolls of each article's current text, the main one first; an article that gives none has an empty tuple."""
    with engine.database.begin() as session:
        return {article_id: _Told.read(session, article_id).tolls for article_id in article_ids}


def group_articles(engine: Engine, article_ids: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    """The articles whose main tolls are of one event, as ids ascending; those without a death are left out."""
    model_id = engine.model_id()
    with engine.database.begin() as session:
        reports = (_Told.read(session, article_id).report(session, model_id) for article_id in set(article_ids))
        return group_reports(report for report in reports if report is not None)


def reports_of_event(engine: Engine, article_id: int) -> EventReports:
    """The tolls of an article and the other articles that report its main event, oldest first."""
    model_id = engine.model_id()
    with engine.database.begin() as session:
        own = _Told.read(session, article_id)
        report = own.report(session, model_id)
        if report is None:
            return EventReports(tolls=own.tolls, others=())
        near = articles_near(
            session, article_id, model_id=model_id, vector=report.vectors.mean(axis=0), within_days=LONGEST_GAP_DAYS,
            limit=MOST_CANDIDATES,
        )  # fmt: skip
        told = {found: _Told.read(session, found) for found in near}
        candidates = (found.report(session, model_id) for found in told.values())
        groups = group_reports([report, *(found for found in candidates if found is not None)])
        group = next(members for members in groups if article_id in members)
        rows = article_rows(session, set(group) - {article_id})
        summaries = sorted(article_summaries(session, list(rows.values())), key=_published)
        others = tuple(OtherReport(article=found, toll=told[found.id].tolls[0]) for found in summaries)
        return EventReports(tolls=own.tolls, others=others)


def _published(article: ArticleSummary) -> tuple[bool, str, int]:
    at = article.published_at
    return at is None, at.isoformat() if at else "", article.id


@dataclass(frozen=True, slots=True)
class _Told:
    """The claims of one article with what it reports of deaths."""

    article_id: int
    published_on: date | None
    assertions: dict[int, tuple[AppearanceRow, Assertion]]
    """By appearance id, in text order."""
    tolls: tuple[Toll, ...]

    @classmethod
    def read(cls, session: Session, article_id: int) -> "_Told":
        """The article's current text as it is stored."""
        version = current_version(session, article_id)
        rows = appearance_rows(session, version_id=version.id) if version else []
        figures = figures_of(session, [row.appearance.id or 0 for row in rows])
        assertions = {
            row.appearance.id or 0: (row, assertion_of_row(row, figures.get(row.appearance.id or 0, ())))
            for row in rows
        }
        claims = claims_by_id(session, {row.appearance.claim_id for row in rows})
        events = {found: claims[row.appearance.claim_id].event_id for found, (row, _) in assertions.items()}
        published = rows[0].article.published_at if rows else None
        published_on = published.date() if published else None
        told = [_told_claim(row, assertion, events[found]) for found, (row, assertion) in assertions.items()]
        return cls(article_id, published_on, assertions, reported_tolls(told, published_on=published_on))

    def report(self, session: Session, model_id: int) -> Report | None:
        """The main event as the article tells it; None for an article without a death or without vectors."""
        if not self.tolls:
            return None
        main = self.tolls[0]
        giving = self._leading(main.members) or main.members[:1]
        around = tuple(dict.fromkeys((*giving, *self._leading(self.assertions))))
        vectors = vectors_of(session, model_id=model_id, appearance_ids=around)
        if not vectors:
            return None
        unit = unit_of(main.figure)
        return Report(
            id=self.article_id,
            published_on=self.published_on,
            days=tuple(dict.fromkeys(span for found in giving for span in self.assertions[found][1].days))[:2],
            places=tuple(dict.fromkeys(place for found in around for place in self.assertions[found][1].places)),
            number=main.number,
            means=means_of(self._words(giving)) or means_of(self._words(around)),
            victims=unit if unit not in ("person", "") else None,
            vectors=np.stack(list(vectors.values())),
        )

    def _leading(self, ids: Iterable[int]) -> tuple[int, ...]:
        return tuple(found for found in ids if self.assertions[found][0].appearance.start < LEAD_CHARS)

    def _words(self, ids: Sequence[int]) -> str:
        return " ".join(self.assertions[found][0].appearance.quote for found in ids)


def _told_claim(row: AppearanceRow, assertion: Assertion, event_id: int | None) -> ToldClaim:
    return ToldClaim(
        appearance_id=row.appearance.id or 0,
        start=row.appearance.start,
        text=assertion.text,
        figures=assertion.figures,
        days=assertion.days,
        places=assertion.places,
        event_id=event_id,
        modality=assertion.modality,
        negated=assertion.negated,
    )
