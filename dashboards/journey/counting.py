"""Counted once a month by a worker and kept: whole months that are over, so that no figure grows by one rating."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from dashboards.days import midnight
from dashboards.metrics import censored_quantile
from dashboards.metrics.touchpoints import WORK
from dashboards.models import JourneyFigures
from requests_app import clock, filing_times
from requests_app.models import Department, Draft
from requests_app.states import Verb
from surveys.models import Stage
from surveys.release import Slowness, slowness_of
from surveys.rules import K

from .timing import Times, Timing, timing_of

logger = logging.getLogger(__name__)

# Fewer ratings than these months bring could not fill the quarters of a hurt score in most departments.
MONTHS = 6
# A form that nobody touched for so long was given up, most likely.
GIVEN_UP_AFTER = timedelta(days=7)


def window(today: date) -> tuple[date, date]:
    """The last MONTHS whole months: the first day, and the day after the last."""
    end = today.replace(day=1)
    months = end.year * 12 + end.month - 1 - MONTHS
    return date(months // 12, months % 12 + 1, 1), end


def count_all(now: datetime | None = None) -> int:
    """Count the departments that have no figures of the newest months yet; how many. Safe to run twice."""
    at, counted = now or clock.now(), 0
    for department in Department.objects.running().serving():
        start, end = window(at.astimezone(department.zone).date())
        if JourneyFigures.objects.filter(department=department, end=end).exists():
            continue
        try:
            count(department, start, end, now=at)
            counted += 1
        except Exception:
            # One department's odd journal must not keep the others from theirs; the next round tries again.
            logger.exception("The journey of department %s was not counted", department.pk)
    return counted


def count(department: Department, start: date, end: date, *, now: datetime) -> None:
    """Write the figures of these days, of the department's zone, unless somebody has written them meanwhile."""
    timing = timing_of(department, midnight(start, department.zone), midnight(end, department.zone), now=now)
    figures = figures_of(timing, _given_up(department, now))
    if filling := _filling_in(filing_times.taken(department, start, end)):
        figures["stages"] = {Stage.FILING.value: filling, **figures["stages"]}
    row = JourneyFigures(department=department, start=start, end=end, counted_at=now, figures=figures)
    JourneyFigures.objects.bulk_create([row], ignore_conflicts=True)


def figures_of(timing: Timing, given_up: int) -> dict[str, Any]:
    """As JSON; hours and shares 0 to 1, a hurt score -1 to 1. docs/journey.md says what is in it."""
    slow = slowness_of({stage: times.finished for stage, times in timing.stages.items()})
    known = {stage.value: timing.stages[stage.value] for stage in Stage if stage.value in timing.stages}
    work = timing.stages[WORK].total if WORK in timing.stages else 0.0
    ends = timing.ends[Verb.CONFIRMED] + timing.ends[Verb.CLOSED]
    return {
        "requests": timing.requests,
        "stages": {stage: _stage(times, timing.total, slow.get(stage)) for stage, times in known.items()},
        "efficiency": work / timing.total if timing.total else None,
        "closed_by_itself": timing.ends[Verb.CLOSED] / ends if ends else None,
        "given_up": given_up,
    }


def _stage(times: Times, total: float, slow: Slowness | None) -> dict[str, Any]:
    finished, running = list(times.finished.values()), list(times.running.values())
    share = times.total / total if total else None
    return {
        "n": len(finished) + len(running),
        "p50": censored_quantile(finished=finished, running=running, share=0.5),
        "p85": censored_quantile(finished=finished, running=running, share=0.85),
        "share": share,
        "hurt": hurt_of(share, slow),
    }


def _filling_in(times: Counter[int]) -> dict[str, Any] | None:
    """Before there is a request: beside the other stages, with no share of their time. Of few it would tell of one."""
    n = times.total()
    if n < K:
        return None
    p50, p85 = (filing_times.hours_within(times, share) for share in (0.5, 0.85))
    return {"n": n, "p50": p50, "p85": p85, "share": None, "hurt": None}


def hurt_of(share: float | None, slow: Slowness | None) -> Mapping[str, Any] | None:
    """Share of the elapsed time times what slowness does to people; None where ratings are too few to tell."""
    if share is None or slow is None:
        return None
    return {
        "score": share * slow.difference,
        "low": share * slow.low,
        "high": share * slow.high,
        "n": slow.n,
        "rank_correlation": slow.rank_correlation,
    }


def _given_up(department: Department, now: datetime) -> int:
    places = [f"service-{pk}-filing" for pk in department.services.values_list("pk", flat=True)]
    return Draft.objects.filter(place__in=places).untouched_since(now - GIVEN_UP_AFTER).count()
