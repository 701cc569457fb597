"""Where one is signed in, and signing out there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from requests_app import browsers
from requests_app.types import SignedInRequest

MOST_SHOWN = 50


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    found = list(request.user.browsers.alive().order_by("-seen_at", "-pk")[:MOST_SHOWN])
    rows = [(one, browsers.name_of(one.agent), one.session_key == request.session.session_key) for one in found]
    return render(request, "accounts/browsers.html", {"rows": rows})


@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """The one somebody asks from ends by signing out, so it is not among these."""
    others = request.user.browsers.alive().exclude(session_key=request.session.session_key)
    browsers.end(get_object_or_404(others, pk=pk))
    messages.success(request, _("Signed out there."))
    return redirect("accounts:browsers")


@require_POST
def end_others(request: SignedInRequest) -> HttpResponse:
    ended = browsers.end_others(request.user, keep=request.session.session_key or "")
    told = ngettext("Signed out in %(count)s place.", "Signed out in %(count)s places.", ended) % {"count": ended}
    messages.success(request, told)
    return redirect("accounts:browsers")
