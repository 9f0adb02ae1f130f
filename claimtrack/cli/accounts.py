"""Commands for accounts and the tokens of programs. Passwords come from a prompt or standard input, never from an argument."""

import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import rich_click as click

from claimtrack.cli.console import (
    count_words,
    err,
    json_option,
    open_engine,
    out,
    print_item,
    print_json,
    read_settings,
)
from claimtrack.errors import InputError

if TYPE_CHECKING:
    from claimtrack.services.accounts import Account, Token

ROLES = ("viewer", "checker", "admin")


def _role_choice() -> click.Choice[str]:
    return click.Choice(ROLES)


def _stdin_option(command: Callable[..., Any]) -> Callable[..., Any]:
    text = "Read the password from the first line of standard input instead of asking for it."
    return click.option("--stdin", "from_stdin", is_flag=True, help=text)(command)


def _read_password(*, from_stdin: bool) -> str:
    """The password that is typed twice, or the first line of standard input.

    Raises:
        UsageError: There is no terminal to ask on.
        InputError: Standard input is empty or not UTF-8.
    """
    if from_stdin:
        try:
            line = sys.stdin.buffer.readline().decode().rstrip("\r\n")
        except UnicodeDecodeError as exc:
            raise InputError("The password on standard input is not UTF-8. Send it as UTF-8.") from exc
        if not line:
            raise InputError("There is no password on standard input. Send it as one line.")
        return line
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask for the password on. Send it with --stdin.")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
    return password


