"""The page of a department's figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dashboards.ageing import ageing_chart
from dashboards.asked import Asked, filters
from dashboards.changes import with_before, with_signals
from dashboards.effort import used_lately
from dashboards.figures import Grouped, shape, stored
from dashboards.figures.question import TOTAL
from dashboards.flow import flow_chart, ratings_chart
from dashboards.indicators import Basis, Indicator, indicators
from dashboards.journey.page import journey_of
from dashboards.models import DayFigures
from dashboards.parts import PARTS
from dashboards.promises import promise_rows
from dashboards.replica import reading
from dashboards.risks import at_risk
from dashboards.signals import Signal, piece_for, signals_of
from dashboards.tally import Tally
from requests_app.models import Department
from requests_app.types import SignedInRequest
from surveys.release import GroupResult


@require_safe
def department(request: SignedInRequest, code: str) -> HttpResponse:
    """The five indicators, from roll-ups only. With `seen`, 204 unless something was counted since."""
    asked = Asked.by(request, code)
    seen = request.GET.get("seen")
    if seen is not None and seen == _counted_last(asked.department):
        return HttpResponse(status=204)  # htmx leaves the page as it is
    context = {**_page(request, asked), **filters(asked), "poll": settings.ROLLUP_SECONDS}
    if request.htmx and not request.htmx.boosted:
        return render(request, "dashboards/_figures.html", context)
    # The journey moves once a month: it is no part of what asks for news.
    whole = {"journey": journey_of(asked.department), "parts": _parts(asked)}
    return render(request, "dashboards/department.html", {**context, **whole})


def _parts(asked: Asked) -> list[dict[str, object]]:
    return [{"name": name, "title": part.title, "url": asked.part(name)} for name, part in PARTS.items()]


def _page(request: SignedInRequest, asked: Asked) -> dict[str, Any]:
    grouped = stored.grouped(asked.question, now=asked.now, for_page=True)
    total = grouped.get(TOTAL, Tally())
    counted_at = grouped.get(("seen", None), Tally()).counts["counted_at"]
    block, rated = shape.block(total, asked.now), _rated(asked, grouped)
    shown = with_signals(indicators(_basis(asked, grouped, block, rated)), _signals(asked, block["filed"]))
    return {
        "department": asked.department,
        "period": asked.period,
        "days": asked.days_in_words(),
        "filed": block["filed"],
        "filed_url": asked.link("filed"),
        "anything": bool(total.counts),
        "indicators": with_before(shown, _earlier(asked)) if asked.period.compare else shown,
        "clocks": promise_rows(block, asked.link),
        "ageing": ageing_chart(asked, grouped),
        "flow": flow_chart(grouped, asked.period, asked.link),
        "answers": ratings_chart(rated),
        "rated": rated,
        "risks": at_risk(asked.scope, asked.user, asked.now),
        "refresh": f"{request.path}?{asked.period.query(seen=str(counted_at))}",
    }


def _signals(asked: Asked, filed: int) -> dict[str, Signal]:
    piece = piece_for(filed, asked.period.length)
    return signals_of(asked.department, asked.now, services=asked.scope.services, piece=piece)


def _earlier(asked: Asked) -> list[Indicator]:
    """The same figures of as many days before; lists behind them are not offered."""
    other = replace(asked, period=asked.period.before())
    grouped = stored.grouped(other.question, now=asked.now, for_page=True)
    block = shape.block(grouped.get(TOTAL, Tally()), asked.now)
    return indicators(_basis(other, grouped, block, _rated(other, grouped), used=False))


def _basis(asked: Asked, grouped: Grouped, block: dict[str, Any], rated: GroupResult, *, used: bool = True) -> Basis:
    return Basis(
        block=block,
        rated=rated,
        grouped=grouped,
        period=asked.period,
        scope=asked.scope,
        handlers=asked.found.handlers,
        now=asked.now,
        link=asked.link,
        # Hours are noted for a department's whole work; of one service alone nobody knows the capacity.
        used=None if asked.service or not used else used_lately(asked.department, asked.now),
        effort_url=reverse("dashboards:effort", args=[asked.department.code]),
    )


def _rated(asked: Asked, grouped: Grouped) -> GroupResult:
    """One service beside its department: shown only if neither it nor the rest can be found by subtraction."""
    service = asked.service
    total = grouped.get(TOTAL, Tally())
    if service is None:
        return shape.rated(total)
    parts = {str(pk): shape.answers(tally) for (name, pk), tally in grouped.items() if name == "rated"}
    return shape.rated(total, part=str(service.pk), parts=parts)


def _counted_last(department: Department) -> str:
    last = DayFigures.objects.using(reading()).of_departments(department.pk).aggregate(at=Max("counted_at"))["at"]
    return str(round(last.timestamp() * 1_000_000)) if last else "0"
