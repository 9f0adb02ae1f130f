"""What a third round of unseen articles brought up: clauses of time, what others claimed, monitors, shares, keywords."""

from collections.abc import Callable
from datetime import date

import pytest

from claimtrack.claims.datelines import after_keywords, text_start
from claimtrack.claims.figures import find_figures
from claimtrack.claims.model import ClaimType, Extraction
from claimtrack.claims.parse import Tree

Extract = Callable[..., Extraction]
Trees = Callable[[str], Tree]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # since when is no claim of its own
        (
            "More than 9,000 people have been killed in Lornland since the conflict began in March 2011.",
            ["More than 9,000 people have been killed in Lornland since the conflict began in March 2011"],
        ),
        # but what happened since is
        (
            "The dam has leaked every spring, since the council cut the budget for repairs.",
            ["The dam has leaked every spring", "the council cut the budget for repairs"],
        ),
        # a contrast that opens the sentence
        (
            "While she has dropped her attacks on Vale, her campaign is printing a new poster.",
            ["she has dropped her attacks on Vale", "her campaign is printing a new poster"],
        ),
        # an "as" that goes on with what is
        (
            "The senator has to face new voters as he turns to the contests in Tarn and Orr.",
            ["The senator has to face new voters", "he turns to the contests in Tarn and Orr"],
        ),
        # "while" that only says when
        ("While she was mayor, the dam burst twice.", ["While she was mayor, the dam burst twice"]),
        # whom a tool lets say it says nothing
        (
            "The firm built a tool allowing sailors to tell friends that they are safe.",
            ["The firm built a tool allowing sailors to tell friends that they are safe"],
        ),
        # two fates with one doer
        (
            "Around 41 rebels were rounded up and shot by the group on a bridge near Tarn.",
            ["Around 41 rebels were rounded up and shot by the group on a bridge near Tarn"],
        ),
        # an addition behind a closing quotation mark
        (
            "The club has become the “Tarn Rovers,” with trainer Ola Brandt handing the keys over to Petro Vani.",
            ["The club has become the “Tarn Rovers", "trainer Ola Brandt handing the keys over to Petro Vani"],
        ),
        # what only fills a speech
        (
            '"I have to tell you. The dam is old. It leaks in spring," said Petro Vani.',
            ["The dam is old", "It leaks in spring"],
        ),
        # a deed that goes on, with a verb of its own
        (
            "The troops broke the siege last month and are fighting to free the rest of the city.",
            ["The troops broke the siege last month", "are fighting to free the rest of the city"],
        ),
        # what was done before, and more of it
        (
            "Horn has momentum after finishing 3 points behind Vale in Tarn and crushing him by more than 20 points in Orr.",
            [
                "Horn has momentum",
                "finishing 3 points behind Vale in Tarn",
                "crushing him by more than 20 points in Orr",
            ],
        ),
        # but how a toll came about stays with it
        ("Three women were killed after being hit by a shell.", ["Three women were killed after being hit by a shell"]),
        (
            "Ten sailors were killed and 16 others were injured as raiders shelled the port of Tarn.",
            ["Ten sailors were killed and 16 others were injured as raiders shelled the port of Tarn"],
        ),
        (
            "Three volunteers were killed and most of the other volunteers were injured.",
            ["Three volunteers were killed and most of the other volunteers were injured"],
        ),
        # a participle with a subject of its own
        (
            "The manager yanked her out of the way, his grip leaving marks on her arm.",
            ["The manager yanked her out of the way", "his grip leaving marks on her arm"],
        ),
        # two things told of somebody in passing
        (
            "Sanders had breakfast with Al Vani, a civil rights activist who hosts a show and is president of the network.",
            [
                "Sanders had breakfast with Al Vani",
                "a civil rights activist who hosts a show",
                "is president of the network",
            ],
        ),
        # a comparison with another
        (
            "Horn leads with support from 74 percent of voters, compared with 17 percent for Vale.",
            ["Horn leads with support from 74 percent of voters", "compared with 17 percent for Vale"],
        ),
        # what something goes by is no source
        ("The fund is run exactly according to the rules.", ["The fund is run exactly according to the rules"]),
        # a condition asserts nothing
        (
            "If it is a small number of votes, the campaign said, it may not ask for a recount.",
            ["it may not ask for a recount"],
        ),
        # beside what is not believed
        (
            "\"I don't believe that it will be as vice president, and I'm really not seeking it,\" Vale said.",
            ["I don't believe that it will be as vice president", "I'm really not seeking it"],
        ),
        # a semicolon
        (
            "The only town with a dam was Tarn; the other towns in the valley were dry.",
            ["The only town with a dam was Tarn", "the other towns in the valley were dry"],
        ),
        # a deed, though the verb may speak
        (
            "The mayor responded with a second letter to the council.",
            ["The mayor responded with a second letter to the council"],
        ),
        (
            "The paper goes on to slam the mayor for his plan.",
            ["The paper goes on to slam the mayor for his plan"],
        ),
        ("Petro Vani told her to use the bridge.", ["Petro Vani told her to use the bridge"]),
        ("The bombing of the port continued on Monday.", ["The bombing of the port continued on Monday"]),
        (
            "The shrine is said to contain the grave of a saint.",
            ["The shrine is said to contain the grave of a saint"],
        ),
        # how something is done is no second assertion
        (
            "There is nothing new in the way that we have spent the money.",
            ["There is nothing new in the way that we have spent the money"],
        ),
        # how long after another it came
        (
            "The raid came a month after rebels had taken Tarn.",
            ["The raid came a month after rebels had taken Tarn"],
        ),
        # what the parser takes to pieces is not lost
        (
            "State media said attacks on Sunday on the old town and other quarters by rebels killed at least 20 people.",
            ["attacks on Sunday on the old town and other quarters by rebels killed at least 20 people"],
        ),
        # credits and notes
        ("The dam burst on Monday.\n\nOla Brandt contributed reporting.", ["The dam burst on Monday"]),
        # keywords of a page, glued to its first sentence
        (
            "Tags Lornland Tarn air raids civilians Three children from one family were hurt in Tarn on Monday.",
            ["Three children from one family were hurt in Tarn on Monday"],
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
        # what somebody attacks is another's claim, not the article's
        ("Ada Horn attacked Petro Vani's claim that the dam had burst.", "Petro Vani", ()),
        # a monitor that the article names
        (
            "Seven people died in a raid on Tarn a monitor said. The Lornland Observatory for Rivers monitoring group said "
            "the raid lasted for an hour. The Observatory said it was the third raid of the week. It was a quiet day in the "
            "rest of the country and the schools stayed open and the market was full of people who bought bread and fish.",
            "Lornland Observatory for Rivers",
            (),
        ),
        # what follows behind the report still belongs to it
        (
            "The firm built the tool to help in times of war, a spokeswoman, Anna Brandt, said on Monday, and it has "
            "used it twice.",
            "Anna Brandt",
            (),
        ),
        # which source it is
        (
            "A source involved in the talks said that the deal was dead.",
            "A source involved in the talks",
            (),
        ),
        (
            "Another guard inside the training camp said that three rockets fell.",
            "Another guard inside the training camp",
            (),
        ),
        # an agency that speaks beside the report
        (
            "The blast was also reported by state media, with the SANA news agency saying four people had been killed.",
            None,
            ("SANA",),
        ),
        # a rank before a name ends no sentence
        ("The dam is old and the bridge is closed, said Army Capt. Petro Vani.", "Army Capt. Petro Vani", ()),
        # two campaigns are not one
        (
            "The Horn campaign said it was sure. The Vale campaign said that it was not.",
            "Horn campaign",
            (),
        ),
        # who speaks below a headline that carries its name
        (
            "Tarn Council: Raids on farmers have to stop in Orr.\n\nThe Tarn Council said on Monday that raids have to stop.",
            "Tarn Council",
            (),
        ),
        # an outlet's survey
        ("The bridge is old, a CNN survey found. It was built in 1930.", None, ("CNN",)),
        # what "some people" hold in somebody's mouth is what that one says
        ('"Some people feel the dam will burst," said Petro Vani.', "Petro Vani", ()),
        # the article's own "we"
        ("We know that the bureau is looking at the fund.", None, ()),
        # a count that somebody puts at so many
        ("The council also reported the raid, putting the number of sailors killed at 13.", "council", ()),
        # so many killed are what is reported
        (
            "The Tarn Council reported dozens of sailors killed in raids on the port.",
            "Tarn Council",
            (),
        ),
    ],
)
def test_who_makes_a_claim(extract: Extract, text: str, claimant: str | None, via: tuple[str, ...]) -> None:
    """The last claim of the first sentence has its claimant and its channel."""
    first = text.split(". ")[0]
    told = [claim for claim in extract(text).claims if claim.end <= len(first) + 1]

    assert (claimant, via) == (told[-1].claimant, told[-1].via)


