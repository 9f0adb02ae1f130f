"""Commands that measure the stages: eval."""

from pathlib import Path

import rich_click as click

from claimtrack.cli.console import print_json


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
