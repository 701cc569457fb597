"""Adding up from the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from dashboards.counting import Cell, count, moves
from dashboards.days import Days
from dashboards.tally import Tally, judged
from dashboards.worktime import Worktime
from requests_app.models import Department

from .question import TOTAL, Group, Grouped, Question


def grouped(question: Question, *, now: datetime) -> Grouped:
    heaps: Grouped = defaultdict(Tally)
    worktime, too_young = Worktime(), judged(now)
    for department in question.departments:
        scope = question.scope(department)
        for cell, tally in count(scope, question.days, now=now, worktime=worktime).cells.items():
            for name in [name for name, first in too_young.items() if cell.day >= first]:
                tally.counts.pop(name, None)
            for group in groups_of(question, department, cell):
                heaps[group].add(tally)
            heaps["bucket", question.bucket_of(cell.day)].add(tally)
        if question.start is None:
            continue
        for row in moves(scope, Days(end=question.start)):
            cell = Cell(row["request__service"], row["request__priority"], row["request__channel"], row["day"])
            for group in groups_of(question, department, cell):
                before = {"open_before": row["entered"] - row["left"], "unended_before": row["unended"]}
                heaps[group].counts.update(before)
    return heaps


def groups_of(question: Question, department: Department, cell: Cell) -> Iterator[Group]:
    """All the question's heaps, apart from pieces of time, that a cell of this department belongs to."""
    values = {
        "department": department.pk,
        "service": cell.service,
        "priority": cell.priority,
        "channel": cell.channel,
    }
    yield TOTAL
    yield from ((dimension, values[dimension]) for dimension in question.by)
