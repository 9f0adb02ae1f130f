"""People correct what was extracted: it is stored, matched anew, recorded, and can be taken back to the last digit."""

from typing import Any

import pytest

from claimtrack import errors
from claimtrack.claims.model import ClaimType
from claimtrack.claims.worthiness import MEANING, logistic
from claimtrack.db.tables import Appearance, EditKind, MatchStatus
from claimtrack.links.model import Relation
from claimtrack.services.comparing import get_claim
from claimtrack.services.deciding import decide_match
from claimtrack.services.drafts import AppearanceChange, FigureInput
from claimtrack.services.editing import (
    edit_appearance,
    get_appearance,
    hide_appearance,
    merge_appearances,
    show_appearance,
    split_appearance,
)
from claimtrack.services.engine import Engine
from claimtrack.services.exporting import claim_lines
from claimtrack.services.intake import add_text, get_article
from claimtrack.services.matching import match_text
from claimtrack.services.processing import process_pending
from claimtrack.services.reviewing import add_evidence, count_inbox, set_state
from claimtrack.services.undoing import undo_edit
from claimtrack.services.views import AppearanceView
from claimtrack.verification.workflow import Stance, State

from .planting import audit_rows, stored_claim
from .stored import ask, stored_rows
from .test_reviewing import at_once

RAIDS = "Air raids killed 16 people in the rebel-held east of Aleppo on Tuesday"
TOLL = "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said."
URL = "https://delta.example/ferry"


def saying(engine: Engine, words: str, outlet: str | None = None) -> AppearanceView:
    """A current appearance with these words in its quote, in that outlet."""
    found = ask(
        engine,
        "SELECT a.id FROM appearance a JOIN article r ON r.id = a.article_id LEFT JOIN outlet o ON o.id = r.outlet_id "
        "WHERE a.is_current AND position(:words IN a.quote) > 0 AND (CAST(:outlet AS text) IS NULL OR o.name = :outlet) "
        "ORDER BY a.id",
        words=words,
        outlet=outlet,
    )
    return get_appearance(engine, found[0][0]).appearance


def now(engine: Engine, one: AppearanceView) -> AppearanceView:
    """The same appearance as it is now."""
    return get_appearance(engine, one.id).appearance


def edit(engine: Engine, one: AppearanceView, **values: Any) -> int:
    """The number of an edit by Ana that gives an appearance these values."""
    revision = now(engine, one).revision
    return edit_appearance(engine, one.id, AppearanceChange(**values), revision=revision, actor="ana").edit_id


def hide(engine: Engine, one: AppearanceView, reason: str = "an opinion") -> int:
    """The number of the edit by which Ana hides an appearance."""
    revision = now(engine, one).revision
    return hide_appearance(engine, one.id, revision=revision, actor="ana", reason=reason).edit_id


def killed(count: int, surface: str = "16 people") -> tuple[FigureInput, ...]:
    """One figure of people killed."""
    return (FigureInput(surface=surface, low=count, high=count, role="killed", unit="people"),)


def toll(engine: Engine, *paragraphs: str, url: str | None = URL, outlet: str = "Delta Post") -> int:
    """The id of a short article, read."""
    text = "\n\n".join(paragraphs)
    added = add_text(engine, data=text, outlet=outlet, url=url, published_at="2026-03-03", actor="ana")
    process_pending(engine)
    return added.article_id


def words_of(engine: Engine, article_id: int) -> list[str]:
    """The quotes of an article's claims."""
    return [one.quote for one in get_article(engine, article_id).appearances]


def _move(engine: Engine, one: AppearanceView) -> int:
    return edit(engine, one, end=one.end - len(" on Tuesday"))


def _reword(engine: Engine, one: AppearanceView) -> int:
    return edit(engine, one, standalone="The minister opened a bridge in Delta on 3 March 2019")


def _recount(engine: Engine, one: AppearanceView) -> int:
    return edit(engine, one, figures=killed(61))


def _attribute(engine: Engine, one: AppearanceView) -> int:
    return edit(engine, one, claimant="Mira Holt", via=("CNN", "Harbor Wire"), type=ClaimType.STATEMENT)


