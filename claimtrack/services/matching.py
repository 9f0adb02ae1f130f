"""Which tracked claims answer a text, or many: what the search page, the API and the command ask."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from claimtrack.claims.language import NAMES
from claimtrack.db.claims import appearance_rows, claims_by_id
from claimtrack.db.lookup import WordHits
from claimtrack.db.narrowing import ClaimNarrowing
from claimtrack.db.types import storable
from claimtrack.db.vectors import cosines
from claimtrack.errors import InputError, InvalidQuery, TextTooLarge
from claimtrack.links.candidates import Candidate
from claimtrack.links.model import Assertion, Direction, Relation
from claimtrack.links.query import named_day
from claimtrack.services.comparing import text_assertion
from claimtrack.services.encoders import Model
from claimtrack.services.engine import Engine
from claimtrack.services.linking import CANDIDATES, Pair, best_by_claim, chosen_wordings, judge_found
from claimtrack.services.lookup import find_words, look_up
from claimtrack.services.matched import MatchResult, places_found, reviews_of
from claimtrack.services.presenting import claim_summaries, reason_views
from claimtrack.services.records import stored_reasons
from claimtrack.services.tuning import policy_of
from claimtrack.verification.workflow import State

MAX_QUERY_CHARS = 2000
MAX_RESULTS = 100
MAX_TEXTS = 100
"""Asked at once."""
MOST_JUDGED = 120
"""Wordings judged for one text where many results or one relation are asked for: about all that the two searches bring."""
WHOLE_SHARE = 0.6
"""Share of a text that its longest claim must be to stand for all of it, which saves the encoder the rest."""
LANGUAGES = frozenset({*NAMES, "und"})
"""What the language of a claim can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which answers are wanted. Checked when it is made.

    Raises:
        InvalidQuery: a limit or score is out of its range, or no claim can have that language.
    """

    limit: int = 10
    """1 to 100."""
    min_score: float = 0.5
    """Least probability of the relation, 0..1."""
    relation: Relation | None = None
    """Only this relation. `related` is given only when asked for by name."""
    state: State | None = None
    """Only claims in this state."""
    since: date | None = None
    """Only claims first published on or after this day, or added since then where no publication is dated."""
    language: str | None = None
    """Only claims in this language (ISO 639-1)."""

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_RESULTS:
            raise InvalidQuery(f"`limit` must be between 1 and {MAX_RESULTS}.")
        if not 0 <= self.min_score <= 1:
            raise InvalidQuery("`min_score` must be between 0 and 1.")
        if self.language is not None and self.language not in LANGUAGES:
            raise InvalidQuery(
                f"`language` is {self.language[:20]!r}, but must be a code of two letters such as en or fr."
            )

    @property
    def narrowing(self) -> ClaimNarrowing | None:
        """What the search itself is narrowed to; None where all claims count."""
        if self.state is None and self.since is None and self.language is None:
            return None
        return ClaimNarrowing(state=self.state, language=self.language, since=self.since)

    @property
    def judged(self) -> int:
        """How many wordings are judged, so that enough remain of the one relation or for the many results asked for."""
        return MOST_JUDGED if self.relation is not None else max(CANDIDATES, min(self.limit, MOST_JUDGED))


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchAnswer:
    """The answer to one of several texts."""

    text: str
    results: tuple[MatchResult, ...]
    problem: InputError | None = None
    """Why this text could not be asked for; None when it could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A text as it is looked up and judged."""

    text: str
    assertion: Assertion
    """Its longest claim, by which it is judged. It is looked up as a whole: a post is found by words beside its claim."""

    @property
    def parts(self) -> list[str]:
        """What is embedded: the claim, and the whole text unless the claim is most of it."""
        whole = len(self.assertion.text) >= WHOLE_SHARE * len(self.text)
        return [self.assertion.text] if whole else [self.assertion.text, self.text]


def match_text(
    engine: Engine,
    *,
    text: str,
    limit: int = 10,
    min_score: float = 0.5,
    relation: Relation | None = None,
    state: State | None = None,
    since: date | None = None,
    language: str | None = None,
) -> tuple[MatchResult, ...]:
    """Tracked claims that stand in a typed relation to a text, most probable first; empty rather than weak.

    Those that only tell something else of the same event come after those that say the same or otherwise. The filters are as
    in `Wanted`; all but the relation narrow the search itself, so that a rare claim is found among many.

    Args:
        text: up to 2,000 characters.

    Raises:
        EmptyText: the text is empty.
        TextTooLarge: it is longer than 2,000 characters.
        InvalidQuery: a limit or score is out of its range, or no claim can have that language.
    """
    wanted = Wanted(limit=limit, min_score=min_score, relation=relation, state=state, since=since, language=language)
    (answer,) = match_texts(engine, [text], wanted=wanted)
    if answer.problem is not None:
        raise answer.problem
    return answer.results


def match_texts(engine: Engine, texts: Sequence[str], *, wanted: Wanted) -> tuple[MatchAnswer, ...]:
    """The answer to each text, in order, with one pass of the encoder for all; a text that cannot be used fails alone.

    Args:
        engine: what is needed open.
        texts: 1 to 100, each of up to 2,000 characters.
        wanted: which answers, alike for all.

    Raises:
        InvalidQuery: there is no text, or more than 100.
    """
    if not 1 <= len(texts) <= MAX_TEXTS:
        raise InvalidQuery(f"Give 1 to {MAX_TEXTS} texts at once, not {len(texts):,}.")
    words = _words_meanwhile(engine, texts[0], wanted) if len(texts) == 1 else None
    searching = engine.aside.submit(engine.searching)
    read = [_read(engine, text) for text in texts]
    questions = [one for one in read if isinstance(one, _Question)]
    model = searching.result()
    vectors = iter(model.encode([part for one in questions for part in one.parts]))
    answers = []
    for text, one in zip(texts, read, strict=True):
        if isinstance(one, _Question):
            own = np.stack([next(vectors) for _ in one.parts])
            answers.append(MatchAnswer(text=text, results=_answered(engine, one, own, model, wanted, words)))
        else:
            answers.append(MatchAnswer(text=text, results=(), problem=one))
    return tuple(answers)


def _words_meanwhile(engine: Engine, text: str, wanted: Wanted) -> "Future[WordHits] | None":
    """The search by words, begun in another thread: it takes the database as long as reading and embedding take here."""
    if not text.strip() or len(text) > MAX_QUERY_CHARS:
        return None

    def find() -> WordHits:
        with engine.database.begin() as session:
            return find_words(session, storable(text), among=wanted.narrowing)

    return engine.aside.submit(find)


def _read(engine: Engine, text: str) -> "_Question | InputError":
    """The text as a question, or why it is none."""
    if len(text) > MAX_QUERY_CHARS:
        return TextTooLarge(
            f"A query may have up to {MAX_QUERY_CHARS:,} characters. Add the text as an article instead."
        )
    try:
        return _Question(text=storable(text), assertion=text_assertion(engine, text, published_on=None))
    except InputError as exc:
        return exc


def _answered(
    engine: Engine,
    question: _Question,
    vectors: np.ndarray,
    model: Model,
    wanted: Wanted,
    words: "Future[WordHits] | None",
) -> tuple[MatchResult, ...]:
    """What answers a question; `vectors` are those of its parts, `words` the search by words, where it has begun."""
    text = question.text
    # Waited for before a connection is taken: were all taken by those who wait, the search by words would have none.
    by_text = words.result() if words is not None else None
    with engine.database.begin() as session:
        among = wanted.narrowing
        found = look_up(
            session, text, vectors[-1], model_id=model.id, day=named_day(text), among=among, by_text=by_text
        )
        similarities = None if len(vectors) == 1 else _similarities(session, found, vectors[0], model.id, wanted.judged)
        pairs = judge_found(
            session,
            question.assertion,
            found,
            policy=policy_of(session),
            similarities=similarities,
            most=wanted.judged,
        )
        best = [pair for pair in best_by_claim(pairs).values() if _answers(pair, wanted)]
        best.sort(key=_place)
        return _results(session, best[: wanted.limit])


def _similarities(
    session: Session, found: Sequence[Candidate], vector: np.ndarray, model_id: int, most: int
) -> dict[int, float]:
    return cosines(session, model_id=model_id, vector=vector, appearance_ids=list(chosen_wordings(found, most=most)))


def _place(pair: Pair) -> tuple[bool, float, float, int]:
    """Where a pair stands among the results."""
    is_aside = pair.judgement.relation in (Relation.SAME_EVENT, Relation.RELATED)
    return is_aside, -pair.judgement.probability, -pair.similarity, pair.claim_id


def _answers(pair: Pair, wanted: Wanted) -> bool:
    if pair.judgement.probability < wanted.min_score:
        return False
    if wanted.relation is None:
        return pair.judgement.relation is not Relation.RELATED
    return pair.judgement.relation is wanted.relation


def _results(session: Session, kept: Sequence[Pair]) -> tuple[MatchResult, ...]:
    claims = claims_by_id(session, [pair.claim_id for pair in kept])
    rows = appearance_rows(session, claim_ids=claims, limit=20_000) if claims else []
    summaries = claim_summaries(session, [claims[pair.claim_id] for pair in kept], rows=rows)
    places, reviews = places_found(rows), reviews_of(session, list(claims.values()))
    return tuple(
        MatchResult(
            claim=summary,
            quote=pair.quote,
            relation=pair.judgement.relation,
            direction=_direction(pair.judgement.direction),
            probability=pair.judgement.probability,
            reasons=reason_views(stored_reasons((*pair.decision.guards, *pair.judgement.reasons))),
            found_by=pair.candidate.lists,
            appearances=places.get(pair.claim_id, ()),
            reviews=reviews.get(pair.claim_id, ()),
        )
        for summary, pair in zip(summaries, kept, strict=True)
    )


def _direction(direction: Direction | None) -> str | None:
    """The stored claim is side `a` of the comparison, the query side `b`."""
    if direction is None:
        return None
    return "claim_to_query" if direction is Direction.A_TO_B else "query_to_claim"
