"""The first calendar: the usual week of a country, with its public holidays of this year and the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from requests_app import clock
from requests_app.models import User
from sla import calendars, days, holiday_import
from sla.calendar.spec import WEEKDAYS
from sla.calendar_words import source_words
from sla.days import Days, Pairs
from sla.holiday_import import Source
from sla.models import CalendarVersion

CODE = "company"
# Where most people of a country with several zones live; elsewhere the first zone by name will do.
MAIN_ZONES = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """Whose days, where the hours are read, and when a working day begins and ends (“09:00”)."""

    source: Source
    tz: str
    opens: str
    closes: str

    @property
    def hours(self) -> Pairs:
        return ((self.opens, self.closes),)

    def weekly(self) -> dict[str, list[list[str]]]:
        """Every day that is no weekend in that country has the same hours."""
        free = holiday_import.weekend(self.source.country)
        return {day: days.as_lists(self.hours) for number, day in enumerate(WEEKDAYS) if number not in free}

    def days(self, today: date) -> Days:
        return holiday_import.candidates(self.source, (today.year, today.year + 1), self.weekly(), ())


def begin(plan: Plan, *, by: User, now: datetime | None = None) -> CalendarVersion:
    """Make it, or the next version of it. Raises Refused where no clock could use it."""
    at = now or clock.now()
    known = plan.days(calendars.today_of(plan.tz, at))
    name = {by.language: source_words(plan.source.origin)}
    spec: dict[str, Any] = days.to_spec(plan.tz, plan.weekly(), known)
    return calendars.ensure(CODE, name, spec, days=known, by=by, now=at)
