"""On which days a service is worked on, and people are off. Who knows calendars registers here; as long as nobody does,
it is the weekdays, and nobody has a holiday."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Protocol

from .models import Service, User

SATURDAY = 5


class Days(Protocol):
    def works_on(self, day: date) -> bool:
        """Is it a working day?"""


class Weekdays:
    def works_on(self, day: date) -> bool:
        return day.weekday() < SATURDAY


Provider = Callable[[Service, datetime], Days]
_provider: Provider = lambda service, at: Weekdays()  # noqa: E731 - replaced as a whole by `register`


def register(provider: Provider) -> None:
    """Let this function say when a service is worked on."""
    global _provider
    _provider = provider


def days_of(service: Service, at: datetime) -> Days:
    """The working days of whoever provides it, as they are known at this moment."""
    return _provider(service, at)


# Of one person, from the first to the last of these days: which are holidays by their own calendar, with their names.
Holidays = Callable[[User, date, date, datetime], Mapping[date, str]]
_holidays: Holidays = lambda person, first, last, at: {}  # noqa: E731 - replaced as a whole by `register_holidays`


def register_holidays(provider: Holidays) -> None:
    """Let this function say when people are off."""
    global _holidays
    _holidays = provider


def holidays_of(person: User, first: date, last: date, at: datetime) -> Mapping[date, str]:
    """Their public holidays and closed days among the weekdays from `first` to `last`."""
    return _holidays(person, first, last, at)
