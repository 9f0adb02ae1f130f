"""What articles report of deaths: the toll of each of their events, and which articles report the same event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from claimtrack.db.articles import article_rows
from claimtrack.db.claims import AppearanceRow, appearance_rows_by_article, claims_by_id, figures_of
from claimtrack.db.vectors import articles_near, vectors_of
from claimtrack.links.intervals import unit_of, wording_of
from claimtrack.links.means import means_of
from claimtrack.links.model import Assertion
from claimtrack.links.reports import LONGEST_GAP_DAYS, Report, group_reports
from claimtrack.services.engine import Engine
from claimtrack.services.presenting import article_summaries
from claimtrack.services.records import assertion_of_row
from claimtrack.services.views import ArticleSummary
from claimtrack.sourcing.tolls import LEAD_CHARS, ToldClaim, Toll, reported_tolls

MOST_CANDIDATES = 40
"""Articles compared with one. Source: our choice; an event seldom has more outlets."""
MOST_DAYS = 2
"""Days that a toll is told for; more are those of other things the lead mentions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherReport:
    """Another article that reports the same event."""

    article: ArticleSummary
    toll: Toll

    @property
    def dead(self) -> str:
        """The toll in words: "at least 16"."""
        return dead_words(self.toll)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventReports:
    """What an article reports of deaths, and who else reports it."""

    tolls: tuple[Toll, ...]
    """The main one first; empty for an article without a death."""
    others: tuple[OtherReport, ...]
    """Oldest first."""

    @property
    def dead(self) -> str | None:
        """The main toll in words; None for an article without a death."""
        return dead_words(self.tolls[0]) if self.tolls else None


def dead_words(toll: Toll) -> str:
    """A toll as a reader would say it: "at least 16", "more than 100", and "dozens" where no number is given."""
    if toll.number is None:
        return (toll.figure.modifier or wording_of(toll.figure)).lower()
    return wording_of(toll.figure)


def article_tolls(engine: Engine, article_ids: Iterable[int]) -> dict[int, tuple[Toll, ...]]:
    """The tolls of each article's current text, the main one first; an article that gives none has an empty tuple."""
    with engine.database.begin() as session:
        return {found: told.tolls for found, told in _read(session, article_ids).items()}


def group_articles(engine: Engine, article_ids: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    """The articles whose main tolls are of one event, as ids ascending; those without a death are left out."""
    model_id = engine.model_id()
    with engine.database.begin() as session:
        return group_reports(_reports(session, _read(session, set(article_ids)).values(), model_id=model_id))


def reports_of_event(engine: Engine, article_id: int) -> EventReports:
    """The tolls of an article and the other articles that report its main event, oldest first."""
    model_id = engine.model_id()
    with engine.database.begin() as session:
        own = _read(session, [article_id])[article_id]
        report = next(iter(_reports(session, [own], model_id=model_id)), None)
        if report is None:
            return EventReports(tolls=own.tolls, others=())
        near = articles_near(
            session, article_id, model_id=model_id, vector=report.vectors.mean(axis=0), within_days=LONGEST_GAP_DAYS,
            limit=MOST_CANDIDATES,
        )  # fmt: skip
        told = _read(session, near)
        groups = group_reports([report, *_reports(session, told.values(), model_id=model_id)])
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
    claims: dict[int, tuple[AppearanceRow, Assertion]]
    """By appearance id, in text order."""
    tolls: tuple[Toll, ...]

    @property
    def giving(self) -> tuple[int, ...]:
        """The appearances that give the main toll in headline and lead, or wherever else they stand."""
        members = self.tolls[0].members if self.tolls else ()
        return self._leading(members) or members

    @property
    def around(self) -> tuple[int, ...]:
        """The appearances that tell of the main event: those that give its toll, and all of headline and lead."""
        return tuple(dict.fromkeys((*self.giving, *self._leading(self.claims)))) if self.tolls else ()

    def report(self, vectors: Mapping[int, np.ndarray]) -> Report:
        """The main event as the article tells it."""
        unit = unit_of(self.tolls[0].figure)
        return Report(
            id=self.article_id,
            published_on=self.published_on,
            days=tuple(dict.fromkeys(span for found in self.giving for span in self.claims[found][1].days))[:MOST_DAYS],
            places=tuple(dict.fromkeys(place for found in self.around for place in self.claims[found][1].places)),
            number=self.tolls[0].number,
            means=means_of(self._words(self.giving)) or means_of(self._words(self.around)),
            victims=unit if unit not in ("person", "") else None,
            vectors=np.stack([vectors[found] for found in self.around if found in vectors]),
        )

    def _leading(self, ids: Iterable[int]) -> tuple[int, ...]:
        return tuple(found for found in ids if self.claims[found][0].appearance.start < LEAD_CHARS)

    def _words(self, ids: Iterable[int]) -> str:
        return " ".join(self.claims[found][0].appearance.quote for found in ids)


def _read(session: Session, article_ids: Iterable[int]) -> dict[int, _Told]:
    """What some articles' current texts tell, as it is stored."""
    by_article = appearance_rows_by_article(session, article_ids)
    rows = [row for found in by_article.values() for row in found]
    figures = figures_of(session, [row.appearance.id or 0 for row in rows])
    claims = claims_by_id(session, {row.appearance.claim_id for row in rows})
    told = {}
    for article_id, found in by_article.items():
        published = found[0].article.published_at if found else None
        published_on = published.date() if published else None
        assertions = {
            row.appearance.id or 0: (row, assertion_of_row(row, figures.get(row.appearance.id or 0, ())))
            for row in found
        }
        given = [
            _told_claim(row, assertion, claims[row.appearance.claim_id].event_id)
            for row, assertion in assertions.values()
        ]
        told[article_id] = _Told(article_id, published_on, assertions, reported_tolls(given, published_on=published_on))
    return told


def _reports(session: Session, told: Iterable[_Told], *, model_id: int) -> list[Report]:
    """The reports of those articles that tell of a death and have vectors of the model."""
    articles = list(told)
    vectors = vectors_of(session, model_id=model_id, appearance_ids=[found for one in articles for found in one.around])
    return [one.report(vectors) for one in articles if any(found in vectors for found in one.around)]


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
