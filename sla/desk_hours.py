"""The working hours of people, for whoever waits with a message until they are at work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from requests_app.models import User
from sla.calendar import NoWorkingTime, WorkingCalendar
from sla.reminding import hours_of


@dataclass(frozen=True, slots=True)
class DeskHours:
    """A calendar as `requests_app.notifications.hours.Hours`."""

    calendar: WorkingCalendar

    def next_open(self, moment: datetime) -> datetime:
        try:
            return self.calendar.next_open(moment)
        except NoWorkingTime:  # nobody works there any more: waiting would be forever
            return moment

    def works_on(self, day: date) -> bool:
        return bool(self.calendar.openings(day))


def of(person: User, at: datetime) -> DeskHours:
    """Of their department's standard, else the usual ones in its zone."""
    return DeskHours(hours_of(person, at))
