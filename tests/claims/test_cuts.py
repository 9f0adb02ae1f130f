"""The learned judge of cuts: what it may cut, what is left, what it is read from."""

import json
from collections.abc import Callable

import pytest

from claimtrack.claims.clauses import read_by_rules
from claimtrack.claims.cuts import (
    BIAS,
    Judge,
    cut,
    cut_signs,
    cuttable,
    finer,
    read_judge,
    shipped_judge,
    write_judge,
)
from claimtrack.claims.edges import Edges
from claimtrack.claims.model import Extraction
from claimtrack.claims.parse import Tree
from claimtrack.claims.shipped import shipped_weights
from claimtrack.errors import ModelUnavailable

Trees = Callable[[str], Tree]
Extract = Callable[..., Extraction]

ALWAYS = Judge(weights={BIAS: 9.0}, least=0.5, about={})
NEVER = Judge(weights={BIAS: -9.0}, least=0.5, about={})


def cuts_of(tree: Tree, judge: Judge = ALWAYS) -> list[str]:
    """The words of what a judge makes of the propositions of a text, in text order."""
    found = finer(Edges(tree, punctuated=True), read_by_rules(tree).propositions, judge)
    return [tree.slice(one.first, one.last) for one in sorted(found, key=lambda one: (one.first, one.last))]


def may_cut(tree: Tree) -> list[str]:
    """What a judge is asked about, in text order."""
    edges = Edges(tree, punctuated=True)
    asked = (part for one in read_by_rules(tree).propositions for part in cuttable(edges, one))
    return [tree.slice(part.left, part.right) for part in asked]


def test_a_cut_at_the_end_parts_two_assertions(tree_of: Trees) -> None:
    """The rest loses what is cut, and both are read under the same report."""
    tree = tree_of("The mayor said the council closed the reactor that leaked in May.")

    found = finer(Edges(tree, punctuated=True), read_by_rules(tree).propositions, ALWAYS)

    assert ["the council closed the reactor", "that leaked in May"] == [
        tree.slice(p.first, p.last) for p in found[::-1]
    ]
    assert all(p.said is not None and p.said.cue == "said" for p in found)
    assert not any(p.fragment for p in found)


def test_what_is_cut_from_a_report_stays_the_speakers(extract: Extract) -> None:
    """A clause with "that" goes on with what is reported; it is not the article's own."""
    text = (
        "The army took back the town with the help of a militia that seized a string of villages last week, Vale said."
    )

    claims = extract(text).claims

    assert ["that seized a string of villages last week"] == [c.quote for c in claims][1:]
    assert {"Vale"} == {claim.claimant for claim in claims}


def test_a_part_in_the_middle_is_told_apart_and_stays_inside(tree_of: Trees) -> None:
    """A sentence that an aside interrupts stays whole."""
    assert ["The reactor that leaked in May was closed by the council", "that leaked in May"] == cuts_of(
        tree_of("The reactor that leaked in May was closed by the council.")
    )


def test_no_part_is_told_twice(tree_of: Trees) -> None:
    """What stands inside a part that is told apart is told with it, however often it could be cut."""
    found = cuts_of(tree_of("The man who saw the dog that chased the cat that ate the mouse fled when the bell rang."))

    assert len(found) == len(set(found))


def test_a_judge_that_is_not_sure_leaves_all_as_it_is(tree_of: Trees) -> None:
    """Below its level nothing is cut."""
    text = "The council closed the reactor that leaked in May."

    assert [text.rstrip(".")] == cuts_of(tree_of(text), NEVER)


@pytest.mark.parametrize(
    "text",
    [
        # when and where
        "The council closed the reactor on Thursday in the north of Tarn.",
        # what for
        "The council closed the reactor to keep the people out.",
        # a toll stays with its attack
        "The blast killed at least 44 people and injured 140 others.",
        "Raiders shelled the port, killing nine sailors.",
        # how long
        "The valley has been closed since the war began.",
        # both verbs share what follows
        "The rebels were rounded up and shot by the guards.",
        # what a verb governs
        "The council focused on ending the strikes.",
        # a row of things
        "The council bought two boats and a small house.",
        # what was shown
        "The report shows how the bank had paid its rivals.",
        # a name
        "The council joined a pact known as the Treaty of the Two Rivers.",
        # an office
        "The council met Petro Vani, the prime minister.",
        # which time
        "The raids were the first time the army had struck the town.",
    ],
)
def test_what_is_never_asked_about(tree_of: Trees, text: str) -> None:
    """What the guide keeps whole is kept whole whatever was learned."""
    assert [] == may_cut(tree_of(text))


def test_what_is_called_a_name_stays_whole(tree_of: Trees) -> None:
    """What somebody calls a thing is one claim, with all that is said of it."""
    tree = tree_of(
        "They suggested that Tarn was behind the raids on Orr, referring to the bombings as crimes that should be taken to"
        " the high court."
    )
    label = next(p for p in read_by_rules(tree).propositions if tree.words[p.head].lower == "referring")

    assert [] == list(cuttable(Edges(tree, punctuated=True), label))


