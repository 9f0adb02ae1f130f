"""HTML as a string in; its tree out, and whether part of it was lost on the way.

Also the fence against pages that are made to be slow: some work on a page grows with the square of its elements or of
one element's attributes, and nothing stops it once it runs.
"""

import re
from typing import Final, TypeAlias

import lxml.html  # lxml ships no types; this module is the only one that imports it.
from lxml import etree

from claimtrack.errors import NoArticleFound

Tree: TypeAlias = lxml.html.HtmlElement
"""A parsed page; its queries return untyped values."""

MAX_ELEMENTS: Final = 50_000
"""Source: the largest of the 89 pages of the trafilatura evaluation set has 3,600 elements; 60,000 bare links took 11 s
(November 2026, 2 cores)."""
MAX_ATTRIBUTES: Final = 500
"""Of one element. Source: 100,000 attributes on one element took 260 s, ordinary elements have a dozen."""
MAX_DEEP_ELEMENTS: Final = 2_000
"""Only a page with fewer elements is read beyond a depth of 256; 3,000 paragraphs at a depth of 1,900 took 2 s."""

# The attribute syntax of the HTML standard, section 13.2.5; every quantifier is possessive, so time stays linear.
_ATTRIBUTE: Final = r"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+"
_START_TAG: Final = re.compile(
    r"<!--(?!-?>)[^-]*+(?:-(?!->)[^-]*+)*+"
    r"|<(?:script|style)\b[^<]*+(?:<(?!/(?:script|style))[^<]*+)*+"
    rf"|(?P<tag><[a-zA-Z][^\s/>]*+)(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+(?P<more>{_ATTRIBUTE})?+",
    re.IGNORECASE,
)


def parse_html(html: str) -> tuple[Tree, bool]:
    """The page as a tree, and True when it is nested so deeply that libxml2 gave up on the rest.

    By default libxml2 drops whatever is nested deeper than 256, without raising anything; its large limit, used for a
    second try, is 2048.

    Raises:
        NoArticleFound: there is no element in it, or more than an article can have.
    """
    elements = _count_elements(html)
    tree, is_cut = _parse(html, deep=False)
    if is_cut and elements <= MAX_DEEP_ELEMENTS:
        return _parse(html, deep=True)
    return tree, is_cut


def _count_elements(html: str) -> int:
    count = 0
    for tag in _START_TAG.finditer(html):
        count += tag["tag"] is not None
        if count > MAX_ELEMENTS or tag["more"] is not None:
            raise NoArticleFound("The page is too large or too oddly built to be an article. Paste the text instead.")
    return count


def _parse(html: str, *, deep: bool) -> tuple[Tree, bool]:
    parser = lxml.html.HTMLParser(huge_tree=deep, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = lxml.html.document_fromstring(html.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as exc:
        raise NoArticleFound() from exc
    return tree, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
