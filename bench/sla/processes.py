"""The product's own loop, `manage.py sweep --every`, as processes: how late it is, and what is lost when it is killed.

Both use the real clock, so the clocks count round the clock and are filed so that they fall due when they should.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
from django.db import transaction
from django.db.models import F, QuerySet

from bench.sla import fill
from bench.sla.demands import judged, told
from bench.sla.report import Row
from bench.sla.scratch import ANSWERED_IN, STEPS, Company, address
from bench.sla.sweeping import PER_SECOND
from requests_app.clock import now as database_now
from sla import handling
from sla.calendar.instants import SECOND
from sla.models import Clock, ClockEvent

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"
TICK = 1.0
BACKLOG = 50_000  # clocks due at once
FRAPPE = 3600  # seconds between two looks there
SETTLING = 4  # seconds
# Sweeps without a rest: nothing but sweeping is to be interrupted.
BUSY = ("shell", "--verbosity", "0", "-c", "from sla.sweep import sweep\nwhile True: sweep()")
OFTEN = (*BUSY[:-1], BUSY[-1].replace("sweep()", "sweep(batch=100)"))  # a transaction to be killed in at any time
Process = subprocess.Popen[bytes]


def measure(company: Company, *, quick: bool) -> Iterator[Row]:
    handled = _nothing_unhandled()
    yield told("telling people about events", handled, "a second", "in the same loop, after the sweep")
    yield from _drain(company, many=2_000 if quick else BACKLOG)
    yield from _lateness(company, *((10, 6) if quick else (45, 30)))
    yield from _kills(company, many=1_000 if quick else 30_000, kills=2 if quick else 6)


def _nothing_unhandled() -> float:
    """Let the product handle some of the events, and write off the others. Events a second."""
    few = list(ClockEvent.objects.to_handle().values_list("pk", flat=True)[:1000])
    ClockEvent.objects.to_handle().exclude(pk__in=few).update(handled_at=F("detected_at"))
    began = time.perf_counter()
    handling.handle()
    return len(few) / (time.perf_counter() - began)


def _drain(company: Company, many: int) -> Iterator[Row]:
    """A backlog that appears all at once, each clock with one warning, worked off by a sweeper for each of two cores.

    That is what happens in the product: every tick sends another sweep to the workers while the first still drains.
    """
    due = Clock.objects.due_to_fire(database_now()).filter(calendar_version=company.version)
    sweepers = [_start(*BUSY) for _ in range(2)]
    try:
        with transaction.atomic():
            since = database_now() - timedelta(seconds=ANSWERED_IN * (STEPS[0] + 5) // 100)
            fill.open_requests(company, many, since, spread=60 * SECOND)
        began = time.perf_counter()
        while due.exists():
            time.sleep(0.02)
        seconds = time.perf_counter() - began
    finally:
        for sweeper in sweepers:
            _kill(sweeper)
    ClockEvent.objects.to_handle().update(handled_at=F("detected_at"))
    detail = f"{many / seconds:,.0f} clocks/s"
    yield judged("drain", many / seconds / PER_SECOND, detail, is_to_scale=many >= BACKLOG, many=many)


def _lateness(company: Company, warm_up: int, seconds: int) -> Iterator[Row]:
    """A hundred first warnings a second, while the loop turns every second; the rows are in before the first is due."""
    sweeper = _start("sweep", "--every", str(TICK))
    try:
        begins = database_now() + timedelta(seconds=warm_up)
        filed = begins - timedelta(seconds=ANSWERED_IN * STEPS[0] // 100)
        fill.open_requests(company, PER_SECOND * seconds, filed, spread=seconds * SECOND)
        assert database_now() < begins, f"{warm_up} s were not enough to bring the rows in."
        ends = begins + timedelta(seconds=seconds + SETTLING)
        time.sleep(max((ends - database_now()).total_seconds(), 0))
    finally:
        ended = sweeper.poll()
        _kill(sweeper)
    found = _events(company).filter(occurred_at__gte=begins)
    late = np.array([(seen - at).total_seconds() for at, seen in found.values_list("occurred_at", "detected_at")])
    assert len(late) == PER_SECOND * seconds, (
        f"{len(late)} of {PER_SECOND * seconds} fired; the sweeper's code is {ended}."
    )
    middle, most = np.percentile(late, [50, 99])
    detail = f"p50 {middle:.2f} s, p99 {most:.2f} s, at most {late.max():.2f} s"
    yield judged("lateness", most / TICK, detail)
    yield judged("frappe", FRAPPE / most)


def _kills(company: Company, many: int, kills: int) -> Iterator[Row]:
    """Everything is long broken, three sweepers work on it, and some of them die on the way."""
    before = set(_events(company).values_list("clock", "epoch", "step"))
    fill.open_requests(company, many, database_now() - timedelta(seconds=2 * ANSWERED_IN), spread=60 * SECOND)
    due, killed = Clock.objects.due_to_fire(database_now()), 0
    clocks = due.filter(calendar_version=company.version).values_list("pk", "epoch")
    expected = {(pk, epoch, code) for pk, epoch in clocks for code in (*(f"{step}%" for step in STEPS), "100%")}
    sweepers, chance = [_start(*OFTEN) for _ in range(3)], random.Random(2026)
    try:
        while due.exists():
            time.sleep(0.1)
            if _events(company).count() - len(before) > len(expected) * (killed + 1) / (kills + 2):
                _kill(sweepers.pop(chance.randrange(len(sweepers))))
                sweepers.append(_start(*OFTEN))
                killed += 1
    finally:
        for sweeper in sweepers:
            _kill(sweeper)
    found = list(_events(company).values_list("clock", "epoch", "step"))
    wrong = len(expected ^ (set(found) - before)) + len(found) - len(set(found))
    detail = f"{len(expected):,} events of {many:,} clocks, 3 sweepers, {killed} killed"
    yield judged("kills", wrong, detail)


def _events(company: Company) -> QuerySet[ClockEvent]:
    return ClockEvent.objects.filter(clock__calendar_version=company.version)


def _start(*words: str) -> Process:
    environment = {**os.environ, "DATABASE_URL": address()}
    return subprocess.Popen([sys.executable, str(MANAGE), *words], env=environment, stdout=subprocess.DEVNULL)


def _kill(process: Process) -> None:
    process.kill()
    process.wait()
