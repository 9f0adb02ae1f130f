"""The application on the demo's articles, asked over its own test client."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from claimtrack.services.engine import Engine
from claimtrack.web.app import create_app, state_of

BASE_URL = "http://127.0.0.1:8000"

Client = TestClient[Litestar]
NewClient = Callable[..., AbstractContextManager[Client]]


_idle: dict[str, list[Litestar]] = defaultdict(list)
"""Applications that no test uses at the moment, by their settings: making the routes takes longer than most requests."""


@contextmanager
def app_on(engine: Engine, **options: Any) -> Iterator[Litestar]:
    """The application on an engine, as if it had just been made."""
    known = _idle[engine.settings.model_dump_json()]
    if known:
        app = known.pop()
        app.state = state_of(engine, **options)
    else:
        app = create_app(engine, **options)
    yield app
    known.append(app)


@contextmanager
def client_of(engine: Engine, **options: Any) -> Iterator[Client]:
    """A client of the application on an engine; it does not follow redirects. Options are the application's."""
    with app_on(engine, **options) as app, TestClient(app, base_url=BASE_URL) as client:
        client.follow_redirects = False
        yield client


@pytest.fixture(scope="session")
def demo_engine(seeded_name: str, new_database: Any, new_engine: Any) -> Iterator[Engine]:
    """An engine on the demo's articles, shared by the tests that only read."""
    with new_database(template=seeded_name) as database:
        engine = new_engine(database, actor="tester")
        yield engine
        engine.close()


@pytest.fixture(scope="session")
def reader(demo_engine: Engine) -> Iterator[Client]:
    """A client for tests that change nothing."""
    with client_of(demo_engine) as client:
        yield client


@pytest.fixture
def client(seeded_engine: Engine) -> Iterator[Client]:
    """A client on a copy of the demo that only this test sees."""
    with client_of(seeded_engine) as client:
        yield client


@pytest.fixture
def empty(engine: Engine) -> Iterator[Client]:
    """A client on an empty database."""
    with client_of(engine) as client:
        yield client


def send(client: Client, page: str, path: str, **fields: str) -> Any:
    """Fill in a form that stands on `page` and send it to `path`, as a browser without JavaScript does."""
    return client.post(path, data={**form_fields(client.get(page).text, path), **fields})


def form_fields(html: str, path: str) -> dict[str, str]:
    """The hidden fields of the form on a page that goes to `path`."""
    form = re.search(rf'<form[^>]*action="{re.escape(path)}".*?</form>', html, re.DOTALL)
    assert form, f"no form for {path}"
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.group()))


def claim_saying(client: Client, words: str) -> dict[str, Any]:
    """The demo's claim with these words in its text."""
    found = client.get("/api/v1/claims", params={"limit": 200}).json()["items"]
    return next(claim for claim in found if words in claim["text"])
