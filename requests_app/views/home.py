"""The start page: ask for something, see what waits, see what was promised."""

from __future__ import annotations

from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from requests_app import search
from requests_app.compiled import compiled
from requests_app.context_processors import counted_for, give_frame
from requests_app.live import watch
from requests_app.models import Approval, Department, Service, ServiceRequest, User
from requests_app.moments import moment_of
from requests_app.search import unmet
from requests_app.types import SignedInRequest

SHOWN = 6
KINDS = ("services", "articles", "sheets", "requests")


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """With `?q=` what was found stands on top; over htmx it is all there is."""
    fragment = request.htmx and not request.htmx.boosted
    if not fragment:
        watch(request, follows="person")
    text = request.GET.get("q", "").strip()
    found = {"text": text, "searched": bool(text)}
    if text:
        found |= {
            "services": search.services(request.user, text),
            "articles": search.articles(request.user, text, typing=True),
            "sheets": search.sheets(request.user, text, typing=True),
            "requests": search.of_my_own(request.user, text),
        }
    if fragment:
        return render(request, "requests_app/_found.html", {"found": found})
    if text and not any(found[kind] for kind in KINDS):
        # Only what was sent off: while somebody types, half a word finds nothing either.
        unmet.count(request.user, text, at=moment_of(request))
    user = request.user
    numbers, departments = counted_for(user)
    give_frame(request, numbers, departments)
    context = {
        "found": found,
        "greeting": greeting(timezone.localtime(moment_of(request)).hour),
        # What waits was counted for the menu: where that is nothing, nothing is read.
        "approvals": _to_approve(user) if numbers["to_approve"] else [],
        "waiting": _waiting(user) if numbers["waiting"] else [],
        "open": _open(user) if numbers["mine"] else [],
        "departments": departments_with_services(user),
    }
    return render(request, "requests_app/home.html", context)


def departments_with_services(user: User) -> list[tuple[Department, list[Service]]]:
    """Every department that offers this person something, with what it offers, in one statement."""
    return [(provider, list(services)) for provider, services in groupby(_offered(user), key=lambda s: s.provider)]


@compiled
def _offered(user: User) -> QuerySet[Service]:
    return Service.objects.offered_to(user).for_list().order_by("provider__code", "code")


@compiled
def _to_approve(user: User) -> QuerySet[Approval]:
    return Approval.objects.open().of(user).live().for_list().oldest_first()[:SHOWN]


@compiled
def _waiting(user: User) -> QuerySet[ServiceRequest]:
    mine = ServiceRequest.objects.of(user).for_list()
    return mine.live().needs_requester().with_last_word().most_urgent_first()[:SHOWN]


@compiled
def _open(user: User) -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.of(user).for_list().open().most_urgent_first()[:SHOWN]


def greeting(hour: int) -> str:
    if 5 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")
