"""Articles over the API: add one or many, list, one."""

import io
from typing import Annotated

from litestar import Response, get, post
from litestar.params import JSONBody, QueryParameter, RawBody

from claimtrack.db.tables import ProcessingState
from claimtrack.errors import EmptyText, InvalidLine
from claimtrack.services import intake
from claimtrack.services.intake import Added
from claimtrack.web.api.bounds import BODY_TYPE, Cursor, Limit, RowId, Words, problems
from claimtrack.web.asking import words
from claimtrack.web.given import Actor, OpenEngine
from claimtrack.web.schemas import AddedArticle, ArticleDetail, ArticleList, ImportReport, NewArticle, shaped

VersionNumber = Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1, description="An older text, by its number")]


@get("/articles", summary="List articles", responses=problems(), sync_to_thread=True)
def list_articles(
    engine: OpenEngine,
    q: Words = None,
    outlet: Words = None,
    in_state: Annotated[ProcessingState | None, QueryParameter(name="state")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ArticleList:
    """Articles, newest first, a page at a time: pass `next_cursor` as `cursor` to go on."""
    found = intake.list_articles(
        engine,
        outlet=words(outlet, "outlet"),
        state=in_state,
        query=words(q, "q"),
        cursor=words(cursor, "cursor"),
        limit=limit,
    )
    return shaped(found, ArticleList)


@get("/articles/{article_id:int}", summary="One article", responses=problems(404), sync_to_thread=True)
def get_article(engine: OpenEngine, article_id: RowId, version: VersionNumber = None) -> ArticleDetail:
    """An article's text and the claims found in it, in reading order."""
    return shaped(intake.get_article(engine, article_id, version=version), ArticleDetail)


@post(
    "/articles",
    summary="Add an article",
    status_code=202,
    responses=problems(403, 413, 415, 422, 502, 504),
    sync_to_thread=True,
)
def add_article(engine: OpenEngine, actor: Actor, data: JSONBody[NewArticle]) -> Response[AddedArticle]:
    """202 with where it is: its claims are found in the background. 200 when it was there already, with the same text."""
    if data.text is not None:
        added = intake.add_text(
            engine,
            data=data.text,
            outlet=words(data.outlet, "outlet"),
            title=words(data.title, "title"),
            published_at=words(data.published_at, "published_at"),
            url=words(data.url, "url"),
            actor=actor,
        )
    elif data.url is not None:
        added = intake.add_url(engine, url=data.url, outlet=words(data.outlet, "outlet"), actor=actor)
    else:
        raise EmptyText("Give the article's `text`, or the `url` to fetch it from.")
    return _where(added)


@post(
    "/imports",
    summary="Add many articles",
    status_code=202,
    responses=problems(403, 413, 415),
    opt={BODY_TYPE: ("application/x-ndjson",)},
    sync_to_thread=True,
)
def import_articles(engine: OpenEngine, actor: Actor, body: RawBody) -> ImportReport:
    """What became of each line of the body: one JSON object a line, with the fields of an article to add."""
    if not body.strip():
        raise InvalidLine("The body is empty. Send one JSON object a line.")
    return shaped(intake.import_lines(engine, lines=io.BytesIO(body), actor=actor), ImportReport)


def _where(added: Added) -> Response[AddedArticle]:
    is_new = added.created or added.changed
    location = f"/api/v1/articles/{added.article_id}"
    found = AddedArticle(id=added.article_id, status="pending" if is_new else "known", location=location)
    return Response(found, status_code=202 if is_new else 200, headers={"Location": location})


HANDLERS = (list_articles, get_article, add_article)
UPLOADS = (import_articles,)
"""Take bodies as large as a bulk file."""
