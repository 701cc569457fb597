"""Time spent: noted on a request, and read only by who noted it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.db.models.functions import TruncWeek
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app import access, efforts
from requests_app.forms.effort import MinutesForm
from requests_app.models import Department, Effort, EffortTimer, ServiceRequest, User
from requests_app.moments import moment_of
from requests_app.pagination import paginate
from requests_app.queues import NEWEST
from requests_app.templatetags.work_tags import effort_context
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest

WEEKS = 6


def _worked_on(request: SignedInRequest, pk: int) -> ServiceRequest:
    ticket = get_object_or_404(ServiceRequest.objects.visible_to(request.user).for_list(), pk=pk)
    access.require(access.can_work, request.user, ticket)
    return ticket


@require_POST
def noted(request: SignedInRequest, pk: int) -> HttpResponse:
    ticket, form = _worked_on(request, pk), MinutesForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(form.errors.get("minutes", [""])[0])
        source = Effort.Source.TYPED if form.cleaned_data["typed"] else Effort.Source.CLICK
        efforts.note(ticket, form.cleaned_data["minutes"], by=request.user, source=source)
    except Refused as refusal:
        return _card(request, ticket, refused=str(refusal))
    return _card(request, ticket)


@require_POST
def timer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Start it here, or with `stop` stop the one that runs."""
    ticket = _worked_on(request, pk)
    try:
        if "stop" in request.POST:
            efforts.stop(by=request.user)
        else:
            efforts.start(ticket, by=request.user)
    except Refused as refusal:
        return _card(request, ticket, refused=str(refusal))
    return _card(request, ticket)


def _card(request: SignedInRequest, ticket: ServiceRequest, refused: str = "") -> HttpResponse:
    if request.htmx and not request.htmx.boosted:
        context = effort_context(request, ticket) | {"refused": refused, "focus": True}
        return render(request, "requests_app/_effort.html", context)
    if refused:
        messages.error(request, refused)
    return redirect("requests:detail", ticket.pk)


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """All that one noted, newest first, with the sums of the last weeks."""
    now = moment_of(request)
    page = paginate(request, Effort.objects.of(request.user).for_list(), NEWEST)
    context = {
        "page": page,
        "days": [
            (day, list(rows)) for day, rows in groupby(page.rows, key=lambda one: timezone.localtime(one.at).date())
        ],
        "weeks": _weeks(request.user, now),
        "timer": EffortTimer.objects.of(request.user).select_related("request").first(),
        "now": now,
        "correctable_since": now - efforts.CORRECTABLE,
    }
    return render(request, "team/effort.html", context)


def _weeks(person: User, now: datetime) -> list[Any]:
    """One's own minutes of each of the last weeks, the newest first."""
    since = timezone.localtime(now) - timedelta(weeks=WEEKS)
    noted = Effort.objects.of(person).filter(at__gt=since)
    weeks = noted.annotate(week=TruncWeek("at")).order_by("-week").values("week")
    return list(weeks.annotate(minutes=Sum("minutes")))


@require_POST
def correction(request: SignedInRequest, pk: int) -> HttpResponse:
    """Of one's own; those of others are not found."""
    effort, form = get_object_or_404(Effort.objects.of(request.user), pk=pk), MinutesForm(request.POST)
    return _settled(request, form, lambda minutes: efforts.correct(effort, minutes, by=request.user))


@require_POST
def forgotten(request: SignedInRequest) -> HttpResponse:
    """How long a timer really was that one forgot."""
    return _settled(request, MinutesForm(request.POST), lambda minutes: efforts.settle(minutes, by=request.user))


def _settled(request: SignedInRequest, form: MinutesForm, act: Any) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data["minutes"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Saved."))
    else:
        messages.error(request, str(form.errors["minutes"][0]))
    return redirect("effort:mine")


@require_POST
def switching(request: SignedInRequest, dept: str) -> HttpResponse:
    """Whoever leads a department says whether its people may note time."""
    department = get_object_or_404(Department.objects.managed_by(request.user), code=dept)
    efforts.switch(department, bool(request.POST.get("on")), by=request.user)
    said = _("Your people may note time now.") if department.counts_effort else _("Nobody notes time here any more.")
    messages.success(request, said)
    return redirect("team:roster", dept)
