"""Date expressions in a text in, the days they mean out, resolved against the day of publication.

A weekday in the past tense is the most recent such day, in a clause that looks ahead ("will", "until") the next one; either
may be the day of publication, which news agencies name like any other. What cannot be resolved stays with both days None.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from claimtrack.claims.datewords import DATES, MONTH_NUMBERS, NUMBERS, WEEKDAYS
from claimtrack.claims.model import ResolvedDate

Span = tuple[date, date, str]
"""First day, last day, precision."""

_AHEAD = (
    r"(?:(?:will|would|shall|must|should|can|could|may|might|'ll|’ll|won't|won’t)(?!\s+have\b)|"
    r"(?:is|are|was|were|be)\s+(?:to|due|set|going|scheduled|expected|planned)\b(?:\s+to)?|"
    r"(?:plans?|planned|hopes?|intends?|wants?|expects?|has|have|needs?|vow(?:s|ed)|promised|agreed|decided)\s+to|"
    r"(?:upcoming|scheduled|planned|expected|due|set)\s+for|to be held|due|ahead\s+of|in\s+advance\s+of)\b"
)
_ONGOING = re.compile(
    r"\b(?:(?:is|are)(?:\s+(?:not|also|now|still))?\s+(?:on|\w+ing)|resumes?|begins?|starts?|expires?|convenes?|meets?|"
    r"takes?\s+place|kicks?\s+off|goe?s?\s+(?:to|on|into)|heads?\s+to|arrives?|faces?)\b",
    re.IGNORECASE,
)
"""The present tense, in which a coming day is told too: "talks resume on Monday"; "Monday's attack" has been."""
_DIRECTION = re.compile(
    rf"(?P<ahead>{_AHEAD}(?:\s+(?:not|also|only|then))?(?:\s+be)?(?:\s+\w+)?)|"
    r"(?P<behind>\b(?:was|were|had|did|said|told|came|went|left|took|began|broke|fell|rose|met|held|made|saw|gave|won|"
    r"lost|hit|struck|shot|found|brought|(?!(?:united|hundred|indeed|need|exceed|speed)\b)\w{2,}ed)\b)",
    re.IGNORECASE,
)
_AHEAD_AFTER = re.compile(
    r"^,?(?:\s+[\w'’-]+){0,9}?\s+(?:will|shall|is to|are to|is due|are due|is set|are set)\b", re.IGNORECASE
)
_LASTED = re.compile(r"\b(?:lasted|ran|continued|stayed|remained|went on|worked|lived|waited)\b", re.IGNORECASE)
_CLAUSE_WINDOW = 80
"""Characters around a date in which a future word decides its direction: about one clause."""


def find_dates(text: str, published_on: date | None) -> list[ResolvedDate]:
    """The date expressions of a text in order; ``start`` and ``end`` count its characters."""
    found: list[ResolvedDate] = []
    for match in DATES.finditer(text):
        if _is_name(text, match):
            continue
        span = _same_day(found) if match["sameday"] else _resolve(match, published_on, _direction(text, match))
        start, end = _surface(match)
        first, last, precision = span if span else (None, None, "unresolved")
        found.append(
            ResolvedDate(
                surface=text[start:end], start=start, end=end, first_day=first, last_day=last, precision=precision
            )
        )
    return found


def _is_name(text: str, match: re.Match[str]) -> bool:
    """ "may" the verb, "march" the walk: month words count only with a capital, and not before a name's tail."""
    month = next((match[g] for g in ("m1", "m2", "m3", "m4", "rm", "um", "em", "sm1", "m5") if match[g]), None)
    if month is not None and not month[0].isupper():
        return True
    day = match["wd"]
    if day is not None and not day[0].isupper():
        return True
    return (
        text[match.end() : match.end() + 2].startswith(("-", "/")) and text[match.end() + 1 : match.end() + 2].isdigit()
    )


def _same_day(found: list[ResolvedDate]) -> Span | None:
    """ "Earlier in the day": the day told before it; without one it may be any."""
    days = [one.first_day for one in found if one.precision == "day" and one.first_day is not None]
    return _day(days[-1]) if days else None


