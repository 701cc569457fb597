"""How-to articles as the department writes them: drafts with a preview, versions, review."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access, articles, drafts, unpublished
from requests_app.attachments.names import read_uuid
from requests_app.forms.articles import ArticleForm
from requests_app.forms.editions import posted_edition
from requests_app.forms.languages import LANGUAGES
from requests_app.models import Article, ArticleAnswer, ArticleVersion, Attachment, Department
from requests_app.showing import pictures_of
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest

from . import errors

WORDS_SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, dept: str) -> HttpResponse:
    department = get_object_or_404(Department, code=dept)
    if not access.can_write_articles(request.user, department):
        raise Http404
    return _write(request, department, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    article = _article(request, pk)
    return _write(request, article.department, article)


def _write(request: SignedInRequest, department: Department, article: Article | None) -> HttpResponse:
    """The form; a POST saves the draft, with `publish` shows it to readers, with `preview` only shows how it looks."""
    newest = article.versions.newest_first().first() if article else None
    posted, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ArticleForm(posted, files, department=department, article=article, version=newest, by=request.user)
    if "preview" in request.POST:
        return _show(request, department, article, form, preview=_preview(request, form))
    if posted is not None and form.is_valid():
        try:
            saved = _save(request, department, article, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except StaleForm:
            form.take_edition(article.edition if article else 0)
        else:
            return drafts.sent(redirect("articles:detail", saved.pk), request.user, _place(department, article))
    status = 422 if posted is not None else 200
    return _show(request, department, article, form, status=status)


def _save(request: SignedInRequest, department: Department, article: Article | None, form: ArticleForm) -> Article:
    by, publishes = request.user, "publish" in request.POST
    if article is None:
        saved = articles.begin(department, form.written(), by=by)
    else:
        saved = articles.write(article, form.written(), edition=form.sent_edition, by=by)
    if publishes and (not saved.is_published or saved.versions.drafts().exists()):
        saved = articles.publish(saved, edition=saved.edition, by=by)
    if publishes:
        messages.success(request, _("Published: those it is for can read it now."))
    else:
        messages.success(request, _("Saved. Readers see it once it is published."))
    return saved


def _preview(request: SignedInRequest, form: ArticleForm) -> list[dict[str, Any]]:
    """As readers will see it, in every language that is written."""
    title, body = form.translated("title", request.POST), form.translated("body", request.POST)
    return [
        {"code": code, "language": language, "title": title.get(code, ""), "body": body[code]}
        for code, _suffix, language in LANGUAGES
        if body.get(code)
    ]


def _show(
    request: SignedInRequest, department: Department, article: Article | None, form: ArticleForm,
    *, preview: list[dict[str, Any]] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    there = list(article.attachments.in_order()) if article else []
    sent = Attachment.objects.unclaimed_by(request.user).filter(pk__in=_sent_ids(request)) if preview else []
    context: dict[str, Any] = {"preview": preview, "pictures": pictures_of([*there, *sent])}
    if request.htmx and preview is not None:
        return render(request, "articles/_preview.html", context)
    context |= {
        "department": department,
        "article": article,
        "form": form,
        "place": _place(department, article),
        "files": there,
        "versions": article.versions.with_answers().newest_first().select_related("edited_by") if article else [],
        "said": _said(request, article) if article else [],
    }
    return render(request, "articles/edit.html", context, status=status)


def _sent_ids(request: SignedInRequest) -> list[Any]:
    return [pk for pk in map(read_uuid, request.POST.getlist("files")) if pk][:50]


def _said(request: SignedInRequest, article: Article) -> list[ArticleAnswer]:
    """The last words of readers, without names; of a confidential service only for its handlers."""
    if articles.hides_words(article, request.user):
        return []
    said = ArticleAnswer.objects.filter(version__article=article).exclude(word="").select_related("version")
    return list(said.order_by("-said_at")[:WORDS_SHOWN])


def _place(department: Department, article: Article | None) -> str:
    return f"article-{article.pk}" if article else f"article-new-{department.pk}"


@require_POST
def archival(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, articles.archive, _("Archived: nobody finds it any more. You can publish it again."))


@require_POST
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, articles.review, _("Noted: it is still right. Its owner is asked again in half a year."))


@require_safe
def version(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """What one version says."""
    article = _article(request, pk)
    found = get_object_or_404(article.versions.select_related("edited_by", "published_by"), number=number)
    newest = article.versions.newest_first().first()
    context = {
        "article": article,
        "version": found,
        "is_newest": newest == found,
        "texts": _texts(found),
        "pictures": pictures_of(article.attachments.all()),
    }
    return render(request, "articles/version.html", context)


def _texts(version: ArticleVersion) -> list[dict[str, str]]:
    return [
        {"code": code, "language": language, "title": version.title.get(code, ""), "body": version.body.get(code, "")}
        for code, _suffix, language in LANGUAGES
        if version.title.get(code) or version.body.get(code)
    ]


@require_POST
def restoration(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """The draft says what this version said."""
    article = _article(request, pk)
    found = get_object_or_404(article.versions, number=number)
    try:
        articles.restore(article, found, edition=posted_edition(request), by=request.user)
    except StaleForm as problem:
        return errors.conflict(request, problem, back_url=reverse("articles:edit", args=[pk]))
    messages.success(request, _("Version %(number)s is the draft now. Publish it to show it.") % {"number": number})
    return redirect("articles:edit", pk)


def _act(request: SignedInRequest, pk: int, act: Any, done: str) -> HttpResponse:
    article = _article(request, pk)
    try:
        act(article, edition=posted_edition(request), by=request.user)
    except StaleForm as problem:
        return errors.conflict(request, problem, back_url=reverse("articles:edit", args=[pk]))
    messages.success(request, done)
    return redirect("articles:detail", pk)


@require_POST
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw away what was never published."""
    article = _article(request, pk)
    try:
        unpublished.remove_article(article, edition=posted_edition(request), by=request.user)
    except (StaleForm, Refused) as problem:
        return errors.conflict(request, problem, back_url=reverse("articles:edit", args=[pk]))
    messages.success(request, _("The draft is gone."))
    return redirect("articles:department", article.department.code)


def _article(request: SignedInRequest, pk: int) -> Article:
    return get_object_or_404(Article.objects.written_by(request.user).for_list(), pk=pk)
