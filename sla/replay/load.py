"""What a promise asks of a department: how much is due on a working day, and how much it would have to finish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from sla.calendar import WorkingCalendar
from sla.calendar.instants import DAY, SECOND
from sla.replay.facts import NEVER, Ints, Mask, Verdict
from sla.replay.verdicts import Judged
from sla.replay.workdays import Workdays

KEEP = 0.95  # the share for which the necessary number a day is looked for
FARTHEST = 400 * DAY  # what is due later than this after the range counts as due then
HOUR = 3600 * SECOND


@dataclass(frozen=True, slots=True)
class Load:
    """Per working day of the range. `needed` requests finished on every working day would have kept KEEP of them.

    Figures are None where there is no working day, or nothing that was due.
    """

    working_days: int
    due: int  # on these days
    due_median: float | None
    due_p95: float | None
    done_median: float | None
    done_p95: float | None
    peak_week: date | None  # its Monday
    peak_due: int | None
    needed: int | None


@dataclass(frozen=True, slots=True)
class Overrun:
    """By how many working hours the broken ones were late, up to now where they are still open."""

    n: int
    median: float | None
    p90: float | None


def overrun(judged: Judged, calendar: WorkingCalendar, now: int) -> Overrun:
    """Working hours from the due moment to the end, whatever rests there were in between."""
    broken = judged.verdict == Verdict.BROKEN
    late = calendar.elapsed_many(judged.due[broken], np.minimum(judged.end[broken], now)) / HOUR
    if not len(late):
        return Overrun(0, None, None)
    median, p90 = np.quantile(late, [0.5, 0.9])
    return Overrun(len(late), float(median), float(p90))


def load(judged: Judged, calendar: WorkingCalendar, since: int, until: int) -> Load:
    """Of everything that had to be done: what was cancelled asked nothing of anybody, and what rests is not due.

    The range is [since, until).
    """
    asked = (judged.verdict != Verdict.CANCELLED) & (judged.due != NEVER)
    due, end = np.minimum(judged.due[asked], until + FARTHEST), judged.end[asked]
    days = Workdays.between(calendar.spec, since, int(due.max(initial=until)))
    within = _within(days, since, until)
    if not within.any():
        return Load(0, 0, None, None, None, None, None, None, None)
    due_on = days.of(due).clip(0)
    dues = np.bincount(due_on, minlength=len(days))
    dones = np.bincount(days.of(end[end != NEVER]).clip(0), minlength=len(days))[: len(days)]
    monday, peak = _peak(days, dues, within)
    return Load(
        working_days=int(within.sum()),
        due=int(dues[within].sum()),
        due_median=float(np.median(dues[within])),
        due_p95=float(np.quantile(dues[within], 0.95)),
        done_median=float(np.median(dones[within])),
        done_p95=float(np.quantile(dones[within], 0.95)),
        peak_week=monday,
        peak_due=peak,
        needed=needed(days.from_which(judged.start[asked]), due_on, len(days), KEEP),
    )


def _within(days: Workdays, since: int, until: int) -> Mask:
    found: Mask = (days.closes > since) & (days.opens < until)
    return found


def _peak(days: Workdays, dues: Ints, within: Mask) -> tuple[date | None, int | None]:
    mondays, place = np.unique(days.weeks[within], return_inverse=True)
    sums = np.bincount(place, weights=dues[within])
    if not sums.any():
        return None, None
    return date.fromordinal(int(mondays[sums.argmax()])), int(sums.max())


def needed(since: Ints, due: Ints, days: int, keep: float) -> int | None:
    """The smallest number that, finished on each of `days` working days, keeps at least this share in time.

    `since`, `due`: the working days from which and up to which each can be done in time. One is like the other: each
    takes one place of a day. Whatever is due soonest is done first, what is late already included, for it has to be
    done all the same. A higher number never ends anything later, so halving finds the smallest.
    """
    if not len(due):
        return None
    arriving = np.zeros((days, days), np.int64)
    np.add.at(arriving, (np.minimum(since, due), due), 1)
    least, most = 1, int(arriving.sum(axis=1).max())
    while least < most:
        middle = (least + most) // 2
        if _kept(arriving, middle) >= keep * len(due):
            most = middle
        else:
            least = middle + 1
    return least


def _kept(arriving: Ints, capacity: int) -> int:
    """How many are done on or before the day they are due, with so many places a day."""
    waiting = np.zeros(arriving.shape[1], np.int64)
    kept = 0
    for day, new in enumerate(arriving):
        waiting += new
        taken = np.minimum(waiting.cumsum(), capacity)
        taken[1:] -= taken[:-1].copy()
        waiting -= taken
        kept += int(taken[day:].sum())
    return kept
