"""What is written about claimtrack is true of it: settings, commands, functions, words, links, versions."""

import ast
import re
import runpy
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import rich_click as click
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from claimtrack.cli import cli
from claimtrack.links.model import Relation
from claimtrack.rechecks.changes import Outcome
from claimtrack.verification.workflow import DEFAULT_RATINGS, Stance, State

REPOSITORY = Path(__file__).resolve().parents[1]
DOCS = REPOSITORY / "docs"
PAGES = sorted([*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md"), *REPOSITORY.glob("seeds/*.md")])
DECISIONS = sorted(DOCS.glob("decisions/[0-9]*.md"))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _id(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def _commands(group: click.Group, path: str = "claimtrack") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its full name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


COMMANDS = dict(_commands(cli))


def test_the_settings_page_is_what_the_code_says() -> None:
    """Every setting is there with its words, bounds and default; `python docs/generate.py` writes the page anew."""
    written = runpy.run_path(str(DOCS / "generate.py"))["settings_page"]()

    assert _read(DOCS / "settings.md") == written


def test_the_readme_lists_the_commands_that_there_are() -> None:
    """No command is missing from the table, and none is promised that does not exist."""
    listed = re.findall(r"^\| `(claimtrack [^`]+)` \|", _read(REPOSITORY / "README.md"), re.MULTILINE)

    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_helps_with_an_example(name: str) -> None:
    """`--help` shows the command at work."""
    assert f"Example: {name}" in (COMMANDS[name].help or "").replace("CLAIMTRACK_WORKER=false claimtrack serve & ", "")


def _examples() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", _read(page), re.DOTALL):
            for line in block.splitlines():
                if found := re.search(r"(?:^|\s)(claimtrack .*)", line.partition("#")[0]):
                    yield _id(page), found[1].strip()


@pytest.mark.parametrize(("page", "line"), list(_examples()))
def test_commands_in_the_docs_can_be_typed(page: str, line: str) -> None:
    """Every example names a command that exists, with options that it takes."""
    name = max((known for known in COMMANDS if f"{line} ".startswith(f"{known} ")), key=len, default=None)
    assert name is not None, f"{page}: there is no command for {line!r}"
    options = {option for param in COMMANDS[name].params for option in (*param.opts, *param.secondary_opts)}

    assert set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", line)) <= options


@pytest.mark.parametrize(
    "verb", re.findall(r"`make ([a-z]+)`|^make ([a-z]+)", _read(REPOSITORY / "README.md"), re.MULTILINE)
)
def test_make_knows_the_verbs_in_the_readme(verb: tuple[str, str]) -> None:
    """What the README tells a newcomer to type after `make` is a target."""
    name = verb[0] or verb[1]

    assert f".PHONY: {name}\n" in _read(REPOSITORY / "Makefile")


_STAGES = "articles|claims|embeddings|links|sourcing|verification|rechecks|db|services|web|evals"


def _functions_named() -> list[str]:
    return sorted(set(re.findall(rf"`((?:(?:{_STAGES})\.\w+|jobs|cli)\.\w+)`", _read(DOCS / "data-path.md"))))


@pytest.mark.parametrize("name", _functions_named())
def test_functions_on_the_data_path_are_where_it_says(name: str) -> None:
    """The walk through the folders names functions and classes that exist there."""
    module, _, function = name.rpartition(".")
    tree = ast.parse(_read(REPOSITORY / "claimtrack" / f"{module.replace('.', '/')}.py"))
    defined = {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }

    assert function in defined


def test_the_data_path_is_walked_in_full() -> None:
    """Each stage, the database, the services and the queue have a function on the walk."""
    walked = {name.split(".")[0] for name in _functions_named()}

    assert walked >= {*_STAGES.split("|"), "jobs"} - {"web", "evals"}


@pytest.mark.parametrize(
    "word",
    [
        *(member.value for kind in (Relation, State, Stance, Outcome) for member in kind),
        *DEFAULT_RATINGS,
    ],
)
def test_the_glossary_has_every_word_of_the_code(word: str) -> None:
    """Whatever a page or an answer may call a match, a state, a rating or an outcome is explained."""
    assert word in _read(DOCS / "glossary.md")


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link and picture inside the project is there."""
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", _read(page))

    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_decisions_are_numbered_and_listed() -> None:
    """The list of decisions is complete and in order."""
    listed = re.findall(r"\]\((\d{4}-[^)]+)\)", _read(DOCS / "decisions" / "README.md"))

    assert listed == [page.name for page in DECISIONS]
    assert [page.name[:4] for page in DECISIONS] == [f"{number:04d}" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("page", DECISIONS, ids=_id)
def test_a_decision_has_its_four_parts(page: Path) -> None:
    """Why it was needed, what it is, what follows, what else there was."""
    assert re.findall(r"^## (.*)$", _read(page), re.MULTILINE) == [
        "Context",
        "Decision",
        "Consequences",
        "Alternatives",
    ]


def _pins() -> dict[str, str]:
    lines = [line for line in _read(REPOSITORY / "constraints.txt").splitlines() if line and not line.startswith("#")]
    return dict(line.split("==") for line in lines)


def _requirements() -> list[Requirement]:
    project = tomllib.loads(_read(REPOSITORY / "pyproject.toml"))["project"]
    return [Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"]["dev"])]


@pytest.mark.parametrize("requirement", _requirements(), ids=lambda requirement: requirement.name)
def test_every_requirement_is_pinned(requirement: Requirement) -> None:
    """What pyproject.toml asks for has an exact version in constraints.txt, one that it allows."""
    pinned = _pins().get(canonicalize_name(requirement.name))

    assert pinned is not None
    assert pinned in requirement.specifier


def test_pins_are_plain_versions() -> None:
    """No address, folder or build of one machine is in the constraints, and each name is there once, in order."""
    names = list(_pins())

    assert [
        name for name, version in _pins().items() if not re.fullmatch(r"[\d.]+(?:(?:a|b|rc|post)\d+)?", version)
    ] == []
    assert names == sorted(names)


def test_the_changelog_knows_this_version() -> None:
    """A release has its entry; until then there is one for what comes next."""
    version = tomllib.loads(_read(REPOSITORY / "pyproject.toml"))["project"]["version"]
    headings = re.findall(r"^## \[([^\]]+)\]", _read(REPOSITORY / "CHANGELOG.md"), re.MULTILINE)

    assert headings[0] in ("Unreleased", version)