def _split(engine: Engine, one: AppearanceView) -> int:
    cut = one.start + one.quote.index(" in the ")
    spans = [(one.start, cut), (cut, one.end)]
    return split_appearance(engine, one.id, spans, revision=one.revision, actor="ana").edit_id


def _merge(engine: Engine, one: AppearanceView) -> int:
    after = get_appearance(engine, one.id).next
    assert after is not None
    return merge_appearances(engine, {one.id: one.revision, after.id: after.revision}, actor="ana").edit_id


@pytest.mark.parametrize(
    ("change", "words", "outlet"),
    [
        *(
            (change, RAIDS, "Meridian") for change in (_move, _reword, _recount, _attribute)
        ),  # one of three under a claim
        *(
            (change, RAIDS, "Harbor Wire") for change in (_reword, _split, hide)
        ),  # the one that gave the claim its words
        # Alone under its claim, with conflicts.
        *((change, "Air strikes killed at least 16 people in the", None) for change in (_recount, _merge, hide)),
    ],
)
def test_undoing_restores_every_row(seeded_engine: Engine, change: Any, words: str, outlet: str | None) -> None:
    """Claims, appearances, figures, vectors, matches and events are as they were, column by column."""
    one = saying(seeded_engine, words, outlet)
    before = stored_rows(seeded_engine)

    edit_id = change(seeded_engine, one)
    changed = stored_rows(seeded_engine)
    undo_edit(seeded_engine, edit_id, actor="bea")

    assert changed != before
    assert stored_rows(seeded_engine) == before


def test_edits_are_undone_from_the_last_to_the_first(seeded_engine: Engine) -> None:
    """An earlier edit waits until what came after it is undone; then everything is as the machine left it."""
    one = saying(seeded_engine, RAIDS, "Meridian")
    before = stored_rows(seeded_engine)
    edits = [_recount(seeded_engine, one), _move(seeded_engine, one), hide(seeded_engine, one)]

    with pytest.raises(errors.Conflict, match="Undo that first"):
        undo_edit(seeded_engine, edits[0], actor="bea")
    for edit_id in reversed(edits):
        undo_edit(seeded_engine, edit_id, actor="bea")

    assert stored_rows(seeded_engine) == before
    with pytest.raises(errors.Conflict, match="bea has undone this edit already"):
        undo_edit(seeded_engine, edits[0], actor="bea")


def test_another_figure_dissolves_a_join(seeded_engine: Engine) -> None:
    """Sixty-one is not sixteen: the appearance opens a claim of its own, which contradicts the one it left."""
    one = saying(seeded_engine, RAIDS, "Meridian")
    left = get_claim(seeded_engine, one.claim_id)

    edit(
        seeded_engine,
        one,
        figures=killed(61),
        standalone="Air raids killed 61 people in the rebel-held east of Aleppo on Tuesday",
    )

    opened = get_claim(seeded_engine, now(seeded_engine, one).claim_id)
    after = get_claim(seeded_engine, left.claim.id)
    assert opened.claim.id != left.claim.id
    assert (left.claim.appearance_count - 1, 1) == (after.claim.appearance_count, opened.claim.appearance_count)
    assert ["61 killed"] == [figure.label for figure in opened.claim.figures]
    assert left.claim.id in {match.claim_id for match in opened.otherwise}
    assert after.claim.conflict_count == left.claim.conflict_count + 1
    assert opened.claim.event_id == after.claim.event_id


def test_other_words_make_a_join(seeded_engine: Engine) -> None:
    """Once its words and figure are those of another claim, an untouched claim gives way to it and leads there."""
    raids = saying(seeded_engine, RAIDS, "Meridian")
    one = saying(seeded_engine, "At least 14 people were killed on Tuesday in air raids")
    count = get_claim(seeded_engine, raids.claim_id).claim.appearance_count

    edit(seeded_engine, one, standalone=RAIDS, figures=killed(16, "14 people"))

    joined = now(seeded_engine, one)
    assert joined.claim_id == raids.claim_id
    assert joined.join_probability is not None
    assert "machine" == joined.joined_by
    assert get_claim(seeded_engine, one.claim_id).claim.id == raids.claim_id
    assert get_claim(seeded_engine, raids.claim_id).claim.appearance_count == count + 1


