"""Asking another department for a part of the work: first which service, then that service's own form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app import access, transitions
from requests_app.forms.together import PartForm, PartServiceForm, services_for_parts
from requests_app.models import Service, ServiceRequest
from requests_app.states import OPEN, IllegalMove, Verb
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest

from . import errors


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: SignedInRequest, pk: int) -> HttpResponse:
    ticket = get_object_or_404(ServiceRequest.objects.visible_to(request.user).for_list(), pk=pk)
    access.require(access.can_work, request.user, ticket)
    back = reverse("requests:detail", args=[pk])
    if request.method != "POST" and ticket.status not in OPEN:
        return errors.conflict(request, IllegalMove(Verb.ASKED_DEPARTMENT, ticket.status), back_url=back)
    service = _chosen(request, ticket)
    if service is None:
        return _ask_service(request, ticket)
    posted = request.POST if request.method == "POST" else None
    form = PartForm(posted, request.FILES or None, request=ticket, service=service, by=request.user)
    if form.is_valid():
        try:
            filed = _file(ticket, service, form, request)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except (StaleForm, IllegalMove) as problem:
            return errors.conflict(request, problem, back_url=back)
        else:
            told = {"department": service.provider, "number": filed.pk}
            messages.success(request, _("Asked: %(department)s has it as #%(number)s.") % told)
            return redirect(back)
    context = {"ticket": ticket, "service": service, "form": form}
    return render(request, "requests_app/part.html", context, status=422 if form.errors else 200)


def _chosen(request: SignedInRequest, ticket: ServiceRequest) -> Service | None:
    wanted = request.POST.get("service") or request.GET.get("service", "")
    if not wanted.isdecimal() or len(wanted) > 18:
        return None
    found: Service | None = services_for_parts(ticket, request.user).filter(pk=int(wanted)).first()
    return found


def _ask_service(request: SignedInRequest, ticket: ServiceRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = PartServiceForm(sent, request=ticket, by=request.user)
    fragment = request.htmx and not request.htmx.boosted
    template = "requests_app/_part_service.html" if fragment else "requests_app/part_service.html"
    return render(request, template, {"ticket": ticket, "form": form}, status=422 if form.errors else 200)


def _file(ticket: ServiceRequest, service: Service, form: PartForm, request: SignedInRequest) -> ServiceRequest:
    seen = form.cleaned_data["version_seen"]
    expected = transitions.expecting(ticket, version=-1 if seen is None else seen)
    policy = form.cleaned_data["policy"]
    return transitions.ask_department(expected, service, form.filing(), policy, by=request.user)
