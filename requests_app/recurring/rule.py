"""On which days a rule falls, and what becomes of a day on which nobody works. Pure: no database, no clock."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
# So far ahead one looks for the next day; a rule with none until then has none.
FARTHEST = timedelta(days=3 * 366)
# A closed stretch is never longer: beyond it a shifted day is left out.
LONGEST_CLOSED = 31


class Every(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    MONTH_END = "month_end"  # the last working day of the month
    YEAR = "year"


class OnClosed(StrEnum):
    """What becomes of a day on which nobody works there."""

    SKIP = "skip"
    BEFORE = "before"  # the last working day before it
    AFTER = "after"  # the first working day after it


class Why(StrEnum):
    """A planned day is not the one the rule names, or is none at all."""

    CLOSED = "closed"
    MOVED = "moved"
    TOGETHER = "together"  # with an earlier one that moved to the same day


WorksOn = Callable[[date], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`interval`: every so many days, weeks, months or years, counted from `from_day`.

    `weekdays` (Monday 0) are for weeks, `day` of the month for months: where a month has no such day, its last one.
    """

    every: str
    from_day: date
    until_day: date | None = None
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    day: int = 1
    on_closed: str = OnClosed.SKIP


@dataclass(frozen=True, slots=True)
class Planned:
    """`day`: as the rule names it. `on`: when it is filed, None: not at all. `why`: what makes the two differ."""

    day: date
    on: date | None
    why: Why | None = None


def planned(rule: Rule, works_on: WorksOn, *, after: date, most: int) -> list[Planned]:
    """The next `most` days of the rule after this one, in their order."""
    return list(islice(placed(rule, works_on, after=after), most))


def placed(rule: Rule, works_on: WorksOn, *, after: date) -> Iterator[Planned]:
    """Every day of the rule after this one, in their order."""
    return (one for one in _placed(rule, works_on, after) if one.day > after)


def _placed(rule: Rule, works_on: WorksOn, after: date) -> Iterator[Planned]:
    """From a little earlier: what moved to a day then takes its place."""
    taken = set[date]()
    for day in named_days(rule, works_on, after=after - timedelta(days=LONGEST_CLOSED)):
        one = _place(day, rule.on_closed, works_on)
        if one.on in taken:
            one = Planned(day, None, Why.TOGETHER)
        elif one.on is not None:
            taken.add(one.on)
        yield one


def named_days(rule: Rule, works_on: WorksOn, *, after: date) -> Iterator[date]:
    """The days the rule names, later than `after` and within its limits."""
    first = max(rule.from_day, after + ONE_DAY)
    last = min(rule.until_day or date.max, first + FARTHEST)
    day = first
    while day <= last:
        if _is_named(rule, day, works_on):
            yield day
        day += ONE_DAY


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone)


def _is_named(rule: Rule, day: date, works_on: WorksOn) -> bool:
    match rule.every:
        case Every.DAY:
            return (day - rule.from_day).days % rule.interval == 0
        case Every.WEEK:
            weeks = (_monday(day) - _monday(rule.from_day)).days // 7
            return day.weekday() in rule.weekdays and weeks % rule.interval == 0
        case Every.MONTH:
            return _in_turn(rule, day) and day.day == min(rule.day, _length(day))
        case Every.MONTH_END:
            return _in_turn(rule, day) and day == _last_working_day(day, works_on)
    years = day.year - rule.from_day.year
    return years % rule.interval == 0 and (day.month, day.day) == _of_the_year(rule.from_day, day.year)


def _in_turn(rule: Rule, day: date) -> bool:
    months = (day.year - rule.from_day.year) * 12 + day.month - rule.from_day.month
    return months % rule.interval == 0


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _of_the_year(day: date, year: int) -> tuple[int, int]:
    """29 February is the 28th in years that lack it."""
    return day.month, min(day.day, calendar.monthrange(year, day.month)[1])


def _last_working_day(day: date, works_on: WorksOn) -> date | None:
    days = (day.replace(day=number) for number in range(_length(day), 0, -1))
    return next((one for one in days if works_on(one)), None)


def _place(day: date, on_closed: str, works_on: WorksOn) -> Planned:
    if works_on(day):
        return Planned(day, day)
    step = {OnClosed.BEFORE: -ONE_DAY, OnClosed.AFTER: ONE_DAY}.get(OnClosed(on_closed))
    if step is None:
        return Planned(day, None, Why.CLOSED)
    near = (day + step * number for number in range(1, LONGEST_CLOSED + 1))
    moved = next((one for one in near if works_on(one)), None)
    return Planned(day, moved, Why.MOVED if moved else Why.CLOSED)
