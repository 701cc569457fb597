"""Adding working time: ours, a library's, and loops over days. One core, by its own clock.

The case is Monday to Friday 9-13 and 14-18 in Berlin with Germany's holidays; starts are random instants of 2026 and
amounts working days of 8 hours. Who is compared takes turns in short rounds, and the best round of each counts: what
else the machine does would otherwise decide.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from time import process_time
from typing import Any

import numpy as np

from bench.sla.day_loops import GERMANY, integer_loop, library, peers_loop
from bench.sla.demands import judged, told
from bench.sla.report import Row
from sla.calendar import Pauses, WorkingCalendar

SPEC = {
    "tz": "Europe/Berlin",
    "weekly": {day: [["09:00", "13:00"], ["14:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": [day.isoformat() for day in GERMANY],
}
WORKING_DAY = 8 * 3600
SECOND = 1_000_000
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)

Answer = Callable[[Any, int], object]


class Runner:
    """One of those compared, with its questions; each round goes on where the last one ended."""

    def __init__(self, answer: Answer, starts: Sequence[Any], amount: int) -> None:
        self.answer, self.amount, self.best = answer, amount, 0.0
        self.starts: Iterator[Any] = cycle(starts)

    def round(self, seconds: float) -> None:
        """As many answers as fit into the time, in chunks that double: reading the clock costs next to nothing."""
        done, chunk, began = 0, 1, process_time()
        while (spent := process_time() - began) < seconds:
            for start in islice(self.starts, chunk):
                self.answer(start, self.amount)
            done, chunk = done + chunk, min(chunk * 2, 4096)
        self.best = max(self.best, done / spent)


def take_turns(runners: Sequence[Runner], rounds: int, seconds: float) -> list[float]:
    """Answers a second of each."""
    for _ in range(rounds):
        for runner in runners:
            runner.round(seconds)
    return [runner.best for runner in runners]


def measure(*, quick: bool) -> Iterator[Row]:
    rounds, seconds, many = (3, 0.05, 200_000) if quick else (8, 0.15, 1_000_000)
    chance = random.Random(2026)
    moments = [NEW_YEAR + timedelta(seconds=chance.randrange(365 * 86_400)) for _ in range(50_000)]
    starts = [int(moment.timestamp()) for moment in moments]
    instants = [start * SECOND for start in starts]
    calendar, peer, loop, fast = WorkingCalendar.from_spec(SPEC), library(), peers_loop(), integer_loop()
    calendar.add(moments[0], 500 * WORKING_DAY)
    ours: dict[int, float] = {}
    for days in (1, 30, 400):
        amount = days * WORKING_DAY
        for start in starts[:200]:
            assert calendar.add_us(start * SECOND, amount * SECOND) == loop(start, amount) * SECOND
            assert loop(start, amount) == fast(start, amount)
        assert calendar.add(moments[0], amount) == peer(moments[0], amount)
        integers, walked, raced, theirs = take_turns(
            [
                Runner(calendar.add_us, instants, amount * SECOND),
                Runner(loop, starts, amount),
                Runner(fast, starts, amount),
                Runner(peer, moments, amount),
            ],
            rounds,
            seconds,
        )
        ours[days] = integers
        against = f"{integers:,.0f}/s against {{:,.1f}}/s".format
        yield judged(f"add {days} d, library", integers / theirs, against(theirs))
        if days > 1:  # where both have but to look at one day, there is nothing to walk
            yield judged(f"add {days} d, loop", integers / walked, against(walked))
            yield told(f"add {days} d / a day loop of bare integers", integers / raced, "x", against(raced))
    yield judged("add, growth", ours[1] / ours[400])
    yield from _batches(calendar, instants, many, ours[30])


def _batches(calendar: WorkingCalendar, instants: list[int], many: int, scalar: float) -> Iterator[Row]:
    chance = np.random.default_rng(2026)
    starts = chance.choice(np.array(instants, np.int64), many)
    amounts = np.full(many, 30 * WORKING_DAY * SECOND, np.int64)
    pauses = some_pauses(chance, starts)
    batch = many / best_of(3, lambda: calendar.add_many(starts, amounts))
    yield judged("batch", batch / scalar, f"{batch:,.0f}/s", many=many)
    paused = many / best_of(3, lambda: calendar.add_many(starts, amounts, pauses))
    yield told(f"the same with {len(pauses.begins):,} pauses", paused / scalar, "x", f"{paused:,.0f}/s")


def some_pauses(chance: np.random.Generator, starts: np.ndarray[Any, np.dtype[np.int64]]) -> Pauses:
    """One to three for three elements in ten, within ten days of the start, up to three days long."""
    counts = np.where(chance.random(starts.size) < 0.3, chance.integers(1, 4, starts.size), 0)
    owners = np.repeat(np.arange(starts.size), counts)
    begins = starts[owners] + chance.integers(0, 10 * 86_400 * SECOND, owners.size)
    return Pauses.of(starts.size, owners, begins, begins + chance.integers(0, 3 * 86_400 * SECOND, owners.size))


def best_of(times: int, work: Callable[[], object]) -> float:
    """The shortest time of its own core that the work took, in seconds."""
    shortest = float("inf")
    for _ in range(times):
        began = process_time()
        work()
        shortest = min(shortest, process_time() - began)
    return shortest
