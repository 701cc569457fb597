"""Training as everybody sees it: what is offered, one session, a place in it; and what departments have to learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app.models import Department
from requests_app.moments import moment_of
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest
from surveys.improving import metrics
from surveys.improving.views import figures_of
from surveys.models import Improvement, TrainingPlace, TrainingSession

from . import access, verbs
from .calendar_file import KIND, NAME, calendar_file
from .forms import CancelForm
from .needs import needs_of

SHOWN = 100


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What is to come, the soonest first, and what this person had a place in or led."""
    user, now = request.user, moment_of(request)
    seen = TrainingSession.objects.visible_to(user)
    mine = TrainingSession.objects.with_place_of(user) | TrainingSession.objects.filter(led_by=user)
    context = {
        "to_come": seen.to_come(now).soonest_first().for_list(user)[:SHOWN],
        "over": seen.over(now).filter(pk__in=mine.values("pk")).for_list(user).order_by("-starts_at", "-pk")[:SHOWN],
        "serves": bool(user.roles or user.is_admin),
    }
    return render(request, "training/list.html", context)


@require_safe
def needs(request: SignedInRequest) -> HttpResponse:
    """Open improvements of the kind training, with their evidence; `?department=`. For who serves, and admins."""
    user = request.user
    if not (user.roles or user.is_admin):
        raise PermissionDenied
    running = Department.objects.running().order_by("code")
    departments = list(running.serving() if user.is_admin else running.filter(pk__in=user.roles))
    chosen = next((one for one in departments if one.code == request.GET.get("department")), None)
    context = {
        "needs": needs_of(user, chosen.code if chosen else ""),
        "departments": departments,
        "chosen": chosen,
        "planned": [one.pk for one in departments if user.is_admin or user.manages(one.pk)],
    }
    return render(request, "training/needs.html", context)


@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return session_page(request, found(request, pk))


def session_page(request: SignedInRequest, session: Any, form: CancelForm | None = None) -> HttpResponse:
    """One session; with names for who leads it, and with the figures of its improvement for who may read that."""
    now, leads = moment_of(request), access.can_lead(request.user, session)
    places = list(session.places.select_related("person")) if leads else []
    readable = Improvement.objects.readable_by(request.user).filter(pk=session.improvement_id).exists()
    planned = session.state == TrainingSession.State.PLANNED
    context = {
        "session": session,
        "leads": leads,
        "begun": session.starts_at <= now,
        "over": session.ends_at <= now,
        "can_sign_up": planned and session.starts_at > now and session.mine is None and session.is_for(request.user),
        "free": max(0, session.seats - session.taken),
        "seated": [one for one in places if one.state == TrainingPlace.State.SEAT],
        "queued": [one for one in places if one.state == TrainingPlace.State.WAITING],
        "form": form or (CancelForm() if leads and planned and session.ends_at > now else None),
        "place": session.places.filter(person=request.user).first() if session.mine else None,
        "figures": figures_of(session.improvement, None) if readable else None,
        "metric": metrics.named(session.improvement.metric) if readable else None,
    }
    return render(request, "training/detail.html", context, status=422 if form is not None else 200)


@require_safe
def calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """The session for one's own calendar."""
    file = calendar_file(found(request, pk), at=moment_of(request))
    return HttpResponse(
        file, content_type=f"{KIND}; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{NAME}"'}
    )


@require_POST
def place(request: SignedInRequest, pk: int) -> HttpResponse:
    session = found(request, pk)
    return answered(request, session, lambda: _told(verbs.sign_up(session, by=request.user)))


def _told(place: TrainingPlace) -> str:
    if place.state == TrainingPlace.State.SEAT:
        return _("You have a seat. A mail brings it into your calendar.")
    return _("All seats are taken. You are on the waiting list and hear when one is free.")


@require_POST
def withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    session = found(request, pk)

    def withdraw() -> str:
        verbs.withdraw(session, by=request.user)
        return _("You are no longer signed up.")

    return answered(request, session, withdraw)


def answered(request: SignedInRequest, session: TrainingSession, act: Callable[[], str]) -> HttpResponse:
    """Back to the session, with what came of it."""
    try:
        messages.success(request, act())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("training:detail", session.pk)


def found(request: SignedInRequest, pk: int) -> Any:
    """With `taken`, `waiting` and `mine`; 404 for what this person may not see."""
    seen = TrainingSession.objects.visible_to(request.user)
    mine = TrainingSession.objects.with_place_of(request.user)
    rows = TrainingSession.objects.filter(pk__in=(seen | mine).values("pk"))
    return get_object_or_404(rows.for_list(request.user).select_related("improvement__service"), pk=pk)
