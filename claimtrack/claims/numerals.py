"""Number words and digits in, values out: "twenty-nine", "1.9 million", "several hundred", "dozens"."""

import re
from dataclasses import dataclass

_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_SHORT_SCALES = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000, "tn": 1_000_000_000_000}
_VAGUE = {
    "tens": 20,
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2_000,
    "millions": 2_000_000,
    "billions": 2_000_000_000,
}
"""A vague plural means at least twice its unit."""

_WORDS = "|".join(sorted([*_UNITS, *_TENS, *_SCALES], key=len, reverse=True))
_SCALE = "|".join(_SCALES)
COUNTS = frozenset({*_UNITS, *_TENS})
"""The words of single numbers: "four", "ninety"."""
_PARTS = {"third": 100 / 3, "quarter": 25.0, "fifth": 20.0}
"""Percent."""
_MANY = "several|a few|many|tens of|hundreds of"
NUMBER = re.compile(
    rf"""
    (?P<vague>(?:(?:tens|hundreds|dozens|scores)\ of\ (?:thousands|millions|hundreds)|{"|".join(_VAGUE)})\b)
    | (?P<share>(?:(?P<parts>an?|one|two|three|four)[- ](?P<part>third|quarter|fifth)s?
      |(?<!top\ )(?<!upper\ )(?<!lower\ )(?<!bottom\ )(?<!other\ )(?<!first\ )(?<!second\ )(?<!better\ )half)\b
        (?=\ of\ (?!an?\b|(?:mil|bil|tril)lion)|(?<=half)\ (?:the|its|their|our|all)\ (?!time|battle|story|way|fun)))
    | (?P<fraction>(?:an?|one|two|three)[- ](?:third|quarter|fifth)s?\ of\ an?\ (?:{_SCALE})\b)
    | (?P<some>(?:several|a\ few|a\ couple(?:\ of)?)\ (?:{_SCALE}|dozen)\b)
    | (?P<half>half\ (?:a\ )?(?:dozen|{_SCALE})\b|half\ an?\b)
    | (?P<dozen>(?:an?|{"|".join([*_UNITS, *_TENS])}|\d{{1,2}})\ dozen\b)
    | (?P<article>an?\ (?:{_SCALE})\b(?!\ (?:and\ )?(?:{_WORDS})\b))
    | (?P<digits>(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,9}})(?:\.\d{{1,6}})?)
      (?:(?:[ -]?(?P<scale>{_SCALE})\b)|(?P<short>(?:bn|mn|tn|m|k)\b))?
    | (?P<words>\b(?:{_WORDS})(?:(?:-|\ and\ |\ )(?:{_WORDS}))*\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Value:
    """A number as it stands in a text: ``low`` equals ``high`` unless it is vague."""

    low: float
    high: float | None
    start: int
    end: int
    vague: str | None = None
    """The vague word itself ("dozens", "several hundred")."""
    digits: str | None = None
    """The digits as written, None for number words."""
    is_share: bool = False
    """Whether it is told as a part of a whole ("two-thirds of the voters"), and so counts percent."""


def value_of(match: re.Match[str]) -> Value | None:
    """The value of a match of ``NUMBER``; None when the words do not make one number ("two three")."""
    start, end = match.span()
    if match["vague"]:
        return Value(_vague(match["vague"].lower()), None, start, end, vague=match["vague"])
    if match["share"]:
        part = 50.0 if match["part"] is None else _count(match["parts"].lower()) * _PARTS[match["part"].lower()]
        percent = round(part, 1)
        return Value(percent, percent, start, end, is_share=True) if percent <= 100 else None
    if match["fraction"]:
        told = re.split(r"[- ]", match["fraction"].lower())
        counted = float(round(_count(told[0]) * _PARTS[told[1].removesuffix("s")] / 100 * _unit(told[-1])))
        return Value(counted, counted, start, end)
    if match["some"]:
        return Value(2 * _unit(match["some"].split()[-1]), None, start, end, vague=match["some"])
    if match["half"]:
        words = match["half"].lower().split()
        scale = 1.0 if words[-1] in ("a", "an") else _unit(words[-1])
        return Value(scale / 2, scale / 2, start, end)
    if match["dozen"]:
        count = _count(match["dozen"].split()[0].lower())
        return Value(12 * count, 12 * count, start, end)
    if match["article"]:
        unit = _unit(match["article"].split()[-1])
        return Value(unit, unit, start, end)
    if match["digits"]:
        number = float(match["digits"].replace(",", ""))
        scale = _SCALES.get((match["scale"] or "").lower()) or _SHORT_SCALES.get((match["short"] or "").lower()) or 1
        return Value(number * scale, number * scale, start, end, digits=match["digits"])
    return _spelled(match)


def _unit(word: str) -> float:
    return 12.0 if word.lower() == "dozen" else float(_SCALES[word.lower()])


def _count(word: str) -> float:
    if word.isdigit():
        return float(word)
    return float({**_UNITS, **_TENS, "a": 1, "an": 1}[word])


def _vague(words: str) -> float:
    first, _, rest = words.partition(" of ")
    if not rest:
        return float(_VAGUE[first])
    unit = _VAGUE[rest] / 2
    return {"tens": 20, "dozens": 24, "scores": 40, "hundreds": 200}[first] * unit


def _spelled(match: re.Match[str]) -> Value | None:
    words = re.split(r"[-\s]+", match["words"].lower())
    total, group, last = 0.0, 0.0, 0
    for word in words:
        if word == "and":
            continue
        if word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                group = (group or 1) * 100
            else:
                total, group = total + (group or 1) * scale, 0.0
            last = scale
            continue
        number = _UNITS.get(word, _TENS.get(word, 0))
        if last and last < 100 and not (last >= 20 and number < 10):
            return None
        group, last = group + number, max(number, 1)
    return Value(total + group, total + group, match.start(), match.end())
