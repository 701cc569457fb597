"""Suggestions as everybody reads, writes and supports them, and as a department answers."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app.models import Department
from requests_app.moments import moment_of
from requests_app.pagination import Column, paginate, url_with
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest
from surveys.improving.verbs import today_of
from surveys.models import Improvement, Suggestion, SuggestionAuthor

from . import verbs
from .forms import SIGNED, AnswerForm, SuggestionForm

SHOWN = 30
NEWEST_DAY = (Column("day", descending=True, parse=date.fromisoformat), Column("id", parse=UUID))


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """All there is, the newest day first; `?department=` and `?state=` narrow it."""
    rows = Suggestion.objects.shown_to(request.user)
    departments = list(Department.objects.running().serving().order_by("code"))
    chosen = next((one for one in departments if one.code == request.GET.get("department")), None)
    state = request.GET.get("state", "")
    if chosen is not None:
        rows = rows.filter(department=chosen.pk)
    rows = rows.filter(state=state) if state in Suggestion.State.values else rows.exclude(state=Suggestion.State.ASIDE)
    page = paginate(request, rows.for_list(request.user), NEWEST_DAY, size=SHOWN)
    context = {
        "lines": [(one, _named(one, departments)) for one in page.rows],
        "page": page,
        "states": _states(request, state),
        "departments": departments,
        "chosen": chosen,
        "state": state,
    }
    return render(request, "suggestions/list.html", context)


def _named(suggestion: Suggestion, departments: list[Department]) -> Department:
    known = next((one for one in departments if one.pk == suggestion.department), None)
    return known or Department.objects.get(pk=suggestion.department)


def _states(request: SignedInRequest, chosen: str) -> list[dict[str, Any]]:
    offered = [("", _("All"))]
    for value, label in Suggestion.State.choices:
        if value != Suggestion.State.ASIDE or request.user.roles or request.user.is_admin:
            offered.append((value, str(label)))
    return [
        {"label": label, "url": url_with(request, state=value), "here": value == chosen} for value, label in offered
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    first = Department.objects.running().filter(code=request.GET.get("department", "")).first()
    form = SuggestionForm(request.POST if request.method == "POST" else None, initial={"department": first})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        author = request.user if said["name"] == SIGNED else None
        try:
            made = verbs.suggest(
                said["department"], said["title"], said["text"], signed_by=author, counted=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The department answers here."))
            return redirect("suggestions:detail", made.pk)
    return render(request, "suggestions/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return _page(request, _suggestion(request, pk))


def _page(request: SignedInRequest, suggestion: Suggestion, form: AnswerForm | None = None) -> HttpResponse:
    department = Department.objects.get(pk=suggestion.department)
    answers = _answers(request, suggestion)
    author = SuggestionAuthor.objects.filter(suggestion=suggestion).select_related("person").first()
    context = {
        "suggestion": suggestion,
        "department": department,
        "author": author and author.person,
        "said": list(suggestion.answers.select_related("by").order_by("-pk")),
        "late": suggestion.state == verbs.State.OPEN
        and suggestion.answer_by < today_of(department, moment_of(request)),
        "form": (form or AnswerForm()) if answers else None,
        "leads": _leads(request, suggestion),
        "improvement": Improvement.objects.readable_by(request.user).filter(suggestion=suggestion).first(),
    }
    return render(request, "suggestions/detail.html", context, status=422 if form is not None else 200)


@require_POST
def support(request: SignedInRequest, pk: UUID) -> HttpResponse:
    suggestion = _suggestion(request, pk)
    try:
        verbs.support(suggestion, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("suggestions:detail", pk)


@require_POST
def withdrawal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    verbs.withdraw(_suggestion(request, pk), by=request.user)
    return redirect("suggestions:detail", pk)


@require_POST
def answering(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Whoever serves there answers."""
    suggestion, form = _suggestion(request, pk), AnswerForm(request.POST)
    if not _answers(request, suggestion):
        raise PermissionDenied
    if form.is_valid():
        try:
            verbs.answer(suggestion, form.cleaned_data["state"], form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Answered. Whoever signed or supports it is told."))
            return redirect("suggestions:detail", pk)
    return _page(request, suggestion, form)


@require_POST
def improvement(request: SignedInRequest, pk: UUID) -> HttpResponse:
    suggestion = _suggestion(request, pk)
    if not _leads(request, suggestion):
        raise PermissionDenied
    made = verbs.make_improvement(suggestion, by=request.user)
    return redirect("improvements:detail", made.pk)


def _suggestion(request: SignedInRequest, pk: UUID) -> Suggestion:
    return get_object_or_404(Suggestion.objects.shown_to(request.user).for_list(request.user), pk=pk)


def _answers(request: SignedInRequest, suggestion: Suggestion) -> bool:
    return request.user.works_in(suggestion.department)


def _leads(request: SignedInRequest, suggestion: Suggestion) -> bool:
    return request.user.is_admin or request.user.manages(suggestion.department)
