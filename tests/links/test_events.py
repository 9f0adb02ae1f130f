"""Claims of one event as groups."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from claimtrack.links.events import EventClaim, EventGroup, EventLink, group_events
from claimtrack.links.model import Relation

MONDAY = (date(2016, 10, 10), date(2016, 10, 10))
FRIDAY = (date(2016, 10, 14), date(2016, 10, 14))


def link(a: int, b: int, probability: float = 0.7, relation: Relation = Relation.SAME_EVENT, **rest: bool) -> EventLink:
    """A judged link."""
    return EventLink(a=a, b=b, relation=relation, probability=probability, **rest)


def claims(*ids: int, place: str = "aleppo") -> list[EventClaim]:
    """Claims set in one place."""
    return [EventClaim(id=found, places=(place,)) for found in ids]


def members(groups: tuple[EventGroup, ...]) -> list[tuple[int, ...]]:
    """The ids of each group."""
    return [group.claims for group in groups]


TWO_EVENTS = [*claims(1, 2, 3), *claims(4, 5, 6, place="deraa")]
INSIDE = [link(1, 2), link(2, 3), link(4, 5), link(5, 6)]


def test_no_claims_have_no_groups() -> None:
    """Nothing comes of nothing."""
    assert group_events([], []) == ()


def test_a_claim_without_links_is_a_group_of_its_own() -> None:
    """Every claim is in some group."""
    assert members(group_events(claims(2, 1), [])) == [(1,), (2,)]


def test_every_relation_but_related_ties_two_claims() -> None:
    """Conflicting and updated claims are of one event; related ones are not."""
    ties = [
        link(1, 2, relation=Relation.CONFLICTS),
        link(2, 3, relation=Relation.UPDATES),
        link(3, 4, relation=Relation.RELATED),
    ]

    assert members(group_events(claims(1, 2, 3, 4), ties)) == [(1, 2, 3), (4,)]


def test_one_weak_link_does_not_chain_two_events_of_other_places() -> None:
    """The link is shown with both groups instead."""
    bridge = link(3, 4, 0.6)

    groups = group_events(TWO_EVENTS, [*INSIDE, bridge])

    assert members(groups) == [(1, 2, 3), (4, 5, 6)]
    assert [group.held_back for group in groups] == [(bridge,), (bridge,)]


def test_further_weak_links_do_not_chain_them_either() -> None:
    """Weak links come in numbers where two events are told in like words."""
    bridges = [link(3, 4, 0.6), link(2, 6, 0.6)]

    assert members(group_events(TWO_EVENTS, [*INSIDE, *bridges])) == [(1, 2, 3), (4, 5, 6)]


def test_a_claim_that_names_both_places_goes_to_one_of_them() -> None:
    """ "No connection with the raids on Aleppo" does not make the two one event."""
    told = [*TWO_EVENTS, EventClaim(id=7, places=("deraa", "aleppo"))]

    groups = group_events(told, [*INSIDE, link(7, 2, 0.65), link(7, 5, 0.6)])

    assert members(groups) == [(1, 2, 3, 7), (4, 5, 6)]


def test_what_names_no_place_goes_with_what_it_is_linked_to() -> None:
    """Nothing is said against it; but a link onwards is weighed against the whole group."""
    told = [*claims(1, 2), EventClaim(id=3), *claims(4, 5, place="deraa")]

    groups = group_events(told, [link(1, 2), link(4, 5), link(3, 2, 0.65), link(3, 4, 0.6)])

    assert members(groups) == [(1, 2, 3), (4, 5)]


def test_one_sure_link_ties_events_of_other_places() -> None:
    """A near-certain pair outweighs place names, which may be a town and its province."""
    assert members(group_events(TWO_EVENTS, [*INSIDE, link(3, 4, 0.95)])) == [(1, 2, 3, 4, 5, 6)]


def test_a_confirmed_link_is_never_held_back() -> None:
    """A person's word goes before the guard."""
    assert members(group_events(TWO_EVENTS, [*INSIDE, link(3, 4, 0.2, confirmed=True)])) == [(1, 2, 3, 4, 5, 6)]


def test_one_weak_link_ties_big_groups_of_one_place() -> None:
    """Without a difference in place or day nothing speaks against it."""
    assert members(group_events(claims(1, 2, 3, 4, 5, 6), [*INSIDE, link(3, 4, 0.6)])) == [(1, 2, 3, 4, 5, 6)]


def test_another_day_holds_a_weak_link_back_too() -> None:
    """A series of attacks in one town is not one event."""
    days = {1: MONDAY, 2: MONDAY, 3: MONDAY, 4: FRIDAY, 5: FRIDAY, 6: FRIDAY}
    told = [EventClaim(id=found, days=(day,), places=("aleppo",)) for found, day in days.items()]

    assert members(group_events(told, [*INSIDE, link(3, 4, 0.6)])) == [(1, 2, 3), (4, 5, 6)]


def test_a_weak_link_to_a_lone_claim_of_another_place_is_held_back() -> None:
    """A lone claim has its place too."""
    told = [*claims(1, 2, 3), *claims(4, place="deraa")]

    assert members(group_events(told, [link(1, 2), link(2, 3), link(3, 4, 0.6)])) == [(1, 2, 3), (4,)]


def test_a_weak_link_between_articles_of_two_events_is_held_back() -> None:
    """Sentences about two raids on one city on one day are alike; the articles around them are not."""
    apart = EventLink(a=3, b=4, relation=Relation.CONFLICTS, probability=0.6, articles_apart=True)

    groups = group_events(claims(1, 2, 3, 4, 5, 6), [*INSIDE, apart])

    assert [(1, 2, 3), (4, 5, 6)] == members(groups)
    assert ((apart,), (apart,)) == tuple(group.held_back for group in groups)


def test_links_to_unknown_claims_are_passed_over() -> None:
    """A claim that was merged away leaves no group behind."""
    assert members(group_events(claims(1), [link(1, 99)])) == [(1,)]


LINKS = st.lists(
    st.builds(
        link,
        st.integers(1, 9),
        st.integers(1, 9),
        st.sampled_from([0.4, 0.6, 0.95]),
        st.sampled_from(list(Relation)),
        confirmed=st.booleans(),
    ),
    max_size=15,
)


SETTINGS = [*claims(1, 2, 3, 4), *claims(5, 6, 7, place="deraa"), *claims(8, 9, place="homs")]


@given(LINKS.flatmap(lambda links: st.tuples(st.just(links), st.permutations(links))), st.permutations(SETTINGS))
def test_groups_do_not_depend_on_the_order_of_what_comes_in(
    links: tuple[list[EventLink], list[EventLink]], shuffled: list[EventClaim]
) -> None:
    """Claims and links in any order give the same groups, and every claim is in one."""
    groups = group_events(SETTINGS, links[0])

    assert members(groups) == members(group_events(shuffled, links[1]))
    assert sorted(found for group in groups for found in group.claims) == list(range(1, 10))
