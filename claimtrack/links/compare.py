"""The typed relation of two assertions, with its probability and reasons.

Two ``Assertion`` values and their cosine come in, a ``Judgement`` goes out. The rule is that of the glossary: two
claims are the same when no state of the world makes one true and the other false. Whether both tell of one event is a
matter of probability (``score``); what follows from one for the other is a matter of figures, negation and wording,
read here.
"""

from claimtrack.links.days import DayRelation
from claimtrack.links.measure import PairFeatures, measure
from claimtrack.links.model import Assertion, Direction, Judgement, Reason, Relation
from claimtrack.links.places import PlaceRelation
from claimtrack.links.score import Score, same_content, same_event
from claimtrack.links.weights import Weights

__all__ = ["PairFeatures", "compare", "judge", "measure"]

EVENT_THRESHOLD = 0.4
"""Least probability of one event, below which a pair is only related. Source: of 0.35, 0.4, 0.45 and 0.5 on 554 surely labelled
pairs, cross-validated by articles (2026-11): F1 of one event 0.84, 0.85, 0.83, 0.83; of conflicts and updates 0.71, 0.78, 0.74,
0.76; recall 0.87, 0.86, 0.83, 0.82. A missed conflict costs a checker more than a suggestion too many."""
CONTENT_THRESHOLD = 0.5
"""Least probability of saying the same, below which a pair of one event is not the same claim."""
SAME_THRESHOLD = 0.5
"""Least probability of both together for ``same_claim``. Source: swept from 0.3 to 0.6 on the same pairs, of which 76 are the
same claim: precision and recall 0.93 and 0.83 at 0.3, 0.97 and 0.79 at 0.5, 0.97 and 0.75 at 0.6."""
SAME_EVENT_THRESHOLD = 0.4
"""Least probability of ``same_event`` where neither a figure nor the wording says more than that. Source: the same pairs; of
0.35, 0.4 and 0.45 accuracy is 0.85, 0.86 and 0.86, macro-F1 0.64 throughout."""
LEAST_ALIKE = 0.5
"""Least cosine for ``same_event`` where no figures meet: below it nothing but place and day speaks for one event, as for any
two sentences of one front page. Source: of 0 to 0.7 on the same pairs, accuracy is 0.863 up to 0.4, 0.865 at 0.5 and 0.856 at
0.6."""
CONTAINED_SHARE = 0.8
"""Share of one side's content words that the other must have to entail it without a figure."""
FAR_MORE_SHARE = 0.5
"""By how much the shares that the sides hold of each other differ when one says far more: it then entails the other."""
CONTAINED_CERTAINTY = 0.6
"""Probability of that. Source of both: our estimate."""
DENIAL_OVERLAP = 0.5
"""Least share of the shorter side's content words for a negation or denial to contradict the other side, and of those beside
names: "the centre will open without him" contradicts nothing that is merely told of the same centre."""
OPPOSITE_OVERLAP = 0.6
"""The same for a word and its opposite, of which each may belong to something else."""
CONTRADICTION_CERTAINTY = 0.7
"""Probability that a contradiction in words, an exchange of two words, or a plan against a deed is one indeed. Source: our
estimate; the labelled pairs hold too few."""
ONE_STORY = 0.9
"""Least probability that both articles tell one story for the same count to be asked for its event although other places are
named: what is taken for a place may be a heading or a keyword. Source: the same pairs; 0.9 and 0.95 bring back four rows."""
OTHER_SETTING_CERTAINTY = 0.8
"""Probability that claims of other places or days are only related: a town may be told by its province's name."""
FIGURE_CERTAINTY = {
    Relation.ENTAILS: 0.85,
    Relation.UPDATES: 0.8,
    Relation.CONFLICTS: 0.95,
    Relation.COMPATIBLE: 0.5,
}
"""Probability that the figures' relation is that of the claims, taken that both tell of one event. Source: our estimate,
checked by the calibration error over all labelled pairs (0.05)."""


def compare(a: Assertion, b: Assertion, *, similarity: float, same_story: float = 0.5) -> Judgement:
    """How assertion ``b`` stands to assertion ``a``.

    Args:
        a: one assertion.
        b: the other.
        similarity: cosine of the vectors of both texts, of one model, -1..1.
        same_story: probability that the articles of both tell one story; 0.5 when an article is not known.

    Returns:
        The relation with its direction, its probability (0..1) and the reasons, the weightiest first.
    """
    return judge(measure(a, b, similarity=similarity, same_story=same_story))


def judge(features: PairFeatures, *, weights: Weights | None = None, event: Score | None = None) -> Judgement:
    """The judgement that follows from the measurements of a pair.

    Args:
        features: what was measured.
        weights: what the models weigh; None takes the shipped ones.
        event: the score of one event, where more is known than this pair; None lets the pair decide.
    """
    event = event or same_event(features, weights)
    setting = _other_setting(features)
    if setting:
        probability = max(1 - event.probability, OTHER_SETTING_CERTAINTY)
        reasons = (setting, *event.reasons)
        return Judgement(relation=Relation.RELATED, direction=None, probability=probability, reasons=reasons)
    if event.probability < EVENT_THRESHOLD:
        return _related(event)
    return _typed(features, event, same_content(features, weights))


