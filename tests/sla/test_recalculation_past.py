"""The past corrected: clocks end as if the right hours had counted all along."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from sla import calendars, recalculation, records
from sla.calendar import WorkingCalendar
from sla.calendar.instants import SECOND, to_us
from sla.ledger import Account, EventKind, consumed_of
from sla.models import CalendarVersion, Clock, Recalculation
from sla.recalculation.past import Correction, correct
from sla.signals import clocks_changed
from sla.sweep import sweep
from tests.conftest import Travel
from tests.make import OFFICE_HOURS, make_request, make_standard, utc
from tests.sla.conftest import answer_clock, at, done_clock, events_of

HOUR, MINUTE = 3600 * SECOND, 60 * SECOND
MONDAY = to_us(utc(2026, 6, 8, 7))
HOURS = {
    1: WorkingCalendar.from_spec(OFFICE_HOURS),
    2: WorkingCalendar.from_spec({**OFFICE_HOURS, "holidays": ["2026-06-09", "2026-06-11"]}),
    3: WorkingCalendar.from_spec({"tz": "UTC", "weekly": {day: [["06:00", "22:00"]] for day in ("mon", "tue", "wed")}}),
}

acts = st.lists(
    st.tuples(st.sampled_from(["pause", "resume", "stop", "cancel", "reopen"]), st.integers(0, 1200)), max_size=6
)


def lived(version: int, life: list[tuple[str, int]], target: int) -> Account:
    account, now = Account("resolution", HOURS[version], MONDAY, target, (), version=version), MONDAY
    account.start("filed")
    for verb, later in life:
        now += later * MINUTE
        act(account, verb, now)
    return account


def act(account: Account, verb: str, now: int) -> None:
    {
        "pause": lambda: account.pause(now, "waiting"),
        "resume": lambda: account.resume(now, "resumed"),
        "stop": lambda: account.stop(now, "finished"),
        "cancel": lambda: account.cancel(now),
        "reopen": lambda: account.reopen(now, "finished", "reopened"),
    }[verb]()


def corrected(account: Account, since: int, version: int, ended_by: str) -> Account:
    now = account.pieces[-1].until or account.pieces[-1].since
    correction = Correction(version, since, frozenset({1}), HOURS.__getitem__)
    correct(account, correction, now, lambda: ended_by == "cancel")
    return account


def last_end(life: list[tuple[str, int]]) -> str:
    return next((verb for verb, _later in reversed(life) if verb in ("stop", "cancel")), "")


@given(acts, st.integers(1, 40 * 60), st.sampled_from([2, 3]))
def test_a_life_corrected_from_its_beginning_is_the_life_by_the_right_hours(
    life: list[tuple[str, int]], target: int, version: int
) -> None:
    wanted = lived(version, life, target * MINUTE)
    # A life that a clock cancelled and went on with is no life: what is cancelled stays so.
    found = corrected(lived(1, life, target * MINUTE), MONDAY, version, last_end(life))
    assert (found.consumed, found.overran) == (wanted.consumed, wanted.overran)
    if not _ended_twice(life):
        assert (found.state, found.due) == (wanted.state, wanted.due)


def _ended_twice(life: list[tuple[str, int]]) -> bool:
    """Which of two ends counted depends on whether it could come back in between."""
    return sum(verb in ("stop", "cancel") for verb, _later in life) > 1


@given(acts, st.integers(1, 40 * 60), st.integers(0, 5000), st.sampled_from([2, 3]))
def test_consumed_is_what_the_corrected_pieces_say(
    life: list[tuple[str, int]], target: int, since: int, version: int
) -> None:
    found = corrected(lived(1, life, target * MINUTE), MONDAY + since * MINUTE, version, last_end(life))
    until = found.pieces[-1].until or found.pieces[-1].since
    assert found.consumed_at(until) == consumed_of([(HOURS[piece.version], piece) for piece in found.pieces], until)


@given(acts, st.integers(1, 40 * 60), st.integers(0, 5000), st.sampled_from([2, 3]))
def test_correcting_twice_changes_nothing_more(
    life: list[tuple[str, int]], target: int, since: int, version: int
) -> None:
    found = corrected(lived(1, life, target * MINUTE), MONDAY + since * MINUTE, version, last_end(life))
    once = (found.state, found.due, found.overran, found.consumed, list(found.pieces), len(found.happenings))
    corrected(found, MONDAY + since * MINUTE, version, last_end(life))
    assert once == (found.state, found.due, found.overran, found.consumed, list(found.pieces), len(found.happenings))


# Through the rows. Office hours in Berlin, a result within eight working hours.

FORGOTTEN = {**OFFICE_HOURS, "holidays": ["2026-06-09"]}


@pytest.fixture
def office(it: Department) -> CalendarVersion:
    standard = make_standard(it, spec=OFFICE_HOURS)
    return standard.calendar.versions.get()


@pytest.fixture
def monday(office: CalendarVersion, laptop: Service, li_wei: User) -> ServiceRequest:
    """Filed on Monday at 15:00 in Berlin: three hours that day, five on Tuesday, so due on Tuesday at 14:00."""
    return make_request(laptop, li_wei, now=at(13))


def correct_from(version: CalendarVersion, spec: dict[str, Any], *, by: User | None = None) -> Recalculation:
    """Tuesday turns out to have been a holiday; somebody corrects that on Thursday."""
    newer = calendars.ensure(version.calendar.code, None, spec, now=at(8, day=11))
    CalendarVersion.objects.filter(pk=newer.pk).update(counts_from=at(22, day=8), note="Nobody entered it")
    newer.refresh_from_db()
    Recalculation.objects.all().delete()
    job = recalculation.plan_hours(newer, by=by, now=at(8, day=11))
    assert job is not None
    assert job.kind == Recalculation.Kind.PAST
    recalculation.run(job)
    return job


def test_what_was_broken_only_on_the_holiday_was_kept(
    office: CalendarVersion, monday: ServiceRequest, olga: User, ada: User
) -> None:
    transitions.resolve(monday, by=olga, now=at(9, day=10))
    assert done_clock(monday).state == Clock.State.MISSED
    told: list[Clock] = []

    def listen(sender: object, clocks: list[Clock], **kwargs: object) -> None:
        told.extend(clocks)

    clocks_changed.connect(listen)
    try:
        job = correct_from(office, FORGOTTEN, by=ada)
    finally:
        clocks_changed.disconnect(listen)
    clock = done_clock(monday)
    assert clock.state == Clock.State.MET
    assert (clock.breached_at, clock.overran_at) == (at(12, day=9), None)
    assert [kind for _step, kind, _at in events_of(clock)][-1] == EventKind.REVOKED
    assert clock in told
    assert (job.asked_by, job.revoked) == (ada, 1)


def test_what_was_cancelled_after_that_was_not_kept_either(
    office: CalendarVersion, monday: ServiceRequest, li_wei: User
) -> None:
    transitions.cancel(monday, by=li_wei, now=at(9, day=10))
    assert done_clock(monday).state == Clock.State.MISSED
    correct_from(office, FORGOTTEN)
    assert done_clock(monday).state == Clock.State.CANCELLED


def test_what_was_kept_only_thanks_to_a_wrong_holiday_was_broken(
    office: CalendarVersion, laptop: Service, li_wei: User, olga: User
) -> None:
    calendars.ensure(office.calendar.code, None, FORGOTTEN, now=at(10))
    request = make_request(laptop, li_wei, now=at(13))
    transitions.resolve(request, by=olga, now=at(9, day=10))
    assert done_clock(request).state == Clock.State.MET
    job = correct_from(office, OFFICE_HOURS)
    clock = done_clock(request)
    assert (clock.state, clock.due_at, clock.breached_at) == (Clock.State.MISSED, at(12, day=9), at(12, day=9))
    assert job.broke == 1


def test_what_still_runs_has_the_working_time_back(
    office: CalendarVersion, monday: ServiceRequest, travel: Travel
) -> None:
    travel(at(8, day=11))
    sweep(now=at(7, day=11))
    correct_from(office, {**FORGOTTEN, "holidays": ["2026-06-09", "2026-06-10"]})
    clock = done_clock(monday)
    assert (clock.due_at, clock.overran_at) == (at(12, day=11), None)
    monday.refresh_from_db()
    assert monday.due_at == answer_clock(monday).due_at
    assert clocks_agree(clock)


def clocks_agree(clock: Clock) -> bool:
    assert clock.running_since is not None
    return records.rederive(clock, clock.running_since) == clock.consumed_us


def test_pieces_before_the_correction_stay_what_they_were(office: CalendarVersion, monday: ServiceRequest) -> None:
    job = correct_from(office, FORGOTTEN)
    pieces = done_clock(monday).segments.values_list("from_at", "to_at", "calendar_version", "reason")
    assert [*pieces] == [
        (at(13), at(22), office.pk, "filed"),
        (at(22), None, job.calendar_version_id, "recalculated"),
    ]


def test_a_verb_that_came_before_the_job_changes_nothing(
    office: CalendarVersion, monday: ServiceRequest, olga: User
) -> None:
    newer = calendars.ensure(office.calendar.code, None, FORGOTTEN, now=at(8, day=11))
    CalendarVersion.objects.filter(pk=newer.pk).update(counts_from=at(22, day=8))
    newer.refresh_from_db()
    transitions.resolve(monday, by=olga, now=at(9, day=11))
    job = recalculation.plan_hours(newer, by=None, now=at(8, day=11))
    assert job is not None
    recalculation.run(job)
    assert done_clock(monday).state == Clock.State.MISSED
    assert done_clock(monday).due_at == at(12, day=10)
    assert done_clock(monday).consumed_us == (3 + 9 + 2) * HOUR
