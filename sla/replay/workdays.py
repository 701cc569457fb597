"""Days as people work them: which day of a calendar's zone an instant is on, and which working day it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

import numpy as np

from sla.calendar import CalendarSpec
from sla.calendar.instants import from_us, to_us
from sla.calendar.window import openings_on
from sla.replay.facts import Ints

DAY = timedelta(days=1)


def weekdays(spec: CalendarSpec, instants: Ints) -> Ints:
    """The weekday of each instant in the calendar's zone, Monday is 0."""
    if not len(instants):
        return instants
    days = list(_dates(spec, int(instants.min()), int(instants.max())))
    midnights = np.array([to_us(datetime.combine(day, time.min, spec.zone)) for day in days], np.int64)
    place = np.searchsorted(midnights, instants, side="right") - 1
    found: Ints = (place + days[0].weekday()) % 7
    return found


def _dates(spec: CalendarSpec, first: int, last: int) -> Iterator[date]:
    day, end = from_us(first).astimezone(spec.zone).date() - DAY, from_us(last).astimezone(spec.zone).date() + DAY
    while day <= end:
        yield day
        day += DAY


@dataclass(frozen=True, eq=False)
class Workdays:
    """The dates in a range on which something opens, oldest first. A night shift belongs to the date it starts on."""

    days: tuple[date, ...]
    opens: Ints  # the first opening of each
    closes: Ints  # the last closing of each

    @classmethod
    def between(cls, spec: CalendarSpec, first: int, last: int) -> Workdays:
        """From the day of one instant to that of another, and the working days next to them."""
        found = [(day, openings) for day in _dates(spec, first, last) if (openings := openings_on(spec, day))]
        return cls(
            tuple(day for day, _openings in found),
            np.array([min(start for start, _end in openings) for _day, openings in found], np.int64),
            np.array([max(end for _start, end in openings) for _day, openings in found], np.int64),
        )

    def __len__(self) -> int:
        return len(self.days)

    def of(self, instants: Ints) -> Ints:
        """The working day that began last; -1 before the first. What is done on a Sunday belongs to Friday."""
        found: Ints = np.searchsorted(self.opens, instants, side="right") - 1
        return found

    def from_which(self, instants: Ints) -> Ints:
        """The first working day that is not over yet: where work on what comes then can begin."""
        found: Ints = np.searchsorted(np.maximum.accumulate(self.closes), instants, side="right")
        return found

    @cached_property
    def weeks(self) -> Ints:
        """The Monday of each day's week, as `date.toordinal`."""
        return np.array([day.toordinal() - day.weekday() for day in self.days], np.int64)