def test_a_claim_that_somebody_works_on_is_never_emptied_by_the_machine(seeded_engine: Engine) -> None:
    """The same edit then makes a suggestion: the person decides."""
    raids = saying(seeded_engine, RAIDS, "Meridian")
    one = saying(seeded_engine, "At least 14 people were killed on Tuesday in air raids")
    add_evidence(seeded_engine, one.claim_id, url="https://a.example/", excerpt="x", stance=Stance.CONTEXT, actor="bea")

    edit(seeded_engine, one, standalone=RAIDS, figures=killed(16, "14 people"))

    page = get_claim(seeded_engine, one.claim_id)
    assert page.claim.id == one.claim_id == now(seeded_engine, one).claim_id
    assert (RAIDS, 1) == (page.claim.text, len(page.evidence))
    assert raids.claim_id in {match.claim_id for match in page.suggestions}


def test_a_join_that_a_person_confirmed_stays(seeded_engine: Engine) -> None:
    """Whatever the words are now: it was a person's word that the two are one claim."""
    page = next(
        page
        for (claim_id,) in ask(seeded_engine, "SELECT id FROM claim WHERE suggestion_count > 0 ORDER BY id")
        if (page := get_claim(seeded_engine, claim_id)).suggestions
    )
    match = page.suggestions[0]
    older, newer = sorted((page.claim.id, match.claim_id))
    moved = get_claim(seeded_engine, newer).sources[0].appearances[0]
    decide_match(seeded_engine, match.id, decision="confirm", actor="bea")

    edit(seeded_engine, moved, standalone="The minister opened a bridge in Delta on 3 March 2019")

    assert (older, "bea") == (now(seeded_engine, moved).claim_id, now(seeded_engine, moved).joined_by)


def test_decisions_on_matches_survive_an_edit(seeded_engine: Engine) -> None:
    """A rejected pair stays rejected, rests on an appearance of its claim, and is not suggested again."""
    one = saying(seeded_engine, "Air strikes killed at least 16 people in the")
    rejected = next(match for match in get_claim(seeded_engine, one.claim_id).agrees if match.status == "suggested")
    decide_match(seeded_engine, rejected.id, decision="reject", actor="bea")

    edit(seeded_engine, one, standalone=RAIDS, figures=killed(16, "16 people"))

    page = get_claim(seeded_engine, one.claim_id)
    assert page.claim.id == one.claim_id
    assert [(rejected.id, MatchStatus.REJECTED, "bea")] == [(m.id, m.status, m.decided_by) for m in page.rejected]


def test_no_suggestion_rests_on_what_is_gone(seeded_engine: Engine) -> None:
    """After any correction both ends of every suggested match are shown appearances of its two claims."""
    one = saying(seeded_engine, RAIDS, "Harbor Wire")
    for change in (_recount, _split, _move):
        change(seeded_engine, now(seeded_engine, one))
    hide(seeded_engine, saying(seeded_engine, RAIDS, "Meridian"))

    dangling = ask(
        seeded_engine,
        "SELECT m.id FROM claim_match m JOIN appearance a ON a.id = m.appearance_a_id "
        "JOIN appearance b ON b.id = m.appearance_b_id WHERE m.status = 'suggested' AND (a.claim_id <> m.claim_a_id "
        "OR b.claim_id <> m.claim_b_id OR a.hidden_at IS NOT NULL OR b.hidden_at IS NOT NULL)",
    )
    assert [] == dangling


def test_a_moved_span_is_read_anew_and_given_values_win(engine: Engine) -> None:
    """Figures, days and places come from the new words; what the person states is as they state it."""
    text = "Officials said 12 people died in Tarn on Monday. Another 40 were hurt in Kestrel on Tuesday."
    one = get_article(engine, toll(engine, text)).appearances[0]
    whole = text.index("Officials"), text.rindex(".")

    edit(engine, one, start=whole[0], end=whole[1])
    read = now(engine, one)
    edit(engine, one, figures=(FigureInput(surface="40", low=40, role="injured", unit="people"),))
    edit(engine, one, end=whole[1] - len(" on Tuesday"))

    assert text[whole[0] : whole[1]] == read.quote
    assert {"12 killed", "40 injured"} == {figure.label for figure in read.figures}
    assert {"Monday", "Tuesday"} <= {surface for surface, _ in read.dates}
    after = now(engine, one)
    assert ["≥ 40 injured"] == [figure.label for figure in after.figures]
    assert ["Monday"] == [surface for surface, _ in after.dates]
    assert ("span", "figures") == after.edited


