"""A parsed text in, the counts and measures it states out, as closed intervals with a unit and a role.

Ages, years, clock times, ordinals, dates, addresses and numbers in names are not figures.
"""

import re
from bisect import bisect_right
from dataclasses import replace
from datetime import date

from claimtrack.claims.bounds import DISTANCE, Stated, exceeds, stated_numbers
from claimtrack.claims.cues import CASUALTY_VERBS, words
from claimtrack.claims.model import Figure
from claimtrack.claims.parse import Tree, Word
from claimtrack.claims.roles import PEOPLE_ROLES, role_of

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
_SECOND_DAY = re.compile(rf"\b{_MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:and|or|to)\s+$", re.IGNORECASE)
_NO_NOUN = re.compile(r"\s*(?:$|[.,;:)]|(?:in|at|for|of|with|when|until|before|after|and|19\d\d|20\d\d)\b)")
"""What stands behind the second of two days: "July 8 and 9", but not "on July 8 and 12 people died"."""
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
_RELATIVE_TIME = re.compile(
    r"\s+(?:years?|months?|weeks?|days?|hours?|minutes?|decades?)\s+(?:ago|earlier|later|before|after|ahead of|from now)\b",
    re.IGNORECASE,
)
_TIME_UNITS = words("year years month months week weeks day days hour hours minute minutes decade decades")
_PAST_SPAN = re.compile(r"\b(?:last|past|next|first|previous|every|within|coming|the)\s+$", re.IGNORECASE)
_TAX_CODE = re.compile(r"(?:\(c\)|\s?c)\s?\(?\d\b\)?(?!\s*(?:pounds|euros|dollars))")
"""What stands behind the number of a kind of charity: "a 501(c)(3)"."""
_STREET = re.compile(
    r"\s+(?:[NSEW]\.?\s+|West\s+|East\s+|North\s+|South\s+)?[A-Z0-9][\w.]*(?:\s+[A-Z][\w.]*)?\s+(?:Street|St|"
    r"Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Drive)\b"
)
_ONE_NOT = words(
    "day time point thing way hand side another year moment reason example kind part month morning night evening week "
    "instance issue area aspect respect step problem question option choice sign factor key lesson theory answer idea "
    "difference goal sense sort level word"
)
_NUMBERED = words(
    "base brigade regiment battalion division checkpoint route highway gate room flight channel article section"
)
"""What a number names: "Base 46"."""
_OPENS_PART = re.compile(
    r"(?:\bincluding|\bamong them|\bamong whom|\bof them|\bof whom|\bincludes|\bincluded)"
    r"\s+(?:(?:a|an|one)\s\w+\sand\s)?(?:at least\s+|about\s+)?$",
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


def find_figures(tree: Tree, as_of: date | None = None) -> list[Figure]:
    """The figures of a parsed text, in text order; ``start`` and ``end`` count characters of that text.

    Args:
        as_of: the day the text says its tolls hold for ("as of Tuesday"), given to casualty figures.
    """
    starts = [word.start for word in tree.words]
    figures: list[Figure] = []
    for found in stated_numbers(tree.text):
        at = _word_at(starts, found.number[0])
        last = _word_at(starts, found.number[1] - 1)
        goes_on = _goes_on(tree, found, at, last, figures)
        if not goes_on and _is_no_figure(tree, found, at, last):
            continue
        figure = _figure(tree, found, at, last, figures, goes_on=goes_on)
        if _only_points(tree, found, figure):
            continue
        if figures and _is_conversion(tree.text, figures[-1], figure):
            figure = _bounded_alike(figures[-1], figure)
        figures.append(replace(figure, as_of=as_of) if figure.role in PEOPLE_ROLES else figure)
    return figures


def _is_conversion(text: str, first: Figure, second: Figure) -> bool:
    """Whether a measure is told again in another unit: "more than 60 kilometres (35 miles)"."""
    bracketed = text[first.end : second.start] == " (" and DISTANCE.match(f" {second.unit or ''}") is not None
    return bracketed and first.modifier is not None and second.modifier is None


def _bounded_alike(first: Figure, second: Figure) -> Figure:
    step = 1 if exceeds(first.modifier) else 0
    low = None if first.low is None or second.low is None else second.low + step
    return replace(second, low=low, high=None if first.high is None else second.high, modifier=first.modifier)


def _only_points(tree: Tree, found: Stated, figure: Figure) -> bool:
    """Whether a small definite count only says who is meant: "the two leaders", "the two had talked"."""
    if figure.role in PEOPLE_ROLES or found.modifier or found.high is None or found.high > _FEW or found.money:
        return False
    if not _DEFINITE.search(tree.text[: found.start]):
        return False
    noun = (figure.unit or "").split()[-1:]
    return not noun or noun[0].lower() in _ACTING


def _word_at(starts: list[int], offset: int) -> int:
    return max(0, bisect_right(starts, offset) - 1)


def _is_no_figure(tree: Tree, found: Stated, at: int, last: int) -> bool:
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
    if text[start:end].isdigit() and _SECOND_DAY.search(before) and _NO_NOUN.match(after):
        return True
    if (
        _TAX_CODE.match(after)
        or before.endswith("(c)(")
        or _DATE_AFTER.match(after)
        or _DATE_BEFORE.search(before)
        or _RELATIVE_TIME.match(after)
    ):
        return True
    if found.modifier is None and (_is_year(tree, found, before, last) or _STREET.match(after)):
        return True
    return _is_label(tree, found, at, last, before)


def _is_year(tree: Tree, found: Stated, before: str, last: int) -> bool:
    digits = tree.text[found.number[0] : found.number[1]]
    if not re.fullmatch(r"(?:1[5-9]|20)\d\d(?:(?:\s?[-–]\s?|\s(?:to|and|or)\s)(?:(?:1[5-9]|20)?\d\d))?", digits):
        return False
    following = tree.words[last + 1] if last + 1 < len(tree.words) else None
    counts = following is not None and following.tag in ("NNS", "CD", "JJ") and not _YEAR_LEADS.search(before)
    return not counts


def _is_label(tree: Tree, found: Stated, at: int, last: int, before: str) -> bool:
    """Numbers that name ("Flight 93", "no one") or time ("the past three days") rather than count."""
    word = tree.words[at]
    surface = tree.text[found.number[0] : found.number[1]].lower()
    following = tree.words[last + 1] if last + 1 < len(tree.words) else None
    if surface == "one":
        good = following is not None and following.tag.startswith(("NN", "JJ")) and following.lower not in _ONE_NOT
        if re.search(r"\bno\s+$", before, re.IGNORECASE):
            return True
        if following is not None and following.lower == "family" and re.search(r"\b(?:from|of)\s+$", before):
            return True  # "six people from one family": who they are, not how many families
        if not good:
            return found.modifier is None and not _near_casualty(tree, last)
    before_it = tree.words[at - 1] if at else None
    if surface.isdigit() and found.modifier is None and before_it is not None:
        if before_it.lower in _NUMBERED and before_it.text.istitle():
            return True
        if _goes_on_naming(tree, at):
            return True
    if surface == "zero" and (following is None or following.tag != "NNS"):
        return True  # "zero knowledge"
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


def _goes_on_naming(tree: Tree, at: int) -> bool:
    """Whether a number stands in a row that names: "resolutions 2118 2209 and 2254"."""
    while at and (tree.words[at - 1].tag == "CD" or tree.words[at - 1].lower in ("and", ",", "or")):
        at -= 1
    return at > 0 and tree.words[at - 1].lower in (
        "resolution",
        "resolutions",
        "articles",
        "sections",
        "gates",
        "channels",
    )


def _near_casualty(tree: Tree, last: int) -> bool:
    return any(w.lower in CASUALTY_VERBS for w in tree.words[last + 1 : last + 3])


def _figure(tree: Tree, found: Stated, at: int, last: int, earlier: list[Figure], *, goes_on: bool) -> Figure:
    noun = _unit_noun(tree, at, last, vague=found.vague)
    unit, end = _unit_text(tree, found, last, noun)
    among = _fate_among(tree.text, end)
    part = (
        bool(_OPENS_PART.search(tree.text[: found.start][-50:]))
        or bool(_CLOSES_PART.match(tree.text, found.number[1]))
        or among is not None
    )
    role = among or role_of(tree, found.start, at, last, noun)
    joined = noun is not None and noun.dep == "conj" and earlier and earlier[-1].scope == "part"
    if joined and noun is not None and role not in PEOPLE_ROLES and earlier[-1].role in PEOPLE_ROLES:
        part = part or earlier[-1].end <= tree.words[noun.head].end + 1  # "including two fighters and five nurses"
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


def _goes_on(tree: Tree, found: Stated, at: int, last: int, earlier: list[Figure]) -> bool:
    """Whether a bare number goes on with the toll before it: "130 killed in one city, 40 in a second and 32 in a third"."""
    following = tree.words[last + 1] if last + 1 < len(tree.words) else None
    if not earlier or earlier[-1].role not in PEOPLE_ROLES or (following is not None and following.lower not in _ROWS):
        return False
    if _DATE_BEFORE.search(tree.text[max(0, found.number[0] - 24) : found.number[0]]):
        return False  # "killed 12 on June 3 and 4 others"
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


def _unit_text(tree: Tree, found: Stated, last: int, noun: Word | None) -> tuple[str | None, int]:
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
