"""Measures how the reports of one event are brought together, and what they say of the dead.

Articles of many outlets come in and take the way of production: stored, extracted, linked. For each, the event of its
main toll and that toll come out, and are compared with events marked by hand. The events are read after that.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from claimtrack.claims.datelines import stamped_day
from claimtrack.errors import InvalidLine
from claimtrack.evals.rows import Row, read_rows, write_rows
from claimtrack.services.engine import Engine
from claimtrack.services.intake import import_lines
from claimtrack.services.processing import process_pending
from claimtrack.services.tolls import article_tolls, group_articles
from claimtrack.sourcing.tolls import Toll


def evaluate_events(
    engine: Engine, articles: Path, events: Path, *, left_out: Path | None = None, out: Path | None = None
) -> Row:
    """How well reports of one event are found to be so, and their tolls read.

    Args:
        engine: on an empty database; it is filled.
        articles: JSON lines with ``id``, ``title``, ``text``, ``source``, ``date`` and ``text_date`` (the day in the text).
        events: JSON lines with ``event``, ``conflict`` and ``articles``, each ``id``, ``killed``, ``also``, ``mention``.
        left_out: JSON lines with ``articles``, two ids of a pair that is not counted.
        out: where to write one ``{"article", "event", "killed"}`` a line; None writes nothing.

    Returns:
        ``articles``, ``events`` (counts); ``linking`` and ``conflict`` (precision, recall, f1); ``figure`` (n,
        strict_recall, lenient_recall).

    Raises:
        InvalidLine: a line of a file cannot be used.
    """
    rows = read_rows(articles, fields=("id", "text"))
    predictions = predict_events(engine, rows)
    if out is not None:
        write_rows(out, predictions)
    pairs = read_rows(left_out, fields=("articles",)) if left_out is not None else []
    return event_metrics(
        read_rows(events, fields=("event", "articles")), predictions, [tuple(pair["articles"]) for pair in pairs]
    )


def predict_events(engine: Engine, rows: Sequence[Row]) -> list[Row]:
    """One row for each event that an article reports, the main one first; none for an article without a death."""
    ordered = sorted(rows, key=lambda row: (published_on(row) or date.min, str(row["id"])))
    report = import_lines(engine, lines=[_line(row) for row in ordered], actor="eval")
    if report.failed:
        failed = report.failed[0]
        raise InvalidLine(f"Article {ordered[failed.line - 1]['id']} cannot be used: {failed.error}")
    while process_pending(engine):
        pass
    # A file may give two texts under one id; each is an article of its own here.
    stored = dict.fromkeys(zip((str(row["id"]) for row in ordered), report.articles, strict=True))
    ids = {article_id for _, article_id in stored}
    tolls = article_tolls(engine, ids)
    groups = {member: group[0] for group in group_articles(engine, ids) for member in group}
    return [row for name, found in stored if found in groups for row in _told(name, groups[found], tolls[found])]


def _told(name: str, event: int, tolls: Sequence[Toll]) -> list[Row]:
    """The main toll under the event that other articles share, and each other toll of the news under one of its own."""
    others = [toll for toll in tolls[1:] if toll.is_news and toll.number is not None]
    return [
        {"article": name, "event": f"event-{event}", "killed": tolls[0].number},
        *({"article": name, "event": f"told-{toll.appearance_id}", "killed": toll.number} for toll in others),
    ]


def _line(row: Row) -> str:
    day = published_on(row)
    title = str(row.get("title") or "")
    return json.dumps({
        "text": f"{title}\n\n{row['text']}" if title else row["text"],
        "outlet": row.get("source"),
        "title": title or None,
        "published_at": day.isoformat() if day else None,
    })  # fmt: skip


def published_on(row: Mapping[str, Any]) -> date | None:
    """The day of an article: the one that its text names at the start, else the one it came with."""
    stated = row.get("text_date")
    if stated:
        return date.fromisoformat(stated)
    stamped = stamped_day(row["text"])
    if stamped is not None:
        return stamped
    return date.fromisoformat(row["date"]) if row.get("date") else None


def event_metrics(
    events: Sequence[Mapping[str, Any]],
    predictions: Iterable[Mapping[str, Any]],
    left_out: Iterable[tuple[str, ...]] = (),
) -> Row:
    """Linking over pairs of articles, recall of the main tolls, and which events hold differing tolls."""
    lines = list(predictions)
    gold: dict[str, set[str]] = defaultdict(set)
    for event in events:
        for told in event["articles"]:
            gold[told["id"]].add(event["event"])
    return {
        "articles": len(gold),
        "events": len(events),
        "linking": _linking(gold, lines, {frozenset(pair) for pair in left_out}),
        "figure": _figures(events, lines),
        "conflict": _conflicts(events, lines),
    }


def _linking(gold: Mapping[str, set[str]], lines: Iterable[Mapping[str, Any]], left_out: set[frozenset[str]]) -> Row:
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        found[line["article"]].add(line["event"])
    outcomes = Counter(
        (bool(gold[a] & gold[b]), bool(found[a] & found[b]))
        for a, b in combinations(sorted(gold), 2)
        if frozenset((a, b)) not in left_out
    )
    return _prf(outcomes)


def _figures(events: Iterable[Mapping[str, Any]], lines: Iterable[Mapping[str, Any]]) -> Row:
    numbers: dict[str, set[float]] = defaultdict(set)
    for line in lines:
        if line["killed"] is not None:
            numbers[line["article"]].add(float(line["killed"]))
    main = [
        told
        for event in events
        for told in event["articles"]
        if told["killed"] is not None and told["mention"] == "main"
    ]
    strict = sum(float(told["killed"]) in numbers[told["id"]] for told in main)
    lenient = sum(bool({float(told["killed"]), *map(float, told["also"])} & numbers[told["id"]]) for told in main)
    whole = max(1, len(main))
    return {"n": len(main), "strict_recall": round(strict / whole, 4), "lenient_recall": round(lenient / whole, 4)}


def _conflicts(events: Iterable[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]]) -> Row:
    """An event is found to hold a conflict when the cluster with most of its articles has two numbers."""
    outcomes: Counter[tuple[bool, bool]] = Counter()
    for event in events:
        ids = {told["id"] for told in event["articles"]}
        if len(ids) < 2:
            continue
        clusters: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for line in lines:
            if line["article"] in ids:
                clusters[line["event"]].append(line)
        top = max(clusters.values(), key=lambda members: len({line["article"] for line in members}), default=[])
        numbers = {float(line["killed"]) for line in top if line["killed"] is not None}
        outcomes[bool(event["conflict"]), len(numbers) > 1] += 1
    return _prf(outcomes)


def _prf(outcomes: Mapping[tuple[bool, bool], int]) -> Row:
    hits, missed, false = outcomes.get((True, True), 0), outcomes.get((True, False), 0), outcomes.get((False, True), 0)
    precision = hits / (hits + false) if hits else 0.0
    recall = hits / (hits + missed) if hits else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}
