"""How a department's people are used: what stands open, how old it is, how far it reaches, and how full the weeks were.

Of now, whatever the days asked for, apart from what is done a day. See docs/figures.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from dashboards.behind import ageing_since
from dashboards.effort import used_lately
from dashboards.metrics import littles_law_days, queue_factor
from dashboards.models import DayFigures
from dashboards.replica import alias
from requests_app.models import Department, ServiceRequest
from surveys.rules import K

from .question import Question

# First age in days of each step; the last has no end.
STEPS = (0, 1, 3, 7, 14, 30)


def resources(
    question: Question, blocks: Mapping[str, Mapping[str, Any]], *, now: datetime, from_rows: bool
) -> dict[str, dict[str, Any]]:
    """By code of the department. Two statements, and five for the hours of each department that are not remembered."""
    serving = _serving(question)
    open_by_day = _from_rows(question) if from_rows else _from_rollups(question)
    return {
        one.code: _of(question, one, blocks.get(one.code), open_by_day.get(one.pk, Counter()), serving[one.pk], now)
        for one in question.departments
    }


def _of(
    question: Question,
    department: Department,
    block: Mapping[str, Any] | None,
    open_by_day: Counter[date],
    people: int,
    now: datetime,
) -> dict[str, Any]:
    waiting = open_by_day.total()
    p85 = block["resolution"]["hours"]["p85"] if block else None
    # Of one service alone nobody knows the capacity: hours are noted for a department's whole work.
    load = None if question.services is not None else used_lately(department, now)
    return {
        "open_now": waiting,
        "people": people,
        # One or two people's work in progress would be a figure of persons.
        "open_each": waiting / people if people >= K else None,
        "age_days": _ages(open_by_day, now.astimezone(department.zone).date()),
        "older_than_most": None if p85 is None else _older(question, department, open_by_day, p85, now),
        "work_ahead_days": _ahead(question, department, block, waiting, now),
        "load": load,
        "queue_factor": None if load is None else queue_factor(utilisation=load),
    }


def _serving(question: Question) -> Mapping[int, int]:
    active = Count("memberships", filter=Q(memberships__user__is_active=True))
    known = Department.objects.filter(pk__in=[one.pk for one in question.departments]).order_by()
    return dict(known.annotate(serving=active).values_list("pk", "serving"))


def _from_rollups(question: Question) -> dict[int, Counter[date]]:
    rows = DayFigures.objects.using(alias()).of_departments(*(one.pk for one in question.departments))
    if question.services is not None:
        rows = rows.filter(service__in=question.services)
    found: dict[int, Counter[date]] = {}
    standing = rows.filter(still_open__gt=0).order_by().values_list("department", "day")
    for department, day, number in standing.annotate(number=Sum("still_open")):
        found.setdefault(department, Counter())[day] = number
    return found


def _from_rows(question: Question) -> dict[int, Counter[date]]:
    zones = {one.pk: question.zone or one.zone for one in question.departments}
    rows = ServiceRequest.objects.open().held_by(*zones)
    if question.services is not None:
        rows = rows.filter(service__in=question.services)
    found: dict[int, Counter[date]] = {}
    for department, filed_at in rows.order_by().values_list("department", "filed_at").iterator():
        found.setdefault(department, Counter())[filed_at.astimezone(zones[department]).date()] += 1
    return found


def _ages(open_by_day: Counter[date], today: date) -> dict[str, int]:
    """First days of the steps of the page's chart, with how many requests are that old."""
    ages: Counter[int] = Counter()
    for day, number in open_by_day.items():
        ages[max(step for step in STEPS if step <= max(0, (today - day).days))] += number
    return {str(step): ages[step] for step in STEPS}


def _older(question: Question, department: Department, open_by_day: Counter[date], p85: float, now: datetime) -> int:
    since = ageing_since(p85, now=now, scope=question.scope(department))
    return sum(number for day, number in open_by_day.items() if day < since)


def _ahead(
    question: Question, department: Department, block: Mapping[str, Any] | None, waiting: int, now: datetime
) -> float | None:
    """Little's law over the days asked for; without a first day nobody knows over how many."""
    if block is None or question.start is None:
        return None
    today = now.astimezone(question.zone or department.zone).date()
    # Days that have not come yet would make the pace look slow.
    days = (min(question.end or today, today + timedelta(days=1)) - question.start).days
    return littles_law_days(wip=waiting, closed_per_day=block["resolved"] / days) if days > 0 else None
