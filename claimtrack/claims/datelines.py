"""The start of a paragraph in, where its text proper begins out: behind time stamps, places and agency marks."""

import re
from datetime import date

from claimtrack.claims.cues import words
from claimtrack.claims.dates import find_dates
from claimtrack.claims.numerals import COUNTS

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s"
_DATE = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|(?:{_DAY})?{_MONTH}\s\d{{1,2}}(?:st|nd|"
    rf"rd|th)?,?\s?(?:19|20)\d\d"
    rf"|(?:{_DAY})?\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH},?\s(?:19|20)\d\d)"
)
_TIME = r"(?:,?\s*(?:at\s)?\d{1,2}[:.]?\d{2}\s?(?:[ap]\.?m\.?)?(?:\s?(?:GMT|UTC|EST|EDT|ET|BST|CET|\([A-Z]{2,4}\)))?)"
_STAMP = re.compile(
    rf"^(?:(?:date\sof\spublication|published|updated|posted|last\supdated|first\spublished|date|modified)\b\s*(?:on|at|"
    rf":)?\s*)?{_DATE}{_TIME}?"
    rf"(?:\s*\(?(?:updated|published|last\supdated)[^)]{{0,40}}\)?)?(?:\s*Get short URL(?:\s\d+){{0,3}}(?=\s))?"
    rf"\s*[-–—―|:.]?\s+(?=[A-Z0-9\"“])",
    re.IGNORECASE,
)
_STAMPED = re.compile(
    rf"^\s*(?:(?:date\sof\spublication|published|updated|posted|last\supdated|first\spublished|date|modified)\b\s*(?:on|at|"
    rf":)?\s*)?(?P<date>{_DATE})|\b(?P<figures>\d{{1,2}}[.-]\d{{1,2}}[.-](?:19|20)\d\d)",
    re.IGNORECASE,
)
STAMP_REACH = 160
"""Characters at the start of a text in which a day in figures is its time stamp: a headline and a menu may stand before."""
_PLACE = re.compile(
    r"^(?:[A-Z][A-Z'’.-]{2,}(?:[ /][A-Z][A-Z'’.-]+){0,3})(?!\w)"
    rf"(?:,?\s(?!{_MONTH}\s\d)[A-Z][a-z]+\.?(?:\s[A-Z][a-z]+)?)?"
    r"(?:,\s[A-Z][a-z]+\.?\s\d{1,2})?\s*(?P<agency>\([A-Z][\w .&/'’-]{1,40}\))?\s*(?P<dash>[-–—―]+)?\s*(?=[A-Z\"“0-9])"
)
_CITY_AGENCY = re.compile(
    r"^(?:[A-Z][\w'’.-]+(?:[ ,/]+[A-Z][\w'’.-]+){0,4},?\s)?\((?:[A-Z][\w .&/'’-]{1,40})\)\s*[-–—―:]*\s+(?=[A-Z\"“0-9])"
)
_AGENCY_DASH = re.compile(
    r"^(?:[A-Z][\w'’.-]+(?:[ ,/]+[A-Z][\w'’.-]+){0,3}\s)?(?:AP|AFP|Reuters|UPI|DPA|SANA|TASS|"
    r"Xinhua)\s*[-–—―]+\s+(?=\S)"
)
_AGENCY_DAY = re.compile(
    rf"^(?:AP|AFP|Reuters|UPI|DPA|SANA|TASS|Xinhua|Agencies)\s*(?:,\s*)?{_DATE}{_TIME}?\s*[-–—―:.]*\s+(?=[A-Z0-9\"“])"
)
_OPENER = re.compile(
    r"(?:A|An|The|At|In|On|Two|Three|Four|Five|Six|Dozens|Scores|Hundreds|More|Several|Syrian|Russian|US|U\.S\.|"
    r"\d+)\b"
)


