"""Web addresses: one canonical form, and refusal of whatever two programs could read differently."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.articles.urls import canonical_url, domain_of, fetchable_url, host_of, registered_domain
from claimtrack.errors import InvalidUrl


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("HTTPS://Example.ORG/Story", "https://example.org/Story"),  # scheme and host, not the path
        ("  https://example.org/a \n", "https://example.org/a"),  # white space around it
        ("https://example.org/", "https://example.org"),  # the bare root
        ("https://example.org", "https://example.org"),
        ("https://example.org/a/", "https://example.org/a/"),  # another slash may matter
        ("https://example.org?p=1", "https://example.org/?p=1"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),  # not this scheme's default
        ("http://example.org:/a", "http://example.org/a"),
        ("http://example.org./a", "http://example.org/a"),  # the root label
        ("https://example.org/a?utm_source=x&id=7&fbclid=y", "https://example.org/a?id=7"),
        ("https://example.org/a?UTM_Medium=x", "https://example.org/a"),
        ("https://example.org/a?utm%5Fsource=x", "https://example.org/a"),  # the name is escaped
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),  # order is kept
        ("https://example.org/a?cid=5&reference=6", "https://example.org/a?cid=5&reference=6"),  # may name the article
        ("https://example.org/a?q=1%262&q=3", "https://example.org/a?q=1%262&q=3"),  # an escaped & is no separator
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/%2e%2e/a", "https://example.org/a"),  # an escaped dot segment
        ("https://example.org/../..", "https://example.org"),
        ("https://example.org/a//b", "https://example.org/a//b"),
        ("https://example.org/%7euser/%c3%a9", "https://example.org/~user/%C3%A9"),
        ("https://example.org/é x", "https://example.org/%C3%A9%20x"),
        ("https://example.org/100%", "https://example.org/100%25"),  # a stray percent sign
        ("https://münchen.example/", "https://xn--mnchen-3ya.example"),
        ("https://xn--mnchen-3ya.example/a", "https://xn--mnchen-3ya.example/a"),
        ("https://пример.example/a", "https://xn--e1afmkfd.example/a"),
        ("http://192.0.2.1/a", "http://192.0.2.1/a"),
        ("http://１９２.0.2.1/a", "http://192.0.2.1/a"),  # full-width digits are the same digits
        ("http://[2001:DB8:0::1]:8080/a", "http://[2001:db8::1]:8080/a"),
        ("http://localhost:8000/a", "http://localhost:8000/a"),  # well formed; the guard decides about it
    ],
)
def test_canonical_url_gives_one_form(raw: str, expected: str) -> None:
    """Two spellings of one address end up as the same string."""
    assert canonical_url(raw) == expected


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        ("", "no address"),
        ("   ", "no address"),
        ("example.org/a", "http:// or https://"),
        ("//example.org/a", "http:// or https://"),
        ("localhost:8000/a", "http:// or https://"),  # a host with its port, not a scheme
        ("ftp://example.org/a", "ftp:"),
        ("file:///etc/hosts", "file:"),
        ("javascript:alert(1)", "javascript:"),
        ("data:text/html,x", "data:"),
        ("gopher://example.org", "gopher:"),
        ("http:example.org", "two slashes"),
        ("http:/example.org", "two slashes"),
        ("http://", "no host"),
        ("http:///a", "no host"),
        ("http://:80/a", "no host"),
        ("http://user@example.org/", "user name"),
        ("http://user:secret@example.org/", "user name"),
        ("http://example.org@inside.example/", "user name"),
        ("http://@example.org/", "user name"),
        ("http://example.org\\@inside.example/", "backslash"),
        ("http:\\\\example.org", "backslash"),
        ("http://example.org/a\\b", "backslash"),
        ("http://exam\tple.org/", "control"),
        ("http://example.org/\r\nHost: inside", "control"),
        ("http://example.org/\x00", "control"),
        ("http://example.org/\x7f", "control"),
        ("http://example\u200b.org/", "invisible"),  # zero-width space
        ("http://example.org/\u202egpj", "invisible"),  # right-to-left override
        ("http://example.org/\ud800", "invisible"),  # half a surrogate pair
        ("http://exa mple.org/", "not a valid host"),
        ("http://%31%32%37.0.0.1/", "not a valid host"),
        ("http://example.org%00.inside/", "not a valid host"),
        ("http://-example.org/", "not a valid host"),
        ("http://example..org/", "not a valid host"),
        ("http://ex$ample.org/", "not a valid host"),
        ("http://" + "a" * 64 + ".org/", "not a valid host"),
        ("http://" + "a." * 127 + "org/", "not a valid host"),
        ("http://xn--a/", "not a valid host"),  # no such punycode
        ("http://℀.example/", "not a valid host"),  # turns into a/c
        ("http://[::1/", "Brackets"),
        ("http://::1/", "Brackets"),
        ("http://[::1]x/", "Brackets"),
        ("http://[example.org]/", "Brackets"),
        ("http://a[::1]/", "Brackets"),
        ("http://[fe80::1%25eth0]/", "Brackets"),  # a zone belongs to one machine
        ("http://[v1.fe80::a]/", "Brackets"),
        ("http://[12345::]/", "not an IPv6"),
        ("http://127.1/", "not a plain IPv4"),
        ("http://0x7f.1/", "not a plain IPv4"),
        ("http://0177.0.0.1/", "not a plain IPv4"),
        ("http://2130706433/", "not a plain IPv4"),
        ("http://1.2.3.4.5/", "not a plain IPv4"),
        ("http://256.1.1.1/", "not a plain IPv4"),
        ("http://example.0x1/", "not a plain IPv4"),
        ("http://example.org:0/", "port"),
        ("http://example.org:65536/", "port"),
        ("http://example.org:-1/", "port"),
        ("http://example.org:8 0/", "port"),
        ("http://example.org:٨٠/", "port"),  # digits of another script
        ("http://example.org:80:80/", "Brackets"),
        ("http://example.org/" + "a" * 2048, "longer"),
        ("http://example.org/" + "é" * 400, "longer"),  # only after escaping
    ],
)
def test_canonical_url_refuses(raw: str, part: str) -> None:
    """What is not a plain web address is refused, and the message says what is wrong and what to do."""
    with pytest.raises(InvalidUrl, match=part) as caught:
        canonical_url(raw)

    assert caught.value.message.count(".") >= 2


_PIECES = st.sampled_from(
    [
        *("http", "https", "://", ":", "/", "//", "\\", "@", "[", "]", "::1", "%", "%2e", "%2F", "%zz", "?", "#", "&"),
        *(
            "..",
            ".",
            "example.org",
            "xn--",
            "ü",
            "０",
            "127.0.0.1",
            "0x7f",
            "utm_a",
            ":80",
            ":443",
            " ",
            "\t",
            "B",
            "=",
        ),
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=12).map(lambda pieces: "http://" + "".join(pieces))))
def test_canonical_url_is_idempotent_and_agrees_with_the_client(raw: str) -> None:
    """Applying it twice changes nothing, and the HTTP client sees the same host, port and path in the result."""
    try:
        canonical = canonical_url(raw)
    except InvalidUrl:
        return

    seen = httpx.URL(canonical)

    assert canonical_url(canonical) == canonical
    assert seen.raw_host.decode("ascii") == host_of(raw)
    assert fetchable_url(canonical) == f"{seen.scheme}://{seen.netloc.decode()}{seen.raw_path.decode()}"


def test_fetchable_url_keeps_tracking_parameters() -> None:
    """A redirect may depend on a parameter that says nothing about the article."""
    assert fetchable_url("http://Example.org/?utm_source=x") == "http://example.org/?utm_source=x"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("/b?c=1", "https://example.org/b?c=1"),
        ("b", "https://example.org/a/b"),
        ("../b", "https://example.org/b"),
        ("//other.example/b", "https://other.example/b"),
        ("http://other.example/b", "http://other.example/b"),
        ("?c=1", "https://example.org/a/?c=1"),
    ],
)
def test_fetchable_url_resolves_against_a_base(reference: str, expected: str) -> None:
    """A Location header may hold any relative reference."""
    assert fetchable_url(reference, base="https://example.org/a/") == expected


@pytest.mark.parametrize(
    "reference",
    ["file:///etc/hosts", "javascript:alert(1)", "//user@other.example/", "\\\\other.example", "http://[::1", ""],
)
def test_fetchable_url_refuses_a_bad_reference(reference: str) -> None:
    """A redirect gets no more trust than an address that a person typed."""
    with pytest.raises(InvalidUrl):
        fetchable_url(reference, base="https://example.org/a")


@pytest.mark.parametrize(
    ("url", "domain", "registered"),
    [
        ("https://www.example.org/a", "example.org", "example.org"),
        ("https://www2.example.org/a", "example.org", "example.org"),
        ("https://m.example.co.uk/a", "example.co.uk", "example.co.uk"),
        ("https://amp.example.org/a", "example.org", "example.org"),
        ("https://news.example.co.uk/a", "news.example.co.uk", "example.co.uk"),
        ("https://www.com/a", "www.com", "www.com"),  # www is all of the name
        ("https://www.harbor.example/a", "harbor.example", "harbor.example"),  # a suffix that nobody listed
        ("https://one.blogspot.com/a", "one.blogspot.com", "one.blogspot.com"),  # a platform's customers are apart
        ("http://192.0.2.1/a", "192.0.2.1", "192.0.2.1"),
        ("http://[2001:db8::1]/a", "2001:db8::1", "2001:db8::1"),
        ("http://localhost/a", "localhost", "localhost"),
    ],
)
def test_domain_names_the_outlet(url: str, domain: str, registered: str) -> None:
    """The outlet's domain drops only what never tells outlets apart; the registered name is what somebody owns."""
    found = (domain_of(url), registered_domain(url))

    assert found == (domain, registered)
