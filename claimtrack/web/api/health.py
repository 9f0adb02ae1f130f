"""Whether the server lives and can work, for whoever supervises it."""

from litestar import Response, get

from claimtrack.services import health
from claimtrack.web.auth import OPEN
from claimtrack.web.given import OpenEngine
from claimtrack.web.schemas import Health, Live, shaped


@get("/health/live", summary="Is the process alive?", opt={OPEN: True}, sync_to_thread=False)
def live() -> Live:
    """True whenever the process answers."""
    return Live(live=True)


@get("/health/ready", summary="Can it work?", opt={OPEN: True}, sync_to_thread=True)
def ready(engine: OpenEngine) -> Response[Health]:
    """200 when requests can be served, 503 with the problems when they cannot."""
    found = shaped(health.check(engine), Health)
    return Response(found, status_code=503 if found.problems else 200)


HANDLERS = (live, ready)
