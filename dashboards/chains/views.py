"""Chains through the company, and the requests of one way through it."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboards.chains import page
from dashboards.chains.reading import MOST, Chain, chains, of_path
from dashboards.company import head
from dashboards.company.listing import list_page
from dashboards.period import Period
from requests_app import access
from requests_app.framed import read_framed
from requests_app.models import Department, ServiceRequest
from requests_app.moments import moment_of
from requests_app.readings import all_of
from requests_app.types import SignedInRequest


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """How long requests take from end to end where more than one department works on them, by their way."""
    access.require_leader(request.user)
    now = moment_of(request)
    period = head.period_of(request, now)
    departments, found = _chains(request, period, now)
    ways = page.ways(found, departments, now)
    context = {
        **head.choices(period),
        "tabs": head.tabs("chains", period),
        "lengths_of": page.by_length(found, departments, now),
        "ways": ways[: page.SHOWN],
        "more": max(0, len(ways) - page.SHOWN),
        "most": MOST if len(found) >= MOST else None,
        "list_url": f"{reverse('figures:chain_requests')}?{period.query()}",
    }
    return render(request, "figures/chains.html", context)


@require_safe
def requests(request: SignedInRequest) -> HttpResponse:
    """The requests whose chains went one way (`path`: codes with dots between), or all of them."""
    access.require_leader(request.user)
    now = moment_of(request)
    period = head.period_of(request, now)
    departments, found = _chains(request, period, now)
    about, code = _("the whole company"), request.GET.get("path", "")
    roots = [chain.root for chain in found]
    if code:
        path = page.path_of(code, departments)
        if path is None:
            raise Http404
        roots, about = of_path(found, path), page.arrows(path, departments)
    rows = ServiceRequest.objects.filter(pk__in=roots)
    back = f"{reverse('figures:chains')}?{period.query()}"
    about = head.joined(about, head.days_of(period))
    return list_page(request, rows, title=_("Several departments worked on it"), about=about, back=back)


def _chains(request: SignedInRequest, period: Period, now: datetime) -> tuple[dict[int, Department], list[Chain]]:
    """With every department there is, since any may have a part in them."""
    (departments,), found = read_framed(
        request, all_of(Department.objects.all()), chains.part(period, request.user, now)
    )
    return {one.pk: one for one in departments}, found
