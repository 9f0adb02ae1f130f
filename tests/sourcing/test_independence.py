"""How many independent sources stand behind a claim, and why they are not more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.sourcing.independence import count_sources
from claimtrack.sourcing.model import SourceCount, Sourcing


def appearance(found: int, outlet: str, **rest: object) -> Sourcing:
    """One appearance; everything but its outlet is unknown unless told."""
    return Sourcing(appearance_id=found, outlet=outlet, **rest)  # type: ignore[arg-type]


def members(count: SourceCount) -> list[tuple[int, ...]]:
    """The appearance ids of each source."""
    return sorted(source.members for source in count.sources)


def grounds(count: SourceCount) -> set[str]:
    """Why appearances were merged."""
    return {merge.ground for source in count.sources for merge in source.merges}


def test_no_appearance_has_no_source() -> None:
    """An empty list counts nothing."""
    assert SourceCount(sources=(), independent=0, unproven=0) == count_sources([])


def test_two_agencies_that_quote_one_named_monitor_are_one_source() -> None:
    """The monitor, not the agency, is where both have it from."""
    count = count_sources(
        [
            appearance(1, "Reuters", outlet_is_agency=True, claimant="Coastal Watch", claimant_named=True),
            appearance(2, "Associated Press", outlet_is_agency=True, claimant="the Coastal Watch", claimant_named=True),
        ]
    )

    assert (count.independent, count.unproven) == (1, 0)
    assert count.sources[0].label == "the Coastal Watch"
    assert count.sources[0].merges[0].evidence == "Reuters and Associated Press quote Coastal Watch."


def test_two_titles_of_one_family_are_one_source() -> None:
    """One owner is one voice, here a proven one because an article names who says it."""
    count = count_sources(
        [
            appearance(1, "Morning Post", family="Meridian Group", claimant="Ada Byrne", claimant_named=True),
            appearance(2, "Evening Post", family="meridian group"),
        ]
    )

    assert (count.independent, count.unproven) == (1, 0)
    assert count.sources[0].merges[0].evidence == "Morning Post and Evening Post belong to Meridian Group."


def test_two_articles_of_one_outlet_are_one_source() -> None:
    """An outlet that nobody mapped is its own family."""
    count = count_sources([appearance(1, "The Harbor Herald"), appearance(2, "Harbor Herald")])

    assert members(count) == [(1, 2)]
    assert count.sources[0].merges[0].evidence == "Both are in The Harbor Herald."


def test_an_unnamed_source_is_unproven() -> None:
    """ "Officials" name nobody: the appearance is shown, and not counted as independent."""
    count = count_sources([appearance(1, "Harbor Herald", claimant="officials")])

    assert (count.independent, count.unproven) == (0, 1)
    assert count.sources[0].label == "Harbor Herald (no source named)"


def test_the_same_unnamed_words_in_two_outlets_are_two_unproven_sources() -> None:
    """ "Activists" here and "activists" there may be the same people or not: neither merged nor counted."""
    count = count_sources(
        [appearance(1, "Harbor Herald", claimant="activists"), appearance(2, "Coast Post", claimant="activists")]
    )

    assert (count.independent, count.unproven) == (0, 2)
    assert members(count) == [(1,), (2,)]


def test_an_outlet_in_its_own_voice_is_unproven() -> None:
    """Without any sign where it has it from, an outlet proves nothing."""
    count = count_sources([appearance(1, "Harbor Herald")])

    assert (count.independent, count.unproven) == (0, 1)


def test_an_agency_reporting_itself_is_a_proven_source() -> None:
    """An agency in its own voice is where others have it from."""
    count = count_sources([appearance(1, "Harbor Wire", outlet_is_agency=True)])

    assert (count.independent, count.unproven) == (1, 0)
    assert count.sources[0].label == "Harbor Wire (agency)"


def test_one_wire_under_two_spellings_is_one_source_with_both_spans_as_evidence() -> None:
    """AP is the Associated Press, and the spans that show it are told."""
    count = count_sources(
        [
            appearance(1, "Harbor Herald", wire_origin="AP", wire_evidence="(AP)"),
            appearance(2, "Coast Post", wire_origin="The Associated Press", wire_evidence="The Associated Press"),
        ]
    )

    assert (count.independent, count.unproven) == (1, 0)
    assert count.sources[0].label == "The Associated Press (agency)"
    expected = "Harbor Herald and Coast Post print the text of AP, credited as “(AP)” and “The Associated Press”."
    assert expected == count.sources[0].merges[0].evidence


def test_a_wire_text_and_an_article_citing_that_agency_are_one_source() -> None:
    """A wire origin here meets a via there."""
    count = count_sources(
        [appearance(1, "Harbor Herald", wire_origin="AFP"), appearance(2, "Coast Post", via=("Agence France-Presse",))]
    )

    assert members(count) == [(1, 2)]
    expected = "Harbor Herald carries the text of AFP. Coast Post says that it has this from Agence France-Presse."
    assert expected == count.sources[0].merges[0].evidence


def test_an_article_citing_an_outlet_merges_with_that_outlets_own_article() -> None:
    """A via that names another appearance's outlet leads to it."""
    count = count_sources([appearance(1, "CNN"), appearance(2, "Harbor Herald", via=("CNN",))])

    assert (count.independent, count.unproven) == (1, 0)
    assert count.sources[0].label == "via CNN"
    expected = "CNN reports it itself. Harbor Herald says that it has this from CNN."
    assert expected == count.sources[0].merges[0].evidence


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (0, 2, 1)])
def test_a_chain_through_three_outlets_is_one_source_in_any_order(order: tuple[int, ...]) -> None:
    """Each names the one before it; the first reports in its own voice."""
    chain = [
        appearance(1, "Harbor Herald"),
        appearance(2, "Coast Post", via=("Harbor Herald",)),
        appearance(3, "Inland News", via=("Coast Post",)),
    ]

    count = count_sources([chain[place] for place in order])

    assert members(count) == [(1, 2, 3)]
    assert (count.independent, count.unproven) == (1, 0)
    assert {"via"} == grounds(count)


