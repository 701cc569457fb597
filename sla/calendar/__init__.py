"""Working-time arithmetic: when is something due, and how much working time has passed.

    calendar = WorkingCalendar.from_spec(
        {"tz": "Europe/Berlin", "weekly": {"mon": [["09:00", "13:00"], ["14:00", "18:00"]]}}
    )
    due = calendar.add(filed_at, 8 * 3600)
    spent = calendar.elapsed(filed_at, now, pauses=[(asked_at, answered_at)])

The rules, in the order in which the code meets them:

- An opening is local wall-clock time and belongs to the date on which it starts; one that ends no later than
  it starts runs into the next day, and 24:00 is the end of its own day. A date has the openings of its
  exception, else of its make-up working day, else none if it is a holiday, else those of its weekday. So a
  holiday takes away the shift that starts on it and leaves the tail of the night before. (`spec`)
- A wall time that occurs twice means its first occurrence; one that does not exist is read with the offset in
  force before the gap. Openings that overlap or touch are one. (`window`)
- `elapsed(a, b)` is the open time in [a, b), and 0 when b is not after a. `add(t, n)` is the *earliest* instant
  with n of open time behind it: closing time, not the next opening; t itself when n is 0. Pauses count as
  closed, in whatever order they come. What does not fit into ten years raises `NoWorkingTime`. (`working`)

Everything is an integer: microseconds since 1970 inside, whole seconds for people. Nothing here knows Django.
"""

from sla.calendar.pauses import Pauses
from sla.calendar.spec import CalendarError, CalendarSpec
from sla.calendar.working import NoWorkingTime, WorkingCalendar

__all__ = ["CalendarError", "CalendarSpec", "NoWorkingTime", "Pauses", "WorkingCalendar"]
