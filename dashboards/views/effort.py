"""Effort and capacity."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboards.departments import watched
from dashboards.effort import USED_OVER, load_of
from dashboards.queueing import queueing_of
from requests_app.framed import read_framed
from requests_app.moments import moment_of
from requests_app.types import SignedInRequest
from surveys.rules import K


@require_safe
def effort(request: SignedInRequest, code: str) -> HttpResponse:
    """Hours noted and hours there were, by week and by service, as far as they tell of nobody."""
    found = watched(request.user, code).department
    (load,) = read_framed(request, load_of.part(found, moment_of(request)))
    context = {"department": found, "load": load, "queueing": queueing_of(load.used), "weeks": USED_OVER, "k": K}
    return render(request, "dashboards/effort.html", context)
