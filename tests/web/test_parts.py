"""The parts that pages are made of: words, marks in a text, the chart's rows, the chain's tree, the inbox's links."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.claims.model import Figure
from claimtrack.db.tables import MatchStatus
from claimtrack.errors import InvalidQuery
from claimtrack.links.model import Relation
from claimtrack.services.views import AppearanceView, MatchView, ReasonView
from claimtrack.services.wordings import FigureView
from claimtrack.sourcing.chain import ChainEdge
from claimtrack.sourcing.timeline import FigurePoint, figure_timeline
from claimtrack.verification.workflow import State
from claimtrack.web import words
from claimtrack.web.asking import inbox_query
from claimtrack.web.chain import chain_tree, loose_edges
from claimtrack.web.charts import interval_charts
from claimtrack.web.diffs import paragraph_changes, word_diff
from claimtrack.web.marks import paragraphs

NOW = datetime(2016, 10, 12, 9, 0, tzinfo=UTC)

APPEARANCE = AppearanceView(
    id=1,
    claim_id=1,
    article_id=1,
    article_title="",
    article_url=None,
    outlet=None,
    published_at=None,
    published_to_the_day=False,
    start=0,
    end=0,
    quote="",
    before="",
    after="",
    standalone=None,
    claimant=None,
    claimant_named=False,
    cue=None,
    direct=False,
    hedge=None,
    via=(),
    wire_origin=None,
    wire_evidence=None,
    copy_group=None,
    copy_share=None,
    figures=(),
    dates=(),
    places=(),
    type="event",
    modality="asserted",
    negated=False,
    ambiguous=(),
    check_worthiness=0.5,
    worthiness_parts=(),
    joined_by="machine",
    join_probability=None,
    join_reasons=(),
)


LATER = MatchView(
    id=1,
    claim_id=9,
    text="At least 27 people were killed",
    quote="",
    relation=Relation.UPDATES,
    outgoing=True,
    status=MatchStatus.SUGGESTED,
    probability=0.9,
    reasons=(),
    figures=(
        FigureView(low=27, high=None, modifier="at least", unit=None, role="killed", scope="total", label="≥ 27"),
    ),
    outlet=None,
    published_at=None,
    state=State.UNSTARTED,
    rating=None,
    decided_by=None,
)


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (timedelta(seconds=-20), "now"),
        (timedelta(minutes=42), "in 42 min"),
        (timedelta(minutes=-59), "59 min ago"),
        (timedelta(hours=-3, minutes=-50), "3 h ago"),
        (timedelta(days=5), "in 5 d"),
        (timedelta(days=-90), "3 months ago"),
        (timedelta(days=-4000), "133 months ago"),
    ],
)
def test_times_are_told_as_a_distance(gap: timedelta, expected: str) -> None:
    """With the exact time for machines and in the title."""
    shown = str(words.ago(NOW + gap, NOW))

    assert f">{expected}</time>" in shown
    assert "UTC" in shown


def test_a_moment_names_its_zone_and_a_day_has_no_clock() -> None:
    """Where only the day is known, no midnight is made up."""
    at = datetime(2016, 10, 11, 14, 10, tzinfo=UTC)

    assert ">Tue 11 Oct 2016 <span" in words.moment(at)
    assert "14:10 UTC" in words.moment(at)
    assert words.moment(at, to_the_day=True) == '<time datetime="2016-10-11">Tue 11 Oct 2016</time>'


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        ("2016-10-11", "11 Oct 2016"),
        ("2016-10", "Oct 2016"),
        ("2016", "2016"),
        ("2016-09-01/2016-09-30", "1 Sep 2016 to 30 Sep 2016"),
        ("2016-13-01", "2016-13-01"),  # no such month: shown as it is
        ("last week", "last week"),
    ],
)
def test_days_are_written_as_people_do(iso: str, expected: str) -> None:
    """Days, months, years and spans."""
    assert words.day_words(iso) == expected


@pytest.mark.parametrize(
    ("share", "expected"), [(0, "0 %"), (0.001, "1 %"), (0.5, "50 %"), (0.999, "99 %"), (1, "100 %")]
)
def test_a_share_is_never_rounded_to_all_or_nothing(share: float, expected: str) -> None:
    """99.9 % alike is not the same."""
    assert words.percent(share) == expected


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://example.org/a", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://example.org", False),
        ("//example.org", False),
        ("data:text/html,x", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, is_safe: bool) -> None:
    """What somebody typed as a source must not run when it is clicked."""
    assert (words.web_link(url) == url and url is not None) is is_safe


def test_context_is_cut_at_whole_words() -> None:
    """Half a word at the edge reads like a mistake."""
    one = replace(APPEARANCE, start=500, before="ter of the city said", after="a" * 60 + " " + "b" * 59)

    assert words.lead_in(one) == "… of the city said"
    assert words.lead_out(one) == "a" * 60 + " …"
    assert words.lead_in(replace(one, start=20)) == "ter of the city said"
    assert words.lead_out(replace(one, after="the end.")) == "the end."


def reason(code: str, text: str = "", weight: float = 0.0) -> ReasonView:
    """A ground for a match."""
    return ReasonView(code=code, text=text or code, weight=weight)


def phrases(reasons: list[ReasonView], relation: Relation) -> list[str]:
    """The leading reasons as they are shown."""
    return [words.reason_words(one) for one in words.told_reasons(reasons, relation).leading]


def test_what_settles_a_match_leads_though_it_also_weighs_against_one_event() -> None:
    """Figures that contradict each other are told first, also where the model counts them against one event."""
    found = [
        reason("figure-disjoint", "16 against 26 killed"),
        reason("same-day", weight=1.2),
        reason("figure-apart", "16 against 26 killed", -0.5),
    ]

    assert ["16 against 26 killed", "about the same day"] == phrases(found, Relation.CONFLICTS)


def test_the_reasons_that_settle_a_match_lead() -> None:
    """Figure before day, no measures, and what is said twice once, with the sign of the heavier."""
    found = [
        reason("similarity", "worded much alike (0.88)", 3.9),
        reason("figure-disjoint", "16 against 26 killed"),
        reason("figure", "16 against 26 killed", 1.1),
        reason("wording", "“east” against “eastern”"),
        reason("same-day", weight=1.1),
    ]

    told = words.told_reasons(found, Relation.CONFLICTS)

    assert phrases(found, Relation.CONFLICTS) == ["16 against 26 killed", "about the same day"]
    assert told.leading[0].weight == 1.1
    assert len(told.every) == 4
    assert told.has_more


def test_a_possible_same_claim_shows_what_kept_it_from_being_joined() -> None:
    """The doubts are what the person has to decide."""
    found = [reason("same-day", weight=1.1), reason("detail", "only one mentions “side”"), reason("figure-equal", "16")]

    assert phrases(found, Relation.SAME_CLAIM) == ["same figure: 16", "only one mentions “side”", "about the same day"]


@pytest.mark.parametrize(
    ("relation", "code", "expected"),
    [
        (Relation.RELATED, "other-day", "another day"),
        (Relation.RELATED, "other-place", "another place"),
        (Relation.RELATED, "similarity", "another event"),
        (Relation.SAME_EVENT, "figure", "same event, says something else"),
    ],
)
def test_a_near_claim_says_why_it_is_another(relation: Relation, code: str, expected: str) -> None:
    """In words that need no second look."""
    assert words.near_words(replace(LATER, relation=relation, reasons=(reason(code),))) == expected


def test_reasons_without_a_telling_one_still_say_something() -> None:
    """And none at all say nothing."""
    assert phrases([reason("similarity", "worded differently (0.2)")], Relation.CONFLICTS) == [
        "worded differently (0.2)"
    ]
    assert words.told_reasons([], Relation.CONFLICTS) == words.Told(leading=(), every=())


@pytest.mark.parametrize(
    ("claimant", "cue", "expected"),
    [
        ("a monitor", "said", "a monitor said"),
        ("the ministry", "according to", "according to the ministry"),
        ("Ann Lee", None, "Ann Lee says"),
        (None, None, "in the article's own voice"),
    ],
)
def test_who_says_it_reads_like_a_sentence(claimant: str | None, cue: str | None, expected: str) -> None:
    """The cue stands where the language wants it."""
    assert words.spoken(replace(APPEARANCE, claimant=claimant, cue=cue)) == expected


def test_changed_words_are_marked_and_the_rest_is_left() -> None:
    """Only what differs stands out, and markup in a text stays text."""
    assert word_diff("left 61 <b> dead", "left 16 <b> dead") == "left <del>61</del><ins>16</ins> &lt;b&gt; dead"
    assert word_diff("a " * 4000, "b") == f"<del>{'a ' * 4000}</del><ins>b</ins>"


def test_paragraphs_that_stayed_are_not_shown_as_changed() -> None:
    """Changed, added and removed ones are; spaces do not count."""
    before, after = "One.\n\nTwo 61.\nGone.", "One. \nTwo 16.\n\nThree."

    assert paragraph_changes(before, before + "\n") == ()
    assert paragraph_changes(before, after)[0] == "Two <del>61</del><ins>16</ins>."
    assert paragraph_changes("One.", "One.\nNew.") == ("<ins>New.</ins>",)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_diff_holds_both_texts(before: str, after: str) -> None:
    """Without what was put in it is the old text, without what was taken out the new one."""
    shown = str(word_diff(before, after))
    old = re.sub(r"<ins>.*?</ins>", "", shown, flags=re.DOTALL)
    new = re.sub(r"<del>.*?</del>", "", shown, flags=re.DOTALL)

    assert unescape(re.sub(r"</?del>", "", old)) == before
    assert unescape(re.sub(r"</?ins>", "", new)) == after


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[AppearanceView]]:
    """A text with line breaks and spans in it that do not overlap."""
    text = draw(st.text(alphabet="ab \n<é", min_size=1, max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [replace(APPEARANCE, id=n, start=a, end=b, quote=text[a:b]) for n, (a, b) in enumerate(spans, 1)]


@given(texts_with_spans())
def test_marked_paragraphs_hold_the_whole_text_once(made: tuple[str, list[AppearanceView]]) -> None:
    """Whatever the spans, no letter is lost or doubled, and every claim is numbered at most once."""
    text, appearances = made

    found = paragraphs(text, appearances, wire_evidence="ab")
    lines = ["".join(piece.text for piece in one.pieces) for one in found]
    numbers = [piece.number for one in found for piece in one.pieces if piece.number]

    assert lines == [line for line in text.split("\n") if line.strip()]
    assert len(numbers) == len(set(numbers))


def test_a_claim_across_two_paragraphs_begins_in_the_first_and_is_numbered_in_the_last() -> None:
    """So that its anchor is unique and its note stands where it starts."""
    one = replace(APPEARANCE, id=7, start=2, end=6)

    first, second = paragraphs("ab cd\nef gh"[:5] + "\nef gh", [one], wire_evidence=None)

    assert [(piece.text, piece.starts, piece.number) for piece in first.pieces if piece.appearance] == [
        (" cd", True, None)
    ]
    assert first.notes == ((1, one),)
    assert second.notes == ()


def test_wire_evidence_is_marked_outside_claims_only() -> None:
    """The credit line shows where the text is from, not the agency's name inside a claim."""
    text = "Harbor Wire said so. Rain fell. (Harbor Wire)"
    one = replace(APPEARANCE, start=0, end=19, quote=text[:19])

    (paragraph,) = paragraphs(text, [one], wire_evidence="Harbor Wire")

    assert [piece.text for piece in paragraph.pieces if piece.is_wire_evidence] == ["Harbor Wire"]
    assert paragraph.pieces[0].appearance is one


