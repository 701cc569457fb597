"""What others do to add working time: a library, and two loops over days.

`peers_loop` is the walk that helpdesks do (frappe's `calc_time`; zammad, osTicket and GLPI differ in detail): from day
to day in local time without a zone; for each day its date, is it a holiday, which weekday is it, what are the openings
of that weekday, how much of them is left. Their frameworks' own costs - documents read, dates made from text - are left
out, and a day may have several openings. `integer_loop` is the same walk written for speed alone: days are numbers,
the weekday is a remainder. Both take and give integers, so that integers meet integers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import businesstimedelta
import holidays
import pytz

GERMANY = sorted(day for day in holidays.country_holidays("DE", years=range(2024, 2031)))
ZONE = ZoneInfo("Europe/Berlin")
HOURS = ((9, 13), (14, 18))  # Monday to Friday
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Loop = Callable[[int, int], int]  # seconds since 1970, working seconds -> seconds since 1970


def peers_loop() -> Loop:
    workdays = {
        name: [(timedelta(hours=opens), timedelta(hours=closes)) for opens, closes in HOURS] for name in WEEKDAYS[:5]
    }
    away, one_day = set(GERMANY), timedelta(days=1)

    def add(start: int, seconds: int) -> int:
        result = datetime.fromtimestamp(start, ZONE).replace(tzinfo=None)
        remaining = timedelta(seconds=seconds)
        while True:
            today = result.date()
            weekday = WEEKDAYS[result.weekday()]
            if today not in away and weekday in workdays:
                midnight = datetime.combine(today, time())
                for opens, closes in workdays[weekday]:
                    begin = max(midnight + opens, result)
                    left = midnight + closes - begin
                    if left >= remaining:
                        return int((begin + remaining).replace(tzinfo=ZONE).timestamp())
                    if left > timedelta():
                        remaining -= left
            result = datetime.combine(today + one_day, time())

    return add


def integer_loop() -> Loop:
    weekly = [[(opens * 3600, closes * 3600) for opens, closes in HOURS]] * 5 + [[], []]
    closed = {(day - date(1970, 1, 1)).days for day in GERMANY}
    instants, offsets = _offset_changes()

    def add(start: int, seconds: int) -> int:
        day, clock = divmod(start + offsets[bisect_right(instants, start) - 1], 86_400)
        while True:
            for opens, closes in () if day in closed else weekly[(day + 3) % 7]:
                opens = max(opens, clock)
                if closes - opens >= seconds:
                    local = day * 86_400 + opens + seconds
                    return local - offsets[bisect_right(instants, local) - 1]
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


def library() -> Callable[[datetime, int], datetime]:
    """businesstimedelta with the same rules; it wants a zone of pytz, which it brings along."""
    zone = pytz.timezone(ZONE.key)
    rules = [
        businesstimedelta.WorkDayRule(
            start_time=time(opens), end_time=time(closes), working_days=[0, 1, 2, 3, 4], tz=zone
        )
        for opens, closes in HOURS
    ]
    away = businesstimedelta.HolidayRule(dict.fromkeys(GERMANY, "holiday"), tz=zone)
    hours = businesstimedelta.Rules([*rules, away])
    return lambda start, seconds: start + businesstimedelta.BusinessTimeDelta(hours, seconds=seconds)
