"""Training as those who lead it write it: plan, change, call off, and note who came."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest
from surveys.models import Improvement, TrainingSession

from . import access, verbs
from .forms import CancelForm, SessionForm
from .views import answered, found, session_page


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, improvement: int) -> HttpResponse:
    rows = Improvement.objects.readable_by(request.user).select_related("department")
    belongs = get_object_or_404(rows, pk=improvement)
    if not access.can_plan(request.user, belongs):
        raise PermissionDenied
    initial = {f"title_{code.replace('-', '_')}": text for code, text in belongs.title.items()}
    if belongs.owner_id:
        initial["led_by"] = belongs.owner_id
    posted = request.POST if request.method == "POST" else None
    form = SessionForm(posted, department=belongs.department, session=None, initial=initial)
    return _write(request, belongs, None, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    session = _led(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = SessionForm(posted, department=session.department, session=session)
    return _write(request, session.improvement, session, form)


def _write(
    request: SignedInRequest, improvement: Improvement, session: TrainingSession | None, form: SessionForm
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, improvement, session, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except StaleForm:
            form.take_edition(TrainingSession.objects.get(pk=session.pk).edition if session else 0)
        else:
            messages.success(request, _("Saved."))
            return redirect("training:detail", saved.pk)
    context = {"improvement": improvement, "session": session, "form": form}
    return render(request, "training/edit.html", context, status=422 if request.method == "POST" else 200)


def _save(
    request: SignedInRequest, improvement: Improvement, session: TrainingSession | None, form: SessionForm
) -> TrainingSession:
    if session is None:
        return verbs.plan(improvement, form.outline(), by=request.user)
    return verbs.change(session, form.outline(), edition=form.sent_edition, by=request.user)


@require_POST
def cancellation(request: SignedInRequest, pk: int) -> HttpResponse:
    session, form = _led(request, pk), CancelForm(request.POST)
    if not form.is_valid():
        return session_page(request, found(request, pk), form)

    def cancel() -> str:
        verbs.cancel(session, form.cleaned_data["reason"], by=request.user)
        return _("Called off. Everybody who signed up is told.")

    return answered(request, session, cancel)


@require_POST
def attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    session = _led(request, pk)
    people = [int(one) for one in request.POST.getlist("came") if one.isdecimal() and len(one) < 19]

    def note() -> str:
        verbs.note_who_came(session, people, by=request.user)
        return _("Noted.")

    return answered(request, session, note)


def _led(request: SignedInRequest, pk: int) -> TrainingSession:
    """404 for what one may not see, 403 for what one may only see."""
    session: TrainingSession = found(request, pk)
    if not access.can_lead(request.user, session):
        raise PermissionDenied
    return session
