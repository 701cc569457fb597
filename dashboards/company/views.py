"""The company overview, for admins and for everybody who leads a department."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboards import unmet
from dashboards.company import comparing, head, reading, waiting
from dashboards.company.listing import list_page
from dashboards.company.measures import MEASURES, USUAL, Measure
from dashboards.pairs import page as pair_page
from dashboards.pairs import pairs
from dashboards.pairs.views import linker as pair_link
from dashboards.period import Period
from requests_app import access
from requests_app.framed import read_framed
from requests_app.models import Department, User
from requests_app.moments import moment_of
from requests_app.types import SignedInRequest

MOST_WAITS = 15


@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Departments beside each other by one measure, and where requests wait now."""
    access.require_leader(request.user)
    now = moment_of(request)
    period = head.period_of(request, now)
    measure = MEASURES.get(request.GET.get("measure", USUAL), MEASURES[USUAL])
    departments = {one.pk: one for one in Department.objects.all()}
    waits, counts, missed, found = read_framed(
        request,
        waiting.standing.part(departments, now),
        reading.counted.part(list(departments), period, measure.names),
        unmet.of_company.part(period, departments),
        pairs.part(period.start, period.end),
    )
    context = {
        **head.choices(period, measure=measure.code),
        **_compared(request.user, measure, departments, period, counts),
        "tabs": head.tabs("company", period),
        "missed": missed,
        "grid": pair_page.grid(pair_page.known(found, departments), departments, pair_link(period)),
        "measures": _measures(measure, period),
        "waits": waits[:MOST_WAITS],
        "more_waits": max(0, len(waits) - MOST_WAITS),
        "waiting_url": reverse("figures:waiting"),
        "waited_url": f"{reverse('figures:waited')}?{period.query()}",
    }
    return render(request, "figures/company.html", context)


@require_safe
def waiting_list(request: SignedInRequest) -> HttpResponse:
    """The requests that wait, in one department or for one thing if asked so; as far as this person may open them."""
    access.require_leader(request.user)
    code, why = request.GET.get("department", ""), request.GET.get("why", "")
    rows, about, title = waiting.waiting(), _("the whole company"), _("Waiting, whatever for")
    if why:
        label = waiting.waiting_label(why)
        if label is None:
            raise Http404
        rows, title = waiting.waiting_for(why), _("Waits for: %(what)s") % {"what": label}
    if code:
        department = get_object_or_404(Department, code=code)
        rows, about = rows.filter(department=department), str(department)
    return list_page(request, rows, title=title, about=about, back=reverse("figures:company"))


def _compared(
    user: User, measure: Measure, departments: dict[int, Department], period: Period, counts: dict[int, Counter[str]]
) -> dict[str, Any]:
    # What people said of a department is for those who lead it; everybody may know what it keeps.
    seen = [one for one in departments.values() if not measure.is_rated or access.can_see_dashboard(user, one)]
    comparison = comparing.compare(comparing.counted_of(measure, seen, counts))

    def lead(department: Department) -> str:
        if not access.can_see_dashboard(user, department):
            return ""
        query = period.query(figure=measure.figure)
        return f"{reverse('dashboards:requests', args=[department.code])}?{query}"

    chart = comparing.chart_of(measure, comparison, lead) if comparison else None
    return {"chart": chart, "measure": measure}


def _measures(chosen: Measure, period: Period) -> list[dict[str, Any]]:
    return [
        {"label": one.label, "url": f"?{period.query(measure=one.code)}", "here": one is chosen}
        for one in MEASURES.values()
    ]