def test_who_calls_something_a_crime_is_told_whole(extract: Extract) -> None:
    """ "Which called the raid a crime" tells of who called: no claim that it was one."""
    quotes = [one.quote for one in extract("The raid angered the council, which described the raid as a crime.").claims]

    assert "which described the raid as a crime" in quotes
    assert "a crime" not in quotes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Around half of the population has been displaced.", [(50, 50, "percent", "displaced")]),
        ("Two-thirds of the voters stayed away.", [(66.7, 66.7, "percent", "percent")]),
        ("More than three-quarters of the houses burned.", [(75, None, "percent", "percent")]),
        ("A quarter of a million people fled.", [(250_000, 250_000, "people", "displaced")]),  # a count, not a share
        ("Half of them were hurt.", [(50, 50, "percent", "injured")]),
        ("The rate could be as high as 42 percent.", [(None, 42, "percent", "percent")]),
        ("The monitor earlier gave a toll of 20 in the raids.", [(20, 20, "people", "killed")]),
        ("Tens of recruits and their trainers killed and wounded in the camp.", [(20, None, "recruits", "casualties")]),
        ("Around 41 rebels were rounded up and executed by the group.", [(41, 41, "rebels", "killed")]),
        ("Raids on Tarn kill 10 sailors injure 16.", [(10, 10, "sailors", "killed"), (16, 16, "people", "injured")]),
        (
            "Seven sailors were killed among them a child and two women.",
            [(7, 7, "sailors", "killed"), (2, 2, "women", "killed")],
        ),
        (
            "Twelve people were killed including two fighters and five nurses.",
            [(12, 12, "people", "killed"), (2, 2, "fighters", "killed"), (5, 5, "nurses", "killed")],
        ),
        ("Three guards and six children killed in a raid.", [(3, 3, "guards", "killed"), (6, 6, "children", "killed")]),
        ("Among those killed were three children.", [(3, 3, "children", "killed")]),
        ("Nine guards were killed along with six rebels.", [(9, 9, "guards", "killed"), (6, 6, "rebels", "killed")]),
        ("Six children suffered burns.", [(6, 6, "children", "injured")]),
        ("The army captured five villages.", [(5, 5, "villages", "villages")]),
        ("The army captured five rebels.", [(5, 5, "rebels", "detained")]),
        ("Horn led by more than 2-1 in Tarn.", [(2, None, None, "other")]),
        (
            "They came within just 20 km (12 miles) of the river.",
            [(None, 20, "km", "km"), (None, 12, "miles", "miles")],
        ),
        (
            "It lies more than 60 kilometres (35 miles) from Tarn.",
            [(61, None, "kilometres", "kilometres"), (36, None, "miles", "miles")],
        ),
        ("The top half of the table lost.", []),
        ("The council broke resolutions 2118 2209 and 2254.", []),
        ("Fighting broke out for Base 46 near Tarn.", []),
        ("He has zero knowledge of the dam.", []),
        ("Five men were killed and 20 wounded.", [(5, 5, "men", "killed"), (20, 20, "people", "injured")]),
    ],
)
def test_shares_bounds_and_fates(tree_of: Trees, text: str, expected: list[tuple[float, float, str, str]]) -> None:
    """A share counts percent, a bound is read, and two fates of one count are casualties."""
    found = [(one.low, one.high, one.unit, one.role) for one in find_figures(tree_of(text))]

    assert expected == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vale visited Tarn over the weekend.", "2016-03-12/2016-03-13"),
        ("The town has been quiet since spring 2015.", "2015-03/2015-05"),
        ("Horn has run the town since last spring.", "2015-03/2015-05"),
        ("The vote is held this summer.", "2016-06/2016-08"),
        ("Horn was mayor from 1973 to 2001.", "1973/2001"),
        ("Vale spoke of it in a September debate.", "2015-09"),
        ("The council spoke of yesterday's raid.", "2016-03-15"),
        ("Twelve raids hit the town over the past 48 hours.", "2016-03-14/2016-03-16"),
        ("The group will spend a fortune over the next week.", "2016-03-16/2016-03-23"),
        ("On Nov. 8 the sheer force of the vote will end it.", "2016-11-08"),
    ],
)
def test_when(extract: Extract, text: str, expected: str) -> None:
    """Weekends, seasons and spans up to or from the day of publication."""
    found = extract(text, published_on=date(2016, 3, 16))

    assert [expected] == [day.iso for claim in found.claims for day in claim.dates]


