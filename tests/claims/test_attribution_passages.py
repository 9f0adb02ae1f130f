"""Short news passages with difficult attributions: who is said to have said it, by which word, through whom."""

from collections.abc import Callable

import pytest

from claimtrack.claims.genders import Gender, gender_meant, gender_of
from claimtrack.claims.mentions import Names
from claimtrack.claims.model import ExtractedClaim, Extraction, Modality
from claimtrack.claims.parse import Tree

Extract = Callable[..., Extraction]
Row = tuple[str, str, str | None, bool, tuple[str, ...], str | None, bool, str | None]

PASSAGES: list[Row] = [
    # "she" is the person who acted last
    (
        "Marta Keln, the mayor of Larnos, visited the damaged harbour on Tuesday. She said the sea wall had failed in "
        "three places.",
        "the sea wall had failed", "Marta Keln", True, (), "said", False, None,
    ),
    # an office means its one holder, however long ago the name stood
    (
        "President Adan Rove met reporters in Kandor on Monday. The talks lasted four hours. The president said 300 "
        "prisoners would be released by Friday.",
        "300 prisoners", "Adan Rove", True, (), "said", False, None,
    ),
    # two ministers are told apart by their offices, and a surname at a sentence's start is a name
    (
        "Prime Minister Edda Lund and Finance Minister Rolf Berg presented the budget. The finance minister said the "
        "deficit would shrink to 2 percent. Lund said taxes would not rise.",
        "taxes would not rise", "Edda Lund", True, (), "said", False, None,
    ),
    (
        "Prime Minister Edda Lund and Finance Minister Rolf Berg presented the budget. The finance minister said the "
        "deficit would shrink to 2 percent.",
        "the deficit would shrink", "Rolf Berg", True, (), "said", False, None,
    ),
    # "he" cannot be the woman who spoke last: her brother was named
    (
        'Lena Fisk and her brother Arne Fisk escaped from the house. "The roof came down on us," she said. He said the '
        "fire started in the kitchen.",
        "the fire started", "Arne Fisk", True, (), "said", False, None,
    ),
    # an unnamed group, and the outlet that it told
    (
        "Rescue workers in Ostrel said at least nine miners were trapped underground. Two residents told the Harbor "
        "Wire that smoke was still rising from the shaft.",
        "smoke was still rising", "Two residents", False, ("Harbor Wire",), "told", False, None,
    ),
    # a chain of outlets, innermost first
    (
        "The ceasefire collapsed within hours, a senior diplomat suggested to the Kandor Times, Harbor Wire reported "
        "on Sunday.",
        "The ceasefire collapsed", "a senior diplomat", False, ("Kandor Times", "Harbor Wire"), "suggested", False,
        "suggested",
    ),
    # an outlet that reports what others told another outlet has no claimant of its own
    (
        "The Kandor Post, citing Harbor Wire, reported that the strike had ended.",
        "the strike had ended", None, False, ("Kandor Post", "Harbor Wire"), "reported", False, None,
    ),
    # a document belongs to who wrote it, and the outlet that has seen it is the channel
    (
        "A report by the auditors, seen by the Kandor Times, says the port lost 18 million dollars last year.",
        "the port lost 18 million", "auditors", False, ("Kandor Times",), "says", False, None,
    ),
    # two speakers in one sentence
    (
        "Police said the van had no brakes, but the driver's lawyer, Tomas Ebel, insisted that it had passed an "
        "inspection in May.",
        "the van had no brakes", "Police", False, (), "said", False, None,
    ),
    (
        "Police said the van had no brakes, but the driver's lawyer, Tomas Ebel, insisted that it had passed an "
        "inspection in May.",
        "it had passed an inspection", "Tomas Ebel", True, (), "insisted", False, None,
    ),
    # the next paragraph goes on with the quotation and has no cue
    (
        'Health Minister Ilse Braun defended the campaign. "We vaccinated two million children in March," she said.\n\n'
        '"The clinics were open every day of the week. No district was left out."',
        "The clinics were open", "Ilse Braun", True, (), "said", True, None,
    ),
    # a quotation in a paragraph of its own belongs to who was reported in the paragraph before
    (
        "Rita Sand, who has owned a bakery in Ostrel for more than thirty years, said the flood took everything.\n\n"
        '"The water reached the second floor in ten minutes."',
        "The water reached the second floor", "Rita Sand", True, (), "said", True, None,
    ),
    # after a sentence with its own cue the same speaker goes on
    (
        'The golf club is losing money, Mr. Hedge said from his office. "The fees have not covered the costs since '
        '2009."',
        "The fees have not covered", "Hedge", True, (), "said", True, None,
    ),
    # "he added", of a person whom only a trade shows to be one
    (
        '"The bridge carried 9,000 cars a day," said engineer Lucas Horn. He added that repairs had been delayed twice.',
        "repairs had been delayed", "Lucas Horn", True, (), "added", False, None,
    ),
    # the cue in front of a source that has no name; where it was written is no part of the source
    (
        '"The shells landed near the school," wrote one aid worker on Twitter. "We counted eleven craters."',
        "We counted eleven craters", "one aid worker", False, (), "wrote", True, None,
    ),
    # a cue that breaks the quotation in two: the larger part is the claim
    (
        '"The reactor," Professor Nils Aker said, "was shut down six minutes after the alarm."',
        "was shut down six minutes", "Nils Aker", True, (), "said", True, None,
    ),
    # words that introduce without a verb of speech
    (
        'Mayor Petro Vani put it bluntly: "The city has no water for 200,000 people."',
        "The city has no water", "Petro Vani", True, (), "put", True, None,
    ),
    # a colon after a side clause that tells who speaks
    (
        "Any new trial would involve Judge Loretta Lind, who told lawmakers last month about the delay: \"The court has "
        'heard 40 witnesses since April."',
        "The court has heard 40", "Loretta Lind", True, (), "told", True, None,
    ),
    # a denial is the denier's, with the content denied
    (
        "The army denied that its jets had bombed the market in Derrin.",
        "its jets had bombed", "army", False, (), "denied", False, None,
    ),
    # hedges: in the article's own voice, and as a cue
    (
        "The suspect allegedly bought the rifle in Ostrel. Investigators suspect that a second man drove the car.",
        "bought the rifle", None, False, (), None, False, "allegedly",
    ),
    (
        "The suspect allegedly bought the rifle in Ostrel. Investigators suspect that a second man drove the car.",
        "a second man drove", "Investigators", False, (), "suspect", False, "suspect",
    ),
    # the agency in a dateline is no channel of a claim
    (
        "LARNOS (AFP) - A ferry carrying 80 passengers sank off the coast on Friday, the coast guard said.",
        "A ferry carrying 80", "coast guard", False, (), "said", False, None,
    ),
    # a dateline with a long dash leaves the first sentence whole
    (
        "LARNOS ― Governor Ana Ruiz said the tunnel would cost 2 billion dollars.",
        "the tunnel would cost", "Ana Ruiz", True, (), "said", False, None,
    ),
    # court documents speak for themselves
    (
        "According to court documents filed on Thursday, the company paid 4 million dollars to two officials.",
        "the company paid 4 million", "court documents", False, (), "According to", False, None,
    ),
    # a poll is a claimant
    (
        "A Meridian Institute poll found that 54 percent of voters oppose the new tax.",
        "54 percent of voters", "A Meridian Institute poll", False, (), "found", False, None,
    ),
    # officials who may not be named; the condition is not part of who they are
    (
        "Two officials, speaking on condition of anonymity because they were not allowed to brief the press, said the "
        "general had been dismissed.",
        "the general had been dismissed", "Two officials", False, (), "said", False, None,
    ),
    # "the statement" is by whoever spoke in it
    (
        "In a statement, the Defence Ministry of Vandoria said its troops had shot down two drones. The statement added "
        "that nobody was hurt.",
        "nobody was hurt", "Defence Ministry of Vandoria", True, (), "added", False, None,
    ),
    # "the group" is the body that was called one, also where the model knows no name
    (
        "Human Rights Monitor, a group based in Geneva, documented the raids. The group said 63 homes were burned. It "
        "said soldiers had looted shops.",
        "63 homes were burned", "Human Rights Monitor", True, (), "said", False, None,
    ),
    # an agency of the United Nations is not the United Nations
    (
        "The United Nations refugee agency said 40,000 people had fled.",
        "40,000 people had fled", "United Nations refugee agency", True, (), "said", False, None,
    ),
    # a name that the model takes for a body is a person's after an office
    (
        "The agency's spokesman, Karim Sadek, said most of the refugees were children.",
        "most of the refugees", "Karim Sadek", True, (), "said", False, None,
    ),
    # an office and a name between commas at the end, told to the outlet itself: no channel
    (
        "The factory released chlorine for three hours, the head of the fire service, Ola Brandt, told Meridian News.",
        "The factory released chlorine", "Ola Brandt", True, (), "told", False, None,
    ),
    # a report in a relative clause in the middle of a sentence
    (
        "The blast, which witnesses said was heard 20 kilometres away, destroyed the customs house.",
        "was heard 20 kilometres away", "witnesses", False, (), "said", False, None,
    ),
    # "the source" speaks through the outlet that it first spoke to
    (
        "A source close to the talks told Reuters that the deal was signed on Saturday. The source said both sides "
        "would withdraw within a week.",
        "both sides would withdraw", "A source close to the talks", False, ("Reuters",), "said", False, None,
    ),
    # somebody quoted by a newspaper
    (
        "The newspaper Al-Fajr quoted General Omar Haddad as saying that 40 fighters had surrendered.",
        "40 fighters had surrendered", "Omar Haddad", True, (), "saying", False, None,
    ),
]  # fmt: skip


