"""Turns values into the words that pages show.

Values of the services come in, plain text or safe markup leaves. Nothing here knows a request, a service or the clock:
what is relative to the present gets it as an argument.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from claimtrack.claims.model import ClaimType
from claimtrack.db.tables import EditKind, OutletKind, ProcessingState
from claimtrack.links.model import Relation
from claimtrack.rechecks.changes import ChangeKind, Outcome
from claimtrack.services.views import AppearanceView, AuditView, MatchView, ReasonView
from claimtrack.verification.workflow import Stance

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

CHANGES: Final = {
    ChangeKind.FIGURE_CHANGED: "Figure changed",
    ChangeKind.REWORDED: "Reworded",
    ChangeKind.REMOVED: "Claim removed",
    ChangeKind.ADDED: "Claim added",
    ChangeKind.CORRECTION_NOTICE: "Correction notice",
    ChangeKind.GONE: "Page gone",
    ChangeKind.UNREACHABLE: "Page unreachable",
}

OUTCOMES: Final = {
    Outcome.UNCHANGED: "Unchanged",
    Outcome.CHANGED: "Changed",
    Outcome.GONE: "Page gone",
    Outcome.UNREACHABLE: "Could not be reached",
    Outcome.FAILED: "Could not be read",
}

FEED_OUTCOMES: Final = {
    Outcome.UNCHANGED: "Nothing new",
    Outcome.CHANGED: "Something new",
    Outcome.GONE: "Feed gone",
    Outcome.UNREACHABLE: "Could not be reached",
    Outcome.FAILED: "Could not be read",
}

FEED_INTERVALS: Final = (
    ("5m", "every 5 min"),
    ("15m", "every 15 min"),
    ("30m", "every 30 min"),
    ("1h", "every hour"),
    ("3h", "every 3 hours"),
    ("12h", "every 12 hours"),
    ("1d", "every day"),
)
"""What the form offers: (as it is sent, in words)."""

RELATIONS: Final = {
    Relation.SAME_CLAIM: "same claim",
    Relation.ENTAILS: "implied",
    Relation.COMPATIBLE: "both can be true",
    Relation.CONFLICTS: "conflicts",
    Relation.UPDATES: "later count",
    Relation.SAME_EVENT: "same event, says something else",
    Relation.RELATED: "another event",
}

MODALITIES: Final = {"hedged": "hedged", "planned": "a plan, not yet done", "denied": "a denial"}

STANCES: Final = {Stance.SUPPORTS: "Supports", Stance.REFUTES: "Refutes", Stance.CONTEXT: "Context"}

KINDS: Final = {
    OutletKind.AGENCY: "agency",
    OutletKind.NEWSPAPER: "newspaper",
    OutletKind.BROADCASTER: "broadcaster",
    OutletKind.WEBSITE: "website",
    OutletKind.STATE_MEDIA: "state media",
    OutletKind.UNKNOWN: "",
}

TYPES: Final = {
    ClaimType.QUANTITY: "a number or measure",
    ClaimType.EVENT: "something that happened",
    ClaimType.STATE: "something that is the case",
    ClaimType.STATEMENT: "somebody's position",
    ClaimType.COMMITMENT: "a promise",
    ClaimType.PREDICTION: "a prediction",
    ClaimType.OPINION: "an opinion",
}

EDITS: Final = {
    EditKind.EDIT: "Edited",
    EditKind.SPLIT: "Split",
    EditKind.MERGE: "Merged",
    EditKind.HIDE: "Hidden",
    EditKind.SHOW: "Shown again",
}

PROCESSING: Final = {
    ProcessingState.PENDING: "Reading",
    ProcessingState.READY: "Ready",
    ProcessingState.FAILED: "Failed",
}


_SPANS: Final = ((60, "min", 3600), (3600, "h", 86_400), (86_400, "d", 5_184_000), (2_592_000, "months", float("inf")))
"""(seconds, its unit, seconds below which it is used)."""


def relation_words(match: MatchView) -> str:
    """How the other claim of a match stands to the one on the page, told of the other: "implies this"."""
    return _told_of_other(match.relation, match.outgoing)


def _told_of_other(relation: Relation, outgoing: bool | None) -> str:
    if relation is Relation.ENTAILS and outgoing is not None:
        return "follows from this" if outgoing else "implies this"
    if relation is Relation.UPDATES and outgoing is not None:
        return "later count" if outgoing else "earlier count"
    return RELATIONS[relation]


def judged_words(match: MatchView) -> str:
    """What the machine had said of a match that a person gave another relation, told of the other claim; else empty."""
    if match.judged_relation is None:
        return ""
    return _told_of_other(match.judged_relation, match.judged_outgoing)


def pair_words(relation: Relation, source_id: int | None, a_id: int) -> str:
    """How two claims shown as A and B stand to each other: "A implies B"."""
    if source_id is not None and relation in (Relation.ENTAILS, Relation.UPDATES):
        first, second = ("A", "B") if source_id == a_id else ("B", "A")
        return f"{first} implies {second}" if relation is Relation.ENTAILS else f"{second} is the later count"
    return RELATIONS[relation]


def choice_words(value: str, a_id: int) -> str:
    """A relation as a form offers it for two claims shown as A and B: "entails:7" is "A implies B" where A is claim 7."""
    name, _, source = value.partition(":")
    return pair_words(Relation(name), int(source) if source else None, a_id)


def retype_words(value: str, claim_id: int) -> str:
    """A relation as a form on the page of a claim offers it, told of the other claim: "implies this"."""
    name, _, source = value.partition(":")
    return _told_of_other(Relation(name), int(source) == claim_id if source else None)


def result_words(relation: Relation, direction: str | None) -> str:
    """How a found claim stands to the text that was searched for: "implies your text"."""
    if relation is Relation.ENTAILS and direction is not None:
        return "follows from your text" if direction == "query_to_claim" else "implies your text"
    if relation is Relation.UPDATES and direction is not None:
        return "later than your text" if direction == "query_to_claim" else "earlier than your text"
    return RELATIONS[relation]


def moment(at: datetime | None, *, to_the_day: bool = False) -> Markup:
    """A time in UTC as a `<time>` element with its zone named; without the clock where only the day is known."""
    if at is None:
        return Markup('<span class="muted">undated</span>')
    at = at.astimezone(UTC)
    day = f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year}"
    if to_the_day:
        return Markup('<time datetime="{}">{}</time>').format(at.date().isoformat(), day)
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Markup('<time datetime="{}">{} <span class="clock">{:%H:%M} UTC</span></time>').format(stamp, day, at)


def ago(at: datetime | None, now: datetime) -> Markup:
    """A time as its distance from `now`: "3 h ago", "in 42 min"; the exact time is in the title."""
    if at is None:
        return Markup('<span class="muted">never</span>')
    at = at.astimezone(UTC)
    title = f"{at.day} {_MONTHS[at.month - 1]} {at.year} {at:%H:%M} UTC"
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(stamp, title, _distance(at - now))


def _distance(gap: timedelta) -> str:
    seconds = abs(gap.total_seconds())
    if seconds < 60:
        return "now"
    size, unit = next((size, unit) for size, unit, limit in _SPANS if seconds < limit)
    amount = f"{int(seconds // size)} {unit}"
    return f"in {amount}" if gap > timedelta(0) else f"{amount} ago"


def day_words(iso: str) -> str:
    """An ISO day, month, year or span as a person writes it: "11 Oct 2016", "Oct 2016", "1 Sep 2016 to 30 Sep 2016".

    What is not in one of these forms comes back as it is.
    """
    first, slash, last = iso.partition("/")
    if slash:
        return f"{day_words(first)} to {day_words(last)}"
    parts = iso.split("-")
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?", iso):
        return iso
    if len(parts) == 1:
        return iso
    month = f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return month if len(parts) == 2 else f"{int(parts[2])} {month}"


def percent(share: float) -> str:
    """A share between 0 and 1 as whole percent; what is not quite all or nothing is never rounded to it."""
    value = round(share * 100)
    if value >= 100 and share < 1:
        value = 99
    if value <= 0 < share:
        value = 1
    return f"{value} %"


def count_words(count: int, singular: str, plural: str | None = None) -> str:
    """A count with its noun: "1 appearance", "6 appearances"."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}".replace(",", "\u202f")