def test_a_cut_never_takes_the_subject_or_leaves_a_verb_hanging(tree_of: Trees) -> None:
    """What is left must still say something."""
    tree = tree_of("These people are people that the war has driven from their homes.")
    (whole,) = read_by_rules(tree).propositions
    for part in tree.words:
        split = cut(Edges(tree, punctuated=True), whole, part) if part.left != whole.first else None
        assert split is None or tree.words[split[0].last].lower != "are"
    subject = next(word for word in tree.words if word.dep == "nsubj" and word.lower == "people")

    assert cut(Edges(tree, punctuated=True), whole, subject) is None


def test_rows_of_counts_are_parted(extract: Extract) -> None:
    """Each item of a row says something of its own."""
    text = (
        "Sales rose at four mills: Tarn by 29 percent; Orr by 17 percent; Madur by 8 percent; and Larnos by 4 percent."
    )

    assert ["Orr by 17 percent", "Madur by 8 percent", "Larnos by 4 percent"] == [
        c.quote for c in extract(text).claims
    ][1:]


def test_semicolons_without_counts_are_left_to_the_rules(tree_of: Trees) -> None:
    """A row that counts nothing is no row of counts."""
    tree = tree_of("The guests were Ada Horn of Tarn; Ola Brandt of Orr; and Petro Vani of Larnos.")

    assert [tree.text.rstrip(".")] == cuts_of(tree, NEVER)


def test_signs_have_names_and_sizes(tree_of: Trees) -> None:
    """A sign is a name and a number, and the same words give the same signs."""
    tree = tree_of("The council closed the reactor that leaked in May.")
    (whole,) = read_by_rules(tree).propositions
    edges = Edges(tree, punctuated=True)
    (part,) = cuttable(edges, whole)

    signs = cut_signs(edges, part, whole)

    assert signs == cut_signs(edges, part, whole)
    assert {"is relcl", "opens that", "finite", "subject", "tells when", "closes"} <= signs.keys()
    assert signs["words"] == 0.4
    assert signs["words left"] == 0.5
    assert "reported" not in signs


def test_log_odds_add_up(tree_of: Trees) -> None:
    """What speaks for a cut is the sum of the signs' weights; signs that were not learned weigh nothing."""
    tree = tree_of("The council closed the reactor that leaked in May.")
    (whole,) = read_by_rules(tree).propositions
    edges = Edges(tree, punctuated=True)
    (part,) = cuttable(edges, whole)
    judge = Judge(weights={BIAS: -1.0, "is relcl": 0.5, "words": 2.0, "never seen": 7.0}, least=0.5, about={})

    assert judge.log_odds(edges, part, whole) == pytest.approx(-1.0 + 0.5 + 2.0 * 0.4)


def test_a_judge_is_written_and_read() -> None:
    """The file gives the same judge again, and holds no word of a text but function words."""
    judge = shipped_judge()

    again = read_judge(write_judge(judge))

    assert dict(judge.weights) == dict(again.weights)
    assert judge.least == again.least
    assert 0.2 <= judge.least <= 0.5
    assert "CC BY" in judge.about["source"]
    assert all(len(sign.split()) <= 6 for sign in judge.weights)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        json.dumps({"weights": {}, "least": 0.3, "about": {}}),
        json.dumps({"weights": {BIAS: "much"}, "least": 0.3, "about": {}}),
        json.dumps({"weights": {BIAS: 0.0}, "least": 1, "about": {}}),
        json.dumps({"weights": {BIAS: 0.0}, "least": 0, "about": {}}),
        json.dumps({"weights": {BIAS: 0.0}, "least": 0.3}),
        '{"weights": {"bias": NaN}, "least": 0.3, "about": {}}',
        '{"weights": {"bias": Infinity}, "least": 0.3, "about": {}}',
        '{"weights": {"bias": 0.0}, "least": NaN, "about": {}}',
        '{"weights": {"bias": %s}, "least": 0.3, "about": {}}' % ("9" * 400),
        "[" * 100_000,
    ],
)
def test_a_broken_file_is_an_error(text: str) -> None:
    """What is no judge is never taken for one."""
    with pytest.raises(ModelUnavailable, match="Reinstall claimtrack"):
        read_judge(text)


def test_a_missing_file_is_an_error() -> None:
    """It says what is missing and what to do."""
    with pytest.raises(ModelUnavailable, match=r"weights of the cuts are missing\. Reinstall claimtrack"):
        shipped_weights("claimtrack.claims", "no-such-file.json", of="the cuts")


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (
            "The army has taken back the town with the help of a militia that seized a string of villages last week.",
            [
                "The army has taken back the town with the help of a militia",
                "that seized a string of villages last week",
            ],
        ),
        (
            "The mayor opened the new bridge before the river flooded the hall where the council meets.",
            ["The mayor opened the new bridge", "the river flooded the hall where the council meets"],
        ),
        (
            "The company lost its licence in a case that exposed how the bank had paid its rivals.",
            ["The company lost its licence in a case that exposed how the bank had paid its rivals"],
        ),
    ],
)
def test_the_shipped_judge_cuts_what_tells_more(extract: Extract, text: str, quotes: list[str]) -> None:
    """Clauses without a comma that tell a deed of their own are claims of their own."""
    claims = extract(text).claims

    assert quotes == [claim.quote for claim in claims]
    assert all(text[claim.start : claim.end] == claim.quote for claim in claims)
