"""The server: where it listens, how it says so, and that it stops when asked."""

import os
import signal
import urllib.request
from typing import Any

import pytest

from claimtrack.web.server import AddressTaken, address_of, listen, run_server


def test_an_address_in_use_is_named_with_what_to_do() -> None:
    """Two servers on one port is the commonest mishap at the start."""
    with listen("127.0.0.1", 0) as first:
        first.listen()
        port = first.getsockname()[1]

        with pytest.raises(AddressTaken, match=f"127.0.0.1:{port}.*--port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["203.0.113.9", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    """It cannot be listened on."""
    with pytest.raises(AddressTaken, match=host):
        listen(host, 0)


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1")])
def test_the_address_is_one_that_a_browser_can_open(host: str, shown: str) -> None:
    """Also when it listens on every address."""
    with listen(host, 0) as listening:
        assert address_of(listening) == f"http://{shown}:{listening.getsockname()[1]}"


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_asked_and_leaves_the_signals_as_they_were(
    demo_engine: Any, new_engine: Any, sent: signal.Signals
) -> None:
    """Returning, not dying, lets the caller close the database."""
    engine = new_engine(demo_engine.database, port=0)
    before = signal.getsignal(signal.SIGTERM)
    announced: list[str] = []

    def stop(url: str) -> None:
        announced.append(url)
        os.kill(os.getpid(), sent)

    run_server(engine, announce=stop)

    assert announced[0].startswith("http://127.0.0.1:")
    assert signal.getsignal(signal.SIGTERM) == before
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(announced[0], timeout=2)  # noqa: S310
