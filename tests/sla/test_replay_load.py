"""How much is due on a day, and how much would have to be finished: small weeks one can count by hand."""

from __future__ import annotations

from datetime import date
from random import Random

import numpy as np
import pytest

from sla.calendar import WorkingCalendar
from sla.calendar.instants import to_us
from sla.replay.facts import NEVER, Ints, Verdict
from sla.replay.load import KEEP, load, needed, overrun
from sla.replay.verdicts import Judged
from sla.replay.workdays import Workdays, weekdays
from tests.make import ALWAYS_OPEN, OFFICE_HOURS, utc

OFFICE = WorkingCalendar.from_spec(OFFICE_HOURS)  # Berlin, nine to six: seven to four in UTC
NIGHTS = WorkingCalendar.from_spec({"tz": "Europe/Berlin", "weekly": {"mon": [["22:00", "06:00"]]}})
MONDAY, NEXT_MONDAY = to_us(utc(2026, 6, 8)), to_us(utc(2026, 6, 15))


def us(day: int, hour: int = 10) -> int:
    return to_us(utc(2026, 6, day, hour))


def judged(*rows: tuple[int, int, int, int]) -> Judged:
    """start, due, end, verdict of each."""
    start, due, end, verdict = np.array(rows, np.int64).reshape(-1, 4).T
    return Judged(np.arange(len(rows)), start, due, end, verdict.astype(np.int8))


class TestWorkdays:
    def test_what_is_done_on_sunday_belongs_to_friday(self) -> None:
        days = Workdays.between(OFFICE.spec, MONDAY, NEXT_MONDAY)
        on = days.of(np.array([us(12), us(14), us(15, 7)]))
        assert [days.days[place] for place in on] == [date(2026, 6, 12), date(2026, 6, 12), date(2026, 6, 15)]

    def test_what_is_filed_after_closing_can_begin_the_next_working_day(self) -> None:
        days = Workdays.between(OFFICE.spec, MONDAY, NEXT_MONDAY)
        on = days.from_which(np.array([us(12, 15), us(12, 16), us(13)]))
        assert [days.days[place] for place in on] == [date(2026, 6, 12), date(2026, 6, 15), date(2026, 6, 15)]

    def test_a_night_shift_belongs_to_the_day_it_begins_on(self) -> None:
        days = Workdays.between(NIGHTS.spec, MONDAY, NEXT_MONDAY)
        night = np.array([us(9, 3)])
        assert days.days[days.of(night)[0]] == days.days[days.from_which(night)[0]] == date(2026, 6, 8)

    def test_around_the_clock_every_date_is_one(self) -> None:
        spec = WorkingCalendar.from_spec(ALWAYS_OPEN).spec
        days = Workdays.between(spec, us(8), us(10))
        assert [days.days[place].day for place in days.of(np.array([us(8, 0), us(8, 23), us(9, 0)]))] == [8, 8, 9]

    def test_weekdays_are_those_of_the_zone(self) -> None:
        sunday_evening = np.array([us(7, 21), us(7, 22), us(8, 21)])
        assert weekdays(OFFICE.spec, sunday_evening).tolist() == [6, 0, 0]
        assert weekdays(OFFICE.spec, sunday_evening[:0]).tolist() == []


class TestNeeded:
    @pytest.mark.parametrize(
        ("since", "due", "keep", "number"),
        [
            ([0, 0, 0], [0, 0, 0], 1.0, 3),  # all on one day
            ([0, 0, 0], [0, 1, 2], 1.0, 1),  # one a day is enough
            ([0, 0, 0, 0], [0, 0, 1, 1], 1.0, 2),
            ([0, 0, 0, 2], [0, 0, 0, 2], 0.5, 2),  # the late one is done on day 1, so day 2 is free
            ([0, 0, 0, 0], [0, 0, 0, 1], 0.5, 2),  # with one a day the late ones go first, and nothing else is kept
            ([1], [0], 1.0, 1),  # due on the day before work could begin: counted as that day
        ],
    )
    def test_counted_by_hand(self, since: list[int], due: list[int], keep: float, number: int) -> None:
        assert needed(np.array(since), np.array(due), 4, keep) == number

    def test_nothing_due_needs_nothing(self) -> None:
        nothing: Ints = np.array([], np.int64)
        assert needed(nothing, nothing, 4, KEEP) is None

    @pytest.mark.parametrize("seed", range(20))
    def test_one_place_less_keeps_too_few(self, seed: int) -> None:
        chance, days = Random(seed), 12
        since = [chance.randrange(days) for _one in range(60)]
        due = [min(days - 1, first + chance.randrange(4)) for first in since]
        number = needed(np.array(since), np.array(due), days, KEEP)
        assert number is not None
        assert one_by_one(since, due, days, number) >= KEEP * 60
        assert number == 1 or one_by_one(since, due, days, number - 1) < KEEP * 60


def one_by_one(since: list[int], due: list[int], days: int, places: int) -> int:
    """The same rule with a list of requests instead of counts."""
    waiting: list[int] = []
    kept = 0
    for day in range(days):
        waiting = sorted([*waiting, *(last for first, last in zip(since, due, strict=True) if first == day)])
        kept += sum(last >= day for last in waiting[:places])
        waiting = waiting[places:]
    return kept


class TestLoad:
    def test_a_week(self) -> None:
        found = load(
            judged(
                *[(us(8), us(9), us(9, 9), Verdict.KEPT)] * 3,
                (us(8), us(10), us(13), Verdict.BROKEN),  # done on Saturday: Friday's
                (us(8), us(11), NEVER, Verdict.BROKEN),
                (us(8), us(12), us(9), Verdict.CANCELLED),
                (us(8), NEVER, NEVER, Verdict.UNDECIDED),  # rests
            ),
            OFFICE,
            MONDAY,
            NEXT_MONDAY,
        )
        assert (found.working_days, found.due) == (5, 5)
        assert (found.due_median, found.done_median) == (1.0, 0.0)
        assert (found.due_p95, found.done_p95) == pytest.approx((2.6, 2.6))
        assert (found.peak_week, found.peak_due) == (date(2026, 6, 8), 5)
        assert found.needed == 2  # Monday two, Tuesday the third

    def test_a_range_without_working_days(self) -> None:
        found = load(judged((us(13), us(15), NEVER, Verdict.UNDECIDED)), OFFICE, us(13), us(14))
        assert (found.working_days, found.due_median, found.needed) == (0, None, None)


class TestOverrun:
    def test_is_in_working_hours_and_goes_on_until_now(self) -> None:
        late = judged(
            (us(8), us(8, 15), us(9, 8), Verdict.BROKEN),  # one hour on Monday and one on Tuesday
            (us(8), us(9, 10), NEVER, Verdict.BROKEN),
            (us(8), us(9, 10), us(9, 9), Verdict.KEPT),
        )
        found = overrun(late, OFFICE, us(9, 14))
        assert (found.n, found.median) == (2, 3.0)
        assert found.p90 == pytest.approx(3.8)

    def test_nothing_late_is_no_number(self) -> None:
        assert overrun(judged(), OFFICE, us(9)).median is None
