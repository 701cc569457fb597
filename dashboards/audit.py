"""Counts some days again from the rows, by night, and says where a roll-up differs. It repairs nothing.

In the night of the 7th the 7th of every month, and the last days whatever their number: what is counted wrongly today
is known tomorrow, and what went wrong unseen within two months.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from dashboards import marks
from dashboards.counting import Scope, count
from dashboards.days import Days
from dashboards.models import DayFigures, FiguresAudit, PairFigures, StaleDay
from dashboards.rollups import hold, pairs_of, rows_of
from dashboards.tally import COLUMNS, PAIR_COLUMNS
from requests_app import clock as database_clock
from requests_app.models import Department, Service

NIGHT = timedelta(hours=3)  # UTC; after the clocks' own recount
LAST_DAYS = 3
MOST_DAYS = 20_000  # of a department and service, newest first: a night is over at some point
MOST_KEPT = 100
JSON_OF_DAYS, JSON_OF_PAIRS = ("counts", "durations", "running"), ("durations",)
LOCK = 0x5EED_F16E  # any number that nobody else takes

Pair = tuple[int, int]
Difference = dict[str, Any]


def audit_if_due(*, now: datetime | None = None) -> FiguresAudit | None:
    """The audit of this night, if its hour has come and nobody made it. Safe to call at any time and by many."""
    at = now or database_clock.now()
    began = night_of(at)
    if FiguresAudit.objects.filter(at__gte=began).exists():
        return None
    checked, found = recount(sample_of(began), now=at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if FiguresAudit.objects.filter(at__gte=began).exists():
            return None  # another worker was first
        return _write_down(checked, found, at=at)


def night_of(now: datetime) -> datetime:
    """When the audit of the latest night was to begin."""
    began = now.replace(hour=0, minute=0, second=0, microsecond=0) + NIGHT
    return began if began <= now else began - timedelta(days=1)


def sample_of(began: datetime) -> dict[Pair, list[date]]:
    """By department and service: the days whose turn it is."""
    recent = began.date() - timedelta(days=LAST_DAYS)
    days = DayFigures.objects.filter(Q(day__day=began.day) | Q(day__gte=recent)).order_by("-day")
    found: dict[Pair, list[date]] = defaultdict(list)
    for department, service, day in days.values_list("department", "service", "day").distinct()[:MOST_DAYS]:
        found[department, service].append(day)
    return found


def recount(sample: Mapping[Pair, Iterable[date]], *, now: datetime) -> tuple[int, list[Difference]]:
    """How many days were counted, and what differs. Days that are marked to be counted again anyway are left out."""
    # What lapsed since the last hourly look is no difference, it is only not marked yet.
    marks.mark_lapsed(now)
    checked, found = 0, list[Difference]()
    for (department, service), days in sample.items():
        number, differences = _recounted(department, service, frozenset(days), now)
        checked += number
        found += differences
    return checked, found


@transaction.atomic
def _recounted(department: int, service: int, days: frozenset[date], now: datetime) -> tuple[int, list[Difference]]:
    if not hold(department, service):
        return 0, []  # a worker is writing these days
    holder = Department.objects.get(pk=department)
    kept = [
        *DayFigures.objects.filter(department=department, service=service, day__in=days),
        *PairFigures.objects.filter(department=department, service=service, day__in=days),
    ]
    found = count(Scope(department, holder.zone, (service,)), Days.of(days), now=now)
    counted = [*rows_of(department, found, now), *pairs_of(department, found)]
    # Looked at last: a verb that came between the two readings has left its mark by now.
    stale = StaleDay.objects.filter(department=department, service=service).values_list("day", flat=True)
    fresh = days - set(stale)
    named = {"department": holder.code, "service": Service.objects.get(pk=service).code}
    return len(fresh), [named | one for one in _differences(kept, counted) if one["day"] in fresh]


def _differences(kept: Iterable[Any], counted: Iterable[Any]) -> Iterator[Difference]:
    before, after = _numbers(kept), _numbers(counted)
    for day, figure in sorted(before.keys() | after.keys()):
        was, is_now = before.get((day, figure)), after.get((day, figure))
        if was != is_now:
            yield {"day": day, "figure": figure, "kept": was, "counted": is_now}


def _numbers(rows: Iterable[Any]) -> dict[tuple[date, str], Any]:
    """Every number but nothing that is 0, by day and by a name that says which row it stands in."""
    found: dict[tuple[date, str], Any] = {}
    for row in rows:
        is_pair = isinstance(row, PairFigures)
        place = f"asked by {row.asking_id}" if is_pair else f"priority {row.priority}, {row.channel}"
        values = {name: getattr(row, name) for name in (PAIR_COLUMNS if is_pair else COLUMNS)}
        for kind in JSON_OF_PAIRS if is_pair else JSON_OF_DAYS:
            values |= {f"{kind} {name}": value for name, value in getattr(row, kind).items()}
        found |= {(row.day, f"{place}: {name}"): value for name, value in values.items() if value}
    return found


def _write_down(checked: int, found: list[Difference], *, at: datetime) -> FiguresAudit:
    differing = len({(one["department"], one["service"], one["day"]) for one in found})
    shown = [one | {"day": one["day"].isoformat()} for one in found[:MOST_KEPT]]
    return FiguresAudit.objects.create(at=at, checked=checked, differing=differing, differences=shown)
