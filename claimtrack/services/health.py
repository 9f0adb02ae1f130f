"""Whether this installation can do its work, and what to do where it cannot."""

import errno
import shutil
import socket
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from claimtrack.claims.parse import load_parser
from claimtrack.db.accounts import count_users, has_users
from claimtrack.db.articles import count_waiting
from claimtrack.db.tables import Role
from claimtrack.embeddings.encoder import SentenceTransformerEncoder
from claimtrack.errors import ClaimtrackError
from claimtrack.services.engine import Engine
from claimtrack.services.extracting import open_endpoint, remote_extractor
from claimtrack.services.reembedding import Reembedding, reembedding
from claimtrack.settings import Settings

LEAST_FREE_BYTES = 500 * 1024 * 1024
LEAST_PYTHON = (3, 11)
PROBE_S = 2.0
PROBE_TEXT = "The coast guard said that 31 people were rescued from a ferry near Larnos on Monday."


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What was found."""

    database: bool
    schema_current: bool
    revision: str | None
    """The schema's revision; None when the database is empty or does not answer."""
    model_loaded: bool
    pending: int
    """Article versions that wait for extraction."""
    problems: tuple[str, ...]
    """For a person: what is wrong and how to mend it."""
    reembedding: Reembedding | None = None
    """How far another model has come that is to take over the search; None when none is."""

    @property
    def live(self) -> bool:
        """True: whoever can answer is alive."""
        return True

    @property
    def ready(self) -> bool:
        """Whether requests can be served."""
        return self.database and self.schema_current


