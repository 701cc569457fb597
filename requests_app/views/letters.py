"""What came by mail, for admins: mostly what was set aside; and addresses at which nothing arrives."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from requests_app import access, clock
from requests_app.mailbox import failing, keeping, reasons
from requests_app.models import FailingAddress, IncomingMail, User
from requests_app.models.mailboxes import IncomingMailQuerySet
from requests_app.pagination import Column, paginate, url_with
from requests_app.types import SignedInRequest

State = IncomingMail.State
NEWEST_FIRST = (Column("id", descending=True),)
SHOWN_STATES = {
    State.SET_ASIDE: pgettext_lazy("letter", "Set aside"),
    State.NEW: pgettext_lazy("letter", "Waiting"),
    State.DONE: pgettext_lazy("letter", "Dealt with"),
    State.DROPPED: pgettext_lazy("letter", "Thrown away"),
}
SHOWN_ADDRESSES = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One letter of the list, in words."""

    letter: IncomingMail
    about: str


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    state = request.GET.get("state", "")
    state = state if state in SHOWN_STATES else State.SET_ASIDE
    rows = IncomingMail.objects.in_state(state).defer("raw").select_related("mailbox")
    page = paginate(request, rows, NEWEST_FIRST)
    failing_ones = FailingAddress.objects.select_related("person__department").order_by("-last_at")
    context = {
        "lines": [Line(row, _about(row)) for row in page.rows],
        "page": page,
        "state": state,
        "states": [
            {"label": label, "url": url_with(request, state=code), "here": code == state}
            for code, label in SHOWN_STATES.items()
        ],
        "failing": [one for one in failing_ones[:SHOWN_ADDRESSES] if one.email.lower() == one.person.email.lower()],
    }
    return render(request, "administration/letters.html", context)


def _about(letter: IncomingMail) -> str:
    return reasons.in_words(letter.reason) if letter.reason else letter.get_outcome_display()


@require_POST
def retrying(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    number = keeping.retry(_chosen(request), by=request.user, at=clock.now())
    told = ngettext("%(count)s letter is tried again.", "%(count)s letters are tried again.", number)
    return _say(request, told, number)


@require_POST
def discarding(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    number = keeping.discard(_chosen(request), by=request.user, at=clock.now())
    told = ngettext("%(count)s letter is thrown away.", "%(count)s letters are thrown away.", number)
    return _say(request, told, number)


def _chosen(request: SignedInRequest) -> IncomingMailQuerySet:
    wanted = [int(one) for one in request.POST.getlist("chosen")[:500] if one.isdecimal() and len(one) < 19]
    return IncomingMail.objects.set_aside().filter(pk__in=wanted)


def _say(request: SignedInRequest, told: str, number: int) -> HttpResponse:
    messages.success(request, told % {"count": number}) if number else messages.warning(request, _("None was chosen."))
    return redirect("administration:letters")


@require_safe
def raw(request: SignedInRequest, pk: int) -> HttpResponse:
    """As it came, to be kept as a file and never shown by the browser; that it was taken is noted."""
    access.require_admin(request.user)
    letter = get_object_or_404(IncomingMail.objects.set_aside(), pk=pk)
    if letter.raw is None:
        raise Http404
    keeping.note_reading(letter, by=request.user, at=clock.now())
    response = HttpResponse(bytes(letter.raw), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="letter-{pk}.eml"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def address_works(request: SignedInRequest, pk: int) -> HttpResponse:
    access.require_admin(request.user)
    person = get_object_or_404(User, pk=pk)
    failing.forget(person)
    messages.success(request, _("%(person)s's address is no longer marked.") % {"person": person.display_name})
    return redirect("administration:letters")
