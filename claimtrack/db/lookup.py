"""Appearances found by their words, and what is stored of the claims that were found."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import text
from sqlmodel import Session

from claimtrack.db.narrowing import ClaimNarrowing
from claimtrack.db.vectors import literal

MOST_ROWS = 6000
"""Appearances that the words of one question may touch; words that too many share are left out, the rarest never.

Source: at 100,000 appearances 6,000 rows take 15 ms (2026-11); a word in more than one of twenty tells little."""
MOST_WORDS = 48
"""Words of one question that are looked up, the rarest first."""
WORDINGS_PER_CLAIM = 6
"""The nearest wordings of a claim that are fetched; a claim of a wire story may have a hundred that hardly differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordHits:
    """Appearances that share words with a question."""

    ids: tuple[int, ...]
    """Best first."""
    counts: Mapping[str, float]
    """In how many appearances each index word of the question stands; words of which that is not known are left out."""
    total: float
    """How many appearances there are, about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingRow:
    """One current appearance with what ranking needs."""

    id: int
    claim_id: int
    text: str
    words: frozenset[str]
    cosine: float
    published_on: date | None
    first_day: date | None


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One current appearance with what a comparison reads of it."""

    stored: Any
    """Row with columns of ``Appearance``, and with `claimant`, a name or None, and `published_on`."""
    figures: tuple[Any, ...]
    """Rows with the columns of ``FigureRow``, in the order of the text."""


def word_hits(session: Session, *, query: str, limit: int, among: ClaimNarrowing | None = None) -> WordHits:
    """The current appearances that share words with `query`, by BM25, best first. Served by ix_appearance_search.

    Any shared word may bring an appearance. How rare a word is decides how much it counts: for common words PostgreSQL's
    own statistics say it, for all others their rows are counted while they are read. With `among` only appearances of claims
    that fulfil it are given; how rare a word is, is still asked of all.
    """
    connection = session.connection()
    rows = connection.execute(_WORDS, {"query": query}).all()
    total = float(rows[0].total) if rows else 0.0
    common = {str(row.word): float(row.share) * total for row in rows if row.share is not None}
    asked = _rarest([str(row.word) for row in rows], common)
    if not asked:
        return WordHits(ids=(), counts={}, total=total)
    values = {"words": asked, "total": total, "limit": limit, **(among.values if among else {})}
    ids, exact = connection.execute(text(_HITS.format(among=_narrowed(among))), values).one()
    return WordHits(ids=tuple(ids), counts=dict.fromkeys(asked, 0.0) | common | (exact or {}), total=total)


def wordings_of_claims(
    session: Session, *, appearance_ids: Sequence[int], model_id: int, vector: np.ndarray
) -> list[WordingRow]:
    """The nearest current wordings of every claim that one of the appearances belongs to, with their cosines.

    Claims that are kept out of matching are left out here, so that nothing is ever compared with them.
    Appearances that only another model embedded are left out: two models are never compared. Served by the primary keys
    and the index on `claim_id`.
    """
    rows = session.connection().execute(
        _WORDINGS,
        {
            "ids": list(appearance_ids),
            "model_id": model_id,
            "vector": literal(vector),
            "most": WORDINGS_PER_CLAIM,
        },
    )
    return [
        WordingRow(
            id=int(found),
            claim_id=int(claim_id),
            text=str(wording),
            words=frozenset(words),
            cosine=float(cosine),
            published_on=published_on,
            first_day=first_day,
        )
        for found, claim_id, wording, words, cosine, published_on, first_day in rows
    ]


def compared_rows(session: Session, appearance_ids: Iterable[int]) -> dict[int, ComparedRow]:
    """What a comparison reads of some current appearances, by id. Served by the primary keys and the figures' index.

    Dozens are read for every claim that comes in, so the rows are not made into the objects of the tables.
    """
    ids = sorted(set(appearance_ids))
    session.flush()  # Of the same text, the claims before are asked for too.
    connection = session.connection()
    figures: dict[int, list[Any]] = defaultdict(list)
    for figure in connection.execute(_FIGURES, {"ids": ids}):
        figures[figure.appearance_id].append(figure)
    return {
        row.id: ComparedRow(stored=row, figures=tuple(figures[row.id]))
        for row in connection.execute(_COMPARED, {"ids": ids})
    }


def openings(session: Session, version_ids: Iterable[int], *, chars: int) -> dict[int, str]:
    """Headline and first characters of article versions, by version. Served by the primary key."""
    rows = session.connection().execute(_OPENINGS, {"ids": sorted(set(version_ids)), "chars": chars})
    return {int(found): str(opening) for found, opening in rows}


def _narrowed(among: ClaimNarrowing | None) -> str:
    if among is None:
        return ""
    return f"JOIN appearance fit ON fit.id = hits.id JOIN claim c ON c.id = fit.claim_id AND {among.condition}"