def claim_with(found: Extraction, words: str) -> ExtractedClaim:
    """The smallest claim of an extraction that holds some words."""
    return min((claim for claim in found.claims if words in claim.quote), key=lambda claim: len(claim.quote))


@pytest.mark.parametrize(
    ("text", "words", "claimant", "named", "via", "cue", "direct", "hedge"), PASSAGES, ids=[row[1] for row in PASSAGES]
)
def test_who_says_it(
    extract: Extract,
    text: str,
    words: str,
    claimant: str | None,
    named: bool,
    via: tuple[str, ...],
    cue: str | None,
    direct: bool,
    hedge: str | None,
) -> None:
    """Claimant, channel, cue, directness and hedge of one claim of each passage."""
    claim = claim_with(extract(text, outlet="Meridian News"), words)

    assert (claimant, named, via, cue, direct, hedge) == (
        claim.claimant, claim.claimant_named, claim.via, claim.cue, claim.direct, claim.hedge,
    )  # fmt: skip


def test_the_frame_of_a_quotation_is_no_claim(extract: Extract) -> None:
    """That somebody "put it bluntly" is not for checking."""
    found = extract('Mayor Petro Vani put it bluntly: "The city has no water for 200,000 people."')

    assert ["The city has no water for 200,000 people"] == [claim.quote for claim in found.claims]


