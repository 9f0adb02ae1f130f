"""A feed's document on standard input; its title and entries on standard output, as JSON.

This is a program of its own: `claimtrack.articles.feeds` runs it for one document, and whatever a document can do to a parser
dies with it. It takes no more processor time and memory than the limits below, and can open neither file nor connection. It
imports nothing of claimtrack, so that it starts quickly.

Source for running it apart: no check that came to mind covers everything. 5 MB of attributes on one element keep the parser
busy for more than 40 s, 20,000 name spaces in front of 200,000 elements for 8 s; empty elements take 440 MB (fastfeedparser
0.6.5, libxml2 2.14, November 2026). Starting takes 0.15 s and 29 MB.
"""

import json
import resource
import sys
from typing import Any, Final

import fastfeedparser

CPU_S: Final = 2
DATA_BYTES: Final = 96 * 1024 * 1024
"""Of memory beside program code, of which 16 MB are taken at the start. Source: a feed of 5 MB with 10,000 entries needs 45 MB
in all."""
UNREADABLE, TOO_MUCH = 3, 4
"""Exit codes: it is no feed that can be read; it asks for more memory than there is."""

_JSON_FIELDS: Final = ("id", "url", "external_url", "title", "date_published", "date_modified")
_MAX_FIELD_CHARS: Final = 4096


def main(root: str) -> int:
    """The exit code, after the entries were written; `root` is rss, rdf, feed (Atom) or json."""
    _confine()
    try:
        document = sys.stdin.buffer.read()
        found = fastfeedparser.parse(
            _plain_json(document) if root == "json" else document,
            include_content=False,
            include_tags=False,
            include_media=False,
            include_enclosures=False,
        )
        entries = [_plain_entry(entry, links_first=root == "feed") for entry in found.entries]
        json.dump({"title": _text(found.feed.get("title")), "entries": entries}, sys.stdout)
        sys.stdout.flush()
    except MemoryError:
        return TOO_MUCH
    except Exception:  # noqa: BLE001  whatever a library raises on hostile input, the answer is the same
        return UNREADABLE
    return 0


def _confine() -> None:
    """Set the limits; from here on nothing can be opened."""
    sys.modules["dateparser"] = None  # type: ignore[assignment]  # The parser would look for it on the disk, for each odd date.
    for name, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_DATA, DATA_BYTES),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(name, (limit, limit))


def _plain_json(document: bytes) -> bytes:
    """A JSON Feed reduced to the fields that are read, so that one odd item does not take the others with it."""
    feed = json.loads(document)
    items = [
        {name: item[name] for name in _JSON_FIELDS if isinstance(item.get(name), str)}
        for item in feed["items"]
        if isinstance(item, dict)
    ]
    title = feed.get("title")
    plain = {"version": "https://jsonfeed.org/version/1.1", "title": _text(title), "items": items}
    return json.dumps(plain).encode()


def _plain_entry(entry: Any, *, links_first: bool) -> dict[str, object]:
    """An entry's addresses, the likeliest first, its title and its date as ISO text.

    In Atom the parser takes a `self` link for the entry's own where the one to the page has no `rel`; RFC 4287 section
    4.2.7.2 says that such a link leads to the page.
    """
    pages = [link.get("href") for link in entry.get("links") or () if link.get("rel") in (None, "alternate")]
    own = [entry.get("link"), entry.get("id") if str(entry.get("id")).startswith(("http://", "https://")) else None]
    links = [*pages, *own] if links_first else [*own, *pages]
    return {
        "links": [_text(link) for link in links if link][:3],
        "title": _text(entry.get("title")),
        "published": entry.get("published"),
    }


def _text(value: object) -> str:
    return value[:_MAX_FIELD_CHARS] if isinstance(value, str) else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
