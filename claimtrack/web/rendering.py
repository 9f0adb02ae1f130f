"""Renders pages: the Jinja environment, and the frame that every page stands in."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request
from litestar.response import Template

from claimtrack import __version__
from claimtrack.db.tables import Role
from claimtrack.errors import DatabaseUnavailable
from claimtrack.services.suggesting import MOST_COUNTED, count_waiting_matches
from claimtrack.verification.workflow import State
from claimtrack.web import words
from claimtrack.web.auth import asker_or_nobody
from claimtrack.web.diffs import side_by_side, word_diff
from claimtrack.web.review_forms import other_relations

HERE: Final = Path(__file__).parent

MESSAGES: Final[Mapping[str, str]] = {
    "state": "The claim's state was changed.",
    "assigned": "The claim was assigned.",
    "evidence": "Evidence added.",
    "confirm": "Match confirmed.",
    "reject": "Match rejected. The pair will not be suggested again.",
    "reopen": "The decision was taken back; the match is a suggestion again.",
    "retype": "The match has another relation now. The machine's own is kept beside it.",
    "decided": "Stored. What you decided is listed below, and each decision can be taken back.",
    "joined": "The two claims are one now. This can be undone below.",
    "taken-off": "The appearances are a claim of their own now. The machine will not join the two again.",
    "rejoined": "Undone. Everything is as it was before.",
    "barred": "The claim is kept out of matching.",
    "unbarred": "The claim takes part in matching again.",
    "added": "Article added. Its claims appear here as soon as it has been read.",
    "changed": "This article was known; its new text was added as a new version.",
    "known": "This article was here already, with the same text.",
    "rechecked": "Re-check done.",
    "outlet": "Saved. The independent sources of its claims were counted anew.",
    "feed-added": "The feed is watched. Its articles appear within a minute or two.",
    "feed-known": "This feed was watched already; nothing was changed.",
    "feed-removed": "The feed is no longer watched. Its articles stay.",
    "password": "Your password was changed. Other browsers are signed out.",
    "revoked": "Token revoked. Programs that use it are refused from now on.",
    "person": "Account added.",
    "person-changed": "Account changed.",
    "person-password": "Password set. The account's browsers are signed out.",
    "edited": "Saved. The claim was matched anew.",
    "split": "Split. Each part is a claim of its own now, matched anew.",
    "merged": "Merged. The claim was matched anew.",
    "hidden": "Hidden: it is no longer listed, counted or matched.",
    "shown": "Shown again, and matched anew.",
    "thresholds": "Thresholds saved. They hold from the next claim on.",
    "undone": "Undone. Everything is as it was before.",
}
"""What a page says after a form was sent, by the word in its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every page shows around its own content."""

    title: str
    section: str
    """The entry of the navigation that is marked: inbox, review, articles, events, outlets, rechecks, search, api or none."""
    now: datetime
    actor: str = ""
    """Who is asking; empty where nobody looked."""
    has_session: bool = False
    """Whether they signed in with an account here, and so can sign out."""
    can_change: bool = False
    """Whether their role allows more than reading; not where nobody looked."""
    can_manage: bool = False
    """Whether they may manage accounts."""
    is_bare: bool = False
    """Whether the page stands alone, without the navigation."""
    waiting: str = ""
    """How many suggestions wait for a person, for the navigation; empty where none do or nobody looked."""
    message: str | None = None
    is_demo: bool = False
    version: str = __version__


@cache
def asset(name: str) -> str:
    """The address of a static file, which changes with its content: it may be kept for ever."""
    digest = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


@cache
def environment() -> Environment:
    """A strict Jinja environment with the project's words as filters, one for the process: it keeps what it has compiled."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        moment=words.moment,
        ago=words.ago,
        day=words.day_words,
        percent=words.percent,
        counted=words.count_words,
        web_link=words.web_link,
        host=words.host_words,
        action=words.action_words,
        changes=words.audit_changes,
        band=words.band,
        coded=words.coded,
        word_diff=word_diff,
        sides=side_by_side,
        pair_relation=words.pair_words,
        judged=words.judged_words,
        relation_choice=words.choice_words,
        retype_choice=words.retype_words,
        told=words.told_reasons,
        reason=words.reason_words,
        near_reason=words.near_words,
        spoken=words.spoken,
        sentence=words.sentence,
        unarticled=words.unarticled,
        lead_in=words.lead_in,
        lead_out=words.lead_out,
        relation=words.relation_words,
        result_relation=words.result_words,
    )
    made.globals.update(
        asset=asset,
        other_relations=other_relations,
        STATES=tuple(State),
        CHANGES=words.CHANGES,
        OUTCOMES=words.OUTCOMES,
        RELATIONS=words.RELATIONS,
        MODALITIES=words.MODALITIES,
        STANCES=words.STANCES,
        KINDS=words.KINDS,
        TYPES=words.TYPES,
        EDITS=words.EDITS,
        PROCESSING=words.PROCESSING,
        FEED_OUTCOMES=words.FEED_OUTCOMES,
        FEED_INTERVALS=words.FEED_INTERVALS,
    )
    return made


def _waiting(request: Request[Any, Any, Any]) -> str:
    """How many suggestions wait; empty where none do, and where the database is away: the page itself will say so."""
    try:
        count = count_waiting_matches(request.app.state.engine)
    except DatabaseUnavailable:
        return ""
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count or "")


def page(
    request: Request[Any, Any, Any],
    template: str,
    context: object,
    *,
    title: str,
    section: str = "none",
    is_demo: bool = False,
    now: datetime | None = None,
    status_code: int = 200,
    headers: dict[str, str] | None = None,
    is_bare: bool = False,
) -> Template:
    """The page that `template` makes of `context`, which it sees as `page`."""
    asker = asker_or_nobody(request)
    frame = Frame(
        title=title,
        section=section,
        now=now or datetime.now(UTC),
        actor=asker.name if asker else "",
        has_session=asker is not None and asker.has_session,
        can_change=asker is not None and asker.role.includes(Role.CHECKER),
        can_manage=asker is not None and asker.has_session and asker.role.includes(Role.ADMIN),
        is_bare=is_bare,
        waiting=_waiting(request) if asker is not None and not is_bare and status_code < 500 else "",
        message=MESSAGES.get(request.query_params.get("done", "")),
        is_demo=is_demo,
    )
    return Template(
        template_name=template, context={"page": context, "frame": frame}, status_code=status_code, headers=headers
    )
