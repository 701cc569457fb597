"""New working hours reach the clocks that run, once each, whoever dies or waits meanwhile."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError, connection, transaction

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from sla import calendars, recalculation, tasks
from sla.calendar import WorkingCalendar
from sla.calendar.instants import SECOND
from sla.models import CalendarVersion, Clock, ClockEvent, Recalculation
from sla.recalculation import Outlook, hours, jobs, rows
from sla.sweep import sweep
from tests.conftest import Travel
from tests.make import OFFICE_HOURS, make_department, make_request, make_service, make_standard, make_user
from tests.sla.conftest import answer_clock, at, done_clock, events_of

HOLIDAY = {**OFFICE_HOURS, "holidays": ["2026-06-09"]}
SATURDAY = {**OFFICE_HOURS, "exceptions": {"2026-06-13": [["09:00", "18:00"]]}}
State = Recalculation.State


@pytest.fixture
def office(it: Department, travel: Travel) -> CalendarVersion:
    """IT works on weekdays from nine to six in Berlin, and it is Monday, 15:00 there."""
    travel(at(13))
    version: CalendarVersion = make_standard(it, spec=OFFICE_HOURS, resolution=8 * 3600).calendar.versions.get()
    return version


@pytest.fixture
def monday(office: CalendarVersion, laptop: Service, li_wei: User) -> list[ServiceRequest]:
    """Six requests, due on Tuesday at 14:00 in Berlin; the answers are due today."""
    return [make_request(laptop, li_wei, now=at(13)) for _number in range(6)]


def publish(version: CalendarVersion, spec: dict[str, Any], now: datetime | None = None) -> Recalculation:
    """The next version, as an admin would publish it; with the job that this plans."""
    calendars.ensure(version.calendar.code, None, spec, now=now)
    return Recalculation.objects.latest("pk")


class TestWhoFollows:
    def test_the_due_moment_moves_over_the_new_holiday(
        self, office: CalendarVersion, monday: list[ServiceRequest]
    ) -> None:
        job = publish(office, HOLIDAY)
        recalculation.run(job)
        clock = done_clock(monday[0])
        assert clock.due_at == at(12, day=10)
        assert clock.consumed_us == 0
        assert (job.state, job.total, job.seen, job.moved, job.broke) == (State.DONE, 6, 6, 6, 0)

    def test_what_is_due_before_the_first_change_is_left_alone(
        self, office: CalendarVersion, monday: list[ServiceRequest]
    ) -> None:
        recalculation.run(publish(office, HOLIDAY))
        clock = answer_clock(monday[0])
        assert (clock.due_at, clock.calendar_version_id) == (at(15), office.pk)

    def test_nothing_is_written_down_where_no_clock_lives_to_the_change(
        self, office: CalendarVersion, monday: list[ServiceRequest]
    ) -> None:
        calendars.ensure(office.calendar.code, None, SATURDAY)
        assert not Recalculation.objects.exists()

    def test_a_resting_clock_takes_the_version_over_and_nothing_else(
        self, office: CalendarVersion, monday: list[ServiceRequest], olga: User
    ) -> None:
        transitions.ask(monday[0], "Which?", by=olga, now=at(14))
        job = publish(office, SATURDAY, now=at(14))
        recalculation.run(job)
        clock = done_clock(monday[0])
        assert clock.calendar_version_id == job.calendar_version_id
        assert (clock.state, clock.due_at, clock.segments.count()) == (Clock.State.PAUSED, None, 2)

    def test_the_request_follows_its_clocks(
        self, office: CalendarVersion, monday: list[ServiceRequest], olga: User
    ) -> None:
        transitions.reply(monday[0], "Soon", by=olga, now=at(14))
        recalculation.run(publish(office, HOLIDAY))
        monday[0].refresh_from_db()
        assert monday[0].due_at == at(12, day=10)

    def test_the_ledger_ends_a_piece_and_begins_another(
        self, office: CalendarVersion, monday: list[ServiceRequest], travel: Travel
    ) -> None:
        travel(at(14))
        job = publish(office, HOLIDAY)
        recalculation.run(job)
        pieces = done_clock(monday[0]).segments.values_list("from_at", "to_at", "calendar_version", "reason")
        assert [*pieces] == [
            (at(13), at(14), office.pk, "filed"),
            (at(14), None, job.calendar_version_id, "recalculated"),
        ]
        assert done_clock(monday[0]).consumed_us == 3600 * SECOND

    def test_two_versions_at_once_are_one_way(self, office: CalendarVersion, monday: list[ServiceRequest]) -> None:
        publish(office, HOLIDAY)
        latest = publish(office, {**OFFICE_HOURS, "holidays": ["2026-06-09", "2026-06-10"]})
        recalculation.run(latest)
        assert done_clock(monday[0]).due_at == at(12, day=11)
        recalculation.run(Recalculation.objects.earliest("pk"))
        assert done_clock(monday[0]).due_at == at(12, day=11)

    def test_a_breach_that_only_the_old_hours_found_is_revoked(
        self, office: CalendarVersion, monday: list[ServiceRequest], travel: Travel
    ) -> None:
        travel(at(8, day=9))
        with mock.patch.object(tasks.recalculate, "delay_on_commit"):
            job = publish(office, {**OFFICE_HOURS, "exceptions": {"2026-06-09": [["09:00", "10:00"]]}})
        # What a sweep that had not heard of the version wrote meanwhile.
        Clock.objects.filter(metric="resolution").update(
            breached_at=at(12, day=9), overran_at=at(12, day=9), next_step="", next_fire_at=None
        )
        travel(at(13, day=9))
        recalculation.run(job)
        assert events_of(done_clock(monday[0]))[-1][1] == "revoked"
        assert (job.revoked, done_clock(monday[0]).overran_at) == (6, None)

    def test_a_clock_whose_hours_never_come_again_is_listed_and_keeps_the_others(
        self, office: CalendarVersion, monday: list[ServiceRequest]
    ) -> None:
        stuck = done_clock(monday[2])
        Clock.objects.filter(pk=stuck.pk).update(target_us=40_000 * 3600 * SECOND)
        job = publish(office, HOLIDAY)
        recalculation.run(job)
        assert (job.state, job.moved, job.failed) == (State.DONE, 5, 1)
        assert [one["id"] for one in job.failures] == [stuck.pk]
        assert "NoWorkingTime" in job.failures[0]["why"]

    def test_a_clock_that_cannot_be_written_is_found_among_thousands(
        self, office: CalendarVersion, monday: list[ServiceRequest], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stuck, write = done_clock(monday[2]).pk, rows.move

        def fails(ids: Any, *rest: Any) -> None:
            if stuck in ids:
                raise ValueError("it cannot be written")
            write(ids, *rest)

        monkeypatch.setattr(rows, "move", fails)
        job = publish(office, HOLIDAY)
        recalculation.run(job)
        assert (job.state, job.moved, [one["id"] for one in job.failures]) == (State.DONE, 5, [stuck])


class TestWhoeverDies:
    @pytest.fixture(autouse=True)
    def small_chunks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(hours, "CHUNK", 2)
        monkeypatch.setattr(hours.HoursWorker, "__init__", _with_size(2))

    def test_the_next_worker_goes_on_where_the_last_step_was_kept(
        self, office: CalendarVersion, monday: list[ServiceRequest], travel: Travel
    ) -> None:
        job = publish(office, HOLIDAY)
        with dying_after(4), pytest.raises(Killed):
            recalculation.work(job.pk)
        job.refresh_from_db()
        assert (job.state, job.seen) == (State.RUNNING, 4)
        assert recalculation.work(job.pk) is Outlook.DONE  # it is still held
        assert Clock.objects.filter(due_at=at(12, day=10)).count() == 4
        travel(at(13, minute=2))
        assert recalculation.free_jobs() == [job.pk]
        recalculation.run(job)
        assert (job.state, job.seen, job.moved) == (State.DONE, 6, 6)
        assert Clock.objects.filter(due_at=at(12, day=10)).count() == 6
        assert all(done_clock(request).segments.count() == 2 for request in monday)

    def test_the_timetable_takes_up_what_was_left_behind(
        self, office: CalendarVersion, monday: list[ServiceRequest], travel: Travel
    ) -> None:
        job = publish(office, HOLIDAY)
        with dying_after(2), pytest.raises(Killed):
            recalculation.work(job.pk)
        tasks.recalculate_unfinished.delay()
        job.refresh_from_db()
        assert job.seen == 2
        travel(at(13, minute=2))
        tasks.recalculate_unfinished.delay()
        job.refresh_from_db()
        assert (job.state, job.seen) == (State.DONE, 6)

    def test_a_worker_that_slept_too_long_takes_its_step_back(
        self, office: CalendarVersion, monday: list[ServiceRequest], travel: Travel
    ) -> None:
        job = publish(office, HOLIDAY)
        follow = hours.follow

        def overtaken(*args: Any) -> None:
            follow(*args)
            Recalculation.objects.filter(pk=job.pk).update(lease_until=at(13, minute=30))

        with mock.patch.object(hours, "follow", overtaken):
            assert recalculation.work(job.pk) is Outlook.DONE
        job.refresh_from_db()
        assert (job.state, job.seen) == (State.RUNNING, 0)
        # The other worker's hold went with the step, since here both share one transaction.
        assert not Clock.objects.filter(due_at=at(12, day=10)).exists()

    def test_it_lets_others_have_their_turn(self, office: CalendarVersion, monday: list[ServiceRequest]) -> None:
        job = publish(office, HOLIDAY)
        assert recalculation.work(job.pk, seconds=0) is Outlook.MORE
        job.refresh_from_db()
        assert (job.state, job.lease_until) == (State.RUNNING, None)
        tasks.recalculate.delay(job.pk)
        job.refresh_from_db()
        assert job.state == State.DONE

    def test_what_is_wrong_with_all_of_them_stops_it_and_can_be_tried_again(
        self, office: CalendarVersion, monday: list[ServiceRequest], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = publish(office, HOLIDAY)
        with mock.patch.object(jobs, "MOST_FAILURES", 3), mock.patch.object(rows, "move", side_effect=ValueError("no")):
            recalculation.run(job)
        assert (job.state, job.problem, job.failed) == (State.FAILED, "ValueError: no", 3)
        recalculation.run(recalculation.try_again(job))
        job.refresh_from_db()
        assert (job.state, job.failed, job.moved) == (State.DONE, 0, 6)

    def test_a_database_that_went_away_is_no_failure(
        self, office: CalendarVersion, monday: list[ServiceRequest], travel: Travel
    ) -> None:
        job = publish(office, HOLIDAY)
        with mock.patch.object(rows, "move", side_effect=OperationalError), pytest.raises(OperationalError):
            recalculation.work(job.pk)
        travel(at(13, minute=2))
        recalculation.run(job)
        assert (job.state, job.moved) == (State.DONE, 6)


class Killed(BaseException):
    """As sudden as SIGKILL: nothing of ours catches it."""


def dying_after(clocks: int) -> Any:
    """The worker dies once it has written so many clocks, before the next step is kept."""
    keep = jobs.Hold.keep

    def dies(self: jobs.Hold, step: jobs.Step) -> None:
        if self.job.cursor and Recalculation.objects.get(pk=self.job.pk).seen >= clocks:
            raise Killed
        keep(self, step)

    return mock.patch.object(jobs.Hold, "keep", dies)


def _with_size(size: int) -> Any:
    made = hours.HoursWorker.__init__

    def init(self: hours.HoursWorker, routes: Any) -> None:
        made(self, routes, size)

    return init


@pytest.mark.django_db(transaction=True)
class TestBesideOthers:
    @pytest.fixture
    def requests(self, travel: Travel) -> list[ServiceRequest]:
        travel(at(13))
        it = make_department("it", "IT")
        make_standard(it, spec=OFFICE_HOURS, resolution=8 * 3600)
        laptop, li_wei = make_service(it, "laptop"), make_user("Li Wei")
        return [make_request(laptop, li_wei, now=at(13)) for _number in range(4)]

    @pytest.fixture
    def job(self, requests: list[ServiceRequest]) -> Recalculation:
        with mock.patch.object(tasks.recalculate, "delay_on_commit"):
            return publish(done_clock(requests[0]).calendar_version, HOLIDAY)

    def test_a_request_that_somebody_holds_is_passed_over_and_tried_again(
        self, requests: list[ServiceRequest], job: Recalculation
    ) -> None:
        with holding(requests[1]):
            assert recalculation.work(job.pk, seconds=None) is Outlook.BLOCKED
            assert done_clock(requests[0]).due_at == at(12, day=10)
            assert done_clock(requests[1]).due_at == at(12, day=9)
        recalculation.run(job)
        assert done_clock(requests[1]).due_at == at(12, day=10)
        job.refresh_from_db()
        assert (job.state, job.seen, job.total) == (State.DONE, 4, 4)

    def test_a_sweep_beside_it_finds_no_breach_by_the_old_hours(
        self, requests: list[ServiceRequest], job: Recalculation, travel: Travel
    ) -> None:
        travel(at(12, day=9))
        sweep(now=at(12, day=9))
        assert not ClockEvent.objects.filter(clock__metric="resolution", kind="breach").exists()
        recalculation.run(job)
        assert {done_clock(request).due_at for request in requests} == {at(12, day=10)}

    def test_two_workers_do_it_once(self, requests: list[ServiceRequest], job: Recalculation) -> None:
        def work() -> None:
            try:
                recalculation.work(job.pk, seconds=None)
            finally:
                connection.close()

        workers = [threading.Thread(target=work) for _number in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        job.refresh_from_db()
        assert (job.state, job.seen) == (State.DONE, 4)
        assert all(done_clock(request).segments.count() == 2 for request in requests)


class holding:  # noqa: N801 - read as a phrase
    """Somebody else's transaction that holds a request, as a verb does."""

    def __init__(self, request: ServiceRequest) -> None:
        self.request, self.held, self.over = request, threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._hold)

    def _hold(self) -> None:
        with transaction.atomic():
            ServiceRequest.objects.select_for_update(no_key=True).get(pk=self.request.pk)
            self.held.set()
            self.over.wait(10)
        connection.close()

    def __enter__(self) -> None:
        self.thread.start()
        assert self.held.wait(10)

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.thread.join()


