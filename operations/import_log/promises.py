"""The part of a mapping that says what was promised: calendars, standards, or due moments of the log itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import slugify

from requests_app.models import Priority
from requests_app.states import OPEN
from sla.calendar import CalendarError, WorkingCalendar
from sla.models import Metric

from .toml_file import Section

ALWAYS = "always"
LONG_AGO = date(2000, 1, 1)
PRIORITIES = {one.name.lower(): one.value for one in Priority}
AROUND_THE_CLOCK = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@dataclass(frozen=True, slots=True)
class Goal:
    metric: str
    priority: int | None
    seconds: int
    percents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """Empty `departments` or `services` mean every one."""

    name: str
    pledge: str
    departments: frozenset[str]
    services: frozenset[str]
    calendar: str
    pauses: tuple[str, ...]
    since: date
    goals: tuple[Goal, ...]

    def covers(self, department: str, service: str) -> bool:
        return (not self.departments or department in self.departments) and (
            not self.services or service in self.services
        )

    @property
    def narrowness(self) -> tuple[bool, bool]:
        return bool(self.services), bool(self.departments)


@dataclass(frozen=True, slots=True)
class Calendar:
    name: str
    spec: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Promised:
    """`pinned`: the clock whose due moment a column gives, empty where there is none; it counts in `hours`."""

    calendars: dict[str, Calendar]
    standards: tuple[Standard, ...]
    pinned: str
    hours: str

    def for_service(self, department: str, service: str) -> Standard | None:
        """The narrowest standard that covers a service of a department; among equals the first."""
        fitting = [one for one in self.standards if one.covers(department, service)]
        return max(fitting, key=lambda one: one.narrowness, default=None)


def promises(top: Section, zone: str, *, pinned: bool) -> Promised:
    """Read [calendars], [[standards]] and [clocks]. Raises MappingError."""
    calendars = {ALWAYS: Calendar("Around the clock", {"tz": zone, "weekly": AROUND_THE_CLOCK})}
    section = top.section("calendars")
    for code in section.values:
        calendars[code] = _calendar(section.section(code), code, zone)
    standards = tuple(_standard(one, calendars, number) for number, one in enumerate(top.sections("standards"), 1))
    clocks = top.section("clocks")
    metric = clocks.choice("due", tuple(Metric.values), Metric.RESOLUTION.value)
    hours = clocks.choice("hours", tuple(calendars), ALWAYS)
    clocks.finish()
    return Promised(calendars, standards, metric if pinned else "", hours)


def _calendar(section: Section, code: str, zone: str) -> Calendar:
    if slugify(code) != code:
        raise section.error(None, "is to have a name of small letters, digits and hyphens.")
    name = section.text("name", code)
    kinds: dict[str, Any] = {"weekly": dict, "holidays": list, "workdays": dict, "exceptions": dict}
    spec = {key: value for key, kind in kinds.items() if (value := section.get(key, kind, _WANTED[key])) is not None}
    spec["tz"] = section.text("tz", zone)
    section.finish()
    try:
        calendar = WorkingCalendar.from_spec(_plain(spec))
    except CalendarError as problem:
        where = (*section.where, *problem.key.split("."))
        raise section.source.error(where, f"{problem.value!r} {problem.reason}.") from problem
    if not calendar.has_working_time():
        raise section.error("weekly", "is never open: give it working hours.")
    return Calendar(name, calendar.canonical_spec())


_WANTED = {
    "weekly": 'a table such as { mon = [["09:00", "17:00"]] }',
    "holidays": 'a list of dates such as ["2011-07-04"]',
    "workdays": 'a table such as { "2011-07-09" = [["09:00", "17:00"]] }',
    "exceptions": 'a table such as { "2011-12-24" = [["09:00", "12:00"]] }',
}


def _plain(value: Any) -> Any:
    """Dates written without quotes mean the same as with them."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _standard(section: Section, calendars: dict[str, Calendar], number: int) -> Standard:
    code = section.choice("calendar", tuple(calendars), ALWAYS)
    day = WorkingCalendar.from_spec(calendars[code].spec).day_seconds
    standard = Standard(
        name=section.text("name", f"Standard {number}"),
        pledge=section.text("pledge"),
        departments=frozenset(section.texts("departments")),
        services=frozenset(section.texts("services")),
        calendar=code,
        pauses=section.texts("pauses", ("waiting",)),
        since=section.day("since", LONG_AGO),
        goals=tuple(_goal(one, day) for one in section.sections("targets")),
    )
    if not set(standard.pauses) <= {state.value for state in OPEN}:
        raise section.error("pauses", f"are to be among {', '.join(sorted(OPEN))}.")
    if not standard.goals:
        raise section.error("targets", 'is missing. Example: targets = [{ metric = "resolution", hours = 24 }]')
    if len({(goal.metric, goal.priority) for goal in standard.goals}) < len(standard.goals):
        raise section.error("targets", "promises the same clock twice for one priority.")
    section.finish()
    return standard


def _goal(section: Section, day: int) -> Goal:
    """So many working `days` (each as long as a usual day of the calendar), `hours` or `seconds` of working time."""
    units = {"days": day, "hours": 3600, "seconds": 1}
    amounts = {unit: section.get(unit, (int, float), "a number") for unit in units}
    given = {unit: amount for unit, amount in amounts.items() if amount is not None}
    if len(given) != 1:
        raise section.error(None, "is to have one of days, hours and seconds.")
    seconds = sum(round(amount * units[unit]) for unit, amount in given.items())
    priority = section.choice("priority", ("", *PRIORITIES), "")
    warn = tuple(section.get("warn", list, "a list of per cents such as [50, 80]") or ())
    if seconds <= 0 or any(not isinstance(percent, int) or not 1 <= percent <= 99 for percent in warn):
        raise section.error(None, "is to be more than no time, with warnings between 1 and 99 per cent.")
    goal = Goal(section.choice("metric", tuple(Metric.values), "resolution"), PRIORITIES.get(priority), seconds, warn)
    section.finish()
    return goal
