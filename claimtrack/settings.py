"""Settings, each read from an environment variable `CLAIMTRACK_<NAME>`; the doors read them once and pass values on."""

import sysconfig
from functools import cached_property
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from claimtrack.errors import ClaimtrackError


class SettingsInvalid(ClaimtrackError):
    """A setting has a value that cannot be used. Correct the environment variable named here."""

    code = "settings-invalid"


class Settings(BaseSettings):
    """Everything that can be configured, with its default."""

    model_config = SettingsConfigDict(env_prefix="CLAIMTRACK_", env_file=".env", extra="ignore", frozen=True)

    database_url: str | None = None
    """Any PostgreSQL 15+ with pgvector 0.8+, as postgresql://user:password@host/name. Unset: the embedded server."""

    data_dir: Path = Field(default_factory=lambda: user_data_path("claimtrack"))
    """Folder of the embedded database. Unset: the user's data folder (`~/.local/share/claimtrack` on Linux)."""

    host: str = "127.0.0.1"
    """Address that `claimtrack serve` listens on. Anything but loopback needs an account or `access_key`."""

    port: int = Field(default=8000, ge=0, le=65535)
    """Port that `claimtrack serve` listens on."""

    access_key: str | None = Field(default=None, min_length=12)
    """Shared key of the newsroom, beside accounts or instead of them: people sign in with any user name and this key, programs
    send it as a bearer token. Whoever has it may do a checker's work."""

    allowed_hosts: list[str] = []
    """Further host names under which the server is reached, for example behind a proxy."""

    trusted_proxies: list[str] = ["127.0.0.0/8", "::1/128"]
    """Networks of the proxies in front of the server. Only from them `X-Forwarded-For` is believed, by which wrong sign-ins are
    counted for each visitor and not for the proxy."""

    actor: str = "local checker"
    """Name in the audit log for changes made on this machine without signing in."""

    max_text_chars: int = Field(default=1_000_000, ge=1)
    """Longest article text, in characters."""

    max_import_bytes: int = Field(default=64 * 1024 * 1024, ge=1)
    """Largest bulk file taken in one request, in bytes."""

    fetch_deadline_s: float = Field(default=30.0, gt=0)
    """Longest time for one page from the first connection to the last byte, in seconds."""

    fetch_max_bytes: int = Field(default=15 * 1024 * 1024, ge=1)
    """Largest page after decompression, in bytes."""

    fetch_allowed_networks: list[str] = []
    """Networks outside the public internet that may be fetched all the same, for example 192.168.7.0/24."""

    embedding_model: str | None = None
    """A sentence-transformers model name or folder. Unset: all-MiniLM-L6-v2, offline from its package. After a change the old
    one goes on searching until the worker, or `claimtrack reembed`, has embedded every claim with the new one."""

    extractor_url: str | None = None
    """Address of a chat-completions service that finds the claims, for example http://127.0.0.1:8080/v1. It gets the text
    of every article. Unset: the built-in extractor, and no text leaves this machine."""

    extractor_model: str | None = None
    """The model's name, as that service knows it. Needed with `extractor_url`."""

    extractor_key: SecretStr | None = None
    """The key that the service asks for, if it does."""

    extractor_deadline_s: float = Field(default=120.0, gt=0)
    """Longest time for one request to the service, its repeat included, in seconds. A long text makes several."""

    extractor_fallback: bool = False
    """Where the service fails, use the built-in extractor and say so on the article. Off: the article waits or fails."""

    worker: bool = True
    """Run the worker inside `claimtrack serve`."""

    ratings: list[str] = ["True", "Partly true", "Misleading", "Unverified", "False", "Conflicting", "Not a claim"]
    """Verdicts offered when a claim is closed."""

    @cached_property
    def data_path(self) -> Path:
        """`data_dir` with the home folder filled in, absolute."""
        return self.data_dir.expanduser().resolve()


def shipped_folder(name: str) -> Path:
    """A folder that comes with the program, `migrations` or `seeds`: beside the package in a checkout, else as a wheel puts it.

    It need not be there: who reads from it says what is missing.
    """
    root = Path(__file__).resolve().parents[1]
    is_checkout = (root / "pyproject.toml").is_file()
    return root / name if is_checkout else Path(sysconfig.get_path("data")) / "share" / "claimtrack" / name
