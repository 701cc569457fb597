"""The sweep at growing numbers of open clocks: nothing due, a hundred due, and what a sweep without an index costs.

For every open clock there are two that stopped. Seconds are those of the wall, so that the database's part counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

from django.db import connection, transaction

from bench.sla import fill
from bench.sla.demands import MILLION, judged, told
from bench.sla.report import Row
from bench.sla.scratch import Company
from bench.sla.stopwatch import Stopwatch
from requests_app.clock import now as database_now
from sla.models import Clock
from sla.sweep import sweep

PER_SECOND = 100  # due clocks a second that must be kept up with
YEAR = 365 * fill.DAY


@dataclass(frozen=True, slots=True)
class Sizes:
    open_clocks: tuple[int, ...]
    repeats: int
    drained: int


FULL = Sizes((10_000, 100_000, 1_000_000), 60, 50_000)
QUICK = Sizes((2_000, 10_000), 10, 2_000)


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds at one number of open clocks."""

    empty: float
    hundred: float


def measure(company: Company, *, quick: bool) -> Iterator[Row]:
    sizes = QUICK if quick else FULL
    costs: dict[int, Costs] = {}
    filled = 0
    # The future, so that nothing is due by the real clock and "now" can be chosen.
    soon = database_now() + timedelta(days=30)
    for many in sizes.open_clocks:
        with fill.loading(many - filled):
            fill.open_requests(company, (many - filled) // 2, soon)
            fill.finished_requests(company, many - filled, soon - timedelta(days=400), spread=YEAR)
        filled = many
        costs[many] = Costs(_empty(sizes.repeats), _hundred(sizes.repeats))
        detail = f"{filled:,} open clocks among {Clock.objects.count():,}"
        yield told(f"empty sweep at {many:,} open", costs[many].empty * 1000, "ms", detail)
        yield told(f"fire {PER_SECOND} due at {many:,} open", costs[many].hundred * 1000, "ms")
    few, most = sizes.open_clocks[0], sizes.open_clocks[-1]
    yield judged("empty sweep, growth", costs[most].empty / costs[few].empty, few=few, most=most)
    yield judged("fire 100, growth", costs[most].hundred / costs[few].hundred, few=few, most=most)
    scan, read = _timed(3, lambda: _scan(soon)), _timed(1 if quick else 2, lambda: _read_all(soon))
    whole = most >= MILLION
    yield judged("scan", scan / costs[most].empty, f"{scan * 1000:,.0f} ms", is_to_scale=whole, most=most)
    yield judged("read all", read / costs[most].hundred, f"{read:,.2f} s, rows only", is_to_scale=whole, most=most)
    yield from _drain(sizes)


def _drain(sizes: Sizes) -> Iterator[Row]:
    """How fast a backlog goes, and what it leaves behind in the index without a vacuum."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {Clock._meta.db_table}")
        cursor.execute(f"ALTER TABLE {Clock._meta.db_table} SET (autovacuum_enabled = off)")
    sweep()
    fresh = _empty(sizes.repeats)
    at = _moment_of(sizes.drained)
    watch = Stopwatch()
    moved = sweep(now=at)
    watch.stop()
    first = _timed(1, sweep)
    later = _empty(sizes.repeats)
    yield told(f"drain of {moved:,} due by one sweeper", moved / watch.wall, "clocks/s", watch.rate(moved, "clocks"))
    yield judged("churn", later / fresh, f"the first {first * 1000:.1f} ms", many=moved)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {Clock._meta.db_table} RESET (autovacuum_enabled)")
        cursor.execute(f"VACUUM {Clock._meta.db_table}")


def _empty(repeats: int) -> float:
    """By the real clock nothing is due."""
    return _timed(repeats * 5, sweep)


def _hundred(repeats: int) -> float:
    seconds = []
    for _ in range(repeats):
        at = _moment_of(PER_SECOND)
        began = perf_counter()
        sweep(now=at)
        seconds.append(perf_counter() - began)
    return _undisturbed(seconds)


def _moment_of(many: int) -> datetime:
    """When so many clocks are due."""
    ahead = Clock.objects.filter(next_fire_at__isnull=False).order_by("next_fire_at")
    moment: datetime = ahead.values_list("next_fire_at", flat=True)[many - 1]
    return moment


def _scan(before: datetime) -> None:
    """The same claim without its index: every row of the table is looked at by the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
        assert not list(Clock.objects.due_to_fire(before).select_for_update(skip_locked=True)[:500])


def _read_all(before: datetime) -> None:
    """What most do: fetch every open row and decide in Python. Plain tuples, since objects would cost even more."""
    fires = [field.attname for field in Clock._meta.concrete_fields].index("next_fire_at")
    everything = Clock.objects.unfinished().values_list().iterator()
    assert not [row for row in everything if row[fires] is not None and row[fires] <= before]


def _timed(times: int, work: Callable[[], object]) -> float:
    """Seconds of the wall."""
    seconds = []
    for _ in range(times):
        began = perf_counter()
        work()
        seconds.append(perf_counter() - began)
    return _undisturbed(seconds)


def _undisturbed(seconds: list[float]) -> float:
    """The tenth percentile: what else the machine does comes and goes between two measurements of one ratio."""
    return sorted(seconds)[len(seconds) // 10]