_LABEL = re.compile(
    r"^(?:(?:editor|author|publisher)(?:['’]?s|s['’])?\s+note|note\s+to\s+readers|update|updated|clarification|correction)"
    r"\s*(?:\([^)]{1,40}\)\s*)?[:\-–—]\s+(?=\S)",
    re.IGNORECASE,
)
"""What kind of paragraph it is: "Editor's note:"."""


_FURNITURE = re.compile(
    r"^(?:(?:Print|Tweet|Email|Share)\s+)+(?:Views\s+\d+\s+)?(?=[A-Z\d])|^(?:Photo|Video|Image)\s+(?=(?:A|An|The|At|In|"
    r"More|Dozens|Hundreds|Suspected|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|\d+)\b)"
)
"""Buttons and marks of a page that stand glued to its text: "Print Tweet Views 371", "Photo A bomb"."""
_KEYWORDS = re.compile(r"^(?:Tags|Keywords|Topics)\b:?\s+")
_NAMED_WITH = re.compile(r"\b(?:for|of) (?=[A-Z])|\bthe\b")
"""What stands inside the names among keywords: "Network for Human Rights"."""
_LINKING = words(
    "a an at in on of by from for to as with and near after before during that which who was were is are has have had be "
    "been the will would said killed struck hit carried blew attacked targeted announced reported claimed launched "
    "captured its their more than least"
)
"""Words that open or carry a sentence and stand in no list of keywords."""


def after_keywords(sentence: str) -> int:
    """The offset behind a page's keywords that are glued to a sentence; its length when nothing follows, 0 without any.

    "Tags Tarn Larnos air raids Three people from one family were hurt" begins at "Three": at the last capital before the
    first word that no list of keywords holds.
    """
    head = _KEYWORDS.match(sentence)
    if head is None:
        return 0
    masked = _NAMED_WITH.sub(lambda inside: "x" * len(inside.group()), sentence)
    begins, counted = len(sentence), False
    for word in re.finditer(r"\S+", masked[head.end() :]):
        if word.group()[0].isupper() and not counted:
            begins = head.end() + word.start()
        if word.group().lower() in _LINKING and word.group() != "IS":
            return begins if begins < len(sentence) else 0  # "Tags were sewn on": no keyword came before
        counted = word.group().lower() in COUNTS
    return len(sentence)


def after_label(paragraph: str) -> int:
    """The offset behind a label such as "Editor's note:"; 0 when there is none."""
    match = _LABEL.match(paragraph)
    return match.end() if match is not None else 0


def text_start(paragraph: str) -> int:
    """The offset where the text proper begins; 0 when nothing stands before it."""
    at = 0
    for _ in range(3):
        rest = paragraph[at : at + 240]
        match = (
            _STAMP.match(rest)
            or _FURNITURE.match(rest)
            or _CITY_AGENCY.match(rest)
            or _AGENCY_DASH.match(rest)
            or _AGENCY_DAY.match(rest)
            or _placed(rest)
        )
        if match is None or match.end() == 0:
            break
        at += match.end()
    return at if len(paragraph) - at >= 20 else 0


def _placed(rest: str) -> re.Match[str] | None:
    """A place in capitals ("KHAN SHEIKHUN Syria A suspected ..."): with a dash, an agency, or a clear new start."""
    match = _PLACE.match(rest)
    if match is None:
        return None
    clear = match["agency"] or match["dash"] or _OPENER.match(rest[match.end() :])
    return match if clear and rest[: match.end()].strip() else None


def stamped_day(text: str) -> date | None:
    """The day that a text carries as its time stamp ("Published July 27 2016", "27-07-2016"), None without a clear one.

    Only the first words count, where no sentence has begun. Days written in figures are read day first.
    """
    stamp = _STAMPED.search(text[:STAMP_REACH])
    found = find_dates(stamp["date"] or stamp["figures"], None) if stamp else []
    return next((day.first_day for day in found if day.precision == "day"), None)
