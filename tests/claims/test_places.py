"""Places of a text: what is one, what only looks like one, and the name it is compared by."""

from collections.abc import Callable

import pytest

from claimtrack.claims.model import Extraction
from claimtrack.claims.places import canonical_name

Extract = Callable[..., Extraction]


def places_in(extract: Extract, text: str) -> list[tuple[str, str]]:
    """Surface and name of the places of all claims of a text, without repeats."""
    found = [(place.surface, place.name) for claim in extract(text).claims for place in claim.places]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        # after a preposition and modifiers
        ("Shells fell on rebel-held eastern Aleppo.", [("eastern Aleppo", "aleppo")]),
        ("Shells fell on the rebel-held east of Aleppo.", [("Aleppo", "aleppo")]),
        ("A clinic in the government-held part of Deraa was hit.", [("Deraa", "dara")]),
        ("The council passed a resolution on Aleppo.", [("Aleppo", "aleppo")]),
        # an owner
        ("Aleppo's bakeries have run out of flour.", [("Aleppo", "aleppo")]),
        # with its country
        ("Bombs fell on Homs, Syria, all night.", [("Homs", "homs"), ("Syria", "syria")]),
        # what the text itself calls a village
        ("Twelve men died in the village of Kefrimah.", [("Kefrimah", "kefrimah")]),
        ("Buses left the villages of Kefrimah and Tel Ashan.", [("Kefrimah", "kefrimah"), ("Tel Ashan", "tel ashan")]),
        # a noun that makes it another place stays, one that adds nothing goes
        ("The army shelled Hasaka province.", [("Hasaka province", "hasakah province")]),
        ("The army shelled Raqqa city.", [("Raqqa city", "raqqah")]),
        # an apostrophe that was lost
        ("The buses waited on Aleppos outskirts.", [("Aleppos outskirts", "aleppo outskirts")]),
        # a name with an article inside
        ("A shell hit the district of Bustan al-Rashid.", [("Bustan al-Rashid", "bustan al rashid")]),
        # a country where something happens
        (
            "The United States saw a fall in exports to Mexico.",
            [("United States", "united states"), ("Mexico", "mexico")],
        ),
        ("Floods struck France.", [("France", "france")]),
        # an address
        ("A bomb went off at 12 West 40th Street.", [("12 West 40th Street", "12 west 40th street")]),
    ],
)
def test_places(extract: Extract, text: str, places: list[tuple[str, str]]) -> None:
    """Where something is set is found with its surface as written and its canonical name."""
    assert places == places_in(extract, text)


@pytest.mark.parametrize(
    "text",
    [
        "Russia vetoed the resolution.",  # a government that acts
        "Moscow was to blame, the envoy said.",  # a capital that stands for one
        "Talks with Moscow failed, the envoy said.",  # a partner
        "The talks between Moscow and Washington failed.",  # both of them
        "The bill was vetoed by France.",  # an agent
        "Paris Hilton sold her house.",  # a person's first name
        "Victoria Nuland met Joe Houston. Houston was late.",  # a surname that the article explains
        "Nice people helped the driver.",  # a word
        "The clerk was Reading's fastest runner, Police said.",  # a word that opens a sentence or a title
        "The Britain-based monitor counted the dead.",  # only says who
        "The Turkish-backed rebels fled.",  # likewise
        "Florida Sen. Tom Arden voted against it.",  # whose senator
        "Gov. Tom Arden of Ohio voted against it.",  # likewise
        "The White House denied it.",  # a house that stands for a government
        "The council met on Sunday, after Easter.",  # days
        "The University of Aleppo Press printed it.",  # inside a longer name
    ],
)
def test_what_is_no_place(extract: Extract, text: str) -> None:
    """Governments, persons, bodies, days and plain words are not where something is set."""
    assert [] == places_in(extract, text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Police arrested two men in Reading.", "reading"),  # a word, but after "in"
        ("A fire broke out near Bath.", "bath"),  # likewise
        ("The storm reached Moscow, Idaho.", "moscow"),  # with its state
    ],
)
def test_doubtful_names_count_where_only_places_stand(extract: Extract, text: str, name: str) -> None:
    """A town whose name is a word or a person's needs "in", "near" or its country."""
    assert name in [found for _, found in places_in(extract, text)]


def test_a_place_that_is_known_is_trusted_later(extract: Extract) -> None:
    """What stood for a place once is one in the rest of the article, with exact offsets."""
    text = "Shells fell on the town of Kefrimah. The siege of Kefrimah has lasted two years."

    found = [place for claim in extract(text).claims for place in claim.places]

    assert ["Kefrimah", "Kefrimah"] == [text[place.start : place.end] for place in found]


@pytest.mark.parametrize(
    ("surface", "countries", "name"),
    [
        ("the Aleppo province", frozenset(), "aleppo province"),
        ("Halab", frozenset(), "aleppo"),
        ("Tripoli", frozenset({"LB"}), "tripoli"),
        ("Madaya", frozenset(), "madaya"),  # too small to be sure which one
        ("Aleppo Street", frozenset(), "aleppo street"),  # a street is not the town
        ("Kefrimah city", frozenset(), "kefrimah"),  # no table has it
        ("北京", frozenset(), "北京"),  # another script stays as it is
    ],
)
def test_canonical_names(surface: str, countries: frozenset[str], name: str) -> None:
    """The name by which two articles' places meet."""
    assert name == canonical_name(surface, countries)
