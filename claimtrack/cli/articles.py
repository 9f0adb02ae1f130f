"""Commands that bring articles in: add, import, recheck."""

from typing import Any, BinaryIO

import rich_click as click
from click.exceptions import Exit

from claimtrack.cli.console import (
    PARTLY,
    count_words,
    err,
    is_url,
    json_option,
    open_engine,
    out,
    print_failures,
    print_item,
    print_json,
    process_all,
    progress,
    published_option,
    read_settings,
    read_source,
    sources_words,
)
from claimtrack.services.views import AppearanceView, ArticlePage, ClaimSummary, RecheckView


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

    if is_url(source) and url is not None:
        raise click.UsageError("--url is for the text of a file; the address is given already.")
    settings = read_settings()
    with open_engine(settings) as engine:
        if is_url(source):
            added = add_url(
                engine, url=source, outlet=outlet, title=title, published_at=published_at, actor=settings.actor
            )
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
        print_item(str(claim.id), found.quote, _said(found), sources_words(claim), _waiting(claim))
    if not page.appearances:
        out.print("No claim was found in it.")
    for note in page.notes:
        err.print(note, markup=False)


def _said(found: AppearanceView) -> str:
    said = f"said by {found.claimant}" if found.claimant else "in the article's own voice"
    figures = (figure.label for figure in found.figures)
    return " · ".join([*figures, said, *(f"via {name}" for name in found.via)])


def _waiting(claim: ClaimSummary) -> str:
    """What a checker should look at, empty when there is nothing."""
    conflicts = count_words(claim.conflict_count, "conflict") if claim.conflict_count else ""
    waits = (
        count_words(claim.suggestion_count, "suggested match", "suggested matches") if claim.suggestion_count else ""
    )
    return " · ".join(part for part in (conflicts, waits) if part)


@click.command("import")
@click.argument("file", metavar="FILE|-", type=click.File("rb"))
@json_option
def import_(file: BinaryIO, as_json: bool) -> None:
    """Add every article of a JSONL file: one object a line with `text` or `url`, and `outlet`, `title`, `published_at`.

    A bad line is reported by its number and the rest land; the exit code is then 3. What was stored before Ctrl-C stays, and
    a second import passes over it.

    Example: claimtrack import articles.jsonl
    """
    from claimtrack.services.intake import import_batches

    settings = read_settings()
    created = known = 0
    failed: list[Any] = []
    with open_engine(settings) as engine, progress() as bar:
        task = bar.add_task("Storing articles", total=_count_lines(file))
        for report in import_batches(engine, lines=file, actor=settings.actor):
            created, known = created + report.created, known + report.known
            failed += report.failed
            bar.update(task, advance=report.created + report.known + len(report.failed))
        bar.stop()
        unread = process_all(engine)
    if as_json:
        print_json({"created": created, "known": known, "failed": failed, "unread": unread})
    else:
        lines_failed = f"{count_words(len(failed), 'line')} failed"
        out.print(f"{count_words(created, 'article')} added, {known:,} there already, {lines_failed}.")
        for line in failed:
            err.print(f"line {line.line}: {line.error}", markup=False, soft_wrap=True)
        print_failures(unread)
    if failed or unread:
        raise Exit(PARTLY)


def _count_lines(file: BinaryIO) -> int | None:
    """How many lines there are to come; None for a pipe, which can be read only once."""
    if not file.seekable():
        return None
    count = sum(1 for _ in file)
    file.seek(0)
    return count


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
                out.print(_planned_words(pages))
            return
        if due:
            runs = rechecking.recheck_due(engine, now=now)
        elif claim_id is not None:
            runs = rechecking.recheck_claim(engine, claim_id, actor=settings.actor, now=now)
        else:
            runs = (rechecking.recheck_article(engine, article_id or 0, actor=settings.actor, now=now),)
        unread = process_all(engine)
    if as_json:
        print_json(runs)
    else:
        out.print(f"{count_words(len(runs), 'page')} looked at." if runs else "No page is due now.")
        for run in runs:
            print_item(str(run.article_id), run.article_title, _outcome_words(run))
    print_failures(unread)
    if unread:
        raise Exit(PARTLY)


def _planned_words(pages: tuple[int, ...]) -> str:
    if not pages:
        return "No page is due now."
    return f"{count_words(len(pages), 'page')} would be fetched: article {', '.join(map(str, pages))}."


def _outcome_words(run: RecheckView) -> str:
    return f"{run.outcome.value}: {run.cause}" if run.cause else run.outcome.value