def test_a_claim_never_takes_over_a_day_that_it_has_lost(engine: Engine) -> None:
    """Its words no longer name Monday, and nothing before it does."""
    article = toll(engine, "On Monday a ferry sank near Tarn, killing 31 people.")
    one = get_article(engine, article).appearances[0]
    assert [("2026-03-02",)] == ask(engine, "SELECT first_day::text FROM appearance")

    edit(engine, one, start=get_appearance(engine, one.id).text.index("a ferry"))

    assert [(None,)] == ask(engine, "SELECT first_day::text FROM appearance")


def test_a_wording_makes_a_claim_stand_alone(engine: Engine) -> None:
    """Who and what are known then, so that nothing keeps it from being matched; taking it away leaves the quote."""
    article = toll(engine, "The army entered the town on Monday. It lost 12 soldiers there, a spokesman said.")
    one = next(one for one in get_article(engine, article).appearances if "12" in one.quote)
    assert one.ambiguous

    edit(engine, one, standalone="  The army lost\n12 soldiers in Tarn ")
    told = now(engine, one)
    edit(engine, one, standalone="")

    assert ("The army lost 12 soldiers in Tarn", ()) == (told.standalone, told.ambiguous)
    assert (None, ("wording",), "ana") == (now(engine, one).standalone, now(engine, one).edited, "ana")


def test_a_person_says_whether_the_claimant_is_a_name(engine: Engine) -> None:
    """It counts for this appearance alone, and for its sources; the wording and the matches stay."""
    one = get_article(engine, toll(engine, TOLL)).appearances[0]
    other = get_article(engine, toll(engine, "The coast guard said 3 boats left Tarn.", url=None)).appearances[0]
    assert (False, 0) == (one.claimant_named, get_claim(engine, one.claim_id).claim.independent_sources)

    edit(engine, one, claimant_named=True)

    assert (True, "coast guard") == (now(engine, one).claimant_named, now(engine, one).claimant)
    assert 1 == get_claim(engine, one.claim_id).claim.independent_sources
    assert now(engine, other).claimant_named is False


def test_a_split_makes_claims_of_their_own(engine: Engine) -> None:
    """Each part has its own words, figures and claim, and whoever said the whole; the first keeps the number.

    That the second part stands where a claim stood that was merged away before is no obstacle.
    """
    text = "The storm killed 12 people in Tarn and 300 houses were destroyed in Kestrel, the mayor said."
    article = toll(engine, text)
    one = get_article(engine, article).appearances[0]
    _merge(engine, one)
    edit(engine, one, claimant="Mayor Holt")
    one = now(engine, one)
    cut = text.index(" and 300")

    done = split_appearance(
        engine, one.id, [(cut + len(" and"), one.end), (one.start, cut)], revision=one.revision, actor="ana"
    )

    first, second = (get_appearance(engine, found).appearance for found in done.appearance_ids)
    assert ("The storm killed 12 people in Tarn", "300 houses were destroyed in Kestrel") == (first.quote, second.quote)
    assert one.id == first.id
    assert ("Mayor Holt", "Mayor Holt") == (first.claimant, second.claimant)
    assert (["12 killed"], ["300 houses"]) == tuple([f.label for f in part.figures] for part in (first, second))
    assert first.claim_id != second.claim_id
    assert (one.quote,) == tuple(found.quote for found in get_appearance(engine, second.id).originals)
    assert match_text(engine, text="300 houses were destroyed in Kestrel")[0].claim.id == second.claim_id


