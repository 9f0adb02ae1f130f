"""A raw web address in; the one form in which it is compared, stored and fetched out.

One parser decides for everybody: what it lets through means the same host to this module, to the HTTP client and to the
address guard, and what readers of URLs are known to disagree about is refused instead of guessed. Nothing here resolves
a name or touches the network.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urljoin

import idna
from tld import get_fld

from claimtrack.errors import InvalidUrl

MAX_URL_CHARS: Final = 2048
"""Source: longest address that sitemaps allow (sitemaps.org protocol), and short enough for a B-tree index row."""

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_MAX_PORT: Final = 65_535
_MAX_HOST_CHARS: Final = 253

_SHAPE: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<rest>.*)", re.DOTALL)
_HIERARCHY: Final = re.compile(r"//(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?", re.DOTALL)
_BRACKETED: Final = re.compile(r"\[(?P<host>[0-9A-Fa-f:.]+)\](?::(?P<port>[^:]*))?")
_PLAIN: Final = re.compile(r"(?P<host>[^:\[\]]*)(?::(?P<port>[^:\[\]]*))?")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER_LABEL: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE: Final = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_QUERY_SAFE: Final = _UNRESERVED | frozenset("!$&()*+,;=:@/?")
_WWW: Final = re.compile(r"www\d{0,2}\.(?=[^.]+\.)")

_TRACKING_PREFIXES: Final = ("utm_", "mtm_", "piwik_", "hsa_", "oly_", "vero_", "fb_action_", "at_custom", "at_link_")
_TRACKING_NAMES: Final = frozenset(
    (
        *("fbclid", "gclid", "dclid", "gclsrc", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid"),
        *("igshid", "igsh", "li_fat_id", "mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "hsctatracking"),
        *("mkt_tok", "pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid"),
        *("at_medium", "at_campaign", "at_format", "at_ptr_name", "at_bbc_team", "wt.mc_id", "xtor", "s_cid"),
        *("ns_source", "ns_mchannel", "ns_campaign", "ns_linkname", "ns_fee", "cmpid", "smid", "smtyp", "ito"),
        *("srnd", "taid", "ocid", "rb_clickid", "sc_campaign", "__twitter_impression", "ref_src", "ref_url"),
        *("guccounter", "guce_referrer", "guce_referrer_sig", "soc_src", "soc_trk"),
    )
)
# courlan's own list is not used: its open-ended patterns also drop `cid`, `uid`, `source` and `reference`, by which
# some sites name the article itself, and two articles must never get one address.


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """A checked address: host in ASCII without brackets, path starting with a slash, query without its mark."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: str

    def join(self, *, bare_root: bool) -> str:
        """The address as one string; with ``bare_root`` a lone slash is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port is None else f":{self.port}"
        path = "" if bare_root and self.path == "/" and not self.query else self.path
        query = f"?{self.query}" if self.query else ""
        return f"{self.scheme}://{host}{port}{path}{query}"


def canonical_url(raw: str) -> str:
    """The form under which an article is stored: two spellings of one address give the same string.

    Scheme and host are lower case, names in other scripts are punycode, the default port, the fragment and tracking
    parameters (``utm_*``, ``fbclid``, ...) are gone, dot segments are resolved, escapes are upper case and only where
    needed, and the bare root has no slash. The order of the other parameters is kept: it can matter.

    Raises:
        InvalidUrl: it is not a plain http(s) address; the message says what is wrong and what to do.

    Source: RFC 3986 section 6.2.2 for the normalisations; applying it twice changes nothing.
    """
    parts = _parse(raw)
    kept = _without_tracking(parts.query)
    return _checked_length(
        _Parts(scheme=parts.scheme, host=parts.host, port=parts.port, path=parts.path, query=kept).join(bare_root=True)
    )


def fetchable_url(raw: str, *, base: str | None = None) -> str:
    """The form in which an address is asked for: as ``canonical_url``, but every parameter stays.

    Args:
        raw: an address, or with ``base`` a reference relative to it, as in a ``Location`` header.
        base: the absolute address that ``raw`` is relative to.

    Raises:
        InvalidUrl: it is not a plain http(s) address.
    """
    if base is not None:
        _check_characters(raw.strip())
        try:
            raw = urljoin(base, raw.strip())
        except ValueError as exc:
            raise InvalidUrl("That address cannot be read. Copy it again from the browser's address bar.") from exc
    return _checked_length(_parse(raw).join(bare_root=False))


def is_same_page(a: str, b: str) -> bool:
    """Whether two addresses name one page by themselves: they differ in scheme, ``www.`` or a last slash at most.

    Raises:
        InvalidUrl: as ``canonical_url``.
    """
    return _bare(a) == _bare(b)


def _bare(url: str) -> tuple[str, int | None, str, str]:
    parts = _parse(url)
    return _WWW.sub("", parts.host, count=1), parts.port, parts.path.rstrip("/"), _without_tracking(parts.query)


def host_of(url: str) -> str:
    """The host in ASCII lower case, without port and brackets.

    Raises:
        InvalidUrl: as ``canonical_url``.
    """
    return _parse(url).host


def domain_of(url: str) -> str:
    """The host that an outlet is known by: without ``www.``, and ``m.`` or ``amp.`` of a registered name.

    Other subdomains stay, since they often are outlets of their own.

    Raises:
        InvalidUrl: as ``canonical_url``.
    """
    host = _WWW.sub("", host_of(url), count=1)
    for prefix in ("m.", "amp."):
        bare = host.removeprefix(prefix)
        if bare != host and registered_domain(url) == bare:
            return bare
    return host


def registered_domain(url: str) -> str:
    """The name that somebody registered (``example.co.uk``); the host itself for an IP address or a single label.

    Under a suffix that nobody listed it is the last two labels. Hosting platforms count as suffixes, so two blogs on
    one platform have different registered names.

    Raises:
        InvalidUrl: as ``canonical_url``.

    Source: the Public Suffix List, as it comes with the package ``tld``; nothing is downloaded.
    """
    host = host_of(url)
    if ":" in host or _NUMBER_LABEL.fullmatch(host.rsplit(".", 1)[-1]):
        return host
    return get_fld(f"https://{host}", fail_silently=True) or ".".join(host.split(".")[-2:])


def _parse(raw: str) -> _Parts:
    """Every check in one place; no other code of this project takes an address apart."""
    text = raw.strip()
    _check_characters(text)
    scheme, authority, path, query = _split(text)
    host_text, port_text = _split_authority(authority)
    return _Parts(
        scheme=scheme,
        host=_host(host_text),
        port=_port(port_text, scheme),
        path=_path(path),
        query=_escaped(query, _QUERY_SAFE),
    )


def _check_characters(text: str) -> None:
    if not text:
        raise InvalidUrl("There is no address here. Give a full http:// or https:// address.")
    if len(text) > MAX_URL_CHARS:
        raise InvalidUrl(f"The address is longer than {MAX_URL_CHARS} characters. Use the article's short address.")
    if "\\" in text:
        raise InvalidUrl("The address has a backslash, which programs read differently. Write / or %5C instead.")
    if any(not c.isprintable() for c in text if c != " "):
        # Also catches line breaks, tabs, zero-width and direction marks and lone surrogates.
        raise InvalidUrl("The address has an invisible or control character. Copy it again without line breaks.")


def _split(text: str) -> tuple[str, str, str, str]:
    shape = _SHAPE.fullmatch(text)
    if shape is None or shape["rest"][:1].isdigit():  # The second is a host with its port.
        raise InvalidUrl("The address does not say http:// or https://. Give the full address.")
    scheme = shape["scheme"].lower()
    if scheme not in _DEFAULT_PORTS:
        raise InvalidUrl(f"Addresses of the kind {scheme}: are not fetched. Give an http:// or https:// address.")
    hierarchy = _HIERARCHY.fullmatch(shape["rest"])
    if hierarchy is None:
        raise InvalidUrl(f"After {scheme}: there must be two slashes and a host. Give the full address.")
    return scheme, hierarchy["authority"], hierarchy["path"], hierarchy["query"] or ""


def _split_authority(authority: str) -> tuple[str, str | None]:
    if "@" in authority:
        raise InvalidUrl("The address has a user name or an @ before the host. Give it without.")
    match = _BRACKETED.fullmatch(authority) or _PLAIN.fullmatch(authority)
    if match is None:
        raise InvalidUrl("The host part cannot be read. Brackets are only for an IPv6 address, as in http://[::1]/.")
    return match["host"], match["port"]


def _port(text: str | None, scheme: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 5 or not 0 < int(text) <= _MAX_PORT:
        raise InvalidUrl(f"The port must be a number from 1 to {_MAX_PORT}. Correct it or leave it out.")
    return None if int(text) == _DEFAULT_PORTS[scheme] else int(text)


def _host(text: str) -> str:
    if ":" in text:
        return _ipv6(text)
    host = _ascii_host(text).removesuffix(".")
    if not host:
        raise InvalidUrl("The address has no host. Give the full address, as in https://example.org/story.")
    labels = host.split(".")
    if len(host) > _MAX_HOST_CHARS or not all(_LABEL.fullmatch(label) for label in labels):
        raise InvalidUrl(f"{host[:80]!r} is not a valid host name. Copy the address again.")
    if _NUMBER_LABEL.fullmatch(labels[-1]):
        return _ipv4(host)
    _check_punycode(labels)
    return host


def _ipv6(text: str) -> str:
    try:
        return ipaddress.IPv6Address(text).compressed
    except ValueError as exc:
        raise InvalidUrl(f"{text[:80]!r} is not an IPv6 address. Copy the address again.") from exc


def _ipv4(host: str) -> str:
    """Only four decimal numbers: short, octal, hexadecimal and whole-number forms are read differently by others."""
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError as exc:
        raise InvalidUrl(f"{host[:80]!r} is not a plain IPv4 address. Write four numbers, or the host's name.") from exc


def _ascii_host(text: str) -> str:
    if text.isascii():
        return text.lower()
    try:
        return idna.encode(text, uts46=True, std3_rules=True).decode("ascii").lower()
    except UnicodeError as exc:
        raise InvalidUrl(f"{text[:80]!r} is not a valid host name. Copy the address again.") from exc


def _check_punycode(labels: list[str]) -> None:
    for label in labels:
        if label.startswith("xn--"):
            try:
                idna.decode(label)
            except UnicodeError as exc:
                raise InvalidUrl(f"{label[:80]!r} is not a valid host name. Copy the address again.") from exc


def _path(text: str) -> str:
    """Escapes normalised first, so that ``%2E%2E`` is a dot segment too, then dot segments resolved."""
    out: list[str] = []
    segments = _escaped(text, _PATH_SAFE).split("/")[1:] or [""]
    for position, segment in enumerate(segments):
        last = position == len(segments) - 1
        if segment == "..":
            out = out[:-1]
        elif segment != ".":
            out.append(segment)
            continue
        if last:
            out.append("")
    return "/" + "/".join(out)


def _escaped(text: str, safe: frozenset[str]) -> str:
    """Percent escapes upper case and only for characters that need one; a stray percent sign is escaped."""

    def respell(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char in _UNRESERVED else match[0].upper()

    pieces: list[str] = []
    position = 0
    for match in _ESCAPE.finditer(text):
        pieces += [_escaped_run(text[position : match.start()], safe), respell(match)]
        position = match.end()
    return "".join([*pieces, _escaped_run(text[position:], safe)])


def _escaped_run(text: str, safe: frozenset[str]) -> str:
    return "".join(c if c in safe else "".join(f"%{byte:02X}" for byte in c.encode("utf-8")) for c in text)


def _without_tracking(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if pair and not _is_tracking(pair))


def _is_tracking(pair: str) -> bool:
    name = unquote(pair.partition("=")[0]).lower()
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES)


def _checked_length(url: str) -> str:
    if len(url) > MAX_URL_CHARS:
        raise InvalidUrl(f"The address is longer than {MAX_URL_CHARS} characters. Use the article's short address.")
    return url
