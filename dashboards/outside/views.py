"""Where a broken promise reaches beyond the company."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dashboards.company import head
from dashboards.company.listing import list_page
from dashboards.days import Days
from dashboards.outside import reading
from requests_app import access
from requests_app.models import Department
from requests_app.moments import moment_of
from requests_app.types import SignedInRequest

SHOWN = 15
TITLES: dict[str, LazyText] = {
    "filed": gettext_lazy("Somebody outside waits or waited"),
    "broken": gettext_lazy("A promise was broken, and somebody outside waited"),
    "overdue": gettext_lazy("Late now, and somebody outside waits"),
}


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """By department: how often somebody outside waited, and how often a promise was broken behind their back."""
    access.require_leader(request.user)
    now = moment_of(request)
    period = head.period_of(request, now)
    days = Days(period.start, period.end)
    departments = {one.pk: one for one in Department.objects.all()}
    context = {
        **head.choices(period),
        "tabs": head.tabs("outside", period),
        "rows": reading.by_department(days, request.user, departments, now),
        "tickets": reading.late_now(days, request.user, now, SHOWN),
        "list_url": f"{reverse('figures:outside_requests')}?{period.query()}",
    }
    return render(request, "figures/outside.html", context)


@require_safe
def requests(request: SignedInRequest) -> HttpResponse:
    """The requests behind one of its numbers, of one department or of all."""
    access.require_leader(request.user)
    now, figure = moment_of(request), request.GET.get("figure", "filed")
    if figure not in TITLES:
        raise Http404
    period = head.period_of(request, now)
    rows = reading.requests_behind(figure, Days(period.start, period.end), request.user, now)
    about, code = _("the whole company"), request.GET.get("department", "")
    if code:
        department = get_object_or_404(Department, code=code)
        rows, about = rows.filter(department=department), str(department)
    back = f"{reverse('figures:outside')}?{period.query()}"
    about = head.joined(about, head.days_of(period))
    return list_page(request, rows, title=str(TITLES[figure]), about=about, back=back)