def test_a_merge_makes_one_claim_of_neighbours(seeded_engine: Engine) -> None:
    """The span goes from the first word to the last; what was absorbed is neither shown nor counted as hidden."""
    one = saying(seeded_engine, RAIDS, "Harbor Wire")
    page = get_appearance(seeded_engine, one.id)
    assert page.next is not None

    _merge(seeded_engine, one)

    article = get_article(seeded_engine, one.article_id)
    merged = now(seeded_engine, one)
    assert page.text[one.start : page.next.end] == merged.quote
    assert page.next.id not in {found.id for found in article.appearances}
    assert () == article.hidden
    absorbed = get_appearance(seeded_engine, page.next.id)
    assert (EditKind.MERGE, "It was merged with another claim. Undo that to have it back.") == (
        absorbed.edits[0].kind,
        absorbed.fixed,
    )


def test_what_is_hidden_leaves_everything_but_its_article(engine: Engine) -> None:
    """Lists, counts, matching and export do without it; its claim is closed as none, and the article still has it."""
    article = toll(engine, TOLL)
    one = get_article(engine, article).appearances[0]
    others = {found.claim_id for found in get_article(engine, article).appearances} - {one.claim_id}
    total = count_inbox(engine).total

    hide(engine, one, "text of the page")

    page = get_article(engine, article)
    assert one.id not in {found.id for found in page.appearances}
    assert [(one.id, "text of the page", "ana")] == [(h.id, h.hidden_reason, h.hidden_by) for h in page.hidden]
    assert page.article.claim_count == len(page.appearances)
    assert total - 1 == count_inbox(engine).total
    assert others == {line["id"] for line in claim_lines(engine)}
    assert one.claim_id not in {found.claim.id for found in match_text(engine, text=TOLL, min_score=0.0)}
    closed = get_claim(engine, one.claim_id).claim
    assert (State.CLOSED, "Not a claim", 0) == (closed.state, closed.rating, closed.appearance_count)


def test_hiding_says_nothing_of_a_claim_that_somebody_has_begun_on(engine: Engine) -> None:
    """Its state is a person's, and stays."""
    one = get_article(engine, toll(engine, TOLL)).appearances[0]
    set_state(engine, one.claim_id, state=State.IN_PROGRESS, rating=None, reason=None, revision=1, actor="bea")

    hide(engine, one)

    assert State.IN_PROGRESS is stored_claim(engine, one.claim_id).state


def test_undoing_leaves_what_a_person_decided_since(engine: Engine) -> None:
    """The claim that hiding closed was taken up by somebody: it stays so, and has its appearance again."""
    one = get_article(engine, toll(engine, TOLL)).appearances[0]
    edit_id = hide(engine, one)
    revision = stored_claim(engine, one.claim_id).revision
    set_state(engine, one.claim_id, state=State.IN_PROGRESS, rating=None, reason=None, revision=revision, actor="bea")

    undo_edit(engine, edit_id, actor="ana")

    claim = get_claim(engine, one.claim_id).claim
    assert (State.IN_PROGRESS, None, 1) == (claim.state, claim.rating, claim.appearance_count)


def test_undoing_matches_what_came_meanwhile(engine: Engine) -> None:
    """An article that came while the claim was hidden contradicts it as soon as it is shown again."""
    one = get_article(engine, toll(engine, TOLL)).appearances[0]
    edit_id = hide(engine, one)
    other = get_article(engine, toll(engine, TOLL.replace("31", "45"), url=None, outlet="River Times")).appearances[0]
    assert 0 == get_claim(engine, other.claim_id).claim.conflict_count

    undo_edit(engine, edit_id, actor="ana")

    assert 1 == get_claim(engine, other.claim_id).claim.conflict_count


def test_undoing_keeps_the_claim_that_others_joined_since(engine: Engine) -> None:
    """The claim that the edit opened has another outlet by now: it stays with that one, and no match is left over."""
    first = get_article(engine, toll(engine, TOLL)).appearances[0]
    one = get_article(engine, toll(engine, TOLL, url=None, outlet="River Times")).appearances[0]
    assert first.claim_id == one.claim_id
    figure = (FigureInput(surface="31 people", low=45, high=45, role="killed", unit="people"),)
    edit_id = edit(engine, one, figures=figure, standalone=one.quote.replace("31", "45"))
    opened = now(engine, one).claim_id
    third = get_article(engine, toll(engine, TOLL.replace("31", "45"), url=None, outlet="Hill Courier")).appearances[0]
    assert opened == third.claim_id != first.claim_id

    undo_edit(engine, edit_id, actor="ana")

    assert first.claim_id == now(engine, one).claim_id
    assert (2, 1) == tuple(get_claim(engine, found).claim.appearance_count for found in (first.claim_id, opened))
    assert [Relation.CONFLICTS] == [match.relation for match in get_claim(engine, opened).otherwise]


