"""The address guard: only public addresses are dialled, and what was checked is what is dialled."""

import socket
import threading
from collections.abc import Sequence
from ipaddress import ip_address, ip_network

import httpcore
import pytest

from claimtrack.articles.guard import AddressPolicy, GuardedBackend, checked_addresses, deadline, system_resolver
from claimtrack.errors import AddressRefused, PageTimeout, PageUnreachable
from tests.articles.local_site import local_site

PUBLIC = "93.184.215.14"
LOOPBACK_ONLY = AddressPolicy(allowed=(ip_network("127.0.0.1/32"),))


class ScriptedResolver:
    """Answers a name with the next scripted list, the last one forever; keeps what it was asked."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        """The next answer."""
        self.asked.append((host, port))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def _no_resolver(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host}:{port} must not be looked up")


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "0.1.2.3"),  # "this network"; Linux dials 0.0.0.0 as loopback
        *("127.0.0.1", "127.0.0.53", "127.255.255.254"),
        *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"),
        *("169.254.169.254", "169.254.0.1"),  # link-local, where clouds keep credentials
        *("100.64.0.1", "100.100.100.200", "100.127.255.255"),  # carrier-grade NAT
        *("192.0.0.1", "192.0.0.170", "192.88.99.1"),  # protocol assignments, 6to4 relay
        *("192.0.2.1", "198.51.100.7", "203.0.113.9"),  # documentation
        *("198.18.0.1", "198.19.255.255"),  # benchmarking
        *("224.0.0.1", "239.255.255.255"),  # multicast
        *("240.0.0.1", "255.255.255.254", "255.255.255.255"),  # reserved, broadcast
        *("::", "::1"),
        *("::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::ffff:93.184.215.14"),  # IPv4 inside IPv6, even a public one
        *("::127.0.0.1", "::a9fe:a9fe"),  # the deprecated compatible form
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1"),  # NAT64
        *("2002:7f00:1::", "2002:a9fe:a9fe::1"),  # 6to4
        *("2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),  # Teredo
        *("2001:2::1", "2001:10::1", "2001:20::1"),  # benchmarking, ORCHID
        *("2001:db8::1", "3fff::1", "3ffe::1"),  # documentation, the old test network
        *("fc00::1", "fd00::1", "fdff:ffff::1"),  # unique local
        *("fe80::1", "febf::1", "fe80::1%1"),  # link-local, also with a zone
        *("fec0::1", "feff::1"),  # site-local
        *("ff02::1", "ff0e::1"),  # multicast
        *("100::1", "5f00::1", "4000::1", "8000::1", "e000::1"),  # outside global unicast
    ],
)
def test_special_address_is_refused(address: str) -> None:
    """No address that means different machines in different places is dialled, as a literal or as an answer."""
    for host, resolver in ((address, _no_resolver), ("site.example", ScriptedResolver([address]))):
        with pytest.raises(AddressRefused):
            checked_addresses(host, 80, AddressPolicy(), resolver)


@pytest.mark.parametrize(
    "address",
    [
        *("1.1.1.1", "9.255.255.255", "11.0.0.0", "93.184.215.14"),
        *("100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0"),  # the neighbours of refused ranges
        *("169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0"),
        *("198.17.255.255", "198.20.0.0", "223.255.255.255"),
        *("2606:4700:4700::1111", "2a00:1450:4001::200e", "2001:4860:4860::8888", "2003::1"),
    ],
)
def test_public_address_is_allowed(address: str) -> None:
    """Public addresses pass, also right beside a refused range."""
    expected = (ip_address(address),)

    assert checked_addresses("site.example", 80, AddressPolicy(), ScriptedResolver([address])) == expected


@pytest.mark.parametrize(
    "host",
    [
        *("127.1", "127.0.1", "0", "2130706433", "017700000001", "0x7f000001", "0x7f.1", "0X7F.0.0.1"),
        *("0177.0.0.1", "127.0.0.0x1", "127.0.0.1.", "256.256.256.256", "1.2.3.4.5", "0x", "foo.0x7f"),
        *(
            "１２７.0.0.1",
            "①27.0.0.1",
            "127。0。0。1",
            "bücher.example",
        ),  # other scripts come as punycode or not at all
        *("[::ffff:a9fe:a9fe]", "[::1]", "[fe80::1%eth0]", "::1%lo", "fe80::1%25eth0", "site.example%00"),
    ],
)
def test_odd_literal_is_refused_without_a_lookup(host: str) -> None:
    """A number in another spelling never reaches a resolver, since resolvers read such spellings as addresses."""
    with pytest.raises(AddressRefused):
        checked_addresses(host, 80, AddressPolicy(), _no_resolver)


@pytest.mark.parametrize(
    "answers",
    [
        [PUBLIC, "127.0.0.1"],
        ["127.0.0.1", PUBLIC],
        ["2606:4700:4700::1111", "::1"],
        [PUBLIC, "2002:7f00:1::"],
        [PUBLIC, "not an address"],
    ],
)
def test_one_private_answer_refuses_the_name(answers: list[str]) -> None:
    """A name that also points inward is refused whole, whatever the order of the answers."""
    with pytest.raises(AddressRefused):
        checked_addresses("site.example", 80, AddressPolicy(), ScriptedResolver(answers))


def test_refusal_names_the_address_and_its_kind() -> None:
    """The message says what was found, so that an operator can decide to allow it."""
    with pytest.raises(AddressRefused, match=r"site\.example leads to 10\.0\.0\.7 \(private\)"):
        checked_addresses("site.example", 80, AddressPolicy(), ScriptedResolver(["10.0.0.7"]))


def test_policy_allows_only_what_it_names() -> None:
    """An allowed address opens no other of the same kind, and not its IPv6 disguise."""
    reasons = {text: LOOPBACK_ONLY.refusal(ip_address(text)) for text in ("127.0.0.1", "127.0.0.2", "::ffff:127.0.0.1")}

    assert reasons == {
        "127.0.0.1": None,
        "127.0.0.2": "this computer",
        "::ffff:127.0.0.1": "an IPv4 address inside IPv6",
    }


@pytest.mark.parametrize("failure", [OSError("no such name"), UnicodeError("label too long"), None])
def test_name_without_address_is_unreachable(failure: Exception | None) -> None:
    """A name that stands for nothing is a page out of reach, not a refused one."""

    def resolver(host: str, port: int) -> Sequence[str]:
        if failure is not None:
            raise failure
        return []

    with pytest.raises(PageUnreachable, match=r"site\.example"):
        checked_addresses("site.example", 80, AddressPolicy(), resolver)


def test_slow_name_server_is_a_timeout() -> None:
    """The operating system's resolver takes no time limit, so the guard keeps one."""
    released = threading.Event()

    def resolver(host: str, port: int) -> Sequence[str]:
        released.wait(5)
        return [PUBLIC]

    with pytest.raises(PageTimeout), deadline(0.05):
        GuardedBackend(AddressPolicy(), resolver).connect_tcp("site.example", 80, timeout=5)

    released.set()


