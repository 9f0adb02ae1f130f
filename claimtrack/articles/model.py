"""The values that the article stage returns: fetched pages and their text.

Nothing here knows the database, settings or the clock.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """One answer of a web server, complete and within the caps."""

    url: str
    """As asked for."""
    final_url: str
    """After redirects."""
    status: int
    content_type: str
    body: bytes
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False
    """True on 304: the body is empty and the page unchanged."""
    moved_to: str | None = None
    """Where the site says the page is for good now: the end of the lasting redirects that the way began with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """An article's text and what its page says about it."""

    text: str
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    """The site's own name for itself."""
    published_at: date | datetime | None = None
    """As precise as the page gives it; None when it does not say."""
    canonical_url: str | None = None
    charset: str | None = None
    warnings: tuple[str, ...] = ()
    """For the reader: for example that nesting was cut."""
