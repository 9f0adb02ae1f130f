"""Commands that bring articles in: add, import, recheck."""

from pathlib import Path
from typing import Any

import rich_click as click
from click.exceptions import Exit

from claimtrack.cli.console import (
    PARTLY,
    err,
    json_option,
    open_engine,
    out,
    print_json,
    process_all,
    progress,
    published_option,
    read_settings,
    read_source,
)
from claimtrack.services.views import AppearanceView, ArticlePage, ClaimSummary


@click.command()
@click.argument("source", metavar="URL|FILE|-")
@click.option("--outlet", help="Who published it.")
@click.option("--title", help="Its headline.")
@click.option("--url", help="Its web address, when the text comes from a file.")
@published_option
@json_option
def add(
    source: str, outlet: str | None, title: str | None, url: str | None, published_at: str | None, as_json: bool
) -> None:
    """Add one article and link its claims.

    Example: claimtrack add article.txt --outlet Newsmax --published-at 2016-10-11
    """
    from claimtrack.services.intake import add_text, add_url, get_article
    from claimtrack.services.processing import process_version

    settings = read_settings()
    with open_engine(settings) as engine:
        if source.startswith(("http://", "https://")) or "://" in source:
            added = add_url(engine, url=source, outlet=outlet, actor=settings.actor)
        else:
            added = add_text(
                engine,
                data=read_source(source),
                outlet=outlet,
                title=title,
                published_at=published_at,
                url=url,
                actor=settings.actor,
            )
        process_version(engine, added.version_id)
        page = get_article(engine, added.article_id)
        if as_json:
            print_json({"added": added, "article": page})
            return
        _print_article(page, added.created, added.changed)


def _print_article(page: ArticlePage, created: bool, changed: bool) -> None:
    what = "added" if created else "has a new version" if changed else "was there already, unchanged"
    out.print(f"Article {page.article.id} {what}: {page.article.title}", markup=False)
    for found in page.appearances:
        claim = page.claims[found.claim_id]
        out.print(f"[bold]{claim.id:>5}[/]  ", end="")
        out.print(found.quote, markup=False, soft_wrap=True)
        out.print(f"       {_facts(found, claim)}", style="dim", markup=False, soft_wrap=True)


def _facts(found: AppearanceView, claim: ClaimSummary) -> str:
    """What is worth knowing of a claim, on one line."""
    said = f"said by {found.claimant}" if found.claimant else "own voice"
    parts = [
        *(figure.label for figure in found.figures),
        said,
        *(f"via {name}" for name in found.via),
        f"{claim.appearance_count} appearances in {claim.outlet_count} outlets, {claim.independent_sources} independent",
        f"{claim.conflict_count} conflicts" if claim.conflict_count else "",
        f"{claim.suggestion_count} suggested matches" if claim.suggestion_count else "",
    ]
    return " · ".join(part for part in parts if part)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def import_(file: Path, as_json: bool) -> None:
    """Add every article of a JSONL file: one object a line with `text` or `url`, and `outlet`, `title`, `published_at`.

    A bad line is reported by its number and the rest land; the exit code is then 3.

    Example: claimtrack import articles.jsonl
    """
    from claimtrack.services.intake import import_batches
    from claimtrack.services.processing import process_version

    settings = read_settings()
    created = known = 0
    failed: list[Any] = []
    with open_engine(settings) as engine, progress() as bar:
        total = sum(1 for _ in file.open("rb"))
        task = bar.add_task("Storing articles", total=total)
        with file.open("rb") as lines:
            for report in import_batches(engine, lines=lines, actor=settings.actor):
                created, known = created + report.created, known + report.known
                failed += report.failed
                bar.update(task, advance=report.created + report.known + len(report.failed))
        bar.stop()
        process_all(engine, process_version)
    if as_json:
        print_json({"created": created, "known": known, "failed": failed})
    else:
        out.print(f"{created} articles added, {known} there already, {len(failed)} lines failed.")
        for line in failed:
            err.print(f"line {line.line}: {line.error}", markup=False)
    if failed:
        raise Exit(PARTLY)


@click.command()
@click.option("--due", is_flag=True, help="Everything that is due now.")
@click.option("--claim", "claim_id", type=int, help="The pages of one claim.")
@click.option("--article", "article_id", type=int, help="One article's page.")
@click.option("--dry-run", is_flag=True, help="Only say what would be fetched.")
@json_option
def recheck(due: bool, claim_id: int | None, article_id: int | None, dry_run: bool, as_json: bool) -> None:
    """Fetch pages of open claims again and store what changed.

    Example: claimtrack recheck --due
    """
    from claimtrack.services import rechecking
    from claimtrack.services.processing import process_version

    if sum((due, claim_id is not None, article_id is not None)) != 1:
        raise click.UsageError("Give exactly one of --due, --claim ID and --article ID.")
    settings = read_settings()
    with open_engine(settings) as engine:
        now = engine.now()
        if dry_run:
            pages = rechecking.planned_pages(engine, due=due, claim_id=claim_id, article_id=article_id, now=now)
            if as_json:
                print_json({"articles": pages})
            else:
                out.print(f"{len(pages)} pages would be fetched: {', '.join(map(str, pages)) or 'none'}")
            return
        if due:
            runs = rechecking.recheck_due(engine, now=now)
        elif claim_id is not None:
            runs = rechecking.recheck_claim(engine, claim_id, actor=settings.actor, now=now)
        else:
            runs = (rechecking.recheck_article(engine, article_id or 0, actor=settings.actor, now=now),)
        process_all(engine, process_version)
    if as_json:
        print_json(runs)
        return
    out.print(f"{len(runs)} pages looked at.")
    for run in runs:
        out.print(f"  article {run.article_id}: {run.outcome.value} {run.cause or ''}", markup=False)
