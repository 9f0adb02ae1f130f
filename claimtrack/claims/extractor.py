"""The one way in to extraction, whoever does it: the built-in rules, a remote model, or one in place of the other."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Protocol

from claimtrack.claims.detect import extract_claims
from claimtrack.claims.model import Extraction
from claimtrack.errors import ExtractorFailed

if TYPE_CHECKING:
    from spacy.language import Language

Lend = Callable[[], AbstractContextManager["Language"]]
"""Lends the parser to one thread at a time, for the length of a `with` block."""


class Extractor(Protocol):
    """Finds the claims of a text. Safe to share between threads."""

    def extract(
        self,
        text: str,
        *,
        published_on: date | None,
        outlet: str | None = None,
        known_agencies: Mapping[str, str] | None = None,
    ) -> Extraction:
        """The claims of one article text, in text order, with exact spans and the run's record.

        Args:
            text: the article's text.
            published_on: the day that "Tuesday" is read against; None leaves it unresolved.
            outlet: the publishing outlet, which is never a channel of its own claims.
            known_agencies: news agencies beside the built-in ones, name to short form.

        Raises:
            EmptyText: the text holds nothing but white space.
            ExtractorFailed: no claims could be had, which says nothing about the text.
        """
        ...


class RulesExtractor:
    """The built-in extractor: grammar and word lists, on this machine."""

    def __init__(self, lend: Lend) -> None:
        """Make ready; the parser is asked for with each text.

        Args:
            lend: lends the parser.
        """
        self._lend = lend

    def extract(
        self,
        text: str,
        *,
        published_on: date | None,
        outlet: str | None = None,
        known_agencies: Mapping[str, str] | None = None,
    ) -> Extraction:
        """As `Extractor.extract`; it does not fail."""
        with self._lend() as nlp:
            return extract_claims(
                text, published_on=published_on, nlp=nlp, outlet=outlet, known_agencies=known_agencies
            )


class FallbackExtractor:
    """One extractor, and where it fails another, which says so on the article."""

    def __init__(self, first: Extractor, second: Extractor) -> None:
        """Make ready.

        Args:
            first: asked first.
            second: asked when the first has failed.
        """
        self._first, self._second = first, second

    def extract(
        self,
        text: str,
        *,
        published_on: date | None,
        outlet: str | None = None,
        known_agencies: Mapping[str, str] | None = None,
    ) -> Extraction:
        """As `Extractor.extract`, of the first that does not fail."""
        try:
            return self._first.extract(text, published_on=published_on, outlet=outlet, known_agencies=known_agencies)
        except ExtractorFailed as exc:
            failure = exc
        found = self._second.extract(text, published_on=published_on, outlet=outlet, known_agencies=known_agencies)
        note = f"The built-in extractor read this text, because the configured model did not. {failure.message}"
        return replace(
            found, notes=(note, *found.notes), parameters=(*found.parameters, ("in_place_of", failure.message))
        )