def point(number: int, low: float | None, high: float | None, day: int, outlet: str) -> FigurePoint:
    """A count of the killed, told on a day of October 2016."""
    figure = Figure(low=low, high=high, role="killed", surface="")
    return FigurePoint(appearance_id=number, figure=figure, outlet=outlet, published_on=date(2016, 10, day))


def test_the_chart_has_a_row_for_each_figure_of_a_day() -> None:
    """Outlets that say the same on the same day share a row; the claim's own is told apart; open ends reach the edge."""
    timeline = figure_timeline(
        [
            point(1, 16, 16, 11, "Harbor Wire"),
            point(2, 16, 16, 11, "Meridian"),
            point(3, 26, 26, 11, "Three Bridges"),
            point(4, 27, None, 12, "Continental"),
        ]
    )

    (chart,) = interval_charts(timeline, own=frozenset({1, 2}), matches=(LATER,))

    assert [(bar.interval.who, bar.interval.tone) for bar in chart.bars] == [
        (("Harbor Wire", "Meridian"), "this"),
        (("Three Bridges",), "conflicts"),
        (("Continental",), "updates"),
    ]
    assert [bar.is_point for bar in chart.bars] == [True, True, False]
    assert chart.bars[2].right == 100.0
    assert chart.bars[0].left < chart.bars[1].left < chart.bars[2].left
    assert chart.year == 2016
    assert chart.notes == ("3 outlets gave 16 and 26 for 11 Oct 2016.",)
    assert chart.tones == ("this", "conflicts", "updates")


