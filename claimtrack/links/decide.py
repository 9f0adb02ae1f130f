"""What is done with a judged pair: join, suggest or drop.

A ``Judgement`` and both assertions come in, a ``Decision`` goes out. Only a pair that is safe in every way is joined
without a person: whatever is shaky speaks as a guard, and one guard is enough to make it a suggestion.
"""

from dataclasses import dataclass

from claimtrack.claims.model import Modality
from claimtrack.links.days import DayRelation, compare_days
from claimtrack.links.measure import best_figures, names_but_a_weekday
from claimtrack.links.model import Action, Assertion, Decision, Judgement, Reason, Relation
from claimtrack.links.places import PlaceRelation, compare_places
from claimtrack.links.wording import differ
from claimtrack.links.words import has_negation, numbers_of, stems_of, word_count, words_in_order

DETAIL_WORDS = 3
"""Words that only one side has: so many are named, the others counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Where a judged pair is joined, shown or dropped.

    Source of the defaults: of 554 surely labelled pairs of war reports (2026-11; weights learned without their articles) 76
    are the same claim. 24 pairs are joined at any ``join`` from 0.5 to 0.8, one of them marked as implying the other: one
    quotation, to which a sentence adds a second one. The guards decide, not the line. The rest are suggestions.
    """

    join: float = 0.8
    """Least probability of ``same_claim`` to join without a person, 0..1."""
    suggest: float = 0.35
    """Least probability of any relation but ``related`` to be shown, 0..1."""
    shortest_join_words: int = 6
    """Fewer words in either wording are too few to join on."""
    most_lone_share: float = 0.2
    """Share of a wording's content words that the other may lack, 0..1; one word may always be lacking."""


def decide(judgement: Judgement, a: Assertion, b: Assertion, *, thresholds: Thresholds) -> Decision:
    """What to do with a judged pair, and the guards that spoke against a join.

    Args:
        judgement: what ``compare`` said of ``a`` and ``b``.
        a: one assertion.
        b: the other.
        thresholds: the lines between join, suggest and drop.

    Returns:
        ``join`` only for a probable ``same_claim`` without a guard; ``drop`` for ``related`` and for what is too
        improbable; ``suggest`` for all else, with the guards.
    """
    if judgement.relation is Relation.RELATED or judgement.probability < thresholds.suggest:
        return Decision(action=Action.DROP)
    guards = guards_of(a, b, shortest_words=thresholds.shortest_join_words, most_lone_share=thresholds.most_lone_share)
    is_safe = judgement.relation is Relation.SAME_CLAIM and judgement.probability >= thresholds.join
    return Decision(action=Action.JOIN if is_safe and not guards else Action.SUGGEST, guards=guards)


def guards_of(a: Assertion, b: Assertion, *, shortest_words: int, most_lone_share: float) -> tuple[Reason, ...]:
    """All that speaks against joining two assertions without a person.

    Codes: short, ambiguous, language, figure, negation, wording, detail, hedge, place, day.
    """
    found = (
        _short(a, b, shortest_words),
        _ambiguous(a, b),
        _language(a, b),
        _figure(a, b),
        _negation(a, b),
        _wording(a, b),
        _detail(a, b, most_lone_share),
        _hedge(a, b),
        _place(a, b),
        _day(a, b),
    )
    return tuple(guard for guard in found if guard)


def _short(a: Assertion, b: Assertion, shortest_words: int) -> Reason | None:
    words = min(word_count(a.text), word_count(b.text))
    return Reason(code="short", text=f"only {words} words to compare") if words < shortest_words else None


def _ambiguous(a: Assertion, b: Assertion) -> Reason | None:
    if not (a.ambiguous or b.ambiguous):
        return None
    return Reason(code="ambiguous", text="not clear by itself whom or what one is about")


def _language(a: Assertion, b: Assertion) -> Reason | None:
    if a.language == b.language and a.language != "und":
        return None
    return Reason(code="language", text=f"languages: {a.language} and {b.language}")


def _figure(a: Assertion, b: Assertion) -> Reason | None:
    found = best_figures(a, b)
    if found and found.relation is not Relation.SAME_CLAIM:
        return Reason(code="figure", text=found.text)
    if bool(a.figures) != bool(b.figures):
        return Reason(code="figure", text="only one gives a figure")
    # Extraction may miss a figure; the digits in the wording are the second look.
    lone = sorted(numbers_of(a.text) ^ numbers_of(b.text))
    return Reason(code="figure", text=f"only one has {', '.join(lone[:4])}") if lone else None


def _negation(a: Assertion, b: Assertion) -> Reason | None:
    denied = (a.modality is Modality.DENIED) != (b.modality is Modality.DENIED)
    negated = (a.negated or has_negation(a.text)) != (b.negated or has_negation(b.text))
    return Reason(code="negation", text="one side says that it is not so") if denied or negated else None


def _wording(a: Assertion, b: Assertion) -> Reason | None:
    found = differ(a.text, b.text)
    if found.opposites:
        return Reason(code="negation", text=f"“{found.opposites[0]}” against “{found.opposites[1]}”")
    if found.swapped:
        return Reason(code="wording", text=f"“{found.swapped[0]}” and “{found.swapped[1]}” have changed places")
    if found.replaced:
        return Reason(code="wording", text=", ".join(f"“{one}” against “{two}”" for one, two in found.replaced[:3]))
    return None


def _detail(a: Assertion, b: Assertion, most_lone_share: float) -> Reason | None:
    stems_a, stems_b = stems_of(a.text), stems_of(b.text)
    lone, whole = max((stems_a - stems_b, stems_a), (stems_b - stems_a, stems_b), key=lambda side: len(side[0]))
    if len(lone) <= max(1, most_lone_share * len(whole)):
        return None
    forms = dict((*words_in_order(b.text), *words_in_order(a.text)))
    told = [f"“{form}”" for found, form in forms.items() if found in lone]
    more = f" and {len(told) - DETAIL_WORDS} more words" if len(told) > DETAIL_WORDS + 1 else ""
    shown = told[:DETAIL_WORDS] if more else told
    return Reason(code="detail", text=f"only one mentions {', '.join(shown)}{more}")


def _hedge(a: Assertion, b: Assertion) -> Reason | None:
    if a.modality is b.modality:
        return None
    return Reason(code="hedge", text=f"one is {_told(a.modality)}, one {_told(b.modality)}")


def _told(modality: Modality) -> str:
    return "stated as a fact" if modality is Modality.ASSERTED else str(modality)


def _place(a: Assertion, b: Assertion) -> Reason | None:
    if compare_places(a.places, b.places) is not PlaceRelation.DIFFERENT:
        return None
    return Reason(code="place", text=f"{', '.join(a.places)} against {', '.join(b.places)}")


def _day(a: Assertion, b: Assertion) -> Reason | None:
    if names_but_a_weekday(a, b):
        return Reason(code="day", text="one names only the weekday")
    relation, gap = compare_days(a.days, a.published_on, b.days, b.published_on)
    if relation in (DayRelation.APART, DayRelation.DIFFERENT) or (relation is DayRelation.NEAR and a.days and b.days):
        return Reason(code="day", text=f"told of {gap} {'day' if gap == 1 else 'days'} apart")
    return None
