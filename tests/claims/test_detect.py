"""Claims of whole texts: spans, who says them, through whom, and what never is a claim."""

import re
from collections.abc import Callable

import pytest

from claimtrack.claims.model import Extraction, Modality
from claimtrack.errors import EmptyText

Extract = Callable[..., Extraction]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        # one assertion, one claim
        ("A ferry sank off Larnos on Monday.", ["A ferry sank off Larnos on Monday"]),
        # two assertions that can be true apart
        (
            "The mayor opened the bridge, and the council paid for the lights.",
            ["The mayor opened the bridge", "the council paid for the lights"],
        ),
        # a second predicate
        (
            "The bridge is the longest in the region and was built by prisoners.",
            ["The bridge is the longest in the region", "was built by prisoners"],
        ),
        # a toll stays together
        (
            "The blast killed at least 44 people and injured 140 others.",
            ["The blast killed at least 44 people and injured 140 others"],
        ),
        # reported content apart from its cue
        ("Officials said that the dam had burst.", ["the dam had burst"]),
        ("The dam had burst, officials said.", ["The dam had burst"]),
        ("The dam had burst, according to officials.", ["The dam had burst"]),
        # a clause after "after"
        (
            "The minister resigned after the court published its report.",
            ["The minister resigned", "the court published its report"],
        ),
        # an aside that says something of its own
        (
            "Police closed the Orr bridge, which carries half of the traffic.",
            ["Police closed the Orr bridge", "which carries half of the traffic"],
        ),
        # an apposition with content
        (
            "The rebels hold Madur, a town on the road between the two ports.",
            ["The rebels hold Madur", "a town on the road between the two ports"],
        ),
        # a condition asserts nothing alone
        ("The mayor will resign if the inquiry finds fault.", ["The mayor will resign if the inquiry finds fault"]),
        # what was done before another thing and that other thing are two
        (
            "Before the bridge fell, the council had agreed to hear complaints that residents hoped would lead to repairs.",
            ["the bridge fell", "the council had agreed to hear complaints that residents hoped would lead to repairs"],
        ),
        # a span of time before "after" belongs to neither clause
        (
            "But in March, the month after Judge Vale died, the court announced that the case was closed.",
            ["Judge Vale died", "the case was closed"],
        ),
        # a set phrase asserts nothing
        ("As is the custom, the court gave no reasons.", ["As is the custom, the court gave no reasons"]),
        # signs of measure belong to their number
        (
            "Rents rose 12%, while wages for nurses fell 3%.",
            ["Rents rose 12%", "wages for nurses fell 3%"],
        ),
        # two reports in one sentence
        (
            "Vale said the dam had burst and that the village was empty.",
            ["the dam had burst", "the village was empty"],
        ),
        # a share of people that holds something is what is asserted
        (
            "A poll found that 74 percent of voters believe that the mayor lied.",
            ["74 percent of voters believe that the mayor lied"],
        ),
        # doubled single marks
        ("''The dam has burst,'' Tom Arden said.", ["The dam has burst"]),
        # acts are marked whole
        ("The council condemned the attack on the mosque.", ["The council condemned the attack on the mosque"]),
    ],
)
def test_spans(extract: Extract, text: str, quotes: list[str]) -> None:
    """The smallest spans that can be true alone, without cue and marks."""
    assert quotes == [claim.quote for claim in extract(text).claims]


@pytest.mark.parametrize(
    "text",
    [
        "Is the water in the harbour safe to drink?",
        "Thank you for reading our newsletter.",
        "© 2016 Meridian Media. All rights reserved.",
        "Photo: Rescue boats off Larnos",
        "Home | News | Sport | Weather",
        "Sign up for our newsletter today",
    ],
)
def test_what_is_never_a_claim(extract: Extract, text: str) -> None:
    """Questions, courtesies, copyright lines, captions, navigation and adverts assert nothing."""
    assert () == extract(text).claims


