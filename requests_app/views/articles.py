"""How-to articles as colleagues read them, and what they say about them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app import access, articles, drafts
from requests_app.forms.articles import HelpedForm
from requests_app.models import Article, ArticleAnswer, Department, Service
from requests_app.moments import moment_of
from requests_app.showing import pictures_of
from requests_app.types import SignedInRequest

SHOWN = 200


@require_safe
def department(request: SignedInRequest, dept: str) -> HttpResponse:
    """What a department explains; for those who write it in every state, with what readers said of it."""
    provider = get_object_or_404(Department, code=dept)
    writes, now = access.can_write_articles(request.user, provider), moment_of(request)
    found = Article.objects.filter(department=provider).for_list().prefetch_related("services")
    if writes:
        since = timezone.localtime(now).date() - articles.COUNTED_FOR
        found = found.with_figures(since).prefetch_related("versions")
    else:
        found = found.readable_by(request.user)
    context = {
        "department": provider,
        "articles": sorted(found.order_by("-pk")[:SHOWN], key=lambda one: one.state == Article.State.ARCHIVED),
        "writes": writes,
        "today": articles.today_of(provider, now),
        "days": articles.COUNTED_FOR.days,
    }
    return render(request, "articles/department.html", context)


@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it says; with `?for=` a service, on the way to asking for it."""
    article = get_object_or_404(Article.objects.open_to(request.user).for_list(), pk=pk)
    return _page(request, article, HelpedForm())


@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Did it help?"""
    article = get_object_or_404(Article.objects.readable_by(request.user).for_list(), pk=pk)
    form = HelpedForm(request.POST)
    if not form.is_valid():
        return _page(request, article, form, status=422)
    articles.answer(article, by=request.user, **form.cleaned_data)
    messages.success(request, _("Thank you. The department reads it."))
    return redirect("articles:detail", pk)


@require_POST
def solution(request: SignedInRequest, pk: int) -> HttpResponse:
    """“This solved it”: the way to a request ends here, and its draft is thrown away."""
    article = get_object_or_404(Article.objects.readable_by(request.user), pk=pk)
    asked = request.POST.get("service", "")
    wanted = Service.objects.offered_to(request.user).about_article(article)
    service = get_object_or_404(wanted, pk=int(asked) if asked.isdecimal() and len(asked) < 10 else 0)
    articles.spare(article, service, by=request.user)
    messages.success(request, _("Good to hear. Nothing was filed."))
    return drafts.sent(redirect("home"), request.user, f"service-{service.pk}-filing")


def _page(request: SignedInRequest, article: Article, form: HelpedForm, *, status: int = 200) -> HttpResponse:
    newest = article.versions.newest_first().first()
    asked = request.GET.get("for", "")
    wanted = Service.objects.offered_to(request.user).about_article(article).for_list()
    said = (
        ArticleAnswer.objects.filter(version=article.shown_id, user=request.user).first() if article.shown_id else None
    )
    files = list(article.attachments.in_order())
    context = {
        "article": article,
        "version": article.shown or newest,
        "newest": newest,
        "services": wanted,
        "wanted": next((one for one in wanted if str(one.pk) == asked), None),
        "writes": access.can_write_articles(request.user, article.department),
        "said": said,
        "form": form,
        "files": files,
        "pictures": pictures_of(files),
        "today": articles.today_of(article.department, moment_of(request)),
    }
    return render(request, "articles/detail.html", context, status=status)
