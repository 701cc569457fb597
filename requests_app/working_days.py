"""On which days a service is worked on. Who knows calendars registers here; as long as nobody does, on weekdays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from .models import Service

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
