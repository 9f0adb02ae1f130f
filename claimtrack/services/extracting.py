"""The settings in, the extractor that they ask for out: the built-in rules, or a model behind an address."""

from enum import StrEnum
from typing import Final

from claimtrack import __version__
from claimtrack.articles.endpoint import Endpoint, EndpointLimits
from claimtrack.claims.extractor import Extractor, FallbackExtractor, Lend, RulesExtractor
from claimtrack.claims.remote import RemoteExtractor
from claimtrack.errors import InvalidUrl
from claimtrack.settings import Settings, SettingsInvalid

_PATH: Final = "/chat/completions"


class Choice(StrEnum):
    """The extractors that there are."""

    RULES = "rules"
    REMOTE = "remote"


def configured(settings: Settings, lend: Lend) -> Extractor:
    """The extractor that articles go through.

    Raises:
        SettingsInvalid: a remote one is configured, but not so that it can be asked.
    """
    if settings.extractor_url is None:
        return RulesExtractor(lend)
    remote = chosen(Choice.REMOTE, settings, lend)
    return FallbackExtractor(remote, RulesExtractor(lend)) if settings.extractor_fallback else remote


def chosen(choice: Choice, settings: Settings, lend: Lend) -> Extractor:
    """One of the extractors, with none in its place.

    Raises:
        SettingsInvalid: the remote one is not configured.
    """
    if choice is Choice.RULES:
        return RulesExtractor(lend)
    return remote_extractor(settings, open_endpoint(settings), lend)


def remote_extractor(settings: Settings, endpoint: Endpoint, lend: Lend) -> RemoteExtractor:
    """The extractor behind an endpoint, by the configured model."""
    return RemoteExtractor(endpoint.ask, lend=lend, model=settings.extractor_model or "", host=endpoint.host)


def open_endpoint(settings: Settings) -> Endpoint:
    """The configured service, ready to be asked; it holds nothing open between requests.

    Raises:
        SettingsInvalid: its address, model or key is missing or cannot be used.
    """
    if settings.extractor_url is None:
        raise SettingsInvalid(
            "There is no remote extractor: set CLAIMTRACK_EXTRACTOR_URL and CLAIMTRACK_EXTRACTOR_MODEL."
        )
    if not settings.extractor_model:
        raise SettingsInvalid("CLAIMTRACK_EXTRACTOR_MODEL is missing: set it to the name of a model of that service.")
    key = settings.extractor_key.get_secret_value() if settings.extractor_key is not None else None
    if key is not None and not (key.isascii() and key.isprintable() and key.strip()):
        raise SettingsInvalid("CLAIMTRACK_EXTRACTOR_KEY is empty or holds characters that no key has. Copy it again.")
    try:
        return Endpoint(
            completions_url(settings.extractor_url),
            user_agent=f"claimtrack/{__version__} (claim tracker for fact-checkers)",
            key=key,
            limits=EndpointLimits(total_s=settings.extractor_deadline_s),
        )
    except InvalidUrl as exc:
        raise SettingsInvalid(f"CLAIMTRACK_EXTRACTOR_URL: {exc.message}") from exc


def completions_url(url: str) -> str:
    """The address that is asked: the base that services name ends before `/chat/completions`, which may be given too."""
    base, mark, query = url.strip().partition("?")
    base = base.rstrip("/")
    return f"{base if base.endswith(_PATH) else base + _PATH}{mark}{query}"
