"""The list of articles, the page of an article, and adding articles."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlencode

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect, Template
from markupsafe import Markup

from claimtrack.db.tables import ProcessingState, Role
from claimtrack.errors import ClaimtrackError, Conflict, EmptyText, FetchError, InputError, InvalidQuery
from claimtrack.services import intake, rechecking
from claimtrack.services.intake import Added
from claimtrack.services.tolls import reports_of_event
from claimtrack.services.views import ArticlePage
from claimtrack.web.asking import choice, chosen_flag, words
from claimtrack.web.auth import NEEDS
from claimtrack.web.contexts import AddContext, ArticleContext, ArticlesContext, Refusal
from claimtrack.web.diffs import paragraph_changes
from claimtrack.web.given import Actor, Answer, File, Form, Number, OpenEngine, Text, WebRequest
from claimtrack.web.marks import paragraphs
from claimtrack.web.pages.claims import known_id
from claimtrack.web.rendering import page

PAGE_SIZE = 50
"""Articles on one page of the list."""


@get("/articles", sync_to_thread=True)
def list_articles(request: WebRequest, engine: OpenEngine) -> Template:
    """The articles, newest first, with the filters of the query string."""
    params = request.query_params
    q, outlet = words(params.get("q"), "q"), words(params.get("outlet"), "outlet")
    state = choice(ProcessingState, params.get("state"), "state")
    cursor = words(params.get("cursor"), "cursor")
    listing = intake.list_articles(engine, outlet=outlet, state=state, query=q, cursor=cursor, limit=PAGE_SIZE)
    kept = {"q": q, "outlet": outlet, "state": state, "cursor": listing.next_cursor}
    link = f"/articles?{urlencode({name: value for name, value in kept.items() if value})}"
    context = ArticlesContext(
        listing=listing, q=q, outlet=outlet, state=state, next_link=link if listing.next_cursor else None
    )
    is_demo = any(one.outlet is not None and one.outlet.fictional for one in listing.items)
    return page(request, "articles.html", context, title="Articles", section="articles", is_demo=is_demo)


@get("/articles/{article_id:int}", sync_to_thread=True)
def show_article(request: WebRequest, engine: OpenEngine, article_id: Number) -> Template:
    """An article with its claims marked; an older text of it by `?version=`."""
    return _article_page(request, engine, article_id)


def _article_page(
    request: WebRequest, engine: OpenEngine, article_id: int, *, refusal: Refusal | None = None, status_code: int = 200
) -> Template:
    asked = request.query_params.get("version")
    if asked is not None and not (asked.isdecimal() and asked.isascii() and len(asked) < 10):
        raise InvalidQuery("version must be a number.")
    view = intake.get_article(engine, known_id(article_id), version=None if asked is None else int(asked))
    evidence = next((one.wire_evidence for one in view.appearances if one.wire_evidence), None)
    shows_hidden = bool(view.hidden) and chosen_flag(request.query_params.get("hidden"), "hidden")
    marked = (*view.appearances, *view.hidden) if shows_hidden else view.appearances
    context = ArticleContext(
        view=view,
        paragraphs=paragraphs(view.text, sorted(marked, key=lambda one: (one.start, one.end)), wire_evidence=evidence),
        deaths=reports_of_event(engine, view.article.id),
        compared=_compared(engine, view),
        refusal=refusal,
        shows_hidden=shows_hidden,
    )
    outlet = view.article.outlet
    return page(
        request,
        "article.html",
        context,
        title=view.article.title or "Untitled article",
        section="articles",
        is_demo=outlet is not None and outlet.fictional,
        status_code=status_code,
    )


def _compared(engine: OpenEngine, view: ArticlePage) -> tuple[Markup, ...]:
    """The paragraphs in which the version shown differs from the one before it; none for the first."""
    earlier = [version.number for version in view.versions if version.number < view.version.number]
    if not earlier:
        return ()
    before = intake.get_article(engine, view.article.id, version=max(earlier))
    return paragraph_changes(before.text, view.text)


@get("/articles/new", opt={NEEDS: Role.CHECKER}, sync_to_thread=False)
def show_add_form(request: WebRequest, engine: OpenEngine) -> Template:
    """The page for adding articles."""
    return _add_page(request, engine)


@post("/articles/from-url", sync_to_thread=True, status_code=303)
def add_from_url(request: WebRequest, engine: OpenEngine, actor: Actor, data: Form) -> Answer:
    """Fetch a page and add it; what went wrong is shown in the form."""
    try:
        outlet = words(data.get("outlet"), "outlet")
        url = words(data.get("url"), "address", limit=2048) or ""
        added = intake.add_url(engine, url=url, outlet=outlet, actor=actor)
    except (InputError, FetchError) as exc:
        return _not_added(request, engine, "url", exc, data)
    return _to_article(added)


@post("/articles/from-text", sync_to_thread=True, status_code=303)
def add_from_text(request: WebRequest, engine: OpenEngine, actor: Actor, data: Text) -> Answer:
    """Add pasted text or a file; what went wrong is shown in the form, with the text still in it."""
    try:
        added = intake.add_text(
            engine,
            data=_bytes(data.file) or data.text,
            outlet=words(data.outlet, "outlet"),
            title=words(data.title, "title"),
            published_at=words(data.published_at, "published"),
            url=words(data.url, "address", limit=2048),
            actor=actor,
        )
    except InputError as exc:
        return _not_added(request, engine, "text", exc, data.typed())
    return _to_article(added)


@post("/articles/import", sync_to_thread=True, status_code=200)
def import_file(request: WebRequest, engine: OpenEngine, actor: Actor, data: File) -> Answer:
    """Add the articles of a JSONL file and say what became of each line."""
    try:
        body = _bytes(data.file)
        if body is None:
            raise EmptyText("Choose a file with one JSON object a line.")
        report = intake.import_lines(engine, lines=_lines(body), actor=actor)
    except InputError as exc:
        return _not_added(request, engine, "import", exc, {})
    return _add_page(request, engine, AddContext(report=report))


@post("/articles/{article_id:int}/recheck", sync_to_thread=True, status_code=303)
def recheck(request: WebRequest, engine: OpenEngine, actor: Actor, article_id: Number) -> Answer:
    """Fetch the article again now and compare it with the text that is stored."""
    try:
        rechecking.recheck_article(engine, known_id(article_id), actor=actor, now=datetime.now(UTC))
    except (Conflict, InputError, FetchError) as exc:
        refusal = Refusal(form="recheck", text=exc.message)
        return _article_page(request, engine, article_id, refusal=refusal, status_code=exc.status)
    return Redirect(f"/articles/{article_id}?done=rechecked#rechecks", status_code=303)


def _bytes(upload: UploadFile | None) -> bytes | None:
    """The uploaded file's bytes; None when none was chosen, which browsers send as a part without a name."""
    if upload is None:
        return None
    body = upload.file.read()
    return body if body or upload.filename else None


def _lines(body: bytes) -> Iterable[bytes]:
    return io.BytesIO(body)


def _add_page(
    request: WebRequest, engine: OpenEngine, context: AddContext | None = None, *, status_code: int = 200
) -> Template:
    return page(
        request,
        "add.html",
        context or AddContext(),
        title="Add articles",
        section="add",
        status_code=status_code,
    )


def _not_added(
    request: WebRequest, engine: OpenEngine, form: str, exc: ClaimtrackError, typed: dict[str, str]
) -> Answer:
    context = AddContext(refusal=Refusal(form=form, text=exc.message, typed=typed))
    return _add_page(request, engine, context, status_code=exc.status)


def _to_article(added: Added) -> Answer:
    message = "added" if added.created else "changed" if added.changed else "known"
    return Redirect(f"/articles/{added.article_id}?done={message}", status_code=303)


HANDLERS = (list_articles, show_article, show_add_form, add_from_url, recheck)
UPLOADS = (add_from_text, import_file)
"""Take bodies as large as a bulk file."""
