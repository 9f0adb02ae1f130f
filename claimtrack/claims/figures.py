"""A parsed text in, the counts and measures it states out, as closed intervals with a unit and a role.

Ages, years, clock times, ordinals, dates, addresses and numbers in names are not figures.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from claimtrack.claims.cues import CASUALTY_VERBS, words
from claimtrack.claims.model import Figure
from claimtrack.claims.numerals import NUMBER, Value, value_of
from claimtrack.claims.parse import Tree, Word
from claimtrack.claims.roles import PEOPLE_ROLES, role_of

_AT_LEAST = "at least|no fewer than|no less than|not less than|a minimum of|as few as"
_MORE = "more than|well over|just over|over|above|upwards of|upward of|in excess of|greater than|exceeding|excess of"
_UP_TO = "up to|as many as|as much as|at most|no more than|not more than|a maximum of|maximum of"
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
_LINK = re.compile(r"\s?[-–—]\s?|\s+to\s+|\s+and\s+|\s+or\s+", re.IGNORECASE)
_MONEY = {"$": "USD", "€": "EUR", "£": "GBP"}
_MONEY_WORDS = {
    "dollar": "USD",
    "dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "pounds": "GBP",
    "rubles": "RUB",
    "roubles": "RUB",
}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\b\.?"
)
_DATE_AFTER = re.compile(rf"(?:st|nd|rd|th)?(?:\s+of)?[ -]{_MONTH}", re.IGNORECASE)
_DATE_BEFORE = re.compile(rf"\b{_MONTH}\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?$", re.IGNORECASE)
_YEAR_LEADS = re.compile(
    r"\b(?:in|since|of|by|until|till|from|during|before|after|late|early|mid|summer|winter|spring|autumn|fall|"
    r"between|and|to|the|around)\s+$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\s?(?:a\.?m\b|p\.?m\b|o['’]clock|gmt|utc|hours?\s+gmt)", re.IGNORECASE)
_AGE_AFTER = re.compile(r"[- ]years?[- ]old|,? years? of age|-month-old", re.IGNORECASE)
_AGE_BEFORE = re.compile(r"\b(?:aged?|age of|ages)\s+(?:(?:between|from)\s+)?$", re.IGNORECASE)
_AGED = re.compile(
    r"\b(?:he|she|they|i|you|we|who)(?:\s(?:is|are|was|were|turns?|turned)|['’](?:s|re|m))\s(?:now\s|only\s|just\s|already\s)?$"
    r"|[^\W\d_]\s(?:turns|turned|turning)\s$",
    re.IGNORECASE,
)
"""Who is or turns a bare number gives an age: "she is 45", "as Ada Horn turns 70"."""
_NAMED_BEFORE = re.compile(r"[^\W\d_][\w'’-]*,\s$")
_OLDEST = 110
"""Years: "the mayor, 63, spoke" gives an age, "the mayor, 630, spoke" cannot."""
_CHANGED = re.compile(
    r"\b(?:r[oi]se[sn]?|rising|f[ae]ll(?:s|en|ing)?|gr[eo]w\w*|climb\w*|jump\w*|drop\w*|increas\w*|decreas\w*|declin\w*|went|"
    r"moved?|up|down|cut\w*|slash\w*|lower\w*|rais\w*|chang\w*|shr[aiu]nk\w*|revis\w*|reduc\w*|doubl\w*|soar\w*|surg\w*)\b",
    re.IGNORECASE,
)
"""What turns "from 24 to 43" into two counts, one after the other; otherwise it is a range."""
_RELATIVE_TIME = re.compile(
    r"\s+(?:years?|months?|weeks?|days?|hours?|minutes?|decades?)\s+(?:ago|earlier|later|before|after|ahead of|from now)\b",
    re.IGNORECASE,
)
_TIME_UNITS = words("year years month months week weeks day days hour hours minute minutes decade decades")
_PAST_SPAN = re.compile(r"\b(?:last|past|next|first|previous|every|within|coming|the)\s+$", re.IGNORECASE)
_STREET = re.compile(
    r"\s+(?:[NSEW]\.?\s+|West\s+|East\s+|North\s+|South\s+)?[A-Z0-9][\w.]*(?:\s+[A-Z][\w.]*)?\s+(?:Street|St|"
    r"Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Drive)\b"
)
_ONE_NOT = words(
    "day time point thing way hand side another year moment reason example kind part month morning night evening week "
    "instance issue area aspect respect step problem question option choice sign factor key lesson theory answer idea "
    "difference goal sense sort level word"
)
_OPENS_PART = re.compile(
    r"(?:\bincluding|\bamong them|\bamong whom|\bof them|\bof whom|\bincludes|\bincluded)"
    r"\s+(?:at least\s+|about\s+)?$",
    re.IGNORECASE,
)
_CLOSES_PART = re.compile(r"\s+of (?:them|whom|those|these|the dead|the victims|the wounded)\b", re.IGNORECASE)


_AMONG = re.compile(
    r"(?:,?\s+including(?:\s+[\w-]+){1,5}?,?)?(?:\s+and\s+\w+\s+\w+)?\s+(?:(?:were|was|are|is)\s+)?among\s+(?!them\b|whom\b)"
    r"(?:the|those|at least|some|about|\d[\d,]*|[a-z]+)\s+"
    r"(?P<whole>(?:[\w'’-]+\s*){1,4})",
    re.IGNORECASE,
)

_DEFINITE = re.compile(r"\b(?:the|these|those|both|his|her|its|their|our)(?:\s+[a-z]+)?\s+$", re.IGNORECASE)
_ACTING = words(
    "men women people persons presidents leaders ministers figures politicians candidates rivals sides parties countries "
    "nations states powers governments allies partners brothers sisters friends diplomats officials suspects envoys "
    "groups companies firms teams"
)
"""Who acts: "the two leaders" points to them and counts nothing."""
_ROWS = words("in at near from around outside on and , .")
"""What follows each bare number of a row: "16 in Larnos, 12 in Tarn"."""
_FEW = 10
"""Up to here a definite count of those who act only points to them. Source: our estimate; larger ones are told as figures."""


@dataclass(frozen=True, slots=True)
class _Found:
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


def find_figures(tree: Tree, as_of: date | None = None) -> list[Figure]:
    """The figures of a parsed text, in text order; ``start`` and ``end`` count characters of that text.

    Args:
        as_of: the day the text says its tolls hold for ("as of Tuesday"), given to casualty figures.
    """
    starts = [word.start for word in tree.words]
    figures: list[Figure] = []
    for found in _numbers(tree.text):
        at = _word_at(starts, found.number[0])
        last = _word_at(starts, found.number[1] - 1)
        goes_on = _goes_on(tree, found, at, last, figures)
        if not goes_on and _is_no_figure(tree, found, at, last):
            continue
        figure = _figure(tree, found, at, last, figures, goes_on=goes_on)
        if _only_points(tree, found, figure):
            continue
        figures.append(replace(figure, as_of=as_of) if figure.role in PEOPLE_ROLES else figure)
    return figures


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
        for found in _numbers(text)
    ]


def _only_points(tree: Tree, found: _Found, figure: Figure) -> bool:
    """Whether a small definite count only says who is meant: "the two leaders", "the two had talked"."""
    if figure.role in PEOPLE_ROLES or found.modifier or found.high is None or found.high > _FEW or found.money:
        return False
    if not _DEFINITE.search(tree.text[: found.start]):
        return False
    noun = (figure.unit or "").split()[-1:]
    return not noun or noun[0].lower() in _ACTING


def _numbers(text: str) -> Iterator[_Found]:
    at = 0
    while match := NUMBER.search(text, at):
        at = max(match.end(), at + 1)
        value = value_of(match)
        if value is None or _glued(text, match.start(), match.end()):
            continue
        second = _range_end(text, value)
        found = _share(text, _interval(text, value, second), value)
        at = found.number[1]
        yield found


def _share(text: str, found: _Found, value: Value) -> _Found:
    """A figure told as a part of so many ("nearly four in 10 voters"), in percent; any other as it is."""
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


def _interval(text: str, value: Value, second: Value | None) -> _Found:
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
    return _Found(low, high, modifier or value.vague, start, (value.start, end), money, value.vague is not None)


def _bounded(
    lead: re.Match[str], text: str, value: Value, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    """The interval under a comparator; a count moves to the next whole number, a measure keeps its bound."""
    whole = value.low == int(value.low) and not re.match(r"\s*(?:%|percent|per cent)", text[value.end : value.end + 10])
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


def _word_at(starts: list[int], offset: int) -> int:
    return max(0, bisect_right(starts, offset) - 1)


def _is_no_figure(tree: Tree, found: _Found, at: int, last: int) -> bool:
    text, (start, end) = tree.text, found.number
    before, after = text[max(0, start - 24) : start], text[end : end + 40]
    if found.money:
        return False
    if (
        _CLOCK.match(after)
        or _AGE_AFTER.match(after)
        or _AGE_BEFORE.search(before)
        or (_AGED.search(before) and re.match(r"\W*(?:$|\W\s|(?:and|but|when|in|on)\s)", after))
        or (_NAMED_BEFORE.search(before) and re.match(r"\s*,", after) and 0 < (found.low or 0) <= _OLDEST)
    ):
        return True
    if re.match(r"half an?$", text[start:end], re.IGNORECASE) and re.match(r"\s+(?:hour|day|year|minute)\b", after):
        return True
    if _DATE_AFTER.match(after) or _DATE_BEFORE.search(before) or _RELATIVE_TIME.match(after):
        return True
    if found.modifier is None and (_is_year(tree, found, before, last) or _STREET.match(after)):
        return True
    return _is_label(tree, found, at, last, before)


def _is_year(tree: Tree, found: _Found, before: str, last: int) -> bool:
    digits = tree.text[found.number[0] : found.number[1]]
    if not re.fullmatch(r"(?:1[5-9]|20)\d\d(?:(?:\s?[-–]\s?|\s(?:to|and|or)\s)(?:(?:1[5-9]|20)?\d\d))?", digits):
        return False
    following = tree.words[last + 1] if last + 1 < len(tree.words) else None
    counts = following is not None and following.tag in ("NNS", "CD", "JJ") and not _YEAR_LEADS.search(before)
    return not counts


def _is_label(tree: Tree, found: _Found, at: int, last: int, before: str) -> bool:
    """Numbers that name ("Flight 93", "no one") or time ("the past three days") rather than count."""
    word = tree.words[at]
    surface = tree.text[found.number[0] : found.number[1]].lower()
    following = tree.words[last + 1] if last + 1 < len(tree.words) else None
    if surface == "one":
        good = following is not None and following.tag.startswith(("NN", "JJ")) and following.lower not in _ONE_NOT
        if re.search(r"\bno\s+$", before, re.IGNORECASE):
            return True
        if not good:
            return found.modifier is None and not _near_casualty(tree, last)
    if surface in ("million", "billion", "hundred", "thousand", "trillion"):
        return True
    if following is not None and following.lower in _TIME_UNITS and _PAST_SPAN.search(before):
        return True
    head = tree.words[word.head]
    if _CLOSES_PART.match(tree.text, found.number[1]):
        return False  # "wounding 10 others 4 of them gravely"
    if (
        word.dep in ("nummod", "appos", "npadvmod")
        and head.i < at
        and head.tag.startswith("NN")
        and found.modifier is None
        and not (surface[0].isalpha() and head.tag.startswith("NNP") and tree.text[found.number[0]].islower())
    ):
        return at - head.i <= 1 and head.lower not in CASUALTY_VERBS and not _near_casualty(tree, last)
    return len(surface) > 7 and surface.isdigit()


def _near_casualty(tree: Tree, last: int) -> bool:
    return any(w.lower in CASUALTY_VERBS for w in tree.words[last + 1 : last + 3])


def _figure(tree: Tree, found: _Found, at: int, last: int, earlier: list[Figure], *, goes_on: bool) -> Figure:
    noun = _unit_noun(tree, at, last, vague=found.vague)
    unit, end = _unit_text(tree, found, last, noun)
    among = _fate_among(tree.text, end)
    part = (
        bool(_OPENS_PART.search(tree.text[: found.start][-30:]))
        or bool(_CLOSES_PART.match(tree.text, found.number[1]))
        or among is not None
    )
    role = among or role_of(tree, found.start, at, last, noun)
    if part and role not in PEOPLE_ROLES and earlier and (noun is None or noun.tag.startswith("NN")):
        role = earlier[-1].role
    if unit is None and noun is None and role == "other" and goes_on:
        role = earlier[-1].role
    if unit == "percent" and role not in PEOPLE_ROLES:
        role = "percent"
    if role in PEOPLE_ROLES and (unit is None or unit in ("others", "more", "other")):
        unit = "people"
    return Figure(
        low=_number(found.low),
        high=_number(found.high),
        modifier=found.modifier,
        unit=found.money or unit,
        role=role,
        scope="part" if part else "total",
        surface=tree.text[found.start : end],
        start=found.start,
        end=end,
    )


def _goes_on(tree: Tree, found: _Found, at: int, last: int, earlier: list[Figure]) -> bool:
    """Whether a bare number goes on with the toll before it: "130 killed in one city, 40 in a second and 32 in a third"."""
    following = tree.words[last + 1] if last + 1 < len(tree.words) else None
    if not earlier or earlier[-1].role not in PEOPLE_ROLES or (following is not None and following.lower not in _ROWS):
        return False
    between = [w for w in tree.words[:at] if w.start >= earlier[-1].end]
    placed = [w for w in between if w.lower in _ROWS and w.tag == "IN"]
    joined = re.search(r"(?:\band|,)\s+$", tree.text[: found.start]) is not None
    if not joined and not placed:
        return False
    if placed and not joined and _is_year(tree, found, tree.text[max(0, found.number[0] - 24) : found.number[0]], last):
        return False
    return len(between) <= 10 and not any(w.tag.startswith("V") or w.text in ".;" for w in between)


def _fate_among(text: str, end: int) -> str | None:
    """The fate of a count that is told as a part: "11 children were among the 56 killed"."""
    found = _AMONG.match(text, end)
    fates = [word for word in re.findall(r"\w+", found["whole"].lower()) if word in CASUALTY_VERBS] if found else []
    return CASUALTY_VERBS[fates[0]] if fates else None


def _number(value: float | None) -> float | None:
    return None if value is None else int(value) if value == int(value) else round(value, 6)


def _unit_noun(tree: Tree, at: int, last: int, *, vague: bool) -> Word | None:
    """The noun that is counted."""
    words = tree.words
    if last + 1 < len(words) and words[last + 1].lower == "of" and vague:
        return tree.kid(last + 1, "pobj")
    for i in (last, at):
        head = words[words[i].head]
        if words[i].dep in ("nummod", "quantmod", "compound", "amod") and last < head.i <= last + 8 and _counts(head):
            # "risen to 112 a monitor said": an article opens another phrase, whose comma was lost.
            return None if any(word.tag == "DT" for word in words[last + 1 : head.i]) else head
    for word in words[last + 1 : last + 5]:
        if word.lower in ("including", "or", "of", "in", "and"):
            return None
        if word.tag in ("NNS", "NN", "NNPS") or word.lower in ("percent", "%", "others"):
            following = words[word.i + 1] if word.i + 1 < len(words) else None
            if following is None or not following.tag.startswith("NN"):
                return word
        elif not word.tag.startswith(("JJ", "NN", "CD", "HYPH", "VBG", "CC", "AFX")) and word.text not in (
            "-",
            "per",
            "cent",
        ):
            return None
    return None


def _counts(noun: Word) -> bool:
    """Whether a noun can be counted; a single proper noun right after a number is a new name ("126 Observatory")."""
    return noun.tag in ("NN", "NNS", "NNPS") or (noun.tag == "NNP" and noun.lower.endswith("s"))


def _unit_text(tree: Tree, found: _Found, last: int, noun: Word | None) -> tuple[str | None, int]:
    end = found.number[1]
    if found.is_share:
        return "percent", end
    tail = re.match(r"\s*(?:%|percent(?!age)|per cent)", tree.text[end : end + 10])
    if tail:
        return "percent", end + tail.end()
    if noun is None or noun.start < end:
        return None, end
    text = tree.text[end : noun.end].strip(" -")
    text = re.sub(r"^of (?:the |its |their |them |these |those |whom )?", "", text)
    return _MONEY_WORDS.get(noun.lower, text) if len(text) < 60 else noun.text, noun.end