def web_link(url: str | None) -> str | None:
    """The address when it may be linked to, else None: only http and https, never a script."""
    if url is None or any(ord(letter) < 33 for letter in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and parts.netloc else None


def host_words(url: str | None) -> str:
    """The host of an address, for a short link text; empty when there is none."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


CONTEXT_CHARS: Final = 120
"""Characters that a view gives of the article on either side of a quote; fewer where the article begins or ends."""


def lead_in(one: AppearanceView) -> str:
    """The words before a quote, from a whole word on, with an ellipsis where the article says more before them."""
    if one.start <= len(one.before):
        return one.before
    first, space, rest = one.before.partition(" ")
    return f"… {rest}" if space else f"…{first}"


def lead_out(one: AppearanceView) -> str:
    """The words after a quote, to a whole word, with an ellipsis where the article goes on."""
    if len(one.after) < CONTEXT_CHARS:
        return one.after
    kept, space, last = one.after.rpartition(" ")
    return f"{kept} …" if space else f"{last}…"


def spoken(one: AppearanceView) -> str:
    """Who says it and how: "a monitor said", "according to the ministry"."""
    if one.claimant is None:
        return "in the article's own voice"
    cue = one.cue or "says"
    return f"{cue} {one.claimant}" if cue.split(" ")[0].lower() in ("according", "per") else f"{one.claimant} {cue}"


def sentence(text: str) -> str:
    """A claim's words as a line of their own, with a capital at the beginning; a name like "eBay" keeps its own."""
    return text[:1].upper() + text[1:] if text[:2].islower() else text


def unarticled(name: str) -> str:
    """A name in the middle of a sentence: "A local journalist" begins small there."""
    first, space, rest = name.partition(" ")
    return f"{first.lower()}{space}{rest}" if first in ("A", "An", "The") else name


_TELLING: Final = (
    "articles-apart",
    *("denial", "negation", "opposite", "swapped", "plan"),
    *("figure-disjoint", "figure-later", "figure-subset", "figure-overlap", "figure-part", "figure-equal"),
    *(
        "figure-apart",
        "figure-meets",
        "figure",
        "one-sided-numbers",
        "lone-numbers",
        "other-role",
        "other-unit",
        "other-scope",
    ),
    *("other-place", "place", "other-day", "day", "days-apart"),
)
"""Codes of the reasons that settle how two claims stand to each other, the weightiest kind first: two events, denial, figure,
place, day. Source: the order in which a checker rules a match out."""
_SETTING: Final = ("same-day", "same-place", "newer-count", "words-contained")
_DOUBTS: Final = ("detail", "wording", "hedge", "short", "language", "ambiguous")
_OTHER_COUNT: Final = ("figure", "other-role", "other-unit", "other-scope")
"""Of one event, that something else is counted is no news: the relation says so."""
_PHRASES: Final = {
    "other-place": "another place",
    "other-day": "another day",
    "same-place": "same place",
    "same-day": "about the same day",
    "denial": "one denies what the other says",
    "negation": "one says that it is not so",
    "plan": "one tells of a plan, the other of a deed",
    "words-contained": "one says all that the other says, and more",
}
"""Shorter words for reasons whose text holds nothing more than their code says."""


MAX_LEADING: Final = 3
"""Reasons shown before the others are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Reasons for a person: the few that matter first, and all of them in the same order."""

    leading: tuple[ReasonView, ...]
    every: tuple[ReasonView, ...]

    @property
    def has_more(self) -> bool:
        """Whether some are not among the leading ones."""
        return len(self.every) > len(self.leading)


def told_reasons(reasons: Sequence[ReasonView], relation: Relation | None = None) -> Told:
    """The reasons in the order in which they matter to a checker, those that say the same in the same words once.

    At most three lead. Of a possible same claim the doubts lead that kept it from being joined; of any other relation
    denial, figure, place and day, and what is the same in both.
    """
    order: tuple[str, ...] = (*_TELLING, *_SETTING)
    if relation is Relation.SAME_CLAIM:
        order = (*_TELLING, *_DOUBTS, *_SETTING)
    if relation is Relation.SAME_EVENT:
        order = tuple(code for code in order if code not in _OTHER_COUNT)
    ranked = sorted(reasons, key=lambda one: order.index(one.code) if one.code in order else len(order))
    kept: dict[str, ReasonView] = {}
    for one in ranked:
        text = reason_words(one)
        kept[text] = max(kept.get(text, one), one, key=lambda same: abs(same.weight))
    every = tuple(kept.values())
    leading = tuple(one for one in every if one.code in order)[: 1 if relation is Relation.RELATED else MAX_LEADING]
    return Told(leading=leading or every[:1], every=every)


def near_words(match: MatchView) -> str:
    """Why a near claim is not the same: "another day", "same event, says something else"."""
    apart = (one for one in match.reasons if one.code in ("other-place", "other-day"))
    reason = next(apart, None) if match.relation is Relation.RELATED else None
    return reason_words(reason) if reason else RELATIONS[match.relation]


def reason_words(reason: ReasonView) -> str:
    """A reason as a short phrase."""
    if reason.code in _PHRASES and not (reason.code == "negation" and "“" in reason.text):
        return _PHRASES[reason.code]
    if reason.code == "figure-equal":
        return f"same figure: {reason.text}"
    return _place_words(reason.text) if reason.code == "place" else reason.text


def _place_words(text: str) -> str:
    """Places are compared in small letters: "aleppo against deraa"."""
    return text.title().replace(" Against ", " against ")


def coded(text: str) -> Markup:
    """The text with what stands between backticks set as code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def action_words(action: str) -> str:
    """A verb of the record in words: `state-set` is "state set"."""
    return action.replace("-", " ").replace("_", " ")


def audit_changes(event: AuditView) -> list[tuple[str, str, str]]:
    """What an entry of the record changed: (field, before, after), only where the two differ."""
    fields = dict.fromkeys([*event.before, *event.after])
    rows = [(action_words(name), _shown(event.before.get(name)), _shown(event.after.get(name))) for name in fields]
    return [row for row in rows if row[1] != row[2]]


def _shown(value: object) -> str:
    if value is None or value == "":
        return "–"
    text = str(value).replace("_", " ") if isinstance(value, str) and re.fullmatch(r"[a-z_]+", value) else str(value)
    return text if len(text) <= 120 else text[:117] + "…"


_BANDS: Final = (0.25, 0.5, 0.7, 0.9)
"""Source: fifths of the check-worthiness of the claims in the demo's articles, rounded (November 2026)."""


def band(score: float) -> int:
    """A check-worthiness between 0 and 1 as one of five bands, 1 to 5, for its colour and length."""
    return 1 + sum(score >= limit for limit in _BANDS)
