"""Which weak matches link articles that tell of two events.

Runs inside the transaction that links a text, once its matches are stored. A sentence about a raid is like the sentences
about every other raid; whether two of them are told of one is seen better from the articles around them.
"""

from collections.abc import Collection, Mapping

from sqlmodel import Session

from claimtrack.db.articles import articles_of_appearances
from claimtrack.db.claims import claims_of_article
from claimtrack.db.matches import matches_of
from claimtrack.db.tables import ClaimMatch
from claimtrack.links.days import DayRelation
from claimtrack.links.events import SURE_LINK
from claimtrack.links.measure import measure
from claimtrack.links.model import Assertion, Relation
from claimtrack.links.places import PlaceRelation, compare_places, is_wide
from claimtrack.links.reports import SAME_EVENT, Report, compare_reports
from claimtrack.links.story import Story, same_story
from claimtrack.services.reports import Told, read_told, reports_of
from claimtrack.services.stories import stories_of

ONE_STORY = 0.5
"""Least probability of one story for a weak match to tie the events of two articles of which one reports no death.

Source: with this and ``SAME_EVENT``, the 38 linked pairs among 92 war reports of two months, by the event of their main
toll's claim, have F1 0.71, without either 0.31; the pairs of five events marked beforehand have 0.89 with and without. Were
both asked of all articles it would be 0.80, but then a toll told in passing, in an article about a visit, is lost to its event.
"""


def mark_apart(session: Session, article_id: int, *, model_id: int) -> None:
    """Note on each weak match of an article's claims that nobody has looked at whether its articles tell of two events.

    They do when both report a death and their reports do not agree, or when one reports none and they tell no one story. What
    two claims say of day and place themselves weighs more than what stands around them: of two raids on one city on one day,
    tolls that contradict each other are the first thing a checker wants to see.

    Args:
        session: with the article's claims and matches stored.
        article_id: the article just linked.
        model_id: of the vectors by which reports are compared.
    """
    session.flush()
    weak = [
        match for match in matches_of(session, claims_of_article(session, article_id), limit=20_000) if _is_open(match)
    ]
    places = articles_of_appearances(
        session, {found for match in weak for found in (match.appearance_a_id, match.appearance_b_id)}
    )
    ends = {match.id: frozenset((places[match.appearance_a_id], places[match.appearance_b_id])) for match in weak}
    told = read_told(session, {article for both in ends.values() if len(both) == 2 for article, _ in both})
    apart = _apart(session, set(ends.values()), told, model_id=model_id)
    asserted = {found: assertion for one in told.values() for found, (_, assertion) in one.claims.items()}
    for match in weak:
        match.articles_apart = ends[match.id] in apart and not _is_of_one_setting(match, asserted)
        session.add(match)


def _is_open(match: ClaimMatch) -> bool:
    is_weak = match.relation is not Relation.RELATED and match.probability < SURE_LINK
    return is_weak and match.articles_apart is None


def _is_of_one_setting(match: ClaimMatch, asserted: Mapping[int, Assertion]) -> bool:
    """Whether both claims name one day and one place, no other means, and something follows from one for the other."""
    a, b = asserted.get(match.appearance_a_id), asserted.get(match.appearance_b_id)
    if match.relation is Relation.SAME_EVENT or a is None or b is None:
        return False
    places = compare_places(*([place for place in one.places if not is_wide(place)] for one in (a, b)))
    told = measure(a, b, similarity=0.0)
    is_other_deed = told.other_means or told.other_attacker or told.other_target or told.other_quarter
    is_one_place = places in (PlaceRelation.SAME, PlaceRelation.CONTAINED)
    return told.days is DayRelation.SAME and is_one_place and not is_other_deed


def _apart(
    session: Session, pairs: Collection[frozenset[tuple[int, int]]], told: Mapping[int, Told], *, model_id: int
) -> set[frozenset[tuple[int, int]]]:
    """Those pairs of (article, version) that tell of two events."""
    between = [pair for pair in pairs if len({article for article, _ in pair}) == 2]
    reports = {one.id: one for one in reports_of(session, told.values(), model_id=model_id)}
    stories = stories_of(session, {version for pair in between for _, version in pair})
    return {pair for pair in between if not _is_one_event(pair, reports, stories)}


def _is_one_event(
    pair: frozenset[tuple[int, int]], reports: Mapping[int, Report], stories: Mapping[int, Story]
) -> bool:
    """By their reports where both report a death, because one may tell it in passing; else by their stories."""
    (one, version), (two, other) = pair
    if one in reports and two in reports:
        return compare_reports(reports[one], reports[two]).probability >= SAME_EVENT
    return same_story(stories[version], stories[other]) >= ONE_STORY
