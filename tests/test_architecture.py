"""The house rules that a reader relies on: what may import what, where SQL is, and that everything says what it is."""

import ast
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "claimtrack"

MODULES = {path.relative_to(REPOSITORY).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}

_SQL = {"sqlmodel", "sqlalchemy", "psycopg", "psycopg_pool", "pgvector", "alembic"}

_LONGEST_MODULE_LINES = 500

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"), filename=name)


def _imports(tree: ast.Module) -> Iterator[tuple[str, str | None]]:
    """Each module imported anywhere in the file, with the name taken from it; None for the module itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def _public(body: list[ast.stmt], path: str = "") -> Iterator[tuple[str, Definition]]:
    """Each public function, class and method with its dotted name; what is private keeps its insides private."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield path + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body, f"{path}{node.name}.")


def _may_import(name: str, module: str, taken: str | None) -> bool:
    """SQL is for `db/`; services pass its session on and never build a statement."""
    if module.partition(".")[0] not in _SQL or name.startswith("claimtrack/db/"):
        return True
    return name.startswith("claimtrack/services/") and (module, taken) == ("sqlmodel", "Session")


def test_imports_follow_the_data_path() -> None:
    """The contracts in pyproject.toml hold: no import leads back, stages know no SQL, doors ask services."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=os.environ | {"NO_COLOR": "1"}, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_sql_is_written_in_one_folder() -> None:
    """Only `claimtrack/db` imports what speaks to PostgreSQL; services import the session's type."""
    outside = [
        f"{name} imports {taken or ''} from {module}"
        for name in MODULES
        for module, taken in _imports(_tree(name))
        if not _may_import(name, module, taken)
    ]

    assert outside == []


@pytest.mark.parametrize(
    ("name", "module", "taken", "allowed"),
    [
        ("claimtrack/db/claims.py", "sqlmodel", "select", True),
        ("claimtrack/services/intake.py", "sqlmodel", "Session", True),
        ("claimtrack/services/intake.py", "sqlmodel", "select", False),
        ("claimtrack/services/intake.py", "sqlalchemy", "text", False),
        ("claimtrack/services/intake.py", "sqlalchemy.dialects.postgresql", "insert", False),
        ("claimtrack/cli.py", "psycopg", None, False),
        ("claimtrack/web/app.py", "sqlmodel", "Session", False),
        ("claimtrack/links/score.py", "numpy", None, True),
    ],
)
def test_the_rule_on_sql_tells_cases_apart(name: str, module: str, taken: str | None, allowed: bool) -> None:
    """The rule above would notice a statement in a service, and any SQL in a door."""
    assert _may_import(name, module, taken) is allowed


def test_annotations_are_real_imports() -> None:
    """No module postpones annotations: SQLModel and Litestar read them when the module loads."""
    postponed = [name for name in MODULES if ("__future__", "annotations") in _imports(_tree(name))]

    assert postponed == []


def test_every_module_says_what_it_is() -> None:
    """A module without a docstring leaves its reader to guess what enters and what leaves."""
    silent = [name for name in MODULES if not ast.get_docstring(_tree(name))]

    assert silent == []


def test_every_public_function_and_class_says_what_comes_back() -> None:
    """Whatever other modules may use has a docstring."""
    silent = [
        f"{name}: {path}"
        for name in MODULES
        for path, node in _public(_tree(name).body)
        if not ast.get_docstring(node) and not _is_overload_or_setter(node)
    ]

    assert silent == []


def _is_overload_or_setter(node: Definition) -> bool:
    decorators = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return bool(decorators & {"overload", "setter"})


def test_modules_are_short_enough_to_read() -> None:
    """A module that grows beyond this has found a second subject."""
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}

    assert {name: lines for name, lines in lengths.items() if lines > _LONGEST_MODULE_LINES} == {}


def test_the_rules_look_at_the_whole_package() -> None:
    """Every stage and door is among the modules looked at."""
    folders = {name.split("/")[1] for name in MODULES if name.count("/") > 1}

    assert folders >= {
        "articles",
        "claims",
        "embeddings",
        "links",
        "sourcing",
        "verification",
        "rechecks",
        "db",
        "services",
    }


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0)])
def test_tests_cannot_reach_beyond_this_machine(address: tuple[str, int]) -> None:
    """A connection to anything but loopback fails the test that asks for it, whatever it catches."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET

    with socket.socket(family) as connection, pytest.raises(pytest.fail.Exception, match="beyond this machine"):
        connection.connect(address)


def test_tests_can_reach_servers_of_their_own() -> None:
    """A server on loopback is what tests use instead."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as connection:
        assert connection.getpeername() == server.getsockname()