def test_equal_figures_of_a_day_are_one_row_whoever_says_them() -> None:
    """A row takes the tone that concerns the claim most; within a day rows rise from low to high."""
    points = [point(1, 50, 50, 11, "Hill"), point(2, 16, 16, 11, "Quay"), point(3, 16, 16, 11, "Harbor")]

    (chart,) = interval_charts(figure_timeline(points), own=frozenset({3}), matches=())

    assert [(bar.interval.who, bar.interval.tone) for bar in chart.bars] == [
        (("Harbor", "Quay"), "this"),
        (("Hill",), "conflicts"),
    ]


def test_only_a_figure_changed_on_another_day_is_told_as_changed() -> None:
    """An article that recalls earlier reports does not correct itself."""
    same_day = figure_timeline([point(1, 27, 27, 12, "Harbor"), point(2, 14, 14, 12, "Harbor")])
    next_day = figure_timeline([point(1, 14, 14, 11, "Harbor"), point(2, 27, 27, 12, "Harbor")])

    told = [interval_charts(one, own=frozenset(), matches=())[0].notes for one in (same_day, next_day)]

    assert told == [(), ("Harbor: 14, then 27.",)]


@given(st.lists(st.tuples(st.floats(0, 1e12), st.floats(0, 1e12)), min_size=1, max_size=6))
def test_every_bar_stays_on_the_paper(ends: list[tuple[float, float]]) -> None:
    """Whatever the numbers, a bar lies between 0 and 100 percent, and the scale has few marks."""
    points = [point(n, min(pair), max(pair), 11, f"Outlet {n}") for n, pair in enumerate(ends)]

    (chart,) = interval_charts(figure_timeline(points), own=frozenset(), matches=())

    assert all(0 <= bar.left <= bar.right <= 100 for bar in chart.bars)
    assert 1 <= len(chart.ticks) <= 6