class TestThePreview:
    def test_it_counts_what_would_happen_and_writes_nothing(
        self, office: CalendarVersion, monday: list[ServiceRequest], maria: User
    ) -> None:
        found = recalculation.preview_hours(office.calendar, WorkingCalendar.from_spec(HOLIDAY), maria, now=at(13))
        assert (found.clocks, found.requests, found.moved, found.breaks, found.revoked) == (6, 6, 6, 0, 0)
        assert (found.earlier, found.later) == (None, timedelta(days=1))
        assert {(one.before, one.after) for one in found.samples} == {(at(12, day=9), at(12, day=10))}
        assert done_clock(monday[0]).due_at == at(12, day=9)
        assert not Recalculation.objects.exists()

    def test_it_is_what_happens(self, office: CalendarVersion, monday: list[ServiceRequest], maria: User) -> None:
        spec = {**OFFICE_HOURS, "weekly": {**OFFICE_HOURS["weekly"], "mon": [["00:00", "24:00"]]}}  # type: ignore[dict-item]
        found = recalculation.preview_hours(office.calendar, WorkingCalendar.from_spec(spec), maria, now=at(13))
        job = publish(office, spec)
        recalculation.run(job)
        assert (found.clocks, found.moved, found.breaks, found.revoked) == (
            job.total,
            job.moved,
            job.broke,
            job.revoked,
        )
        assert {one.clock.pk: one.after for one in found.samples} == {
            one.clock.pk: Clock.objects.get(pk=one.clock.pk).due_at for one in found.samples
        }

    def test_samples_are_of_what_one_may_see(
        self, office: CalendarVersion, monday: list[ServiceRequest], anna: User
    ) -> None:
        found = recalculation.preview_hours(office.calendar, WorkingCalendar.from_spec(HOLIDAY), anna, now=at(13))
        assert (found.moved, found.samples) == (6, [])

    def test_correcting_the_past_is_counted_with_its_verdicts(
        self, office: CalendarVersion, monday: list[ServiceRequest], olga: User, ada: User, travel: Travel
    ) -> None:
        transitions.resolve(monday[0], by=olga, now=at(9, day=10))
        travel(at(8, day=11))
        found = recalculation.preview_hours(
            office.calendar, WorkingCalendar.from_spec(HOLIDAY), ada, since=at(22), now=at(8, day=11)
        )
        assert (found.revoked, found.breaks) == (1, 0)
        assert done_clock(monday[0]).state == Clock.State.MISSED