def test_undoing_is_refused_where_claims_were_joined_since(engine: Engine) -> None:
    """A person has put the edited appearance under another claim: that is not undone behind their back."""
    first = get_article(engine, toll(engine, TOLL)).appearances[0]
    one = get_article(engine, toll(engine, TOLL, url=None, outlet="River Times")).appearances[0]
    edit_id = edit(engine, one, standalone="A ferry with 31 dead went down off Tarn")
    suggested = get_claim(engine, first.claim_id).suggestions
    decide_match(engine, suggested[0].id, decision="confirm", actor="bea")

    with pytest.raises(errors.Conflict, match="bea has joined its claim"):
        undo_edit(engine, edit_id, actor="ana")


def test_hidden_stays_hidden_in_a_new_version(engine: Engine) -> None:
    """A paragraph more brings nothing back, and is told as the only change; showing it again is possible there."""
    rest = "The harbour of Tarn was closed by the police on Tuesday."
    article = toll(engine, TOLL, rest)
    one = next(one for one in get_article(engine, article).appearances if "31" in one.quote)
    hide(engine, one)

    toll(engine, "The minister arrived in Tarn on Wednesday.", TOLL, rest)

    page = get_article(engine, article)
    (hidden,) = page.hidden
    assert (2, one.quote, "an opinion", "ana") == (
        page.version.number,
        hidden.quote,
        hidden.hidden_reason,
        hidden.hidden_by,
    )
    assert not [found for found in page.appearances if "31" in found.quote]
    assert ["added"] == [change.kind.value for change in page.changes]
    assert [EditKind.HIDE] == [found.kind for found in get_appearance(engine, hidden.id).edits]

    show_appearance(engine, hidden.id, revision=hidden.revision, actor="bea")

    shown = get_appearance(engine, hidden.id)
    assert (State.UNSTARTED, 1) == (shown.claim.state, shown.claim.appearance_count)
    assert one.claim_id == shown.claim.id
    assert hidden.id in {found.id for found in get_article(engine, article).appearances}


def test_the_meaning_counts_for_an_edited_claim_too(engine: Engine) -> None:
    """A claim with another span is weighed anew, by its words and by its vector."""
    article = toll(engine, TOLL)
    before = get_article(engine, article).appearances[0]

    edit(engine, before, end=before.end - len(", killing 31 people"))

    after = now(engine, before)
    assert MEANING in dict(after.worthiness_parts)
    assert after.check_worthiness == pytest.approx(logistic(sum(part for _, part in after.worthiness_parts)), abs=1e-3)
    assert after.check_worthiness < before.check_worthiness


def test_edits_stay_in_a_new_version(engine: Engine) -> None:
    """Span, wording, claimant, figures, split and merge are as people left them; the machine's reading is not added."""
    storm = "The storm killed 12 people in Tarn and 300 houses were destroyed in Kestrel, the mayor said."
    rain = "Rain fell in Kestrel on Monday. The river Tarn rose by 2 metres on Tuesday."
    article = toll(engine, TOLL, storm, rain)
    ferry = next(one for one in get_article(engine, article).appearances if "ferry" in one.quote)
    edit(engine, ferry, standalone="A ferry sank off Tarn with 31 dead", claimant="Coast Guard of Tarn")
    storms = next(one for one in get_article(engine, article).appearances if "12 people" in one.quote)
    _merge(engine, storms)
    storms = now(engine, storms)
    cut = storms.start + storms.quote.index(" in Tarn")
    parts = [(storms.start, cut), (cut, storms.end)]
    split_appearance(engine, storms.id, parts, revision=storms.revision, actor="ana")
    fell = next(one for one in get_article(engine, article).appearances if "Rain" in one.quote)
    _merge(engine, fell)
    before = get_article(engine, article).appearances

    toll(engine, "The minister arrived in Tarn on Wednesday.", TOLL, storm, rain)

    page = get_article(engine, article)
    kept = page.appearances[-len(before) :]
    same = ("quote", "standalone", "claimant", "figures", "claim_id", "edited", "edited_by", "type")
    assert [[getattr(one, name) for name in same] for one in before] == [
        [getattr(one, name) for name in same] for one in kept
    ]
    assert all(page.text[one.start : one.end] == one.quote for one in kept)
    assert ["added"] == [change.kind.value for change in page.changes]
    assert len(before) + 1 == len(page.appearances)
    assert ferry.quote == get_appearance(engine, kept[0].id).originals[0].quote


