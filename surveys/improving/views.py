"""Improvements of a department, one of them with its figures, and what everybody reads of them."""

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
from requests_app.moments import moment_of
from requests_app.pagination import paginate, url_with
from requests_app.queues import NEWEST
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest
from surveys.models import Improvement, NeedsStudy

from . import judging, metrics, verbs, words
from .forms import ImprovementForm, InPlaceForm, ReviewForm

STUDIES_SHOWN = 5


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Those of one's departments, what is to be reviewed on top; `?kind=` one kind only. For who serves, and admins."""
    if not (request.user.roles or request.user.is_admin):
        raise PermissionDenied
    rows = Improvement.objects.readable_by(request.user)
    due = rows.to_review(moment_of(request).date()).for_list().order_by("review_on", "pk")
    kind = request.GET.get("kind", "")
    shown = rows.filter(kind=kind) if kind in Improvement.Kind.values else rows
    context = {
        "due": due,
        "page": paginate(request, shown.for_list(), NEWEST),
        "kinds": _kinds(request, kind),
        "leads": _led(request),
    }
    return render(request, "improvements/list.html", context)


def _kinds(request: SignedInRequest, chosen: str) -> list[dict[str, Any]]:
    every = [("", _("All")), *((value, str(label)) for value, label in Improvement.Kind.choices)]
    return [{"label": label, "url": url_with(request, kind=value), "here": value == chosen} for value, label in every]


def _led(request: SignedInRequest) -> list[Department]:
    """Where this person may begin one."""
    running = Department.objects.running()
    return list(running.serving() if request.user.is_admin else running.managed_by(request.user))


