"""Three offices, their working weeks, and the public holidays of their countries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sla.calendar import WorkingCalendar
from sla.days import Days, to_spec
from sla.holiday_import import Source, candidates

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Office:
    code: str
    zone: str
    country: str
    region: str
    hours: Hours

    def working_calendar(self, years: Iterable[int]) -> WorkingCalendar:
        """When people of this office are at their desks."""
        weekly = dict.fromkeys(WEEKDAYS[:5], self.hours)
        return WorkingCalendar.from_spec(to_spec(self.zone, weekly, days_of(self, weekly, years)))


OFFICES = {
    one.code: one
    for one in (
        Office("berlin", "Europe/Berlin", "DE", "BE", (("08:30", "12:30"), ("13:15", "17:45"))),
        Office("moscow", "Europe/Moscow", "RU", "", (("09:00", "13:00"), ("14:00", "18:00"))),
        Office("shanghai", "Asia/Shanghai", "CN", "", (("09:00", "12:00"), ("13:30", "18:00"))),
    )
}


def days_of(office: Office, weekly: Mapping[str, Hours], years: Iterable[int]) -> Days:
    """The country's holidays, moved working days and short eves of these years, as an admin would import them."""
    week = {day: [list(hours) for hours in weekly[day]] for day in weekly}
    return candidates(Source(office.country, office.region), sorted(set(years)), week)
