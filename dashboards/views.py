"""A department's figures, and the requests behind each of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboards import words
from dashboards.behind import TITLES, requests_behind
from dashboards.departments import Watched, watched
from dashboards.effort import load_of
from dashboards.figures import Grouped, Question, shape, stored
from dashboards.figures.question import TOTAL
from dashboards.flow import flow_chart, ratings_chart
from dashboards.indicators import Basis, Link, indicators
from dashboards.journey.page import journey_of
from dashboards.models import DayFigures
from dashboards.period import CUSTOM, LENGTHS, Period
from dashboards.promises import promise_rows
from dashboards.risks import at_risk
from dashboards.tally import Tally
from requests_app.counting import CappedCount, counts, in_words
from requests_app.models import Department
from requests_app.moments import moment_of
from requests_app.pagination import Column, paginate
from requests_app.types import SignedInRequest
from surveys.rules import K

NEWEST_FIRST = (Column("pk", descending=True),)


@require_safe
def department(request: SignedInRequest, code: str) -> HttpResponse:
    """The five indicators, from roll-ups only. With `seen`, 204 unless something was counted since."""
    found = watched(request.user, code)
    now = moment_of(request)
    period = Period.of(request.GET.dict(), today=_today(now, found.department.zone))
    seen = request.GET.get("seen")
    if seen is not None and seen == _counted_last(found.department):
        return HttpResponse(status=204)  # htmx leaves the page as it is
    context = {**_page(request, found, period, now), **_filters(found, period), "poll": settings.ROLLUP_SECONDS}
    if request.htmx and not request.htmx.boosted:
        return render(request, "dashboards/_figures.html", context)
    # The journey moves once a month: it is no part of what asks for news.
    return render(request, "dashboards/department.html", {**context, "journey": journey_of(found.department)})


@require_safe
def behind(request: SignedInRequest, code: str) -> HttpResponse:
    """The requests that a figure counts, as far as this person may open them."""
    found = watched(request.user, code)
    now = moment_of(request)
    period = Period.of(request.GET.dict(), today=_today(now, found.department.zone))
    figure = request.GET.get("figure", "filed")
    if figure not in TITLES:
        raise Http404
    question = _question(found, period)
    rows = requests_behind(
        figure, found.scope(period), question.days, now=now, older_than=_before(request.GET.get("before"))
    )
    mine = rows.visible_to(request.user)
    total = counts(Department.objects.filter(pk=found.department.pk), all=CappedCount(rows), mine=CappedCount(mine))
    return render(request, "dashboards/requests.html", {
        "department": found.department,
        "title": TITLES[figure],
        "period": period,
        "service": found.service(period),
        "days": _days_in_words(period),
        "page": paginate(request, mine.for_list(), NEWEST_FIRST),
        "number": total["all"] or 0,
        "shown": in_words(total["all"] or 0),
        "hidden": (total["all"] or 0) > (total["mine"] or 0),
        "back": f"{reverse('dashboards:department', args=[code])}?{period.query()}",
    })  # fmt: skip


@require_safe
def effort(request: SignedInRequest, code: str) -> HttpResponse:
    """Hours noted and hours there were, by week and by service, as far as they tell of nobody."""
    found = watched(request.user, code).department
    context = {"department": found, "load": load_of(found, moment_of(request)), "k": K}
    return render(request, "dashboards/effort.html", context)


def _page(request: SignedInRequest, found: Watched, period: Period, now: datetime) -> dict[str, Any]:
    scope = found.scope(period)
    grouped = stored.grouped(_question(found, period), now=now, for_page=True)
    total = grouped.get(TOTAL, Tally())
    counted_at = grouped.get(("seen", None), Tally()).counts["counted_at"]
    link = _linker(found, period)
    block, rated = shape.block(total), _rated(found, period, grouped)
    basis = Basis(
        block=block,
        rated=rated,
        grouped=grouped,
        period=period,
        scope=scope,
        handlers=found.handlers,
        now=now,
        link=link,
        # Hours are noted for a department's whole work; of one service alone nobody knows the capacity.
        used=None if period.service else load_of(found.department, now).used,
        effort_url=reverse("dashboards:effort", args=[found.department.code]),
    )
    return {
        "department": found.department,
        "period": period,
        "days": _days_in_words(period),
        "filed": block["filed"],
        "filed_url": link("filed"),
        "anything": bool(total.counts),
        "indicators": indicators(basis),
        "clocks": promise_rows(block, link),
        "flow": flow_chart(grouped, period, link),
        "answers": ratings_chart(rated),
        "rated": rated,
        "risks": at_risk(scope, request.user, now),
        "refresh": f"{request.path}?{period.query(seen=str(counted_at))}",
    }


def _question(found: Watched, period: Period) -> Question:
    service = found.service(period)
    return Question(
        departments=[found.department],
        start=period.start,
        end=period.end,
        services=(service.pk,) if service else None,
        by=(),
        bucket=period.bucket,
    )


def _rated(found: Watched, period: Period, grouped: Grouped) -> Any:
    """One service beside its department: shown only if neither it nor the rest can be found by subtraction."""
    service = found.service(period)
    total = grouped.get(TOTAL, Tally())
    if service is None:
        return shape.rated(total)
    parts = {str(pk): shape.answers(tally) for (name, pk), tally in grouped.items() if name == "rated"}
    return shape.rated(total, part=str(service.pk), parts=parts)


def _linker(found: Watched, period: Period) -> Link:
    base = reverse("dashboards:requests", args=[found.department.code])

    def link(figure: str, *, days: tuple[date, date] | None = None, before: str = "") -> str:
        within = period if days is None else Period(CUSTOM, *days, service=period.service)
        return f"{base}?{within.query(figure=figure, before=before)}"

    return link


def _filters(found: Watched, period: Period) -> dict[str, Any]:
    chosen = found.service(period)
    names = {"30d": _("30 days"), "90d": _("90 days"), "365d": _("365 days")}
    lengths = [
        {"label": names[name], "url": f"?{Period.query(_other(period, name=name))}", "here": period.name == name}
        for name in LENGTHS
    ]
    services = [
        {
            "label": service.name,
            "url": f"?{Period.query(_other(period, service=service.code))}",
            "here": service == chosen,
        }
        for service in found.offered
    ]
    return {
        "lengths": lengths,
        "services": services,
        "service": chosen,
        "all_services_url": f"?{Period.query(_other(period, service=''))}",
        "custom": period.name == CUSTOM,
    }


def _other(period: Period, *, name: str | None = None, service: str | None = None) -> Period:
    return Period(name or period.name, period.start, period.end, period.service if service is None else service)


def _counted_last(department: Department) -> str:
    last = DayFigures.objects.of_departments(department.pk).aggregate(at=Max("counted_at"))["at"]
    return str(round(last.timestamp() * 1_000_000)) if last else "0"


def _today(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def _days_in_words(period: Period) -> str:
    values = {"first": words.day(period.start, year=True), "last": words.day(period.last, year=True)}
    return _("%(first)s to %(last)s") % values


def _before(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
