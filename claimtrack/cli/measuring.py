"""Commands that measure the stages: eval."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import rich_click as click

from claimtrack.cli.console import json_option, out, print_json


@click.group("eval")
def eval_() -> None:
    """Measure the stages on labelled files."""


@eval_.command("claims")
@click.option(
    "--gold",
    multiple=True,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="Gold file; may be repeated.",
)
@click.option(
    "--texts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the texts (default: beside the gold).",
)
@click.option("--out", "out_", type=click.Path(file_okay=False, path_type=Path), help="Folder for the predictions.")
@click.argument("more", nargs=-1, type=click.Path(exists=True, path_type=Path))
def eval_claims(gold: tuple[Path, ...], texts: Path | None, out_: Path | None, more: tuple[Path, ...]) -> None:
    """Extraction against claims marked by hand; further gold files may follow as arguments.

    Example: claimtrack eval claims --gold a.json b.json --out predictions
    """
    from claimtrack.claims.parse import load_parser
    from claimtrack.evals.claims import evaluate_claims

    print_json(evaluate_claims([*gold, *more], texts, out_, load_parser()))


@eval_.command("relations")
@click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", "out_", type=click.Path(dir_okay=False, path_type=Path), help="File for the predictions.")
def eval_relations(data: Path, out_: Path | None) -> None:
    """Typed relations between sentences of different articles.

    Example: claimtrack eval relations dev.jsonl --out pred.jsonl
    """
    from claimtrack.claims.parse import load_parser
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder
    from claimtrack.evals.relations import evaluate_relations

    print_json(evaluate_relations(data, nlp=load_parser(), encoder=SentenceTransformerEncoder(), out=out_))


@eval_.command("events")
@click.option(
    "--articles", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The articles."
)
@click.option(
    "--events", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The marked events."
)
@click.option(
    "--left-out", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Pairs that are not counted."
)
@click.option("--out", "out_", type=click.Path(dir_okay=False, path_type=Path), help="File for the predictions.")
def eval_events(articles: Path, events: Path, left_out: Path | None, out_: Path | None) -> None:
    """Reports of one event brought together, and their death tolls; in a database of its own that is thrown away.

    Example: claimtrack eval events --articles articles.jsonl --events events.jsonl --out pred.jsonl
    """
    from claimtrack.evals.events import evaluate_events
    from claimtrack.services.engine import Engine
    from claimtrack.settings import Settings

    with TemporaryDirectory(prefix="claimtrack-eval-") as folder:
        settings = Settings(database_url=None, data_dir=Path(folder))
        with Engine.open(settings) as engine:
            print_json(evaluate_events(engine, articles, events, left_out=left_out, out=out_))


@eval_.command("pages")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--truth", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Labelled pages."
)
@click.option("--out", "out_", type=click.Path(dir_okay=False, path_type=Path), help="File for the predictions.")
def eval_pages(directory: Path, truth: Path, out_: Path | None) -> None:
    """Article text out of web pages.

    Example: claimtrack eval pages html --truth dev.jsonl --out pred.jsonl
    """
    from claimtrack.evals.pages import evaluate_pages

    print_json(evaluate_pages(directory, truth, out_))


@click.group()
def bench() -> None:
    """Time the stages beside plain libraries, in one run."""


@bench.command("extract")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--limit", default=100, show_default=True, help="Most articles taken from the file.")
@click.option("--rounds", default=3, show_default=True, help="How often each way is timed.")
@json_option
def bench_extract_(file: Path | None, limit: int, rounds: int, as_json: bool) -> None:
    """Articles a second from text to claims, on a JSONL file with `text` (default: the demo's articles).

    Example: claimtrack bench extract articles.jsonl --limit 50
    """
    from claimtrack.claims.parse import load_parser
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder
    from claimtrack.evals.speed import bench_extract
    from claimtrack.services.seeding import find_seeds

    source = file or find_seeds().articles
    texts = [str(json.loads(line)["text"]) for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    report = bench_extract(texts[:limit], nlp=load_parser(), encoder=SentenceTransformerEncoder(), rounds=rounds)
    if as_json:
        print_json(report)
        return
    out.print(
        f"{report.articles} articles, {report.words:,} words, {report.claims} claims; median of {report.rounds} rounds"
    )
    for pace in report.paces:
        out.print(f"{pace.articles_per_s:>8.1f} articles/s  ×{pace.ratio:<6.2f} {pace.name}", markup=False)