@pytest.mark.parametrize(
    ("text", "claimant", "cue", "via"),
    [
        ("Officials said the dam had burst.", "Officials", "said", ()),
        ("The dam had burst, activists said.", "activists", "said", ()),
        ("The dam had burst, according to the water ministry.", "water ministry", "according to", ()),
        # nobody but an outlet: it is the channel
        ("The dam had burst, CNN reported.", None, "reported", ("CNN",)),
        ("The dam had burst, according to Reuters.", None, "according to", ("Reuters",)),
        # told to an outlet
        ("Mayor Tom Arden told Sky News that the dam had burst.", "Tom Arden", "told", ("Sky News",)),
        # an outlet reports what somebody said
        ("Tom Arden said the dam had burst, the Harbor Wire reported.", "Tom Arden", "said", ("Harbor Wire",)),
        # a chain: told to one, reported by another
        ("Tom Arden told Le Monde that the dam had burst, CNN reported.", "Tom Arden", "told", ("Le Monde", "CNN")),
        # an agency quotes somebody
        ("TASS quoted a source in Kandor as saying that the dam had burst.", "a source in Kandor", "saying", ("TASS",)),
        # a journalist speaks for the outlet
        ("BBC correspondent Nora Quill said the dam had burst.", "Nora Quill", "said", ("BBC",)),
        # a passive quotation
        ("Tom Arden was quoted as saying by Interfax that the dam had burst.", "Tom Arden", "saying", ("Interfax",)),
        # a noun that reports
        ("Asked about Arden's claim that the dam had burst, the clerk said nothing.", "Arden", "claim", ()),
        # rarer cues, before and after what they report
        ("The water ministry announced that the dam had burst.", "water ministry", "announced", ()),
        ("The dam had burst, the water ministry announced on Monday.", "water ministry", "announced", ()),
        ("The dam had burst above the town, Tom Arden wrote on his page.", "Tom Arden", "wrote", ()),
        ("The dam had burst, officials warned.", "officials", "warned", ()),
        ("Engineers reckoned the dam had burst.", "Engineers", "reckoned", ()),
        ("The dam had burst, Tom Arden told reporters.", "Tom Arden", "told", ()),
        # a person named right after an outlet
        (
            "In an interview with the station Channel Lumen, President Tom Arden said the dam had burst.",
            "Tom Arden",
            "said",
            ("Channel Lumen",),
        ),
        # whose ministry it is belongs to its name
        ("Freedonia's water ministry denied that the dam had burst.", "Freedonia's water ministry", "denied", ()),
        # an office held by the one who is named next to it
        ("The mayor of Larnos, Petro Vani, said the dam had burst.", "Petro Vani", "said", ()),
    ],
)
def test_attribution(extract: Extract, text: str, claimant: str | None, cue: str, via: tuple[str, ...]) -> None:
    """The innermost source that is no outlet is the claimant; outlets on the way are the channel, in order."""
    claim = next(c for c in extract(text).claims if "dam had burst" in c.quote)

    assert (claimant, cue, via) == (claim.claimant, claim.cue, claim.via)


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Mayor Tom Arden came late. Arden said the dam had burst.", "Tom Arden"),
        ("Tom Arden came late. He said the dam had burst.", "Tom Arden"),
        ("Mayor Tom Arden came late. The mayor said the dam had burst.", "Tom Arden"),
        ("The National Ferry Union (NFU) met. The NFU said the dam had burst.", "National Ferry Union"),
        ("The National Ferry Union met. The union said the dam had burst.", "National Ferry Union"),
        ("A source in Kandor spoke. The source said the dam had burst.", "source"),
        ("Activists met in Kandor. Local activists said the dam had burst.", "Local activists"),
    ],
)
def test_claimants_get_their_full_name(extract: Extract, text: str, claimant: str) -> None:
    """Short forms, titles and pronouns lead to the full name where the article gives it once."""
    claim = next(c for c in extract(text).claims if "dam had burst" in c.quote)

    assert claimant == claim.claimant


def test_a_closing_report_ends_the_claim(extract: Extract) -> None:
    """What stands after the comma is the attribution, with its own day, and no part of the claim."""
    text = (
        "The toll of Monday's flood in Paris has risen to at least 27, the Water Board of Larnos announced on Tuesday."
    )

    claim = extract(text).claims[0]

    assert "The toll of Monday's flood in Paris has risen to at least 27" == claim.quote
    assert ["2016-10-10"] == [found.iso for found in claim.dates]


@pytest.mark.parametrize(
    "text",
    [
        "No armed group said it was responsible for the fire.",
        "Nobody claimed that the bridge was safe.",
        "Few people in Larnos expected the ministers to agree.",
    ],
)
def test_what_nobody_says_is_nobodys_claim(extract: Extract, text: str) -> None:
    """That nobody says it is the article's own assertion, whole."""
    found = extract(text).claims

    assert [(text.rstrip("."), None)] == [(claim.quote, claim.claimant) for claim in found]


