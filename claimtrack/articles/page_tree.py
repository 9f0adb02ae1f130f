"""HTML as a string in; its tree out, and whether part of it was lost on the way."""

from typing import TypeAlias

import lxml.html  # type: ignore[import-untyped]  # lxml ships no types; this module is the only one that imports it.
from lxml import etree

from claimtrack.errors import NoArticleFound

Tree: TypeAlias = lxml.html.HtmlElement
"""A parsed page; its queries return untyped values."""


def parse_html(html: str) -> tuple[Tree, bool]:
    """The page as a tree, and True when it is nested so deeply that libxml2 gave up on the rest.

    By default libxml2 drops whatever is nested deeper than 256, without raising anything; its large limit, used here,
    is 2048.

    Raises:
        NoArticleFound: there is no element in it at all.
    """
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = lxml.html.document_fromstring(html.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as exc:
        raise NoArticleFound() from exc
    return tree, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
