"""What a fourth round of unseen articles brought up: deeds of speech, who acted before a quotation, years, roles."""

from collections.abc import Callable
from datetime import date

import pytest

from claimtrack.claims.clauses import read_by_rules
from claimtrack.claims.dates import find_dates
from claimtrack.claims.figures import find_figures
from claimtrack.claims.model import Extraction
from claimtrack.claims.parse import Tree

Extract = Callable[..., Extraction]
Trees = Callable[[str], Tree]

NO_COMMAS = (
    " The rest of this report goes on for a good while and has no sign that would part its words so that whoever reads it"
    " can see that all of them were lost on the way from the paper to the page that it now stands on in some archive."
)
"""What makes a text one whose commas were lost."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a verb of speech that reports nothing is a deed
        (
            "Crews from Tarn and Orr responded to the blaze. It burned for six hours.",
            ["Crews from Tarn and Orr responded to the blaze", "It burned for six hours"],
        ),
        (
            "Ty Arden added 16 points for Tarn, while Ola Brandt had 14.",
            ["Ty Arden added 16 points for Tarn", "Ola Brandt had 14"],
        ),
        # beside a quotation it is a report
        ('"The dam has burst," Vale said in a speech to the council.', ["The dam has burst"]),
        # a deed and a report that says otherwise
        (
            "The army announced a three-hour truce to let convoys reach Larnos but the mayor said it would not be enough.",
            ["The army announced a three-hour truce to let convoys reach Larnos", "it would not be enough"],
        ),
        # a verb that the parser takes for an adjective
        (
            "Both her husband, Petro Vani, and her daughter, Ada Vani, also stumped for her in Larnos.",
            ["Both her husband, Petro Vani, and her daughter, Ada Vani, also stumped for her in Larnos"],
        ),
        # two words are enough where somebody does something
        (
            "Groups of youngsters are still hurling fire bombs, smashing shops and fighting running battles with riot police.",
            [
                "Groups of youngsters are still hurling fire bombs",
                "smashing shops",
                "fighting running battles with riot police",
            ],
        ),
    ],
)
def test_where_claims_begin_and_end(extract: Extract, text: str, expected: list[str]) -> None:
    """The spans of a text, in order."""
    assert expected == [claim.quote for claim in extract(text).claims]


@pytest.mark.parametrize(
    ("text", "part", "claimant", "via"),
    [
        # who acts in the sentence before a quotation that nobody is said to speak
        (
            'President Carlo Papas condemned the riots. "Our country has reached the edge of the abyss."',
            "edge of the abyss",
            "Carlo Papas",
            (),
        ),
        (
            "Dara Schmidt, a vice president of the Tarn Bird Council, agreed with the plan. “We are glad they acted.”",
            "glad they acted",
            "Dara Schmidt",
            (),
        ),
        # who arrests, jails or shells somebody is not who speaks
        ('Police arrested Jan Vale on Friday. "I did nothing wrong, and they know it."', "nothing wrong", None, ()),
        (
            '"We lost everything," Ada Horn said. The army shelled the town again on Friday. "We will never forget it."',
            "never forget",
            "Ada Horn",
            (),
        ),
        # a part of a body is no person
        ("The Labour Party Youth Wing said the vote was unfair.", "vote was unfair", "Labour Party Youth Wing", ()),
        # whom something befell has not spoken
        ('The plan was dropped. "It was a bad plan."', "bad plan", None, ()),
        # a report between commas that also tells to whom
        ("Instead, Vale told CNN, his plan would cost nothing.", "cost nothing", "Vale", ("CNN",)),
        # a host and the station
        ("Vale told Bill Horn of Fox News that the dam was safe.", "dam was safe", "Vale", ("Fox News",)),
        # a long office and a name, whose comma was lost
        (
            "Director of Tarn National Hospital Dr. Farid Sadek told SANA that the bodies of 10 victims had arrived."
            + NO_COMMAS,
            "10 victims",
            "Farid Sadek",
            ("SANA",),
        ),
        (
            "Member of the Syrian Coalition Badr Sadek said that the regime refuses to share the water." + NO_COMMAS,
            "share the water",
            "Badr Sadek",
            (),
        ),
        # an agency that the parser does not know for a name
        (
            "A source at Tarn Police Command said in a statement to SANA that groups targeted the town with shells."
            + NO_COMMAS,
            "with shells",
            "A source at Tarn Police Command",
            ("SANA",),
        ),
        # an agency and what it is
        (
            "Four people were killed and six others injured in an attack in Larnos on Thursday state news agency SANA reported."
            + NO_COMMAS,
            "Four people",
            None,
            ("SANA",),
        ),
        # who is credited at the end of a sentence without commas
        (
            "Shells hit the two quarters with a number of explosive rounds injuring three people in Orr according to a source"
            " at Tarn Police Command." + NO_COMMAS,
            "injuring three",
            "a source at Tarn Police Command",
            (),
        ),
        # a second report has its subject before it, not behind
        (
            "A police source confirmed the death toll to a visitor and said the assailant blew himself up near a bakery."
            + NO_COMMAS,
            "blew himself up",
            "A police source",
            (),
        ),
        # what a report adds whose verb the parser takes for a participle
        (
            '"A bomb killed four people" SANA reported adding that the blast damaged shops and cars near the centre.'
            + NO_COMMAS,
            "damaged shops",
            None,
            ("SANA",),
        ),
    ],
)
def test_who_said_it_and_through_whom(
    extract: Extract, text: str, part: str, claimant: str | None, via: tuple[str, ...]
) -> None:
    """The claimant and the channels of the claim that holds some words."""
    claim = next(c for c in extract(text).claims if part in c.quote)

    assert (claimant, via) == (claim.claimant, claim.via)


def test_state_media_at_the_end_of_a_headline(extract: Extract) -> None:
    """The colon before them is often lost."""
    claim = extract("Rebel fire in Larnos kills 14 State media\n\nNobody has said more about it yet.").claims[0]

    assert ("Rebel fire in Larnos kills 14", "State media") == (claim.quote, claim.claimant)


def test_nested_deeds_of_speech_are_read_once(tree_of: Trees) -> None:
    """However deep a clause stands: reading it once for each level above would double the work with each level."""
    tree = tree_of("Vale responded to the fire " + "because Horn responded to the flood " * 25 + ".")

    reading = read_by_rules(tree)

    assert len(reading.acts) <= 26
    assert len(reading.speakers) <= 52


def test_a_person_who_only_acted_is_not_remembered_as_a_speaker(extract: Extract) -> None:
    """Two presidents meet; "the president" who then speaks is neither for sure."""
    text = "President Ana Petrova met President Luis Ortega. The president said the talks had failed."

    assert "president" == next(c for c in extract(text).claims if "failed" in c.quote).claimant


@pytest.mark.parametrize(
    ("text", "published", "surface", "iso"),
    [
        # "United" is no verb in the past tense
        ("he planned to visit the United States before January in case", date(2016, 5, 11), "January", "2017-01"),
        # "called for" looks ahead only to what it calls for
        ("Vale called for the ban in December", date(2016, 5, 11), "December", "2015-12"),
        ("The vote is called for Sunday", date(2016, 8, 10), "Sunday", "2016-08-14"),
        # the present tense speaks of the month to come
        ("She is paying $75 to run a spot in early January", date(2015, 11, 27), "January", "2016-01"),
        ("They paid $75 to run a spot in early January", date(2015, 11, 27), "January", "2015-01"),
        # but what has lasted or is over lies behind
        ("Syria is facing its worst drought since September.", date(2016, 8, 10), "September", "2015-09"),
        ("The city is mourning the victims of last September", date(2016, 8, 10), "last September", "2015-09"),
        ("The group is blaming the army for the October raid", date(2016, 8, 10), "October", "2015-10"),
        # a premier is no month and no modal verb
        ("Vale and May met on Friday in London.", date(2016, 8, 10), "Friday", "2016-08-05"),
        # years that things are named by, and parts of years
        ("to include the 2001 invasion of Tarn", date(2016, 5, 11), "2001", "2001"),
        ("killed in a 2011 U.S. drone strike", date(2016, 5, 11), "2011", "2011"),
        ("during the first half of the year", date(2015, 11, 27), "the first half of the year", "2015-01/2015-06"),
        ("in the second half of 2014", date(2015, 11, 27), "the second half of 2014", "2014-07/2014-12"),
        (
            "the first three months of last year",
            date(2015, 5, 7),
            "the first three months of last year",
            "2014-01/2014-03",
        ),
    ],
)
def test_when(text: str, published: date, surface: str, iso: str) -> None:
    """The day, month or span that an expression means."""
    assert (surface, iso) in [(found.surface, found.iso) for found in find_dates(text, published)]


def test_earlier_in_the_day_is_the_day_told_before() -> None:
    """Without one it may be any, and stays open."""
    told = find_dates("killed one on Friday and wounded 12 others earlier in the day", date(2016, 8, 10))

    assert ["2016-08-05", "2016-08-05"] == [found.iso for found in told]
    assert [None] == [found.iso for found in find_dates("It fell earlier in the day", date(2016, 8, 10))]


@pytest.mark.parametrize(
    "text",
    [
        "The 2010 people who came were fed.",
        "They sold 2,010 boats.",
        "The 2000 soldiers were sent home.",
        "Its 2000 employees struck.",
        "A 2000 strong crowd met.",
        "They spoke to April and June Vani.",
        "They voted for May.",
    ],
)
def test_no_year(text: str) -> None:
    """Counts that look like years, and people who are called like months."""
    assert [] == find_dates(text, date(2016, 8, 10))


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Ten civilians, some of them children, killed in airstrike", [(10, 10, "killed")]),
        ("Raids left 23 civilians - including nine children - dead.", [(23, 23, "killed"), (9, 9, "killed")]),
        ("Shells hit the market, claiming two lives and injuring three people.", [(2, 2, "killed"), (3, 3, "injured")]),
        ("Rocket attacks kill 10 civilians injure dozens in Tarn", [(10, 10, "killed"), (24, None, "injured")]),
        ("The town took in 41 people who sustained injuries from the blast.", [(41, 41, "injured")]),
        ("Millions have been forced to flee.", [(2_000_000, None, "displaced")]),
        ("Six civilians from one family were killed in the raids.", [(6, 6, "killed")]),
        ("The draft goes to the council on July 8 and 9.", []),
        # a day before a count
        ("The bomb exploded on July 8 and 12 people were killed.", [(12, 12, "killed")]),
        ("Rockets hit the town on Jan. 5 and 20 more were wounded.", [(20, 20, "injured")]),
        ("The storm killed 12 people on June 3 and 4 others on June 5.", [(12, 12, "killed"), (4, 4, "others")]),
        # what the part did, not what befell the whole
        ("Police held 12 men, some of whom had killed two guards.", [(12, 12, "men"), (2, 2, "killed")]),
        ("Three people who suffered burns died in hospital.", [(3, 3, "killed")]),
        # who leaves an office or a field has a home
        ("Five ministers were forced to leave the government.", [(5, 5, "ministers")]),
        ("Some 900 people were forced to leave their homes.", [(900, 900, "displaced")]),
        ("It is a 501(c)(4) group.", []),
        ("We will close the 501 c3 organization.", []),
    ],
)
def test_how_many(tree_of: Trees, text: str, figures: list[tuple[int, int | None, str]]) -> None:
    """The figures of a text, in order."""
    assert figures == [(found.low, found.high, found.role) for found in find_figures(tree_of(text))]