def test_system_resolver_finds_loopback() -> None:
    """The default resolver gives textual addresses without repeats."""
    assert system_resolver("127.0.0.1", 80) == ("127.0.0.1",)


def test_rebinding_name_is_looked_up_once_and_the_checked_address_dialled() -> None:
    """A name that turns private after the check gains nothing: nobody asks a second time."""
    resolver = ScriptedResolver(["127.0.0.1"], ["10.0.0.1"])
    with local_site({}) as site:
        stream = GuardedBackend(LOOPBACK_ONLY, resolver).connect_tcp("site.example", site.port, timeout=5)
        dialled = stream.get_extra_info("server_addr")
        stream.close()

    assert dialled == ("127.0.0.1", site.port)
    assert resolver.asked == [("site.example", site.port)]


def test_next_connection_is_checked_anew() -> None:
    """A name that was public for the first connection and private for the second is refused then."""
    resolver = ScriptedResolver(["127.0.0.1"], ["127.0.0.2"])
    with local_site({}) as site:
        backend = GuardedBackend(LOOPBACK_ONLY, resolver)
        backend.connect_tcp("site.example", site.port, timeout=5).close()

        with pytest.raises(AddressRefused):
            backend.connect_tcp("site.example", site.port, timeout=5)


def test_second_address_is_tried_when_the_first_does_not_answer() -> None:
    """A site with a dead address among good ones can be reached."""
    policy = AddressPolicy(allowed=(ip_network("127.0.0.0/8"),))
    with local_site({}) as site:
        stream = GuardedBackend(policy, ScriptedResolver(["127.0.0.9", "127.0.0.1"])).connect_tcp(
            "site.example", site.port, timeout=5
        )
        dialled = stream.get_extra_info("server_addr")[0]
        stream.close()

    assert dialled == "127.0.0.1"


def test_closed_port_is_a_connect_error() -> None:
    """When no address answers, the client's own error comes through for the fetcher to map."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    with pytest.raises(httpcore.ConnectError):
        GuardedBackend(LOOPBACK_ONLY, ScriptedResolver(["127.0.0.1"])).connect_tcp("site.example", port, timeout=5)


def test_unix_socket_is_refused() -> None:
    """A socket file is on this computer, so it is never opened."""
    with pytest.raises(AddressRefused):
        GuardedBackend(LOOPBACK_ONLY).connect_unix_socket("/run/docker.sock")


def test_tls_carries_the_name_while_the_address_is_dialled() -> None:
    """The handshake asks for the site's name, so certificates are checked against it."""
    hello: list[bytes] = []

    def capture(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            hello.append(connection.recv(4096))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=capture, args=(listener,))
        thread.start()
        backend = GuardedBackend(LOOPBACK_ONLY, ScriptedResolver(["127.0.0.1"]))
        stream = backend.connect_tcp("site.example", listener.getsockname()[1], timeout=5)
        with pytest.raises(httpcore.ConnectError):
            stream.start_tls(httpcore.default_ssl_context(), "site.example", timeout=5)
        thread.join(timeout=5)

    assert b"site.example" in hello[0]
