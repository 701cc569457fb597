"""Opening hours in their simplest form, for figures given without a calendar.

Promises are kept by the working calendars of `sla`, which know zones, moved days and several spans a day.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def working_minutes(
    *, start: str, end: str, opens: str, closes: str, weekdays: Collection[int], holidays: Collection[str]
) -> float:
    """Minutes between two local wall-clock moments that lie inside the opening hours of one span a day.

    `opens` and `closes` are HH:MM (24:00 closes at midnight), weekday 0 is Monday, holidays are ISO dates.
    0 when `end` is not after `start`. Raises ValueError when the span does not open before it closes.
    """
    begin, until = datetime.fromisoformat(start), datetime.fromisoformat(end)
    opening, closing = _since_midnight(opens), _since_midnight(closes)
    if opening >= closing:
        raise ValueError(f"{opens} to {closes} is never open")
    open_time = timedelta()
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    while midnight < until:
        if midnight.weekday() in weekdays and midnight.date().isoformat() not in holidays:
            span = min(until, midnight + closing) - max(begin, midnight + opening)
            open_time += max(span, timedelta())
        midnight += DAY
    return open_time / MINUTE


def _since_midnight(clock: str) -> timedelta:
    hours, minutes = clock.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))
