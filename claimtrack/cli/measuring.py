"""Commands that measure the stages: eval, bench."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import rich_click as click

from claimtrack.cli.console import json_option, out, print_json, progress, read_settings
from claimtrack.errors import InputError

if TYPE_CHECKING:
    from claimtrack.evals.curve import Curve
    from claimtrack.evals.search_speed import Times


@click.group("eval")
def eval_() -> None:
    """Measure the stages on labelled files."""


@eval_.command("claims")
@click.option("--gold", multiple=True, type=click.Path(exists=True, path_type=Path), help="Gold file; may be repeated.")
@click.option(
    "--texts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the texts (default: beside the gold).",
)
@click.option(
    "--marks", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Marks without text, as JSON lines."
)
@click.option(
    "--articles",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The articles that the marks are of; may be repeated.",
)
@click.option("--out", "out_", type=click.Path(file_okay=False, path_type=Path), help="Folder for the predictions.")
@click.argument("more", nargs=-1, type=click.Path(exists=True, path_type=Path))
def eval_claims(
    gold: tuple[Path, ...],
    texts: Path | None,
    marks: Path | None,
    articles: tuple[Path, ...],
    out_: Path | None,
    more: tuple[Path, ...],
) -> None:
    """Extraction against claims marked by hand; further gold files may follow as arguments.

    Example: claimtrack eval claims --gold a.json b.json --out predictions
    """
    from claimtrack.claims.parse import load_parser
    from claimtrack.evals.claim_marks import read_claim_marks
    from claimtrack.evals.claims import evaluate_claims, read_gold

    if (marks is None) == bool(articles):
        raise InputError("--marks and --articles go together: one holds the claims, the others the texts.")
    files = [*gold, *more]
    if not files and not marks:
        raise InputError("Nothing to measure. Give gold files with --gold, or --marks with --articles.")
    marked = [*read_gold(files, texts), *(read_claim_marks(marks, articles) if marks else [])]
    print_json(evaluate_claims(marked, out_, load_parser()))


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


@eval_.command("checkworthiness")
@click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", "out_", type=click.Path(dir_okay=False, path_type=Path), help="File for the predictions.")
@click.option("--words-only", is_flag=True, help="Score as `claimtrack extract` does, without the embedding model.")
def eval_checkworthiness(data: Path, out_: Path | None, words_only: bool) -> None:
    """Check-worthiness of sentences: told apart, and ranked where they are lines of documents.

    Example: claimtrack eval checkworthiness test.jsonl --out pred.jsonl
    """
    from claimtrack.claims.parse import load_parser
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder
    from claimtrack.evals.checkworthiness import evaluate_checkworthiness

    encoder = None if words_only else SentenceTransformerEncoder()
    print_json(evaluate_checkworthiness(data, nlp=load_parser(), encoder=encoder, out=out_))


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


@eval_.command("attribution")
@click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", "out_", type=click.Path(dir_okay=False, path_type=Path), help="File for the predictions.")
def eval_attribution(data: Path, out_: Path | None) -> None:
    """Who said what: sources, cues and contents, by their characters.

    Example: claimtrack eval attribution dev.jsonl --out pred.jsonl
    """
    from claimtrack.claims.parse import load_parser
    from claimtrack.evals.attribution import evaluate_attribution

    print_json(evaluate_attribution(data, nlp=load_parser(), out=out_))


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


_TEXTS = click.option(
    "--texts",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="File or folder of texts to take sentences from; may be repeated (default: the demo's, varied).",
)
_SIZES = click.option("--sizes", default="1000,10000,100000", show_default=True, help="Numbers of claims.")
_VECTORS = click.option(
    "--vectors",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File that keeps the vectors for the next run; 100,000 take ten minutes.",
)


def _sizes_of(given: str) -> list[int]:
    try:
        sizes = [int(part) for part in given.split(",")]
    except ValueError as exc:
        raise InputError(f"--sizes must be whole numbers with commas between them, not “{given}”.") from exc
    if min(sizes) < 1:
        raise InputError("--sizes must be 1 or more.")
    return sizes


def _stock_sentences(texts: tuple[Path, ...], count: int) -> list[str]:
    from claimtrack.evals.sentence_stock import real_sentences, varied_sentences
    from claimtrack.services.seeding import find_seeds

    if texts:
        return real_sentences(texts, count=count)
    lines = find_seeds().articles.read_text(encoding="utf-8").splitlines()
    return varied_sentences((str(json.loads(line)["text"]) for line in lines if line.strip()), count=count)


def _print_times(name: str, times: "Times") -> None:
    out.print(
        f"  p50 {1000 * times.p50_s:>8.1f} ms   p95 {1000 * times.p95_s:>8.1f} ms   p99 {1000 * times.p99_s:>8.1f} ms   {name}",
        markup=False,
    )


@bench.command("match")
@_TEXTS
@_SIZES
@click.option("--queries", default=200, show_default=True, type=click.IntRange(min=1), help="Texts asked at each size.")
@_VECTORS
@json_option
def bench_match_(texts: tuple[Path, ...], sizes: str, queries: int, vectors: Path | None, as_json: bool) -> None:
    """From a text to its ranked answer among 1,000, 10,000 and 100,000 claims, beside exact search.

    Example: claimtrack bench match --texts articles/ --vectors vectors.npz --json
    """
    from claimtrack.claims.parse import load_parser
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder
    from claimtrack.evals.search_speed import bench_match, remembered

    counts = _sizes_of(sizes)
    sentences = _stock_sentences(texts, max(counts) + queries)
    encoder = SentenceTransformerEncoder(cache_size=1)  # Remembered texts would cost nothing.
    with _embedding() as report:
        found = remembered(sentences, encoder, vectors, report=report)
    with _working() as report:
        measured = bench_match(
            sentences,
            found,
            sizes=counts,
            queries=queries,
            nlp=load_parser(),
            encoder=encoder,
            settings=read_settings(),
            report=report,
        )
    if as_json:
        print_json(measured)
        return
    for pace in measured.paces:
        out.print(f"{pace.claims:,} claims, recall@10 {pace.recall:.3f}, ×{pace.ratio:.2f} as fast as the plain way")
        _print_times("ours, from the text to the answer", pace.ours)
        _print_times("plain: encode and semantic_search", pace.plain)
        _print_times("ours, the nearest vectors alone", pace.search)
    if measured.exponent is not None:
        out.print(f"Time grows with claims to the power of {measured.exponent:.2f}")


@bench.command("link")
@_TEXTS
@_SIZES
@click.option(
    "--articles", default=10, show_default=True, type=click.IntRange(min=1), help="Articles linked at each size."
)
@_VECTORS
@json_option
def bench_link_(texts: tuple[Path, ...], sizes: str, articles: int, vectors: Path | None, as_json: bool) -> None:
    """Linking one new article among 1,000, 10,000 and 100,000 claims, beside mining all pairs.

    Example: claimtrack bench link --sizes 1000,10000 --json
    """
    from claimtrack.claims.parse import load_parser
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder
    from claimtrack.evals.search_speed import SENTENCES_PER_ARTICLE, bench_link, remembered

    counts = _sizes_of(sizes)
    sentences = _stock_sentences(texts, max(counts) + articles * SENTENCES_PER_ARTICLE)
    encoder = SentenceTransformerEncoder(cache_size=1)
    with _embedding() as report:
        found = remembered(sentences, encoder, vectors, report=report)
    with _working() as report:
        measured = bench_link(
            sentences,
            found,
            sizes=counts,
            nlp=load_parser(),
            encoder=encoder,
            settings=read_settings(),
            articles=articles,
            report=report,
        )
    if as_json:
        print_json(measured)
        return
    for pace in measured.paces:
        out.print(f"{pace.claims:,} claims, {pace.linked_claims:g} in an article")
        _print_times("ours, from the text to stored links", pace.ours)
        _print_times(f"plain: parse, encode and semantic_search (×{pace.plain_ratio:.2f} of ours)", pace.plain)
        out.print(
            f"  once {1000 * pace.mining_s:>8.1f} ms   plain: paraphrase_mining (×{pace.mining_ratio:.1f} of ours)"
        )
    if measured.exponent is not None:
        out.print(f"Time grows with claims to the power of {measured.exponent:.2f}")


@contextmanager
def _working() -> Iterator[Callable[[int, int], None]]:
    """A progress bar over the sizes that are measured."""
    with progress() as bar:
        task = bar.add_task("Measuring", total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)
