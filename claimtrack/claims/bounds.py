"""A text in, the numbers it states out, each with its bounds: "more than 20", "between 16 and 20", "two-thirds".

Knows letters and digits only: no parse, no noun that is counted. What is a figure and what only looks like one is decided in
``figures``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from claimtrack.claims.model import Figure
from claimtrack.claims.numerals import NUMBER, Value, value_of

_AT_LEAST = "at least|no fewer than|no less than|not less than|a minimum of|as few as|as low as"
_MORE = "more than|well over|just over|over|above|upwards of|upward of|in excess of|greater than|exceeding|excess of"
_UP_TO = "up to|as many as|as much as|as high as|at most|no more than|not more than|a maximum of|maximum of"
_FEWER = "fewer than|less than|just under|well under|under|below"
_ABOUT = (
    "about|around|some|roughly|approximately|an estimated|estimated|nearly|almost|close to|circa|approx\\.?|virtually|"
    "in the region of|an approximate"
)
_MODIFIER = re.compile(
    rf"\b(?:(?P<least>{_AT_LEAST})|(?P<up>{_UP_TO})|(?P<fewer>{_FEWER})|(?P<more>{_MORE})|(?P<about>{_ABOUT})|"
    rf"(?P<between>between|from))"
    r"\s+(?:(?:another|the|a total of|other|an additional|additional)\s+)?[$€£]?$",
    re.IGNORECASE,
)
_OUT_OF = re.compile(
    r"\s+(?:in|out of)\s+(?:every\s+)?(?P<of>three|four|five|six|seven|eight|nine|ten|[3-9]|10|100)\b"
    r"(?!\s+(?:year|month|week|day|hour|minute|second|place|different|other|citie|town|state)s?\b|[.,:-]\d)",
    re.IGNORECASE,
)
_AT_LEAST_AFTER = re.compile(
    r"(?:\s[a-z]+)?\sat least(?=\s(?:were|was|are|have|had|died|dead|killed|wounded|injured)\b|[.,;]|$)"
)
"""A bound behind its count: "40 men at least were hurt"."""
_RATIO = re.compile(r"(?P<first>\d{1,3}(?:\.\d)?)(?:-|–|-to-| to )1\b(?![.,:]?\d|[-–])")
"""One side of a vote or a measure to the other: "by 2-1"."""
_WITHIN = re.compile(r"\bwithin\s(?:just\s|only\s|about\s)?$", re.IGNORECASE)
DISTANCE = re.compile(r"\s?(?:km|kilomet(?:er|re)s?|met(?:er|re)s?|miles?|yards?|feet)\b", re.IGNORECASE)
_LINK = re.compile(r"\s?[-–—]\s?|\s+to\s+|\s+and\s+|\s+or\s+", re.IGNORECASE)
_MONEY = {"$": "USD", "€": "EUR", "£": "GBP"}
_CHANGED = re.compile(
    r"\b(?:r[oi]se[sn]?|rising|f[ae]ll(?:s|en|ing)?|gr[eo]w\w*|climb\w*|jump\w*|drop\w*|increas\w*|decreas\w*|declin\w*|went|"
    r"moved?|up|down|cut\w*|slash\w*|lower\w*|rais\w*|chang\w*|shr[aiu]nk\w*|revis\w*|reduc\w*|doubl\w*|soar\w*|surg\w*)\b",
    re.IGNORECASE,
)
"""What turns "from 24 to 43" into two counts, one after the other; otherwise it is a range."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A number with its modifier: its interval and where it stands in the text."""

    low: float | None
    high: float | None
    modifier: str | None
    start: int
    """Of the modifier where there is one."""
    number: tuple[int, int]
    money: str | None
    vague: bool
    is_share: bool = False


def stated_numbers(text: str) -> Iterator[Stated]:
    """The numbers of a text with their bounds, in text order; ages, years and times are among them."""
    at = 0
    while match := NUMBER.search(text, at):
        at = max(match.end(), at + 1)
        value = value_of(match)
        ratio = _RATIO.match(text, match.start()) if value is not None and value.digits else None
        if value is not None and ratio is not None and value.low > 1:
            lead = re.search(r"\bmore than\s$", text[max(0, match.start() - 12) : match.start()])
            high = None if lead else value.low
            yield Stated(value.low, high, "more than" if lead else None, match.start(), ratio.span(), None, vague=False)
            at = ratio.end()
            continue
        if value is None or _glued(text, match.start(), match.end()):
            continue
        second = _range_end(text, value)
        found = _share(text, _interval(text, value, second), value)
        at = found.number[1]
        yield found


def _share(text: str, found: Stated, value: Value) -> Stated:
    """A figure told as a part of so many ("nearly four in 10 voters"), in percent; any other as it is."""
    if value.is_share:
        return replace(found, is_share=True)
    whole = None if _is_name_part(text, value.start) else _OUT_OF.match(text, found.number[1])
    of = value_of(number) if whole is not None and (number := NUMBER.match(text, whole.start("of"))) else None
    if whole is None or of is None or of.end != whole.end() or not value.low < of.low:
        return found
    part = round(100 * value.low / of.low, 1)
    low, high = (part if bound is not None else None for bound in (found.low, found.high))
    return replace(found, low=low, high=high, number=(found.number[0], of.end), is_share=True)


