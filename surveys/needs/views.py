"""Needs studies: the list, and one study with its six steps on one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access
from requests_app.models import Department
from requests_app.pagination import paginate
from requests_app.queues import NEWEST
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest
from surveys.models import Improvement, NeedsStudy, StudyNeed

from . import taking, verbs
from .forms import FORMS, OF_STEP, StudyForm, TitleForm


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Those of one's departments; all for an admin."""
    user = request.user
    if not (user.roles or user.is_admin):
        raise PermissionDenied
    running = Department.objects.running()
    leads = running.serving() if user.is_admin else running.managed_by(user)
    page = paginate(request, NeedsStudy.objects.readable_by(user).for_list(), NEWEST)
    return render(request, "needs/list.html", {"page": page, "leads": list(leads)})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, dept: str) -> HttpResponse:
    department = get_object_or_404(Department, code=dept)
    if not access.can_edit_catalogue(request.user, department):
        raise Http404
    form = TitleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        study = verbs.begin(department, form.cleaned_data["title"], by=request.user)
        return redirect("needs:detail", study.pk)
    context = {"form": form, "department": department}
    return render(request, "needs/new.html", context, status=422 if form.errors else 200)


@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _study(request, pk))


def _page(request: SignedInRequest, study: NeedsStudy, bad: tuple[str, StudyForm] | None = None) -> HttpResponse:
    """Everything known so far, and the forms of the step one is at; `bad` is one that was sent and did not fit."""
    writes = _writes(request, study) and study.is_open
    names = OF_STEP.get(study.step, []) if writes else []
    needs = list(
        study.needs.select_related("question", "measured_in").prefetch_related(
            "categories__segment", "categories__campaign"
        )
    )
    shown = dict.fromkeys(names)
    if bad is not None:
        shown[bad[0]] = None
    context = {
        "study": study,
        "writes": writes,
        "steps": _steps(study),
        "forms": [(name, _form(name, study, bad)) for name in shown if needs or name not in ("category", "analysis")],
        "missing": verbs.missing_in(study) if writes else [],
        "sources": list(study.sources.select_related("campaign", "suggestion")),
        **_table(needs),
        "improvements": list(Improvement.objects.filter(need__study=study).for_list()),
        "plans": study.step == verbs.Step.PLAN and writes,
        "surveyed": writes and study.step == verbs.Step.CLASSIFY and taking.surveys_of(study).exists(),
    }
    return render(request, "needs/detail.html", context, status=422 if bad is not None else 200)


def _form(name: str, study: NeedsStudy, bad: tuple[str, StudyForm] | None) -> StudyForm:
    return bad[1] if bad is not None and bad[0] == name else FORMS[name](study=study)


def _table(needs: list[StudyNeed]) -> dict[str, Any]:
    """Needs by segment, everybody first: those that differ stand side by side."""
    known = {one.segment_id: one.segment for need in needs for one in need.categories.all()}
    order = sorted(known, key=lambda pk: (pk is not None, pk or 0))
    lines = []
    for need in needs:
        by_segment = {one.segment_id: one for one in need.categories.all()}
        lines.append((need, [(known[pk], by_segment.get(pk)) for pk in order]))
    return {"segments": [known[pk] for pk in order], "lines": lines}


def _steps(study: NeedsStudy) -> list[dict[str, Any]]:
    at = verbs.ORDER.index(verbs.Step(study.step))
    return [
        {"label": one.label, "reached": place <= at, "here": place == at} for place, one in enumerate(verbs.ORDER[:-1])
    ]


@require_POST
def change(request: SignedInRequest, pk: int, what: str) -> HttpResponse:
    """One of the forms of the page."""
    study = _mine(request, pk)
    if what not in FORMS:
        raise Http404
    form = FORMS[what](request.POST, study=study)
    if form.is_valid():
        try:
            form.save()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("needs:detail", pk)
    return _page(request, study, (what, form))


@require_POST
def step(request: SignedInRequest, pk: int) -> HttpResponse:
    return _done(request, pk, lambda study: verbs.go_on(study, by=request.user), _mine(request, pk))


@require_POST
def step_back(request: SignedInRequest, pk: int) -> HttpResponse:
    return _done(request, pk, verbs.go_back, _mine(request, pk))


@require_POST
def removal(request: SignedInRequest, pk: int, of: str, one: int) -> HttpResponse:
    study = _mine(request, pk)
    if of == "need":
        return _done(request, pk, verbs.drop_need, get_object_or_404(study.needs.select_related("question"), pk=one))
    if of == "source":
        return _done(request, pk, verbs.drop_source, get_object_or_404(study.sources, pk=one))
    raise Http404


@require_POST
def improvement(request: SignedInRequest, pk: int, one: int) -> HttpResponse:
    need = get_object_or_404(_mine(request, pk).needs.select_related("study", "question"), pk=one)
    try:
        made = verbs.make_improvement(need, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("needs:detail", pk)
    return redirect("improvements:edit", made.pk)


def _done(request: SignedInRequest, pk: int, verb: Callable[[Any], object], thing: object) -> HttpResponse:
    try:
        verb(thing)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("needs:detail", pk)


def _writes(request: SignedInRequest, study: NeedsStudy) -> bool:
    user = request.user
    return user.is_admin or user.manages(study.department_id) or user.pk == study.owner_id


def _study(request: SignedInRequest, pk: int) -> NeedsStudy:
    return get_object_or_404(NeedsStudy.objects.readable_by(request.user).for_list(), pk=pk)


def _mine(request: SignedInRequest, pk: int) -> NeedsStudy:
    study = _study(request, pk)
    if not _writes(request, study):
        raise PermissionDenied
    return study
