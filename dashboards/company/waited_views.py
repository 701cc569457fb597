"""Where requests waited in the days of the page: a part of the company overview, and the requests behind it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboards.company import head, waiting
from dashboards.company.listing import list_page
from dashboards.company.waited import MOST, Between, requests_that_waited, waited_in
from dashboards.days import midnight
from dashboards.period import Period
from dashboards.words import number
from requests_app import access
from requests_app.framed import read_framed
from requests_app.models import Department
from requests_app.moments import moment_of
from requests_app.types import SignedInRequest

# Beside the other figures, and on a page of its own.
LINES, ALL_LINES = 10, 100


@require_safe
def waited(request: SignedInRequest) -> HttpResponse:
    """Fetched by the overview; asked for without htmx it is a page of its own."""
    access.require_leader(request.user)
    period = head.period_of(request, moment_of(request))
    departments = {one.pk: one for one in Department.objects.all()}
    (found,) = read_framed(request, waited_in.part(_between(request, period), departments))
    whole = not request.htmx or request.htmx.boosted
    lines = ALL_LINES if whole else LINES
    context = {
        **head.choices(period),
        "tabs": head.tabs("company", period),
        "waits": found.rows[:lines],
        "more": max(0, len(found.rows) - lines),
        "said": found.said(),
        "most": number(MOST) if found.is_cut else None,
        "all_url": f"{reverse('figures:waited')}?{period.query()}",
        "behind": f"{reverse('figures:waited_requests')}?{period.query()}",
    }
    return render(request, "figures/waited.html" if whole else "figures/_waited.html", context)


@require_safe
def requests(request: SignedInRequest) -> HttpResponse:
    """The requests that waited, in one department or for one thing if asked so; as far as this person may open them."""
    access.require_leader(request.user)
    code, why = request.GET.get("department", ""), request.GET.get("why", "")
    period = head.period_of(request, moment_of(request))
    label = waiting.waiting_label(why) if why else ""
    if label is None:
        raise Http404
    department = get_object_or_404(Department, code=code) if code else None
    rows = requests_that_waited(_between(request, period), department, why)
    title = _("Waited for: %(what)s") % {"what": label} if label else _("Waited, whatever for")
    about = head.joined(str(department or _("the whole company")), head.days_of(period))
    return list_page(request, rows, title=title, about=about, back=f"{reverse('figures:company')}?{period.query()}")


def _between(request: SignedInRequest, period: Period) -> Between:
    """The days of a company's page are those of its reader."""
    zone = request.user.zone
    return Between(midnight(period.start, zone), midnight(period.end, zone), moment_of(request))