def test_an_edit_ends_where_its_words_change(engine: Engine) -> None:
    """Another figure in the text is a change like any other, told against the words that the person chose."""
    article = toll(engine, TOLL)
    one = get_article(engine, article).appearances[0]
    edit(engine, one, standalone="A ferry sank off Tarn with 31 dead")

    toll(engine, TOLL.replace("31", "45"))

    page = get_article(engine, article)
    assert [()] == [found.edited for found in page.appearances]
    assert ["figure_changed"] == [change.kind.value for change in page.changes]


def test_a_person_stays_the_one_who_joined_in_a_new_version(engine: Engine) -> None:
    """Who confirmed a claim is known of its appearances in later texts too."""
    article = toll(engine, TOLL)
    one = get_article(engine, article).appearances[0]
    with engine.database.begin() as session:
        session.get_one(Appearance, one.id).joined_by = "bea"

    toll(engine, TOLL, "The harbour of Tarn was closed by the police on Tuesday.")

    assert "bea" == get_article(engine, article).appearances[0].joined_by


def test_an_older_text_is_not_edited(engine: Engine) -> None:
    """Neither is an edit in it undone: the message leads to the newer text."""
    article = toll(engine, TOLL)
    one = get_article(engine, article).appearances[0]
    edit_id = edit(engine, one, claimant="Mira Holt")
    toll(engine, TOLL, "The harbour of Tarn was closed by the police on Tuesday.")

    with pytest.raises(errors.Conflict, match="newer text"):
        edit(engine, one, claimant="Ana Marsh")
    with pytest.raises(errors.Conflict, match="newer text"):
        undo_edit(engine, edit_id, actor="ana")
    with pytest.raises(errors.Conflict, match="newer text"):
        hide(engine, one)


def test_of_two_who_edit_at_once_one_is_told(engine: Engine) -> None:
    """The second is refused with the first one's name, and nothing of theirs is stored."""
    one = get_article(engine, toll(engine, TOLL)).appearances[0]

    def by(name: str) -> Any:
        change = AppearanceChange(claimant=name)
        return lambda: edit_appearance(engine, one.id, change, revision=1, actor=name)

    outcomes = at_once(by("Ana Marsh"), by("Bea Stone"))

    refused = [found for found in outcomes if isinstance(found, errors.StaleVersion)]
    assert 1 == len(refused)
    assert now(engine, one).claimant in refused[0].message
    assert (2, 1) == (now(engine, one).revision, len(get_appearance(engine, one.id).edits))


@pytest.mark.parametrize(
    "act",
    [
        lambda engine, one: edit_appearance(engine, one.id, AppearanceChange(claimant="X"), revision=7, actor="ana"),
        lambda engine, one: split_appearance(engine, one.id, [(0, 9), (9, 20)], revision=7, actor="ana"),
        lambda engine, one: merge_appearances(engine, {one.id: 7, one.id + 1: 1}, actor="ana"),
        lambda engine, one: hide_appearance(engine, one.id, revision=7, actor="ana", reason="no"),
        lambda engine, one: show_appearance(engine, one.id, revision=7, actor="ana"),
    ],
)
def test_an_older_revision_is_refused(seeded_engine: Engine, act: Any) -> None:
    """Whatever is asked for on a state that is no more changes nothing."""
    before = stored_rows(seeded_engine)

    with pytest.raises(errors.StaleVersion):
        act(seeded_engine, get_appearance(seeded_engine, 1).appearance)

    assert stored_rows(seeded_engine) == before


