"""Fetching against a real server: redirects, limits, statuses, conditions, and what is never sent."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from ipaddress import ip_network

import httpcore
import httpx
import pytest

from claimtrack.articles.fetch import Fetcher, FetchLimits, Wanted
from claimtrack.articles.guard import AddressPolicy
from claimtrack.articles.model import FetchedPage
from claimtrack.errors import (
    AddressRefused,
    ClaimtrackError,
    InvalidUrl,
    NotText,
    PageGone,
    PageTimeout,
    PageTooLarge,
    PageUnreachable,
)
from tests.articles.local_site import Answer, LocalSite, answer, drip, local_site, page, redirect

LOOPBACK_ONLY = AddressPolicy(allowed=(ip_network("127.0.0.1/32"),))
QUICK = FetchLimits(connect_s=2, read_s=0.5, total_s=0.8, max_body_bytes=100_000, max_redirects=3)
NAMES = {"site.example": ("127.0.0.1",), "other.example": ("127.0.0.1",), "inside.example": ("10.0.0.1",)}
TLS = httpx.create_ssl_context(trust_env=False)
HTML = b"<html><body><p>Sixteen people were killed.</p></body></html>"

packed = partial(gzip.compress, mtime=0)
"""Without the time of packing: it would stand in the names of tests, which must be the same in every process."""


def _resolve(host: str, port: int) -> tuple[str, ...]:
    if host not in NAMES:
        raise OSError(f"no such name: {host}")
    return NAMES[host]


@contextmanager
def _site(answers: dict[str, Answer], limits: FetchLimits = QUICK) -> Iterator[tuple[LocalSite, Fetcher]]:
    fetcher = Fetcher(user_agent="claimtrack-test/1.0", policy=LOOPBACK_ONLY, resolver=_resolve, limits=limits, tls=TLS)
    with local_site(answers) as site, fetcher:
        yield site, fetcher


def _fetch(scripted: Answer, path: str = "/a", limits: FetchLimits = QUICK) -> FetchedPage:
    with _site({path: scripted}, limits) as (site, fetcher):
        return fetcher.fetch(site.url(path))


def test_page_comes_whole_with_its_headers() -> None:
    """A plain answer is returned byte for byte with what is needed to ask again."""
    scripted = page(HTML, ETag='"v1"', Last_Modified="Tue, 11 Oct 2016 12:00:00 GMT")
    with _site({"/a": scripted}) as (site, fetcher):
        fetched = fetcher.fetch(site.url("/a"))
        url = site.url("/a")

    assert fetched == FetchedPage(
        url=url,
        final_url=url,
        status=200,
        content_type="text/html; charset=utf-8",
        body=HTML,
        etag='"v1"',
        last_modified="Tue, 11 Oct 2016 12:00:00 GMT",
    )


def test_request_says_who_asks_and_nothing_else() -> None:
    """The request carries the honest name, no cookies, no credentials, and asks for no encoding that is not decoded."""
    with _site({"/a?b=1": page(HTML)}) as (site, fetcher):
        fetcher.fetch(site.url("/a?b=1"))
        lines = site.requests[0].split("\r\n")
        names = sorted(line.partition(":")[0].lower() for line in lines[1:] if line)

    assert lines[0] == "GET /a?b=1 HTTP/1.1"
    assert f"Host: site.example:{site.port}" in lines
    assert "User-Agent: claimtrack-test/1.0" in lines
    assert "Accept-Encoding: gzip, deflate" in lines
    assert names == ["accept", "accept-encoding", "connection", "host", "user-agent"]


def test_environment_does_not_change_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy in the environment would dial where the guard cannot look."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    assert _fetch(page(HTML)).body == HTML


def test_cookie_is_not_kept() -> None:
    """What one page sets is not told to the next, nor after a redirect."""
    answers: dict[str, Answer] = {
        "/a": answer("302 Found", Location="/b", Set_Cookie="id=1; Path=/"),
        "/b": page(HTML, Set_Cookie="id=2; Path=/"),
    }
    with _site(answers) as (site, fetcher):
        fetcher.fetch(site.url("/a"))
        fetcher.fetch(site.url("/b"))
        requests = "".join(site.requests)

    assert "cookie" not in requests.lower()


def test_conditions_are_sent_and_304_is_not_modified() -> None:
    """An unchanged page costs one short answer and is reported as such."""
    with _site({"/a": b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\nConnection: close\r\n\r\n'}) as (site, fetcher):
        fetched = fetcher.fetch(site.url("/a"), etag='"v1"', last_modified="Tue, 11 Oct 2016 12:00:00 GMT")
        request = site.requests[0]

    assert (fetched.not_modified, fetched.status, fetched.body) == (True, 304, b"")
    assert 'If-None-Match: "v1"' in request
    assert "If-Modified-Since: Tue, 11 Oct 2016 12:00:00 GMT" in request


def test_304_that_nobody_asked_for_is_not_a_finding() -> None:
    """Without a condition there is nothing that could be unchanged."""
    with pytest.raises(PageUnreachable, match="304"):
        _fetch(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")


def test_stored_etag_cannot_smuggle_a_header() -> None:
    """A validator with a line break is dropped instead of sent."""
    with _site({"/a": page(HTML)}) as (site, fetcher):
        fetcher.fetch(site.url("/a"), etag='"v1"\r\nX-Evil: 1')
        request = site.requests[0]

    assert "X-Evil" not in request


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("404 Not Found", PageGone),
        ("410 Gone", PageGone),
        ("400 Bad Request", PageUnreachable),
        ("401 Unauthorized", PageUnreachable),
        ("402 Payment Required", PageUnreachable),
        ("403 Forbidden", PageUnreachable),
        ("418 I'm a teapot", PageUnreachable),
        ("429 Too Many Requests", PageUnreachable),
        ("451 Unavailable For Legal Reasons", PageUnreachable),
        ("500 Internal Server Error", PageUnreachable),
        ("503 Service Unavailable", PageUnreachable),
        ("599 Odd", PageUnreachable),
        ("204 No Content", PageUnreachable),  # success, but there is no page
        ("206 Partial Content", PageUnreachable),  # part of a page is not the page
        ("300 Multiple Choices", PageUnreachable),
    ],
)
def test_status_becomes_an_error(status: str, error: type[ClaimtrackError]) -> None:
    """Only a page that is there is returned; the message names the status."""
    with pytest.raises(ClaimtrackError, match=status[:3]) as caught:
        _fetch(answer(status, b"<html>", Content_Type="text/html"))

    assert type(caught.value) is error


@pytest.mark.parametrize(
    "location",
    ["/end", "end", "?to=end", "//other.example:{port}/end", "http://other.example:{port}/end#part"],
)
def test_redirect_is_followed(location: str) -> None:
    """Relative and absolute redirects lead to the last page; its address is reported without the fragment."""
    with _site({}) as (site, fetcher):
        site.answers |= {"/a": redirect(location.format(port=site.port)), "/end": page(HTML), "/a?to=end": page(HTML)}
        fetched = fetcher.fetch(site.url("/a"))

    assert fetched.url == site.url("/a")
    assert fetched.final_url.endswith("end")
    assert fetched.body == HTML


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "303 See Other", "307 T", "308 P"])
def test_every_kind_of_redirect_is_followed(status: str) -> None:
    """The five statuses that name another address are treated alike, since only GET is sent."""
    with _site({"/a": redirect("/b", status), "/b": page(HTML)}) as (site, fetcher):
        assert fetcher.fetch(site.url("/a")).final_url == site.url("/b")


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://inside.example/", AddressRefused),  # a name for a private address
        ("http://127.0.0.2:{port}/", AddressRefused),
        ("http://169.254.169.254/latest/meta-data/", AddressRefused),
        ("http://[::1]:{port}/", AddressRefused),
        ("http://[::ffff:7f00:1]:{port}/", AddressRefused),
        ("http://0x7f.1:{port}/", PageUnreachable),
        ("http://2130706433:{port}/", PageUnreachable),
        ("file:///etc/hosts", PageUnreachable),
        ("ftp://site.example/", PageUnreachable),
        ("http://user:secret@site.example:{port}/b", PageUnreachable),
        ("http://site.example:{port}\\@inside.example/", PageUnreachable),
        ("http://nowhere.example/", PageUnreachable),
        ("", PageUnreachable),
    ],
)
def test_bad_redirect_is_refused(location: str, error: type[ClaimtrackError]) -> None:
    """Every hop is parsed and guarded like the first address; nothing is asked of the refused one."""
    with _site({}) as (site, fetcher):
        site.answers["/a"] = redirect(location.format(port=site.port))
        with pytest.raises(ClaimtrackError) as caught:
            fetcher.fetch(site.url("/a"))
        asked = len(site.requests)

    assert (type(caught.value), asked) == (error, 1)


def test_redirect_in_a_circle_ends() -> None:
    """A page that leads back to itself is out of reach."""
    with _site({"/a": redirect("/b"), "/b": redirect("/a")}) as (site, fetcher):
        with pytest.raises(PageUnreachable, match="circle"):
            fetcher.fetch(site.url("/a"))

        assert len(site.requests) == 2


@pytest.mark.parametrize(("hops", "reached"), [(3, True), (4, False)])
def test_number_of_redirects_is_capped(hops: int, reached: bool) -> None:
    """As many redirects as the limit says are followed, and not one more."""
    answers: dict[str, Answer] = {f"/{number}": redirect(f"/{number + 1}") for number in range(hops)}
    with _site(answers | {f"/{hops}": page(HTML)}) as (site, fetcher):
        if reached:
            assert fetcher.fetch(site.url("/0")).body == HTML
        else:
            with pytest.raises(PageUnreachable, match="redirects"):
                fetcher.fetch(site.url("/0"))


@pytest.mark.parametrize(
    "url", ["http://inside.example/a", "http://127.0.0.2/a", "http://[::1]/a", "http://10.0.0.1/a"]
)
def test_private_address_is_refused_as_such(url: str) -> None:
    """The refusal comes through the client unchanged, so that nobody takes it for an outage."""
    with _site({}) as (_, fetcher), pytest.raises(AddressRefused):
        fetcher.fetch(url)


def test_unknown_name_is_unreachable() -> None:
    """A name that does not exist is an outage as far as anybody can tell, not a missing page."""
    with _site({}) as (_, fetcher), pytest.raises(PageUnreachable, match=r"nowhere\.example"):
        fetcher.fetch("http://nowhere.example/a")


def test_bad_address_is_refused_before_anything_is_sent() -> None:
    """The same parser guards the first address."""
    with _site({}) as (_, fetcher), pytest.raises(InvalidUrl):
        fetcher.fetch("file:///etc/hosts")


def test_closed_port_is_unreachable() -> None:
    """The client's connection error is mapped."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with _site({}) as (_, fetcher), pytest.raises(PageUnreachable):
        fetcher.fetch(f"http://site.example:{port}/a")


