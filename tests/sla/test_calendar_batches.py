"""Many questions at once, with pauses: the answers of one by one, whatever the pauses look like."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.calendar import NoWorkingTime, Pauses, WorkingCalendar
from sla.calendar.ranks import Ranks
from tests.sla.test_calendar import HOUR, berlin, office, us
from tests.sla.test_calendar_properties import LAWS, SCENES, SECOND, WEEKDAYS, microseconds, specs, utc_midnight

DAY = 86_400 * SECOND
NEVER = -1
Interval = tuple[int, int]


@st.composite
def intervals(draw: st.DrawFn, start: int) -> Interval:
    """Two instants near a start, mostly after it, in any order; now and then a pause that nobody ended."""
    near = st.integers(-2 * DAY, 6 * DAY) | st.integers(-6, 72).map(lambda n: n * HOUR * SECOND)
    begin = start + draw(near)
    lengths = st.integers(-2, 12).map(lambda n: begin + n * HOUR * SECOND)
    return begin, draw(lengths | near.map(lambda n: start + n) | st.just(start + 10_000 * DAY))


@st.composite
def questions(draw: st.DrawFn) -> tuple[dict[str, Any], list[int], list[list[Interval]]]:
    """A calendar, starts around its scene, and the pauses of each."""
    zone, scene = draw(st.sampled_from(SCENES))
    around = microseconds(utc_midnight(scene))
    starts = draw(st.lists(st.integers(-3 * DAY, 3 * DAY).map(lambda n: around + n), min_size=1, max_size=8))
    pauses = [draw(st.lists(intervals(start), max_size=4)) for start in starts]
    return draw(specs(zone, scene)), starts, pauses


def flat(pauses: list[list[Interval]]) -> tuple[list[int], list[int], list[int]]:
    """Owners, begins and ends, from the last pause to the first."""
    rows = [(owner, *pause) for owner, own in enumerate(pauses) for pause in own][::-1]
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


def together(pauses: list[list[Interval]]) -> Pauses:
    owners, begins, ends = (np.array(values, np.int64) for values in flat(pauses))
    return Pauses.of(len(pauses), owners, begins, ends)


def due_or_never(calendar: WorkingCalendar, start: int, amount: int, pauses: list[Interval]) -> int:
    try:
        return calendar.add_us(start, amount, pauses)
    except NoWorkingTime:
        return NEVER


@LAWS
@given(questions(), st.integers(0, 12 * DAY))
def test_a_batch_with_pauses_is_the_same_as_one_by_one(
    question: tuple[dict[str, Any], list[int], list[list[Interval]]], length: int
) -> None:
    spec, starts, pauses = question
    calendar, ends = WorkingCalendar.from_spec(spec), [start + length for start in starts][::-1]

    worked = calendar.elapsed_many(starts, ends, together(pauses))
    assert worked.tolist() == [
        calendar.elapsed_us(start, end, own) for start, end, own in zip(starts, ends, pauses, strict=True)
    ]
    amounts = [int(amount) for amount in worked]
    assert calendar.add_many(starts, amounts, together(pauses), never=NEVER).tolist() == [
        due_or_never(calendar, start, amount, own) for start, amount, own in zip(starts, amounts, pauses, strict=True)
    ]


@pytest.mark.parametrize(("zone", "scene"), SCENES)
def test_a_thousand_at_random_are_the_same_as_one_by_one(zone: str, scene: date) -> None:
    chance = Random(zone)
    calendar = office(tz=zone, holidays=[scene.isoformat()])
    around = microseconds(utc_midnight(scene))
    starts = [around + chance.randrange(-9 * DAY, 9 * DAY) for _ in range(1000)]
    amounts = [chance.randrange(0, 4 * 8 * HOUR) * SECOND for _ in starts]
    pauses = [
        [(begin := start + chance.randrange(-DAY, 6 * DAY), begin + chance.randrange(2 * DAY)) for _ in range(count)]
        for start, count in zip(starts, chance.choices(range(6), k=1000), strict=True)
    ]

    due = calendar.add_many(starts, amounts, together(pauses)).tolist()
    assert due == [calendar.add_us(*each) for each in zip(starts, amounts, pauses, strict=True)]
    assert calendar.elapsed_many(starts, due, together(pauses)).tolist() == amounts


@LAWS
@given(st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6), max_size=6))
def test_pauses_keep_exactly_their_instants_and_lie_apart(pauses: list[list[Interval]]) -> None:
    together_ = together(pauses)

    for number, own in enumerate(pauses):
        kept = slice(together_.offsets[number], together_.offsets[number + 1])
        begins, ends = together_.begins[kept].tolist(), together_.ends[kept].tolist()
        assert {n for begin, end in zip(begins, ends, strict=True) for n in range(begin, end)} == {
            n for begin, end in own for n in range(begin, end)
        }
        assert all(end < begin for end, begin in zip(ends, begins[1:], strict=False))
        assert all(begin < end for begin, end in zip(begins, ends, strict=True))


@LAWS
@given(
    st.sets(st.integers(-50, 50) | st.integers(-(10**16), 10**16), max_size=40),
    st.lists(st.integers(-60, 60) | st.integers(-(10**17), 10**17), max_size=40),
)
def test_ranks_are_those_of_a_binary_search(values: set[int], others: list[int]) -> None:
    among = sorted(values)
    ranks = Ranks(among, min(values, default=0), max(values, default=0) + 7)
    near = [value + n for value in among for n in (0, 1, 7) if value + n <= among[-1] + 7]
    questions = np.array([*others, *(value - 1 for value in among), *near], np.int64)

    assert ranks.below_many(questions).tolist() == np.searchsorted(among, questions, side="left").tolist()
    assert ranks.up_to_many(questions).tolist() == np.searchsorted(among, questions, side="right").tolist()
    for question in near:
        assert ranks.below(question) == bisect_left(among, question)
        assert ranks.up_to(question) == bisect_right(among, question)


class TestPauses:
    def test_elements_without_pauses_are_asked_as_ever(self) -> None:
        friday = us(berlin("2026-06-12", "17:00"))
        none = Pauses.of(2, np.array([], np.int64), np.array([], np.int64), np.array([], np.int64))

        assert (
            office().add_many([friday, friday], 2 * HOUR * SECOND, none).tolist()
            == [us(berlin("2026-06-15", "10:00"))] * 2
        )

    def test_each_element_has_its_own(self) -> None:
        nine, ten, eleven = (us(berlin("2026-06-12", f"{hour:02}:00")) for hour in (9, 10, 11))
        second = Pauses.of(3, [1], [ten], [eleven])

        assert office().elapsed_many([nine] * 3, eleven, second).tolist() == [
            2 * HOUR * SECOND,
            HOUR * SECOND,
            2 * HOUR * SECOND,
        ]

    def test_a_pause_may_begin_after_the_unpaused_goal_and_before_the_paused_one(self) -> None:
        nine, ten, half, eleven = (us(berlin("2026-06-12", clock)) for clock in ("09:00", "10:00", "10:30", "11:00"))
        two = Pauses.of(2, [0, 0, 1, 1], [half, nine, half, nine], [eleven, ten, eleven, ten])

        assert office().add_many([nine] * 2, [HOUR * SECOND, HOUR * SECOND // 2], two).tolist() == [
            eleven + HOUR * SECOND // 2,
            half,
        ]

    def test_pauses_that_touch_are_one(self) -> None:
        joined = Pauses.of(2, [0, 0, 1], [0, 5, 9], [5, 9, 12])

        assert (joined.offsets.tolist(), joined.begins.tolist(), joined.ends.tolist()) == ([0, 1, 2], [0, 9], [9, 12])

    def test_sums_past_the_range_of_the_integers_do_not_matter(self) -> None:
        calendar = WorkingCalendar.from_spec(
            {
                "tz": "UTC",
                "weekly": {day: [["00:00", "24:00"]] for day in WEEKDAYS},
            }
        )
        many, start = 40_000, us(datetime.fromisoformat("2026-01-01T00:00+00:00"))
        long = Pauses.of(many, np.arange(many), np.full(many, start + DAY), np.full(many, start + 3_600 * DAY))

        due = calendar.add_many(np.full(many, start), 2 * DAY, long)

        assert set(due.tolist()) == {start + 3_601 * DAY}

    def test_an_owner_that_does_not_exist_is_an_error(self) -> None:
        with pytest.raises(IndexError, match="there are 2"):
            Pauses.of(2, [2], [0], [1])

    def test_pauses_of_another_number_of_elements_are_refused(self) -> None:
        with pytest.raises(ValueError, match="Pauses of 2 elements"):
            office().elapsed_many([0, 1, 2], [5, 5, 5], Pauses.of(2, [0], [0], [1]))


class TestNever:
    def test_what_cannot_be_reached_is_marked_and_the_rest_is_answered(self) -> None:
        start = us(berlin("2026-06-12", "17:00"))
        forever = Pauses.of(3, [1], [start], [start + 20_000 * DAY])

        due = office().add_many([start] * 3, [HOUR * SECOND, HOUR * SECOND, 0], forever, never=NEVER)

        assert due.tolist() == [us(berlin("2026-06-12", "18:00")), NEVER, start]

    def test_without_a_mark_one_of_them_is_an_error(self) -> None:
        start = us(berlin("2026-06-12", "17:00"))

        with pytest.raises(NoWorkingTime):
            office().add_many([start], [HOUR * SECOND], Pauses.of(1, [0], [start], [start + 20_000 * DAY]))

    def test_ten_years_end_at_the_same_instant_as_for_one(self) -> None:
        dated = {"2026-03-03": [["09:00", "17:00"]], "2036-03-03": [["09:00", "17:00"]]}
        calendar = office(weekly={}, workdays=dated)
        starts = [
            us(berlin(day.isoformat(), "12:00")) for day in (date(2026, 3, 1), date(2026, 3, 3), date(2026, 3, 4))
        ]

        for hours in (1, 5, 6, 8, 9):
            assert calendar.add_many(starts, hours * HOUR * SECOND, never=NEVER).tolist() == [
                due_or_never(calendar, start, hours * HOUR * SECOND, []) for start in starts
            ]