def test_outlets_that_only_name_each_other_are_one_unproven_source() -> None:
    """A cycle has no root: nobody in it says where it has it from outside."""
    count = count_sources(
        [
            appearance(1, "Harbor Herald", via=("Inland News",)),
            appearance(2, "Coast Post", via=("Harbor Herald",)),
            appearance(3, "Inland News", via=("Coast Post",)),
        ]
    )

    assert members(count) == [(1, 2, 3)]
    assert (count.independent, count.unproven) == (0, 1)


def test_a_cycle_with_a_named_claimant_in_it_is_proven() -> None:
    """One named speaker is a root for all that hang together with it."""
    count = count_sources(
        [
            appearance(1, "Harbor Herald", via=("Coast Post",)),
            appearance(2, "Coast Post", via=("Harbor Herald",), claimant="Ada Byrne", claimant_named=True),
        ]
    )

    assert (count.independent, count.unproven) == (1, 0)
    assert count.sources[0].label == "Ada Byrne"


def test_an_outlet_that_names_itself_gains_nothing() -> None:
    """ "The Herald has learnt" is the outlet's own voice."""
    count = count_sources([appearance(1, "Harbor Herald", via=("The Harbor Herald",))])

    assert (count.independent, count.unproven) == (0, 1)


def test_copies_are_one_source_and_tell_how_alike_they_are() -> None:
    """A copy group merges, with its own evidence."""
    count = count_sources(
        [
            appearance(1, "Harbor Herald", copy_group=7, via=("AP",)),
            appearance(2, "Coast Post", copy_group=7, copy_evidence="94 % of the text"),
            appearance(3, "Inland News"),
        ]
    )

    assert members(count) == [(1, 2), (3,)]
    assert (count.independent, count.unproven) == (1, 1)
    expected = "Harbor Herald and Coast Post copy each other: 94 % of the text."
    assert expected == count.sources[0].merges[0].evidence


def test_different_grounds_join_up_into_one_source() -> None:
    """A shares a wire with B, B a family with C, C a claimant with D."""
    count = count_sources(
        [
            appearance(1, "Harbor Herald", wire_origin="AP"),
            appearance(2, "Coast Post", wire_origin="ap", family="Meridian"),
            appearance(3, "Coast Weekly", family="Meridian", claimant="Ada Byrne", claimant_named=True),
            appearance(4, "Inland News", claimant="Byrne", claimant_named=True),
        ]
    )

    assert members(count) == [(1, 2, 3, 4)]
    assert {"wire", "family", "claimant"} == grounds(count)


