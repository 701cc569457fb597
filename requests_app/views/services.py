"""What departments offer, and filing a request for it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access, drafts, filing_times, search, service_templates, transitions
from requests_app.compiled import compiled
from requests_app.forms import FilingForm
from requests_app.forms.colleague import named_colleague
from requests_app.mailbox import filing as letters
from requests_app.models import Channel, Department, Level, Mailbox, Notice, Service, ServiceRequest, User, priority_of
from requests_app.moments import moment_of
from requests_app.phrases import listed
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest

from .home import departments_with_services

SUGGESTIONS = 8
ASKED_BEFORE = 3  # of the same service


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """All departments and services; `?unsure` for people who do not know whom to ask."""
    context = {"departments": departments_with_services(request.user), "unsure": "unsure" in request.GET}
    return render(request, "requests_app/services.html", context)


@require_safe
def department(request: SignedInRequest, dept: str) -> HttpResponse:
    provider = get_object_or_404(Department.objects.running().select_related("head"), code=dept)
    services = Service.objects.offered_to(request.user).filter(provider=provider).order_by("code")
    context = {
        "department": provider,
        "services": services,
        "addresses": [one.address for one in Mailbox.objects.active().for_department(provider)],
    }
    return render(request, "requests_app/department.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    """The service and its form; a POST files the request."""
    service = next(iter(_offered(request.user, dept, code)), None)
    if service is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    used = service_templates.named(service, request.GET.get("template", ""), request.user)
    letter = _letter(request, service)
    link = (used.link if used else {}) | request.GET.dict()
    initial = letter.fields if letter else None
    form = FilingForm(posted, request.FILES or None, service=service, by=request.user, link=link, initial=initial)
    if letter and posted is None:
        form.fields["files"].widget.kept = letter.files
    if request.method == "POST" and form.is_valid():
        try:
            filing = replace(form.filing(), channel=Channel.MAIL) if letter else form.filing()
            filed = transitions.submit_once(service, filing, requester=form.requester, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _link_notices(request, service, filed)
            filing_times.count(service, request.POST.get("opened", ""), at=filed.filed_at)
            if letter:
                letters.answered(letter, filed)
            response = redirect(reverse("requests:detail", args=[filed.pk]) + "?filed")
            return drafts.sent(response, request.user, letter.place if letter else f"service-{service.pk}-filing")
    context = {
        "service": service,
        "form": form,
        "opened": request.POST.get("opened") or filing_times.stamp(moment_of(request)),
        "templates": service_templates.offered(service, request.user),
        "used": used,
        "letter": letter,
        "addresses": [one.address for one in Mailbox.objects.for_service(service)],
        "lost_template": "template" in request.GET and used is None,
        "misfits": listed(str(one.label) for one in form.misfits),
        "left_over": form.left_over(),
        "edits_form": access.can_edit_form(request.user, service),
        "priority": asked_priority(request, service),
        "person": asked_person(request, service),
        # While one types they come by script; without one, with the form that was not accepted.
        "like": like(request) if form.errors else {},
        "mine": _asked_before(request.user, service.pk),
    }
    return render(request, "requests_app/service.html", context, status=422 if form.errors else 200)


@compiled
def _offered(user: User, provider: str, code: str) -> QuerySet[Service]:
    return Service.objects.offered_to(user).for_list().filter(provider__code=provider, code=code)


@compiled
def _asked_before(user: User, service: int) -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.of(user).open().filter(service=service).newest_first()[:ASKED_BEFORE]


def _letter(request: SignedInRequest, service: Service) -> letters.Waiting | None:
    """The letter whose receipt led here: the form has in it what it said."""
    number = request.POST.get("letter") or request.GET.get("letter", "")
    return letters.waiting(request.user, service, number) if number else None


def _link_notices(request: SignedInRequest, service: Service, filed: ServiceRequest) -> None:
    """“It is about this”: the outages that were chosen."""
    chosen = [int(pk) for pk in request.POST.getlist("about_notice")[:20] if pk.isdecimal() and len(pk) < 10]
    if not chosen:
        return
    current = Notice.objects.current(moment_of(request)).readable_by(request.user).about(service)
    for notice in current.filter(pk__in=chosen):
        with suppress(Refused):  # linked when the same form was sent before
            transitions.link_notice(filed, notice, by=request.user)


@require_safe
def pledge(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    """The line “Filed now: answer by …” for the impact and urgency chosen in the form."""
    service = get_object_or_404(Service.objects.offered_to(request.user).for_list(), provider__code=dept, code=code)
    context = {
        "service": service,
        "priority": asked_priority(request, service),
        "person": asked_person(request, service),
    }
    return render(request, "requests_app/_pledge.html", context)


@require_POST
def similar(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    """What is like the request that is being written. A POST, since no address takes so long a text."""
    service = get_object_or_404(Service.objects.offered_to(request.user).for_list(), provider__code=dept, code=code)
    return render(request, "requests_app/_similar.html", {"service": service, "like": like(request)})


def like(request: SignedInRequest) -> dict[str, list[Any]]:
    """Articles and own open requests that say something of what was typed."""
    typed = f"{request.POST.get('title', '')} {request.POST.get('description', '')}"
    return {
        "articles": search.similar.articles(request.user, typed),
        "requests": search.similar.requests(request.user, typed),
    }


@require_safe
def colleagues(request: SignedInRequest) -> HttpResponse:
    """Suggestions for any field that names a colleague, whatever it is called: few, and once something was typed."""
    # Some fields name several people, with commas between them: the last one is being typed.
    before, comma, text = str(next(request.GET.values(), "")).strip()[:2000].rpartition(",")
    text = text.strip()[:100]
    people = User.objects.active().suggested_for(text).exclude(pk=request.user.pk).by_name()
    if not access.can_search_all_colleagues(request.user):
        people = people.filter(department=request.user.department_id)
    found = people[:SUGGESTIONS] if len(text) > 1 or not text.isascii() else []
    return render(
        request, "requests_app/_colleagues.html", {"people": found, "before": f"{before}{comma} " if comma else ""}
    )


def asked_person(request: SignedInRequest, service: Service) -> User:
    """Whom form or address name, as their department decides which standard counts; else whoever looks."""
    named = (request.POST or request.GET).get("on_behalf", "").strip()[:254]
    with suppress(ValidationError):
        person = named_colleague(named) if named else request.user
        return person if person == request.user or service.is_meant_for(person) else request.user
    return request.user


def asked_priority(request: SignedInRequest, service: Service) -> int:
    """What impact and urgency in the form or address make; the service's usual ones where they say nothing."""
    asked = request.POST or request.GET
    known = {str(level.value): level.value for level in Level}
    impact = known.get(asked.get("impact", ""), service.default_impact)
    return priority_of(impact, known.get(asked.get("urgency", ""), service.default_urgency))
