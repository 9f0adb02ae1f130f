"""The commands as a fact-checker types them: what they say, what they leave behind, and how they end."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import rich_click as click
from sqlalchemy import text

from claimtrack.cli import cli
from claimtrack.db.session import Database

from .conftest import Run

TOLL = "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said."
GOLD_KEYS = {
    "start",
    "end",
    "quote",
    "claimant",
    "cue",
    "via",
    "type",
    "check_worthiness",
    "figures",
    "dates",
    "places",
    "standalone",
}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
NOWHERE = "postgresql://u:p@127.0.0.1:1/claims"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A text file."""
    file = tmp_path / "ferry.txt"
    file.write_text(f"{TOLL}\n\nThe café’s owner saw it — from 2 km away.\n", encoding="utf-8")
    return file


def counts(database: Database) -> dict[str, int]:
    """Rows of the tables that hold people's work."""
    with database.begin() as session:
        return {
            table: session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 names of ours
            for table in ("article", "article_version", "snapshot", "claim", "appearance", "embedding", "audit_event")
        }


def every_command(group: click.Group = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words that name each command and group."""
    for name, found in group.commands.items():
        yield (*path, name)
        if isinstance(found, click.Group):
            yield from every_command(found, (*path, name))


# --- what can be typed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [(), *every_command()], ids=" ".join)
def test_every_command_helps(command: Run, words: tuple[str, ...]) -> None:
    """`--help` ends well and shows the command at work, or the commands of its group."""
    done = command(*words, "--help")

    assert (0, "") == (done.code, done.err)
    found: click.Command = cli
    for word in words:
        found = found.commands[word]
    expected = [*found.commands] if isinstance(found, click.Group) else ["Example: "]
    assert all(word in done.out for word in expected)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["frobnicate"], "No such command"),  # a typing error
        (["add"], "Missing argument"),
        (["add", "x.txt", "--outlt", "y"], "--outlt"),  # an option that is not there
        (["import", "/nowhere/articles.jsonl"], "articles.jsonl"),
        (["match", "x", "--limit", "many"], "integer"),
        (["recheck"], "exactly one"),  # of what?
        (["recheck", "--due", "--claim", "1"], "exactly one"),
        (["recheck", "--claim", "1", "--article", "1"], "exactly one"),
        (["add", "https://a.org/1", "--url", "https://a.org/2"], "--url"),  # two addresses
        (["db", "restore", __file__], "--yes"),  # everything would be replaced
        (["export", "outlets"], "No such command"),
    ],
)
def test_misuse_is_told_with_exit_code_2(command: Run, words: list[str], message: str) -> None:
    """The message names what is wrong and where help is; nothing is opened."""
    done = command(*words)

    assert (2, "") == (done.code, done.out)
    assert message in done.err
    assert "--help" in done.err


@pytest.mark.parametrize(
    "words",
    [
        ["add", "FILE"],
        ["import", "FILE"],
        ["match", "x"],
        ["compare", "x", "y"],
        ["recheck", "--due"],
        ["recheck", "--article", "1", "--dry-run"],
        ["feed", "list"],
        ["feed", "poll", "--due"],
        ["export", "claims"],
        ["export", "articles"],
        ["db", "upgrade"],
        ["db", "backup", "/nowhere/x.dump"],
        ["db", "restore", "FILE", "--yes"],
        ["serve", "--port", "0"],
        ["worker"],
        ["demo", "--load-only", "--yes"],
    ],
    ids=" ".join,
)
def test_a_database_that_is_down_is_told_in_one_sentence(
    command: Run, article: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """Exit code 1, what is the matter, and what to do about it."""
    monkeypatch.setenv("CLAIMTRACK_DATABASE_URL", NOWHERE)

    done = command(*(str(article) if word == "FILE" else word for word in words))

    assert (1, "") == (done.code, done.out)
    assert "database-unavailable" in done.err
    assert "CLAIMTRACK_DATABASE_URL" in done.err
    assert "claimtrack doctor" in done.err


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("PORT", "abc", "CLAIMTRACK_PORT: Input should be a valid integer"),  # no number
        ("PORT", "70000", "CLAIMTRACK_PORT: Input should be less than or equal to 65535"),
        ("ACCESS_KEY", "short", "CLAIMTRACK_ACCESS_KEY: String should have at least 12 characters"),
        ("WORKER", "perhaps", "CLAIMTRACK_WORKER: Input should be a valid boolean"),
        ("RATINGS", "True,False", "CLAIMTRACK_RATINGS must be a list written as JSON"),  # not JSON
        ("DATABASE_URL", "my database", "CLAIMTRACK_DATABASE_URL is not a database address"),
    ],
)
def test_a_bad_setting_is_named_with_what_it_takes(
    command: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    """Whoever mistypes a variable learns which, and how to write it."""
    monkeypatch.setenv(f"CLAIMTRACK_{name}", value)

    done = command("db", "upgrade")

    assert (1, "") == (done.code, done.out)
    assert message in done.err


# --- extract ------------------------------------------------------------------------------------------------------------


def test_extract_gives_the_claims_with_exact_spans(command: Run, models: None, article: Path) -> None:
    """The shape of the labelled files; every quote stands at its offsets, also behind characters of several bytes."""
    done = command("extract", article, "--published-at", "2026-03-03", "--json")

    assert (0, "") == (done.code, done.err)
    found = json.loads(done.out)
    assert ("ferry.txt", "2026-03-03") == (found["text"], found["published_at"])
    content = article.read_text(encoding="utf-8")
    assert found["claims"]
    for claim in found["claims"]:
        assert set(claim) >= GOLD_KEYS
        assert content[claim["start"] : claim["end"]] == claim["quote"]
        assert 0 <= claim["check_worthiness"] <= 1
    (toll,) = (claim for claim in found["claims"] if claim["figures"] and claim["figures"][0]["role"] == "killed")
    assert (31, 31, [["Monday", "2026-03-02"]]) == (
        toll["figures"][0]["low"],
        toll["figures"][0]["high"],
        toll["dates"],
    )


def test_extract_reads_standard_input_and_prints_for_people(command: Run, models: None) -> None:
    """One claim after the other with who says it; lines fit a terminal of 80 columns."""
    done = command("extract", "-", stdin=TOLL.encode())

    assert (0, "") == (done.code, done.err)
    assert "31 people" in done.out
    assert "coast guard" in done.out
    assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty-text", "no text"),
        (b" \n ", "empty-text", "no text"),
        (PNG, "not-text", "picture"),
        (b"text\x00text" * 20, "not-text", ""),
    ],
)
def test_extract_refuses_what_is_no_text(command: Run, models: None, data: bytes, code: str, words: str) -> None:
    """One sentence, exit code 1."""
    done = command("extract", "-", stdin=data)

    assert (1, "") == (done.code, done.out)
    assert code in done.err
    assert words in done.err


def test_extract_takes_files_and_says_so(command: Run, tmp_path: Path) -> None:
    """A missing file, a folder and an address are each told apart."""
    missing = command("extract", tmp_path / "missing.txt")
    folder = command("extract", tmp_path)
    address = command("extract", "https://delta.example/1")

    assert [1, 1, 1] == [missing.code, folder.code, address.code]
    assert "No such file" in missing.err
    assert "directory" in folder.err
    assert "claimtrack add" in address.err


# --- add and import -----------------------------------------------------------------------------------------------------


def test_add_stores_an_article_and_shows_its_claims(claimtrack: Run, database: Database, article: Path) -> None:
    """A second time it says that nothing is new; lines fit 80 columns."""
    first = claimtrack("add", article, "--outlet", "Delta Post", "--published-at", "2026-03-03", "--title", "Ferry")
    second = claimtrack("add", article, "--outlet", "Delta Post")

    assert [0, 0] == [first.code, second.code]
    assert "Article 1 added: Ferry" in first.out
    assert "31 killed · said by " in first.out
    assert "coast guard" in first.out
    assert "1 appearance in 1 outlet" in first.out
    assert "was there already, unchanged" in second.out
    assert max(map(len, first.out.splitlines())) <= 80
    assert 1 == counts(database)["article"]


def test_add_reads_standard_input_and_answers_in_json(claimtrack: Run) -> None:
    """What was stored and the whole article with its claims."""
    done = claimtrack("add", "-", "--url", "https://delta.example/ferry", "--json", stdin=TOLL.encode())

    found = json.loads(done.out)
    assert {"article_id": 1, "version_id": 1, "created": True, "changed": True} == found["added"]
    assert "https://delta.example/ferry" == found["article"]["article"]["url"]
    assert TOLL == found["article"]["text"]
    assert found["article"]["appearances"]


@pytest.mark.parametrize(
    ("source", "stdin", "options", "words"),
    [
        ("/nowhere/article.txt", b"", [], "No such file"),
        ("-", PNG, [], "picture"),
        ("-", b"", [], "no text"),
        ("-", TOLL.encode(), ["--published-at", "next week"], "2016-10-11"),  # how to write it
        ("-", TOLL.encode(), ["--url", "delta"], "http"),
        ("http://127.0.0.1:9/", b"", [], "public internet"),  # this machine is nobody's news
        ("file:///etc/passwd", b"", [], "http"),
        ("https://a.org/1", b"", ["--published-at", "soon"], "not a date"),  # before anything is fetched
    ],
)
def test_add_refuses_with_one_sentence_and_stores_nothing(
    claimtrack: Run, database: Database, source: str, stdin: bytes, options: list[str], words: str
) -> None:
    """Exit code 1 and what to do instead."""
    done = claimtrack("add", source, *options, stdin=stdin)

    assert (1, "") == (done.code, done.out)
    assert words in done.err
    assert 0 == counts(database)["article"]


def test_import_lands_the_good_lines_and_names_the_bad(claimtrack: Run, database: Database, tmp_path: Path) -> None:
    """Exit code 3; the claims of what landed are there; a second time everything is known."""
    file = tmp_path / "articles.jsonl"
    lines = [
        json.dumps({"text": TOLL, "outlet": "Delta Post", "published_at": "2026-03-03"}).encode(),
        b"{broken",
        b'{"text": "caf\xe9"}',  # Latin-1
        b'{"title": "no text"}',
        json.dumps({"text": "Nine miners were rescued near Tarn on Monday.", "outlet": "River Times"}).encode(),
    ]
    file.write_bytes(b"\n".join(lines) + b"\n")

    first = claimtrack("import", file)
    again = claimtrack("import", file, "--json")

    assert (3, 3) == (first.code, again.code)
    assert "2 articles added, 0 there already, 3 lines failed." in first.out
    assert ["line 2:", "line 3:", "line 4:"] == [line[:7] for line in first.err.splitlines()]
    assert "UTF-8" in first.err
    found = json.loads(again.out)
    assert (0, 2, [2, 3, 4]) == (found["created"], found["known"], [line["line"] for line in found["failed"]])
    assert 2 == counts(database)["article"]
    assert counts(database)["claim"] >= 2


def test_import_without_a_bad_line_ends_well(claimtrack: Run) -> None:
    """From standard input too, with a byte order mark before the first line."""
    done = claimtrack("import", "-", stdin="\ufeff".encode() + json.dumps({"text": TOLL}).encode())

    assert (0, "") == (done.code, done.err)
    assert "1 article added, 0 there already, 0 lines failed." in done.out


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_import_of_a_file_in_another_encoding_says_so(
    claimtrack: Run, database: Database, tmp_path: Path, encoding: str
) -> None:
    """Every line is named, with what to do; nothing lands."""
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(json.dumps({"text": f"{TOLL} {n}"}) for n in range(3)), encoding=encoding)

    done = claimtrack("import", file)

    assert 3 == done.code
    assert "UTF-8" in done.err
    assert 0 == counts(database)["article"]


# --- questions ----------------------------------------------------------------------------------------------------------


def test_match_answers_for_people_and_for_programs(demo: Run) -> None:
    """The claim, how it stands to the text, where it stands, and why; the same in JSON."""
    query = "26 people were killed by air raids on eastern Aleppo on Tuesday"
    shown = demo("match", query)
    given = demo("match", query, "--json", "--limit", "3")
    nothing = demo("match", "The potter fired her kiln with beech wood and sold eleven blue bowls")

    assert [0, 0, 0] == [shown.code, given.code, nothing.code]
    assert "same claim, probability" in shown.out
    assert "follows from your text" in shown.out
    assert "why: " in shown.out
    assert max(map(len, shown.out.splitlines())) <= 80
    found = json.loads(given.out)
    assert 3 == len(found)
    assert {"claim", "relation", "probability", "reasons", "appearances", "reviews"} <= set(found[0])
    assert "No tracked claim answers this." in nothing.out


def test_match_refuses_what_is_out_of_bounds(claimtrack: Run) -> None:
    """Exit code 1 and the bound; a broken character is only a character."""
    empty, long = claimtrack("match", ""), claimtrack("match", "x" * 2001)
    limit = claimtrack("match", "x", "--limit", "0")
    broken = claimtrack("match", "half \udcff a character")

    assert [1, 1, 1, 0] == [empty.code, long.code, limit.code, broken.code]
    assert "2,000" in long.err
    assert "between 1 and 100" in limit.err


def test_compare_says_how_two_texts_stand_to_each_other(claimtrack: Run) -> None:
    """In words with the reasons, each once, and in JSON."""
    texts = ("At least 16 people were killed in Aleppo", "25 people were killed in Aleppo")
    shown, given = claimtrack("compare", *texts), claimtrack("compare", *texts, "--json")
    wrong = claimtrack("compare", *texts, "--published-a", "soon")

    assert [0, 0, 1] == [shown.code, given.code, wrong.code]
    assert "The second text entails the first" in shown.out
    reasons = [line.partition(": ")[2] for line in shown.out.splitlines() if line.startswith("  ")]
    assert len(set(reasons)) == len(reasons) > 0
    found = json.loads(given.out)
    assert ("entails", "b_to_a") == (found["relation"], found["direction"])
    assert "2016-10-11" in wrong.err


# --- re-checks, export, backup, doctor ----------------------------------------------------------------------------------


def test_recheck_says_what_it_would_do_and_what_it_did(claimtrack: Run) -> None:
    """Nothing due, an article without an address, and one that is not there."""
    claimtrack("add", "-", stdin=TOLL.encode())

    due, dry = claimtrack("recheck", "--due"), claimtrack("recheck", "--due", "--dry-run", "--json")
    pasted, unknown = claimtrack("recheck", "--article", "1"), claimtrack("recheck", "--claim", "999")

    assert [0, 0, 1, 1] == [due.code, dry.code, pasted.code, unknown.code]
    assert "No page is due now." in due.out
    assert {"articles": []} == json.loads(dry.out)
    assert "no web address" in pasted.err
    assert "no claim 999" in unknown.err


def test_recheck_names_the_outcome_and_the_cause(claimtrack: Run) -> None:
    """A page that may not be fetched is unreachable; the dry run only names it."""
    claimtrack("add", "-", "--url", "http://127.0.0.1:9/ferry", "--title", "Ferry", stdin=TOLL.encode())

    dry, done = claimtrack("recheck", "--article", "1", "--dry-run"), claimtrack("recheck", "--article", "1")

    assert [0, 0] == [dry.code, done.code]
    assert "1 page would be fetched: article 1." in dry.out
    assert "1 page looked at." in done.out
    assert "unreachable: " in done.out
    assert "not on the public internet" in " ".join(done.out.split())


def test_export_writes_a_json_object_a_line(demo: Run) -> None:
    """Claims and articles, and nothing but JSON on standard output."""
    claims, articles = demo("export", "claims", "--jsonl"), demo("export", "articles")

    assert [(0, ""), (0, "")] == [(done.code, done.err) for done in (claims, articles)]
    assert all(isinstance(json.loads(line)["appearances"], list) for line in claims.out.splitlines())
    assert all(json.loads(line)["text"] for line in articles.out.splitlines())


def test_a_backup_brings_everything_back(claimtrack: Run, database: Database, tmp_path: Path) -> None:
    """What came after the backup is gone, what was there is there, and work goes on; no half file is left."""
    file = tmp_path / "claims.dump"
    claimtrack("add", "-", "--outlet", "Delta Post", stdin=TOLL.encode())
    saved = counts(database)

    written = claimtrack("db", "backup", file)
    claimtrack("add", "-", "--outlet", "River Times", stdin=b"Nine miners were rescued near Tarn on Monday.")
    assert saved != counts(database)
    restored = claimtrack("db", "restore", file, "--yes")

    assert [0, 0] == [written.code, restored.code]
    assert f"{file.stat().st_size:,} bytes" in written.out
    assert [file.name] == [found.name for found in tmp_path.iterdir()]
    assert saved == counts(database)
    again = claimtrack("add", "-", "--outlet", "River Times", stdin=TOLL.encode())
    assert "2 appearances in 2 outlets" in again.out


def test_a_backup_that_fails_leaves_everything_as_it_was(claimtrack: Run, database: Database, tmp_path: Path) -> None:
    """A folder that is not there, and a file that is no backup."""
    claimtrack("add", "-", stdin=TOLL.encode())
    before = counts(database)
    wrong = tmp_path / "wrong.dump"
    wrong.write_text("not a backup")

    written = claimtrack("db", "backup", tmp_path / "missing" / "claims.dump")
    restored = claimtrack("db", "restore", wrong, "--yes")

    assert [1, 1] == [written.code, restored.code]
    assert "No such file" in written.err
    assert "claimtrack db backup" in restored.err
    assert before == counts(database)


def test_doctor_finds_a_good_installation_good(claimtrack: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line is ok; exit code 0."""
    monkeypatch.setenv("CLAIMTRACK_PORT", "0")

    done, given = claimtrack("doctor"), claimtrack("doctor", "--json")

    assert [(0, ""), (0, "")] == [(found.code, found.err) for found in (done, given)]
    assert "BAD" not in done.out
    names = [finding["name"] for finding in json.loads(given.out)]
    assert ["Python", "data folder", "database", "schema", "parser", "embedding model", "port", "access"] == names


def test_doctor_takes_an_empty_database_for_a_new_one(
    command: Run, models: None, new_database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks the doctor first is not told to mend what the next command prepares."""
    monkeypatch.setenv("CLAIMTRACK_PORT", "0")
    with new_database(template="template1") as database:
        monkeypatch.setenv("CLAIMTRACK_DATABASE_URL", database.conninfo())

        done = command("doctor")

    assert 0 == done.code
    assert "schema: empty" in done.out


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"DATABASE_URL": NOWHERE}, "database: The database does not answer"),  # nobody there
        ({"DATABASE_URL": "garbage"}, "database: CLAIMTRACK_DATABASE_URL is not a database address"),
        ({"HOST": "0.0.0.0"}, "neither an account nor an access key"),  # open to everybody
        ({"HOST": "192.0.2.1"}, "port: 192.0.2.1:0 cannot be used"),  # not an address of this machine
    ],
)
def test_doctor_names_what_is_wrong_and_the_remedy(
    claimtrack: Run, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str
) -> None:
    """Exit code 1; what is well is still looked at."""
    monkeypatch.setenv("CLAIMTRACK_PORT", "0")
    for name, value in settings.items():
        monkeypatch.setenv(f"CLAIMTRACK_{name}", value)

    done, given = claimtrack("doctor"), claimtrack("doctor", "--json")

    assert [1, 1] == [done.code, given.code]
    assert words in " ".join(done.out.split())
    bad = [finding for finding in json.loads(given.out) if not finding["ok"]]
    assert all(finding["remedy"] for finding in bad)
    assert "ok  parser" in done.out


def test_the_demo_asks_before_it_goes_into_a_database_of_ones_own(claimtrack: Run, database: Database) -> None:
    """Fictional articles do not land among real ones by mistake."""
    done = claimtrack("demo", "--load-only")

    assert 2 == done.code
    assert "--yes" in done.err
    assert 0 == counts(database)["article"]
