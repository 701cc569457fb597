"""The demo explained on one page, and its tours: begun, gone through, ended. Outside the demo there is nothing here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app import tours
from requests_app.models import User
from requests_app.sign_in import BACKEND
from requests_app.types import SignedInRequest


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The same as the demo's sign-in page says, for whoever looks around already."""
    _only_in_the_demo()
    return render(request, "tours/index.html", {"tours": tours.TOURS.values()})


@login_not_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """One click: signed in as the person of the tour, and at its first step."""
    tour = _tour(request.POST.get("role", ""))
    # Asked before signing in: from then on the language would be that of the demo's person.
    language = get_language()
    login(request, get_object_or_404(User.objects.active(), email=tour.email), backend=BACKEND)
    return redirect(tours.begin(request, tour, language=language))


@require_POST
def go(request: SignedInRequest) -> HttpResponse:
    """To the step that a button of the panel names."""
    _only_in_the_demo()
    place, wanted = tours.current(request), request.POST.get("step", "")
    if place is None:
        return redirect("tours:index")
    return redirect(tours.go(request, place.tour, int(wanted) if _is_number(wanted) else place.number))


@require_POST
def end(request: SignedInRequest) -> HttpResponse:
    _only_in_the_demo()
    tours.end(request)
    messages.success(request, _("The tour is over. Look around as you like; every tour can be taken again."))
    return redirect("home")


def _is_number(text: Any) -> bool:
    return str(text).isdecimal() and len(str(text)) < 4


def _tour(role: str) -> tours.Tour:
    _only_in_the_demo()
    if role not in tours.TOURS:
        raise Http404
    return tours.TOURS[role]


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
