"""People say who owns an outlet, of what kind it is and where it publishes, and its claims' sources are counted anew."""

import pytest

from claimtrack import errors
from claimtrack.db.tables import OutletKind
from claimtrack.services.describing import DescribedOutlet, get_outlet, list_outlets, set_outlet
from claimtrack.services.engine import Engine
from claimtrack.services.seeding import find_seeds, plant

from .planting import plant_claim, stored_claim


def outlet_named(engine: Engine, name: str) -> DescribedOutlet:
    """The outlet with that name."""
    return next(one for one in list_outlets(engine, limit=200).items if one.name == name)


def described(engine: Engine, name: str, **changes: object) -> DescribedOutlet:
    """The outlet after some of what is said of it was changed."""
    found = outlet_named(engine, name)
    values = {"kind": found.kind, "family": found.family, "domain": found.domain, "revision": found.revision}
    return set_outlet(engine, found.id, **{**values, **changes}, actor="ana")


def sources(engine: Engine, claim_id: int) -> tuple[int, int]:
    """(independent, unproven) sources of a claim."""
    claim = stored_claim(engine, claim_id)
    return claim.independent_sources, claim.unproven_sources


def test_outlets_of_one_family_are_one_source_from_then_on(engine: Engine) -> None:
    """The claim that both carry has a source less; setting it back gives it back; other claims are left alone."""
    shared = plant_claim(engine, outlets=["Delta Post", "Hill Courier"])
    alone = plant_claim(engine, outlets=["Coast Post"])
    before = [sources(engine, shared), sources(engine, alone)]

    described(engine, "Delta Post", family="Delta Group")
    half = sources(engine, shared)
    described(engine, "Hill Courier", family="Delta Group")
    joined = [sources(engine, shared), sources(engine, alone)]
    described(engine, "Delta Post", family=None)

    assert [(0, 2), (0, 1)] == before
    assert (0, 2) == half
    assert [(0, 1), (0, 1)] == joined
    assert before == [sources(engine, shared), sources(engine, alone)]


def test_an_agency_is_a_source_by_itself(engine: Engine) -> None:
    """Its kind says so: what it reports in its own voice is proven."""
    claim_id = plant_claim(engine, outlets=["Delta Wire"])

    described(engine, "Delta Wire", kind=OutletKind.AGENCY)

    assert (1, 0) == sources(engine, claim_id)


def test_every_change_is_in_the_record_and_what_changes_nothing_is_not(engine: Engine) -> None:
    """Who, before, after and why; the newest first."""
    plant_claim(engine, outlets=["Delta Post"])
    outlet_id = outlet_named(engine, "Delta Post").id

    set_outlet(
        engine,
        outlet_id,
        kind=OutletKind.NEWSPAPER,
        family=" Delta\n Group ",
        domain="https://www.DeltaPost.example/news?x=1",
        revision=1,
        actor="ana",
        reason="its imprint",
    )
    same = described(engine, "Delta Post")

    (event,) = get_outlet(engine, outlet_id).record
    assert ("ana", "outlet-described", "its imprint") == (event.actor, event.action, event.reason)
    assert {"kind": "unknown", "family": None, "domain": None} == event.before
    assert {"kind": "newspaper", "family": "Delta Group", "domain": "deltapost.example"} == event.after
    assert 2 == same.revision


def test_a_family_is_spelt_as_it_is_known(engine: Engine) -> None:
    """And the outlets of one family find each other."""
    plant_claim(engine, outlets=["Delta Post", "Hill Courier"])
    described(engine, "Delta Post", family="Courier Group")

    second = described(engine, "Hill Courier", family="the courier group")

    page = get_outlet(engine, second.id)
    assert "Courier Group" == second.family
    assert (["Delta Post"], ("Courier Group",)) == ([one.name for one in page.relatives], page.families)


def test_who_was_slower_is_told(engine: Engine) -> None:
    """Nothing of the second change is stored."""
    plant_claim(engine, outlets=["Delta Post"])
    described(engine, "Delta Post", family="Delta Group")

    with pytest.raises(errors.StaleVersion):
        described(engine, "Delta Post", family="Hill Group", revision=1)

    assert "Delta Group" == outlet_named(engine, "Delta Post").family


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"domain": "taken.example"}, errors.Conflict),
        ({"domain": "localhost"}, errors.InvalidUrl),
        ({"domain": "not a domain"}, errors.InvalidUrl),
        ({"family": "–"}, errors.InvalidQuery),
    ],
)
def test_what_cannot_be_so_is_refused(engine: Engine, changes: dict[str, str], error: type[Exception]) -> None:
    """A domain of another outlet, what is no domain, a family without a letter in its name."""
    plant_claim(engine, outlets=["Delta Post", "Hill Courier"])
    described(engine, "Hill Courier", domain="taken.example")

    with pytest.raises(error):
        described(engine, "Delta Post", **changes)

    assert (None, None, 1) == (
        (found := outlet_named(engine, "Delta Post")).domain,
        found.family,
        found.revision,
    )


def test_unknown_outlets_are_told_as_such(engine: Engine) -> None:
    """To look at and to change."""
    with pytest.raises(errors.NotFound):
        get_outlet(engine, 7)
    with pytest.raises(errors.NotFound):
        set_outlet(engine, 7, kind=OutletKind.UNKNOWN, family=None, domain=None, revision=1, actor="ana")


def test_the_list_goes_on_where_it_ended_and_finds_by_name_domain_and_family(engine: Engine) -> None:
    """By name; a percent sign is a percent sign."""
    plant_claim(engine, outlets=["Delta Post", "coast post", "Hill Courier"])
    described(engine, "Hill Courier", family="Delta Group", domain="hills.example")

    first = list_outlets(engine, limit=2)
    second = list_outlets(engine, cursor=first.next_cursor, limit=2)

    assert ["coast post", "Delta Post", "Hill Courier"] == [one.name for one in (*first.items, *second.items)]
    assert second.next_cursor is None
    assert [1, 1, 1] == [one.article_count for one in (*first.items, *second.items)]
    found = {query: [one.name for one in list_outlets(engine, query=query).items] for query in ("delta", "hills.", "%")}
    assert {"delta": ["Delta Post", "Hill Courier"], "hills.": ["Hill Courier"], "%": []} == found


def test_loading_the_demo_again_leaves_what_people_said(engine: Engine) -> None:
    """A demo that starts again must not undo a checker's work."""
    plant(engine, find_seeds(), actor="demo")
    described(engine, "Hill Courier", family="Hill Group")

    plant(engine, find_seeds(), actor="demo")

    assert ("Hill Group", "Courier Group") == (
        outlet_named(engine, "Hill Courier").family,
        outlet_named(engine, "Valley Courier").family,
    )
