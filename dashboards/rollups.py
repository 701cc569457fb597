"""Roll-ups: mark the days something touched, and count marked days again as a whole.

Safe to run twice and by many at once: days of one department and service are counted by one worker at a time, and a
mark that arrives meanwhile stays for the next round.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from dashboards import marks
from dashboards.counting import Cell, Counted, PairCell, Scope, count
from dashboards.days import Days
from dashboards.metrics import DurationSketch
from dashboards.models import CountedMonth, DayFigures, PairFigures, StaleDay
from dashboards.tally import COLUMNS, PAIR_COLUMNS, PAIR_DURATIONS, Tally
from requests_app import clock
from requests_app.models import Department

logger = logging.getLogger(__name__)

DAYS_AT_ONCE = 400

Pair = tuple[int, int]


def recount(progress: Callable[[int], None] | None = None) -> int:
    """Count every day that is marked now; returns how many days of a department and service that were.

    `progress` is told after each step how many days that step counted. Marks that arrive meanwhile are for the next
    round: in a busy hour this one would never end.
    """
    return sum(_recounted(pair, progress) for pair in _marked())


def mark_for_rebuild(department: Department | None = None) -> int:
    """Mark every day of one department, or of all; how many of a department and service that are."""
    marks.mark_all(department)
    return StaleDay.objects.of_department(department).values("department", "service", "day").distinct().count()


def rebuild(department: Department | None = None, progress: Callable[[int], None] | None = None) -> int:
    """Count everything again, of one department or of all."""
    marks.mark_all(department)
    return recount(progress)


def _marked() -> list[Pair]:
    return list(StaleDay.objects.order_by("department", "service").values_list("department", "service").distinct())


def _recounted(pair: Pair, progress: Callable[[int], None] | None) -> int:
    total, days = 0, DAYS_AT_ONCE
    while days == DAYS_AT_ONCE:
        try:
            days = recount_days(*pair)
        except Exception:
            # The marks are still there; the next round tries again, and the other departments do not wait for it.
            logger.exception("Department %s, service %s: its days were not counted", *pair)
            return total
        total += days
        if progress and days:
            progress(days)
    return total


@transaction.atomic
def recount_days(department: int, service: int) -> int:
    """Count up to DAYS_AT_ONCE marked days of one service again; 0 if there are none or somebody else is at it."""
    if not hold(department, service):
        return 0
    days = _claim(department, service)
    if not days:
        return 0
    holder = Department.objects.get(pk=department)
    now = clock.now()
    found = count(Scope(department, holder.zone, (service,)), Days.of(days), now=now)
    for model in (DayFigures, PairFigures):
        model.objects.filter(department=department, service=service, day__in=days).delete()
    DayFigures.objects.bulk_create(rows_of(department, found, now), batch_size=500)
    PairFigures.objects.bulk_create(pairs_of(department, found), batch_size=500)
    _note_months(department, service, days)
    return len(days)


def _note_months(department: int, service: int, days: Iterable[date]) -> None:
    """From the end of this transaction on pages add the figures of these months up anew."""
    months = sorted({day.replace(day=1) for day in days})
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {CountedMonth._meta.db_table} AS held (department_id, service_id, month, times)"
            " SELECT %s, %s, unnest(%s::date[]), 1"
            " ON CONFLICT (department_id, month, service_id) DO UPDATE SET times = held.times + 1",
            [department, service, months],
        )


def rows_of(department: int, found: Counted, now: datetime) -> list[DayFigures]:
    """The roll-ups of these counts, not saved."""
    return [_row(department, cell, tally, now) for cell, tally in found.cells.items()]


def pairs_of(department: int, found: Counted) -> list[PairFigures]:
    """The roll-ups of pairs of these counts, not saved."""
    return [_pair(department, cell, tally) for cell, tally in found.pairs.items()]


def hold(department: int, service: int) -> bool:
    """Keep other workers from the days of this service until the transaction ends; False if one is at them."""
    # Two workers that counted the same day at once could store the older count last.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"dashboards.{department}.{service}"]
        )
        got: bool = cursor.fetchone()[0]
    return got


def _claim(department: int, service: int) -> list[date]:
    """Take the marks away before counting: one that commits from now on is not among them and stays."""
    marked = StaleDay.objects.filter(department=department, service=service)
    days = list(marked.order_by("day").values_list("day", flat=True).distinct()[:DAYS_AT_ONCE])
    marked.filter(day__in=days).delete()
    return days


def _row(department: int, cell: Cell, tally: Tally, now: datetime) -> DayFigures:
    columns = {name: tally.counts.pop(name, 0) for name in COLUMNS}
    return DayFigures(
        department_id=department,
        service_id=cell.service,
        priority=cell.priority,
        channel=cell.channel,
        day=cell.day,
        counts=dict(tally.counts),
        durations=_sketched(tally.durations.items()),
        running={name: {str(minute): n for minute, n in begun.items()} for name, begun in tally.running.items()},
        counted_at=now,
        **columns,
    )


def _pair(department: int, cell: PairCell, tally: Tally) -> PairFigures:
    return PairFigures(
        department_id=department,
        service_id=cell.service,
        asking_id=cell.asking,
        day=cell.day,
        durations=_sketched((name, tally.durations[name]) for name in PAIR_DURATIONS if name in tally.durations),
        **{column: tally.counts[name] for column, name in PAIR_COLUMNS.items()},
    )


def _sketched(durations: Iterable[tuple[str, list[float]]]) -> dict[str, Any]:
    return {name: DurationSketch.of(values).as_json() for name, values in durations}
