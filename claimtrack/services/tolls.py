"""What articles report of deaths: the toll of each of their events, and which articles report the same event."""

from collections.abc import Iterable
from dataclasses import dataclass

from claimtrack.db.articles import article_rows
from claimtrack.db.vectors import articles_near
from claimtrack.links.intervals import wording_of
from claimtrack.links.reports import LONGEST_GAP_DAYS, group_reports
from claimtrack.services.engine import Engine
from claimtrack.services.presenting import article_summaries
from claimtrack.services.reports import read_told, reports_of
from claimtrack.services.views import ArticleSummary
from claimtrack.sourcing.tolls import Toll

MOST_CANDIDATES = 40
"""Articles compared with one. Source: our choice; an event seldom has more outlets."""


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
        return {found: told.tolls for found, told in read_told(session, article_ids).items()}


def group_articles(engine: Engine, article_ids: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    """The articles whose main tolls are of one event, as ids ascending; those without a death are left out."""
    model_id = engine.model_id()
    with engine.database.begin() as session:
        return group_reports(reports_of(session, read_told(session, set(article_ids)).values(), model_id=model_id))


def reports_of_event(engine: Engine, article_id: int) -> EventReports:
    """The tolls of an article and the other articles that report its main event, oldest first."""
    model_id = engine.model_id()
    with engine.database.begin() as session:
        own = read_told(session, [article_id])[article_id]
        report = next(iter(reports_of(session, [own], model_id=model_id)), None)
        if report is None:
            return EventReports(tolls=own.tolls, others=())
        near = articles_near(
            session, article_id, model_id=model_id, vector=report.vectors.mean(axis=0), within_days=LONGEST_GAP_DAYS,
            limit=MOST_CANDIDATES,
        )  # fmt: skip
        told = read_told(session, near)
        groups = group_reports([report, *reports_of(session, told.values(), model_id=model_id)])
        group = next(members for members in groups if article_id in members)
        rows = article_rows(session, set(group) - {article_id})
        summaries = sorted(article_summaries(session, list(rows.values())), key=_published)
        others = tuple(OtherReport(article=found, toll=told[found.id].tolls[0]) for found in summaries)
        return EventReports(tolls=own.tolls, others=others)


def _published(article: ArticleSummary) -> tuple[bool, str, int]:
    at = article.published_at
    return at is None, at.isoformat() if at else "", article.id
