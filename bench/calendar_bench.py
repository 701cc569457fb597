"""Working-time arithmetic against a library and a loop over days, in one run: `python -m bench.calendar_bench`.

The case is Monday to Friday 9-13 and 14-18 in Berlin with Germany's holidays; starts are random instants of 2026.
Amounts are working days of 8 hours. All figures are of one core, by its own clock, so that other load
matters little; the ratios are what to compare.
"""

import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import businesstimedelta
import holidays
import numpy as np
import pytz

from sla.calendar import WorkingCalendar

GERMANY = sorted(day for day in holidays.country_holidays("DE", years=range(2024, 2031)))
SPANS = [["09:00", "13:00"], ["14:00", "18:00"]]
SPEC = {
    "tz": "Europe/Berlin",
    "weekly": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), SPANS),
    "holidays": [day.isoformat() for day in GERMANY],
}
ZONE = ZoneInfo("Europe/Berlin")
DAY_SECONDS = 8 * 3600
SECOND = 1_000_000
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def per_second(answer: Callable[[Any, int], object], starts: Sequence[Any], amount: int, seconds: float = 1.0) -> float:
    """Answers a second, from chunks that double until the time is up; reading the clock costs next to nothing."""
    done, chunk, began = 0, 1, process_time()
    while done < len(starts) and process_time() - began < seconds:
        for start in starts[done : done + chunk]:
            answer(start, amount)
        done, chunk = min(done + chunk, len(starts)), chunk * 2
    return done / (process_time() - began)


def day_loop() -> Callable[[int, int], int]:
    """The usual way: walk from day to day, on integers; local time with one offset for the whole day."""
    weekly = [[(9 * 3600, 13 * 3600), (14 * 3600, 18 * 3600)]] * 5 + [[], []]
    closed = {(day - date(1970, 1, 1)).days for day in GERMANY}
    changes = _offset_changes()

    def add(start: int, seconds: int) -> int:
        offset = changes[1][bisect_right(changes[0], start) - 1]
        day, clock = divmod(start + offset, 86_400)
        while True:
            for opens, closes in () if day in closed else weekly[(day + 3) % 7]:
                opens = max(opens, clock)
                if closes - opens >= seconds:
                    return _utc(day * 86_400 + opens + seconds, changes)
                seconds -= max(0, closes - opens)
            day, clock = day + 1, 0

    return add


def _offset_changes() -> tuple[list[int], list[int]]:
    """Instants from which an offset of the zone holds, and the offsets."""
    instants, offsets = [], []
    for hour in range(24 * 366 * 5):
        moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        offset = int((moment.astimezone(ZONE).utcoffset() or timedelta()).total_seconds())
        if not offsets or offset != offsets[-1]:
            instants.append(int(moment.timestamp()))
            offsets.append(offset)
    return instants, offsets


def _utc(local: int, changes: tuple[list[int], list[int]]) -> int:
    return local - changes[1][bisect_right(changes[0], local) - 1]


def library() -> Callable[[datetime, int], datetime]:
    """businesstimedelta with the same rules; it wants a zone of pytz, which it brings along."""
    zone = pytz.timezone(ZONE.key)
    rules = [
        businesstimedelta.WorkDayRule(
            start_time=datetime(2026, 1, 1, opens).time(),
            end_time=datetime(2026, 1, 1, closes).time(),
            working_days=[0, 1, 2, 3, 4],
            tz=zone,
        )
        for opens, closes in ((9, 13), (14, 18))
    ]
    away = businesstimedelta.HolidayRule(dict.fromkeys(GERMANY, "holiday"), tz=zone)
    hours = businesstimedelta.Rules([*rules, away])
    return lambda start, seconds: start + businesstimedelta.BusinessTimeDelta(hours, seconds=seconds)


def main() -> None:
    chance = random.Random(2026)
    starts = [NEW_YEAR + timedelta(seconds=chance.randrange(365 * 86_400)) for _ in range(200_000)]
    seconds = [int(start.timestamp()) for start in starts]
    instants = [second * SECOND for second in seconds]
    calendar, naive, peer = WorkingCalendar.from_spec(SPEC), day_loop(), library()
    calendar.add(starts[0], 500 * DAY_SECONDS)

    rates = {}
    print(
        f"{'add':>6} {'integers/s':>12} {'datetimes/s':>12} {'loop/s':>10} {'library/s':>10}"
        f" {'x loop':>8} {'x library':>10} {'(datetimes)':>12}"
    )
    for days in (1, 30, 400):
        amount = days * DAY_SECONDS
        assert all(calendar.add_us(s * SECOND, amount * SECOND) == naive(s, amount) * SECOND for s in seconds[:500])
        assert all(calendar.add(start, amount) == peer(start, amount) for start in starts[:3])
        ours = rates[days] = per_second(calendar.add_us, instants, amount * SECOND)
        people = per_second(calendar.add, starts, amount)
        loop = per_second(naive, seconds, amount)
        other = per_second(peer, starts, amount)
        print(
            f"{days:>4} d {ours:>12,.0f} {people:>12,.0f} {loop:>10,.0f} {other:>10,.1f}"
            f" {ours / loop:>7,.0f}x {ours / other:>9,.0f}x {people / other:>11,.0f}x"
        )

    many = np.tile(np.array(instants, np.int64), 5)
    amounts = np.full(many.shape, 30 * DAY_SECONDS * SECOND, np.int64)
    started = process_time()
    calendar.add_many(many, amounts)
    batch = len(many) / (process_time() - started)
    print(f"cost of 400 d / 1 d: {rates[1] / rates[400]:.2f}")
    print(f"batch of {len(many):,}: {batch:,.0f}/s, {batch / rates[30]:.1f}x the scalar")
    started = process_time()
    WorkingCalendar.from_spec(SPEC).elapsed(NEW_YEAR, NEW_YEAR + timedelta(days=3 * 365))
    print(f"compiled 4 years in {(process_time() - started) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
