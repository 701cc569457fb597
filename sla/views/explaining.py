"""Why a request has its standard, which one another would get, and the points of its checklist."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app import access as people_access
from requests_app.models import Priority, ServiceRequest
from requests_app.moments import moment_of
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest
from requests_app.views import errors
from sla import access, checklists, explaining
from sla.forms.publication import QuestionForm
from sla.standards import Asked


@require_safe
def question(request: SignedInRequest) -> HttpResponse:
    """“Which standard would this request get, and why?”"""
    form = QuestionForm(request.GET if "service" in request.GET else None, by=request.user)
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        data, now = form.cleaned_data, moment_of(request)
        service, department = data["service"], data["requester_department"]
        asked = Asked(
            service.provider_id, service.pk, department.pk if department else None, data["priority"] or Priority.NORMAL
        )
        context["explanation"] = explaining.explain(asked, data["at"] or now, now=now)
    fragment = request.htmx and not request.htmx.boosted
    return render(request, "sla/_explanation.html" if fragment else "sla/question.html", context)


@require_safe
def why(request: SignedInRequest, pk: int) -> HttpResponse:
    """“Why does this request have this standard?”: a page, or the part of one that htmx asks for."""
    ticket = _ticket(request, pk)
    story = explaining.of_request(ticket, now=moment_of(request))
    fragment = request.htmx and not request.htmx.boosted
    template = "sla/_why.html" if fragment else "sla/why.html"
    return render(request, template, {"ticket": ticket, "story": story, "explanation": story.explanation})


@require_POST
def tick(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tick a point of the checklist off (`done=1`), or take that back."""
    ticket = _ticket(request, pk)
    people_access.require(access.can_tick, request.user, ticket)
    key, back = request.POST.get("key", "")[:40], reverse("requests:detail", args=[pk])
    try:
        if request.POST.get("done"):
            checklists.tick(ticket, key, by=request.user, now=moment_of(request))
        else:
            checklists.untick(ticket, key)
    except Refused as refusal:
        return errors.conflict(request, refusal, back_url=back)
    if request.htmx:
        return render(request, "sla/_checklist.html", checklists.shown_to(request.user, ticket, focus=key))
    return redirect(f"{back}#checklist")


def _ticket(request: SignedInRequest, pk: int) -> ServiceRequest:
    visible = ServiceRequest.objects.visible_to(request.user).for_list().select_related("service__provider")
    return get_object_or_404(visible, pk=pk)


@require_POST
def check(request: SignedInRequest, pk: int) -> HttpResponse:
    """A colleague of whoever works on it says that the checklist is right."""
    ticket = _ticket(request, pk)
    people_access.require(access.can_tick, request.user, ticket)
    back = reverse("requests:detail", args=[pk])
    try:
        checklists.confirm(ticket, by=request.user, now=moment_of(request))
    except Refused as refusal:
        return errors.conflict(request, refusal, back_url=back)
    messages.success(request, _("Checked. It can be marked as done."))
    return redirect(f"{back}#checklist")
