"""Commands that answer questions about claims: extract, match, compare."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
from click.exceptions import Exit

from claimtrack.cli.console import (
    PARTLY,
    count_words,
    err,
    json_option,
    open_engine,
    out,
    plain,
    print_item,
    print_json,
    published_option,
    read_day,
    read_settings,
    read_source,
    sources_words,
)
from claimtrack.cli.questions import Question, read_questions

if TYPE_CHECKING:
    from spacy.language import Language

    from claimtrack.services.comparing import Comparison
    from claimtrack.services.matched import MatchResult
    from claimtrack.services.matching import Wanted

RELATIONS = ("same_claim", "entails", "compatible", "conflicts", "updates", "same_event", "related")
STATES = ("unstarted", "in_progress", "on_hold", "closed")


@click.command()
@click.argument("source", metavar="FILE|-")
@published_option
@click.option("--extractor", type=click.Choice(["rules", "remote"]), help="Which one; without, the configured one.")
@json_option
def extract(source: str, published_at: str | None, extractor: str | None, as_json: bool) -> None:
    """Show the claims of a text; no database is used.

    Example: claimtrack extract article.txt --published-at 2016-10-11 --json
    """
    from claimtrack.articles.extract import extract_text, read_plain_text, sniff_html
    from claimtrack.evals.claims import prediction_shape
    from claimtrack.services.extracting import Choice, chosen, configured

    settings = read_settings()
    day = read_day(published_at)
    data = read_source(source)
    if sniff_html(data):
        content = extract_text(data, url=None, content_type="text/html", max_chars=settings.max_text_chars)
        err.print("This is a web page: offsets count in the article's text that was taken out of it.")
    else:
        content = read_plain_text(data, max_chars=settings.max_text_chars)
    text = content.text
    found_by = chosen(Choice(extractor), settings, _lend) if extractor else configured(settings, _lend)
    extraction = found_by.extract(text, published_on=day)
    shape = prediction_shape(Path(source).name if source != "-" else "-", day, extraction)
    if as_json:
        print_json(shape)
        return
    for claim in extraction.claims:
        said = f"said by {claim.claimant}" if claim.claimant else "in the article's own voice"
        via = f"via {' → '.join(claim.via)}" if claim.via else ""
        facts = [claim.type.value, *(figure.surface for figure in claim.figures), said, via]
        worth = f"check-worthiness {claim.worthiness.score:.2f}"
        print_item(str(claim.start), claim.quote, " · ".join(part for part in (*facts, worth) if part))
    if not extraction.claims:
        out.print("No claim was found in this text.")
    for note in extraction.notes:
        err.print(note, markup=False)


@contextmanager
def _lend() -> "Iterator[Language]":
    from claimtrack.claims.parse import load_parser

    yield load_parser()


@click.command()
@click.argument("texts", metavar="[TEXT]...", nargs=-1)
@click.option("--from", "source", metavar="FILE|-", help="A text a line, or JSON lines with `text` and maybe `id`.")
@click.option("--limit", default=10, show_default=True, help="Most results for a text, 1 to 100.")
@click.option("--min-score", default=0.5, show_default=True, help="Least probability, 0 to 1.")
@click.option("--relation", type=click.Choice(RELATIONS), help="Only this relation.")
@click.option("--state", type=click.Choice(STATES), help="Only claims in this state.")
@click.option("--since", metavar="DATE", help="Only claims first published on or after this day.")
@click.option("--language", metavar="CODE", help="Only claims in this language, for example en.")
@json_option
def match(texts: tuple[str, ...], source: str | None, since: str | None, as_json: bool, **asked: Any) -> None:
    """Find tracked claims that answer a text, or many.

    With --json one text gives a list of its matches; several, or a file, give a line of JSON for each.

    Example: claimtrack match "Air strikes in Aleppo killed 26 people on Tuesday" --json
    """
    from claimtrack.links.model import Relation
    from claimtrack.services.matching import Wanted, match_text
    from claimtrack.verification.workflow import State

    if bool(texts) == (source is not None):
        raise click.UsageError("Give one text or several, or a file with --from.")
    relation, state = asked.pop("relation"), asked.pop("state")
    wanted = Wanted(
        **asked, relation=relation and Relation(relation), state=state and State(state), since=read_day(since)
    )
    with open_engine() as engine:
        if len(texts) == 1:
            found = match_text(engine, text=texts[0], **asdict(wanted))
            print_json(found) if as_json else _print_matches(found)
            return
        questions = read_questions(read_source(source)) if source is not None else [Question(text=one) for one in texts]
        failed = _match_many(engine, questions, wanted, as_json=as_json)
    if failed:
        err.print(f"{count_words(failed, 'text')} could not be used; the others were answered.")
        raise Exit(PARTLY)


def _match_many(engine: Any, questions: "Sequence[Question]", wanted: "Wanted", *, as_json: bool) -> int:
    """Answer the questions, as many at once as the service takes; returns how many could not be used."""
    from claimtrack.services.matching import MAX_TEXTS, match_texts

    failed = 0
    for start in range(0, len(questions), MAX_TEXTS):
        piece = questions[start : start + MAX_TEXTS]
        for question, answer in zip(
            piece, match_texts(engine, [one.text for one in piece], wanted=wanted), strict=True
        ):
            problem = answer.problem
            failed += problem is not None
            if as_json:
                line = {"id": question.id, "text": question.text, "matches": answer.results}
                shown = {"code": problem.code, "detail": problem.message} if problem else None
                click.echo(json.dumps({**line, "problem": shown}, default=plain, ensure_ascii=False))
                continue
            out.print(
                f"{question.id}: {question.text[:200]}" if question.id else question.text[:200],
                style="bold",
                markup=False,
            )
            if problem is not None:
                out.print(problem.message, markup=False)
            else:
                _print_matches(answer.results)
    return failed


def _print_matches(results: "Sequence[MatchResult]") -> None:
    for found in results:
        state = found.claim.rating or found.claim.state.label
        print_item(
            str(found.claim.id),
            found.claim.text,
            f"{_relation_words(found)}, probability {found.probability:.2f} · {state}",
            sources_words(found.claim),
            f"why: {'; '.join(dict.fromkeys(reason.text for reason in found.reasons[:4]))}",
        )
    if not results:
        out.print("No tracked claim answers this.")


def _relation_words(found: "MatchResult") -> str:
    """How the claim stands to the text that was asked for."""
    match found.relation.value, found.direction:
        case "entails", "query_to_claim":
            return "follows from your text"
        case "entails", "claim_to_query":
            return "implies your text"
        case "updates", "query_to_claim":
            return "updates your text, later"
        case "updates", "claim_to_query":
            return "earlier, updated by your text"
    return found.relation.value.replace("_", " ")


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
    out.print(f"{_comparison_words(found)}, probability {found.probability:.2f}", style="bold", markup=False)
    out.print(_ACTIONS[found.action.value], markup=False)
    out.print(f"The texts are {found.likeness.score:.0%} alike in meaning, letters and numbers.", markup=False)
    reasons = {reason.text: reason.code for reason in reversed((*found.guards, *found.reasons))}
    for text, code in reversed(reasons.items()):
        out.print(f"  {code}: {text}", markup=False)


_ACTIONS = {
    "join": "Two articles that say so would be put under one claim.",
    "suggest": "Shown as a match; a person decides.",
    "drop": "Too weak to be shown as a match.",
}


def _comparison_words(found: "Comparison") -> str:
    match found.relation.value, found.direction and found.direction.value:
        case "entails", "a_to_b":
            return "The first text entails the second"
        case "entails", "b_to_a":
            return "The second text entails the first"
        case "updates", "a_to_b":
            return "The second text updates the first"
        case "updates", "b_to_a":
            return "The first text updates the second"
    return f"The two texts: {found.relation.value.replace('_', ' ')}"
