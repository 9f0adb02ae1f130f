"""The bytes of a feed in; its newest entries out, or an error that says why there are none.

RSS, Atom and JSON Feed are read by a parser that runs as a program of its own under limits (`feed_parser`). It never sees a
document type: a feed has no use for one, and entities that grow, or reach for files and servers, are declared there.

Nothing here knows the database, settings or the clock.
"""

import html
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from claimtrack.articles import feed_parser
from claimtrack.articles.decode import decode_text, sniff_html
from claimtrack.articles.extract import declared_charset
from claimtrack.articles.fetch import Fetcher, Wanted
from claimtrack.articles.model import FetchedPage
from claimtrack.articles.page_tree import Tree, parse_html
from claimtrack.articles.urls import canonical_url, fetchable_url
from claimtrack.errors import (
    EmptyText,
    FeedUnreadable,
    FetchError,
    InvalidUrl,
    NoArticleFound,
    NotAFeed,
    NotText,
    PageTooLarge,
    UnknownEncoding,
)

MAX_FEED_BYTES: Final = 5 * 1024 * 1024
"""Of the document after decompression: two hundred long articles in full."""
MAX_ENTRIES: Final = 200
"""Entries taken of a feed, the newest."""
MAX_ENTRIES_READ: Final = 10_000
"""A document with more is an archive, or made to be a burden."""
WALL_S: Final = 30.0
"""Longest time for reading one document, on a machine however busy; the parser's own limit is in processor time."""
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""An entry's date before the web is a slip, as is one in the future."""
SLACK: Final = timedelta(days=1)
"""How far clocks and time zones may be off."""

_MAX_TITLE_CHARS: Final = 300
_LOADER_VARIABLES: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""All of our environment that the parser gets: without them some interpreters do not start. Keys and passwords stay here."""
_XML: Final = '<?xml version="1.0" encoding="utf-8"?>'
_BEFORE_ROOT: Final = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[<>]*+>)*+", re.DOTALL | re.IGNORECASE)
_ROOT: Final = re.compile(r"<(?:[\w.-]{1,40}:)?(?P<name>rss|rdf|feed)\b(?P<rest>[^<>]{0,4096})", re.IGNORECASE)
_XML_BASE: Final = re.compile(r"\bxml:base\s*=\s*[\"']([^\"'<>]{1,2048})[\"']")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_BODY: Final = re.compile(r"<body\b", re.IGNORECASE)
_ADVICE: Final = re.compile(r"(?: (?:Try again later|Paste|Check the address, or paste)[^.]*\.)+$")

_PAGE_TYPES: Final = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_FEED: Final = Wanted(
    accept="application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,text/xml;q=0.9,"
    "text/html;q=0.8,*/*;q=0.1",
    types=frozenset(
        (
            *("text/html", "text/plain", "text/xml", "application/xml", "text/rss", "text/json"),
            *("application/json", "application/feed+json", "application/octet-stream", "binary/octet-stream"),
        )
    ),
    max_body_bytes=MAX_FEED_BYTES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One thing that a feed announces."""

    url: str
    """Canonical."""
    title: str | None
    published_at: datetime | None
    """As the feed says, in UTC; None when it does not say, or says what cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed announces, newest first."""

    title: str | None
    entries: tuple[FeedEntry, ...]
    """Each address once; those without a date come last, in the feed's own order."""
    left_out: int = 0
    """Older entries beyond the number that is taken."""
    unusable: int = 0
    """Entries without an address of a page."""


def fetch_feed(fetcher: Fetcher, url: str, *, etag: str | None = None, last_modified: str | None = None) -> FetchedPage:
    """What stands at a feed's address, be it a feed or a page that names one.

    Raises:
        InvalidUrl, FetchError: as `Fetcher.fetch`, without its advice on articles.
        NotAFeed: it is a picture, a film or another thing that no feed is.
        FeedUnreadable: it is larger than a feed can be.
    """
    try:
        return fetcher.fetch(url, etag=etag, last_modified=last_modified, wanted=_FEED)
    except PageTooLarge as exc:
        raise FeedUnreadable(f"The feed is larger than {MAX_FEED_BYTES >> 20} MB, so it is not read.") from exc
    except NotText as exc:
        raise NotAFeed(f"{exc.message.partition('.')[0]}, and so no feed. Give the address of a feed.") from exc
    except FetchError as exc:
        exc.args = (_ADVICE.sub("", exc.message),)
        raise


def read_feed(body: bytes, *, url: str, content_type: str, now: datetime) -> Feed:
    """What a feed announces.

    Args:
        body: the document as fetched.
        url: where it is from; addresses of its entries are relative to that, or to the base that the feed states.
        content_type: of the HTTP header, with its charset if it has one.
        now: what is later than a day from then is no date of publication.

    Raises:
        NotAFeed: it is something else, for example a web page.
        FeedUnreadable: it is broken, or too large or too odd to be read.
    """
    if len(body) > MAX_FEED_BYTES:
        raise FeedUnreadable(f"The feed is larger than {MAX_FEED_BYTES >> 20} MB, so it is not read.")
    document, root, base = _document(_text(body, content_type), url)
    found = _parsed(document, root)
    if len(found["entries"]) > MAX_ENTRIES_READ:
        raise FeedUnreadable(f"The feed has more than {MAX_ENTRIES_READ:,} entries, so it is not read.")
    read = [_entry(entry, base, now) for entry in found["entries"]]
    usable: dict[str, FeedEntry] = {}
    for entry in read:
        if entry is not None:
            usable.setdefault(entry.url, entry)
    entries = sorted(usable.values(), key=lambda entry: entry.published_at or EARLIEST, reverse=True)
    return Feed(
        title=_title(found["title"]),
        entries=tuple(entries[:MAX_ENTRIES]),
        left_out=max(len(entries) - MAX_ENTRIES, 0),
        unusable=read.count(None),
    )


