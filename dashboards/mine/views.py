"""“My work”: there is no address that names a person, so nobody can open anybody else's."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from dashboards.company import head
from dashboards.company.listing import list_page
from dashboards.days import Days
from dashboards.mine import page, work
from dashboards.period import CUSTOM, Period
from requests_app.models import User
from requests_app.moments import moment_of
from requests_app.types import SignedInRequest

TITLES: dict[str, LazyText] = {
    "open": pgettext_lazy("requests", "Open, and mine"),
    "overdue": pgettext_lazy("requests", "Overdue, and mine"),
    "soon": gettext_lazy("Due within a day, and mine"),
    "paused": gettext_lazy("Waiting for somebody else, and mine"),
    "done": gettext_lazy("Done by me"),
    "kept": gettext_lazy("Done by me in time"),
    "broken": gettext_lazy("Done by me late"),
}


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """My load now, and half a year of my own work, for everybody who serves somewhere."""
    _require_serving(request.user)
    now = moment_of(request)
    weeks = work.weeks_of(request.user, now)
    context = {
        "load": work.load_of(request.user, now),
        "rows": page.rows(weeks, _link),
        "done": page.done_chart(weeks, _link),
        "times": page.time_chart(weeks, _link),
        "anything": any(week.done for week in weeks),
        "lately": work.LATELY,
        "before": work.WEEKS - work.LATELY,
        "urls": {name: _link(name) for name in ("open", "overdue", "soon", "paused")},
    }
    return render(request, "figures/mine.html", context)


@require_safe
def requests(request: SignedInRequest) -> HttpResponse:
    """The requests behind one of my figures."""
    _require_serving(request.user)
    now, figure = moment_of(request), request.GET.get("figure", "open")
    first, monday = work.window(request.user, now)
    period = Period.of({"from": str(first), "to": str(monday), **request.GET.dict()}, today=monday)
    rows = work.requests_behind(figure, request.user, Days(period.start, period.end), now)
    if rows is None:
        raise Http404
    about = _("now") if figure in ("open", "overdue", "soon", "paused") else head.days_of(period)
    return list_page(request, rows, title=str(TITLES[figure]), about=about, back=reverse("figures:mine"))


def _link(figure: str, *, days: tuple[date, date] | None = None) -> str:
    """`days`: the first, and the one after the last."""
    base = reverse("figures:mine_requests")
    if days is None:
        return f"{base}?figure={figure}"
    return f"{base}?{Period(CUSTOM, *days).query(figure=figure)}"


def _require_serving(user: User) -> None:
    if not user.roles:
        raise Http404