def _direction(text: str, match: re.Match[str]) -> bool | None:
    """Whether the clause of a date looks ahead: the last of its words that tell time before the date decides.

    Returns:
        None when no word tells.
    """
    before = text[max(0, match.start() - _CLAUSE_WINDOW) : match.start()]
    before = re.split(r"[.;:]|\b(?:said|says|told|announced|reported|added)\b", before)[-1]
    if re.match(r"(?:until|till)\b", match.group(), re.IGNORECASE) or re.search(r"\b(?:until|till)\s+$", before):
        return _LASTED.search(before) is None
    if re.search(r"\bcalled\s+for\s+$", before):
        return True
    told = list(_DIRECTION.finditer(re.sub(r"\bMay\b", "", before)))
    if told:
        return told[-1]["ahead"] is not None
    if (
        match["relday"]
        and not re.search(r"['’]s?$", match.group())
        and _ONGOING.search(f"{before} {match.group()[:3]}")
    ):
        return True
    after = re.split(r"[.;:,]", text[match.end() : match.end() + _CLAUSE_WINDOW].removeprefix(","))[0]
    ahead = _AHEAD_AFTER.match(after)
    if ahead is not None and not re.search(r"\b(?:said|says|told|\w{3,}ed)\b", ahead.group()):
        return True
    return False if re.search(r"['’]s?$", match.group()) or _DIRECTION.search(after) else None


_LEADS = re.compile(
    r"^(?:the|a|his|her|its|their|"
    r"on|since|until|by|from|in|during|of|as|back to|dating to|early|late|mid|before|after|between|and|to|for|"
    r"through)[\s-]+",
    re.IGNORECASE,
)


def _surface(match: re.Match[str]) -> tuple[int, int]:
    """The expression without the preposition before it."""
    start, end = match.span()
    if match["relday"] or match["inmonth"] or match["year"] or match["yearof"]:
        lead = _LEADS.match(match.group())
        start += lead.end() if lead else 0
    return start, start + 4 if match["yearof"] else end