def test_tls_failure_is_unreachable() -> None:
    """A port that does not speak TLS gives our error, with the cause kept."""

    def refuse(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener, _site({}) as (_, fetcher):
        threading.Thread(target=refuse, args=(listener,), daemon=True).start()
        with pytest.raises(PageUnreachable) as caught:
            fetcher.fetch(f"https://site.example:{listener.getsockname()[1]}/a")

    assert isinstance(caught.value.__cause__, httpcore.ConnectError)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    "scripted",
    [
        lambda connection: time.sleep(1.5),  # accepts, then says nothing
        drip(b"HTTP/1.1 200 OK\r\n", b"X-Drip: 1\r\n", 0.05),  # a header line now and then
        drip(HEAD + b"Content-Length: 5000\r\n\r\n", b"x", 0.05),  # a byte of the body now and then
        drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.05),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.05),  # interim answers for ever
    ],
    ids=["silence", "headers", "body", "chunks", "interim"],
)
def test_slow_server_is_given_up_in_time(scripted: Answer) -> None:
    """However steadily a server drips, the whole fetch ends at its deadline."""
    started = time.monotonic()

    with pytest.raises(PageTimeout):
        _fetch(scripted)

    assert time.monotonic() - started < 1.4


def test_deadline_covers_the_redirects_together() -> None:
    """Hops that are each quick enough do not add up to more than the limit."""

    def slow_hop(number: int) -> Callable[[socket.socket], None]:
        def send(connection: socket.socket) -> None:
            time.sleep(0.35)
            connection.sendall(redirect(f"/{number + 1}"))

        return send

    answers: dict[str, Answer] = {f"/{number}": slow_hop(number) for number in range(3)}
    with _site(answers | {"/3": page(HTML)}) as (site, fetcher), pytest.raises(PageTimeout):
        fetcher.fetch(site.url("/0"))