def check(engine: Engine) -> Health:
    """The state of the database, its schema, the models and the worker; never raises for what it finds broken."""
    problems: list[str] = []
    database = schema_current = False
    found: str | None = None
    pending, embedding = 0, None
    try:
        found, newest = engine.database.revision()
        database, schema_current = True, found == newest
        if schema_current:
            with engine.database.begin() as session:
                pending = count_waiting(session)
            embedding = reembedding(engine)
        else:
            problems.append(f"The schema is at {found}, this version needs {newest}. Run `claimtrack db upgrade`.")
    except ClaimtrackError as exc:
        problems.append(exc.message)
    problems += [problem] if (problem := engine.worker_problem()) is not None else []
    return Health(
        database=database,
        schema_current=schema_current,
        revision=found,
        model_loaded=engine.is_warm,
        pending=pending,
        problems=tuple(problems),
        reembedding=embedding if embedding is not None and embedding.is_under_way else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    text: str
    remedy: str = ""
    """What to do; empty when all is well."""


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Everything an installation needs, each looked at in turn; never raises for what it finds broken."""
    database, people = _database(settings)
    return (
        _python(),
        _space(settings),
        *database,
        _attempt("parser", _load_parser, "Reinstall with `make demo`."),
        _attempt("embedding model", lambda: _load_encoder(settings), "Reinstall with `make demo`."),
        *_extractor(settings),
        _port(settings),
        _access(settings, people),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _People:
    """Who has an account."""

    any: bool
    """Disabled accounts included."""
    active: int
    admins: int


def _python() -> Finding:
    ok = sys.version_info >= LEAST_PYTHON
    found = ".".join(map(str, sys.version_info[:3]))
    return Finding(name="Python", ok=ok, text=found, remedy="" if ok else "Install Python 3.11 or newer.")


def _space(settings: Settings) -> Finding:
    folder = settings.data_path
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    ok = free >= LEAST_FREE_BYTES
    remedy = "" if ok else "Free some space, or choose another folder with CLAIMTRACK_DATA_DIR."
    return Finding(name="data folder", ok=ok, text=f"{settings.data_path}, {free // 1024**2:,} MiB free", remedy=remedy)


def _database(settings: Settings) -> tuple[tuple[Finding, ...], _People | None]:
    """What there is to say of the database, and who has an account in it; None where that cannot be known."""
    kind = "embedded" if settings.database_url is None else "CLAIMTRACK_DATABASE_URL"
    remedy = (
        f"See the log {settings.data_path / 'postgres' / 'log'}."
        if settings.database_url is None
        else "Check the address, the password and that the server runs and has pgvector."
    )
    try:
        # The extractor is looked at by itself.
        with Engine.open(settings.model_copy(update={"extractor_url": None}), upgrade=False) as engine:
            found = check(engine)
            people = _count_people(engine) if found.schema_current else None
    except ClaimtrackError as exc:
        return (Finding(name="database", ok=False, text=exc.message, remedy=remedy),), None
    database = Finding(
        name="database",
        ok=found.database,
        text=f"answers ({kind})" if found.database else found.problems[0],
        remedy="" if found.database else remedy,
    )
    if not found.database:
        return (database,), people
    empty = found.database and not found.schema_current and found.revision is None
    current = "empty; the first command that needs it prepares it" if empty else "current"
    ok = found.schema_current or empty
    schema = Finding(
        name="schema",
        ok=ok,
        text=current if ok else found.problems[0],
        remedy="" if ok else "Run `claimtrack db upgrade`.",
    )
    if found.reembedding is not None:
        return (database, schema, _takeover(found.reembedding)), people
    return (database, schema), _People(any=False, active=0, admins=0) if empty else people


def _takeover(state: Reembedding) -> Finding:
    """That another model is to search is no fault; how far it is, and how to speed it up."""
    return Finding(
        name="search",
        ok=True,
        text=f"{state.searching} searches until {state.wanted} has every claim: {state.done:,} of {state.total:,}."
        " The worker goes on with it; `claimtrack reembed` does it at once",
    )


def _count_people(engine: Engine) -> _People:
    with engine.database.begin() as session:
        counts = count_users(session)
        return _People(any=has_users(session), active=sum(counts.values()), admins=counts.get(Role.ADMIN, 0))


def _extractor(settings: Settings) -> tuple[Finding, ...]:
    """Whether the remote extractor finds the claim in a sentence of ours; nothing when none is configured."""
    if settings.extractor_url is None:
        return ()
    remedy = "Until then articles wait; unset CLAIMTRACK_EXTRACTOR_URL for the built-in extractor."
    if settings.extractor_fallback:
        remedy = "Until then the built-in extractor reads the articles."
    return (_attempt("extractor", lambda: _ask_extractor(settings), remedy),)


def _ask_extractor(settings: Settings) -> str:
    with open_endpoint(settings) as endpoint:
        extractor = remote_extractor(settings, endpoint, lambda: nullcontext(load_parser()))
        began_s = time.monotonic()
        found = extractor.extract(PROBE_TEXT, published_on=None)
        took_s = time.monotonic() - began_s
    form = dict(found.parameters)["response_format"]
    claims = f"{len(found.claims)} claim{'s' if len(found.claims) != 1 else ''} in the sentence of trial"
    plain = "" if endpoint.is_encrypted or is_loopback(endpoint.hostname) else "; texts go there UNENCRYPTED"
    return f"{settings.extractor_model} at {endpoint.host} answers in {took_s:.1f} s, {claims}, by {form}{plain}"


def _load_parser() -> str:
    nlp = load_parser()
    return f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"


def _load_encoder(settings: Settings) -> str:
    encoder = SentenceTransformerEncoder(settings.embedding_model)
    encoder.encode(["one sentence"])
    return encoder.model_id


def _attempt(name: str, work: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(name=name, ok=True, text=work())
    except ClaimtrackError as exc:
        return Finding(name=name, ok=False, text=exc.message, remedy=remedy)


def _port(settings: Settings) -> Finding:
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as exc:
            if exc.errno == errno.EADDRINUSE and _is_claimtrack(settings.host, settings.port):
                return Finding(name="port", ok=True, text=f"claimtrack runs at {settings.host}:{settings.port}")
            return Finding(
                name="port",
                ok=False,
                text=f"{settings.host}:{settings.port} cannot be used: {exc.strerror}",
                remedy="Stop what uses the port, or set CLAIMTRACK_PORT to another one.",
            )
    return Finding(name="port", ok=True, text=f"{settings.host}:{settings.port} is free")


def _is_claimtrack(host: str, port: int) -> bool:
    """Whether what answers there is a claimtrack."""
    asked = HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=PROBE_S)  # noqa: S104 asked, not served
    try:
        asked.request("GET", "/health/live")
        return asked.getresponse().read(100).replace(b" ", b"") == b'{"live":true}'
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def _access(settings: Settings, people: _People | None) -> Finding:
    """Who gets in. That nobody is an admin is told, and no fault: accounts are managed from a shell then."""
    reach = f"{'only this machine' if is_loopback(settings.host) else 'others'} can reach the dashboard"
    if people is None:
        return Finding(name="access", ok=True, text=f"{reach}; who has an account is not known without the database")
    if people.any and not people.active and settings.access_key is None:
        remedy = "Let somebody in with `claimtrack user enable`."
        return Finding(name="access", ok=False, text=f"{reach}, but every account is disabled", remedy=remedy)
    ways = [f"an account ({people.active} active, {people.admins} of them admin)"] if people.any else []
    ways += ["the shared key, as a checker under any name"] if settings.access_key is not None else []
    if ways:
        return Finding(name="access", ok=True, text=f"{reach}; sign-in with {' or with '.join(ways)}")
    if is_loopback(settings.host):
        return Finding(name="access", ok=True, text=f"{reach}, and nobody signs in")
    remedy = (
        "Add an account with `claimtrack user add`, or set CLAIMTRACK_ACCESS_KEY; the server does not start without."
    )
    return Finding(
        name="access", ok=False, text=f"{reach}, and there is neither an account nor an access key", remedy=remedy
    )


def is_loopback(host: str) -> bool:
    """Whether a listening address can only be reached from this machine."""
    return host in ("localhost", "::1") or host.startswith("127.")