@require_safe
def told(request: SignedInRequest) -> HttpResponse:
    """“You said, we did”, of every department or of one."""
    rows = Improvement.objects.told().for_list()
    department = Department.objects.filter(code=request.GET.get("department", "")).first()
    if department is not None:
        rows = rows.filter(department=department)
    page = paginate(request, rows, NEWEST)
    studies = NeedsStudy.objects.told().for_list()
    if department is not None:
        studies = studies.filter(department=department)
    # Beside the newest improvements only: they are few, and none of them is paged.
    shown = [] if page.newer_url else list(studies[:STUDIES_SHOWN])
    context = {"page": page, "department": department, "studies": shown}
    return render(request, "improvements/told.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, dept: str) -> HttpResponse:
    department = get_object_or_404(Department, code=dept)
    if not access.can_edit_catalogue(request.user, department):
        raise Http404
    return _write(request, department, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    improvement = _mine(request, pk)
    if not improvement.is_open:
        messages.info(request, _("It is finished. Begin a new one."))
        return redirect("improvements:detail", pk)
    return _write(request, improvement.department, improvement)


def _write(request: SignedInRequest, department: Department, improvement: Improvement | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = ImprovementForm(posted, department=department, improvement=improvement)
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, department, improvement, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except StaleForm:
            form.take_edition(improvement.edition if improvement else 0)
        else:
            messages.success(request, _("Saved."))
            return redirect("improvements:detail", saved.pk)
    place = f"improvement-{improvement.pk}" if improvement else f"improvement-new-{department.pk}"
    context = {"department": department, "improvement": improvement, "form": form, "place": place}
    return render(request, "improvements/edit.html", context, status=422 if request.method == "POST" else 200)


def _save(
    request: SignedInRequest, department: Department, improvement: Improvement | None, form: ImprovementForm
) -> Improvement:
    if improvement is None:
        return verbs.begin(department, form.plan(), by=request.user)
    return verbs.write(improvement, form.plan(), edition=form.sent_edition)


@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Improvement.objects.readable_by(request.user).for_list().select_related("campaign", "service")
    improvement = get_object_or_404(rows, pk=pk)
    return _page(request, improvement)


def _page(request: SignedInRequest, improvement: Improvement, form: ReviewForm | None = None) -> HttpResponse:
    """One improvement; with the review's form where it is due, which needs both samples."""
    writes = _writes(request, improvement)
    today = verbs.today_of(improvement.department, moment_of(request))
    due = improvement.state == verbs.State.IMPLEMENTED and improvement.review_on and improvement.review_on <= today
    judged = verbs.judged(improvement) if due and writes else None
    metric = metrics.named(improvement.metric)
    in_place = improvement.state == verbs.State.PLANNED and writes
    context = {
        "improvement": improvement,
        "writes": writes,
        "metric": metric,
        "figures": figures_of(improvement, judged),
        "steps": steps_of(improvement),
        "due": due,
        "in_place_form": InPlaceForm(initial={"on": today}) if in_place else None,
        "missing": verbs.missing_for_measuring(improvement, today, today) if in_place else [],
        "form": (form or ReviewForm(improvement=improvement)) if due and writes else None,
    }
    return render(request, "improvements/detail.html", context, status=422 if form is not None else 200)


def figures_of(improvement: Improvement, judged: Any) -> dict[str, Any]:
    """Before, after and the change in words; of what is not reviewed yet from the samples of this moment."""
    metric = metrics.named(improvement.metric)
    unit = metric.unit if metric else metrics.PERCENT
    after, test = improvement.after, improvement.test
    if judged is not None:
        after, test = metrics.as_json(judged[1]), judging.as_json(judged[2])
    return {
        "before": words.sample(unit, improvement.baseline),
        "after": words.sample(unit, after) if after else "",
        "change": words.change(unit, test) if test else "",
        "carried": words.carried(test["verdict"], improvement.least) if test else "",
        "target": words.target(improvement),
        "least": words.least(improvement),
    }


def steps_of(improvement: Improvement) -> list[dict[str, Any]]:
    """Idea, planned, in place, reviewed: which are reached."""
    order = [verbs.State.IDEA, verbs.State.PLANNED, verbs.State.IMPLEMENTED, verbs.State.REVIEWED]
    at = order.index(improvement.state) if improvement.state in order else -1  # type: ignore[arg-type]
    return [{"label": one.label, "reached": place <= at, "here": place == at} for place, one in enumerate(order)]


@require_POST
def planning(request: SignedInRequest, pk: int) -> HttpResponse:
    return _done(request, _mine(request, pk), lambda one: verbs.plan_it(one, by=request.user), _("Planned."))


@require_POST
def dropping(request: SignedInRequest, pk: int) -> HttpResponse:
    return _done(request, _mine(request, pk), verbs.drop, _("Dropped."))


@require_POST
def implementation(request: SignedInRequest, pk: int) -> HttpResponse:
    improvement, form = _mine(request, pk), InPlaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say since which day it is in place."))
        return redirect("improvements:detail", pk)
    day = form.cleaned_data["on"]
    words_then = _("In place. You are reminded on the day of the review.")
    return _done(request, improvement, lambda one: verbs.implement(one, day), words_then)


@require_POST
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    improvement = _mine(request, pk)
    form = ReviewForm(request.POST, improvement=improvement)
    if form.is_valid():
        try:
            verbs.review(improvement, form.cleaned_data["verdict"], form.translated("message"), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Reviewed. Those who were asked are told."))
            return redirect("improvements:detail", pk)
    return _page(request, improvement, form)


def _done(
    request: SignedInRequest, improvement: Improvement, verb: Callable[[Improvement], Improvement], then: str
) -> HttpResponse:
    try:
        verb(improvement)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, then)
    return redirect("improvements:detail", improvement.pk)


def _writes(request: SignedInRequest, improvement: Improvement) -> bool:
    user = request.user
    return user.is_admin or user.manages(improvement.department_id) or user.pk == improvement.owner_id


def _mine(request: SignedInRequest, pk: int) -> Improvement:
    """404 for what one may not read, 403 for what one may only read."""
    rows = Improvement.objects.readable_by(request.user).for_list().select_related("campaign", "service")
    improvement = get_object_or_404(rows, pk=pk)
    if not _writes(request, improvement):
        raise PermissionDenied
    return improvement