def test_he_is_the_unnamed_speaker_of_the_sentence_before(extract: Extract) -> None:
    """ "A driver said ... he said" goes on with the driver, not with the last person who has a name."""
    text = 'Tom Arden left. A lorry driver said the road was closed. "The queue is long," he said.'

    claim = extract(text).claims[-1]

    assert ("The queue is long", "A lorry driver") == (claim.quote, claim.claimant)


def test_two_presidents_are_not_mixed_up(extract: Extract) -> None:
    """A title that two persons hold resolves to neither."""
    text = "President Ana Petrova met President Luis Ortega. The president said the talks had failed."

    claim = next(c for c in extract(text).claims if "failed" in c.quote)

    assert "president" == claim.claimant
    assert not claim.claimant_named


def test_a_speech_keeps_its_speaker_in_the_next_paragraph(extract: Extract) -> None:
    """A quotation without a frame goes on with the speaker and the channel of the one before."""
    text = '"The dam has burst," Tom Arden said, according to CNN\n\n"We saw the water rise for six hours."'

    second = extract(text).claims[-1]

    assert ("Tom Arden", ("CNN",), True) == (second.claimant, second.via, second.direct)


def test_a_speech_left_open_has_the_speaker_named_at_its_end(extract: Extract) -> None:
    """Each paragraph of a long speech opens with a mark; only the last one is closed and attributed."""
    text = '"We counted nine craters in the yard.\n\n"The school has lost its roof," Tom Arden told Sky News.'

    first = extract(text).claims[0]

    assert ("Tom Arden", ("Sky News",)) == (first.claimant, first.via)


def test_a_colon_introduces_the_next_paragraph(extract: Extract) -> None:
    """ "He said:" at the end of a paragraph frames the quotation that follows."""
    text = 'The mayor, Tom Arden, said:\n\n"The dam burst before dawn."'

    claim = extract(text).claims[-1]

    assert "Tom Arden" == claim.claimant


def test_an_interrupted_quotation_keeps_its_larger_part(extract: Extract) -> None:
    """A sentence broken by its cue is marked once, without the cue."""
    text = '"The dam," Tom Arden said, "burst before anybody in the valley was awake."'

    found = [claim.quote for claim in extract(text).claims]

    assert ["burst before anybody in the valley was awake"] == found


def test_a_speech_of_several_sentences_has_one_speaker(extract: Extract) -> None:
    """Every sentence of a quotation belongs to its speaker."""
    text = '"The dam burst at dawn. The village is empty. Nobody was warned," Tom Arden said.'

    found = [(claim.quote, claim.claimant) for claim in extract(text).claims]

    assert [
        ("The dam burst at dawn", "Tom Arden"),
        ("The village is empty", "Tom Arden"),
        ("Nobody was warned", "Tom Arden"),
    ] == found


def test_a_transcript_names_its_speakers(extract: Extract) -> None:
    """ "ARDEN:" at the start of a paragraph says who speaks it."""
    claim = extract("ARDEN: The dam burst at dawn on Monday.").claims[0]

    assert ("Arden", ":") == (claim.claimant, claim.cue)


@pytest.mark.parametrize(
    ("headline", "quote", "claimant"),
    [
        ("Ferry sinks off Larnos, killing 14", "Ferry sinks off Larnos, killing 14", None),
        ("14 killed as ferry sinks off Larnos: monitor", "14 killed as ferry sinks off Larnos", "monitor"),
        ("Ferry sinks off Larnos - Region - World - Coast Post", "Ferry sinks off Larnos", None),
        ("Larnos: 14 killed in ferry disaster", "14 killed in ferry disaster", None),
    ],
)
def test_headlines(extract: Extract, headline: str, quote: str, claimant: str | None) -> None:
    """A headline is a claim without its topic word, its credit and the site's name."""
    claim = extract(f"{headline}\n\nThe harbour was closed.").claims[0]

    assert (quote, claimant) == (claim.quote, claim.claimant)


def test_lost_commas_do_not_hide_the_source(extract: Extract) -> None:
    """Archived texts without commas still tell the report from what it reports."""
    filler = (
        "The harbour was closed all day and the boats stayed out at sea until the wind had turned again in the evening. "
        * 4
    )
    text = f"{filler}A bomb killed five people in the old town the health ministry said on Monday."

    claim = extract(text).claims[-1]

    assert ("A bomb killed five people in the old town", "health ministry") == (claim.quote, claim.claimant)


