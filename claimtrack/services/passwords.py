"""Passwords: which are good enough, and how they are kept and compared.

A password goes in; what leaves is Argon2's encoded hash, or whether the two fit. Nothing here knows an account.
"""

import base64
import secrets
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from claimtrack.errors import InputError

HASHER: Final = PasswordHasher()
"""Argon2id with 64 MiB, 3 passes and 4 lanes. Source: RFC 9106, the second recommended choice, argon2-cffi's default."""

LEAST_CHARS: Final = 12
"""Source: length is what NIST SP 800-63B asks for instead of rules about digits and signs; guesses are throttled besides."""
MOST_CHARS: Final = 1000
"""Longer than any passphrase, and short enough that hashing it costs what the parameters say."""
_LEAST_DIFFERENT: Final = 5
"""Fewer different characters than this are a pattern, such as "121212121212"."""


class WeakPassword(InputError):
    """That password is too easy to guess. Choose a longer one: a few words that do not belong together are good."""

    code = "weak-password"


def check_password(password: str, *, name: str) -> None:
    """Pass when the password is good enough for the account called `name`.

    Raises:
        WeakPassword: It is too short, too long, a pattern, or the name itself.
    """
    if len(password) < LEAST_CHARS:
        raise WeakPassword(f"A password needs at least {LEAST_CHARS} characters. A few words make a good one.")
    if len(password) > MOST_CHARS:
        raise WeakPassword(f"That password is longer than {MOST_CHARS} characters. Shorten it.")
    rest = password.casefold().replace(name.casefold(), "")
    if len(set(rest)) < _LEAST_DIFFERENT:
        raise WeakPassword


def hash_password(password: str, hasher: PasswordHasher) -> str:
    """The password as it is stored: parameters, salt and hash in one text."""
    return hasher.hash(_prepared(password))


def fits(password: str, stored: str | None, hasher: PasswordHasher) -> bool:
    """Whether the password is the one that was stored.

    Without a stored one the same work is done on a made-up one, so that the time taken does not tell whether there is an
    account. A stored text that is no hash fits nothing.
    """
    try:
        return hasher.verify(stored or _made_up(hasher), _prepared(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def _prepared(password: str) -> bytes:
    """One spelling for what looks the same: keyboards differ in how they send "é". Source: RFC 8265, OpaqueString."""
    return unicodedata.normalize("NFC", password[: MOST_CHARS + 1]).encode("utf-8", "surrogatepass")


def _made_up(hasher: PasswordHasher) -> str:
    """A hash with the hasher's parameters that no password fits."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (hasher.salt_len, hasher.hash_len)
    )
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2{hasher.type.name.lower()}$v=19${cost}${salt}${digest}"
