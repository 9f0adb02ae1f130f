"""Makes the web application: routes, their guards, and the one mapping of errors."""

import hashlib
import hmac
import secrets
from typing import Any, Final

from argon2 import PasswordHasher
from litestar import Litestar, Response, Router
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import CacheControlHeader, State
from litestar.di import Provide
from litestar.exceptions import HTTPException, NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.static_files import create_static_files_router
from litestar.status_codes import HTTP_404_NOT_FOUND
from litestar.template import TemplateConfig

from claimtrack import __version__
from claimtrack.errors import ClaimtrackError
from claimtrack.services.engine import Engine
from claimtrack.services.judged import PairStock
from claimtrack.services.passwords import HASHER
from claimtrack.settings import Settings, SettingsInvalid
from claimtrack.web.api import appearances as api_appearances
from claimtrack.web.api import articles as api_articles
from claimtrack.web.api import claims as api_claims
from claimtrack.web.api import events as api_events
from claimtrack.web.api import feeds as api_feeds
from claimtrack.web.api import health
from claimtrack.web.api import matches as api_matches
from claimtrack.web.api import memberships as api_memberships
from claimtrack.web.api import outlets as api_outlets
from claimtrack.web.api.bounds import needs_body_type
from claimtrack.web.auth import NO_FORM_TOKEN, OPEN, AccessCheck, actor_of, needs_role
from claimtrack.web.gate import Gate
from claimtrack.web.headers import add_security_headers
from claimtrack.web.origin import OriginGuard
from claimtrack.web.pages import (
    account,
    articles,
    claims,
    edits,
    events,
    feeds,
    memberships,
    outlets,
    people,
    rechecks,
    review,
    search,
    signing,
    thresholds,
)
from claimtrack.web.pages.api import ReadableApi
from claimtrack.web.problems import answer
from claimtrack.web.rendering import HERE, environment

MAX_FORM_BYTES: Final = 2 * 1024 * 1024
"""Largest form or JSON body, in bytes."""


def create_app(engine: Engine, *, hasher: PasswordHasher = HASHER) -> Litestar:
    """The application on an open engine, which stays the caller's to close.

    Raises:
        SettingsInvalid: It would listen on more than loopback without an account or an access key, or a network cannot be
            read.
    """
    settings = engine.settings
    return Litestar(
        route_handlers=_routes(settings),
        state=state_of(engine, hasher=hasher),
        dependencies={
            "engine": Provide(_engine_of, sync_to_thread=False),
            "judged_pairs": Provide(_judged_pairs_of, sync_to_thread=False),
            "gate": Provide(_gate_of, sync_to_thread=False),
            "actor": Provide(actor_of, sync_to_thread=False),
        },
        middleware=[OriginGuard(settings.allowed_hosts), AccessCheck()],
        guards=[needs_role],
        csrf_config=_csrf(settings),
        exception_handlers={ClaimtrackError: answer, HTTPException: answer, Exception: answer},
        before_send=[add_security_headers],
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment())),
        openapi_config=_openapi(),
        request_max_body_size=MAX_FORM_BYTES,
        logging_config=None,
    )


def state_of(engine: Engine, *, hasher: PasswordHasher = HASHER) -> State:
    """All that an application of these settings knows beside its routes; `create_app` says what it raises."""
    gate = Gate(engine, hasher=hasher)
    if not gate.is_safe_to_open():
        raise SettingsInvalid(
            f"CLAIMTRACK_HOST is {engine.settings.host}, which others can reach. Add an account with `claimtrack user add`,"
            " set CLAIMTRACK_ACCESS_KEY, or listen on 127.0.0.1."
        )
    return State({"engine": engine, "gate": gate, "judged_pairs": PairStock()})


def _engine_of(state: State) -> Engine:
    engine: Engine = state.engine
    return engine


def _judged_pairs_of(state: State) -> PairStock:
    stock: PairStock = state.judged_pairs
    return stock


def _gate_of(state: State) -> Gate:
    gate: Gate = state.gate
    return gate


def _csrf(settings: Settings) -> CSRFConfig:
    """Forms carry a signed token. Its key comes from the newsroom's key, so that several processes and restarts agree.

    Without one it is new with every start, and the cookie is named after it: several instances on one machine share
    their cookies, and a cookie that another one signed would make every form fail.
    """
    if settings.access_key is None:
        secret = secrets.token_hex(32)
    else:
        secret = hmac.new(settings.access_key.encode(), b"claimtrack forms", hashlib.sha256).hexdigest()
    name = hashlib.sha256(secret.encode()).hexdigest()[:8]
    return CSRFConfig(
        secret=secret, cookie_name=f"claimtrack-form-{name}", cookie_httponly=True, cookie_samesite="strict"
    )


def _own_not_found(response: Response[Any]) -> Response[Any]:
    """The answer itself, unless it is the framework's own page for addresses below /api that do not exist."""
    if response.status_code == HTTP_404_NOT_FOUND:
        raise NotFoundException
    return response


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="claimtrack",
        version=__version__,
        description="Claims found in articles, how they stand to each other, and how many independent sources say them.",
        openapi_router=Router("/api", route_handlers=[], include_in_schema=False, after_request=_own_not_found),
        render_plugins=[ReadableApi(), JsonRenderPlugin(path="/openapi.json")],
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "token": SecurityScheme(
                    type="http", scheme="bearer", description="A token of an account, or the newsroom's shared key"
                )
            }
        ),
        security=[{"token": []}],
    )


def _routes(settings: Settings) -> list[Router]:
    pages = Router(
        "/",
        route_handlers=[
            *claims.HANDLERS,
            *memberships.HANDLERS,
            *review.HANDLERS,
            *articles.HANDLERS,
            *edits.HANDLERS,
            *events.HANDLERS,
            *feeds.HANDLERS,
            *outlets.HANDLERS,
            *rechecks.HANDLERS,
            *search.HANDLERS,
            *signing.HANDLERS,
            *account.HANDLERS,
            *people.HANDLERS,
            *thresholds.HANDLERS,
            Router("/", route_handlers=articles.UPLOADS, request_max_body_size=settings.max_import_bytes),
        ],
        include_in_schema=False,
    )
    programs = Router(
        "/api/v1",
        route_handlers=[
            *api_articles.HANDLERS,
            *api_claims.HANDLERS,
            *api_matches.HANDLERS,
            *api_memberships.HANDLERS,
            *api_appearances.HANDLERS,
            *api_events.HANDLERS,
            *api_feeds.HANDLERS,
            *api_outlets.HANDLERS,
            Router("/", route_handlers=api_articles.UPLOADS, request_max_body_size=settings.max_import_bytes),
        ],
        guards=[needs_body_type],
        # A cookie changes nothing here; other sites are kept out by the content type and the origin guard besides.
        opt={NO_FORM_TOKEN: True},
    )
    static = create_static_files_router(
        "/static",
        [HERE / "static"],
        opt={OPEN: True},
        cache_control=CacheControlHeader(max_age=31_536_000, public=True, immutable=True),
    )
    return [pages, programs, Router("/", route_handlers=health.HANDLERS), static]
