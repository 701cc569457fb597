"""The run chart of an improvement: its figure piece by piece around the median before, and the rule in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.metrics import POINTS_FOR_A_SIGNAL, run_chart
from requests_app.charts import Caption, Frame, Level, LineChart, Series, line_chart
from requests_app.moments import day_in_words
from requests_app.phrases import sentences
from surveys.improving import metrics, words
from surveys.models import Improvement

FEWEST = 3  # two points are a line between two figures, and no series


@dataclass(frozen=True, slots=True)
class Run:
    """`rule`: what the chart says, as a sentence or two."""

    chart: LineChart | None
    rule: str


def run_of(improvement: Improvement) -> Run | None:
    """From what was kept when it was put in place or reviewed; None where there are too few points."""
    metric, points = metrics.named(improvement.metric), improvement.series
    if metric is None or improvement.implemented_on is None or len(points) < FEWEST:
        return None
    placed = improvement.implemented_on
    # A piece in which it was put in place belongs to neither side.
    before = [point["value"] for point in points if _begun(point) + timedelta(days=point["days"]) <= placed]
    if not before:
        return None
    centre = median(before)
    days = [_begun(point) for point in points]
    shown = Series(
        label=str(metric.name),
        values=[point["value"] for point in points],
        notes=[_("n = %(n)s") % {"n": point["n"]} for point in points],
    )
    frame = Frame(
        categories=[_marked(day, placed) for day in days],
        heading=_("From"),
        number=lambda value: words.measured(metric.unit, value),
    )
    caption = Caption("run", _("Piece by piece"), _pieces(points[0]["days"]))
    level = Level(centre, _("Median before: %(value)s") % {"value": words.measured(metric.unit, centre)})
    return Run(line_chart(caption, frame, [shown], level=level), _rule([point["value"] for point in points], centre))


def _begun(point: Mapping[str, Any]) -> date:
    return date.fromisoformat(point["from"])


def _marked(day: date, placed: date) -> str:
    """Pieces after it was put in place carry a mark: nothing is told by a place on the axis alone."""
    said = day_in_words(day, None)
    return said if day < placed else _("%(day)s, in place") % {"day": said}


def _pieces(days: int) -> str:
    return ngettext("Each point is %(days)s day.", "Each point is %(days)s days.", days) % {"days": days}


def _rule(values: list[float], centre: float) -> str:
    found = run_chart(values=values, centre=centre)
    if len(values) < POINTS_FOR_A_SIGNAL or found["longest_run_max"] is None:
        told = {"fewest": POINTS_FOR_A_SIGNAL}
        return _("Early: from %(fewest)s points on it can be told whether more than chance is at work.") % told
    seen = {
        "run": found["longest_run"],
        "most": found["longest_run_max"],
        "crossings": found["crossings"],
        "fewest": found["crossings_min"],
    }
    counted = _(
        "Longest run on one side of the median before: %(run)s; chance explains up to %(most)s. "
        "Crossings of it: %(crossings)s; chance explains %(fewest)s and more."
    )
    said = _("That is a signal: something changed.") if found["signal"] else _("No signal: chance explains all of it.")
    return sentences([said, counted % seen])