@pytest.mark.parametrize(
    "scripted",
    [
        HEAD + b"Content-Length: 100001\r\n\r\n",  # says so itself: refused before the body is read
        HEAD + b"Connection: close\r\n\r\n" + b"x" * 100_001,
        HEAD
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + b"C350\r\n"
        + b"x" * 50_000
        + b"\r\n"
        + b"C351\r\n"
        + b"x" * 50_001,
    ],
    ids=["declared", "until-close", "chunked"],
)
def test_large_body_is_refused(scripted: bytes) -> None:
    """A body over the limit is not read to its end."""
    with pytest.raises(PageTooLarge, match=r"0\.1 MB"):
        _fetch(scripted)


def test_body_of_exactly_the_limit_is_kept() -> None:
    """The limit is the largest size that passes."""
    assert len(_fetch(page(b"x" * 100_000)).body) == 100_000


def _encoded(body: bytes, encoding: str) -> bytes:
    return page(body, Content_Encoding=encoding)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_compression_bomb_stops_at_the_limit(encoding: str) -> None:
    """A few kilobytes that unpack to 40 MB cost no more than the limit, and little time."""
    packer = zlib.compressobj(wbits=31 if encoding == "gzip" else 15)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(40)) + packer.flush()
    started = time.monotonic()

    with pytest.raises(PageTooLarge):
        _fetch(_encoded(bomb, encoding))

    assert time.monotonic() - started < 0.5


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        ("identity", HTML),
        ("gzip", packed(HTML)),
        ("x-gzip", packed(HTML)),
        ("GZIP", packed(HTML)),
        ("deflate", zlib.compress(HTML)),
        ("deflate", _raw_deflate(HTML)),  # without the header that the standard wants
        ("gzip", packed(HTML[:20]) + packed(HTML[20:])),  # two members are one body
        ("gzip", packed(HTML) + b"\0" * 20),  # padding after the end
    ],
)
def test_compressed_body_is_unpacked(encoding: str, sent: bytes) -> None:
    """Both encodings that are asked for are undone, in the forms that servers send."""
    assert _fetch(_encoded(sent, encoding)).body == HTML


