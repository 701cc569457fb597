"""What holds for every calendar: laws of the arithmetic, and agreement with counting second by second.

The counting side shares no code with the engine. It finds the instant of a wall time by walking through the minutes of
a fortnight, and counts open seconds in an array of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.calendar import NoWorkingTime, WorkingCalendar

SCENES = [  # a zone and a date around which something happens to its clocks, or nothing
    ("Europe/Berlin", date(2025, 3, 30)),
    ("Europe/Berlin", date(2025, 10, 26)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/St_Johns", date(2011, 3, 13)),  # at 00:01
    ("America/Sao_Paulo", date(2018, 11, 4)),  # midnight does not exist
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("Australia/Lord_Howe", date(2025, 4, 6)),  # half an hour
    ("Australia/Lord_Howe", date(2025, 10, 5)),
    ("Asia/Tehran", date(2015, 3, 22)),
    ("Asia/Tehran", date(2015, 9, 22)),
    ("Europe/Moscow", date(2014, 10, 26)),  # a change for good
    ("Africa/Casablanca", date(2025, 2, 23)),
    ("Pacific/Apia", date(2011, 12, 30)),  # the whole date does not exist
    ("Asia/Shanghai", date(2026, 2, 14)),
    ("Asia/Kolkata", date(2026, 1, 26)),
    ("Asia/Kathmandu", date(2026, 4, 14)),
]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
SECOND = 1_000_000
REACH = timedelta(days=3)  # how far from the scene questions are asked
LAWS = settings(max_examples=60, deadline=None)

Pause = tuple[datetime, datetime]


def utc_midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


# Counting


@lru_cache
def wall_clock(zone: str, scene: date) -> tuple[dict[datetime, datetime], list[tuple[datetime, datetime, timedelta]]]:
    """The first instant of every wall-clock minute around the scene, and the gaps: from, to, offset before."""
    first: dict[datetime, datetime] = {}
    gaps = []
    before = None
    for minute in range(18 * 1440):
        instant = utc_midnight(scene - timedelta(days=9)) + timedelta(minutes=minute)
        wall = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
        first.setdefault(wall, instant)
        if before and wall > before + timedelta(minutes=1):
            gaps.append((before, wall, wall - instant.replace(tzinfo=None) - (wall - before - timedelta(minutes=1))))
        before = wall
    return first, gaps


def instant_of(wall: datetime, zone: str, scene: date) -> datetime:
    first, gaps = wall_clock(zone, scene)
    if wall in first:
        return first[wall]
    offset = next(offset for start, end, offset in gaps if start < wall < end)
    return (wall - offset).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Counting:
    """Seconds around a scene, open or not."""

    origin: datetime
    is_open: np.ndarray[Any, np.dtype[np.bool_]]

    @classmethod
    def of(cls, spec: dict[str, Any], scene: date) -> "Counting":
        counting = cls(utc_midnight(scene) - 2 * REACH, np.zeros(4 * REACH // timedelta(seconds=1), np.bool_))
        for day in (scene + timedelta(days=n) for n in range(-7, 7)):
            for opens, closes in openings_of(spec, day):
                closing_day = day if closes > opens else day + timedelta(days=1)
                counting.mark(
                    instant_of(wall_time(day, opens), spec["tz"], scene),
                    instant_of(wall_time(closing_day, closes), spec["tz"], scene),
                    is_open=True,
                )
        return counting

    def without(self, pauses: Iterable[Pause]) -> "Counting":
        counting = Counting(self.origin, self.is_open.copy())
        for begin, end in pauses:
            counting.mark(begin, end, is_open=False)
        return counting

    def mark(self, start: datetime, end: datetime, *, is_open: bool) -> None:
        self.is_open[max(0, self.at(start)) : max(0, self.at(end))] = is_open

    def at(self, moment: datetime) -> int:
        return (moment - self.origin) // timedelta(seconds=1)

    def elapsed(self, start: datetime, end: datetime) -> int:
        return int(self.is_open[self.at(start) : self.at(end)].sum())

    def due(self, start: datetime, seconds: int) -> datetime:
        """After the last of so many open seconds."""
        if seconds == 0:
            return start
        open_seconds = np.flatnonzero(self.is_open[self.at(start) :])
        return start + timedelta(seconds=int(open_seconds[seconds - 1]) + 1)


def wall_time(day: date, text: str) -> datetime:
    hours, minutes = map(int, text.split(":"))
    return datetime.combine(day, time()) + timedelta(hours=hours, minutes=minutes)


def openings_of(spec: dict[str, Any], day: date) -> list[list[str]]:
    name = day.isoformat()
    if name in spec["exceptions"]:
        return list(spec["exceptions"][name])
    if name in spec["workdays"]:
        return list(spec["workdays"][name])
    return [] if name in spec["holidays"] else list(spec["weekly"].get(WEEKDAYS[day.weekday()], []))


# Any calendar, any question


def clock_times(last: int = 1439) -> st.SearchStrategy[str]:
    minutes = st.integers(0, last // 15).map(lambda n: n * 15) | st.integers(0, last)
    return minutes.map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")


openings = st.lists(
    st.tuples(clock_times(), clock_times(1440)).filter(lambda pair: pair[0] != pair[1]).map(list), max_size=3
)


@st.composite
def specs(draw: st.DrawFn, zone: str, scene: date) -> dict[str, Any]:
    days = st.sampled_from([(scene + timedelta(days=n)).isoformat() for n in range(-4, 5)])
    return {
        "tz": zone,
        "weekly": draw(st.dictionaries(st.sampled_from(WEEKDAYS), openings, min_size=3)),
        "holidays": draw(st.lists(days, max_size=2)),
        "workdays": draw(st.dictionaries(days, openings, max_size=2)),
        "exceptions": draw(st.dictionaries(days, openings, max_size=2)),
    }


@dataclass(frozen=True)
class Case:
    spec: dict[str, Any]
    scene: date
    moments: list[datetime]  # three, in order
    pauses: list[Pause]

    @property
    def calendar(self) -> WorkingCalendar:
        return WorkingCalendar.from_spec(self.spec)

    @property
    def counting(self) -> Counting:
        return Counting.of(self.spec, self.scene)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    zone, scene = draw(st.sampled_from(SCENES))
    reach = int(REACH.total_seconds())
    seconds = st.integers(-reach, reach) | st.integers(-reach // 900, reach // 900).map(lambda n: n * 900)
    moments = seconds.map(lambda n: utc_midnight(scene) + timedelta(seconds=n))
    return Case(
        spec=draw(specs(zone, scene)),
        scene=scene,
        moments=sorted(draw(st.lists(moments, min_size=3, max_size=3))),
        pauses=draw(st.lists(st.tuples(moments, moments), max_size=4)),  # any order, overlapping, some backwards
    )


def microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@LAWS
@given(cases())
def test_elapsed_is_what_counting_seconds_says(case: Case) -> None:
    start, _, end = case.moments

    assert case.calendar.elapsed(start, end) == case.counting.elapsed(start, end)
    assert case.calendar.elapsed(start, end, case.pauses) == case.counting.without(case.pauses).elapsed(start, end)


@LAWS
@given(cases(), st.data())
def test_add_is_what_counting_seconds_says(case: Case, data: st.DataObject) -> None:
    start, _, end = case.moments
    counting = case.counting.without(case.pauses)
    seconds = data.draw(st.integers(0, counting.elapsed(start, end)))

    assert case.calendar.add(start, seconds, case.pauses) == counting.due(start, seconds)


@LAWS
@given(cases())
def test_open_and_next_open_are_what_counting_seconds_says(case: Case) -> None:
    calendar, counting = case.calendar, case.counting
    for moment in case.moments:
        ahead = np.flatnonzero(counting.is_open[counting.at(moment) :])

        assert calendar.is_open(moment) == counting.is_open[counting.at(moment)]
        if ahead.size:
            assert calendar.next_open(moment) == moment + timedelta(seconds=int(ahead[0]))


@LAWS
@given(cases())
def test_the_openings_between_two_moments_are_all_their_open_time(case: Case) -> None:
    start, _, end = case.moments
    found = case.calendar.openings_between(start, end)

    assert sum((closes - opens for opens, closes in found), timedelta()) == timedelta(
        seconds=case.counting.elapsed(start, end)
    )
    assert all(a < b for a, b in found)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(found))


@LAWS
@given(cases(), st.data())
def test_add_lands_on_the_earliest_instant_that_holds_the_amount(case: Case, data: st.DataObject) -> None:
    calendar = case.calendar
    start = microseconds(case.moments[0]) + data.draw(st.integers(0, SECOND - 1))
    pauses = [(microseconds(begin), microseconds(end)) for begin, end in case.pauses]
    amount = data.draw(st.integers(0, calendar.elapsed_us(start, start + 40 * 86_400 * SECOND, pauses)))
    due = calendar.add_us(start, amount, pauses)

    assert due >= start
    assert calendar.elapsed_us(start, due, pauses) == amount
    if amount:
        assert calendar.elapsed_us(start, due - 1, pauses) == amount - 1


@LAWS
@given(cases())
def test_elapsed_adds_up_and_never_shrinks(case: Case) -> None:
    calendar = case.calendar
    a, b, c = (microseconds(moment) for moment in case.moments)
    pauses = [(microseconds(begin), microseconds(end)) for begin, end in case.pauses]

    assert calendar.elapsed_us(a, b, pauses) + calendar.elapsed_us(b, c, pauses) == calendar.elapsed_us(a, c, pauses)
    assert 0 <= calendar.elapsed_us(a, b, pauses) <= calendar.elapsed_us(a, c, pauses)
    assert calendar.elapsed_us(a, c, pauses) <= calendar.elapsed_us(a, c)
    assert calendar.elapsed_us(c, a, pauses) == 0


@LAWS
@given(cases(), st.integers(0, 200_000), st.integers(0, 200_000))
def test_more_work_or_a_later_start_is_never_due_earlier(case: Case, some: int, more: int) -> None:
    calendar = case.calendar
    first, _, last = case.moments
    try:
        due = calendar.add(first, some, case.pauses)
        assert due <= calendar.add(first, some + more, case.pauses)
        assert due <= calendar.add(last, some, case.pauses)
    except NoWorkingTime:
        assert not calendar.openings_between(last + 2 * REACH, last + timedelta(days=1000))


@LAWS
@given(cases())
def test_a_pause_delays_by_exactly_its_working_time(case: Case) -> None:
    calendar = case.calendar
    start, begin, end = case.moments
    before, within = calendar.elapsed(start, begin), calendar.elapsed(begin, end)
    try:
        assert calendar.add(start, before + 1, [(begin, end)]) == calendar.add(start, before + within + 1)
    except NoWorkingTime:
        assert not calendar.openings_between(end + 2 * REACH, end + timedelta(days=1000))


@LAWS
@given(st.sampled_from(SCENES), st.datetimes(datetime(2003, 1, 1), datetime(2034, 1, 1)), st.integers(0, 10**8))
def test_around_the_clock_is_physical_time(scene: tuple[str, date], start: datetime, seconds: int) -> None:
    calendar = WorkingCalendar.from_spec({"tz": scene[0], "weekly": {day: [["00:00", "24:00"]] for day in WEEKDAYS}})
    start = start.replace(tzinfo=UTC)

    assert calendar.add(start, seconds) == start + timedelta(seconds=seconds)
    assert calendar.elapsed(start, start + timedelta(seconds=seconds)) == seconds


@LAWS
@given(cases(), st.lists(st.integers(0, 10**13), min_size=1, max_size=20))
def test_a_batch_is_the_same_as_one_by_one(case: Case, offsets: list[int]) -> None:
    calendar = case.calendar
    starts = np.array([microseconds(case.moments[0]) + offset for offset in offsets], np.int64)
    ends = starts[::-1]
    amounts = calendar.elapsed_many(starts, starts + 10**12)

    assert amounts.tolist() == [calendar.elapsed_us(start, start + 10**12) for start in starts.tolist()]
    assert calendar.elapsed_many(starts, ends).tolist() == [
        calendar.elapsed_us(start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
    assert calendar.add_many(starts, amounts).tolist() == [
        calendar.add_us(start, amount) for start, amount in zip(starts.tolist(), amounts.tolist(), strict=True)
    ]


@LAWS
@given(cases(), st.permutations([0, 1, 2, 3]))
def test_earlier_questions_do_not_change_the_answers(case: Case, order: list[int]) -> None:
    start, _, end = case.moments
    years = [timedelta(days=400 * n) for n in (-2, -1, 1, 2)]
    used = case.calendar
    for n in order:
        used.elapsed(start + years[n], end + years[n])

    for shift in [timedelta(), *years]:
        assert used.elapsed(start + shift, end + shift) == case.calendar.elapsed(start + shift, end + shift)
        assert used.is_open(end + shift) == case.calendar.is_open(end + shift)


@LAWS
@given(cases(), st.randoms(use_true_random=False))
def test_the_canonical_spec_is_the_same_calendar(case: Case, random: Any) -> None:
    shuffled = {key: case.spec[key] for key in random.sample(sorted(case.spec), len(case.spec))}
    shuffled["weekly"] = {day: random.sample(spans, len(spans)) for day, spans in case.spec["weekly"].items()}
    calendar = WorkingCalendar.from_spec(shuffled)

    assert calendar == case.calendar
    assert hash(calendar) == hash(case.calendar)
    assert WorkingCalendar.from_spec(calendar.canonical_spec()).canonical_spec() == calendar.canonical_spec()
