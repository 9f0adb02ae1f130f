"""Many distinct sentences to fill a database with: real ones out of a folder's files, or those of the demo with other facts.

Files go in, texts come out, in an order that looks random and is the same each time.
"""

import json
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from claimtrack.errors import InputError
from claimtrack.evals.rows import read_rows

SHORTEST_CHARS, LONGEST_CHARS = 30, 300
"""Shorter pieces are headings and names, longer ones several sentences."""
SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’]?\s+(?=[A-Z\"'“‘])")
NUMBER = re.compile(r"\b\d{1,3}\b")
DAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
NAME = re.compile(r"(?<!^)\b[A-Z][a-z]{3,}\b")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NAMES = [
    "Arden",
    "Belmar",
    "Corvo",
    "Dunmore",
    "Estrel",
    "Farrow",
    "Galway",
    "Harrick",
    "Ilmen",
    "Jorvik",
    "Kestrel",
    "Lowick",
    "Marlow",
    "Norwood",
    "Orbane",
    "Penrith",
    "Quarley",
    "Rosedale",
    "Selby",
    "Tarn",
    "Ulster",
    "Varden",
    "Wexham",
    "Yarrow",
    "Zelden",
    "Ashby",
    "Brisco",
    "Calder",
    "Denholm",
    "Everly",
]
SEED = 20161011


def real_sentences(sources: Iterable[Path], *, count: int) -> list[str]:
    """Distinct sentences out of files (.txt, .md, .jsonl, .json, .gz of these) and folders of them, mixed.

    Raises:
        InputError: there are fewer than `count`.
    """
    found = dict.fromkeys(piece for path in _files(sources) for text in _texts(path) for piece in pieces(text))
    return _taken(list(found), count, "Give more texts with --texts")


def varied_sentences(texts: Iterable[str], *, count: int) -> list[str]:
    """Sentences of the texts, and as many more with other numbers, days and names as are needed.

    Raises:
        InputError: the texts hold too little to make `count` distinct sentences of.
    """
    originals = list(dict.fromkeys(piece for text in texts for piece in pieces(text)))
    dice = random.Random(SEED)  # noqa: S311 a measurement must be the same each time, not secret
    found = dict.fromkeys(originals)
    grown = len(originals)
    while len(found) < count and grown > len(originals) / 20:
        before = len(found)
        found |= dict.fromkeys(_varied(sentence, dice) for sentence in originals)
        grown = len(found) - before
    return _taken(list(found), count, "Ask for fewer with --sizes, or give texts with --texts")


def pieces(text: str) -> Iterator[str]:
    """The sentences of a text that are neither very short nor very long, white space folded."""
    for paragraph in text.splitlines():
        for sentence in SENTENCE_END.split(paragraph):
            folded = " ".join(sentence.split())
            if SHORTEST_CHARS <= len(folded) <= LONGEST_CHARS and " " in folded:
                yield folded


def _varied(sentence: str, dice: random.Random) -> str:
    sentence = NUMBER.sub(lambda found: str(dice.randint(2, 10 ** len(found[0]))), sentence)
    sentence = DAY.sub(lambda _: dice.choice(DAYS), sentence)
    return NAME.sub(lambda found: found[0] if found[0] in DAYS else dice.choice(NAMES), sentence)


def _taken(found: list[str], count: int, remedy: str) -> list[str]:
    if len(found) < count:
        raise InputError(f"There are {len(found):,} distinct sentences, and {count:,} are needed. {remedy}.")
    random.Random(SEED).shuffle(found)  # noqa: S311 as above
    return found[:count]


def _files(sources: Iterable[Path]) -> Iterator[Path]:
    for source in sources:
        yield from sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else (source,)


def _texts(path: Path) -> Iterator[str]:
    kinds = path.suffixes[-2:] if path.suffix == ".gz" else path.suffixes[-1:]
    if ".jsonl" in kinds:
        yield from (text for row in read_rows(path) for text in _strings(row))
    elif kinds == [".json"]:
        yield from _strings(json.loads(path.read_text(encoding="utf-8")))
    elif kinds in ([".txt"], [".md"]):
        yield path.read_text(encoding="utf-8", errors="replace")


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from _strings(part)
        case list():
            for part in value:
                yield from _strings(part)
