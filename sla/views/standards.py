"""The pages about standards. Published ones are for everybody; only admins change them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access as people_access
from requests_app import clock
from requests_app.models import Priority
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest
from sla import access, calendars, pledges, standards, terms, words
from sla.differences import differences, target_label
from sla.examples import examples
from sla.forms.standards import ExampleForm, PublicationForm, StandardForm
from sla.models import CalendarVersion, Clock, ServiceStandard


@dataclass(frozen=True, slots=True)
class Row:
    """A standard in the list: its promise in a sentence, its working week."""

    standard: ServiceStandard
    text: str
    hours: str
    is_planned: bool


@require_safe
def standard_list(request: SignedInRequest) -> HttpResponse:
    """What every department promises now, what it plans, and drafts for those who may see them."""
    now = clock.now()
    hours = {version.calendar_id: version.working_calendar for version in CalendarVersion.objects.newest_of_each()}
    shown = ServiceStandard.objects.visible_to(request.user).current(now).for_list().by_department()
    rows = [
        Row(
            standard=one,
            text=pledges.promise_of(terms.read(one), hours[one.calendar_id], Priority.NORMAL),
            hours=words.hours(hours[one.calendar_id]),
            is_planned=one.in_force_from is not None and one.in_force_from > now,
        )
        for one in shown
    ]
    departments = [
        (department, list(group)) for department, group in groupby(rows, lambda row: row.standard.department)
    ]
    context = {"departments": departments, "may_set": access.can_set_standards(request.user)}
    return render(request, "sla/list.html", context)


@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    standard = _find(request, pk)
    now = clock.now()
    calendar = calendars.newest_version(standard.calendar_id).working_calendar
    versions = ServiceStandard.objects.visible_to(request.user).of_scope(standard.scope)
    running = standard.state == ServiceStandard.State.PUBLISHED and not (
        standard.in_force_until and standard.in_force_until <= now
    )
    context = {
        "standard": standard,
        "now": now,
        "targets": [(target_label(one.metric, one.priority), one) for one in standard.targets.all()],
        "calendar": calendar,
        "hours": words.hours(calendar),
        "text": pledges.promise_of(terms.read(standard), calendar, Priority.NORMAL),
        "examples": examples(calendar, terms.read(standard).targets, now),
        "versions": versions.order_by("-number"),
        "may_set": access.can_set_standards(request.user),
        "is_draft": standard.state == ServiceStandard.State.DRAFT,
        "is_running": running,
    }
    return render(request, "sla/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    people_access.require(access.can_set_standards, request.user, None)
    form = StandardForm(request.POST or None, initial={"department": request.GET.get("department")})
    if request.method == "POST" and form.is_valid():
        if ServiceStandard.objects.of_scope(form.scope()).exists():
            form.add_error("service", _("There is a standard for this already. Open it and make a new version."))
        else:
            draft = standards.draft(form.scope(), form.proposal(), by=request.user)
            return redirect("sla:detail", draft.pk)
    return render(request, "sla/edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    people_access.require(access.can_set_standards, request.user, None)
    standard = get_object_or_404(ServiceStandard.objects.drafts().for_list(), pk=pk)
    form = StandardForm(request.POST or None, standard=standard)
    if request.method == "POST" and form.is_valid():
        standards.draft(standard.scope, form.proposal(), by=request.user)
        messages.success(request, _("The draft is saved."))
        return redirect("sla:detail", standard.pk)
    calendar = calendars.newest_version(standard.calendar_id).working_calendar
    context = {
        "form": form,
        "standard": standard,
        "calendar": calendar,
        "examples": examples(calendar, terms.read(standard).targets, clock.now()),
    }
    return render(request, "sla/edit.html", context, status=422 if form.errors else 200)


@require_safe
def example(request: SignedInRequest) -> HttpResponse:
    """What the standard in the form would mean, while it is being filled in."""
    people_access.require(access.can_set_standards, request.user, None)
    promised = ExampleForm(request.GET).promised()
    rows = examples(*promised, clock.now()) if promised else []
    return render(request, "sla/_examples.html", {"examples": rows, "calendar": promised[0] if promised else None})


@require_POST
def revision_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the next version: a draft that says what this one says."""
    people_access.require(access.can_set_standards, request.user, None)
    standard = get_object_or_404(ServiceStandard.objects.announced(), pk=pk)
    return redirect("sla:edit", standards.revise(standard, by=request.user).pk)


@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: SignedInRequest, pk: int) -> HttpResponse:
    """What publishing changes, for whom and when; and the publishing itself."""
    people_access.require(access.can_set_standards, request.user, None)
    standard = get_object_or_404(ServiceStandard.objects.drafts().for_list(), pk=pk)
    now = clock.now()
    form = PublicationForm(request.POST if request.method == "POST" else None, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            standards.publish(standard, by=request.user, now=now, since=form.cleaned_data["since"])
        except Refused as refusal:
            form.add_error("since", str(refusal))
        else:
            messages.success(request, _("The standard is published."))
            return redirect("sla:detail", standard.pk)
    before = ServiceStandard.objects.of_scope(standard.scope).in_force(now).first()
    context = {
        "form": form,
        "standard": standard,
        "before": before,
        "differences": differences(before, standard),
        "open_requests": Clock.objects.unfinished().filter(standard=before).values("request").distinct().count(),
    }
    return render(request, "sla/publication.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def retirement(request: SignedInRequest, pk: int) -> HttpResponse:
    people_access.require(access.can_set_standards, request.user, None)
    standard = get_object_or_404(ServiceStandard.objects.announced().for_list(), pk=pk)
    problem, now = "", clock.now()
    if request.method == "POST":
        try:
            standards.retire(standard, now=now)
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("The standard is retired."))
            return redirect("sla:detail", standard.pk)
    context = {
        "standard": standard,
        "problem": problem,
        "planned": standard.in_force_from is not None and standard.in_force_from > now,
        "open_requests": Clock.objects.unfinished().filter(standard=standard).values("request").distinct().count(),
    }
    return render(request, "sla/retirement.html", context, status=422 if problem else 200)


@require_POST
def removal_create(request: SignedInRequest, pk: int) -> HttpResponse:
    people_access.require(access.can_set_standards, request.user, None)
    standards.discard(get_object_or_404(ServiceStandard.objects.drafts(), pk=pk))
    messages.success(request, _("The draft is thrown away."))
    return redirect("sla:list")


def _find(request: SignedInRequest, pk: int) -> ServiceStandard:
    return get_object_or_404(ServiceStandard.objects.visible_to(request.user).for_list(), pk=pk)