def test_a_surname_that_fits_two_claimants_merges_with_neither() -> None:
    """ "Byrne" is not decided between Ada and Tom."""
    count = count_sources(
        [
            appearance(1, "Harbor Herald", claimant="Ada Byrne", claimant_named=True),
            appearance(2, "Coast Post", claimant="Tom Byrne", claimant_named=True),
            appearance(3, "Inland News", claimant="Byrne", claimant_named=True),
        ]
    )

    assert (count.independent, count.unproven) == (3, 0)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("SOHR", "Syrian Observatory for Human Rights"),  # initials
        ("Britain-based Syrian Observatory for Human Rights", "the Syrian Observatory for Human Rights"),  # epithet
        ("Peskov", "Dmitry Peskov"),  # surname
        ("Kremlin spokesman Dmitry Peskov", "Dmitry Peskov"),  # office
        ("DMITRY PESKOV", "Dmitry  Peskov"),  # case and blanks
        ("François Hollande", "Francois Hollande"),  # accents
    ],
)
def test_forms_of_one_name_are_one_claimant(one: str, two: str) -> None:
    """Two forms of a name in two outlets are one source."""
    count = count_sources(
        [
            appearance(1, "Harbor Herald", claimant=one, claimant_named=True),
            appearance(2, "Coast Post", claimant=two, claimant_named=True),
        ]
    )

    assert (count.independent, count.unproven) == (1, 0)


def test_a_name_marked_unnamed_is_not_merged() -> None:
    """Only a claimant that extraction calls named can merge."""
    count = count_sources(
        [appearance(1, "Harbor Herald", claimant="a monitor"), appearance(2, "Coast Post", claimant="a monitor")]
    )

    assert (count.independent, count.unproven) == (0, 2)


def test_appearances_without_an_outlet_name_do_not_meet_in_the_blank() -> None:
    """Two pasted texts with no outlet are two unproven sources."""
    count = count_sources([appearance(1, ""), appearance(2, "")])

    assert (count.independent, count.unproven) == (0, 2)


def test_proven_sources_come_first_and_then_the_larger() -> None:
    """The order is the one in which a checker reads them."""
    count = count_sources(
        [
            appearance(1, "Harbor Herald"),
            appearance(2, "Coast Post", claimant="Ada Byrne", claimant_named=True),
            appearance(3, "Inland News", via=("AP",)),
            appearance(4, "Plain Times", via=("AP",)),
        ]
    )

    assert [source.members for source in count.sources] == [(3, 4), (2,), (1,)]


NAMES = st.sampled_from(["Harbor Herald", "Coast Post", "Inland News", "AP", "Reuters", "CNN"])


@st.composite
def sourcings(draw: st.DrawFn) -> list[Sourcing]:
    """Up to eight appearances that name each other at random."""
    size = draw(st.integers(min_value=0, max_value=8))
    return [
        appearance(
            found,
            draw(NAMES),
            via=tuple(draw(st.lists(NAMES, max_size=2))),
            wire_origin=draw(st.none() | st.sampled_from(["AP", "Reuters"])),
            copy_group=draw(st.none() | st.integers(min_value=1, max_value=2)),
            claimant=draw(st.none() | st.sampled_from(["Ada Byrne", "Tom Hale", "activists"])),
            claimant_named=draw(st.booleans()),
        )
        for found in range(size)
    ]


@given(sourcings(), st.randoms(use_true_random=False))
def test_every_appearance_is_in_one_source_whatever_the_order(items: list[Sourcing], random: object) -> None:
    """Sources partition the appearances, spanned by their merges, and the order of input changes nothing."""
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    count, other = count_sources(items), count_sources(shuffled)

    assert sorted(item.appearance_id for item in items) == sorted(m for s in count.sources for m in s.members)
    assert all(len(source.merges) == len(source.members) - 1 for source in count.sources)
    assert all(merge.evidence for source in count.sources for merge in source.merges)
    assert members(count) == members(other)
    assert (count.independent, count.unproven) == (other.independent, other.unproven)