def _is_name_part(text: str, start: int) -> bool:
    """Whether a number word ends a name: "Air Force One"."""
    return text[start].isupper() and re.search(r"[A-Z][\w.'’]*\s$", text[max(0, start - 30) : start]) is not None


def _glued(text: str, start: int, end: int) -> bool:
    """Whether the number is part of a longer token: "F-16", "7.04.2017", "20-year", "9/11", "8:30", "TF1"."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before and (before[-1].isalnum() or (before[-1] in "./:#'’_" and len(before) > 1 and before[0].isalnum())):
        return True
    if len(before) == 2 and before[1] in "-–" and before[0].isalnum() and not (before[0].isdigit()):
        return True
    if re.match(r"(?:st|nd|rd|th)\b", text[end : end + 3], re.IGNORECASE):
        return True
    if after[:1] in ("-", "–") and after[1:2].isalpha():
        return not re.match(r"[-–](?:" + NUMBER.pattern + ")", text[end : end + 20], re.IGNORECASE | re.VERBOSE)
    return bool(re.match(r"[./:]\d", after)) or (
        after[:1].isalpha() and text[end - 1].isdigit() and not re.match(r"km|kg|m\b|C\b", text[end : end + 3])
    )


def _range_end(text: str, value: Value) -> Value | None:
    link = _LINK.match(text, value.end)
    if link is None or value.high is None:
        return None
    if "and" in link.group() and not re.search(r"\bbetween\s+[$€£]?$", text[: value.start], re.IGNORECASE):
        return None
    at = link.end() + (1 if text[link.end() : link.end() + 1] in _MONEY else 0)
    following = NUMBER.match(text, at)
    second = value_of(following) if following else None
    if (
        second is None
        or second.high is None
        or second.low <= value.low
        or (_glued(text, link.end(), second.end) and "-" not in link.group())
    ):
        return None
    before = text[max(0, value.start - 60) : value.start].lower()
    if before.rstrip(" $€£").endswith("from") and "to" in link.group() and _CHANGED.search(before):
        return None
    return second


def _interval(text: str, value: Value, second: Value | None) -> Stated:
    money = _MONEY.get(text[value.start - 1 : value.start])
    start = value.start - (1 if money else 0)
    lead = _MODIFIER.search(text[max(0, value.start - 40) : value.start])
    if lead and (lead["more"] or lead["fewer"]) and re.search(r"\bthan the\s", lead.group(), re.IGNORECASE):
        lead = None  # "a bit more than the 28% in May" compares
    modifier = lead.group().rstrip(" $€£") if lead and not lead["between"] else None
    if lead and modifier:
        start = max(0, value.start - 40) + lead.start()
    low: float | None = value.low
    high: float | None = second.high if second else value.high
    if (
        second is not None
        and second.low >= 1_000 > value.low
        and second.digits
        and value.digits
        and second.end - second.start > len(second.digits)
    ):
        low = value.low * second.low / float(second.digits.replace(",", ""))  # "2 to 3 million"
    if not lead and _WITHIN.search(text[max(0, value.start - 20) : value.start]) and DISTANCE.match(text, value.end):
        low, modifier = None, "within"
    if lead and value.high is not None:
        low, high = _bounded(lead, text, value, low, high)
    end = second.end if second else value.end
    trailing = re.match(r"\+|\s+or (?:more|so|fewer|less)\b", text[end : end + 10])
    if _AT_LEAST_AFTER.match(text, end) and value.high is not None and not modifier:
        low, high, modifier = low, None, "at least"
    elif trailing and value.high is not None:
        word = trailing.group().split()[-1]
        low, high = (low, None) if word in ("+", "more") else (low, high) if word == "so" else (None, high)
        modifier, end = trailing.group().strip(), end + trailing.end()
    return Stated(low, high, modifier or value.vague, start, (value.start, end), money, value.vague is not None)


def _bounded(
    lead: re.Match[str], text: str, value: Value, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    """The interval under a comparator; a count moves to the next whole number, a measure keeps its bound."""
    whole = (
        value.low == int(value.low)
        and not value.is_share
        and not re.match(r"\s*(?:%|percent|per cent)", text[value.end : value.end + 10])
    )
    step = 1 if whole and text[value.start - 1 : value.start] not in _MONEY else 0
    if lead["least"]:
        return low, None
    if lead["more"]:
        return value.low + step, None
    if lead["up"]:
        return None, high
    if lead["fewer"]:
        return None, value.low - step
    return low, high


def exceeds(modifier: str | None) -> bool:
    """Whether a comparator leaves its number out: "more than 20" begins at 21."""
    return modifier is not None and modifier.lower() in _MORE.split("|")


def bare_figures(text: str) -> list[Figure]:
    """The numbers of a text with their bounds, in text order, without a parse: no unit but money, and no role.

    Numbers inside longer tokens are left out; ages, years and clock times are not. ``start`` is that of "more than".
    """
    return [
        Figure(
            low=found.low,
            high=found.high,
            modifier=found.modifier,
            unit=found.money,
            start=found.start,
            end=found.number[1],
        )
        for found in stated_numbers(text)
    ]