def test_highly_compressed_body_is_unpacked_whole() -> None:
    """Output that zlib holds back at a step's end is not lost."""
    body = b"<p>x</p>" * 12_000

    assert _fetch(_encoded(packed(body), "gzip")).body == body


@pytest.mark.parametrize(
    ("encoding", "sent", "part"),
    [
        ("br", b"\x0b\x02\x80abc\x03", "not asked for"),
        ("gzip, gzip", packed(packed(HTML)), "not asked for"),
        ("gzip", HTML, "compression is broken"),
        ("gzip", packed(HTML * 50)[:60], "ended before"),
        ("deflate", b"\xff\xff\xff\xff", "compression is broken"),
    ],
)
def test_broken_compression_is_unreachable(encoding: str, sent: bytes, part: str) -> None:
    """A body that cannot be unpacked whole is no page, never half a page."""
    with pytest.raises(PageUnreachable, match=part):
        _fetch(_encoded(sent, encoding))


@pytest.mark.parametrize(
    "scripted",
    [
        b"",  # hangs up at once
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nContent-Type: text/html\r\n\r\nshort",  # cut off
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort",
        HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nshort!",  # two lengths
        b"HTTP/1.1 200 OK\r\n" + b"X-Flood: " + b"y" * 300_000 + b"\r\n\r\n",  # one endless header
        b"HTTP/1.1 200 OK\r\n" + b"X-Flood: yyyyyyyyyyyyyyyy\r\n" * 20_000 + b"\r\n",  # countless headers
        b"HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",  # a redirect to nowhere
    ],
    ids=["empty", "nonsense", "cut", "cut-chunk", "two-lengths", "long-header", "many-headers", "no-location"],
)
def test_broken_answer_is_unreachable(scripted: bytes) -> None:
    """An answer that is not whole and well formed is an outage, and never half a page."""
    with pytest.raises(PageUnreachable):
        _fetch(scripted)


