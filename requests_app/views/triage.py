"""“I do not know whom to ask”: a short form for whoever asks, and a queue for those who find out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from requests_app import access, drafts, search, transitions, triage
from requests_app.forms.triage import UnsureForm
from requests_app.models import Service, ServiceRequest
from requests_app.moments import moment_of
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest

PLACE = "unsure"


@require_http_methods(["GET", "HEAD", "POST"])
def unsure(request: SignedInRequest) -> HttpResponse:
    """Files with the triage service; where the company has none, the list of all departments must do."""
    service = triage.service()
    if service is None:
        return redirect(reverse("services:list") + "?unsure")
    posted = request.POST if request.method == "POST" else None
    form = UnsureForm(posted, request.FILES or None, service=service, by=request.user, link=request.GET.dict())
    if form.is_valid():
        try:
            filed = transitions.submit_once(service, form.filing(), requester=request.user, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            response = redirect(reverse("requests:detail", args=[filed.pk]) + "?filed")
            return drafts.sent(response, request.user, PLACE)
    context = {"service": service, "form": form, **_guesses(request)}
    return render(request, "requests_app/unsure.html", context, status=422 if form.errors else 200)


@require_safe
def guesses(request: SignedInRequest) -> HttpResponse:
    """Services that the words typed so far speak for, with a link that takes them along."""
    return render(request, "requests_app/_guesses.html", _guesses(request))


def _guesses(request: SignedInRequest) -> dict[str, Any]:
    asked = request.POST or request.GET
    title = asked.get("title", "")[:200]
    offered = Service.objects.offered_to(request.user).filter(is_triage=False).for_list()
    return {"guesses": search.likely_services(title, offered) if title.strip() else [], "title": title}


@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """What waits to be passed on, with a guess for each, and how long that takes."""
    service = triage.service()
    if service is None or not access.can_see_triage(request.user, service):
        raise Http404
    tickets = list(triage.waiting(service, request.user)[: triage.SHOWN])
    offered = list(Service.objects.published().filter(is_triage=False).for_list())
    context = {
        "service": service,
        "tickets": tickets,
        "waiting": [(ticket, _guess_for(ticket, offered)) for ticket in tickets],
        "figures": triage.figures(service, now=moment_of(request)),
    }
    return render(request, "requests_app/triage.html", context)


def _guess_for(ticket: ServiceRequest, offered: list[Service]) -> Service | None:
    found = search.likely_services(f"{ticket.title} {ticket.description}", offered, most=1)
    return found[0] if found else None
