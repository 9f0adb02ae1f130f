"""A new text's claims put under the claims they repeat, and linked to those they stand in some other relation to.

Runs inside the transaction that stores the text. One text is linked at a time in the whole database, so that two that
come together cannot both open the same claim.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlmodel import Session

from claimtrack.claims.model import ExtractedClaim
from claimtrack.db.claims import AppearanceRow, claims_by_id, figures_of
from claimtrack.db.lookup import ComparedRow, compared_rows
from claimtrack.db.matches import barred_among, matches_between
from claimtrack.db.tables import Appearance, Article, ArticleVersion, Claim, ClaimMatch, MatchStatus
from claimtrack.db.vectors import copy_vectors, cosines, store_vectors
from claimtrack.links.assertions import assertion_of
from claimtrack.links.calibration import Policy, calibrated
from claimtrack.links.candidates import Candidate
from claimtrack.links.compare import compare
from claimtrack.links.decide import decide
from claimtrack.links.model import Action, Assertion, Decision, Judgement, Relation
from claimtrack.links.story import STORY_CHARS, Story, same_story, story_of
from claimtrack.services.lookup import look_up
from claimtrack.services.records import (
    appearance_values,
    assertion_of_compared,
    figure_of,
    figure_row,
    how_joined,
    stored_reasons,
)
from claimtrack.services.relations import turned
from claimtrack.services.stories import stories_of

SCORER = "pair-features-1"
CANDIDATES = 30
"""Appearances compared with each new one. Source: the claim wanted is among the first thirty candidates of 0.99 of the posts
and 0.78 of the sentences of debates in CheckThat!'s training and development parts (2026-11)."""
WORDINGS_PER_CANDIDATE = 3
"""Wordings of one claim that are compared: the nearest may be the one that differs in the figure."""
MATCHES_PER_CLAIM = 12
NEAR_EVENTS_PER_CLAIM = 3
NEAR_EVENT_COSINE = 0.25
"""Least cosine for a claim of another event to be kept as near, so that the page can say why it is not the same."""
_OF_ONE_VERSION = frozenset(
    {
        *("id", "version_id", "is_current", "start", "end", "quote", "dates", "places", "search", "created_at"),
        *("continues_id", "absorbed_by_id"),
    }
)
"""Columns of an appearance that its text decides, and that another version of the article has otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A stored appearance judged against a new assertion."""

    appearance_id: int
    claim_id: int
    quote: str
    candidate: Candidate
    similarity: float
    judgement: Judgement
    decision: Decision
    assertion: Assertion


def judge_candidates(
    session: Session,
    assertion: Assertion,
    vector: np.ndarray,
    *,
    model_id: int,
    policy: Policy,
    story: Story | None = None,
) -> list[Pair]:
    """The stored appearances nearest to an assertion, each judged against it; best candidate first.

    Both directions are as in `compare(stored, assertion)`: `a` is the stored one. `story` is that of the assertion's
    article, where it has one.
    """
    day = next((first for first, last in assertion.days if first == last), assertion.published_on)
    candidates = look_up(session, assertion.text, vector, model_id=model_id, day=day)
    return judge_found(session, assertion, candidates, policy=policy, story=story)


def judge_found(
    session: Session,
    assertion: Assertion,
    candidates: Sequence[Candidate],
    *,
    policy: Policy,
    similarities: Mapping[int, float] | None = None,
    story: Story | None = None,
    most: int = CANDIDATES,
) -> list[Pair]:
    """The best wordings of the first candidates, each judged against an assertion; `most` of them.

    `similarities` are the cosines of its vector with theirs, by appearance, where another vector than its own found them.
    """
    chosen = chosen_wordings(candidates, most=most)
    if similarities is None:
        similarities = {wording.id: wording.cosine for candidate in candidates for wording in candidate.wordings}
    return _judged(session, assertion, chosen, similarities, policy=policy, story=story)