def edge(source: str, target: str, **more: bool) -> ChainEdge:
    """A step of a chain."""
    return ChainEdge(
        source=source, target=target, ground="via", evidence=f"{target} cites {source}", appearances=(), **more
    )


def test_the_chain_reads_from_the_speaker_outwards() -> None:
    """What is reached on two ways is shown on both and followed once; copies stand apart."""
    edges = [
        edge("monitor", "Harbor Wire"),
        edge("monitor", "Meridian"),
        edge("Harbor Wire", "Meridian"),
        edge("Meridian", "Coast Post"),
        edge("Coast Post", "Quayside", directed=False),
    ]

    (root,) = chain_tree(edges)

    assert root.name == "monitor"
    assert [child.name for child in root.children] == ["Harbor Wire", "Meridian"]
    assert [child.name for child in root.children[0].children[0].children] == ["Coast Post"]
    assert root.children[1].shown_above
    assert root.children[1].children == ()
    assert loose_edges(edges) == (edges[4],)
    assert loose_edges([edges[1], edge("Meridian", "monitor", directed=False)]) == ()


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=20))
def test_any_edges_make_a_tree_that_ends(pairs: list[tuple[str, str]]) -> None:
    """Also when outlets name each other in a circle."""
    assert isinstance(chain_tree([edge(a, b) for a, b in pairs]), tuple)


def test_inbox_links_hold_what_was_chosen() -> None:
    """A link changes one thing and starts again at the first page."""
    asked = inbox_query({"state": "on_hold", "q": "rain & wind", "due": "1", "cursor": "abc", "outlet": ""})

    assert asked.link() == "/?state=on_hold&q=rain+%26+wind&due=1&cursor=abc"
    assert asked.with_state(None) == "/?q=rain+%26+wind&due=1"
    assert asked.toggled("due") == "/?state=on_hold&q=rain+%26+wind"
    assert asked.hidden() == [("state", "on_hold"), ("due", "1")]
    assert inbox_query({}).link() == "/"


@given(st.dictionaries(st.sampled_from(["state", "q", "since", "until", "sort", "due", "cursor", "place"]), st.text()))
def test_any_query_string_is_read_or_refused(params: dict[str, str]) -> None:
    """Never another error."""
    with suppress(InvalidQuery):
        assert inbox_query(params).link().startswith("/")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("eleven countries voted for it", "Eleven countries voted for it"),
        ("a dam broke", "A dam broke"),
        ("eBay closed a site", "eBay closed a site"),  # a name that begins small
        ("16 people died", "16 people died"),
        ("Émile left", "Émile left"),
        ("", ""),
    ],
)
def test_a_claim_begins_with_a_capital_where_it_stands_as_a_line(text: str, shown: str) -> None:
    """Whatever word of the article it began with."""
    assert shown == words.sentence(text)
