"""When people file: on working days of their office, most in the morning, more when a month ends."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from sla.calendar import WorkingCalendar

from .offices import OFFICES, Office

DAYS = 183
WEEKDAY = (1.15, 1.1, 1.0, 0.98, 0.8, 1.0, 1.0)  # a weekend day that is worked counts as any other
DAY_OFF = 0.03
# How many in ten file in each hour from eight; lunch is quieter.
HOURS = (8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20)
PER_HOUR = (0.7, 1.9, 2.1, 1.6, 0.6, 0.9, 1.6, 1.5, 1.2, 0.7, 0.15, 0.05)
# By the end of the half year a few more file than at its beginning.
GROWTH = 0.15


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The days on which people of one office file, each with the running sum of its weight."""

    zone: ZoneInfo
    days: list[date]
    sums: list[float]

    def moment(self, rng: Random) -> datetime:
        """When one request is filed, in UTC to the second."""
        day = self.days[bisect(self.sums, rng.random() * self.sums[-1])]
        hour = rng.choices(HOURS, PER_HOUR)[0]
        at = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), self.zone)
        return at.astimezone(ZoneInfo("UTC"))


class Year:
    """The offices' calendars around one day, and the rhythm of filing up to it."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.first = today - timedelta(days=DAYS)
        # Targets and planned dates may lie in the next year; standards began in the last.
        self.years = range(self.first.year - 1, today.year + 2)
        self.at_work = {code: office.working_calendar(self.years) for code, office in OFFICES.items()}
        self.rhythm = lru_cache(self._rhythm)

    def _rhythm(self, office: str, month_end: float) -> Rhythm:
        days = [self.first + timedelta(days=number) for number in range(DAYS + 1)]
        weights = (self._weight(OFFICES[office], day, month_end) for day in days)
        return Rhythm(ZoneInfo(OFFICES[office].zone), days, list(accumulate(weights)))

    def _weight(self, office: Office, day: date, month_end: float) -> float:
        if not self.at_work[office.code].openings(day):
            return DAY_OFF
        grown = 1 + GROWTH * (day - self.first).days / DAYS
        last = (day + timedelta(days=4)).month != day.month or day.day <= 2
        return WEEKDAY[day.weekday()] * grown * (month_end if last else 1.0)


def ago(calendar: WorkingCalendar, hours: float, now: datetime) -> datetime:
    """The moment with so many working hours between it and now."""
    left = timedelta(hours=hours)
    for opens, closes in reversed(calendar.openings_between(now - timedelta(days=90), now)):
        if closes - opens >= left:
            return closes - left
        left -= closes - opens
    raise ValueError(f"{hours} working hours do not fit into 90 days")