@pytest.mark.parametrize(
    "content_type",
    ["text/html", "TEXT/HTML; charset=x", "application/xhtml+xml", "text/plain", "text/xml", "application/rss+xml", ""],
)
def test_text_is_accepted(content_type: str) -> None:
    """Pages, plain text and XML pass, and so does an answer that does not say what it is."""
    assert _fetch(answer(body=HTML, Content_Type=content_type)).body == HTML


@pytest.mark.parametrize(
    "content_type",
    ["application/pdf", "image/png", "image/svg+xml", "application/json", "application/octet-stream", "video/mp4"],
)
def test_other_media_are_not_text(content_type: str) -> None:
    """A server that announces something else is believed, and its body not read."""
    with pytest.raises(NotText, match=content_type.replace("+", r"\+")):
        _fetch(answer(body=HTML, Content_Type=content_type))


def test_one_fetcher_serves_threads_with_their_own_deadlines() -> None:
    """A slow page in one thread takes nothing from the time of another."""
    answers: dict[str, Answer] = {"/slow": drip(HEAD + b"Content-Length: 5000\r\n\r\n", b"x", 0.05), "/a": page(HTML)}
    with _site(answers) as (site, fetcher), ThreadPoolExecutor(4) as pool:
        slow = pool.submit(fetcher.fetch, site.url("/slow"))
        time.sleep(0.4)
        quick = [pool.submit(fetcher.fetch, site.url("/a")) for _ in range(6)]

        assert [future.result(timeout=5).body for future in quick] == [HTML] * 6
        with pytest.raises(PageTimeout):
            slow.result(timeout=5)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Retry_After": "120"}, 120.0),
        ({"Retry_After": " 0 "}, 0.0),
        ({"Retry_After": "Tue, 11 Oct 2016 15:00:00 GMT", "Date": "Tue, 11 Oct 2016 12:00:00 GMT"}, 10_800.0),
        ({"Retry_After": "Tue, 11 Oct 2016 11:00:00 GMT", "Date": "Tue, 11 Oct 2016 12:00:00 GMT"}, 0.0),  # is over
        ({"Retry_After": "Tue, 11 Oct 2016 15:00:00 GMT"}, None),  # by whose clock?
        ({"Retry_After": "9" * 400}, None),
        ({"Retry_After": "-5"}, None),
        ({"Retry_After": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_a_site_wants_to_be_left_alone(headers: dict[str, str], expected: float | None) -> None:
    """In seconds; a moment counts from the clock of the site itself."""
    with pytest.raises(PageUnreachable, match="503") as refused:
        _fetch(answer("503 Service Unavailable", **headers))

    assert expected == refused.value.retry_after_s


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], None),  # nothing has moved
        ([301], "/1"),
        ([308, 301], "/2"),
        ([302], None),  # only for now
        ([301, 302, 301], "/1"),  # what comes after a passing redirect is no lasting address of this page
    ],
)
def test_where_a_page_has_moved_for_good(statuses: list[int], expected: str | None) -> None:
    """The end of the lasting redirects that the way began with."""
    answers: dict[str, Answer] = {f"/{n}": redirect(f"/{n + 1}", f"{status} x") for n, status in enumerate(statuses)}
    with _site({**answers, f"/{len(statuses)}": page(HTML)}) as (site, fetcher):
        fetched = fetcher.fetch(site.url("/0"))

        assert (expected and site.url(expected), site.url(f"/{len(statuses)}")) == (fetched.moved_to, fetched.final_url)


def test_what_is_wanted_decides_what_is_taken() -> None:
    """Another kind of answer is asked for by its name, taken under its types, and bounded on its own."""
    wanted = Wanted(accept="application/json", types=frozenset({"application/json"}), max_body_bytes=10)
    answers: dict[str, Answer] = {
        "/small": answer(body=b"{}", Content_Type="application/json"),
        "/large": answer(body=b"{" + b" " * 20 + b"}", Content_Type="application/json"),
    }
    with _site(answers) as (site, fetcher):
        assert b"{}" == fetcher.fetch(site.url("/small"), wanted=wanted).body
        assert "Accept: application/json\r\n" in site.requests[0]
        with pytest.raises(PageTooLarge):
            fetcher.fetch(site.url("/large"), wanted=wanted)
        with pytest.raises(NotText):
            fetcher.fetch(site.url("/small"))
