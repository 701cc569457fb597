"""When somebody works. Who knows calendars registers here; as long as nobody does, everybody works at any hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from requests_app.models import User

A_YEAR = 366


class Hours(Protocol):
    """Working hours. Where there are none to come, everything is open: a message must not wait forever."""

    def next_open(self, moment: datetime) -> datetime:
        """The first open moment at or after this one."""

    def works_on(self, day: date) -> bool:
        """Is it a working day?"""


class AnyHour:
    def next_open(self, moment: datetime) -> datetime:
        return moment

    def works_on(self, day: date) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class OwnHours:
    """Somebody's own hours, in their zone, on the working days of others."""

    days: Hours
    zone: ZoneInfo
    begins: time
    ends: time

    def next_open(self, moment: datetime) -> datetime:
        first = moment.astimezone(self.zone).date()
        for day in (first + timedelta(days=number) for number in range(A_YEAR)):
            if moment < _at(day, self.ends, self.zone) and self.works_on(day):
                return max(moment, _at(day, self.begins, self.zone))
        return moment

    def works_on(self, day: date) -> bool:
        return self.days.works_on(day)


def first_at(hour: int, after: datetime, hours: Hours, zone: ZoneInfo) -> datetime:
    """The first moment after this one at which it is `hour` o'clock in the zone on a working day."""
    first = after.astimezone(zone).date()
    for day in (first + timedelta(days=number) for number in range(A_YEAR)):
        at = _at(day, time(hour), zone)
        if at > after and hours.works_on(day):
            return at
    return after


def _at(day: date, clock_time: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock_time, zone)


Provider = Callable[[User, datetime], Hours]
_provider: Provider = lambda person, at: AnyHour()  # noqa: E731 - replaced as a whole by `register`


def register(provider: Provider) -> None:
    """Let this function say when somebody works."""
    global _provider
    _provider = provider


def hours_of(person: User, at: datetime) -> Hours:
    """The hours of this person's department, as they are at this moment."""
    return _provider(person, at)
