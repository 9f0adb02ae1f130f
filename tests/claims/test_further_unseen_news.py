"""What a second round of unseen articles brought up: where claims begin and end there, who makes them, and how many."""

from collections.abc import Callable
from datetime import date

import pytest

from claimtrack.claims.model import Extraction

Extract = Callable[..., Extraction]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what somebody named did "when" another did
        (
            "The council met in a tent last week when the river flooded the town hall.",
            ["The council met in a tent last week", "when the river flooded the town hall"],
        ),
        # but a toll stays with its attack
        (
            "At least 13 farmers were killed when raiders shelled a market in Larnos.",
            ["At least 13 farmers were killed when raiders shelled a market in Larnos"],
        ),
        # a reason that is denied
        ("I will never ask for votes because I am a nurse.", ["I will never ask for votes because I am a nurse"]),
        # an addition in the middle of the article's own clause
        (
            "Tarn Rivers, which has spent heavily on the old dam, made the same demand of the mayor.",
            [
                "Tarn Rivers, which has spent heavily on the old dam, made the same demand of the mayor",
                "which has spent heavily on the old dam",
            ],
        ),
        # a definite description at the end
        (
            "She spoke of her distaste for Petro Vani, the current leader of the race.",
            ["She spoke of her distaste for Petro Vani", "the current leader of the race"],
        ),
        # what only says that it comes
        (
            "The raids came as northern troops shelled the road to Larnos.",
            ["northern troops shelled the road to Larnos"],
        ),
        # a bridge that only its relative tells of
        (
            "There is a quiet deal that links the mayor with the owners of the dam.",
            ["There is a quiet deal that links the mayor with the owners of the dam"],
        ),
        # a report behind a verb that says how it goes
        ("The mayor went on to say that the dam was safe.", ["the dam was safe"]),
        ("The mayor was quick to add that the dam was safe.", ["the dam was safe"]),
        # what should have been known is judged, not reported
        (
            "The judge said the mayor should have known that the dam was unsafe.",
            ["the mayor should have known that the dam was unsafe"],
        ),
        # a verb in a headline that the parser takes for a noun
        (
            "Vani talks to Horn about bread.\n\nPetro Vani met Ada Horn in the town of Larnos. Vani spoke for an hour.",
            [
                "Vani talks to Horn about bread",
                "Petro Vani met Ada Horn in the town of Larnos",
                "Vani spoke for an hour",
            ],
        ),
    ],
)
def test_where_claims_begin_and_end(extract: Extract, text: str, expected: list[str]) -> None:
    """Each proposition is a claim of its own, and nothing else is."""
    found = extract(text)

    assert expected == [claim.quote for claim in found.claims]


@pytest.mark.parametrize(
    ("text", "claimant", "via"),
    [
        # a given name, and what is hers, tell who "she" is, whatever the model makes of the name
        (
            'Carly Vance threw her weight behind Peter Vani. Peter Vani thanked the crowd. "The dam is old," she said.',
            "Carly Vance",
            (),
        ),
        # a body known by its capitals
        (
            "The anti-dam Tarn Observatory for Rivers opened in May. The Observatory said the dam was old.",
            "Tarn Observatory for Rivers",
            (),
        ),
        # people by whom they stand
        ("People close to the mayor say the dam is old.", "People close to the mayor", ()),
        # the verb with its particle
        ('"The dam is old, and it leaks," Petro Vani shot back.', "Petro Vani", ()),
        # who speaks first after a quotation, not who is quoted last
        ('"The dam is old, and it leaks," said Ada Horn, adding that Petro Vani said bread was dear.', "Ada Horn", ()),
        # a statement issued in the paragraph before
        (
            "The Tarn Council issued a statement to the farmers on Monday.\n\n“The dam is old and it leaks.”",
            "Tarn Council",
            (),
        ),
        # an outlet that is a common word, and a broadcast
        ('"The dam is old, and it leaks," Petro Vani told The Hill.', "Petro Vani", ("Hill",)),
        (
            '"The dam is old, and it leaks," Petro Vani told "Fox and Friends" on Monday.',
            "Petro Vani",
            ("Fox and Friends",),
        ),
        # an outlet that the parser takes for an adjective
        ("A source told SANA that the dam was old.", "A source", ("SANA",)),
        # whose office it is
        ("House Speaker Petro Vani's office said the dam was old.", "House Speaker Petro Vani's office", ()),
        # an office behind a name, whose comma was lost
        (
            '"The dam is old and it leaks" said Kevin Vance Regional Water Coordinator for the valley.',
            "Kevin Vance",
            (),
        ),
        # nothing that says it but the one who says so
        ('"This means that the dam is old," Petro Vani said.', "Petro Vani", ()),
    ],
)
def test_who_says_it(extract: Extract, text: str, claimant: str, via: tuple[str, ...]) -> None:
    """The claim about the dam is its speaker's, through the outlets that are named."""
    found = extract(text)

    claim = next(claim for claim in found.claims if "dam" in claim.quote and claim.claimant is not None)
    assert (claimant, via) == (claim.claimant, claim.via)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a part of the killed, with words between
        (
            "Six farmers including a child were among at least 22 people killed in the raids.",
            [(6, 6, "killed"), (22, None, "killed")],
        ),
        # to death
        ("Two women were stoned to death in Larnos.", [(2, 2, "killed")]),
        # two fates, two counts, one of them vague
        ("At least 20 farmers were killed and many more wounded in Larnos.", [(20, None, "killed")]),
        # a bound behind its count
        ("In all 125 rebels at least were killed in Tarn.", [(125, None, "killed")]),
        # a row without commas
        (
            "The blasts killed 16 people in Larnos 12 in Tarn and 5 in Orr.",
            [(16, 16, "killed"), (12, 12, "killed"), (5, 5, "killed")],
        ),
        # an age, a name, a comparison
        ("She is 45 and her brother turned 50.", []),
        ("The firm bought Uranium One in three separate deals from 2009 to 2013.", [(3, 3, "deals")]),
        ("Some 31% agreed, a bit more than the 28% in May.", [(31, 31, "percent"), (28, 28, "percent")]),
    ],
)
def test_how_many(extract: Extract, text: str, expected: list[tuple[float | None, float | None, str]]) -> None:
    """Each count with its bounds and whose fate it tells."""
    found = extract(text)

    assert expected == [(figure.low, figure.high, figure.role) for claim in found.claims for figure in claim.figures]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a span of years
        ("He led the bank from 2009 to 2013.", ["2009/2013"]),
        # a year before the last century
        ("The office of mayor was founded in 1789.", ["1789"]),
        # a month of a vote, in its year
        ("She will stay through the November election.", ["2016-11"]),
    ],
)
def test_when(extract: Extract, text: str, expected: list[str]) -> None:
    """Each date resolved against a day in July 2016."""
    found = extract(text, published_on=date(2016, 7, 25))

    assert expected == [day.iso for claim in found.claims for day in claim.dates]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what nobody would check, said of how things are
        ("“He is the kind of man that is hard to like,” Petro Vani said.", "opinion"),
        # that there is something is none
        ("“There is a second dam above the town,” Petro Vani said.", "state"),
        # an appointment
        ("The two parties will hold a separate meeting in Larnos.", "event"),
        # a share of people, who would do something
        ("Some 38% of voters would be scared by the mayor.", "quantity"),
    ],
)
def test_kind(extract: Extract, text: str, expected: str) -> None:
    """The kind of the first claim."""
    found = extract(text)

    assert expected == found.claims[0].type.value