def test_a_denied_content_is_marked_as_denied(extract: Extract) -> None:
    """What the army denies is not what it asserts."""
    claim = claim_with(extract("The army denied that its jets had bombed the market in Derrin."), "jets")

    assert Modality.DENIED == claim.modality


def test_a_thing_does_not_speak(extract: Extract) -> None:
    """A quotation in a sentence about a thing is nobody's, rather than the thing's."""
    found = extract('A second sign hung over the gate: "The mine has been closed since 1994."')

    assert None is claim_with(found, "closed since 1994").claimant


def test_an_unknown_pronoun_stays_unnamed(extract: Extract) -> None:
    """Where nobody fits "he", no name is guessed."""
    found = extract("Queen Ingrid opened the new hospital. He said the building had cost 90 million euros.")

    assert not claim_with(found, "90 million").claimant_named


@pytest.mark.parametrize(
    ("name", "around", "expected"),
    [
        ("Angela Roth", (), Gender.FEMALE),
        ("Omar Haddad", (), Gender.MALE),
        # the words around a name outweigh the name
        ("Ashley Kent", ("spokeswoman",), Gender.FEMALE),
        ("Maria Stein", ("mr.",), Gender.MALE),
        # contradictory words say nothing
        ("Kim Vale", ("husband", "wife"), None),
        ("Edda Lund", (), None),
    ],
)
def test_the_gender_of_a_name(name: str, around: tuple[str, ...], expected: Gender | None) -> None:
    """Titles and kinship first, then common given names; the rest is unknown."""
    assert expected == gender_of(name, around)


@pytest.mark.parametrize(("pronoun", "expected"), [("she", Gender.FEMALE), ("his", Gender.MALE), ("they", None)])
def test_the_gender_of_a_pronoun(pronoun: str, expected: Gender | None) -> None:
    """Only "he" and "she" tell."""
    assert expected == gender_meant(pronoun)


def test_an_unknown_gender_fits_both_pronouns(tree_of: Callable[[str], Tree]) -> None:
    """Nobody is ruled out whose gender the article does not show."""
    names = Names()
    names.observe(tree_of("Mayor Tove Arlund and her husband Peter Arlund left."))

    assert (True, True, False) == tuple(names.fits(*pair) for pair in [
        ("Tove Arlund", "he"), ("Tove Arlund", "she"), ("Peter Arlund", "she"),
    ])  # fmt: skip
