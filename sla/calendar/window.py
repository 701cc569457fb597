"""A calendar compiled for a stretch of time: sorted integers, so that every question is a look-up."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Self

import numpy as np

from sla.calendar.instants import Instants, Interval, clip, from_us, merge, to_us
from sla.calendar.pauses import Pauses
from sla.calendar.ranks import BEYOND, Ranks
from sla.calendar.spec import CalendarSpec


class Window:
    """All open time in [since, until), never changed after it is made. Instants and amounts are microseconds.

    `sums[i]` is the open time in the first i openings. `ends` begins with a sentinel, so that `ends[i]` is the end
    of the i-th opening counted from one, and the same i fits both.
    """

    def __init__(self, since: int, until: int, openings: list[Interval]) -> None:
        self.since, self.until, self.openings = since, until, openings
        self.ends = [since, *(end for _, end in openings)]
        self.sums = [0, *accumulate(end - start for start, end in openings)]
        self.total = self.sums[-1]
        self._starts = Ranks([start for start, _ in openings], since, until)
        self._sums = Ranks(self.sums, 0, self.total)

    def extended(self, spec: CalendarSpec, since: int, until: int) -> Self:
        """A window that covers these instants too; only what is new is compiled."""
        since, until = min(since, self.since), max(until, self.until)
        before = _openings_within(spec, since, self.since)
        after = _openings_within(spec, self.until, until)
        return type(self)(since, until, merge([*before, *self.openings, *after]))

    def open_before(self, instant: int) -> int:
        """Open time from the beginning of the window to this instant; at its end it stops growing."""
        if instant >= self.until:
            return self.total
        begun = self._starts.up_to(instant)
        ahead = self.ends[begun] - instant
        return self.sums[begun] - ahead if ahead > 0 else self.sums[begun]

    def elapsed(self, start: int, end: int) -> int:
        return self.open_before(end) - self.open_before(start)

    def due(self, start: int, amount: int, pauses: Iterable[Interval] = ()) -> int | None:
        """The earliest instant with so much open, unpaused time after `start`; None if it lies past the window.

        `amount` is above 0; `pauses` are merged and begin no earlier than `start`. Each one that begins before the
        goal is reached moves the goal by the open time in it, so a pause in closed time moves nothing.
        """
        goal = self.open_before(start) + amount
        for begin, end in pauses:
            if self.open_before(begin) >= goal:
                break
            goal += self.elapsed(begin, end)
        if goal > self.total:
            return None
        needed = self._sums.below(goal)
        return self.ends[needed] - self.sums[needed] + goal

    def is_open(self, instant: int) -> bool:
        return instant < self.ends[self._starts.up_to(instant)]

    def next_open(self, instant: int) -> int | None:
        """The instant itself if it is open, else the next start of an opening; None if there is none in the window."""
        begun = self._starts.up_to(instant)
        if instant < self.ends[begun]:
            return instant
        return self.openings[begun][0] if begun < len(self.openings) else None

    @cached_property
    def _arrays(self) -> tuple[Instants, Instants]:
        return np.array(self.ends, np.int64), np.array(self.sums, np.int64)

    def open_before_many(self, instants: Instants) -> Instants:
        """`open_before` of every element."""
        ends, sums = self._arrays
        begun = self._starts.up_to_many(instants)
        ahead: Instants = np.maximum(ends[begun] - instants, 0)
        return sums[begun] - ahead

    def elapsed_many(self, start: Instants, end: Instants) -> Instants:
        """`elapsed` of every element, below 0 where the end comes first."""
        worked: Instants = self.open_before_many(end) - self.open_before_many(start)
        return worked

    def due_many(self, start: Instants, amount: Instants, pauses: Pauses | None = None) -> Instants:
        """`due` of every element, BEYOND where it lies past the window; an amount of 0 gives the start."""
        ends, sums = self._arrays
        goal = self.open_before_many(start) + amount
        if pauses is not None:
            goal += self._paused_before(goal, pauses)
        needed = self._sums.below_many(goal)
        within = np.minimum(needed, len(sums) - 1)
        due = np.where(needed < len(sums), ends[within] - (sums[within] - goal), BEYOND)
        return np.where(amount == 0, start, due)

    def _paused_before(self, goal: Instants, pauses: Pauses) -> Instants:
        """By how much pauses move each goal, which is open time as `open_before` counts it.

        A pause counts if less than the goal is done when it begins. What is done never shrinks from one pause to the
        next, so this can be asked of all pauses at once.
        """
        open_at_begin = self.open_before_many(pauses.begins)
        paused = self.open_before_many(pauses.ends) - open_at_begin
        done = open_at_begin - pauses.before(paused)
        return pauses.total(np.where(done < goal[pauses.owners()], paused, 0))


def openings_on(spec: CalendarSpec, day: date) -> list[Interval]:
    """The openings that start on this local date, as instants; not merged, and a gap may leave some empty."""
    midnight = datetime.combine(day, time.min, spec.zone)
    return [(_instant(midnight, opens), _instant(midnight, closes)) for opens, closes in spec.openings_on(day)]


def _instant(midnight: datetime, minute: int) -> int:
    # Adding to an aware datetime moves its wall clock and leaves `fold` at 0: of a wall time that occurs twice the
    # first one, and one that does not exist is read with the offset before the gap (PEP 495, as in RFC 5545).
    return to_us(midnight + timedelta(minutes=minute))


def _openings_within(spec: CalendarSpec, since: int, until: int) -> list[Interval]:
    """All openings, cut to [since, until)."""
    if since >= until:
        return []
    # A shift reaches into the next date, a zone is up to a day from UTC, and a gap can swallow a whole date.
    first, last = from_us(since).date() - timedelta(days=3), from_us(until).date() + timedelta(days=1)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return clip((opening for day in days for opening in openings_on(spec, day)), since, until)
