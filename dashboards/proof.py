"""The figures that improvements are measured by (`surveys.improving.metrics`): two samples, before and after.

Counts come from the roll-ups, as on every dashboard; times are read from the requests themselves, since ranks cannot be
compared from a distribution. What people answered passes the release rules first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards import facts
from dashboards.days import Days
from dashboards.figures import Question, stored
from dashboards.figures.question import TOTAL
from dashboards.figures.shape import answers, rated
from dashboards.tally import Tally
from requests_app import clock
from requests_app.models import ServiceRequest
from surveys.improving import metrics
from surveys.improving.metrics import HOURS, HOURS_85, LATE, MIDDLE, PERCENT, Metric, Sample, Share, Times, Window
from surveys.release import GroupResult
from surveys.release import Share as Released

HOUR = 3600


def _tallies(window: Window, *, of_services: bool = False) -> dict[object, Tally]:
    """The whole under None, and each service under its id where they are wanted."""
    question = Question(
        departments=[window.department],
        start=window.start,
        end=window.end,
        services=None if of_services or window.service is None else (window.service.pk,),
        by=("service",) if of_services else (),
    )
    found = stored.grouped(question, now=clock.now())
    return {value: tally for (name, value), tally in found.items() if (name, value) == TOTAL or name == "service"}


def _answered(window: Window, of: Callable[[GroupResult], Released | None]) -> Sample | None:
    """A share of what people answered, where it may be shown; one service only beside all the others."""
    if window.service is None:
        result = rated(_tallies(window).get(None, Tally()))
    else:
        heaps = _tallies(window, of_services=True)
        parts = {str(pk): answers(tally) for pk, tally in heaps.items() if pk is not None}
        result = rated(heaps.get(window.service.pk, Tally()), part=str(window.service.pk), parts=parts)
    share = of(result)
    return Share(round(share.value * share.n), share.n) if share else None


def _kept(window: Window, clocked: str) -> Sample | None:
    """Promises kept of all whose time has passed, unanswered ones included."""
    counts = _tallies(window).get(None, Tally()).counts
    kept, broken = counts[f"{clocked}.kept"], counts[f"{clocked}.broken"]
    return Share(kept, kept + broken) if kept + broken else None


def _of(window: Window, part: str, whole: str) -> Sample | None:
    """Those counted as `part` among those counted as `whole`."""
    counts = _tallies(window).get(None, Tally()).counts
    return Share(min(counts[part], counts[whole]), counts[whole]) if counts[whole] else None


def _lasted(window: Window, ends: str, at: float) -> Sample | None:
    """Hours from filing to `ends`, a moment of the facts, of requests filed on these days, and their quantile `at`."""
    filed = ServiceRequest.objects.filter(
        Days(window.start, window.end).hold("filed_at", window.department.zone), department=window.department
    )
    if window.service is not None:
        filed = filed.for_service(window.service)
    read = facts.read(filed.values_list("pk", flat=True), now=clock.now())
    pairs = ((fact.filed_at, getattr(fact, ends)) for fact in read)
    hours = tuple(sorted((end - start).total_seconds() / HOUR for start, end in pairs if end and end >= start))
    return Times(hours, at) if hours else None


def register_all() -> None:
    """In the order in which they are offered."""
    answered = (
        ("satisfied", _("Satisfied with the handling"), lambda one: one.satisfied),
        ("solved", _("Really solved, in the words of those who asked"), lambda one: one.solved),
        ("easy", _("Found it easy"), lambda one: one.easy),
    )
    for code, name, of in answered:
        metrics.register(Metric(code, name, PERCENT, True, partial(_answered, of=of)))
    for code, name, clocked in (
        ("kept_first_response", _("First answers in time"), "clock.first_response"),
        ("kept_resolution", _("Done in time"), "clock.resolution"),
    ):
        metrics.register(Metric(code, name, PERCENT, True, partial(_kept, clocked=clocked)))
    for code, name, part, whole, more in (
        ("first_contact", _("Solved at first contact"), "first_contact", "first_done", True),
        ("reopened", pgettext_lazy("figure", "Reopened"), "reopened", "done", False),
        ("chased", _("Somebody had to ask for news"), "chased", "filed", False),
    ):
        metrics.register(Metric(code, name, PERCENT, more, partial(_of, part=part, whole=whole)))
    for code, name, ends, unit, at in (
        ("answer_time", _("Time to the first answer"), "answered_at", HOURS, MIDDLE),
        ("answer_time_p85", _("Time to the first answer, 85 of 100 within"), "answered_at", HOURS_85, LATE),
        ("resolution_time", _("Time until it is done"), "resolved_at", HOURS, MIDDLE),
        ("resolution_time_p85", _("Time until it is done, 85 of 100 within"), "resolved_at", HOURS_85, LATE),
    ):
        metrics.register(Metric(code, name, unit, False, partial(_lasted, ends=ends, at=at)))
