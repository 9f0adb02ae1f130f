"""What articles report of deaths, read from their stored claims: the tolls of each, and its main event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from claimtrack.db.claims import AppearanceRow, appearance_rows_by_article, claims_by_id, figures_of
from claimtrack.db.vectors import vectors_of
from claimtrack.links.intervals import unit_of
from claimtrack.links.means import means_of
from claimtrack.links.model import Assertion
from claimtrack.links.reports import Report
from claimtrack.services.records import assertion_of_row
from claimtrack.sourcing.tolls import LEAD_CHARS, ToldClaim, Toll, reported_tolls

MOST_DAYS = 2
"""Days that a toll is told for; more are those of other things the lead mentions."""


@dataclass(frozen=True, slots=True)
class Told:
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


def read_told(session: Session, article_ids: Iterable[int]) -> dict[int, Told]:
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
        told[article_id] = Told(article_id, published_on, assertions, reported_tolls(given, published_on=published_on))
    return told


def reports_of(session: Session, told: Iterable[Told], *, model_id: int) -> list[Report]:
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
