"""The accounts, for admins: add, change the role, set a password, disable."""

from litestar import get, post
from litestar.response import Redirect, Template

from claimtrack.db.tables import Role
from claimtrack.errors import ClaimtrackError, Conflict, InputError, InvalidQuery
from claimtrack.services import accounts
from claimtrack.services.accounts import folded
from claimtrack.web.asking import choice
from claimtrack.web.auth import NEEDS
from claimtrack.web.contexts import PeopleContext, Refusal
from claimtrack.web.given import Access, Answer, Form, OpenEngine, WebRequest
from claimtrack.web.pages.account import own_name
from claimtrack.web.rendering import page

_ADMIN = {NEEDS: Role.ADMIN}


@get("/people", opt=_ADMIN, sync_to_thread=True)
def show_people(request: WebRequest, engine: OpenEngine) -> Template:
    """Every account, by name."""
    return _people_page(request, engine)


@post("/people", opt=_ADMIN, sync_to_thread=True, status_code=303)
def add_person(request: WebRequest, engine: OpenEngine, gate: Access, data: Form) -> Answer:
    """A new account."""
    actor = own_name(request)
    try:
        name, password = data.get("name", ""), data.get("password", "")
        accounts.add_user(engine, name=name, password=password, role=_role(data), actor=actor, hasher=gate.hasher)
    except (InputError, Conflict) as exc:
        return _refused(request, engine, "add", exc, data)
    return Redirect("/people?done=person", status_code=303)


@post("/people/role", opt=_ADMIN, sync_to_thread=True, status_code=303)
def set_role(request: WebRequest, engine: OpenEngine, data: Form) -> Answer:
    """Another role for somebody else."""
    try:
        actor, name = _other(request, data)
        accounts.set_role(engine, name=name, role=_role(data), actor=actor)
    except (InputError, Conflict) as exc:
        return _refused(request, engine, "change", exc, data)
    return Redirect("/people?done=person-changed", status_code=303)


@post("/people/access", opt=_ADMIN, sync_to_thread=True, status_code=303)
def set_access(request: WebRequest, engine: OpenEngine, data: Form) -> Answer:
    """Shut somebody else out, or let them in again."""
    change = {"disable": accounts.disable_user, "enable": accounts.enable_user}.get(data.get("change", ""))
    try:
        if change is None:
            raise InvalidQuery("change must be one of: disable, enable.")
        actor, name = _other(request, data)
        change(engine, name=name, actor=actor)
    except (InputError, Conflict) as exc:
        return _refused(request, engine, "change", exc, data)
    return Redirect("/people?done=person-changed", status_code=303)


@post("/people/password", opt=_ADMIN, sync_to_thread=True, status_code=303)
def set_password(request: WebRequest, engine: OpenEngine, gate: Access, data: Form) -> Answer:
    """A password for somebody else, to be told to them and changed by them."""
    try:
        actor, name = _other(request, data)
        accounts.set_password(engine, name=name, password=data.get("password", ""), actor=actor, hasher=gate.hasher)
    except (InputError, Conflict) as exc:
        return _refused(request, engine, "change", exc, data)
    return Redirect("/people?done=person-password", status_code=303)


def _other(request: WebRequest, data: dict[str, str]) -> tuple[str, str]:
    """(who asks, whose account is to change).

    Raises:
        Conflict: They are the same: an admin who takes their own rights away might be the last one.
    """
    actor, name = own_name(request), data.get("name", "")
    if folded(actor) == folded(name):
        raise Conflict("This is your own account. Another admin can change it, or `claimtrack user` in a shell.")
    return actor, name


def _role(data: dict[str, str]) -> Role:
    role = choice(Role, data.get("role"), "role")
    if role is None:
        raise InvalidQuery("Choose a role.")
    return role


def _refused(
    request: WebRequest, engine: OpenEngine, form: str, exc: ClaimtrackError, data: dict[str, str]
) -> Template:
    refusal = Refusal(form=form, text=exc.message, typed=data)
    return _people_page(request, engine, refusal=refusal, status_code=exc.status)


def _people_page(
    request: WebRequest, engine: OpenEngine, *, refusal: Refusal | None = None, status_code: int = 200
) -> Template:
    context = PeopleContext(accounts=accounts.list_users(engine), own_name=own_name(request), refusal=refusal)
    return page(request, "people.html", context, title="People", section="people", status_code=status_code)


HANDLERS = (show_people, add_person, set_role, set_access, set_password)