@click.group()
def user() -> None:
    """Say who may sign in: accounts and their roles."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=_role_choice(), default="checker", show_default=True, help="What the account may do.")
@_stdin_option
@json_option
def add_user(name: str, role: str, from_stdin: bool, as_json: bool) -> None:
    """Add an account; the password is asked for. With the first one, everybody has to sign in.

    A viewer reads, a checker does all of the checking, an admin also manages accounts on the dashboard.

    Example: claimtrack user add "Ann Lee" --role admin
    """
    from claimtrack.db.tables import Role
    from claimtrack.services import accounts

    settings = read_settings()
    password = _read_password(from_stdin=from_stdin)
    with open_engine(settings) as engine:
        is_first = not accounts.has_users(engine)
        added = accounts.add_user(engine, name=name, password=password, role=Role(role), actor=settings.actor)
    if as_json:
        print_json(added)
        return
    out.print(f"Added {added.name} as {added.role}.", markup=False)
    if is_first:
        err.print("From now on everybody signs in to the dashboard and the API, also on this machine.")
    if is_first and added.role is not Role.ADMIN:
        err.print("Nobody is an admin yet: accounts are managed from here until somebody is.")


@user.command("list")
@json_option
def list_users(as_json: bool) -> None:
    """Show the accounts, by name.

    Example: claimtrack user list
    """
    from claimtrack.services import accounts

    with open_engine() as engine:
        found = accounts.list_users(engine)
    if as_json:
        print_json(found)
    elif not found:
        out.print("There are no accounts: whoever sits at this machine may do everything.")
    else:
        for one in found:
            print_item(one.role.value, one.name, _account_words(one))


def _account_words(account: "Account") -> str:
    if account.disabled_at is not None:
        return f"disabled since {_moment(account.disabled_at)}"
    seen = f"seen {_moment(account.last_seen_at)}" if account.last_seen_at else "not signed in"
    return f"{seen}, {count_words(account.tokens, 'token')}"


@user.command("password")
@click.argument("name")
@_stdin_option
def set_password(name: str, from_stdin: bool) -> None:
    """Set an account's password and sign its browsers out; it is asked for.

    Example: claimtrack user password "Ann Lee"
    """
    from claimtrack.services import accounts

    settings = read_settings()
    password = _read_password(from_stdin=from_stdin)
    with open_engine(settings) as engine:
        changed = accounts.set_password(engine, name=name, password=password, actor=settings.actor)
    out.print(f"The password of {changed.name} is set; their browsers are signed out.", markup=False)


@user.command("role")
@click.argument("name")
@click.argument("role", type=_role_choice())
def set_role(name: str, role: str) -> None:
    """Change what an account may do.

    Example: claimtrack user role "Ann Lee" admin
    """
    from claimtrack.db.tables import Role
    from claimtrack.services import accounts

    settings = read_settings()
    with open_engine(settings) as engine:
        changed = accounts.set_role(engine, name=name, role=Role(role), actor=settings.actor)
    out.print(f"{changed.name} is {changed.role} now.", markup=False)


@user.command()
@click.argument("name")
def disable(name: str) -> None:
    """Shut an account out at once: browsers and tokens. What it did stays in the record.

    Example: claimtrack user disable "Ann Lee"
    """
    from claimtrack.services import accounts

    settings = read_settings()
    with open_engine(settings) as engine:
        changed = accounts.disable_user(engine, name=name, actor=settings.actor)
    out.print(f"{changed.name} is disabled.", markup=False)


@user.command()
@click.argument("name")
def enable(name: str) -> None:
    """Let a disabled account in again, with the password and tokens that it had.

    Example: claimtrack user enable "Ann Lee"
    """
    from claimtrack.services import accounts

    settings = read_settings()
    with open_engine(settings) as engine:
        changed = accounts.enable_user(engine, name=name, actor=settings.actor)
    out.print(f"{changed.name} is enabled.", markup=False)


@click.group()
def token() -> None:
    """Let programs in: tokens for the API."""


@token.command("add")
@click.argument("name")
@click.option("--label", required=True, help="What the token is for.")
@click.option("--days", type=int, help="How long it holds; without this it does not expire.")
@json_option
def add_token(name: str, label: str, days: int | None, as_json: bool) -> None:
    """Make a token with which a program acts for an account. It is shown once.

    Example: claimtrack token add "Ann Lee" --label newsletter --days 365
    """
    from claimtrack.services import accounts

    settings = read_settings()
    with open_engine(settings) as engine:
        made = accounts.add_token(engine, name=name, label=label, days=days, actor=settings.actor)
    if as_json:
        print_json(made)
        return
    click.echo(made.secret)
    err.print("Keep it now, it is not shown again. Programs send it as: Authorization: Bearer ct_...")


@token.command("list")
@click.argument("name", required=False)
@json_option
def list_tokens(name: str | None, as_json: bool) -> None:
    """Show the tokens, newest first, or those of one account; never their secrets.

    Example: claimtrack token list "Ann Lee"
    """
    from claimtrack.services import accounts

    with open_engine() as engine:
        found, now = accounts.list_tokens(engine, name=name), engine.now()
    if as_json:
        print_json(found)
    elif not found:
        out.print("There are no tokens.")
    else:
        for one in found:
            print_item(str(one.id), f"{one.label} ({one.user})", _token_words(one, now))


def _token_words(token: "Token", now: datetime) -> str:
    if token.revoked_at is not None:
        return f"revoked {_moment(token.revoked_at)}"
    if token.expires_at is not None and not token.in_force(now):
        return f"expired {_moment(token.expires_at)}"
    used = f"used {_moment(token.last_used_at)}" if token.last_used_at else "never used"
    return f"{used}, " + (f"expires {_moment(token.expires_at)}" if token.expires_at else "does not expire")


@token.command()
@click.argument("token_id", metavar="ID", type=int)
def revoke(token_id: int) -> None:
    """End a token by the number that `claimtrack token list` shows.

    Example: claimtrack token revoke 3
    """
    from claimtrack.services import accounts

    settings = read_settings()
    with open_engine(settings) as engine:
        ended = accounts.revoke_token(engine, token_id, actor=settings.actor)
    out.print(f"Revoked: {ended.label} ({ended.user}).", markup=False)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
