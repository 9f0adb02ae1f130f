"""The choice of the extractor in a shell, and what the doctor says of it."""

import json

import pytest

from tests.chat_server import KEY, ChatServer, Raw, chat_server, claims

from .conftest import Run

TOLL = "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said."
PROBED = claims("31 people were rescued from a ferry near Larnos on Monday")


@pytest.fixture(autouse=True)
def port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any free port is right for the doctor."""
    monkeypatch.setenv("CLAIMTRACK_PORT", "0")


def configure(monkeypatch: pytest.MonkeyPatch, chat: ChatServer) -> None:
    """Have articles go to a server."""
    for name, value in chat.settings().items():
        monkeypatch.setenv(f"CLAIMTRACK_{name.upper()}", value)


def quotes(printed: str) -> list[str]:
    """The claims in a command's JSON."""
    return [claim["quote"] for claim in json.loads(printed)["claims"]]


def test_extract_takes_the_extractor_that_is_named(command: Run, models: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name it is the configured one; with `rules` nothing is sent."""
    with chat_server(claims("A ferry sank")) as chat:
        configure(monkeypatch, chat)
        default, remote, rules = (
            command("extract", "-", "--json", *option, stdin=TOLL.encode())
            for option in ((), ("--extractor", "remote"), ("--extractor", "rules"))
        )

    assert [0, 0, 0] == [done.code for done in (default, remote, rules)]
    assert ["A ferry sank"] == quotes(default.out) == quotes(remote.out)
    assert any("31 people" in quote for quote in quotes(rules.out))
    assert 2 == len(chat.asked)


def test_extract_by_a_model_that_is_not_configured_is_refused(command: Run, models: None) -> None:
    """It says which settings to make."""
    done = command("extract", "-", "--extractor", "remote", stdin=TOLL.encode())

    assert 0 != done.code
    assert "CLAIMTRACK_EXTRACTOR_URL" in done.err


def test_extract_fails_where_the_model_does(command: Run, models: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not print that there is no claim."""
    with chat_server(lambda _: "no JSON") as chat:
        configure(monkeypatch, chat)
        done = command("extract", "-", stdin=TOLL.encode())

    assert (1, "") == (done.code, done.out)
    assert "not JSON" in " ".join(done.err.split())


def test_the_doctor_tries_the_extractor(claimtrack: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a sentence of ours, and says what came of it."""
    with chat_server(PROBED) as chat:
        configure(monkeypatch, chat)
        done = claimtrack("doctor")

    assert 0 == done.code
    assert "ok  extractor" in done.out
    assert "1 claim in the sentence of trial, by json_schema" in " ".join(done.out.split())


def test_the_doctor_says_why_the_extractor_does_not_work(claimtrack: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a remedy, without the key."""
    with chat_server(raw=[Raw(status=401)]) as chat:
        configure(monkeypatch, chat)
        done = claimtrack("doctor")

    assert 1 == done.code
    assert "BAD extractor" in " ".join(done.out.split())
    assert "unset CLAIMTRACK_EXTRACTOR_URL" in " ".join(done.out.split())
    assert KEY not in done.out + done.err
