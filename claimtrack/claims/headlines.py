"""A headline in, its assertion apart from who is credited with it: "12 killed in raid: monitor"."""

import re
from dataclasses import dataclass

from claimtrack.claims.cues import CASUALTY_VERBS

_CREDITED = (
    r"(?:the\s+)?(?:[A-Z][\w'’.-]*\s+){0,3}?(?:observatory|monitors?|activists?|reports?|officials?|police|army|"
    r"military|ministry|minister|governor|sources?|"
    r"sohr|ngos?|u\.?n\.?|media|rescuers|medics|residents|witness(?:es)?|opposition|rebels|monitoring group|group|"
    r"state tv|state media|"
    r"agency|watchdog|spokesman|spokeswoman|mayor|president|kremlin|pentagon|white house|red cross|unicef|charity|"
    r"ap|afp|reuters|sana)"
)
_MARKED_TAIL = re.compile(
    rf"\s*(?::|[-–—](?=\s)|,\s*(?=(?:say|says|said)\b))\s*(?:(?:say|says|said)\s+)?(?P<who>{_CREDITED})\s*$",
    re.IGNORECASE,
)
_BARE_TAIL = re.compile(
    r"\s+(?P<who>Observatory|Monitor|Monitors|Activists|SOHR|Officials|Report|NGO|Watchdog|Ministry|Governor|"
    r"Sources?|State (?:media|TV)|(?:Monitoring|Rights) group|Red Cross)\s*$"
)
_LOWER_TAIL = re.compile(
    r"(?<=[\w'’])\s+(?P<who>observatory|monitors?|activists|ngos?|watchdog|opposition|rescuers|medics|"
    r"state (?:media|TV|tv|television))\s*$"
)
_BARE_LEAD = re.compile(
    r"^(?P<who>Monitors?|Observatory|Activists|SOHR|Officials|Watchdog|Rescuers|Medics|Sources?)\s+(?=(?:At least|Up to|"
    r"More than|Over|Nearly|Dozens|Scores|Hundreds|\d+)\b)"
)
"""Who is credited where the colon behind it was lost: "Monitors 15 killed in a raid"."""
_LEADING = re.compile(rf"^(?P<who>{_CREDITED})\s*:\s+", re.IGNORECASE)
_NOBODY = re.compile(r"(?:the\s+)?reports?", re.IGNORECASE)
"""Said at a headline's end of what is told by others, without a word of who."""
_SITE = re.compile(r"\s+(?:[-–—|»]|::)\s+(?P<rest>(?:(?!\s[-–—]\s)[^|»]){1,60})$")
_TOPIC = re.compile(
    r"^(?:[A-Z][\w'’-]+\s*:\s+|[A-Z][a-z]+\s+(?=(?:At least|Up to|More than|Dozens|Scores|Hundreds|Thousands|Over|"
    r"\d+)\b))"
)


@dataclass(frozen=True, slots=True)
class Headline:
    """Where the assertion stands in the headline, and who is credited, None for nobody."""

    start: int
    end: int
    credited: str | None


def read_headline(text: str) -> Headline:
    """The assertion of a headline: without the site's name, a topic word before it, and the credited source."""
    end = without_site(text)
    credited: str | None = None
    tail = _MARKED_TAIL.search(text[:end]) or _BARE_TAIL.search(text[:end]) or _lower_tail(text[:end])
    if tail is not None and len(text[: tail.start()].split()) >= 3:
        credited, end = tail["who"], tail.start()
    start = 0
    lead = _LEADING.match(text[:end]) or _BARE_LEAD.match(text[:end])
    if lead is not None and credited is None and len(text[lead.end() : end].split()) >= 3:
        credited, start = lead["who"], lead.end()
    topic = _TOPIC.match(text[start:end])
    if topic is not None and len(text[start + topic.end() : end].split()) >= 4:
        start += topic.end()
    return Headline(start, end, None if credited is not None and _NOBODY.fullmatch(credited) else credited)


def _lower_tail(text: str) -> re.Match[str] | None:
    """A source whose colon or dash was lost, behind a place or a fate: "10 killed in Larnos monitor"."""
    tail = _LOWER_TAIL.search(text)
    before = text[: tail.start()].split()[-1] if tail is not None else ""
    clear = tail is not None and tail["who"].startswith("state ")
    return tail if clear or before[:1].isupper() or before.lower() in CASUALTY_VERBS else None


def without_site(text: str) -> int:
    """The end of the headline before " - Region - World - Daily Bugle" or " | News"."""
    end = len(text)
    for _ in range(4):
        match = _SITE.search(text[:end])
        if match is None:
            break
        words = match["rest"].split()
        small = [w for w in words if w[0].islower() and w not in ("of", "the", "and", "for")]
        if (
            len(words) > 4
            or small
            or re.fullmatch(_CREDITED, match["rest"].strip(), re.IGNORECASE)
            or len(text[: match.start()].split()) < 3
        ):
            break
        end = match.start()
    return end
