"""Three offices, their working weeks, and the public holidays of their countries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import holidays

from sla.calendar import WorkingCalendar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Office:
    code: str
    zone: str
    country: str
    region: str | None
    hours: Hours

    def working_calendar(self, years: Iterable[int]) -> WorkingCalendar:
        """When people of this office are at their desks."""
        return WorkingCalendar.from_spec(spec(self, dict.fromkeys(WEEKDAYS[:5], self.hours), years))


OFFICES = {
    one.code: one
    for one in (
        Office("berlin", "Europe/Berlin", "DE", "BE", (("08:30", "12:30"), ("13:15", "17:45"))),
        Office("moscow", "Europe/Moscow", "RU", None, (("09:00", "13:00"), ("14:00", "18:00"))),
        Office("shanghai", "Asia/Shanghai", "CN", None, (("09:00", "12:00"), ("13:30", "18:00"))),
    )
}


def spec(office: Office, weekly: dict[str, Hours], years: Iterable[int], *, every_day: bool = False) -> dict[str, Any]:
    """The spec of a calendar with the country's holidays and moved working days; `every_day` knows none of them."""
    wanted = sorted(set(years))
    week = {day: [list(hours) for hours in weekly[day]] for day in weekly}
    if every_day:
        return {"tz": office.zone, "weekly": week}
    free, moved = _country(office.country, office.region, tuple(wanted))
    usual = weekly["mon"]
    return {
        "tz": office.zone,
        "weekly": week,
        "holidays": [day.isoformat() for day in free],
        "workdays": {day.isoformat(): [list(hours) for hours in usual] for day in moved},
        "exceptions": _short_days(office, weekly, free, moved),
    }


@lru_cache
def _country(country: str, region: str | None, years: tuple[int, ...]) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Days off, and weekend days that are worked instead, of these years."""
    known = holidays.country_holidays(country, subdiv=region, years=list(years))
    # The library names moved working days of every year it knows.
    moved = [day for day in getattr(known, "weekend_workdays", ()) if day.year in years and day not in known]
    return tuple(sorted(known)), tuple(sorted(moved))


def _short_days(
    office: Office, weekly: dict[str, Hours], free: tuple[date, ...], moved: tuple[date, ...]
) -> dict[str, list[list[str]]]:
    """In Russia the working day right before a public holiday ends an hour early (Labour Code, article 95)."""
    if office.country != "RU":
        return {}
    off = set(free)
    before = [day - timedelta(days=1) for day in free]
    worked = [day for day in before if day not in off and (day in moved or weekly.get(WEEKDAYS[day.weekday()]))]
    return {day.isoformat(): _an_hour_less(weekly.get(WEEKDAYS[day.weekday()]) or weekly["mon"]) for day in worked}


def _an_hour_less(hours: Hours) -> list[list[str]]:
    *morning, (opens, closes) = hours
    return [*(list(one) for one in morning), [opens, f"{int(closes[:2]) - 1:02}{closes[2:]}"]]
