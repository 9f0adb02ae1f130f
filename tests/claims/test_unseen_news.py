"""What articles that nobody had tuned to brought up: where claims begin and end there, who makes them, and how many."""

from collections.abc import Callable
from datetime import date

import pytest

from claimtrack.claims.model import Extraction

Extract = Callable[..., Extraction]
NO_COMMAS = "The town was calm in the night and the men went home to the hills. " * 5
"""Enough words without a comma for a text to have lost them."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what is told of a speaker in passing
        (
            "The mayor, who took office in 2014 after a long dispute, said that taxes rose in the town.",
            ["who took office in 2014 after a long dispute", "taxes rose in the town"],
        ),
        # and of somebody whom a report is about
        (
            "The council reported on a young nurse, who was able to leave the camp last month.",
            ["The council reported on a young nurse", "who was able to leave the camp last month"],
        ),
        # a clause opened by its preposition
        (
            "There were no calls to close the border, with which the town lives.",
            ["There were no calls to close the border", "with which the town lives"],
        ),
        # a day that opens a clause
        (
            "The water will return on Monday, when the bridge to Larnos opens.",
            ["The water will return on Monday", "when the bridge to Larnos opens"],
        ),
        # two verbs with one object
        ("He does and says everything that she taught him.", ["He does and says everything that she taught him"]),
        # a verb that only repeats the first
        (
            "He named some engineers who could have come but didn’t, like Ola Brandt.",
            ["He named some engineers who could have come but didn’t, like Ola Brandt"],
        ),
        # two things under way at once
        (
            "The firm is closing its office in Larnos and selling all of its ferries to a rival.",
            ["The firm is closing its office in Larnos", "selling all of its ferries to a rival"],
        ),
        # a denial as the second predicate
        (
            "The clerk signed the first two letters and did not read the third letter.",
            ["The clerk signed the first two letters", "did not read the third letter"],
        ),
        # a clause with "even as", and one with "after" that the parser takes for content
        (
            "Even as the dam was leaking into the valley, the council voted for a second one.",
            ["the dam was leaking into the valley", "the council voted for a second one"],
        ),
        # a contrast about the same people
        (
            "Against Tarn, the team won 51 points to 35, while against Larnos, it lost 40 points to 46.",
            ["Against Tarn, the team won 51 points to 35", "against Larnos, it lost 40 points to 46"],
        ),
        # one toll, however it is joined
        (
            "Five people were killed and more than 20 wounded in Larnos.",
            ["Five people were killed and more than 20 wounded in Larnos"],
        ),
        (
            "Six men were killed in Larnos while eight women were injured by the blast.",
            ["Six men were killed in Larnos while eight women were injured by the blast"],
        ),
        # nobody reports what was not said
        (
            "The council never realised that the road had been cut by the flood.",
            ["The council never realised that the road had been cut by the flood"],
        ),
        # a share of people that holds something is the fact
        (
            "Nearly four in 10 voters in Larnos said they had changed their mind.",
            ["Nearly four in 10 voters in Larnos said they had changed their mind"],
        ),
        # only what the fact is
        (
            "The mayor spoke of the fact that a majority of the ferries are old.",
            ["a majority of the ferries are old"],
        ),
        # "said nothing of" is no frame of a quotation
        (
            "The minister said nothing about the flood in Larnos.",
            ["The minister said nothing about the flood in Larnos"],
        ),
        (
            "The clerk did not respond to a request of the paper.",
            ["The clerk did not respond to a request of the paper"],
        ),
        # who is meant by "those" belongs to it
        (
            "The party leads by 21 points among those describing themselves as moderate.",
            ["The party leads by 21 points among those describing themselves as moderate"],
        ),
        # "with" whom somebody clashed is no addition
        (
            "The army clashed with armed groups near the town of Larnos killing an officer.",
            ["The army clashed with armed groups near the town of Larnos killing an officer"],
        ),
        # a label, initials in a name, a stop without a space
        ("Editor's note: The town sold the old ferry in March.", ["The town sold the old ferry in March"]),
        ("He asked the scholar A.E. Brandt for the old plans.", ["He asked the scholar A.E. Brandt for the old plans"]),
        (
            "The count in the north came to nearly 4000.Officials in the town gave out tents.",
            ["The count in the north came to nearly 4000", "Officials in the town gave out tents"],
        ),
    ],
)
def test_where_claims_begin_and_end(extract: Extract, text: str, expected: list[str]) -> None:
    """Each assertion is one claim, with nothing of the next one and nothing of its own left out."""
    assert expected == [claim.quote for claim in extract(text).claims]


@pytest.mark.parametrize(
    ("text", "claimant", "via"),
    [
        # "according to" before a quotation that stands apart
        ("According to Anna Berg, “The dam had burst. Nobody had been told in time.”", "Anna Berg", ()),
        # an outlet that was named before, by what it is
        ("Channel Lumen reported a flood. The channel said the dam had burst.", None, ("Channel Lumen",)),
        ("The Harbor News reported a flood. It said the dam had burst.", None, ("Harbor News",)),
        # an agency in lower case
        ("According to the Firat news agency the dam had burst.", None, ("Firat news agency",)),
        # a reporter of an agency, and an agency whose verb looks like a noun, where the commas are lost
        (f"The dam had burst in New Larnos SANA reporter said on Monday. {NO_COMMAS}", None, ("SANA",)),
        (f"The dam had burst in the town of Larnos FNA reports. {NO_COMMAS}", None, ("FNA",)),
        # whoever spoke last, by what he or she is
        ("Anna Berg said taxes rose. The front-runner said the dam had burst.", "Anna Berg", ()),
        ("Anna Berg said taxes rose. The former governor said the dam had burst.", "Anna Berg", ()),
        ("Anna Berg said taxes rose. The 43-year-old said the dam had burst.", "Anna Berg", ()),
        # but a man is no businesswoman
        ("Tom Arden said taxes rose. The businesswoman said the dam had burst.", "businesswoman", ()),
        # "they" are the people of this sentence
        (
            "Tom Arden praised the water board. Rights groups fear they knew that the dam had burst.",
            "Rights groups",
            (),
        ),
        # and never things
        ("Brant's deaths show that the nation ages. They say the dam had burst.", "they", ()),
        # of a couple the one who was named more often
        (
            "Anna Berg spoke to Anna Berg's aides. Her husband, Petro Berg, left. Berg said the dam had burst.",
            "Anna Berg",
            (),
        ),
        # what "adding" adds was told to the same outlet
        ("Tom Arden told AFP that taxes rose, adding that the dam had burst.", "Tom Arden", ("AFP",)),
        # one "according to" at the end of two clauses
        ("The dam had burst and the road to Larnos was cut, according to the governor.", "governor", ()),
        # of a statement that was shown to be false the person is the source, not the statement
        ("Anna Berg left after her plan was cut, saying that the dam had burst.", "Anna Berg", ()),
        # a place that a body is based in is not the body
        ("The UK-based observatory said the dam had burst.", "UK-based observatory", ()),
    ],
)
def test_who_says_it(extract: Extract, text: str, claimant: str | None, via: tuple[str, ...]) -> None:
    """The person or body that a reader takes to be meant, and the outlets on the way."""
    claim = next(claim for claim in extract(text).claims if "dam had burst" in claim.quote)

    assert (claimant, via) == (claim.claimant, claim.via)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A strike killed 38 fleeing civilians.", [(38, 38, "killed")]),  # the verb goes before what they did
        ("The raid left 40 dead and wounded members behind.", [(40, 40, "casualties")]),  # two fates, one count
        ("Raids killed 130 in Larnos last November and 32 in Tarn.", [(130, 130, "killed"), (32, 32, "killed")]),
        ("The rebels massacre 250 troops in Larnos.", [(250, 250, "killed")]),
        ("Mortar fire kills injures over 70 people in Larnos.", [(71, None, "casualties")]),  # a lost "and"
        ("Tens of civilians were killed in Larnos.", [(20, None, "killed")]),
        ("Around 130 people are reported to have died in the camp.", [(130, 130, "killed")]),
        (
            "Shells hit the town killing three persons among them a woman and injuring four others.",
            [(3, 3, "killed"), (4, 4, "injured")],
        ),
        ("The fund gave between $1,001 and $5,000 to the town.", [(1001, 5000, "other")]),  # a range of money
        ("Nearly four in 10 houses in Larnos fell.", [(40, 40, "percent")]),  # a share
        ("The army killed three men in 10 days.", [(3, 3, "killed"), (10, 10, "days")]),  # and no share
        ("The flood rose for half an hour in Larnos.", []),  # a time
        ("Three weeks ahead of the vote the town is calm.", []),  # a day told by its distance
        ("The girls aged from four to 10 left the town.", []),  # ages
        ("In the north of Tarn two divers left the town.", [(2, 2, "divers")]),  # a count behind a name
    ],
)
def test_figures(extract: Extract, text: str, expected: list[tuple[float | None, float | None, str]]) -> None:
    """Each count with the fate that the sentence gives it."""
    assert expected == [(f.low, f.high, f.role) for claim in extract(text).claims for f in claim.figures]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In August last year a bomb hit the market.", ["2015-08"]),
        ("They were polled from March 30-April 4.", ["2016-03-30/2016-04-04"]),
        ("Some letters are from as far back as 2009.", ["2009"]),
    ],
)
def test_dates(extract: Extract, text: str, expected: list[str]) -> None:
    """Months told by their year, days over the end of a month, and years far back."""
    assert expected == [found.iso for claim in extract(text).claims for found in claim.dates]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge links Larnos and Tarn.", "state"),  # the present tells what is the case
        ("The town is being treated as a crime scene.", "state"),
        ("The town has not paid the engineers.", "state"),
        ("The ban will hurt the town.", "prediction"),
        ("The judge freed a man who will sue the town.", "event"),  # not the main verb
        ("Most likely voters in the town backed the plan.", "event"),  # "likely voters" vote
        ("The bridge lies 6 kilometers from Larnos.", "quantity"),
        ("That the town waits is a mistake.", "opinion"),
    ],
)
def test_kinds(extract: Extract, text: str, expected: str) -> None:
    """Tense and main verb tell states, events and predictions apart."""
    assert [expected] == [claim.type.value for claim in extract(text).claims]


def test_a_title_that_is_repeated_after_it_lost_its_site_is_cut_from_the_text(extract: Extract) -> None:
    """The page's own heading, agency and day do not become part of the first sentence."""
    title = "Five dead in blast in Larnos"
    text = f"{title} - Region - World - Harbor Online\n\n{title} AFP Thursday 6 Mar 2014 A bomb killed five people."

    found = extract(text, published_on=date(2014, 3, 6)).claims

    assert [title, title, "A bomb killed five people"] == [claim.quote for claim in found]


def test_a_credit_to_reports_is_nobody(extract: Extract) -> None:
    """A headline that ends in "report" says that others tell it, and not who."""
    found = extract("Raid kills 12 in Larnos: report\n\nThe town was calm on Monday.").claims[0]

    assert ("Raid kills 12 in Larnos", None) == (found.quote, found.claimant)
