"""The working hours of people and services, for whoever waits until somebody is at work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from requests_app.models import Service, User, priority_of
from sla import standards
from sla.calendar import NoWorkingTime, WorkingCalendar
from sla.calendars.questions import usual_hours
from sla.models.calendars import compiled
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


def of_service(service: Service, at: datetime) -> DeskHours:
    """Of the standard it is promised under at its usual priority, else the usual ones in its department's zone."""
    priority = priority_of(service.default_impact, service.default_urgency)
    standard = standards.standard_for(standards.Asked(service.provider_id, service.pk, None, priority), at)
    return DeskHours(compiled(standard.newest_version) if standard else usual_hours(service.provider.time_zone))
