"""The start page: ask for something, see what waits, see what was promised."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from requests_app import search
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
    mine = ServiceRequest.objects.of(request.user).for_list()
    context = {
        "found": found,
        "greeting": greeting(timezone.localtime(moment_of(request)).hour),
        "approvals": Approval.objects.open().of(request.user).live().for_list().oldest_first()[:SHOWN],
        "waiting": mine.live().needs_requester().with_last_word().most_urgent_first()[:SHOWN],
        "open": list(mine.open().most_urgent_first()[:SHOWN]),
        "departments": departments_with_services(request.user),
    }
    return render(request, "requests_app/home.html", context)


def departments_with_services(user: User) -> list[tuple[Department, list[Service]]]:
    """Every department that offers this person something, with what it offers, in one statement."""
    offered = Service.objects.offered_to(user).for_list().order_by("provider__code", "code")
    return [(provider, list(services)) for provider, services in groupby(offered, key=lambda s: s.provider)]


def greeting(hour: int) -> str:
    if 5 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")