def is_web_page(page: FetchedPage) -> bool:
    """Whether a fetched answer is a web page, which may name feeds, and not a feed sent under a wrong type."""
    if sniff_html(page.body):
        return True
    return "html" in page.content_type.lower() and not _looks_like_feed(page.body)


def feeds_of_page(page: FetchedPage) -> tuple[str, ...]:
    """The addresses of the feeds that a web page names in its head, those for comments last; at most ten.

    Raises:
        NotAFeed: it names none, or is no text.
    """
    try:
        text = _BODY.split(_text(page.body, page.content_type), maxsplit=1)[0]
        tree, _ = parse_html(text)
    except NoArticleFound as exc:
        raise NotAFeed from exc
    links = [link for link in tree.iter("link") if _names_feed(link)]
    links.sort(key=lambda link: "comment" in f"{link.get('title', '')} {link.get('href')}".lower())
    found = _addresses((str(link.get("href")) for link in links), _page_base(tree, page.final_url))
    if not found:
        raise NotAFeed(
            "That is a web page that names no feed. Look for a link called RSS or Feed on it, and give that."
        )
    return found[:10]


def _names_feed(link: Any) -> bool:
    kind = link.get("type", "").partition(";")[0].strip().lower()
    return "alternate" in link.get("rel", "").lower().split() and kind in _PAGE_TYPES and bool(link.get("href"))


def _page_base(tree: Tree, url: str) -> str:
    for base in tree.iter("base"):
        stated = _addresses([base.get("href", "")], url)
        if stated:
            return stated[0]
    return url


def _addresses(references: Any, base: str) -> tuple[str, ...]:
    """The canonical addresses of those references that have one, each once."""
    found = []
    for reference in references:
        try:
            found.append(canonical_url(fetchable_url(reference, base=base)))
        except InvalidUrl:
            continue
    return tuple(dict.fromkeys(found))


def _looks_like_feed(body: bytes) -> bool:
    head = body[:8192].decode("latin-1").lstrip("\ufeff\xef\xbb\xbf")
    before = _BEFORE_ROOT.match(head)
    return head.lstrip().startswith("{") or _ROOT.match(head, before.end() if before else 0) is not None


def _text(body: bytes, content_type: str) -> str:
    """The document as text. Where no encoding fits, what is broken is replaced: nothing is quoted from a feed."""
    try:
        return decode_text(body, charset=declared_charset(body, content_type))[0]
    except UnknownEncoding:
        return body.decode("utf-8", errors="replace")
    except (EmptyText, NotText) as exc:
        raise NotAFeed(f"{exc.message.partition('.')[0]}. Give the address of an RSS, Atom or JSON feed.") from exc


def _document(text: str, url: str) -> tuple[str, str, str]:
    """The document from its root on, what its root is, and the address that its links are relative to."""
    if text.lstrip().startswith("{"):
        return text, "json", url
    before = _BEFORE_ROOT.match(text)
    start = before.end() if before else 0
    root = _ROOT.match(text, start)
    if root is not None:
        base = _XML_BASE.search(root["rest"])
        stated = _addresses([html.unescape(base[1])], url) if base else ()
        return _XML + text[start:], root["name"].lower(), stated[0] if stated else url
    if text[start : start + 9].upper() == "<!DOCTYPE":
        raise FeedUnreadable("The feed brings definitions of its own (a DTD), which feeds do not need and attacks do.")
    if sniff_html(text[:8192].encode()):
        raise NotAFeed("That is a web page, not a feed. Give the address of the feed itself.")
    raise NotAFeed("That is neither RSS nor Atom nor JSON Feed. Give the address of a feed.")


def _parsed(document: str, root: str) -> dict[str, Any]:
    """What the parser makes of a document: `title`, and `entries` with `links`, `title` and `published`."""
    command = [sys.executable, "-I", str(Path(feed_parser.__file__)), root]
    try:
        done = subprocess.run(  # noqa: S603  our own program, by our own interpreter; the document goes through a pipe
            command,
            input=document.encode("utf-8", "replace"),
            capture_output=True,
            timeout=WALL_S,
            check=False,
            cwd="/",
            env={name: os.environ[name] for name in _LOADER_VARIABLES if name in os.environ},
        )
    except subprocess.TimeoutExpired as exc:
        raise FeedUnreadable("Reading the feed took too long, so it was stopped.") from exc
    if done.returncode == 0:
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise FeedUnreadable("Reading the feed took more time than any feed should, so it was stopped.")
    if done.returncode == feed_parser.UNREADABLE:
        raise FeedUnreadable("The feed is broken: no entries can be read from it.")
    raise FeedUnreadable("Reading the feed took more memory than any feed should, so it was stopped.")


def _entry(entry: dict[str, Any], base: str, now: datetime) -> FeedEntry | None:
    """An entry with its address; None when it has none that can be fetched."""
    links: Sequence[str] = _addresses(entry["links"], base)
    if not links:
        return None
    return FeedEntry(url=links[0], title=_title(entry["title"]), published_at=_sane(entry["published"], now))


def _title(raw: str) -> str | None:
    """A title on one line, without the markup that many feeds put into it."""
    return " ".join(_TAG.sub(" ", html.unescape(raw)).split())[:_MAX_TITLE_CHARS] or None


def _sane(published: str | None, now: datetime) -> datetime | None:
    """The moment in UTC, when it lies between the web's beginning and tomorrow."""
    try:
        moment = datetime.fromisoformat(published or "")
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if EARLIEST <= moment <= now + SLACK else None