def _resolve(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    kind = next(name for name in _RESOLVERS if match[name])
    try:
        return _RESOLVERS[kind](match, published, future)
    except (ValueError, OverflowError):
        return None  # a day that the calendar does not have, such as 31 June: stays unresolved


def _day(day: date) -> Span:
    return day, day, "day"


def _iso(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    return _day(date.fromisoformat(match["iso"]))


def _numeric(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    """Day first, as most of the world writes it; month first where only that is a date."""
    first, second, year = (int(part) for part in re.split(r"[./-]", match["numeric"]))
    if second > 12:
        first, second = second, first
    elif first <= 12 and first != second and "/" in match["numeric"]:
        return None  # 04/05/2016 is two different days on the two sides of the Atlantic
    return _day(date(year, second, first))


def _range(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    first, last = (match["r1"], match["r2"]) if match["range"] else (match["u1"], match["u2"])
    month = _month(match["rm"] or match["um"])
    year = match["ry"] or match["uy"]
    end = _with_year(int(last), month, int(year) if year else None, published, future)
    return None if end is None else (end.replace(day=int(first)), end, "span")


def _months_range(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    year = int(match["sy"]) if match["sy"] else None
    last = _with_year(int(match["s2"]), _month(match["sm2"]), year, published, future)
    if last is None:
        return None
    first = date(last.year, _month(match["sm1"]), int(match["s1"]))
    return (first.replace(year=last.year - 1) if first > last else first), last, "span"


def _month(name: str) -> int:
    return MONTH_NUMBERS[name.lower().rstrip(".")]


def _with_year(day: int, month: int, year: int | None, published: date | None, future: bool | None) -> date | None:
    if year is not None:
        return date(year, month, day)
    if published is None:
        return None
    found = date(published.year, month, day)
    if future and found < published:
        return date(published.year + 1, month, day)
    if not future and found > published + timedelta(days=45):
        return date(published.year - 1, month, day)
    return found


def _day_month(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    day, month, year = (
        (match["d1"], match["m1"], match["y1"]) if match["dmy"] else (match["d2"], match["m2"], match["y2"])
    )
    found = _with_year(int(day), _month(month), int(year) if year else None, published, future)
    return _day(found) if found else None


def _month_span(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"


def _year_span(year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31), "year"


def _month_year(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    return _month_span(int(match["y3"]), _month(match["m3"]))


def _month_of_year(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    if published is None:
        return None
    step = {"last": -1, "next": 1}.get(match["wy"].lower(), 0)
    return _month_span(published.year + step, _month(match["m5"]))


_COMING_LEAD = re.compile(r"(?:in|by|until|before|for|early|late|mid)\b")
_SOON = 2
"""Months ahead that the present tense may speak of: "she is buying time for January"."""
_VOTE = re.compile(
    r"\s(?:general\s|presidential\s)?(?:elections?|vote|convention|referendum|primary|primaries|caucus(?:es)?)\b"
)
"""What "the November election" is told of before and after it, in its year."""


def _bare_month(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    month = _month(match["m4"])
    if published is None:
        return None
    lead = match.group().lower()
    if lead.startswith("next"):
        future = True
    if lead.startswith("the") and _VOTE.match(match.string, match.end()):
        return _month_span(published.year, month)
    year = published.year
    clause = re.split(r"[.;:,]", match.string[max(0, match.start() - _CLAUSE_WINDOW) : match.start()])[-1]
    near = 1 <= (month - published.month) % 12 <= _SOON and _COMING_LEAD.match(lead) is not None
    if future is None and near and _ONGOING.search(clause):
        return _month_span(year + (month < published.month), month)
    if future and month < published.month:
        year += 1
    elif (not future and month > published.month) or (lead.startswith("last") and month == published.month):
        year -= 1
    return _month_span(year, month)


def _year(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    return _year_span(int(match["y4"]))


def _edge(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    span = _whole_of_edge(match, published, future)
    if span is None:
        return None
    if match["edge"].lower() == "end":
        return _day(span[1])
    if match["edge"].lower() in ("beginning", "start"):
        return _day(span[0])
    return span


def _whole_of_edge(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    if match["em"]:
        month = _month(match["em"])
        if match["ey"]:
            return _month_span(int(match["ey"]), month)
        if published is None:
            return None
        ahead = future or match.string[max(0, match.start() - 4) : match.start()].lower().endswith("by ")
        year = published.year + (
            1 if ahead and month < published.month else -1 if not ahead and month > published.month else 0
        )
        return _month_span(year, month)
    words = match["eyear"].lower()
    if words[:4].isdigit():
        return _year_span(int(words))
    if published is None:
        return None
    step = {"next": 1, "last": -1}.get(words.split()[0], 0)
    if words.endswith("year"):
        return _year_span(published.year + step)
    moved = _shift_months(published, step)
    return _month_span(moved.year, moved.month)


def _weekday(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    if published is None:
        return None
    wanted = WEEKDAYS.index(match["wd"].lower())
    back = (published.weekday() - wanted) % 7
    ahead = (wanted - published.weekday()) % 7
    lead = (match["rel"] or "").lower()
    if lead == "last":
        return _day(published - timedelta(days=back or 7))
    if lead in ("next", "coming"):
        return _day(published + timedelta(days=ahead or 7))
    return _day(published + timedelta(days=ahead) if future else published - timedelta(days=back))


def _near(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    if published is None:
        return None
    word = match["near"].lower().removesuffix("s").rstrip("'’")
    step = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
    if word == "overnight":
        return published - timedelta(days=1), published, "span"
    return _day(published + timedelta(days=step))


_UNIT_DAYS = {"day": 1, "weekend": 2, "week": 7, "month": 30, "year": 365}


def _unit(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    if published is None:
        return None
    which, unit = match["which"].lower(), match["u"].lower()
    if which in ("the past", "past", "the last"):
        return published - timedelta(days=_UNIT_DAYS[unit]), published, "span"
    if which in ("the next", "the coming") and unit != "weekend":
        return published, published + timedelta(days=_UNIT_DAYS[unit]), "span"
    step = {"last": -1, "previous": -1, "next": 1, "the next": 1, "coming": 1, "the coming": 1}.get(which, 0)
    if unit == "year":
        return _year_span(published.year + step)
    if unit == "month":
        moved = _shift_months(published, step)
        return _month_span(moved.year, moved.month)
    monday = published - timedelta(days=published.weekday()) + timedelta(weeks=step)
    if unit == "weekend":
        return monday + timedelta(days=5), monday + timedelta(days=6), "span"
    return monday, monday + timedelta(days=6), "week"


def _lately(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    """ "The past 48 hours", "the last two weeks": up to the day of publication; "a few" is left open."""
    word = match["ln"].lower()
    if published is None or word == "few":
        return None
    count = int(word) if word.isdigit() else NUMBERS[word]
    unit = match["lu"].lower()
    days = max(1, round(count / 24)) if unit == "hour" else count * _UNIT_DAYS[unit]
    return published - timedelta(days=days), published, "span"


def _weekend(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    """The weekend that has begun last, or the next one where the clause looks ahead."""
    if published is None:
        return None
    back = (published.weekday() - 5) % 7
    saturday = published - timedelta(days=back) + timedelta(weeks=1 if future and back > 1 else 0)
    return saturday, saturday + timedelta(days=1), "span"


def _season(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    """Three months, as the weather counts them; winter, which ends in another year, is left out."""
    first = {"spring": 3, "summer": 6}.get((match["sn"] or match["sr"]).lower(), 9)
    if match["y5"] is not None:
        year = int(match["y5"])
    elif published is not None:
        year = _season_year(match["sw"].lower(), first, published)
    else:
        return None
    return date(year, first, 1), date(year, first + 3, 1) - timedelta(days=1), "span"


def _season_year(which: str, first: int, published: date) -> int:
    """The year of "last spring" or "this summer"."""
    over = published.month >= first + 3
    if which == "last":
        return published.year if over else published.year - 1
    if which == "this past":
        return published.year if published.month >= first else published.year - 1
    return published.year + 1 if which == "next" and published.month >= first else published.year


_PARTS = {"half": 6, "quarter": 3, "two months": 2, "three months": 3, "six months": 6, "nine months": 9}


def _part_of_year(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    """ "The first half of 2015", "the first three months of the year"."""
    if match["py"]:
        year = int(match["py"])
    elif published is not None:
        year = published.year + {"last": -1, "next": 1}.get(match["pr"].lower(), 0)
    else:
        return None
    months = _PARTS[match["pu"].lower()]
    first = date(year, 1 if match["pn"].lower() == "first" else 1 + months, 1)
    return first, _shift_months(first, months) - timedelta(days=1), "span"


def _year_of(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    """ "The 2016 contest": the year that something is named by."""
    return _year_span(int(match["y6"]))


def _years(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    first, last = int(match["ya"]), int(match["yb"])
    return (date(first, 1, 1), date(last, 12, 31), "span") if first < last else None


def _shift_months(day: date, step: int) -> date:
    index = day.year * 12 + day.month - 1 + step
    return date(index // 12, index % 12 + 1, 1)


def _ago(match: re.Match[str], published: date | None, future: bool | None) -> Span | None:
    if published is None:
        return None
    word = match["n"].lower()
    count = int(word) if word.isdigit() else NUMBERS[word]
    unit = match["au"].lower()
    if unit == "day":
        return _day(published - timedelta(days=count))
    if unit == "week":
        monday = published - timedelta(days=published.weekday()) - timedelta(weeks=count)
        return monday, monday + timedelta(days=6), "week"
    if unit == "month":
        moved = _shift_months(published, -count)
        return _month_span(moved.year, moved.month)
    return _year_span(published.year - count)


_RESOLVERS: dict[str, Callable[[re.Match[str], date | None, bool | None], Span | None]] = {
    "iso": _iso,
    "numeric": _numeric,
    "range": _range,
    "rangeus": _range,
    "spanus": _months_range,
    "dmy": _day_month,
    "mdy": _day_month,
    "endof": _edge,
    "inyear": _month_of_year,
    "my": _month_year,
    "relday": _weekday,
    "near": _near,
    "unit": _unit,
    "lately": _lately,
    "weekend": _weekend,
    "season": _season,
    "years": _years,
    "partof": _part_of_year,
    "yearof": _year_of,
    "ago": _ago,
    "inmonth": _bare_month,
    "year": _year,
}
