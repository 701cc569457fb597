"""The page of a department's figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
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
from dashboards.figures import Grouped, remembered, shape
from dashboards.figures.question import TOTAL
from dashboards.flow import flow_chart, ratings_chart
from dashboards.indicators import Basis, Indicator, indicators
from dashboards.journey.page import journey_of
from dashboards.models import DayFigures
from dashboards.parts import PARTS
from dashboards.promises import promise_rows
from dashboards.replica import alias
from dashboards.risks import at_risk
from dashboards.signals import piece_for, signals_of
from dashboards.tally import Tally
from requests_app.framed import read_framed
from requests_app.models import Department
from requests_app.readings import Steps, all_of, side_by_side
from requests_app.types import SignedInRequest
from sla.cells import cells_of
from surveys.release import GroupResult


@require_safe
def department(request: SignedInRequest, code: str) -> HttpResponse:
    """The five indicators, from roll-ups only. With `seen`, 204 unless something was counted since."""
    asked = Asked.by(request, code)
    seen = request.GET.get("seen")
    if seen is not None and seen == _counted_last(asked.department):
        return HttpResponse(status=204)  # htmx leaves the page as it is
    # The journey moves once a month: it is no part of what asks for news.
    is_news = bool(request.htmx and not request.htmx.boosted)
    journey = all_of() if is_news else journey_of.part(asked.department)
    figures, risks, whole = read_framed(request, _figures(asked), _risks(asked), journey)
    context = {**figures, **risks, **filters(asked), "poll": settings.ROLLUP_SECONDS}
    if is_news:
        return render(request, "dashboards/_figures.html", context)
    return render(request, "dashboards/department.html", {**context, "journey": whole, "parts": _parts(asked)})


def _parts(asked: Asked) -> list[dict[str, object]]:
    return [{"name": name, "title": part.title, "url": asked.part(name)} for name, part in PARTS.items()]


def _figures(asked: Asked) -> Steps[dict[str, Any]]:
    """Three steps at most: what is remembered need not be read; and how many requests there are says how long the
    pieces of time of the signals have to be."""
    (counted,) = yield (remembered.times_counted(asked.question.departments),)
    times = dict(counted)
    grouped, earlier = yield from side_by_side(
        remembered.grouped.part(asked.question, times, now=asked.now, for_page=True), _earlier(asked, times)
    )
    total = grouped.get(TOTAL, Tally())
    block, rated = shape.block(total, asked.now), _rated(asked, grouped)
    piece = piece_for(block["filed"], asked.period.length)
    services = asked.scope.services
    signals = yield from signals_of.part(asked.department, asked.now, services=services, piece=piece, times=times)
    shown = with_signals(indicators(_basis(asked, grouped, block, rated)), signals)
    counted_at = grouped.get(("seen", None), Tally()).counts["counted_at"]
    here = reverse("dashboards:department", args=[asked.department.code])
    return {
        "department": asked.department,
        "period": asked.period,
        "days": asked.days_in_words(),
        "filed": block["filed"],
        "filed_url": asked.link("filed"),
        "anything": bool(total.counts),
        "indicators": shown if earlier is None else with_before(shown, earlier),
        "clocks": promise_rows(block, asked.link),
        "ageing": ageing_chart(asked, grouped),
        "flow": flow_chart(grouped, asked.period, asked.link),
        "answers": ratings_chart(rated),
        "rated": rated,
        "refresh": f"{here}?{asked.period.query(seen=str(counted_at))}",
    }


def _risks(asked: Asked) -> Steps[dict[str, Any]]:
    risks = yield from at_risk.part(asked.scope, asked.user, asked.now)
    return {"risks": risks, "cells": (yield from cells_of.part(risks, asked.now))}


def _earlier(asked: Asked, times: Mapping[date, int]) -> Steps[list[Indicator] | None]:
    """The same figures of as many days before, if asked for; lists behind them are not offered."""
    if not asked.period.compare:
        return None
    other = replace(asked, period=asked.period.before())
    grouped = yield from remembered.grouped.part(other.question, times, now=asked.now, for_page=True)
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
    last = DayFigures.objects.using(alias()).of_departments(department.pk).aggregate(at=Max("counted_at"))["at"]
    return str(round(last.timestamp() * 1_000_000)) if last else "0"
