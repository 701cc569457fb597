"""Goals in words and pictures: where the figure stands, whether it moved, and what happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards import words
from dashboards.figures import shape
from dashboards.metrics import POINTS_FOR_A_SIGNAL, run_chart, xmr
from dashboards.period import CUSTOM, Period
from dashboards.steering.aims import AIMS, LATELY, Aim, Heap, together
from dashboards.steering.models import Annotation, Goal, Indicator
from dashboards.tally import Tally
from requests_app.charts import Caption, Control, ControlChart, Frame, Level, Series, control_chart
from requests_app.models import Department
from requests_app.phrases import listed, sentences

Weeks = Sequence[tuple[date, Heap]]
Link = Callable[[str, date, date], str]


@dataclass(frozen=True, slots=True)
class Standing:
    """One goal: what is wanted, what is, and what that means. `now` None: nothing to count, or not to be shown."""

    goal: Goal
    title: str
    wanted: str
    now: str | None
    reached: bool | None
    said: str
    href: str
    chart: ControlChart | None


@dataclass(frozen=True, slots=True)
class Basis:
    """What all goals of a department are held against."""

    weeks: Weeks
    annotations: Sequence[Annotation]
    link: Link
    today: date


def standings(goals: Iterable[Goal], basis: Basis) -> list[Standing]:
    """Every goal beside its figure of the last weeks."""
    return [_standing(goal, AIMS[goal.indicator], basis) for goal in goals]


def _standing(goal: Goal, aim: Aim, basis: Basis) -> Standing:
    weeks, lately = basis.weeks, basis.weeks[-LATELY:]
    wanted, now = _wanted(goal, aim), _now(aim, together([heap for _week, heap in lately]))
    reached = None if now is None else (now >= wanted if aim.more_is_better else now <= wanted)
    series = [heap.value(aim) if aim.by_week else None for _week, heap in weeks]
    first, end = lately[0][0], lately[-1][0] + timedelta(weeks=1)
    return Standing(
        goal=goal,
        title=str(Indicator(goal.indicator).label),
        wanted=_in_words(aim, wanted, more=aim.more_is_better),
        now=None if now is None else _number(aim, now),
        reached=reached,
        said=said(aim, reached=reached, course=course_of(aim, series), over=goal.until < basis.today),
        href=basis.link(aim.figure, first, end) if aim.figure else "",
        chart=_chart(goal, aim, basis) if aim.by_week else None,
    )


def _wanted(goal: Goal, aim: Aim) -> float:
    return float(goal.value) / (1 if aim.duration else 100)


def _now(aim: Aim, heap: Heap) -> float | None:
    if aim.by_week:
        return heap.value(aim)
    rated = shape.rated(Tally(counts=heap.counts))
    return rated.satisfied.value if rated.satisfied else None


def _in_words(aim: Aim, value: float, *, more: bool) -> str:
    values = {"value": _number(aim, value)}
    return pgettext("goal", "at least %(value)s") % values if more else pgettext("goal", "at most %(value)s") % values


def _number(aim: Aim, value: float) -> str:
    return (words.span(value) if aim.duration else words.share(value)) or ""


def moved(series: Sequence[float | None]) -> bool | None:
    """Does it stay on one side of its median for longer than chance explains? None with too few weeks."""
    known = [value for value in series if value is not None]
    return run_chart(values=known)["signal"] if len(known) >= POINTS_FOR_A_SIGNAL else None


def is_beyond(aim: Aim, series: Sequence[float | None]) -> bool:
    """Is a week outside of what chance explains? As the picture marks it."""
    known = [value for value in series if value is not None]
    limits = xmr(values=known, min=0, max=None if aim.duration else 1)
    return len(known) >= POINTS_FOR_A_SIGNAL and bool(limits["outside"])


def said(aim: Aim, *, reached: bool | None, course: str, over: bool) -> str:
    """“Below the goal. No signal: …”: what may be concluded, and what not."""
    if reached is None:
        told = [_("Nothing to count yet.")]
    elif reached:
        told = [_("The goal is reached.")]
    else:
        told = [_("Below the goal.") if aim.more_is_better else _("Above the goal.")]
    if course:
        told.append(course)
    if over:
        told.append(_("Its day has passed."))
    return sentences(told)


def course_of(aim: Aim, series: Sequence[float | None]) -> str:
    """What the weeks say, one after the other; empty where they are not shown."""
    if not aim.by_week:
        return ""
    has_moved = moved(series)
    if has_moved is None:
        return _("Too few weeks to speak of a signal.")
    if has_moved:
        return _("A signal: it moved by more than chance explains.")
    if is_beyond(aim, series):
        return _("A signal: a week lies beyond what chance explains.")
    return _("No signal: the weeks vary as chance explains.")


def _chart(goal: Goal, aim: Aim, basis: Basis) -> ControlChart | None:
    weeks, values = basis.weeks, [heap.value(aim) for _week, heap in basis.weeks]
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    frame = Frame(
        [words.day(week) for week, _heap in weeks],
        _("Week from"),
        lambda value: _number(aim, value),
        highest=None if aim.duration else 1,
    )
    caption = Caption(f"goal-{goal.pk}", str(Indicator(goal.indicator).label), str(aim.definition))
    remarks = remarks_at([week for week, _heap in weeks], basis.annotations, timedelta(weeks=1))
    return control_chart(caption, frame, Series(_("Week"), values), _control(goal, aim, known, remarks))


def _control(goal: Goal, aim: Aim, known: Sequence[tuple[int, float]], remarks: Mapping[int, str]) -> Control:
    values = [value for _index, value in known]
    limits = xmr(values=values, min=0, max=None if aim.duration else 1)
    enough = len(values) >= POINTS_FOR_A_SIGNAL
    low, high = limits["lower"], limits["upper"]
    wanted = _wanted(goal, aim)
    return Control(
        centre=Level(median(values), _("Median")) if values else None,
        limits=(low, high) if enough and low is not None and high is not None else None,
        limits_label=_("What chance explains"),
        goal=Level(wanted, _("Goal: %(value)s") % {"value": _in_words(aim, wanted, more=aim.more_is_better)}),
        signals=[known[index][0] for index in limits["outside"]] if enough else (),
        signal_label=_("Signal"),
        remarks=remarks,
        remark_label=_("Annotation"),
    )


def remarks_at(firsts: Sequence[date], annotations: Iterable[Annotation], last: timedelta) -> dict[int, str]:
    """For `Control.remarks`: what was annotated in each piece of time, by its place; the last piece is so long."""
    found: dict[int, list[str]] = {}
    for one in sorted(annotations, key=lambda annotation: annotation.day):
        place = sum(first <= one.day for first in firsts) - 1
        if firsts and place >= 0 and one.day < firsts[-1] + last:
            found.setdefault(place, []).append(f"{words.day(one.day)}: {one.text}")
    return {place: listed(texts) for place, texts in found.items()}


def linker(department: Department) -> Link:
    """The list behind a goal's figure, of the days it was counted on: the first, and the one after the last."""
    base = reverse("dashboards:requests", args=[department.code])

    def link(figure: str, first: date, end: date) -> str:
        return f"{base}?{Period(CUSTOM, first, end).query(figure=figure)}"

    return link
