"""One's own account: password and tokens."""

from litestar import get, post
from litestar.response import Redirect, Template

from claimtrack.db.tables import Role
from claimtrack.errors import AccessDenied, ClaimtrackError, Conflict, InputError, InvalidQuery
from claimtrack.services import accounts
from claimtrack.services.accounts import NewToken
from claimtrack.services.sessions import WrongCredentials
from claimtrack.web.asking import words
from claimtrack.web.auth import NEEDS, asker_of
from claimtrack.web.contexts import AccountContext, Refusal
from claimtrack.web.given import Access, Answer, Form, Number, OpenEngine, WebRequest
from claimtrack.web.pages.claims import known_id
from claimtrack.web.pages.signing import session_cookie
from claimtrack.web.rendering import page
from claimtrack.web.throttle import TooManyTries

_OWN = {NEEDS: Role.VIEWER}


class NoAccount(AccessDenied):
    """You are not signed in with an account here. `claimtrack user` and `claimtrack token` manage accounts from a shell."""

    code = "no-account"


def own_name(request: WebRequest) -> str:
    """The name of the account that is signed in.

    Raises:
        NoAccount: Whoever asks came in by a token, by the newsroom's key, or needed neither. A token must not be able to make
            another one.
    """
    asker = asker_of(request)
    if not asker.has_session:
        raise NoAccount
    return asker.name


@get("/account", sync_to_thread=True)
def show_account(request: WebRequest, engine: OpenEngine) -> Template:
    """Password, tokens, and the way out."""
    return _account_page(request, engine)


@post("/account/password", opt=_OWN, sync_to_thread=True, status_code=303)
def change_password(request: WebRequest, engine: OpenEngine, gate: Access, data: Form) -> Answer:
    """Another password; this browser goes on with a new session, all others are signed out."""
    name, new = own_name(request), data.get("new-password", "")
    try:
        if new != data.get("new-password-again", ""):
            raise InvalidQuery("The two new passwords differ. Type the same one twice.")
        asked = gate.asked(request.scope)
        signed_in = gate.change_password(asked, name=name, old=data.get("password", ""), new=new)
    except WrongCredentials as exc:
        return _refused(request, engine, "password", WrongCredentials("That is not your present password."), exc.status)
    except (InputError, TooManyTries) as exc:
        return _refused(request, engine, "password", exc, exc.status)
    return Redirect("/account?done=password", status_code=303, cookies=[session_cookie(request, gate, signed_in)])


@post("/account/tokens", opt=_OWN, sync_to_thread=True, status_code=200)
def add_token(request: WebRequest, engine: OpenEngine, data: Form) -> Template:
    """A new token, whose secret is shown on this one answer."""
    name = own_name(request)
    try:
        label, days = words(data.get("label"), "label") or "", _days(data.get("days", ""))
        made = accounts.add_token(engine, name=name, label=label, days=days, actor=name)
    except (InputError, Conflict) as exc:
        return _refused(request, engine, "token", exc, exc.status, data)
    return _account_page(request, engine, made=made)


@post("/account/tokens/{token_id:int}/revoke", opt=_OWN, sync_to_thread=True, status_code=303)
def revoke_token(request: WebRequest, engine: OpenEngine, token_id: Number, data: Form) -> Redirect:
    """End one of one's own tokens."""
    name = own_name(request)
    accounts.revoke_token(engine, known_id(token_id), actor=name, owner=name)
    return Redirect("/account?done=revoked#tokens", status_code=303)


def _days(text: str) -> int | None:
    """How long a token is to hold; None for ever.

    Raises:
        InvalidQuery: It is no number.
    """
    if not text.strip():
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise InvalidQuery("Days must be a number, or empty for a token that does not expire.")
    return int(text)


def _refused(
    request: WebRequest,
    engine: OpenEngine,
    form: str,
    exc: ClaimtrackError,
    status_code: int,
    typed: dict[str, str] | None = None,
) -> Template:
    refusal = Refusal(form=form, text=exc.message, typed=typed or {})
    return _account_page(request, engine, refusal=refusal, status_code=status_code)


def _account_page(
    request: WebRequest,
    engine: OpenEngine,
    *,
    made: NewToken | None = None,
    refusal: Refusal | None = None,
    status_code: int = 200,
) -> Template:
    asker = asker_of(request)
    tokens = accounts.list_tokens(engine, name=asker.name) if asker.has_session else ()
    now = engine.now()
    context = AccountContext(
        role=asker.role, tokens=tuple(one for one in tokens if one.in_force(now)), made=made, refusal=refusal
    )
    return page(
        request, "account.html", context, title="Your account", section="account", now=now, status_code=status_code
    )


HANDLERS = (show_account, change_password, add_token, revoke_token)
