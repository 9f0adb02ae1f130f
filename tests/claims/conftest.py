"""The language model, loaded once for all tests of extraction."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from claimtrack.claims.detect import extract_claims
from claimtrack.claims.model import Extraction
from claimtrack.claims.parse import Tree, load_parser, parse

PUBLISHED = date(2016, 10, 11)
"""A Tuesday."""


@pytest.fixture(scope="session")
def nlp() -> Any:
    """The English model."""
    return load_parser()


@pytest.fixture(scope="session")
def tree_of(nlp: Any) -> Callable[[str], Tree]:
    """A function from a short text to its tree."""
    return lambda text: next(iter(parse(nlp, [text])))


@pytest.fixture(scope="session")
def extract(nlp: Any) -> Callable[..., Extraction]:
    """A function from a text to its claims, published on Tuesday 11 October 2016."""

    def run(text: str, published_on: date | None = PUBLISHED, **more: Any) -> Extraction:
        return extract_claims(text, published_on=published_on, nlp=nlp, **more)

    return run
