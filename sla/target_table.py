"""The targets of a standard as a table: a row per clock, a column per priority where they differ by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from requests_app.models import Priority
from sla import words
from sla.calendar import WorkingCalendar
from sla.models import INTERNAL, Metric
from sla.terms import Terms


@dataclass(frozen=True, slots=True)
class TargetTable:
    """`columns` is empty where one target counts for every priority; rows are (clock, a text for each column)."""

    columns: list[str]
    promised: list[tuple[str, list[str]]]
    between_departments: list[tuple[str, list[str]]]


def table_of(terms: Terms, calendar: WorkingCalendar) -> TargetTable:
    differs = any(priority is not None for _metric, priority in terms.targets)
    priorities: list[int] = list(Priority.values) if differs else [Priority.NORMAL]

    def rows(internal: bool) -> Iterator[tuple[str, list[str]]]:
        for metric in Metric:
            targets = [terms.target(metric, priority) for priority in priorities]
            if any(targets) and (metric in INTERNAL) == internal:
                yield str(metric.label), [words.amount(one.seconds, calendar) if one else "–" for one in targets]

    return TargetTable(
        [str(Priority(one).label) for one in priorities] if differs else [], list(rows(False)), list(rows(True))
    )
