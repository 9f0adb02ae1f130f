"""The way of a claim from speaker to outlet to those who carry it."""

from claimtrack.sourcing.chain import ChainEdge, sourcing_chain
from claimtrack.sourcing.model import Sourcing


def appearance(found: int, outlet: str, **rest: object) -> Sourcing:
    """One appearance; everything but its outlet is unknown unless told."""
    return Sourcing(appearance_id=found, outlet=outlet, **rest)  # type: ignore[arg-type]


def steps(edges: tuple[ChainEdge, ...]) -> list[tuple[str, str, int]]:
    """Source, target and depth of each edge."""
    return [(edge.source, edge.target, edge.depth) for edge in edges]


def test_no_appearance_has_no_chain() -> None:
    """An empty list has no edges."""
    assert sourcing_chain([]) == ()


def test_an_outlet_in_its_own_voice_has_no_chain() -> None:
    """There is nobody to have it from."""
    assert sourcing_chain([appearance(1, "Harbor Herald")]) == ()


def test_a_speaker_reaches_the_reader_through_the_wire() -> None:
    """Speaker, then agency, then the outlet that carries it, each with its evidence."""
    edges = sourcing_chain(
        [
            appearance(1, "Harbor Wire", outlet_is_agency=True, claimant="Ada Byrne", claimant_named=True),
            appearance(2, "Coast Post", wire_origin="Harbor Wire", wire_evidence="(HW)"),
        ]
    )

    assert steps(edges) == [("Ada Byrne", "Harbor Wire", 0), ("Harbor Wire", "Coast Post", 1)]
    assert edges[0].evidence == "Harbor Wire quotes Ada Byrne."
    assert edges[1].evidence == 'Coast Post carries the text of Harbor Wire ("(HW)").'


def test_agencies_named_in_order_stand_from_the_outlet_inwards() -> None:
    """ "According to CNN, citing the AP": the AP is nearest to the speaker."""
    edges = sourcing_chain([appearance(1, "Coast Post", via=("CNN", "AP"), claimant="officials")])

    assert steps(edges) == [("officials", "AP", 0), ("AP", "CNN", 1), ("CNN", "Coast Post", 2)]


def test_one_step_shown_twice_is_one_edge_with_both_appearances() -> None:
    """Spellings of one agency meet."""
    edges = sourcing_chain(
        [
            appearance(4, "Coast Post", via=("AP",)),
            appearance(2, "The Coast Post", via=("Associated Press",)),
        ]
    )

    assert steps(edges) == [("AP", "Coast Post", 0)]
    assert edges[0].appearances == (2, 4)


def test_forms_of_a_speakers_name_are_one_speaker() -> None:
    """A surname joins the full name; the first form read is shown."""
    edges = sourcing_chain(
        [
            appearance(1, "Harbor Herald", claimant="Ada Byrne", claimant_named=True),
            appearance(2, "Coast Post", claimant="Byrne", claimant_named=True),
        ]
    )

    assert steps(edges) == [("Ada Byrne", "Coast Post", 0), ("Ada Byrne", "Harbor Herald", 0)]


def test_unnamed_speakers_of_two_articles_stay_apart() -> None:
    """ "Activists" twice are two starts, so that nothing is made one that is not known to be."""
    edges = sourcing_chain(
        [
            appearance(1, "Harbor Herald", claimant="activists"),
            appearance(2, "Coast Post", claimant="activists"),
        ]
    )

    assert [edge.appearances for edge in edges] == [(2,), (1,)]


def test_a_chain_through_three_outlets_grows_in_depth() -> None:
    """Each names the one before it."""
    edges = sourcing_chain(
        [
            appearance(3, "Inland News", via=("Coast Post",)),
            appearance(2, "Coast Post", via=("Harbor Herald",)),
            appearance(1, "Harbor Herald", claimant="Ada Byrne", claimant_named=True),
        ]
    )

    expected = [("Ada Byrne", "Harbor Herald", 0), ("Harbor Herald", "Coast Post", 1), ("Coast Post", "Inland News", 2)]
    assert expected == steps(edges)


def test_a_cycle_ends_with_a_marked_edge() -> None:
    """Outlets that name each other give every step once, the last one marked."""
    edges = sourcing_chain(
        [
            appearance(1, "Harbor Herald", via=("Inland News",)),
            appearance(2, "Coast Post", via=("Harbor Herald",)),
            appearance(3, "Inland News", via=("Coast Post",)),
        ]
    )

    assert len(edges) == 3
    assert [edge.closes_cycle for edge in edges] == [False, False, True]


def test_an_outlet_that_names_itself_has_no_step_to_itself() -> None:
    """A via that is the outlet is passed over."""
    assert sourcing_chain([appearance(1, "Harbor Herald", via=("The Harbor Herald",))]) == ()


def test_copies_are_an_edge_without_a_direction() -> None:
    """Which text came first is not known."""
    edges = sourcing_chain(
        [
            appearance(1, "Harbor Herald", copy_group=1),
            appearance(2, "Coast Post", copy_group=1, copy_evidence="94 % of the text"),
        ]
    )

    assert [(edge.ground, edge.directed) for edge in edges] == [("copy", False)]
    assert edges[0].evidence == "Harbor Herald and Coast Post copy each other: 94 % of the text."
