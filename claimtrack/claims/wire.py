"""An article's opening and credit lines in, the news agency its text comes from out, with the words that show it.

Reads datelines ("WASHINGTON (AFP) —", "DAMASCUS (Harbor Wire) -"), leads ("Reuters -"), credits ("(AP)" at an end,
"Reporting by Reuters") and short forms that the text itself explains ("Harbor Wire (HW)"). A mention of an agency as
somebody's source is no origin.
"""

import re
from collections.abc import Mapping
from itertools import chain

from claimtrack.claims import media
from claimtrack.claims.model import WireOrigin

HEAD_CHARS = 800
"""Datelines and agency leads stand at the start; "(AP)" further down is only a mention."""
TAIL_CHARS = 300

_CITY = r"[A-Z][\w.'’-]*(?:[ ,/]+[A-Z][\w.'’-]*){0,5}"
_NAME = r"[A-Z][\w&.'’-]*(?:[ -][A-Z][\w&.'’-]*){0,4}"
_DATELINE = re.compile(
    rf"(?:^|[\n.]\s*|\s)(?:{_CITY})?[\s,]*(?P<evidence>\((?P<name>{_NAME})\))\s*(?P<dash>[-–—―:]+)?(?=\s|$)"
)
_LEAD = re.compile(
    rf"(?:^|\n)\s*(?:{_CITY}\s*[,:]?\s*(?:\w+\.? \d{{1,2}}\s*)?)?(?P<evidence>(?P<name>{_NAME})"
    rf"\s*(?:/\s*{_NAME}\s*)?[-–—―])\s+(?=\S)"
)
_BYLINE = re.compile(
    rf"(?:^|\n)\s*(?P<evidence>(?:By|From|Source|Via|Agency|Credit):?\s+(?:the\s+)?(?P<name>{_NAME})(?:\s+(?:staff|"
    rf"in|and agencies)\b[^\n]{{0,40}})?)\s*(?=\n|$)",
    re.IGNORECASE,
)
_CREDIT = re.compile(rf"(?P<evidence>\(\s*(?:Source:?\s*|With (?:inputs|reporting) from )?(?P<name>{_NAME})\s*\))\s*$")
_DEFINED = re.compile(r"(?P<full>[A-Z][\w'’-]*(?: (?:of|for|and|[A-Z][\w'’-]*)){1,5}) \((?P<short>[A-Z]{2,6})\)")
_UPPER_CITY = re.compile(r"(?:^|\n)\s*[A-Z][A-Z'’.-]{2,}(?:[ ,/]+[A-Z][\w'’.-]*){0,4}[\s,]*$")


def find_wire_origin(text: str, known: Mapping[str, str] | None = None) -> WireOrigin | None:
    """The agency an article's text comes from, or None when the text does not show one.

    Args:
        known: more agencies, name to short form, beside the built-in table.

    Source: the forms are those of agency copy as it appears in English outlets; collected by reading, no corpus.
    """
    table = {media.key(name): short for name, short in chain(media.AGENCIES.items(), (known or {}).items())}
    table |= _defined_in(text, table)
    head = text[:HEAD_CHARS]
    for pattern in (_DATELINE, _LEAD, _BYLINE):
        for match in pattern.finditer(head):
            agency = _agency(match, head, table, dateline=pattern is _DATELINE)
            if agency is not None:
                return _origin(text, agency, match, 0)
    tail_start = max(0, len(text) - TAIL_CHARS)
    for line_end in (len(text), *(m.start() for m in re.finditer(r"\n", text[tail_start:]))):
        tail = text[tail_start : line_end if line_end == len(text) else tail_start + line_end]
        credit = _CREDIT.search(tail)
        if credit and media.key(credit["name"]) in table:
            return _origin(text, table[media.key(credit["name"])], credit, tail_start)
    return None


def _agency(match: re.Match[str], head: str, table: Mapping[str, str], *, dateline: bool) -> str | None:
    """The agency's short form when the match really is an origin."""
    name = match["name"].strip()
    before = head[: match.start("evidence")]
    dated = _UPPER_CITY.search(before) is not None
    if media.key(name) in table:
        placed = dated or not dateline or match["dash"] or not before.strip()
        return table[media.key(name)] if placed else None
    wire_like = re.search(r"\b(?:Wire|Newswire|News Agency|News Service|Press Agency|Agency|Press)$", name)
    if dateline and match["dash"] and (dated or wire_like) and not name.isdigit() and wire_like:
        return name
    return None


def _defined_in(text: str, table: Mapping[str, str]) -> dict[str, str]:
    """Short forms that the text explains, for names that look like agencies: "Harbor Wire (HW)"."""
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text[: 4 * HEAD_CHARS]):
        full, short = match["full"], match["short"]
        if media.key(full) in table:
            found[short.lower()] = table[media.key(full)]
        elif re.search(r"\b(?:Wire|Newswire|News Agency|News Service|Press Agency)$", full):
            found[short.lower()] = found[media.key(full)] = re.sub(r"^The ", "", full)
    return found


def _origin(text: str, agency: str, match: re.Match[str], offset: int) -> WireOrigin:
    start, end = match.start("evidence") + offset, match.end("evidence") + offset
    return WireOrigin(agency=agency, start=start, end=end, evidence=text[start:end])
