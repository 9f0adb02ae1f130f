"""What comes in, read and checked: pasted texts, files and fetched pages as articles that are ready to be stored.

A page says of itself what its address is. It is believed only when the page that stands there has the same text. Nothing
here touches the database.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from claimtrack.articles.copies import COPY_SHARE, similarity
from claimtrack.articles.extract import extract_text, read_plain_text, sniff_html
from claimtrack.articles.model import ArticleText, FetchedPage
from claimtrack.articles.urls import canonical_url, is_same_page
from claimtrack.db.types import storable
from claimtrack.errors import EmptyText, FetchError, InputError, InvalidDate, NotText
from claimtrack.services.engine import Engine
from claimtrack.sourcing.outlets import name_key

MAX_NAME_CHARS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """An article on its way in, checked and ready to be stored."""

    content: ArticleText
    url: str | None
    outlet: str | None
    published_at: datetime | None
    published_to_the_day: bool
    body: bytes
    content_type: str
    outlet_given: bool = True
    """Whether a person said who publishes it; False when the page says so itself."""
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None

    @property
    def identity(self) -> str:
        """The canonical URL, or the digest of outlet and text."""
        if self.url is not None:
            return self.url
        key = name_key(self.outlet) if self.outlet else ""
        digest = hashlib.sha256("\n".join((key, self.content.text)).encode()).hexdigest()
        return f"text:{digest}"


def read_incoming(
    engine: Engine,
    *,
    data: bytes | str,
    outlet: str | None,
    title: str | None,
    published_at: str | date | datetime | None,
    url: str | None,
    byline: str | None = None,
) -> Incoming:
    """A pasted text or file, read and checked.

    Raises:
        InputError: it cannot be used; the message says why.
    """
    body = _encoded(data)
    address = canonical_url(url) if url else None
    limit = engine.settings.max_text_chars
    if sniff_html(body):
        content_type = "text/html"
        content = extract_text(body, url=address, content_type=content_type, max_chars=limit)
    else:
        content_type = "text/plain"
        content = read_plain_text(body, max_chars=limit)
    given, to_the_day = parse_published(published_at)
    if given is None:
        given, to_the_day = parse_published(content.published_at)
    return Incoming(
        content=replace(
            content,
            title=one_line(title) or one_line(content.title),
            byline=one_line(byline) or one_line(content.byline),
        ),
        url=address or content.canonical_url,
        outlet=one_line(outlet) or one_line(content.outlet),
        outlet_given=one_line(outlet) is not None,
        published_at=given,
        published_to_the_day=to_the_day,
        body=body,
        content_type=content_type,
    )


def fetch_incoming(engine: Engine, address: str, *, outlet: str | None) -> Incoming:
    """The article of a page, fetched and checked.

    Where the page says that it really belongs at another address, the page that stands there is fetched too. It is the
    article if it has the same text; otherwise any page of a site could pass for another one and overwrite its text.

    Raises:
        InputError: the page holds no article text.
        FetchError: the page cannot be had.
    """
    with engine.fetcher() as fetcher:
        incoming = incoming_from_page(engine, fetcher.fetch(address), address=address, outlet=outlet)
        stated = incoming.content.canonical_url
        if stated is None or incoming.url is None or is_same_page(stated, incoming.url):
            return incoming
        try:
            there = incoming_from_page(engine, fetcher.fetch(stated), address=stated, outlet=outlet)
        except (InputError, FetchError):
            return incoming  # Nothing confirms it, so the page goes by the address under which it was found.
    return there if is_same_text(there.content.text, incoming.content.text) else incoming


def is_same_text(a: str, b: str) -> bool:
    """Whether two pages show one article, be it cut or edited on one of them."""
    return similarity(a, b) >= COPY_SHARE


def incoming_from_page(engine: Engine, page: FetchedPage, *, address: str, outlet: str | None) -> Incoming:
    """A fetched page, read and checked; its address is the one that it was found at.

    Raises:
        InputError: the page holds no article text.
    """
    limit = engine.settings.max_text_chars
    if "html" in page.content_type or sniff_html(page.body):
        content = extract_text(page.body, url=page.final_url, content_type=page.content_type, max_chars=limit)
    else:
        content = read_plain_text(page.body, max_chars=limit)
    published_at, to_the_day = parse_published(content.published_at)
    return Incoming(
        content=replace(
            content, text=storable(content.text), title=one_line(content.title), byline=one_line(content.byline)
        ),
        url=canonical_url(page.final_url) or address,
        outlet=one_line(outlet) or one_line(content.outlet),
        outlet_given=one_line(outlet) is not None,
        published_at=published_at,
        published_to_the_day=to_the_day,
        body=page.body,
        content_type=page.content_type,
        http_status=page.status,
        etag=page.etag,
        last_modified=page.last_modified,
    )


def parse_published(value: str | date | datetime | None) -> tuple[datetime | None, bool]:
    """The moment in UTC, and whether only its day is known.

    Raises:
        InvalidDate: the text is not an ISO date or time. A time without a zone is taken as UTC.
    """
    if value is None or value == "":
        return None, False
    if isinstance(value, str):
        value = _parse_iso(value.strip())
    if isinstance(value, datetime):
        moment = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
        try:
            return moment.astimezone(UTC), False
        except OverflowError as exc:
            raise InvalidDate("That date lies outside the years 1 to 9999.") from exc
    return datetime.combine(value, time(), tzinfo=UTC), True


def _parse_iso(value: str) -> date | datetime:
    try:
        if len(value) == len("2016-10-11"):
            return date.fromisoformat(value)
        return datetime.fromisoformat(value)
    except ValueError as exc:
        raise InvalidDate(f"“{value[:40]}” is not a date. Write it as 2016-10-11 or 2016-10-11T14:02:00Z.") from exc


def _encoded(data: bytes | str) -> bytes:
    if isinstance(data, bytes):
        return data
    if not data.strip():
        raise EmptyText
    if "\x00" in data:
        raise NotText
    try:
        return data.encode()
    except UnicodeEncodeError as exc:
        raise NotText("This text holds half characters (lone surrogates). Save it as UTF-8 and send it again.") from exc


def one_line(value: str | None) -> str | None:
    """A one-line name, cut to what a list can show; None when there is nothing in it."""
    if value is None:
        return None
    return " ".join(storable(value).split())[:MAX_NAME_CHARS] or None
