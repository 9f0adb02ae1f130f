"""Texts with claims marked by hand in; predictions in the gold's shape and measured figures out.

Runs the code that production runs, which is given nothing but a text and its day.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimtrack.claims.detect import extract_claims
from claimtrack.claims.model import ExtractedClaim, Extraction
from claimtrack.errors import EmptyText, InvalidLine

if TYPE_CHECKING:
    from spacy.language import Language

LEAST_OVERLAP = 0.5
"""Character overlap (intersection over union) from which two spans are the same claim. Source: the marking guide."""

_CASUALTIES = frozenset({"killed", "injured", "missing", "displaced", "detained", "casualties"})
_ALIASES = {
    "the associated press": "ap",
    "associated press": "ap",
    "agence france-presse": "afp",
    "the reuters news agency": "reuters",
    "the syrian observatory for human rights": "sohr",
    "syrian observatory for human rights": "sohr",
    "the observatory": "sohr",
}

Row = dict[str, Any]


def prediction_shape(name: str, published_on: date | None, extraction: Extraction) -> Row:
    """An extraction in the shape of a gold file, with ``check_worthiness`` (0..1) in place of ``check_worthy``.

    Further keys tell what the gold does not hold: direct, hedge, modality, negated, ambiguous, the parts of the
    check-worthiness, and the run's record.
    """
    origin = extraction.wire_origin
    return {
        "text": name,
        "published_at": published_on.isoformat() if published_on else None,
        "claims": [_claim_shape(claim) for claim in extraction.claims],
        "language": extraction.language,
        "wire_origin": None if origin is None else {"agency": origin.agency, "evidence": origin.evidence},
        "notes": list(extraction.notes),
        "extractor": extraction.extractor,
        "version": extraction.version,
        "parameters": dict(extraction.parameters),
        "input_sha256": extraction.input_sha256,
    }


def _claim_shape(claim: ExtractedClaim) -> Row:
    return {
        "start": claim.start,
        "end": claim.end,
        "quote": claim.quote,
        "claimant": claim.claimant,
        "cue": claim.cue,
        "via": list(claim.via),
        "type": claim.type.value,
        "check_worthiness": round(claim.worthiness.score, 4),
        "figures": [
            {
                "low": figure.low,
                "high": figure.high,
                "modifier": figure.modifier,
                "unit": figure.unit,
                "role": figure.role,
                "scope": figure.scope,
            }
            for figure in claim.figures
        ],
        "dates": [[found.surface, found.iso] for found in claim.dates],
        "places": [place.surface for place in claim.places],
        "standalone": claim.standalone,
        "direct": claim.direct,
        "hedge": claim.hedge,
        "modality": claim.modality.value,
        "negated": claim.negated,
        "entities": list(claim.entities),
        "ambiguous": list(claim.ambiguous),
        "worthiness_parts": [[name, round(weight, 4)] for name, weight in claim.worthiness.parts],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """A text and the claims that somebody found in it."""

    name: str
    """What its predictions are called."""
    text: str
    published_on: date | None
    claims: Sequence[Row]
    """In the shape of a gold file; offsets are of Python strings."""


def read_gold(paths: Sequence[Path], texts: Path | None) -> list[MarkedText]:
    """Gold files with their texts.

    Args:
        texts: the folder of the texts; None for the folder of each gold file.

    Raises:
        InvalidLine: when a gold file or its text cannot be read.
    """
    return [_read_gold(path, texts) for path in paths]


def _read_gold(path: Path, texts: Path | None) -> MarkedText:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise InvalidLine(f"The gold file {path.name} cannot be read: {exc}") from exc
    if not isinstance(loaded, dict) or "claims" not in loaded:
        raise InvalidLine(f"The gold file {path.name} holds no claims.")
    name = loaded.get("text") or f"{path.stem}.txt"
    try:
        with (Path(texts or path.parent) / name).open(encoding="utf-8", newline="") as file:
            text = file.read()
        published = loaded.get("published_at")
        published_on = date.fromisoformat(published[:10]) if published else None
    except (OSError, ValueError) as exc:
        raise InvalidLine(f"The text {name} of {path.name} or its day cannot be read: {exc}") from exc
    return MarkedText(name=path.stem, text=text, published_on=published_on, claims=loaded["claims"])


def evaluate_claims(marked: Sequence[MarkedText], out: Path | None, nlp: "Language") -> Row:
    """Predict every text, then measure against its marks.

    Args:
        out: a folder that gets one prediction file for each text; None writes nothing.

    Returns:
        gold, predicted (counts), detection and figures (precision, recall, f1), check_worthy_recall,
        claimant_accuracy, via_accuracy, date_accuracy, type_accuracy (shares, 0..1; None where nothing is marked),
        check_worthiness_ap and inexact_spans (a count).
    """
    predictions = [_predict(one.name, one.text, one.published_on, nlp) for one in marked]
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for one, prediction in zip(marked, predictions, strict=True):
            written = json.dumps(prediction, ensure_ascii=False, indent=1)
            (out / f"{one.name}.json").write_text(written + "\n", encoding="utf-8")
    tally = _Tally()
    for one, prediction in zip(marked, predictions, strict=True):
        tally.add(one.claims, prediction["claims"], one.text)
    return tally.metrics()


def _predict(name: str, text: str, published_on: date | None, nlp: "Language") -> Row:
    try:
        extraction = extract_claims(text, published_on=published_on, nlp=nlp)
    except EmptyText:
        extraction = Extraction(claims=(), language="und")
    return prediction_shape(f"{name}.txt", published_on, extraction)


def name_key(name: str | None) -> str | None:
    """A name reduced for comparison: lower case, no article, known aliases folded."""
    if not name:
        return None
    bare = re.sub(r"\s+", " ", re.sub(r"[^\w\s-]", " ", name.lower())).strip()
    return re.sub(r"^(the|a|an|u s|us) ", "", _ALIASES.get(bare, bare))


def same_name(gold: str | None, predicted: str | None) -> bool:
    """Whether two names are equal, one is the tail of the other, or they share half of their words."""
    a, b = name_key(gold), name_key(predicted)
    if a is None or b is None:
        return a is b
    if a == b or a.endswith(f" {b}") or b.endswith(f" {a}"):
        return True
    one, two = set(a.split()), set(b.split())
    return len(one & two) / len(one | two) >= LEAST_OVERLAP


def pair_up(gold: Sequence[Row], predicted: Sequence[Row]) -> list[tuple[int, int]]:
    """One-to-one matches (gold index, predicted index) by falling overlap; ties by position."""
    candidates = [(_overlap(g, p), -i, -j) for i, g in enumerate(gold) for j, p in enumerate(predicted)]
    taken_gold: set[int] = set()
    taken_predicted: set[int] = set()
    pairs = []
    for _, i, j in sorted((c for c in candidates if c[0] >= LEAST_OVERLAP), reverse=True):
        if i not in taken_gold and j not in taken_predicted:
            taken_gold.add(i)
            taken_predicted.add(j)
            pairs.append((-i, -j))
    return pairs


def _overlap(a: Row, b: Row) -> float:
    shared = max(0, min(a["end"], b["end"]) - max(a["start"], b["start"]))
    union = a["end"] - a["start"] + b["end"] - b["start"] - shared
    return float(shared / union) if union else 0.0


def _figure_keys(claim: Row) -> list[tuple[Any, Any, str]]:
    keys = []
    for figure in claim.get("figures") or []:
        role = (figure.get("role") or "").lower()
        keys.append((figure.get("low"), figure.get("high"), role if role in _CASUALTIES else "other"))
    return keys


@dataclass(slots=True)
class _Tally:
    """Counts over all files."""

    gold: int = 0
    predicted: int = 0
    matched: int = 0
    worthy: int = 0
    worthy_found: int = 0
    claimants: int = 0
    vias: int = 0
    types: int = 0
    dates: int = 0
    dates_right: int = 0
    figures_gold: int = 0
    figures_predicted: int = 0
    figures_right: int = 0
    inexact: int = 0
    ranked: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, gold: Sequence[Row], predicted: Sequence[Row], text: str) -> None:
        """Count one file."""
        pairs = pair_up(gold, predicted)
        gold_of = {j: i for i, j in pairs}
        found = set(gold_of.values())
        self.gold += len(gold)
        self.predicted += len(predicted)
        self.matched += len(pairs)
        self.worthy += sum(bool(g["check_worthy"]) for g in gold)
        self.worthy_found += sum(bool(g["check_worthy"]) and i in found for i, g in enumerate(gold))
        self.figures_gold += sum(len(_figure_keys(g)) for g in gold)
        self.figures_predicted += sum(len(_figure_keys(p)) for p in predicted)
        self.inexact += sum(text[p["start"] : p["end"]] != p["quote"] for p in predicted)
        for i, j in pairs:
            self._add_pair(gold[i], predicted[j])
        for j, row in enumerate(predicted):
            good = j in gold_of and bool(gold[gold_of[j]]["check_worthy"])
            self.ranked.append((float(row["check_worthiness"]), good))

    def _add_pair(self, gold: Row, predicted: Row) -> None:
        self.claimants += same_name(gold.get("claimant"), predicted.get("claimant"))
        vias = [{name_key(name) for name in row.get("via") or []} for row in (gold, predicted)]
        self.vias += vias[0] == vias[1]
        self.types += gold.get("type") == predicted.get("type")
        left = _figure_keys(predicted)
        for figure in _figure_keys(gold):
            if figure in left:
                left.remove(figure)
                self.figures_right += 1
        days = {found[1] for found in predicted.get("dates") or []}
        wanted = [found[1] for found in gold.get("dates") or [] if found[1] is not None]
        self.dates += len(wanted)
        self.dates_right += sum(day in days for day in wanted)

    def metrics(self) -> Row:
        """The figures that the counts give, rounded to four digits."""
        return {
            "gold": self.gold,
            "predicted": self.predicted,
            "detection": f1(self.matched, self.predicted, self.gold),
            "check_worthy_recall": _share(self.worthy_found, self.worthy),
            "claimant_accuracy": _share(self.claimants, self.matched),
            "via_accuracy": _share(self.vias, self.matched),
            "figures": f1(self.figures_right, self.figures_predicted, self.figures_gold),
            "date_accuracy": _share(self.dates_right, self.dates),
            "type_accuracy": _share(self.types, self.matched),
            "check_worthiness_ap": round(average_precision(self.ranked), 4),
            "inexact_spans": self.inexact,
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def f1(right: int, predicted: int, gold: int) -> dict[str, float]:
    """Precision, recall and F1 of counts, each 0 where its denominator is 0."""
    precision = right / predicted if predicted else 0.0
    recall = right / gold if gold else 0.0
    both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(both, 4)}


def average_precision(ranked: Sequence[tuple[float, bool]]) -> float:
    """Average precision of (score, is positive) rows; 0 when none is positive."""
    hits, total = 0, 0.0
    for rank, (_, good) in enumerate(sorted(ranked, key=lambda row: -row[0]), 1):
        if good:
            hits += 1
            total += hits / rank
    return total / hits if hits else 0.0