def judge_appearances(
    session: Session,
    assertion: Assertion,
    vector: np.ndarray,
    appearance_ids: Iterable[int],
    *,
    model_id: int,
    policy: Policy,
    story: Story | None = None,
) -> list[Pair]:
    """As `judge_candidates`, but against current appearances that are given by id."""
    found = cosines(session, model_id=model_id, vector=vector, appearance_ids=list(appearance_ids))
    chosen = {
        one: Candidate(claim_id=0, score=0.0, meaning=cosine, words=0.0, letters=0.0, day_gap=None, wordings=())
        for one, cosine in found.items()
    }
    return _judged(session, assertion, chosen, found, policy=policy, story=story)


def _judged(
    session: Session,
    assertion: Assertion,
    chosen: Mapping[int, Candidate],
    similarities: Mapping[int, float],
    *,
    policy: Policy,
    story: Story | None,
) -> list[Pair]:
    rows = compared_rows(session, chosen)
    stories = _same_stories(session, story, rows)
    pairs = []
    for found, candidate in chosen.items():
        if found not in rows:  # It was replaced by a newer text a moment ago.
            continue
        stored = assertion_of_compared(rows[found])
        judgement = calibrated(
            compare(stored, assertion, similarity=similarities[found], same_story=stories.get(found, 0.5)),
            policy.calibration,
        )
        pairs.append(
            Pair(
                appearance_id=found,
                claim_id=rows[found].stored.claim_id,
                quote=rows[found].stored.quote,
                candidate=candidate,
                similarity=similarities[found],
                judgement=judgement,
                decision=decide(judgement, stored, assertion, thresholds=policy.thresholds),
                assertion=stored,
            )
        )
    return pairs


def _same_stories(session: Session, story: Story | None, rows: Mapping[int, ComparedRow]) -> dict[int, float]:
    """The probability that the article of each appearance tells the story, by appearance; empty without a story."""
    if story is None:
        return {}
    stories = stories_of(session, {row.stored.version_id for row in rows.values()})
    return {found: same_story(story, stories[row.stored.version_id]) for found, row in rows.items()}


def chosen_wordings(candidates: Sequence[Candidate], *, most: int = CANDIDATES) -> dict[int, Candidate]:
    """The wordings to judge, by appearance: the nearest few of each claim, the most promising claims first."""
    wordings = [
        (wording.id, candidate) for candidate in candidates for wording in candidate.wordings[:WORDINGS_PER_CANDIDATE]
    ]
    return dict(wordings[:most])


def best_by_claim(pairs: Iterable[Pair]) -> dict[int, Pair]:
    """For each claim the pair that says most: a join before a suggestion before a drop, then by probability."""
    order = {Action.JOIN: 2, Action.SUGGEST: 1, Action.DROP: 0}
    best: dict[int, Pair] = {}
    for pair in pairs:
        known = best.get(pair.claim_id)
        rank = (order[pair.decision.action], pair.judgement.probability)
        if known is None or rank > (order[known.decision.action], known.judgement.probability):
            best[pair.claim_id] = pair
    return best


