"""The targets of a standard as a table: a row per clock, a column per priority where they differ by it."""

from __future__ import annotations

from dataclasses import dataclass

from requests_app.models import Priority
from sla import words
from sla.calendar import WorkingCalendar
from sla.models import INTERNAL, Metric
from sla.terms import Terms

Row = tuple[str, list[tuple[str, str]]]  # the clock; the priority, empty for every one, and its target in words


@dataclass(frozen=True, slots=True)
class TargetTable:
    """`columns` is empty where one target counts for every priority."""

    columns: list[str]
    promised: list[Row]
    between_departments: list[Row]


def table_of(terms: Terms, calendar: WorkingCalendar) -> TargetTable:
    differs = any(priority is not None for _metric, priority in terms.targets)
    columns = {one: str(Priority(one).label) for one in Priority.values} if differs else {int(Priority.NORMAL): ""}

    def row(metric: Metric) -> Row:
        targets = {label: terms.target(metric, priority) for priority, label in columns.items()}
        said = {label: words.amount(one.seconds, calendar) if one else "–" for label, one in targets.items()}
        return str(metric.label), list(said.items())

    named = {metric for metric, _priority in terms.targets}
    shown = [metric for metric in Metric if metric in named]
    return TargetTable(
        list(columns.values()) if differs else [],
        [row(metric) for metric in shown if metric not in INTERNAL],
        [row(metric) for metric in shown if metric in INTERNAL],
    )
