"""Commands that answer questions about claims: extract, match, compare."""

from pathlib import Path

import rich_click as click
from rich.table import Table

from claimtrack.cli.console import (
    err,
    json_option,
    open_engine,
    out,
    print_json,
    published_option,
    read_day,
    read_settings,
    read_source,
)


@click.command()
@click.argument("source", metavar="FILE|-")
@published_option
@json_option
def extract(source: str, published_at: str | None, as_json: bool) -> None:
    """Show the claims of a text; no database is used.

    Example: claimtrack extract article.txt --published-at 2016-10-11 --json
    """
    from claimtrack.articles.extract import read_plain_text
    from claimtrack.claims.detect import extract_claims
    from claimtrack.claims.parse import load_parser
    from claimtrack.evals.claims import prediction_shape

    settings = read_settings()
    text = read_plain_text(read_source(source), max_chars=settings.max_text_chars).text
    day = read_day(published_at)
    extraction = extract_claims(text, published_on=day, nlp=load_parser())
    shape = prediction_shape(Path(source).name if source != "-" else "-", day, extraction)
    if as_json:
        print_json(shape)
        return
    table = Table("start", "claim", "type", "figures", "claimant", "via", "worth")
    for claim in extraction.claims:
        figures = ", ".join(figure.surface for figure in claim.figures)
        worth = f"{claim.worthiness.score:.2f}"
        table.add_row(
            str(claim.start), claim.quote, claim.type.value, figures, claim.claimant or "", " → ".join(claim.via), worth
        )
    out.print(table)
    for note in extraction.notes:
        err.print(note, markup=False)


@click.command()
@click.argument("text")
@click.option("--limit", default=10, show_default=True, help="Most results, 1 to 100.")
@click.option("--min-score", default=0.5, show_default=True, help="Least probability, 0 to 1.")
@json_option
def match(text: str, limit: int, min_score: float, as_json: bool) -> None:
    """Find tracked claims that answer a text.

    Example: claimtrack match "Air strikes in Aleppo killed 26 people on Tuesday"
    """
    from claimtrack.services.matching import match_text

    with open_engine() as engine:
        results = match_text(engine, text=text, limit=limit, min_score=min_score)
    if as_json:
        print_json(results)
        return
    if not results:
        out.print("No tracked claim answers this.")
        return
    table = Table("claim", "relation", "probability", "text", "why", "appearances", "independent")
    for found in results:
        table.add_row(
            str(found.claim.id),
            found.relation.value,
            f"{found.probability:.2f}",
            found.claim.text,
            "; ".join(reason.text for reason in found.reasons[:3]),
            str(found.claim.appearance_count),
            str(found.claim.independent_sources),
        )
    out.print(table)


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--published-a", metavar="DATE", help="Day of the first text.")
@click.option("--published-b", metavar="DATE", help="Day of the second text.")
@json_option
def compare(a: str, b: str, published_a: str | None, published_b: str | None, as_json: bool) -> None:
    """Say how one claim stands to another, and why.

    Example: claimtrack compare "At least 16 people were killed in Aleppo" "25 people were killed in Aleppo"
    """
    from claimtrack.services.comparing import compare_texts

    with open_engine() as engine:
        found = compare_texts(engine, a, b, published_a=read_day(published_a), published_b=read_day(published_b))
    if as_json:
        print_json(found)
        return
    arrow = {"a_to_b": " (first → second)", "b_to_a": " (second → first)"}.get(found.direction or "", "")
    out.print(
        f"{found.relation.value}{arrow}  probability {found.probability:.2f}, then: {found.action.value}", markup=False
    )
    for reason in (*found.guards, *found.reasons):
        out.print(f"  {reason.code}: {reason.text}", markup=False)
