"""What is done with the selected requests of a queue."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from requests_app import access, transitions
from requests_app.forms import BulkAssignForm
from requests_app.models import ServiceRequest, User
from requests_app.phrases import sentences
from requests_app.transitions import IllegalMove, Refused
from requests_app.types import SignedInRequest

from .queue import own


@require_POST
def assignment(request: SignedInRequest, dept: str) -> HttpResponse:
    """Give the selected requests to one person, or to nobody; each for itself, and what failed is told by number."""
    department = get_object_or_404(own(request.user), code=dept)
    form = BulkAssignForm(request.POST, department=department, by=request.user)
    if form.is_valid():
        _tell(request, *assign_each(form.cleaned_data["requests"], to=form.person, by=request.user))
    else:
        messages.error(request, sentences(error for errors in form.errors.values() for error in errors))
    return redirect(_way_back(request, dept))


def assign_each(
    tickets: Iterable[ServiceRequest], *, to: User | None, by: User
) -> tuple[list[ServiceRequest], list[tuple[ServiceRequest, str]]]:
    """The requests that went through, and those that did not, with the reason."""
    done, failed = [], []
    for ticket in tickets:
        if not access.can_work(by, ticket):
            failed.append((ticket, _("Nobody works on their own request.")))
            continue
        try:
            done.append(transitions.assign(ticket, to=to, by=by))
        except Refused as refusal:
            failed.append((ticket, str(refusal)))
        except IllegalMove:
            failed.append((ticket, _("It is finished already.")))
    return done, failed


def _tell(request: SignedInRequest, done: list[ServiceRequest], failed: list[tuple[ServiceRequest, str]]) -> None:
    if done:
        text = ngettext("%(count)s request assigned.", "%(count)s requests assigned.", len(done))
        messages.success(request, text % {"count": len(done)})
    for ticket, reason in failed:
        messages.warning(
            request, _("#%(number)s was not assigned: %(reason)s") % {"number": ticket.pk, "reason": reason}
        )


def _way_back(request: SignedInRequest, dept: str) -> str:
    url = request.POST.get("next", "")
    safe = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if safe else reverse("queue", args=[dept])
