"""Pairs of departments: all of them, one in both directions, and the requests behind its numbers."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dashboards.behind import requests_behind
from dashboards.company import head
from dashboards.company.listing import list_page
from dashboards.counting import Scope
from dashboards.days import Days
from dashboards.pairs import page, pair_of, pairs
from dashboards.period import Period
from dashboards.tally import PAIR_COLUMNS
from dashboards.titles import TITLES
from requests_app import access
from requests_app.framed import read_framed
from requests_app.models import Department
from requests_app.moments import moment_of
from requests_app.types import SignedInRequest

# The figures that a list of a pair may be asked for: those of its columns that count requests.
FIGURES = {figure for figure in PAIR_COLUMNS.values() if figure in TITLES}


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Who asks whom, as a grid and as a list."""
    access.require_leader(request.user)
    period = head.period_of(request, moment_of(request))
    departments = {one.pk: one for one in Department.objects.all()}
    (every,) = read_framed(request, pairs.part(period.start, period.end))
    found = page.known(every, departments)
    link = linker(period)
    context = {
        **head.choices(period),
        "tabs": head.tabs("pairs", period),
        "grid": page.grid(found, departments, link),
        "pairs": page.listed(found, departments, link),
        "more": max(0, len(found) - page.MOST_LISTED),
    }
    return render(request, "figures/pairs.html", context)


@require_safe
def pair(request: SignedInRequest, asking: str, code: str) -> HttpResponse:
    """What one asks of the other, beside what the other asks of it."""
    access.require_leader(request.user)
    one, other = _both(asking, code)
    if one == other:
        raise Http404
    period = head.period_of(request, moment_of(request))
    ways = (pair_of.part(a.pk, b.pk, period.start, period.end) for a, b in ((one, other), (other, one)))
    there, back = read_framed(request, *ways)
    links = (_figures_of(one, other, period), _figures_of(other, one, period))
    context = {
        **head.choices(period),
        "one": one,
        "other": other,
        "rows": page.both_ways(there, back, links),
        "anything": there["filed"] or back["filed"],
        "early": 0 < min(there["filed"], back["filed"]) < page.EARLY_BELOW,
        "all_url": f"{reverse('figures:pairs')}?{period.query()}",
    }
    return render(request, "figures/pair.html", context)


@require_safe
def requests(request: SignedInRequest, asking: str, code: str) -> HttpResponse:
    """The requests behind a number of one direction, as far as this person may open them."""
    access.require_leader(request.user)
    one, other = _both(asking, code)
    figure = request.GET.get("figure", "filed")
    if figure not in FIGURES:
        raise Http404
    now = moment_of(request)
    period = head.period_of(request, now)
    scope = Scope(other.pk, other.zone, asking=one.pk)
    rows = requests_behind(figure, scope, Days(period.start, period.end), now=now)
    about = head.joined(f"{one} → {other}", head.days_of(period))
    back = f"{reverse('figures:pair', args=[asking, code])}?{period.query()}"
    return list_page(request, rows, title=str(TITLES[figure]), about=about, back=back)


def _both(*codes: str) -> list[Department]:
    """In one statement. Raises Http404 for a code that no department has."""
    known = {one.code: one for one in Department.objects.filter(code__in=codes)}
    if not known.keys() >= set(codes):
        raise Http404
    return [known[code] for code in codes]


def linker(period: Period) -> page.PairLink:
    """The address of a pair, about the same days."""
    return lambda asking, code: f"{reverse('figures:pair', args=[asking.code, code.code])}?{period.query()}"


def _figures_of(asking: Department, department: Department, period: Period) -> page.Link:
    base = reverse("figures:pair_requests", args=[asking.code, department.code])
    return lambda figure: f"{base}?{period.query(figure=figure)}"
