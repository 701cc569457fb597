"""What a department asks for, and how it is served: for those who serve in it, who lead it, and admins."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dashboards.company import head
from dashboards.company.listing import list_page
from dashboards.days import Days
from dashboards.period import Period
from dashboards.requesters import page
from dashboards.requesters.reading import MOST, TITLES, Asking, behind, last_word, open_ones
from requests_app import access
from requests_app.framed import rows_framed
from requests_app.models import Department
from requests_app.moments import moment_of
from requests_app.types import SignedInRequest

SHOWN = 25


@require_safe
def asked(request: SignedInRequest, code: str) -> HttpResponse:
    """By department that serves: how much was asked, what was kept, how long it took, what is open and silent."""
    departments, asking, period = _asking(request, code)
    (tickets,) = rows_framed(request, open_ones(asking, request.user, SHOWN))
    facts = asking.facts()
    heard = {fact.id: fact for fact in facts}
    context = {
        **head.choices(period),
        "department": asking.department,
        "served": page.served_by(facts, asking, departments, _linker(asking.department, period)),
        "tickets": tickets,
        "last_words": {one.pk: last_word(heard[one.pk]) for one in tickets if one.pk in heard},
        "silent": {one.pk for one in tickets if one.pk in heard and asking.is_silent(heard[one.pk])},
        "most": MOST if len(facts) == MOST else None,
    }
    return render(request, "figures/asked.html", context)


@require_safe
def requests(request: SignedInRequest, code: str) -> HttpResponse:
    """The requests behind one number, as far as this person may open them."""
    departments, asking, period = _asking(request, code)
    provider = _provider(request.GET.get("provider"), departments)
    figure = request.GET.get("figure", "filed")
    if figure not in TITLES:
        raise Http404
    rows = behind(figure, asking, provider.pk if provider else None)
    back = f"{reverse('figures:asked', args=[code])}?{period.query()}"
    whom = f"{asking.department} → {provider}" if provider else str(asking.department)
    return list_page(request, rows, title=str(TITLES[figure]), about=head.joined(whom, head.days_of(period)), back=back)


def _asking(request: SignedInRequest, code: str) -> tuple[dict[int, Department], Asking, Period]:
    """With every department there is, since any may have been asked."""
    departments = {one.pk: one for one in Department.objects.all()}
    department = next((one for one in departments.values() if one.code == code), None)
    if department is None or not access.can_see_asked(request.user, department):
        raise Http404
    now = moment_of(request)
    period = head.period_of(request, now)
    return departments, Asking(department, Days(period.start, period.end), now), period


def _provider(code: str | None, departments: Mapping[int, Department]) -> Department | None:
    """Raises Http404 for a code that no department has."""
    if not code:
        return None
    found = next((one for one in departments.values() if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _linker(department: Department, period: Period) -> Callable[[str, Department], str]:
    base = reverse("figures:asked_requests", args=[department.code])
    return lambda figure, provider: f"{base}?{period.query(figure=figure, provider=provider.code)}"
