"""On which weekdays people are off by the calendar of their own department: public holidays, and closed days."""

from __future__ import annotations

from datetime import date, datetime

from requests_app.models import Priority, Translated, User
from sla import standards
from sla.calendar import CalendarSpec
from sla.models import CalendarVersion


def of(person: User, first: date, last: date, at: datetime) -> dict[date, str]:
    """Days from `first` to `last` that are worked in other weeks, with their names (empty where nobody gave one).

    Nothing where their department promises nothing: the usual week knows no holidays.
    """
    if person.department_id is None:
        return {}
    standard = standards.standard_for(standards.Asked(person.department_id, None, None, Priority.NORMAL), at)
    if standard is None:
        return {}
    spec, days = CalendarVersion.objects.values_list("spec", "days").get(pk=standard.newest_version)
    week = CalendarSpec.parse(spec)
    closed = [day for day, openings in week.by_date.items() if first <= day <= last and not openings]
    return {day: _name(days, day) for day in sorted(closed) if week.weekly[day.weekday()]}


def _name(days: dict[str, dict[str, dict[str, str]]], day: date) -> str:
    return str(Translated(days.get(day.isoformat(), {}).get("name", {})))
