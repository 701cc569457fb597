"""Every indicator over time: what chance explains, and what it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from dashboards.asked import Asked
from dashboards.models import DayFigures
from dashboards.signals import Signal, piece_for, signals_of
from dashboards.signals.indicators import SHARE
from dashboards.signals.reading import DAYS
from dashboards.steering.models import Annotation, Goal
from dashboards.steering.models import Indicator as Aimed
from dashboards.steering.page import remarks_at
from dashboards.words import number
from requests_app.charts import Caption, Control, ControlChart, Frame, Level, Series, control_chart
from requests_app.readings import Steps

# Goals that are set on what a series shows. Hours stand in a goal as they are, shares in per cent.
GOALS = {
    "answered_in_time": Aimed.ANSWER_KEPT,
    "done_in_time": Aimed.DONE_KEPT,
    "kept_first_date": Aimed.DATE_KEPT,
    "chased": Aimed.CHASED,
    "answer": Aimed.ANSWER_TIME,
    "solved": Aimed.DONE_TIME,
    "satisfied": Aimed.SATISFIED,
}


@dataclass(frozen=True, slots=True)
class Course:
    """One indicator with its picture; None without a point."""

    signal: Signal
    chart: ControlChart | None


def build(asked: Asked) -> Steps[dict[str, Any]]:
    """Two steps: how long the pieces of time have to be is known only after counting."""
    aims, remarks = Goal.objects.filter(department=asked.department), Annotation.objects.beside(asked.department)
    filed, aimed, annotations = yield _filed(asked), aims, remarks
    piece = piece_for(sum(n or 0 for n in filed), asked.period.length)
    found = yield from signals_of.part(asked.department, asked.now, services=asked.scope.services, piece=piece)
    goals = {goal.indicator: goal for goal in aimed}
    courses = [Course(one, _chart(one, goals, annotations)) for one in found.values()]
    drawn = [course for course in courses if course.chart]
    fired = sum(course.signal.fired for course in drawn)
    return {
        "courses": sorted(drawn, key=lambda course: (not course.signal.fired, course.signal.early)),
        "fired": fired,
        "calm": len(drawn) - fired,
    }


def _filed(asked: Asked) -> QuerySet[DayFigures, int]:
    """How many of these requests were filed, by department."""
    days = DayFigures.objects.of_departments(asked.department.pk).between(asked.period.start, asked.period.end)
    if asked.scope.services is not None:
        days = days.filter(service__in=asked.scope.services)
    return days.order_by().values("department").annotate(n=Sum("filed")).values_list("n", flat=True)


def _chart(signal: Signal, goals: Mapping[str, Goal], annotations: Iterable[Annotation]) -> ControlChart | None:
    points, indicator = signal.points, signal.indicator
    frame = Frame(
        categories=[signal.label(point) for point in points],
        heading=_("From"),
        number=signal.said,
        highest=indicator.highest,
    )
    series = Series(
        label=str(indicator.label),
        values=[point.value for point in points],
        notes=[_("n = %(n)s") % {"n": number(point.n)} for point in points],
    )
    last = timedelta(days=DAYS[signal.piece])
    remarks = remarks_at([point.first for point in points], annotations, last)
    goal = goals.get(GOALS.get(indicator.code, ""))
    caption = Caption(f"course-{indicator.code}", str(indicator.label), signal.text)
    return control_chart(caption, frame, series, _control(signal, _level(signal, goal), remarks))


def _level(signal: Signal, goal: Goal | None) -> Level | None:
    if goal is None:
        return None
    value = float(goal.value) / 100 if signal.indicator.unit == SHARE else float(goal.value)
    return Level(value, _("Goal: %(value)s") % {"value": signal.said(value)})


def _control(signal: Signal, goal: Level | None, remarks: Mapping[int, str]) -> Control:
    judged = signal.judged
    sure = not signal.early and judged.lower is not None and judged.upper is not None
    return Control(
        centre=None if judged.centre is None else Level(judged.centre, _("Median")),
        limits=(judged.lower or 0.0, judged.upper or 0.0) if sure else None,
        limits_label=_("What chance explains"),
        goal=goal,
        signals=list(signal.marked),
        signal_label=_("Signal"),
        remarks=remarks,
        remark_label=_("Annotation"),
    )