def test_a_day_that_something_stands_ahead_of_is_to_come(extract: Extract) -> None:
    """ "Ahead of the vote on Monday" means the Monday after publication."""
    found = extract("Horn is in a tight race ahead of the vote in Tarn on Monday.", published_on=date(2016, 1, 29))

    assert ["2016-02-01"] == [day.iso for claim in found.claims for day in claim.dates]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We are going to build a wall," said Petro Vani.', ClaimType.COMMITMENT),
        ('"We are going to win in every town," said Petro Vani.', ClaimType.PREDICTION),
        ('"We pledge to open the archive," said Petro Vani.', ClaimType.COMMITMENT),
        ("The council condemns the raid on Tarn.", ClaimType.EVENT),
        ("The council accuses the mayor of theft.", ClaimType.STATEMENT),
    ],
)
def test_what_kind_of_assertion(extract: Extract, text: str, expected: ClaimType) -> None:
    """Promises, predictions, acts and positions are told apart."""
    assert [expected] == [claim.type for claim in extract(text).claims]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Tags Tarn Larnos air raids Three people from one family were hurt", "Three"),
        ("Tags Tarn the Larnos Front The council said that it had left", "The"),
        ("Tags Tarn Network for Human Rights Raids on schools killed 23 people", "Raids"),
        ("Tags Larnos Rovers Four Rovers players were hurt", "Four"),  # a number belongs to what it counts
        ("Tags Tarn IS raids A car bomb went off", "A"),  # capitals are no verb
        ("Tags Tarn Larnos raids", ""),  # nothing follows
        ("Tags were sewn on every coat by hand", "Tags"),  # a sentence about tags
        ("A tag was sewn on every coat", "A"),
    ],
)
def test_where_a_sentence_begins_behind_keywords(text: str, begins: str) -> None:
    """At the last capital before the first word that no list of keywords holds."""
    assert begins == (text[after_keywords(text) :].split() or [""])[0]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Print Tweet Views 371 Nine people died in Varno on Monday.", "Nine"),
        ("Photo A twin bombing struck a crowd in Varno.", "A"),
        ("Photo evidence shows a crowd in the town of Varno.", "Photo"),
        ("Video Games Monthly wrote that Varno was lost.", "Video"),
    ],
)
def test_buttons_and_marks_of_a_page_are_left_out(text: str, begins: str) -> None:
    """What is glued to the text is no part of its first claim."""
    assert begins == text[text_start(text) :].split()[0]
