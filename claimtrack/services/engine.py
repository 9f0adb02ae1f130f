"""What every service needs open: the database, the parser, the encoder and the fetcher.

One engine per process, opened by a door and closed by it. The language models load on first use, or ahead of it by `warm`.
"""

import ipaddress
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Self

import numpy as np

from claimtrack import __version__
from claimtrack.articles.fetch import Fetcher, FetchLimits
from claimtrack.articles.guard import AddressPolicy
from claimtrack.claims.extractor import Extractor, RulesExtractor
from claimtrack.claims.model import ExtractedClaim, Extraction
from claimtrack.claims.parse import load_parser
from claimtrack.claims.spans import Span, read_spans
from claimtrack.db.session import Database
from claimtrack.embeddings.encoder import Encoder, SentenceTransformerEncoder
from claimtrack.services.encoders import Encoders, LoadEncoder, Model
from claimtrack.services.extracting import configured
from claimtrack.settings import Settings, SettingsInvalid

if TYPE_CHECKING:
    from spacy.language import Language

ASIDE = 4
"""Threads that ask the database while others compute."""


class Engine:
    """The open resources of one process."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        encoder: Encoder | None = None,
        load_encoder: LoadEncoder | None = None,
        nlp: "Language | None" = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Make ready; models load on first use.

        Raises:
            SettingsInvalid: a remote extractor is configured, but not so that it can be asked.
        """
        self.settings = settings
        self.database = database
        self.now = clock
        load = load_encoder or SentenceTransformerEncoder
        inner = encoder or load(settings.embedding_model)
        self.encoders = Encoders(database, inner, source=settings.embedding_model, load=load)
        """The models: the one that searches, and the one that the settings name."""
        self.aside = ThreadPoolExecutor(max_workers=ASIDE, thread_name_prefix="aside")
        """Threads in which the database is asked while others compute. Nobody may wait for them with a connection taken."""
        self._nlp = nlp
        self._parsing = threading.Lock()
        self.rules: Extractor = RulesExtractor(self.lend_parser)
        """The built-in extractor, for texts that are typed in and stay on this machine."""
        self.extractor: Extractor = configured(settings, self.lend_parser)
        """The extractor that articles go through."""
        self._warmed = threading.Event()
        self.is_closed = False
        """Whether `close` has begun; what fails from then on says nothing about what was worked on."""
        self.worker_problem: Callable[[], str | None] = lambda: None
        """What keeps a worker of this process from working, in a sentence; None when nothing does or it has none."""

    @classmethod
    def open(cls, settings: Settings, *, upgrade: bool = True) -> Self:
        """An engine on the configured database, its schema brought up to date.

        Raises:
            DatabaseUnavailable: it cannot be reached, started or migrated.
            SettingsInvalid: as the constructor.
        """
        database = Database.open(settings.database_url, settings.data_path)
        try:
            if upgrade:
                database.upgrade()
            return cls(settings, database)
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Stop the encoder's thread and leave the database."""
        self.is_closed = True
        self.aside.shutdown(wait=True)
        self.encoders.close()
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def nlp(self) -> "Language":
        """The parser, loaded once."""
        with self._parsing:
            if self._nlp is None:
                self._nlp = load_parser()
            return self._nlp

    @contextmanager
    def lend_parser(self) -> Iterator["Language"]:
        """The parser, lent to one thread at a time, because its vocabulary is shared."""
        nlp = self.nlp()
        with self._parsing:
            yield nlp

    def extract(
        self,
        text: str,
        *,
        published_on: date | None,
        outlet: str | None = None,
        known_agencies: Mapping[str, str] | None = None,
    ) -> Extraction:
        """The claims of an article's text, by the configured extractor.

        Raises:
            ExtractorFailed: it is a remote one, and gave nothing to go by.
        """
        return self.extractor.extract(text, published_on=published_on, outlet=outlet, known_agencies=known_agencies)

    def read_spans(
        self,
        text: str,
        spans: Sequence[Span],
        *,
        published_on: date | None,
        known_agencies: Mapping[str, str] | None = None,
    ) -> tuple[ExtractedClaim, ...]:
        """What extraction finds in spans that a person chose, in the given order."""
        with self.lend_parser() as nlp:
            return read_spans(text, spans, published_on=published_on, nlp=nlp, known_agencies=known_agencies)

    def searching(self) -> Model:
        """The model whose vectors are searched now. Take it once for one piece of work, so that its vectors belong together.

        Raises:
            ModelUnavailable: neither it nor the configured one can be had.
        """
        return self.encoders.searching()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of the texts by the model that searches, float32 (n, d); concurrent callers share forward passes."""
        return self.searching().encode(texts)

    def model_id(self) -> int:
        """The database id of the model that searches."""
        return self.searching().id

    def warm(self) -> None:
        """Load the language models now, so that the first article does not wait for them."""
        self.nlp()
        self.encode(["The models are loaded before the first article arrives."])
        self._warmed.set()

    @property
    def is_warm(self) -> bool:
        """Whether `warm` has finished."""
        return self._warmed.is_set()

    def fetcher(self) -> Fetcher:
        """A guarded fetcher with the configured caps; the caller closes it.

        Raises:
            SettingsInvalid: one of the networks that may be fetched is none.
        """
        try:
            allowed = tuple(ipaddress.ip_network(network) for network in self.settings.fetch_allowed_networks)
        except ValueError as exc:
            raise SettingsInvalid(
                f'CLAIMTRACK_FETCH_ALLOWED_NETWORKS: {exc}. Write networks as ["192.168.7.0/24"].'
            ) from exc
        return Fetcher(
            policy=AddressPolicy(allowed=allowed),
            limits=FetchLimits(total_s=self.settings.fetch_deadline_s, max_body_bytes=self.settings.fetch_max_bytes),
            user_agent=f"claimtrack/{__version__} (claim tracker for fact-checkers)",
        )
