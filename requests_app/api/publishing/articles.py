"""How-to articles: read, written in drafts and versions, published, archived; and what readers say of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from requests_app import access, articles, unpublished
from requests_app.api.base import ApiView, Request, Response, person_of, within
from requests_app.api.editing import checked, own_department
from requests_app.api.paging import NEWEST, Listing, one, page, word_of
from requests_app.api.reading import is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.forms.articles import ArticleForm
from requests_app.models import Article, ArticleVersion, Department
from requests_app.pagination import Column

from .article_shapes import ArticleDetailOut, ArticleIn, ArticleOut, ArticleVersionOut, HelpedIn, NewArticleIn

TAG = "Articles"
TEXTS = {"titles": "title", "bodies": "body"}
SHOWN = ("published", "written")
LAST_FIRST = (Column("number", descending=True),)


def _readable(request: Request) -> QuerySet[Article]:
    """What the caller may read, and whatever they write."""
    rows = Article.objects.open_to(person_of(request)).for_list().prefetch_related("services")
    found: QuerySet[Article] = within(request, rows)
    return found


def _written(request: Request, pk: int) -> Article:
    found: Article = get_object_or_404(
        within(request, Article.objects.written_by(person_of(request)).for_list()), pk=pk
    )
    return found


def etag_of(article: Article) -> str:
    return f'"article-{article.pk}-{article.edition}"'


def _told(request: Request, pk: int, status: int = 200) -> Response:
    article = get_object_or_404(_readable(request), pk=pk)
    headers = {"ETag": etag_of(article)}
    if status == 201:
        headers["Location"] = f"/api/v1/articles/{pk}/"
    writes = access.can_write_articles(person_of(request), article.department)
    context = {"files": list(article.attachments.in_order()), **(_drafts_of([article]) if writes else {"drafts": {}})}
    return Response(one(request, article, ArticleDetailOut, **context), status, headers=headers)


def _drafts_of(rows: Sequence[Article]) -> dict[str, Any]:
    """In one statement, by article."""
    drafts = ArticleVersion.objects.drafts().filter(article__in=[article.pk for article in rows])
    return {"drafts": {draft.article_id: draft for draft in drafts}}


def _said(request: Request, body: dict[str, Any], department: Department, article: Article | None) -> articles.Written:
    body["removed"] = [str(pk) for pk in body.pop("removed_files", [])]
    newest = article.versions.newest_first().first() if article else None
    by = person_of(request)
    make = partial(ArticleForm, department=department, article=article, version=newest, by=by)
    return checked(lambda sent: make(sent, None), body, TEXTS).written()


class Articles(ApiView):
    @operation(
        Operation(
            id="articles_list",
            summary="Articles one may read, or those one writes",
            tag=TAG,
            answer=ArticleOut,
            paged=True,
            chooses={"show": SHOWN},
            asks={"department": "A code."},
        )
    )
    def get(self, request: Request) -> Response:
        person, show = person_of(request), word_of(request, "show", SHOWN)
        rows = Article.objects.readable_by(person) if show == SHOWN[0] else Article.objects.written_by(person)
        if code := request.query_params.get("department"):
            rows = rows.filter(department__code=code)
        rows = rows.for_list().prefetch_related("services")
        return page(request, within(request, rows), NEWEST, Listing(ArticleOut, prepare=_drafts_of))

    @operation(
        Operation(
            id="articles_begin",
            summary="Write the draft of an article",
            tag=TAG,
            body=NewArticleIn,
            answer=ArticleDetailOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request) -> Response:
        body = read(request, NewArticleIn)
        department = own_department(request, body.pop("department"), access.can_write_articles)
        begun = articles.begin(department, _said(request, body, department, None), by=person_of(request))
        return _told(request, begun.pk, 201)


class OneArticle(ApiView):
    @operation(Operation(id="articles_read", summary="One article", tag=TAG, answer=ArticleDetailOut))
    def get(self, request: Request, pk: int) -> Response:
        return _told(request, pk)

    @operation(
        Operation(
            id="articles_edit",
            summary="Change an article",
            description="Texts wait in the draft until it is published; services, owner and review day count at once.",
            tag=TAG,
            body=ArticleIn,
            answer=ArticleDetailOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, pk: int) -> Response:
        article = _written(request, pk)
        is_exactly(request, etag_of(article))
        said = _said(request, read(request, ArticleIn, partial=True), article.department, article)
        articles.write(article, said, edition=article.edition, by=person_of(request))
        return _told(request, pk)

    @operation(
        Operation(
            id="articles_discard",
            summary="Throw away what was never published",
            tag=TAG,
            status=204,
            writes=True,
            guarded=True,
        )
    )
    def delete(self, request: Request, pk: int) -> Response:
        article = _written(request, pk)
        is_exactly(request, etag_of(article))
        unpublished.remove_article(article, edition=article.edition, by=person_of(request))
        return Response(status=204)


class _Act(ApiView):
    """A verb that needs nothing but the version it was meant for."""

    act: Callable[..., Article] = staticmethod(articles.publish)

    def do(self, request: Request, pk: int) -> Response:
        article = _written(request, pk)
        is_exactly(request, etag_of(article))
        self.act(article, edition=article.edition, by=person_of(request))
        return _told(request, pk)


def _described(name: str, summary: str) -> Operation:
    return Operation(id=name, summary=summary, tag=TAG, answer=ArticleDetailOut, writes=True, guarded=True)


class Publication(_Act):
    @operation(_described("articles_publish", "Show the draft, or again what was archived"))
    def post(self, request: Request, pk: int) -> Response:
        return self.do(request, pk)


class Archival(_Act):
    act = staticmethod(articles.archive)

    @operation(_described("articles_archive", "Show it no longer"))
    def post(self, request: Request, pk: int) -> Response:
        return self.do(request, pk)


class Review(_Act):
    act = staticmethod(articles.review)

    @operation(_described("articles_review", "It was looked at, and is still right"))
    def post(self, request: Request, pk: int) -> Response:
        return self.do(request, pk)


class Versions(ApiView):
    @operation(
        Operation(
            id="articles_versions",
            summary="Versions of an article one writes, the last first",
            tag=TAG,
            answer=ArticleVersionOut,
            paged=True,
        )
    )
    def get(self, request: Request, pk: int) -> Response:
        rows = _written(request, pk).versions.with_answers().select_related("edited_by")
        return page(request, rows, LAST_FIRST, Listing(ArticleVersionOut))


class Restoration(ApiView):
    @operation(_described("articles_restore", "Make the draft say what a version said"))
    def post(self, request: Request, pk: int, number: int) -> Response:
        article = _written(request, pk)
        found: ArticleVersion = get_object_or_404(article.versions, number=number)
        is_exactly(request, etag_of(article))
        articles.restore(article, found, edition=article.edition, by=person_of(request))
        return _told(request, pk)


class Answer(ApiView):
    @operation(
        Operation(
            id="articles_answer", summary="Say whether it helped", tag=TAG, body=HelpedIn, status=204, writes=True
        )
    )
    def post(self, request: Request, pk: int) -> Response:
        body = read(request, HelpedIn)
        rows = within(request, Article.objects.readable_by(person_of(request)))
        article = get_object_or_404(rows, pk=pk)
        articles.answer(article, by=person_of(request), helped=body["helped"], word=body.get("word", ""))
        return Response(status=204)
