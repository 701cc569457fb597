"""The calendar that the rest of the product talks to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from operator import index
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from sla.calendar.instants import DAY, SECOND, Instants, Interval, clip, from_us, int64, merge, to_us
from sla.calendar.pauses import Pauses
from sla.calendar.ranks import BEYOND
from sla.calendar.spec import CalendarSpec, Openings
from sla.calendar.window import Window, openings_on

Between = Iterable[tuple[datetime, datetime]]

HORIZON = 3_653 * DAY  # ten years: what is not open by then is a mistake, not a plan
STRIDE = 183 * DAY  # how far past the question a window is compiled
EARLIEST = to_us(datetime(1900, 1, 1, tzinfo=UTC))
LATEST = to_us(datetime(2200, 1, 1, tzinfo=UTC))


class NoWorkingTime(Exception):
    """The calendar has not that much working time within ten years."""

    code = "no_open_time"


class WorkingCalendar:
    """Answers about one spec. Equal by meaning, hashable, and safe to share between threads.

    What is compiled grows with the questions. It is held in one attribute that is only ever replaced whole: threads
    that extend it at once cost each other a recompilation, never an answer.
    """

    def __init__(self, spec: CalendarSpec) -> None:
        self.spec = spec
        self._window: Window | None = None

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> Self:
        """The calendar of a JSON spec: `tz`, `weekly`, `holidays`, `workdays`, `exceptions`. Raises CalendarError.

        A calendar without any opening is accepted; `has_working_time` and `next_open` tell.
        """
        return cls(CalendarSpec.parse(spec))

    def canonical_spec(self) -> dict[str, Any]:
        """The spec as a JSON object in canonical order, fit to be stored and read back by `from_spec`."""
        return self.spec.as_json()

    @cached_property
    def spec_digest(self) -> str:
        """SHA-256 in hex of the canonical spec: the identity of this calendar."""
        return self.spec.digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkingCalendar) and self.spec_digest == other.spec_digest

    def __hash__(self) -> int:
        return hash(self.spec_digest)

    def __repr__(self) -> str:
        return f"<WorkingCalendar {self.spec.zone.key} {self.spec_digest[:8]}>"

    # For people: aware datetimes, whole seconds.

    def add(self, start: datetime, seconds: int, pauses: Between = ()) -> datetime:
        """The earliest instant, in UTC, with so many working seconds between `start` and it, pauses left out.

        Raises NoWorkingTime if that is more than ten years off, ValueError for a naive datetime or seconds below 0.
        """
        return from_us(self.add_us(to_us(start), index(seconds) * SECOND, _instants(pauses)))

    def elapsed(self, start: datetime, end: datetime, pauses: Between = ()) -> int:
        """Whole working seconds in [start, end), pauses left out; a begun second does not count."""
        return self.elapsed_us(to_us(start), to_us(end), _instants(pauses)) // SECOND

    def next_open(self, moment: datetime) -> datetime:
        """The first open instant at or after the moment, in UTC; NoWorkingTime if there is none within ten years."""
        instant = to_us(moment)
        window = self._covering(instant, instant)
        while (found := window.next_open(instant)) is None:
            window = self._wider(window, instant, instant)
        if found - instant > HORIZON:
            raise self._too_far()
        return from_us(found)

    def is_open(self, moment: datetime) -> bool:
        """Whether the moment is in working time; the instant of closing is not."""
        instant = to_us(moment)
        return self._covering(instant, instant + 1).is_open(instant)

    def openings(self, day: date) -> list[tuple[datetime, datetime]]:
        """The openings that start on this date of the calendar's zone, merged, as pairs of UTC datetimes."""
        return [(from_us(opens), from_us(closes)) for opens, closes in merge(openings_on(self.spec, day))]

    def openings_between(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The open time in [start, end), merged and cut to it, as pairs of UTC datetimes."""
        first, last = to_us(start), to_us(end)
        if last <= first:
            return []
        openings = clip(self._covering(first, last).openings, first, last)
        return [(from_us(opens), from_us(closes)) for opens, closes in openings]

    def has_working_time(self) -> bool:
        """Whether the spec names any opening at all, be it in the past; `next_open(now)` tells if one is to come."""
        return any(self.spec.weekly) or any(self.spec.by_date.values())

    @cached_property
    def day_seconds(self) -> int:
        """The length of a usual working day, for targets in days: the commonest length among the open weekdays.

        Wall-clock time without regard to daylight saving; of equally common lengths the longest; a calendar without
        weekly openings is judged by its dated ones. Raises NoWorkingTime where there are none.
        """
        days = [day for day in self.spec.weekly if day] or [day for day in self.spec.by_date.values() if day]
        if not days:
            raise NoWorkingTime("A calendar without openings has no usual working day.")
        lengths = Counter(_length(day) for day in days)
        return max(lengths, key=lambda length: (lengths[length], length))

    # For clocks: integers, microseconds since 1970, nothing rounded.

    def add_us(self, start: int, amount: int, pauses: Iterable[Interval] = ()) -> int:
        """`add` in microseconds throughout."""
        if amount <= 0:
            _refuse_negative(amount)
            return start
        window = self._window
        if window is None or not window.since <= start <= window.until:
            window = self._covering(start, start)
        paused = clip(pauses, start, start + HORIZON) if pauses else ()
        while (due := window.due(start, amount, paused)) is None:
            window = self._wider(window, start, start)
        if due - start > HORIZON:
            raise self._too_far()
        return due

    def elapsed_us(self, start: int, end: int, pauses: Iterable[Interval] = ()) -> int:
        """`elapsed` in microseconds throughout."""
        if end <= start:
            return 0
        window = self._window
        if window is None or not window.since <= start <= end <= window.until:
            window = self._covering(start, end)
        worked = window.open_before(end) - window.open_before(start)
        if pauses:
            worked -= sum(window.elapsed(begin, stop) for begin, stop in clip(pauses, start, end))
        return worked

    # For many at once: int64 arrays of microseconds that broadcast. With pauses they have one dimension, and the
    # pauses are those of its elements. Every answer is what the form for one gives.

    def add_many(
        self, starts: ArrayLike, amounts: ArrayLike, pauses: Pauses | None = None, *, never: int | None = None
    ) -> Instants:
        """`add_us` of every element. One that cannot be reached becomes `never`; without it, it raises for all."""
        start, amount = np.broadcast_arrays(int64(starts), int64(amounts))
        if not start.size:
            return np.empty(start.shape, np.int64)
        _refuse_negative(int(amount.min()))
        first, last = int(start.min()), int(start.max())
        window, paused = self._covering(first, last), _within(pauses, start, start + HORIZON)
        while ((due := window.due_many(start, amount, paused)) == BEYOND).any() and window.until < last + HORIZON:
            window = self._wider(window, first, last)
        far = due > start + HORIZON
        if not far.any():
            return due
        if never is None:
            raise self._too_far()
        return np.where(far, never, due)

    def elapsed_many(self, starts: ArrayLike, ends: ArrayLike, pauses: Pauses | None = None) -> Instants:
        """`elapsed_us` of every element."""
        start, end = np.broadcast_arrays(int64(starts), int64(ends))
        if not start.size:
            return np.empty(start.shape, np.int64)
        end = np.maximum(start, end)
        window = self._covering(int(start.min()), int(end.max()))
        worked = window.elapsed_many(start, end)
        if (paused := _within(pauses, start, end)) is not None:
            worked -= paused.total(window.elapsed_many(paused.begins, paused.ends))
        return worked

    def _wider(self, window: Window, first: int, last: int) -> Window:
        """A longer window to look for what this one has not; NoWorkingTime once it reaches ten years past `last`."""
        if window.until >= last + HORIZON:
            raise self._too_far()
        ahead = max(window.until - last, STRIDE)
        return self._covering(first, min(window.until + ahead, last + HORIZON))

    def _too_far(self) -> NoWorkingTime:
        return NoWorkingTime(f"{self!r} has not that much working time within ten years.")

    def _covering(self, first: int, last: int) -> Window:
        window = self._window
        if window is not None and window.since <= first and last <= window.until:
            return window
        if not EARLIEST <= first <= last <= LATEST:
            raise ValueError(f"{from_us(first)} to {from_us(last)} leaves the years 1900 to 2199.")
        since, until = (first - STRIDE) // DAY * DAY, (last + STRIDE) // DAY * DAY
        window = (window or Window(since, since, [])).extended(self.spec, since, until)
        self._window = window
        return window


def _instants(pauses: Between) -> list[Interval]:
    return [(to_us(begin), to_us(end)) for begin, end in pauses]


def _within(pauses: Pauses | None, start: Instants, end: Instants) -> Pauses | None:
    """What of each element's pauses lies between its start and its end; the rest becomes empty."""
    if pauses is None or not pauses.begins.size:
        return None
    if start.shape != (len(pauses),):
        raise ValueError(f"Pauses of {len(pauses)} elements, asked for {start.shape}.")
    owners = pauses.owners()
    first, last = start[owners], end[owners]
    return Pauses(pauses.offsets, np.clip(pauses.begins, first, last), np.clip(pauses.ends, first, last))


def _refuse_negative(amount: int) -> None:
    if amount < 0:
        raise ValueError(f"{amount} microseconds: working time can be added, not taken away.")


def _length(openings: Openings) -> int:
    """Seconds of wall-clock time in the union of some openings of one day."""
    return sum(closes - opens for opens, closes in merge(openings)) * 60
