"""Working time, rule by rule, in the sentences of the rules."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sla.calendar import CalendarError, NoWorkingTime, WorkingCalendar

HOUR = 3600
WEEK = ["mon", "tue", "wed", "thu", "fri"]
OFFICE = {"tz": "Europe/Berlin", "weekly": {day: [["09:00", "13:00"], ["14:00", "18:00"]] for day in WEEK}}
NIGHTS = {"tz": "Europe/Berlin", "weekly": {day: [["22:00", "06:00"]] for day in [*WEEK, "sat", "sun"]}}


def office(**changes: Any) -> WorkingCalendar:
    return WorkingCalendar.from_spec(OFFICE | changes)


def berlin(day: str, clock: str = "00:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo("Europe/Berlin"))


def us(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


class TestElapsed:
    def test_lunch_nights_and_weekends_do_not_count(self) -> None:
        friday, monday = berlin("2026-06-12", "12:00"), berlin("2026-06-15", "10:00")

        assert office().elapsed(friday, monday) == (1 + 4 + 1) * HOUR

    def test_it_is_zero_backwards(self) -> None:
        assert office().elapsed(berlin("2026-06-12", "12:00"), berlin("2026-06-12", "10:00")) == 0

    def test_a_begun_second_does_not_count(self) -> None:
        start = berlin("2026-06-12", "10:00")

        assert office().elapsed(start, start + timedelta(microseconds=1_999_999)) == 1

    def test_pauses_in_any_order_and_overlapping_count_once(self) -> None:
        day = "2026-06-12"
        pauses = [
            (berlin(day, "15:00"), berlin(day, "16:00")),
            (berlin(day, "10:00"), berlin(day, "11:00")),
            (berlin(day, "10:30"), berlin(day, "11:30")),
            (berlin(day, "17:00"), berlin(day, "17:00")),
            (berlin(day, "17:30"), berlin(day, "17:10")),
        ]

        assert office().elapsed(berlin(day), berlin(day, "23:00"), pauses) == int(5.5 * HOUR)

    def test_a_pause_of_parts_of_a_second_loses_nothing(self) -> None:
        start = us(berlin("2026-06-12", "10:00"))

        assert office().elapsed_us(start, start + 1000, [(start + 1, start + 4)]) == 997

    def test_it_reaches_far_back_and_far_ahead(self) -> None:
        calendar = office()
        monday = [(date(2003, 1, 6), 8), (date(2059, 1, 6), 8), (date(2026, 1, 5), 8)]

        for day, hours in monday:
            assert calendar.elapsed(berlin(day.isoformat()), berlin(day.isoformat(), "23:59")) == hours * HOUR


class TestAdd:
    def test_the_last_second_of_the_day_is_due_at_closing_time(self) -> None:
        assert office().add(berlin("2026-06-12", "17:00"), HOUR) == berlin("2026-06-12", "18:00")

    def test_one_second_more_is_due_after_the_weekend(self) -> None:
        assert office().add(berlin("2026-06-12", "17:00"), HOUR + 1) == berlin("2026-06-15", "09:00") + timedelta(
            seconds=1
        )

    def test_nothing_to_add_is_due_at_once_even_when_closed(self) -> None:
        assert office().add(berlin("2026-06-13", "03:00"), 0) == berlin("2026-06-13", "03:00")

    def test_the_answer_is_in_utc(self) -> None:
        assert office().add(berlin("2026-06-12", "10:00"), 60).tzinfo is UTC

    def test_microseconds_of_the_start_are_kept(self) -> None:
        start = berlin("2026-06-12", "10:00").replace(microsecond=123_456)

        assert office().add(start, 60) == start + timedelta(seconds=60)

    def test_a_pause_while_closed_moves_nothing(self) -> None:
        overnight = (berlin("2026-06-11", "18:00"), berlin("2026-06-12", "09:00"))

        assert office().add(berlin("2026-06-11", "17:00"), 2 * HOUR, [overnight]) == berlin("2026-06-12", "10:00")

    def test_a_pause_that_begins_when_it_is_due_moves_nothing(self) -> None:
        later = (berlin("2026-06-11", "11:00"), berlin("2026-06-11", "12:00"))

        assert office().add(berlin("2026-06-11", "10:00"), HOUR, [later]) == berlin("2026-06-11", "11:00")

    def test_pauses_may_come_from_a_generator(self) -> None:
        pauses = ((berlin("2026-06-11", f"{hour}:00"), berlin("2026-06-11", f"{hour}:30")) for hour in (11, 10))

        assert office().add(berlin("2026-06-11", "10:00"), HOUR, pauses) == berlin("2026-06-11", "12:00")

    def test_a_pause_without_an_end_in_sight_is_never_due(self) -> None:
        with pytest.raises(NoWorkingTime):
            office().add(berlin("2026-06-11"), HOUR, [(berlin("2026-06-01"), berlin("2090-01-01"))])

    @pytest.mark.parametrize("seconds", [-1, -HOUR])
    def test_time_is_not_taken_away(self, seconds: int) -> None:
        with pytest.raises(ValueError, match="not taken away"):
            office().add(berlin("2026-06-11"), seconds)

    def test_parts_of_a_second_are_refused(self) -> None:
        with pytest.raises(TypeError):
            office().add(berlin("2026-06-11"), 0.5)  # type: ignore[arg-type]


class TestNoWorkingTime:
    def test_a_week_without_openings_is_readable_but_never_due(self) -> None:
        closed = office(weekly={})

        assert not closed.has_working_time()
        assert closed.elapsed(berlin("2020-01-01"), berlin("2030-01-01")) == 0
        with pytest.raises(NoWorkingTime, match="within ten years"):
            closed.add(berlin("2026-01-01"), 1)
        with pytest.raises(NoWorkingTime, match="within ten years"):
            closed.next_open(berlin("2026-01-01"))

    def test_one_dated_opening_is_all_there_is(self) -> None:
        calendar = office(weekly={}, workdays={"2026-03-03": [["09:00", "17:00"]]})

        assert calendar.has_working_time()
        assert calendar.add(berlin("2026-03-02"), 8 * HOUR) == berlin("2026-03-03", "17:00")
        with pytest.raises(NoWorkingTime):
            calendar.add(berlin("2026-03-02"), 8 * HOUR + 1)

    def test_a_make_up_day_that_is_closed_again_is_no_working_time(self) -> None:
        opened = {"2026-03-03": [["09:00", "17:00"]]}

        assert not office(weekly={}, workdays=opened, exceptions={"2026-03-03": []}).has_working_time()

    def test_ten_years_are_the_limit_also_where_more_is_already_known(self) -> None:
        calendar = office(weekly={}, workdays={"2026-03-03": [["09:00", "17:00"]], "2037-03-03": [["09:00", "17:00"]]})
        assert calendar.elapsed(berlin("2026-01-01"), berlin("2038-01-01")) == 16 * HOUR

        with pytest.raises(NoWorkingTime):
            calendar.add(berlin("2026-03-03"), 8 * HOUR + 1)
        with pytest.raises(NoWorkingTime):
            calendar.next_open(berlin("2026-03-03", "17:00"))
        with pytest.raises(NoWorkingTime):
            calendar.add_many(np.array([us(berlin("2026-03-03"))]), 8 * HOUR * 1_000_000 + 1)


class TestOpenings:
    def test_closing_time_is_closed_and_opening_time_is_open(self) -> None:
        assert office().is_open(berlin("2026-06-12", "09:00"))
        assert not office().is_open(berlin("2026-06-12", "13:00"))

    def test_next_open_waits_for_monday_and_stays_in_working_time(self) -> None:
        assert office().next_open(berlin("2026-06-12", "18:00")) == berlin("2026-06-15", "09:00")
        assert office().next_open(berlin("2026-06-12", "10:00")) == berlin("2026-06-12", "10:00")

    def test_next_open_looks_past_a_long_closure(self) -> None:
        calendar = office(weekly={}, exceptions={"2033-01-03": [["09:00", "10:00"]]})

        assert calendar.next_open(berlin("2026-01-01")) == berlin("2033-01-03", "09:00")

    def test_a_night_shift_belongs_to_the_date_it_starts_on(self) -> None:
        nights = WorkingCalendar.from_spec(NIGHTS)

        assert nights.openings(date(2026, 6, 12)) == [(berlin("2026-06-12", "22:00"), berlin("2026-06-13", "06:00"))]

    def test_a_night_shift_is_shorter_in_spring_and_longer_in_autumn(self) -> None:
        nights = WorkingCalendar.from_spec(NIGHTS)

        assert nights.elapsed(berlin("2026-03-28", "12:00"), berlin("2026-03-29", "12:00")) == 7 * HOUR
        assert nights.elapsed(berlin("2026-10-24", "12:00"), berlin("2026-10-25", "12:00")) == 9 * HOUR

    def test_a_holiday_removes_the_shift_that_starts_on_it_and_leaves_the_tail_of_the_eve(self) -> None:
        nights = WorkingCalendar.from_spec(NIGHTS | {"holidays": ["2026-05-01"]})

        assert nights.elapsed(berlin("2026-05-01"), berlin("2026-05-02")) == 6 * HOUR

    def test_an_exception_beats_a_make_up_day_beats_a_holiday_beats_the_week(self) -> None:
        day, monday = date(2026, 6, 15), ["2026-06-15"]
        make_up, manual = {"2026-06-15": [["10:00", "12:00"]]}, {"2026-06-15": [["11:00", "12:00"]]}

        def hours(**dated: Any) -> float:
            return sum((end - start).total_seconds() for start, end in office(**dated).openings(day)) / HOUR

        assert hours() == 8
        assert hours(holidays=monday) == 0
        assert hours(holidays=monday, workdays=make_up) == 2
        assert hours(holidays=monday, workdays=make_up, exceptions=manual) == 1
        assert hours(workdays=make_up, exceptions={"2026-06-15": []}) == 0

    def test_overlapping_and_touching_openings_are_one(self) -> None:
        calendar = office(weekly={"fri": [["12:00", "15:00"], ["09:00", "12:00"], ["10:00", "11:00"]]})

        assert calendar.openings(date(2026, 6, 12)) == [(berlin("2026-06-12", "09:00"), berlin("2026-06-12", "15:00"))]

    def test_an_opening_swallowed_by_a_gap_is_dropped(self) -> None:
        calendar = office(weekly={"sun": [["02:30", "03:30"]]})

        assert calendar.openings(date(2026, 3, 29)) == []

    def test_openings_between_are_cut_to_the_question(self) -> None:
        found = office().openings_between(berlin("2026-06-12", "10:00"), berlin("2026-06-12", "15:00"))

        assert found == [
            (berlin("2026-06-12", "10:00"), berlin("2026-06-12", "13:00")),
            (berlin("2026-06-12", "14:00"), berlin("2026-06-12", "15:00")),
        ]
        assert office().openings_between(berlin("2026-06-12"), berlin("2026-06-11")) == []

    def test_midnight_may_be_written_as_the_end_of_a_day_or_the_start_of_the_next(self) -> None:
        assert office(weekly={"fri": [["18:00", "24:00"]]}) == office(weekly={"fri": [["18:00", "00:00"]]})


class TestDaySeconds:
    def test_it_is_the_commonest_length_of_a_working_day(self) -> None:
        long, short = [["08:00", "12:00"], ["12:30", "17:00"]], [["08:00", "12:00"]]

        assert office(weekly=dict.fromkeys(["mon", "tue", "wed", "thu"], long) | {"fri": short}).day_seconds == int(
            8.5 * HOUR
        )

    def test_of_equally_common_lengths_it_is_the_longest(self) -> None:
        assert office(weekly={"mon": [["09:00", "13:00"]], "tue": [["09:00", "18:00"]]}).day_seconds == 9 * HOUR

    def test_overlaps_count_once_and_nights_count_whole(self) -> None:
        assert office(weekly={"mon": [["09:00", "13:00"], ["12:00", "17:00"]]}).day_seconds == 8 * HOUR
        assert WorkingCalendar.from_spec(NIGHTS).day_seconds == 8 * HOUR

    def test_without_a_week_the_dated_days_decide(self) -> None:
        assert office(weekly={}, workdays={"2026-03-03": [["09:00", "15:00"]]}).day_seconds == 6 * HOUR
        with pytest.raises(NoWorkingTime):
            _ = office(weekly={}).day_seconds


class TestBatch:
    def test_one_amount_is_added_to_many_starts(self) -> None:
        starts = np.array([us(berlin("2026-06-12", "17:30")), us(berlin("2026-06-13"))])

        assert office().add_many(starts, HOUR * 1_000_000).tolist() == [
            us(berlin("2026-06-15", "09:30")),
            us(berlin("2026-06-15", "10:00")),
        ]

    def test_zero_stays_where_it_is_even_on_a_closed_calendar(self) -> None:
        starts = np.array([us(berlin("2026-06-13"))])

        assert office(weekly={}).add_many(starts, 0).tolist() == starts.tolist()

    def test_backwards_is_zero(self) -> None:
        friday, monday = us(berlin("2026-06-12", "17:00")), us(berlin("2026-06-15", "10:00"))

        assert office().elapsed_many(np.array([friday, monday]), np.array([monday, friday])).tolist() == [
            2 * HOUR * 1_000_000,
            0,
        ]

    def test_nothing_in_nothing_out(self) -> None:
        nothing = np.array([], np.int64)

        assert office().add_many(nothing, 5).shape == office().elapsed_many(nothing, nothing).shape == (0,)

    def test_floats_and_negative_amounts_are_refused(self) -> None:
        with pytest.raises(TypeError):
            office().elapsed_many(np.array([1e15]), np.array([2e15]))
        with pytest.raises(ValueError, match="not taken away"):
            office().add_many(np.array([us(berlin("2026-06-12"))]), -1)

    def test_one_that_is_never_due_is_an_error(self) -> None:
        with pytest.raises(NoWorkingTime):
            office(weekly={}).add_many(np.array([us(berlin("2026-06-12"))]), np.array([1]))


class TestIdentity:
    def test_order_and_repetition_do_not_matter(self) -> None:
        one = office(holidays=["2026-12-25", "2026-05-01"], weekly={"mon": [["14:00", "18:00"], ["09:00", "13:00"]]})
        two = office(
            holidays=["2026-05-01", "2026-12-25", "2026-05-01"], weekly={"tue": [], **one.canonical_spec()["weekly"]}
        )

        assert one == two
        assert len({one, two}) == 1
        assert one.spec_digest == two.spec_digest
        assert len(one.spec_digest) == 64

    @pytest.mark.parametrize(
        "change",
        [
            {"tz": "Europe/Paris"},
            {"weekly": {}},
            {"holidays": ["2026-05-01"]},
            {"workdays": {"2026-05-01": []}},
            {"exceptions": {"2026-05-01": []}},
        ],
    )
    def test_every_part_of_the_spec_matters(self, change: dict[str, Any]) -> None:
        assert office(**change) != office()

    def test_the_canonical_spec_is_what_people_write(self) -> None:
        assert WorkingCalendar.from_spec(
            {"tz": "UTC", "weekly": {"sun": [["22:00", "06:00"]], "mon": []}}
        ).canonical_spec() == {
            "tz": "UTC",
            "weekly": {"sun": [["22:00", "06:00"]]},
            "holidays": [],
            "workdays": {},
            "exceptions": {},
        }

    def test_threads_share_one_calendar(self) -> None:
        shared, alone = office(), office()
        junes = [(berlin(f"{year}-06-01"), berlin(f"{year}-07-01")) for year in range(2000, 2050)]

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda june: shared.elapsed(*june), junes * 3))

        assert answers == [alone.elapsed(*june) for june in junes] * 3


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"tz": "Mars/Base"}, "tz: 'Mars/Base' is not the name of a time zone"),
            ({"tz": "../../etc/passwd"}, "tz: '../../etc/passwd' is not the name of a time zone"),
            ({"tz": "localtime"}, "tz: 'localtime' is not the name of a time zone"),
            ({"tz": "Europe"}, "tz: 'Europe' is not the name of a time zone"),
            ({"tz": None}, "tz: None is not the name of a time zone"),
            (
                {"weekly": {"mon": [["09:00", "09:00"]]}},
                "weekly.mon: ['09:00', '09:00'] starts and ends at the same time",
            ),
            ({"weekly": {"mon": [["24:00", "06:00"]]}}, "weekly.mon: ['24:00', '06:00'] starts at 24:00"),
            ({"weekly": {"mon": [["9:00", "17:00"]]}}, "weekly.mon: '9:00' is not a time"),
            ({"weekly": {"mon": [["09:00", "24:01"]]}}, "weekly.mon: '24:01' is not a time"),
            ({"weekly": {"mon": [["09:00", "17:00:00"]]}}, "weekly.mon: '17:00:00' is not a time"),
            ({"weekly": {"mon": [["09:00", 17]]}}, "weekly.mon: 17 is not a time"),
            ({"weekly": {"mon": [["09:00"]]}}, "weekly.mon: ['09:00'] is not a pair of times"),
            ({"weekly": {"mon": ["0900"]}}, "weekly.mon: '0900' is not a pair of times"),
            ({"weekly": {"mon": "09:00"}}, "weekly.mon: '09:00' is not a list"),
            ({"weekly": {"monday": []}}, "weekly: 'monday' is not a known key; use mon, tue, wed"),
            ({"weekly": []}, "weekly: [] is not an object"),
            ({"holidays": ["2026-02-30"]}, "holidays: '2026-02-30' is not a date"),
            ({"holidays": ["20260501"]}, "holidays: '20260501' is not a date"),
            ({"holidays": "2026-05-01"}, "holidays: '2026-05-01' is not a list"),
            ({"workdays": {"1 May": []}}, "workdays: '1 May' is not a date"),
            ({"workdays": ["2026-05-01"]}, "workdays: ['2026-05-01'] is not an object"),
            ({"exceptions": {"2026-05-01": [["08:00", "8:30"]]}}, "exceptions.2026-05-01: '8:30' is not a time"),
            ({"holliday": []}, "calendar: 'holliday' is not a known key"),
        ],
    )
    def test_a_bad_spec_is_named_in_a_sentence(self, change: dict[str, Any], sentence: str) -> None:
        with pytest.raises(CalendarError) as caught:
            office(**change)

        assert str(caught.value).startswith(sentence)
        assert str(caught.value).endswith(".")

    def test_a_naive_datetime_is_refused(self) -> None:
        naive, aware = datetime(2026, 6, 12, 10), berlin("2026-06-12")
        for ask in (
            lambda: office().add(naive, 1),
            lambda: office().elapsed(naive, aware),
            lambda: office().elapsed(aware, naive),
            lambda: office().next_open(naive),
            lambda: office().is_open(naive),
            lambda: office().elapsed(aware, aware, [(aware, naive)]),
        ):
            with pytest.raises(ValueError, match="has no time zone"):
                ask()

    def test_a_year_out_of_reach_is_refused_rather_than_worked_out_for_minutes(self) -> None:
        with pytest.raises(ValueError, match="1900 to 2199"):
            office().elapsed(berlin("2026-01-01"), datetime.max.replace(tzinfo=UTC))
