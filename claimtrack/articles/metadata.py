"""A parsed page in; what it says about itself out: title, byline, outlet, date, canonical address.

Three sources, best first: the article's JSON-LD record, meta elements (Open Graph and kin), and what trafilatura and
htmldate read from the page. A date keeps its time only when the page gives the time zone with it. Nothing here looks at
the article's text.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from claimtrack.articles.page_tree import Tree
from claimtrack.articles.urls import canonical_url, fetchable_url, registered_domain
from claimtrack.errors import InvalidUrl

_ARTICLE_TYPE: Final = re.compile(r"Article|Report$|BlogPosting|LiveBlog|NewsStory|Review$")
_DATE_METAS: Final = (
    *("article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date"),
    *("parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.created"),
    *("pubdate", "publishdate", "publish-date", "article.published", "dc.date"),
)
_TITLE_METAS: Final = ("og:title", "twitter:title", "dc.title")
_AUTHOR_METAS: Final = ("author", "byl", "parsely-author", "sailthru.author", "dc.creator", "article:author")
_NO_BYLINE: Final = frozenset(
    ("unknown", "article by", "admin", "administrator", "staff", "editor", "by", "author", "no author")
)
_MAX_FIELD_CHARS: Final = 500
_MAX_JSON_NODES: Final = 2000
_SPACE: Final = re.compile(r"\s+")
_DIGITS: Final = re.compile(r"(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a page says about itself; None where it says nothing."""

    title: str | None
    byline: str | None
    outlet: str | None
    published_at: date | datetime | None
    canonical_url: str | None
    for_subscribers: bool
    """True when the page says that its text is not free to read."""


def read_facts(
    tree: Tree, *, url: str | None, title: str | None, byline: str | None, outlet: str | None, day: str | None
) -> PageFacts:
    """What a page says about itself.

    Args:
        tree: the parsed page.
        url: where it was fetched from, or None for a file.
        title: as trafilatura found it, used where the page's own records say nothing; likewise
        byline: and
        outlet; and
        day: the ISO day that htmldate found in the address, markup or text.
    """
    record, metas = _article_record(tree), _metas(tree)
    stated = (metas.get("og:site_name"), _name(record.get("publisher")), outlet)
    site = next((name for value in stated if (name := _site_name(value))), None)
    heading = _clean(record.get("headline")) or _first(metas, _TITLE_METAS) or _clean(title)
    return PageFacts(
        title=_without_site(heading, site),
        byline=_byline(record, metas, byline, site),
        outlet=site,
        published_at=_published_at(tree, record, metas, day),
        canonical_url=_canonical(tree, metas, url),
        for_subscribers=str(record.get("isAccessibleForFree", "")).lower() == "false",
    )


def parse_moment(value: object) -> date | datetime | None:
    """An ISO date or time as precise as it is certain: aware UTC when it has a zone, else the day; None when neither.

    A time without a zone is only a day, since the hour would be off by up to half a day; so is midnight sharp, which
    templates write when they know no hour.
    """
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        day = _DIGITS.match(text)
        return _day(day[1]) if day else None
    if not 1900 <= moment.year <= 9998:
        return None  # A default such as year 1 stands for "unknown"; the upper end leaves room for the zone.
    if moment.tzinfo is None or moment.time() == time():
        return moment.date()
    return moment.astimezone(UTC).replace(microsecond=0)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _published_at(
    tree: Tree, record: Mapping[str, object], metas: Mapping[str, str], day: str | None
) -> date | datetime | None:
    stated = [parse_moment(record.get("datePublished"))]
    stated += [parse_moment(metas.get(name)) for name in _DATE_METAS]
    for element in tree.xpath("//*[@itemprop='datePublished']")[:1]:
        stated.append(parse_moment(element.get("datetime") or element.get("content")))
    known = [moment for moment in stated if moment is not None]
    for moment in known:
        if isinstance(moment, datetime):
            return moment
    return known[0] if known else parse_moment(day)


def _article_record(tree: Tree) -> Mapping[str, object]:
    """The first article among the page's JSON-LD records, or an empty one."""
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        for node in _json_nodes(script.text_content()):
            kinds = node.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(name, str) and _ARTICLE_TYPE.search(name) for name in names):
                return node
    return {}


def _json_nodes(text: str) -> Iterator[Mapping[str, object]]:
    """Every object in a JSON text, outermost first; nothing when it is not valid JSON, as many pages' is not."""
    try:
        waiting: list[object] = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MAX_JSON_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _metas(tree: Tree) -> dict[str, str]:
    """Meta elements by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]"):
        for attribute in ("property", "name", "itemprop"):
            key = (meta.get(attribute) or "").strip().lower()
            if key:
                found.setdefault(key, meta.get("content"))
    return found


def _canonical(tree: Tree, metas: Mapping[str, str], url: str | None) -> str | None:
    """The address that the page gives itself, believed only within the site that it was fetched from.

    Otherwise any page could pass for another outlet's. A home page as the canonical address of a story is a mistake
    that templates make, and would merge every story of the site.
    """
    if url is None:
        return None
    links = [link.get("href") for link in tree.xpath("//link[@rel='canonical'][@href]")]
    for candidate in [*links[:1], metas.get("og:url")]:
        try:
            stated = canonical_url(fetchable_url(candidate or "", base=url))
            own = canonical_url(url)
            same_site = registered_domain(stated) == registered_domain(own)
        except InvalidUrl:
            continue
        if same_site and (stated.count("/") > 2 or own.count("/") <= 2):
            return stated
    return None


def _byline(record: Mapping[str, object], metas: Mapping[str, str], found: str | None, site: str | None) -> str | None:
    stated = _name(record.get("author")) or _first(metas, _AUTHOR_METAS)
    if stated is None or "://" in stated or stated.startswith("@"):
        stated = (_clean(found) or "").replace("; ", ", ")
    byline = re.sub(r"^by:?\s+", "", stated, flags=re.IGNORECASE).strip(" ,")
    is_person = byline.casefold() not in _NO_BYLINE | {(site or "").casefold()}
    return byline if byline and is_person else None


def _name(value: object) -> str | None:
    """The name in a JSON-LD person or organisation, or their names joined by commas."""
    if isinstance(value, list):
        names = [name for item in value[:10] if (name := _name(item))]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        return _name(value.get("name"))
    return _clean(value)


def _site_name(found: str | None) -> str | None:
    """A name that is only the host again says nothing new."""
    name = _clean(found)
    return None if name is None or re.fullmatch(r"[\w-]+(\.[\w-]+)+", name) else name


def _without_site(title: str | None, site: str | None) -> str | None:
    if title is None or site is None:
        return title
    shorter = re.sub(rf"\s+[|–—·:-]+\s+{re.escape(site)}$", "", title, flags=re.IGNORECASE)
    return shorter or title


def _first(metas: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((value for name in names if (value := _clean(metas.get(name)))), None)


def _clean(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return _SPACE.sub(" ", html.unescape(value)).strip()[:_MAX_FIELD_CHARS] or None
