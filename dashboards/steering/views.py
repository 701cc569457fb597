"""Goals and annotations of a department, for those who see its figures."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboards.departments import watched
from dashboards.steering import page, verbs
from dashboards.steering.aims import weekly, window
from dashboards.steering.forms import AnnotationForm, GoalForm
from dashboards.steering.models import Annotation, Goal, Indicator
from requests_app import access
from requests_app.forms.editions import posted_edition
from requests_app.framed import rows_framed
from requests_app.models import Department
from requests_app.moments import moment_of
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest
from requests_app.views import errors


@require_safe
def index(request: SignedInRequest, code: str) -> HttpResponse:
    """Every goal with its figure week by week, and everything that was annotated."""
    department = watched(request.user, code).department
    today = moment_of(request).astimezone(department.zone).date()
    start, end = window(today)
    goals, annotations = rows_framed(
        request, Goal.objects.filter(department=department), Annotation.objects.beside(department)
    )
    weeks = weekly(department.pk, start, end) if goals else []
    context = {
        "department": department,
        "standings": page.standings(goals, page.Basis(weeks, annotations, page.linker(department), today)),
        "annotations": annotations,
        "more_goals": len(goals) < len(Indicator),
    }
    return render(request, "figures/steering/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def goal_new(request: SignedInRequest, code: str) -> HttpResponse:
    return _write_goal(request, watched(request.user, code).department, None)


@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _goal(request, pk)
    return _write_goal(request, found.department, found)


def _write_goal(request: SignedInRequest, department: Department, found: Goal | None) -> HttpResponse:
    """The form; a POST saves what is right in it."""
    taken = set(Goal.objects.filter(department=department).values_list("indicator", flat=True))
    form = GoalForm(request.POST if request.method == "POST" else None, goal=found, taken=taken)
    if request.method == "POST" and form.is_valid():
        try:
            _save_goal(request, department, found, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except StaleForm:
            form.take_edition(found.edition if found else 0)
        else:
            messages.success(request, _("Saved."))
            return redirect("figures:steering", department.code)
    context = {"department": department, "goal": found, "form": form}
    return render(request, "figures/steering/goal.html", context, status=422 if form.errors or form.is_stale else 200)


def _save_goal(request: SignedInRequest, department: Department, found: Goal | None, form: GoalForm) -> None:
    data = form.cleaned_data
    if found is None:
        verbs.set_goal(department, data["indicator"], data["value"], data["until"], by=request.user)
    else:
        verbs.move_goal(found, data["value"], data["until"], edition=form.sent_edition, by=request.user)


@require_POST
def goal_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _goal(request, pk)
    return _remove(request, found, _home(found.department), _("The goal is gone."))


@require_http_methods(["GET", "HEAD", "POST"])
def annotation_new(request: SignedInRequest, code: str) -> HttpResponse:
    return _write_annotation(request, watched(request.user, code).department, None)


@require_http_methods(["GET", "HEAD", "POST"])
def annotation(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _annotation(request, pk)
    return _write_annotation(request, found.department, found)


def _write_annotation(
    request: SignedInRequest, department: Department | None, found: Annotation | None
) -> HttpResponse:
    form = AnnotationForm(request.POST if request.method == "POST" else None, annotation=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.annotate(found, form.noted(department), edition=form.sent_edition, by=request.user)
        except StaleForm:
            form.take_edition(found.edition if found else 0)
        else:
            messages.success(request, _("Saved."))
            return redirect(_home(department))
    context = {"department": department, "annotation": found, "form": form, "back": _home(department)}
    status = 422 if form.errors or form.is_stale else 200
    return render(request, "figures/steering/annotation.html", context, status=status)


@require_POST
def annotation_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _annotation(request, pk)
    return _remove(request, found, _home(found.department), _("The annotation is gone."))


def _remove(request: SignedInRequest, found: verbs.Thing, back: str, gone: str) -> HttpResponse:
    try:
        verbs.remove(found, edition=posted_edition(request), by=request.user)
    except StaleForm as problem:
        return errors.conflict(request, problem, back_url=back)
    messages.success(request, gone)
    return redirect(back)


def _goal(request: SignedInRequest, pk: int) -> Goal:
    found = get_object_or_404(Goal.objects.select_related("department"), pk=pk)
    if not access.can_see_dashboard(request.user, found.department):
        raise Http404
    return found


def _annotation(request: SignedInRequest, pk: int) -> Annotation:
    """What concerns the whole company is for admins to change."""
    found = get_object_or_404(Annotation.objects.select_related("department"), pk=pk)
    if found.department is None and not request.user.is_admin:
        raise Http404
    if found.department is not None and not access.can_see_dashboard(request.user, found.department):
        raise Http404
    return found


def _home(department: Department | None) -> str:
    """Where one goes back to; an annotation of everybody's stands beside the figures of the company."""
    return reverse("figures:steering", args=[department.code]) if department else reverse("figures:company")
