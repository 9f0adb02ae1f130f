"""What the API takes and answers about feeds and outlets, where articles come from; under the same promise as `schemas`."""

from datetime import datetime
from typing import Annotated

import msgspec

from claimtrack.db.tables import OutletKind
from claimtrack.rechecks.changes import Outcome
from claimtrack.web.edit_schemas import Reason
from claimtrack.web.schemas import Outlet


class FailedEntry(msgspec.Struct, kw_only=True):
    """An entry of a feed that could not be added; it is tried again unless it is given up."""

    url: str
    title: str | None
    cause: str
    given_up: bool


class Feed(msgspec.Struct, kw_only=True):
    """A feed. `outcome` is how its last poll ended, null before the first; `failure` says why, when it failed."""

    id: int
    url: str
    title: str
    outlet: str | None
    interval_s: int
    last_polled_at: datetime | None
    next_poll_at: datetime
    outcome: Outcome | None
    failure: str | None
    failures: int
    entries_seen: int
    articles_added: int
    waiting: int
    failed: int
    failed_entries: list[FailedEntry]
    created_at: datetime


class FeedList(msgspec.Struct, kw_only=True):
    """A page of feeds; `next_cursor` is null on the last."""

    items: list[Feed]
    next_cursor: str | None


class NewFeed(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A feed to watch: its address, or that of a page that names it. `interval_s` is 300 to 604800 seconds."""

    url: Annotated[str, msgspec.Meta(max_length=2048)]
    outlet: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    interval_s: Annotated[int, msgspec.Meta(ge=300, le=604_800)] = 1800


class DescribedOutlet(Outlet, kw_only=True):
    """An outlet; `family` is who owns it, null where nobody said. `revision` counts what people have said of it, from 1."""

    domain: str | None
    article_count: int
    revision: int


class OutletList(msgspec.Struct, kw_only=True):
    """A page of outlets; `next_cursor` is null on the last."""

    items: list[DescribedOutlet]
    next_cursor: str | None


class NewDescription(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What an outlet is from now on, all three together. Give the `revision` you have seen here or in If-Match."""

    kind: OutletKind
    family: Annotated[str, msgspec.Meta(max_length=200)] | None
    domain: Annotated[str, msgspec.Meta(max_length=2048)] | None
    reason: Reason | None = None
    revision: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None = None