@pytest.mark.parametrize(
    ("text", "modality", "negated"),
    [
        ("A bomb killed five people.", Modality.ASSERTED, False),
        ("A bomb may have killed five people.", Modality.HEDGED, False),
        ("A bomb reportedly killed five people.", Modality.HEDGED, False),
        ("The army will send troops to Kandor.", Modality.PLANNED, False),
        ("The king was scheduled to visit Kandor.", Modality.PLANNED, False),
        ("Freedonia denied striking a hospital in Kandor.", Modality.DENIED, False),
        ("The army denied that its jets had struck Kandor.", Modality.DENIED, False),
        ("The rebels did not take the airport.", Modality.ASSERTED, True),
        ("No bodies were found in the well.", Modality.ASSERTED, True),
        ("The city has never paid the workers.", Modality.ASSERTED, True),
    ],
)
def test_how_far_the_wording_goes(extract: Extract, text: str, modality: Modality, negated: bool) -> None:
    """Hedges, plans, denials and negations are told apart."""
    claim = extract(text).claims[0]

    assert (modality, negated) == (claim.modality, claim.negated)


def test_a_denial_belongs_to_the_one_who_denies(extract: Extract) -> None:
    """ "X denied doing Y" is X's claim, with the denial as its cue."""
    claim = extract("Russia denied striking a hospital in Idlib.").claims[0]

    assert ("Russia", "denied", Modality.DENIED) == (claim.claimant, claim.cue, claim.modality)


def test_figures_dates_and_places_belong_to_their_claim(extract: Extract) -> None:
    """What is counted, when and where stands with the claim that states it, at exact offsets."""
    text = "Airstrikes on Kandor killed at least 16 people on Tuesday, and the council met in Paris on Monday."

    first, second = extract(text).claims

    assert [(16, None, "killed")] == [(f.low, f.high, f.role) for f in first.figures]
    assert ["2016-10-11"] == [d.iso for d in first.dates]
    assert ["2016-10-10"] == [d.iso for d in second.dates]
    assert ["paris"] == [p.name for p in second.places]
    assert all(text[f.start : f.end] == f.surface for c in (first, second) for f in (*c.figures, *c.dates, *c.places))


def test_the_day_a_toll_holds_for(extract: Extract) -> None:
    """ "As of Tuesday" is the day of the figure."""
    claim = extract("As of Tuesday, 31 people had died of cholera in Haiti, doctors said.").claims[0]

    assert ["2016-10-11"] == [f.as_of.isoformat() for f in claim.figures if f.as_of]


def test_the_own_outlet_is_no_channel(extract: Extract) -> None:
    """What an outlet was told itself does not come to it through itself."""
    text = "Tom Arden told Sky News that the dam had burst."

    assert ("Sky News",) == extract(text).claims[0].via
    assert () == extract(text, outlet="Sky News").claims[0].via


def test_named_agencies_of_the_caller_are_channels(extract: Extract) -> None:
    """An agency that only the caller knows counts as a channel."""
    text = "Tom Arden told Coastline that the dam had burst."

    assert ("Coastline",) == extract(text, known_agencies={"Coastline": "CL"}).claims[0].via


@pytest.mark.parametrize("text", ["", "   ", "\n\t\n"])
def test_no_text_is_an_error(extract: Extract, text: str) -> None:
    """White space alone holds no article."""
    with pytest.raises(EmptyText):
        extract(text)


def test_another_language_is_only_split(extract: Extract) -> None:
    """A text in another language gives its sentences, and says so."""
    text = "Die Brücke ist gestern eingestürzt. Nach Angaben der Polizei wurden drei Menschen verletzt."

    found = extract(text)

    assert "de" == found.language
    assert ["Die Brücke ist gestern eingestürzt", "Nach Angaben der Polizei wurden drei Menschen verletzt"] == [
        c.quote for c in found.claims
    ]
    assert re.search("another language", found.notes[0])
    assert all(c.ambiguous for c in found.claims)


def test_the_run_is_recorded(extract: Extract) -> None:
    """The record names the extractor and its input, and the same input gives the same result."""
    text = "A ferry sank off Larnos on Monday, officials said."

    first, second = extract(text), extract(text)

    assert first == second
    assert ("published_on", "2016-10-11") in first.parameters
    assert 64 == len(first.input_sha256)
    assert first.extractor
    assert first.version
