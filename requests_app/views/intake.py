"""The ten-second intake: whoever answers the phone or sits at the desk notes down who wants what."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from requests_app import access, drafts, noting, transitions
from requests_app.forms.intake import IntakeForm, wanted_service
from requests_app.models import Service, ServiceRequest, User
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest

PLACE = "intake"


@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: SignedInRequest) -> HttpResponse:
    """One form, and after it the next one; over htmx only the questions of the service that was chosen."""
    services = _services(request.user)
    if not services:
        return render(request, "requests_app/intake.html", {"form": None})
    service = wanted_service(services, (request.POST or request.GET).dict())
    posted = request.POST if request.method == "POST" else None
    form = IntakeForm(posted, request.FILES or None, services=services, service=service, by=request.user)
    if request.htmx and not request.htmx.boosted:
        return render(request, "requests_app/_intake_questions.html", {"form": form})
    if form.is_valid() and (filed := _note_down(service, form, request.user)):
        response = redirect(f"{reverse('intake')}?noted={filed.pk}")
        return drafts.sent(response, request.user, PLACE)
    context = {"form": form, "noted": _noted(request), "newest": noting.newest_of(request.user)}
    return render(request, "requests_app/intake.html", context, status=422 if form.errors else 200)


def _services(user: User) -> list[Service]:
    if not access.can_note_down(user):
        raise Http404
    return noting.services_of(user)


def _note_down(service: Service, form: IntakeForm, by: User) -> ServiceRequest | None:
    try:
        return transitions.note_down_once(
            service, form.filing(), requester=form.requester, by=by, result=form.told_result
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _noted(request: SignedInRequest) -> ServiceRequest | None:
    """What was noted down a moment ago: said above the empty form."""
    number = request.GET.get("noted", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    return ServiceRequest.objects.noted_by(request.user).for_list().filter(pk=int(number)).first()


@require_safe
def caller(request: SignedInRequest) -> HttpResponse:
    """What is open for the person that is being named: perhaps it is what they call about."""
    if not access.can_note_down(request.user):
        raise Http404
    people = list(User.objects.active().named(request.GET.get("on_behalf", "").strip()[:254])[:2])
    found = noting.open_requests_of(people[0], reader=request.user) if len(people) == 1 else []
    return render(request, "requests_app/_caller.html", {"found": found})