def _rarest(words: Sequence[str], common: Mapping[str, float]) -> list[str]:
    ordered = sorted(words, key=lambda word: (common.get(word, 0.0), word))
    kept: list[str] = []
    rows = 0.0
    for word in ordered[:MOST_WORDS]:
        rows += common.get(word, 0.0)
        if kept and rows > MOST_ROWS:
            break
        kept.append(word)
    return kept


_WORDS = text(
    # The frequencies end in three more numbers (least, most, of NULL), for which there is no word. Before the first ANALYZE
    # there is no estimate of the rows (-1), and the table is small or has just been filled.
    """
    WITH asked AS MATERIALIZED (
        SELECT lexeme AS word FROM unnest(to_tsvector('english', :query)) WHERE length(lexeme) > 1
    ), listed AS (
        SELECT word, share
        FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS part(word, share)
        WHERE schemaname = current_schema() AND tablename = 'appearance' AND attname = 'search'
    )
    SELECT asked.word, listed.share, (
        SELECT CASE WHEN reltuples > 0 THEN reltuples ELSE (SELECT count(*) FROM appearance WHERE is_current) END
        FROM pg_class WHERE oid = 'appearance'::regclass
    ) AS total
    FROM asked LEFT JOIN listed USING (word)
    """
)
_HITS = (
    # The words are stems already, so each is asked for as it is, quoted by the rules of tsquery. BM25 with k 0.9 and b 0.4 is
    # rarity / (1 + 0.9 * (0.6 + 0.4 * size / usual size)). All of it in float8: decimal numbers take twice as long in all.
    """
    WITH asked AS MATERIALIZED (
        SELECT word, CAST('''' || replace(replace(word, '\\', '\\\\'), '''', '''''') || '''' AS tsquery) AS query
        FROM unnest(CAST(:words AS text[])) AS word
    ), hits AS MATERIALIZED (
        SELECT asked.word, found.id, found.size
        FROM asked CROSS JOIN LATERAL (
            SELECT a.id, CAST(length(a.search) AS float8) AS size FROM appearance a
            WHERE a.is_current AND a.search @@ asked.query OFFSET 0
        ) found
    ), counted AS MATERIALIZED (
        SELECT word, count(*) AS count,
            ln(1 + (greatest(CAST(:total AS float8), count(*)) - count(*) + CAST(0.5 AS float8)) / (count(*) + 0.5)) AS rarity
        FROM hits GROUP BY word
    ), usual AS (
        SELECT CAST(0.36 AS float8) / greatest(avg(size), 1) AS by_size FROM hits
    ), ranked AS (
        SELECT hits.id,
            sum(counted.rarity / (CAST(1.54 AS float8) + hits.size * usual.by_size)) AS score
        FROM hits JOIN counted USING (word) {among} CROSS JOIN usual
        GROUP BY hits.id
        ORDER BY score DESC, hits.id DESC
        LIMIT :limit
    )
    SELECT ARRAY(SELECT id FROM ranked ORDER BY score DESC, id DESC), (SELECT json_object_agg(word, count) FROM counted)
    """
)
_COMPARED = text(
    """
    SELECT a.id, a.claim_id, a.version_id, a.quote, a.standalone, a.language, a.type, a.modality, a.negated, a.dates,
        a.first_day, a.last_day, a.places, a.setting, a.entities, a.ambiguous, claimant.name AS claimant,
        CAST(article.published_at AT TIME ZONE 'UTC' AS date) AS published_on
    FROM appearance a JOIN article ON article.id = a.article_id LEFT JOIN claimant ON claimant.id = a.claimant_id
    WHERE a.id = ANY(:ids) AND a.is_current
    """
)
_FIGURES = text(
    """
    SELECT appearance_id, low, high, modifier, unit, role, scope, as_of, surface, start, "end" FROM figure
    WHERE appearance_id = ANY(:ids) ORDER BY start, id
    """
)
_OPENINGS = text("SELECT id, concat_ws(E'\\n\\n', title, left(text, :chars)) FROM article_version WHERE id = ANY(:ids)")
_WORDINGS = text(
    """
    WITH claims AS MATERIALIZED (
        SELECT DISTINCT a.claim_id FROM appearance a JOIN claim c ON c.id = a.claim_id AND c.barred_at IS NULL
        WHERE a.id = ANY(:ids)
    )
    SELECT found.id, claims.claim_id, found.wording, tsvector_to_array(found.search), 1 - found.distance,
        CAST(article.published_at AT TIME ZONE 'UTC' AS date), found.first_day
    FROM claims CROSS JOIN LATERAL (
        SELECT a.id, a.article_id, coalesce(a.standalone, a.quote) AS wording, a.search, a.first_day,
            e.vector <=> CAST(:vector AS halfvec) AS distance
        FROM appearance a JOIN embedding e ON e.appearance_id = a.id AND e.model_id = :model_id
        WHERE a.claim_id = claims.claim_id AND a.is_current
        ORDER BY distance, a.id
        LIMIT :most
    ) found JOIN article ON article.id = found.article_id
    """
)
