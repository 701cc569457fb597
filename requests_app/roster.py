"""Who of a department is there in the weeks ahead, and for how many hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from . import access, working_days
from .assignment import with_open_work
from .models import Absence, Department, Membership, User
from .readings import Steps, reading, together

WEEKS = 6
WEEKDAYS = 5


@dataclass(frozen=True, slots=True)
class Week:
    """One person's week from Monday: hours that are left of it, weekdays away, and holidays by name.

    A holiday during an absence is a holiday: nobody is away on a day on which nobody is there.
    """

    begins: date
    hours: Decimal
    away: int = 0
    holidays: Sequence[str] = ()

    @property
    def is_off(self) -> bool:
        return self.away > 0 and self.away + len(self.holidays) == WEEKDAYS


@dataclass(frozen=True, slots=True)
class Row:
    """`open` None: not for this reader."""

    person: User
    leads: bool
    hours: Decimal
    away_until: date | None
    weeks: Sequence[Week]
    may_set: bool
    open: int | None


@dataclass(frozen=True, slots=True)
class Roster:
    rows: Sequence[Row]
    weeks: Sequence[date]

    @property
    def totals(self) -> list[Decimal]:
        """Hours of the whole team in each of the weeks."""
        return [sum((row.weeks[at].hours for row in self.rows), Decimal()) for at in range(len(self.weeks))]

    @property
    def shows_open(self) -> bool:
        return any(row.open is not None for row in self.rows)


def roster_of(department: Department, reader: User, now: datetime) -> Roster:
    """From this week on, in few statements. Open work of others is shown to whoever leads the department."""
    today = now.astimezone(department.zone).date()
    monday = today - timedelta(days=today.weekday())
    weeks = [monday + timedelta(weeks=number) for number in range(WEEKS)]
    people, absences = together(*_there(department, weeks, now))
    away, closed = _away(absences, weeks), _closed(people, weeks, now)
    leads = access.can_plan(reader, department)
    rows = [_row(one, away[one.pk], closed[one.pk], weeks, shown=leads or one.pk == reader.pk) for one in people]
    return Roster(rows, weeks)


@reading
def hours_available(department: Department, weeks: Sequence[date], now: datetime) -> Steps[list[Decimal]]:
    """Of everybody who serves there today, in each of these weeks (Mondays) of the past or the future."""
    people, absences = yield _there(department, weeks, now)
    away, closed = _away(absences, weeks), _closed(people, weeks, now)
    rows = [_row(one, away[one.pk], closed[one.pk], weeks, shown=False) for one in people]
    return Roster(rows, weeks).totals


def _there(department: Department, weeks: Sequence[date], now: datetime) -> tuple[QuerySet[User], QuerySet[Absence]]:
    """Who serves there, and when any of them is away in these weeks."""
    first, last = weeks[0], weeks[-1] + timedelta(days=6)
    members = User.objects.active().filter(memberships__department=department).values("pk")
    away = Absence.objects.filter(user__in=members, from_day__lte=last, until_day__gte=first)
    return _members(department, now), away


def _members(department: Department, now: datetime) -> QuerySet[User]:
    members = User.objects.active().filter(memberships__department=department)
    known = members.annotate(hours=F("memberships__weekly_hours"), role=F("memberships__role"))
    known = known.select_related("department")
    return with_open_work(known, department.pk).with_absence(now).by_name()


def _away(absences: Iterable[Absence], weeks: Sequence[date]) -> dict[int, set[date]]:
    """Weekdays of these weeks on which each of them is away, in their own calendar of days."""
    first, last = weeks[0], weeks[-1] + timedelta(days=6)
    found: dict[int, set[date]] = defaultdict(set)
    for absence in absences:
        day, end = max(absence.from_day, first), min(absence.until_day, last)
        while day <= end:
            if day.weekday() < WEEKDAYS:
                found[absence.user_id].add(day)
            day += timedelta(days=1)
    return found


def _closed(people: Iterable[User], weeks: Sequence[date], now: datetime) -> dict[int, Mapping[date, str]]:
    """Each one's holidays. People of one department share a calendar, which is read once."""
    first, last = weeks[0], weeks[-1] + timedelta(days=WEEKDAYS - 1)
    by_department: dict[int | None, Mapping[date, str]] = {}
    found: dict[int, Mapping[date, str]] = {}
    for person in people:
        if person.department_id not in by_department:
            by_department[person.department_id] = working_days.holidays_of(person, first, last, now)
        found[person.pk] = by_department[person.department_id]
    return found


def _row(person: Any, away: set[date], closed: Mapping[date, str], weeks: Sequence[date], *, shown: bool) -> Row:
    return Row(
        person=person,
        leads=person.role == Membership.Role.MANAGER,
        hours=person.hours,
        away_until=person.away_until,
        weeks=[_week(begins, person.hours, away, closed) for begins in weeks],
        may_set=shown,
        open=person.open_now if shown else None,
    )


def _week(begins: date, hours: Decimal, away: set[date], closed: Mapping[date, str]) -> Week:
    days = [begins + timedelta(days=number) for number in range(WEEKDAYS)]
    holidays = [closed[day] for day in days if day in closed]
    missed = sum(day in away and day not in closed for day in days)
    return Week(begins, hours * (WEEKDAYS - missed - len(holidays)) / WEEKDAYS, missed, holidays)