def test_every_correction_is_recorded(engine: Engine) -> None:
    """Who, what, why, with the values before and after, on the claim's own record; undoing too."""
    one = get_article(engine, toll(engine, TOLL)).appearances[0]
    done = edit_appearance(
        engine, one.id, AppearanceChange(claimant="Mira Holt"), revision=1, actor="ana", reason=" she\nsaid it "
    )
    undo_edit(engine, done.edit_id, actor="bea")

    rows = [row for row in audit_rows(engine) if row.subject == "claim"]
    told = {"edit": done.edit_id, "appearance": one.id}
    assert [
        ("ana", "appearance-edited", {"claimant": one.claimant}, {"claimant": "Mira Holt", **told}, "she said it"),
        ("bea", "edit-undone", {"claimant": "Mira Holt"}, {"claimant": one.claimant, **told}, None),
    ] == [(row.actor, row.action, row.before, row.after, row.reason) for row in rows]
    assert {one.claim_id} == {row.subject_id for row in rows}


def test_a_failed_correction_leaves_nothing(seeded_engine: Engine) -> None:
    """A part that has exactly another claim's span is found late, and everything is rolled back."""
    one = saying(seeded_engine, RAIDS, "Harbor Wire")
    after = get_appearance(seeded_engine, one.id).next
    assert after is not None
    before = stored_rows(seeded_engine)

    with pytest.raises(errors.Conflict, match="exactly these words"):
        edit(seeded_engine, one, start=after.start, end=after.end)

    assert stored_rows(seeded_engine) == before
    assert [] == ask(seeded_engine, "SELECT id FROM appearance_edit")


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ([(0, 5)], "2 to 20 parts"),  # one part
        ([(0, 5), (4, 9)], "words in common"),  # over each other
        ([(0, 5), (5, 1000)], "outside|does not lie"),  # beyond the claim
        ([(0, 5), (9, 7)], "does not lie"),  # backwards
        ([(0, 1), (1, 2)], "no word"),  # a part of nothing but space
    ],
)
def test_splits_that_cannot_be_made_are_refused(engine: Engine, spans: list[tuple[int, int]], words: str) -> None:
    """The message says what a part must be."""
    one = get_article(engine, toll(engine, TOLL)).appearances[0]

    with pytest.raises(errors.InvalidEdit, match=words):
        split_appearance(engine, one.id, spans, revision=1, actor="ana")


def test_merges_that_cannot_be_made_are_refused(seeded_engine: Engine) -> None:
    """One alone, two that are no neighbours, and two of different texts."""
    first, second, third = (found.id for found in get_article(seeded_engine, 1).appearances[:3])
    other = get_article(seeded_engine, 2).appearances[0].id

    for ids, words in (
        ([first], "at least two"),
        ([first, third], "stands between"),
        ([second, other], "several texts"),
    ):
        with pytest.raises(errors.InvalidEdit, match=words):
            merge_appearances(seeded_engine, dict.fromkeys(ids, 1), actor="ana")


def test_what_is_not_there_is_not_found(engine: Engine) -> None:
    """Neither an appearance nor an edit."""
    with pytest.raises(errors.NotFound):
        edit_appearance(engine, 9, AppearanceChange(claimant="X"), revision=1, actor="ana")
    with pytest.raises(errors.NotFound):
        get_appearance(engine, 9)
    with pytest.raises(errors.NotFound):
        undo_edit(engine, 9, actor="ana")


def test_a_hidden_claim_is_no_change_of_a_recheck(engine: Engine) -> None:
    """Its words vanish from the page, and nobody is told: it was no claim."""
    article = toll(engine, TOLL, "The harbour of Tarn was closed by the police on Tuesday.")
    one = next(one for one in get_article(engine, article).appearances if "31" in one.quote)
    hide(engine, one)

    toll(engine, "The harbour of Tarn was closed by the police on Tuesday.")

    assert [] == ask(engine, "SELECT id FROM change_event")
    assert () == get_article(engine, article).hidden
