"""Commands that learn again what the stages weigh: train."""

from pathlib import Path

import rich_click as click

from claimtrack.cli.console import print_json
from claimtrack.errors import InputError

_json_out_option = click.option(
    "--out",
    "out_",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File for the weights (.json).",
)
_source_option = click.option("--source", default="", help="Name and licence of the data, to be kept in the file.")


@click.group()
def train() -> None:
    """Learn again what the stages weigh, from labelled files."""


@train.command("checkworthiness")
@click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", "out_", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File for the weights (.npz)."
)
@_source_option
def train_checkworthiness(data: Path, out_: Path, source: str) -> None:
    """The weights of the check-worthiness, from sentences labelled 1 or 0; prints how well they do by cross-validation.

    Example: claimtrack train checkworthiness train.jsonl --out weights.npz
    """
    from claimtrack.claims.parse import load_parser
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder
    from claimtrack.evals.checkworthiness import read_rows
    from claimtrack.evals.worthiness_training import train as learn

    rows = [row for row in read_rows(data) if row.get("label") is not None and row["text"].strip()]
    about = {"source": source, "file": data.name}
    encoder = SentenceTransformerEncoder()
    texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
    print_json(learn(texts, labels, nlp=load_parser(), encoder=encoder, about=about, out=out_))


@train.command("relations")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--sentences",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Articles of other news, as `claimtrack eval sentences` takes them, that help to tell events apart.",
)
@click.option(
    "--marks",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Labels of pairs of sentences, kept without their text; needs --articles.",
)
@click.option(
    "--articles",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The articles that the marks are of.",
)
@_json_out_option
@_source_option
def train_relations(
    files: tuple[Path, ...],
    sentences: Path | None,
    marks: Path | None,
    articles: Path | None,
    out_: Path,
    source: str,
) -> None:
    """The weights by which two claims are compared, from labelled pairs; prints how well they do by cross-validation.

    Example: claimtrack train relations dev.jsonl --marks marks.jsonl --articles articles.jsonl --out weights.json
    """
    from claimtrack.claims.parse import load_parser
    from claimtrack.embeddings.encoder import SentenceTransformerEncoder
    from claimtrack.evals.relation_marks import read_marks
    from claimtrack.evals.relation_training import train as learn
    from claimtrack.evals.relations import read_relations

    if (marks is None) != (articles is None):
        raise InputError("--marks and --articles go together: one holds the labels, the other the sentences.")
    lines = [line for file in files for line in read_relations(file)]
    lines += read_marks(marks, articles) if marks and articles else []
    about = {"source": source, "files": [file.name for file in (*files, marks) if file]}
    print_json(learn(lines, sentences, nlp=load_parser(), encoder=SentenceTransformerEncoder(), about=about, out=out_))


@train.command("cuts")
@click.option(
    "--marks",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Claims marked in articles, kept without their text; may be repeated.",
)
@click.option(
    "--articles",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Articles to learn from: the marks of others are passed over. May be repeated.",
)
@click.option(
    "--least", default=0.3, show_default=True, type=click.FloatRange(0.01, 0.99), help="Probability from which is cut."
)
@_json_out_option
@_source_option
def train_cuts(marks: tuple[Path, ...], articles: tuple[Path, ...], least: float, out_: Path, source: str) -> None:
    """The weights by which a proposition is cut further, from marked articles; prints how well they do by cross-validation.

    Example: claimtrack train cuts --marks marks.jsonl --articles articles.jsonl --out cuts.json
    """
    from claimtrack.claims.parse import load_parser
    from claimtrack.evals.claim_marks import read_claim_marks
    from claimtrack.evals.cut_training import train as learn

    marked = [text for file in marks for text in read_claim_marks(file, articles, only_known=True)]
    about = {"source": source, "files": [file.name for file in marks]}
    print_json(learn(marked, nlp=load_parser(), least=least, about=about, out=out_))