def _typed(features: PairFeatures, event: Score, content: Score) -> Judgement:
    contradiction = _contradiction(features)
    if contradiction:
        return _judgement(Relation.CONFLICTS, None, event, CONTRADICTION_CERTAINTY, contradiction)
    figures = features.figures
    if figures and figures.relation and figures.relation is not Relation.SAME_CLAIM:
        reason = Reason(code=figures.code, text=figures.text)
        return _judgement(figures.relation, figures.direction, event, FIGURE_CERTAINTY[figures.relation], reason)
    if features.wording.swapped:
        reason = Reason(code="swapped", text="{} and {} have changed places".format(*features.wording.swapped))
        return _judgement(Relation.SAME_EVENT, None, event, CONTRADICTION_CERTAINTY, reason)
    if features.plan_differs:
        reason = Reason(code="plan", text="one side tells of a plan, the other of a deed")
        return _judgement(Relation.SAME_EVENT, None, event, CONTRADICTION_CERTAINTY, reason)
    return _by_content(features, event, content)


def _by_content(features: PairFeatures, event: Score, content: Score) -> Judgement:
    figures = features.figures
    stronger = _contained(features)
    says_far_more = stronger is not None and abs(features.a_holds_b - features.b_holds_a) >= FAR_MORE_SHARE
    is_near = content.probability >= CONTENT_THRESHOLD
    is_same = is_near and event.probability * content.probability >= SAME_THRESHOLD
    if is_same and features.counts_more and figures and figures.relation:
        return _same_figure(features, event, content)
    if is_same and not says_far_more:
        return Judgement(
            relation=Relation.SAME_CLAIM,
            direction=None,
            probability=event.probability * content.probability,
            reasons=content.reasons,
        )
    if figures and figures.relation:
        return _same_figure(features, event, content)
    if stronger:
        reason = Reason(code="words-contained", text="one wording holds all that the other says")
        return _judgement(Relation.ENTAILS, stronger, event, CONTAINED_CERTAINTY, reason)
    same_event_only = _judgement(Relation.SAME_EVENT, None, event, 1 - content.probability, None)
    if features.similarity < LEAST_ALIKE or not (is_near or same_event_only.probability >= SAME_EVENT_THRESHOLD):
        return _related(event)
    return same_event_only


def _related(event: Score) -> Judgement:
    return Judgement(
        relation=Relation.RELATED, direction=None, probability=1 - event.probability, reasons=event.reasons
    )


def _same_figure(features: PairFeatures, event: Score, content: Score) -> Judgement:
    """One count told in two wordings: the one that breaks it down, or gives more beside it, entails the other."""
    reason = Reason(code="figure-equal", text=features.figures.text if features.figures else "")
    certainty = max(content.probability, 1 - content.probability)
    if features.counts_more:
        return _judgement(Relation.ENTAILS, features.counts_more, event, certainty, reason)
    if not features.lone_numbers and event.probability * certainty < SAME_THRESHOLD:
        return _judgement(Relation.SAME_EVENT, None, event, 1 - content.probability, reason)
    if not features.lone_numbers:
        return _judgement(Relation.SAME_CLAIM, None, event, certainty, reason)
    direction = Direction.A_TO_B if features.b_holds_a < features.a_holds_b else Direction.B_TO_A
    return _judgement(Relation.ENTAILS, direction, event, 1 - content.probability, reason)


def _judgement(
    relation: Relation, direction: Direction | None, event: Score, given_event: float, reason: Reason | None
) -> Judgement:
    return Judgement(
        relation=relation,
        direction=direction,
        probability=event.probability * given_event,
        reasons=(*((reason,) if reason else ()), *event.reasons),
    )


def _other_setting(features: PairFeatures) -> Reason | None:
    """Another place or another day is another event, however alike the wording."""
    same_count = features.figures is not None and features.figures.relation is Relation.SAME_CLAIM
    if features.places is PlaceRelation.DIFFERENT and not (same_count and features.same_story >= ONE_STORY):
        return Reason(code="other-place", text="other places are named")
    if features.days is DayRelation.DIFFERENT:
        return Reason(code="other-day", text=f"told of days {features.day_gap} apart")
    return None


def _contradiction(features: PairFeatures) -> Reason | None:
    if features.wording.opposites and features.contained_words >= OPPOSITE_OVERLAP:
        one, two = features.wording.opposites
        return Reason(code="opposite", text=f"{one} against {two}")
    if features.contained_words < DENIAL_OVERLAP or features.shared_deed < DENIAL_OVERLAP:
        return None
    if features.denial_differs:
        return Reason(code="denial", text="one side denies what the other says")
    if features.negation_differs:
        return Reason(code="negation", text="one side says that it is not so")
    return None


def _contained(features: PairFeatures) -> Direction | None:
    if features.a_holds_b >= CONTAINED_SHARE and features.a_holds_b > features.b_holds_a:
        return Direction.A_TO_B
    if features.b_holds_a >= CONTAINED_SHARE and features.b_holds_a > features.a_holds_b:
        return Direction.B_TO_A
    return None
