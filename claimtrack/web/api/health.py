"""Whether the server lives and can work, for whoever supervises it."""

from dataclasses import replace

from litestar import Response, get

from claimtrack.services import health
from claimtrack.web.auth import OPEN
from claimtrack.web.given import Access, OpenEngine
from claimtrack.web.schemas import Health, Live, shaped


@get("/health/live", summary="Is the process alive?", opt={OPEN: True}, security=[{}], sync_to_thread=False)
def live() -> Live:
    """True whenever the process answers."""
    return Live(live=True)


@get("/health/ready", summary="Can it work?", opt={OPEN: True}, security=[{}], sync_to_thread=True)
def ready(engine: OpenEngine, gate: Access) -> Response[Health]:
    """200 when requests can be served, 503 with the problems when they cannot."""
    state = health.check(engine)
    if gate.hides_insides and state.problems:
        # Whoever has not signed in may learn that something is wrong, but not the names of hosts and users.
        state = replace(state, problems=("Run `claimtrack doctor` on the server to see what is wrong.",))
    found = shaped(state, Health)
    return Response(found, status_code=503 if found.problems else 200)


HANDLERS = (live, ready)
