"""The vectors are worth something: each well-known mistake, built into the engine, is caught by at least one."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sla.calendar import WorkingCalendar, instants, window
from sla.calendar.instants import SECOND, Interval, to_us
from sla.calendar.spec import DAY_MINUTES, CalendarSpec, Opening
from sla.calendar.window import Window
from tests.sla.test_calendar_vectors import VECTORS, answer

Patch = pytest.MonkeyPatch
MINUTE = 60 * SECOND
HOUR = timedelta(hours=1)


def exists(wall: datetime) -> bool:
    return wall.astimezone(UTC).astimezone(wall.tzinfo).replace(fold=0) == wall


def wall_times(read: Callable[[datetime], datetime]) -> Callable[[Patch], None]:
    """Read wall times in another way than rule A5 wants."""

    def apply(patch: Patch) -> None:
        patch.setattr(window, "_instant", lambda midnight, minute: to_us(read(midnight + timedelta(minutes=minute))))

    return apply


def second_occurrence(wall: datetime) -> datetime:
    return wall.replace(fold=1) if exists(wall) else wall


def gap_to_transition(wall: datetime) -> datetime:
    if exists(wall):
        return wall
    while not exists(wall):
        wall += timedelta(minutes=1)
    return wall


def gap_plus_an_hour(wall: datetime) -> datetime:
    return wall if exists(wall) else wall + HOUR


def offset_of_january(wall: datetime) -> datetime:
    offset = wall.replace(month=1, day=1).utcoffset()
    assert offset is not None
    return wall.replace(tzinfo=UTC) - offset


def midnight_plus_seconds(patch: Patch) -> None:
    patch.setattr(window, "_instant", lambda midnight, minute: to_us(midnight) + minute * MINUTE)


def next_opening_at_closing_time(patch: Patch) -> None:
    due = Window.due

    def late(self: Window, *question: Any) -> int | None:
        found = due(self, *question)
        return found if found is None else self.next_open(found)

    patch.setattr(Window, "due", late)


def zero_snaps_to_the_next_opening(patch: Patch) -> None:
    add = WorkingCalendar.add

    def snap(self: WorkingCalendar, start: datetime, seconds: int, pauses: Any = ()) -> datetime:
        return add(self, start, seconds, pauses) if seconds else self.next_open(start)

    patch.setattr(WorkingCalendar, "add", snap)


def due_rounded_up_to_minutes(patch: Patch) -> None:
    add_us = WorkingCalendar.add_us
    patch.setattr(WorkingCalendar, "add_us", lambda *args: -(-add_us(*args) // MINUTE) * MINUTE)


def elapsed_cut_to_minutes(patch: Patch) -> None:
    elapsed_us = WorkingCalendar.elapsed_us
    patch.setattr(WorkingCalendar, "elapsed_us", lambda *args: elapsed_us(*args) // MINUTE * MINUTE)


def signed_elapsed(patch: Patch) -> None:
    elapsed_us = WorkingCalendar.elapsed_us

    def signed(self: WorkingCalendar, start: int, end: int, pauses: Iterable[Interval]) -> int:
        return elapsed_us(self, start, end, pauses) if start <= end else -elapsed_us(self, end, start, pauses)

    patch.setattr(WorkingCalendar, "elapsed_us", signed)


def without(key: str) -> Callable[[Patch], None]:
    def apply(patch: Patch) -> None:
        parse = CalendarSpec.parse
        patch.setattr(CalendarSpec, "parse", lambda spec: parse({k: v for k, v in spec.items() if k != key}))

    return apply


def openings_become(change: Callable[[CalendarSpec, Any, Opening], Opening | None]) -> Callable[[Patch], None]:
    openings_on = CalendarSpec.openings_on

    def changed(self: CalendarSpec, day: Any) -> tuple[Opening, ...]:
        found = (change(self, day, opening) for opening in openings_on(self, day))
        return tuple(opening for opening in found if opening)

    return lambda patch: patch.setattr(CalendarSpec, "openings_on", changed)


def cut_before_a_holiday(spec: CalendarSpec, day: Any, opening: Opening) -> Opening:
    holiday_follows = day + timedelta(days=1) in spec.holidays
    return Opening(opening.opens, min(opening.closes, DAY_MINUTES)) if holiday_follows else opening


def none_overnight(spec: CalendarSpec, day: Any, opening: Opening) -> Opening | None:
    return opening if opening.closes <= DAY_MINUTES else None


def unmerged(patch: Patch) -> None:
    for module in (instants, window):
        patch.setattr(module, "merge", lambda intervals: sorted((a, b) for a, b in intervals if a < b))


def pauses_become(change: Callable[[list[Interval]], list[Interval]]) -> Callable[[Patch], None]:
    def apply(patch: Patch) -> None:
        for name in ("add_us", "elapsed_us"):
            plain = getattr(WorkingCalendar, name)
            patch.setattr(WorkingCalendar, name, lambda *args, plain=plain: plain(*args[:3], change(args[3])))

    return apply


def to_the_minute(pauses: list[Interval]) -> list[Interval]:
    return [(begin // MINUTE * MINUTE, end // MINUTE * MINUTE) for begin, end in pauses]


MISTAKES: dict[str, Callable[[Patch], None]] = {
    "second occurrence": wall_times(second_occurrence),
    "gap moved to the transition": wall_times(gap_to_transition),
    "gap always an hour": wall_times(gap_plus_an_hour),
    "fixed offset": wall_times(offset_of_january),
    "midnight plus seconds": midnight_plus_seconds,
    "next opening instead of closing time": next_opening_at_closing_time,
    "zero snaps to the next opening": zero_snaps_to_the_next_opening,
    "due rounded up to minutes": due_rounded_up_to_minutes,
    "elapsed cut to minutes": elapsed_cut_to_minutes,
    "signed elapsed": signed_elapsed,
    "make-up working days ignored": without("workdays"),
    "holidays ignored": without("holidays"),
    "eve's shift cut at midnight": openings_become(cut_before_a_holiday),
    "overlaps counted twice": unmerged,
    "no overnight shifts": openings_become(none_overnight),
    "pauses ignored": pauses_become(lambda pauses: []),
    "only the first pause": pauses_become(lambda pauses: pauses[:1]),
    "pauses cut to minutes": pauses_become(to_the_minute),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_vectors_catch(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    MISTAKES[mistake](monkeypatch)

    assert any(answer(vector) != vector["expected"] for vector in VECTORS)
