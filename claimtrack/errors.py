"""The one tree of errors. A class's docstring is its default message and names the remedy.

ClaimtrackError
├── InputError                 what came in cannot be used; the sender can mend it
│   ├── EmptyText
│   ├── TextTooLarge
│   ├── NotText
│   ├── UnknownEncoding
│   ├── NoArticleFound
│   ├── NotAFeed
│   ├── FeedUnreadable
│   ├── InvalidUrl
│   ├── InvalidDate
│   ├── InvalidQuery
│   ├── InvalidEdit
│   └── InvalidLine
├── FetchError                 a page could not be had; never a finding about the page
│   ├── AddressRefused
│   ├── PageTooLarge
│   ├── PageTimeout
│   ├── PageUnreachable
│   └── PageGone
├── NotFound                   no such article, claim, match ...
├── Conflict                   somebody else changed it first, or a rule forbids it
│   ├── StaleVersion
│   ├── StaleDecisions
│   └── TransitionRefused
├── AccessDenied
├── DatabaseUnavailable
├── ModelUnavailable
└── ExtractorFailed            the remote extractor gave nothing to go by; never "no claims"
    ├── RequestRefused             it does not take what was asked
    └── ExtractorUnavailable       it cannot be had, whatever the text
"""

from collections.abc import Mapping
from typing import ClassVar


class ClaimtrackError(Exception):
    """Something went wrong inside claimtrack. Run `claimtrack doctor` to see what."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    """HTTP status that the doors answer with."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or " ".join((type(self).__doc__ or "").split()))

    @property
    def message(self) -> str:
        """The sentence shown to a person."""
        return str(self.args[0])


class InputError(ClaimtrackError):
    """What you sent cannot be used. Correct it and send it again."""

    code = "input"
    status = 400


class EmptyText(InputError):
    """There is no text here. Paste the article's text, or give a file or URL that has some."""

    code = "empty-text"


class TextTooLarge(InputError):
    """The text is too large for one article. Split it, or raise CLAIMTRACK_MAX_TEXT_CHARS."""

    code = "text-too-large"
    status = 413


class NotText(InputError):
    """This is binary data, not text. Send plain text or an HTML page."""

    code = "not-text"


class UnknownEncoding(InputError):
    """The character encoding could not be told. Save the file as UTF-8 and send it again."""

    code = "unknown-encoding"


class NoArticleFound(InputError):
    """No article text was found on that page. Open the article itself, or paste its text."""

    code = "no-article"
    status = 422


class NotAFeed(InputError):
    """There is no feed there. Give the address of an RSS, Atom or JSON feed, or of a page that names its feed."""

    code = "not-a-feed"
    status = 422


class FeedUnreadable(InputError):
    """The feed is broken or larger than a feed can be, so nothing was taken from it. Tell whoever publishes it."""

    code = "feed-unreadable"
    status = 422


class InvalidUrl(InputError):
    """That is not a web address that can be fetched. Give a full http:// or https:// address."""

    code = "invalid-url"


class InvalidDate(InputError):
    """That date cannot be read. Write it as 2016-10-11 or 2016-10-11T14:02:00Z."""

    code = "invalid-date"


class InvalidQuery(InputError):
    """The query or one of its filters is not valid. See the API description for the values allowed."""

    code = "invalid-query"


class InvalidEdit(InputError):
    """That correction cannot be used. Choose words of the article, and values that fit them."""

    code = "invalid-edit"


class InvalidLine(InputError):
    """This line is not a JSON object with a `text` or `url`. Correct it and import it again."""

    code = "invalid-line"


class FetchError(ClaimtrackError):
    """The page could not be fetched. Try again later, or paste its text."""

    code = "fetch-failed"
    status = 502


class AddressRefused(FetchError):
    """That address is not on the public internet, so it is not fetched. Paste the text instead."""

    code = "address-refused"
    status = 400


class PageTooLarge(FetchError):
    """The page is larger than the limit. Paste the article's text instead."""

    code = "page-too-large"


class PageTimeout(FetchError):
    """The site took too long to answer. Try again later."""

    code = "page-timeout"
    status = 504


class PageUnreachable(FetchError):
    """The site could not be reached or refused to answer. Try again later, or paste the text."""

    code = "page-unreachable"

    def __init__(self, message: str | None = None, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        """How long the site asks to be left alone, in seconds; None when it does not say."""


class PageGone(FetchError):
    """The site says that this page does not exist. Check the address."""

    code = "page-gone"


class NotFound(ClaimtrackError):
    """There is no such thing here. It may have been merged or never existed."""

    code = "not-found"
    status = 404


class Conflict(ClaimtrackError):
    """This cannot be done in the present state."""

    code = "conflict"
    status = 409


class StaleVersion(Conflict):
    """Somebody else changed this meanwhile. Reload, look at their change, and decide again."""

    code = "stale-version"
    status = 412


class StaleDecisions(Conflict):
    """Some of these can no longer be decided so, and nothing was stored. Look at them again, and send the others."""

    code = "stale-decisions"

    def __init__(self, message: str | None = None, *, stale: Mapping[int, str] | None = None) -> None:
        super().__init__(message)
        self.stale: Mapping[int, str] = stale or {}
        """Why, by the number of the match."""


class TransitionRefused(Conflict):
    """That change of state is not allowed from here."""

    code = "transition-refused"


class AccessDenied(ClaimtrackError):
    """You may not do this. Sign in, or ask whoever runs this claimtrack for access."""

    code = "access-denied"
    status = 403


class DatabaseUnavailable(ClaimtrackError):
    """The database does not answer. Check CLAIMTRACK_DATABASE_URL and run `claimtrack doctor`."""

    code = "database-unavailable"
    status = 503


class ModelUnavailable(ClaimtrackError):
    """A language model could not be loaded. Reinstall with `make demo`, or run `claimtrack doctor`."""

    code = "model-unavailable"
    status = 503


class ExtractorFailed(ClaimtrackError):
    """The model that extracts claims gave no usable answer. Run `claimtrack doctor`, or unset CLAIMTRACK_EXTRACTOR_URL."""

    code = "extractor-failed"
    status = 502


class RequestRefused(ExtractorFailed):
    """The extractor's endpoint does not take this request. Check CLAIMTRACK_EXTRACTOR_MODEL and the endpoint's log."""

    code = "extractor-refused"


class ExtractorUnavailable(ExtractorFailed):
    """The extractor's endpoint cannot be used now. Check CLAIMTRACK_EXTRACTOR_URL and that the endpoint runs."""

    code = "extractor-unavailable"
    status = 503