class Linker:
    """Stores one version's claims and links each as it is stored."""

    def __init__(
        self,
        session: Session,
        article: Article,
        version: ArticleVersion,
        *,
        model_id: int,
        policy: Policy,
        now: datetime,
    ) -> None:
        self._session = session
        self._article = article
        self._version = version
        self._model_id = model_id
        self._policy = policy
        self._now = now
        self._story = story_of("\n\n".join(part for part in (version.title, version.text[:STORY_CHARS]) if part))
        self.touched: set[int] = set()
        """Claims whose counters must be rewritten."""

    def store(
        self,
        claims: Sequence[ExtractedClaim],
        vectors: np.ndarray,
        *,
        language: str,
        kept: Sequence[Appearance | None],
        before: Sequence[ExtractedClaim] = (),
    ) -> list[Appearance]:
        """Store the claims in order, each linked to what is stored before it; returns their rows.

        Args:
            claims: what was found in the text.
            vectors: one unit vector for each, (n, d).
            language: of the text.
            kept: for each what it was in the previous version, where it says the same still; None for new ones.
            before: claims of the same text that are stored already, in text order.
        """
        return [
            self._store_one(claim, vector, language=language, kept=same, before=(*before, *claims[:index]))
            for index, (claim, vector, same) in enumerate(zip(claims, vectors, kept, strict=True))
        ]

    def carry(self, standing: Sequence[tuple[AppearanceRow, int, int]]) -> None:
        """Store appearances of the previous version anew where their words still stand: (appearance, start, end).

        What people have set of them stays set, and what somebody has hidden stays hidden.
        """
        figures = figures_of(self._session, [row.appearance.id or 0 for row, _, _ in standing])
        for row, start, end in standing:
            old = row.appearance
            shift = start - old.start
            copied = {name: getattr(old, name) for name in Appearance.model_fields if name not in _OF_ONE_VERSION}
            appearance = Appearance(
                **copied,
                version_id=self._version.id or 0,
                is_current=old.hidden_at is None,
                start=start,
                end=end,
                quote=self._version.text[start:end],
                dates=_shifted(old.dates, shift),
                places=_shifted(old.places, shift),
                continues_id=old.id,
            )
            self._session.add(appearance)
            self._session.flush()
            copy_vectors(self._session, from_appearance=old.id or 0, to_appearance=appearance.id or 0)
            self._session.add_all(
                figure_row(
                    appearance.id or 0,
                    replace(figure_of(figure), start=figure.start + shift, end=figure.end + shift),
                )
                for figure in figures.get(old.id or 0, ())
            )
            self.touched.add(old.claim_id)

    def _store_one(
        self,
        found: ExtractedClaim,
        vector: np.ndarray,
        *,
        language: str,
        kept: Appearance | None,
        before: Sequence[ExtractedClaim],
    ) -> Appearance:
        published_on = self._article.published_at.date() if self._article.published_at else None
        assertion = assertion_of(found, published_on=published_on, language=language, before=before)
        pairs = judge_candidates(
            self._session,
            assertion,
            vector,
            model_id=self._model_id,
            policy=self._policy,
            story=self._story,
        )
        joined = None if kept is not None else safe_join(pairs)
        if kept is not None:
            claim_id = claims_by_id(self._session, [kept.claim_id])[kept.claim_id].merged_into_id or kept.claim_id
        elif joined is not None:
            claim_id = joined.claim_id
        else:
            claim_id = self.open_claim(found, language)
        appearance = self._insert(found, claim_id, assertion, joined=joined, kept=kept)
        store_vectors(
            self._session, model_id=self._model_id, appearance_ids=[appearance.id or 0], vectors=vector[None, :]
        )
        self.touched.add(claim_id)
        self.link(claim_id, appearance, pairs)
        return appearance

    def open_claim(self, found: ExtractedClaim, language: str) -> int:
        """The id of a new claim that says what was found."""
        claim = Claim(text=found.wording, language=language, type=found.type, check_worthiness=found.worthiness.score)
        self._session.add(claim)
        self._session.flush()
        return claim.id or 0

    def _insert(
        self,
        found: ExtractedClaim,
        claim_id: int,
        assertion: Assertion,
        *,
        joined: Pair | None,
        kept: Appearance | None,
    ) -> Appearance:
        appearance = Appearance(
            claim_id=claim_id,
            article_id=self._article.id or 0,
            version_id=self._version.id or 0,
            language=assertion.language,
            **appearance_values(self._session, found, assertion),
            **(_how_kept(kept) if kept is not None else how_joined(joined.judgement if joined else None)),
        )
        self._session.add(appearance)
        self._session.flush()
        self._session.add_all(figure_row(appearance.id or 0, figure) for figure in found.figures)
        self._session.flush()
        return appearance

    def link(self, claim_id: int, appearance: Appearance, pairs: Sequence[Pair]) -> None:
        """Store the matches of a claim that an appearance of it brings; none where one is kept out of matching."""
        best = [pair for pair in best_by_claim(pairs).values() if pair.claim_id != claim_id]
        barred = barred_among(self._session, {claim_id, *(pair.claim_id for pair in best)})
        best = [] if claim_id in barred else [pair for pair in best if pair.claim_id not in barred]
        shown = [pair for pair in best if pair.decision.action is not Action.DROP]
        shown.sort(key=lambda pair: -pair.judgement.probability)
        linked = (*shown[:MATCHES_PER_CLAIM], *_near_events(best))
        known = matches_between(self._session, claim_id, [pair.claim_id for pair in linked])
        for pair in linked:
            self._match(claim_id, appearance, pair, known.get(pair.claim_id))
        self._session.flush()

    def _match(self, claim_id: int, appearance: Appearance, pair: Pair, known: ClaimMatch | None) -> None:
        """Store the pair's judgement, unless a person has decided it or a better pair of the two claims is stored."""
        if known is not None and (
            known.status != MatchStatus.SUGGESTED or known.probability >= pair.judgement.probability
        ):
            return
        match = known or ClaimMatch(
            claim_a_id=min(claim_id, pair.claim_id),
            claim_b_id=max(claim_id, pair.claim_id),
            relation=pair.judgement.relation,
            probability=0.0,
            similarity=0.0,
            appearance_a_id=0,
            appearance_b_id=0,
            scorer=SCORER,
        )
        # The stored side is `a` in the judgement; in the row `a` is the claim with the smaller id.
        swapped = pair.claim_id > claim_id
        ends = (pair.appearance_id, appearance.id or 0)
        match.relation = pair.judgement.relation
        match.direction = turned(pair.judgement.direction) if swapped else pair.judgement.direction
        match.probability, match.similarity = pair.judgement.probability, pair.similarity
        match.reasons = stored_reasons((*pair.decision.guards, *pair.judgement.reasons))
        match.appearance_a_id, match.appearance_b_id = reversed(ends) if swapped else ends
        match.scorer, match.articles_apart = SCORER, None
        self._session.add(match)
        self.touched |= {claim_id, pair.claim_id}


