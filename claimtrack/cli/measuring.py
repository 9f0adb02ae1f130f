"""Commands that measure the stages: eval."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from claimtrack.cli.console import json_option, out, print_json, progress

if TYPE_CHECKING:
    from claimtrack.evals.curve import Curve


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


def _out_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--out", "out_", type=click.Path(dir_okay=False, path_type=Path), help="File for the predictions."
    )(command)


def _plot_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--plot",
        type=click.Path(dir_okay=False, path_type=Path),
        help="File for the threshold curve; its name ends in .svg or .html.",
    )(command)


def _print_measured(metrics: dict[str, Any], curve: "Curve", plot: Path | None, title: str) -> None:
    from claimtrack.evals.plots import write_plot

    if plot is not None:
        write_plot(plot, curve, title=title)
    print_json({**metrics, "curve": curve})


@contextmanager
def _embedding() -> Iterator[Callable[[int, int], None]]:
    """A progress bar over the texts that are embedded."""
    with progress() as bar:
        task = bar.add_task("Embedding", total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@eval_.command("retrieval")
@click.option("--queries", required=True, type=_FILE, help="JSONL: id, query, relevant.")
@click.option("--collection", required=True, type=_FILE, help="JSONL, also .gz: id, claim, title, date.")
@_out_option
@_plot_option
def eval_retrieval(queries: Path, collection: Path, out_: Path | None, plot: Path | None) -> None:
    """Finding the claims that a text bears on, in a collection of labelled claims.

    The collection is put into a database of its own in a temporary folder, and searched as `claimtrack match` does.

    Example: claimtrack eval retrieval --queries dev.jsonl --collection collection.jsonl.gz --plot curve.svg
    """
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder
    from claimtrack.evals.retrieval import evaluate_retrieval

    with _embedding() as report:
        metrics, curve = evaluate_retrieval(
            queries, collection, encoder=SentenceTransformerEncoder(), out=out_, report=report
        )
    _print_measured(metrics, curve, plot, "The first claim found, by its likeness in meaning")


@eval_.command("pairs")
@click.argument("data", type=_FILE)
@_out_option
@_plot_option
def eval_pairs(data: Path, out_: Path | None, plot: Path | None) -> None:
    """Pairs of texts: whether they say the same, or the second follows from the first.

    Example: claimtrack eval pairs dev.jsonl --out pred.jsonl --plot curve.html
    """
    from claimtrack.claims.parse import load_parser
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder
    from claimtrack.evals.pairs import evaluate_pairs

    with _embedding() as report:
        metrics, curve = evaluate_pairs(
            data, nlp=load_parser(), encoder=SentenceTransformerEncoder(), out=out_, report=report
        )
    _print_measured(metrics, curve, plot, "Pairs that say the same, by likeness")


@eval_.command("sentences")
@click.argument("data", type=_FILE)
@_out_option
@_plot_option
def eval_sentences(data: Path, out_: Path | None, plot: Path | None) -> None:
    """Sentences of different articles: whether they tell of one event.

    Example: claimtrack eval sentences dev.jsonl --out pred.jsonl --plot curve.svg
    """
    from claimtrack.claims.parse import load_parser
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder
    from claimtrack.evals.sentences import evaluate_sentences

    with _embedding() as report:
        metrics, curve = evaluate_sentences(
            data, nlp=load_parser(), encoder=SentenceTransformerEncoder(), out=out_, report=report
        )
    _print_measured(metrics, curve, plot, "Sentences of one event, by probability")


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