def _how_kept(kept: Appearance) -> dict[str, Any]:
    return {
        "joined_by": kept.joined_by,
        "join_probability": kept.join_probability,
        "join_reasons": kept.join_reasons,
        "continues_id": kept.id,
    }


def _shifted(stored: list[dict[str, object]], shift: int) -> list[dict[str, object]]:
    """Stored dates or places with their offsets moved."""
    return [
        {**found, "start": int(str(found["start"])) + shift, "end": int(str(found["end"])) + shift} for found in stored
    ]


def safe_join(pairs: Sequence[Pair]) -> Pair | None:
    """The most probable pair that may be joined, of a claim in which nothing contradicts the new assertion."""
    contradicted = {
        pair.claim_id for pair in pairs if pair.judgement.relation in (Relation.CONFLICTS, Relation.UPDATES)
    }
    joins = [pair for pair in pairs if pair.decision.action is Action.JOIN and pair.claim_id not in contradicted]
    return max(joins, key=lambda pair: pair.judgement.probability, default=None)


def _near_events(best: Sequence[Pair]) -> list[Pair]:
    """The nearest claims of another event that give a figure of the same role: what a checker may mistake for this one."""
    near = [
        pair
        for pair in best
        if pair.judgement.relation is Relation.RELATED
        and pair.similarity >= NEAR_EVENT_COSINE
        and any(reason.code in ("other-place", "other-day") for reason in pair.judgement.reasons)
        and pair.assertion.figures
    ]
    near.sort(key=lambda pair: -pair.similarity)
    return near[:NEAR_EVENTS_PER_CLAIM]
