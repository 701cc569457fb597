"""Warnings and breaches: each once, at its time, whoever looks and however often."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction

from requests_app import transitions
from requests_app.models import Department, Notification, Service, ServiceRequest, User
from sla import calendars, clocks, records, tasks
from sla import sweep as sweeping
from sla.handling import handle
from sla.ledger import Account
from sla.models import Clock, ClockEvent, ServiceStandard
from sla.signals import clocks_changed
from sla.sweep import lateness, sweep
from tests.conftest import Travel
from tests.make import make_agent, make_department, make_request, make_service, make_standard, make_user
from tests.sla.conftest import answer_clock, at, done_clock, events_of

CLOSED_AT_NOON = {"tz": "UTC", "weekly": {"mon": [["09:00", "10:00"], ["13:00", "18:00"]]}}


class TestOnce:
    def test_it_warns_at_the_thresholds_and_breaks_at_the_due_moment(self, filed: ServiceRequest) -> None:
        for minute in range(0, 150, 5):
            sweep(now=at(9) + timedelta(minutes=minute))
        assert events_of(answer_clock(filed)) == [
            ("50%", "warning", at(10)),
            ("80%", "warning", at(10, 36)),
            ("100%", "breach", at(11)),
        ]

    def test_the_breach_fires_at_the_due_instant_itself(self, filed: ServiceRequest) -> None:
        sweep(now=at(11) - timedelta(microseconds=1))
        assert answer_clock(filed).breached_at is None
        sweep(now=at(11))
        assert answer_clock(filed).breached_at == at(11)

    def test_a_broken_clock_runs_on_and_breaks_no_second_time(self, filed: ServiceRequest, olga: User) -> None:
        sweep(now=at(12))
        sweep(now=at(13))
        clock = answer_clock(filed)
        assert (clock.state, clock.next_fire_at) == (Clock.State.RUNNING, None)
        transitions.reply(filed, "Sorry", by=olga, now=at(14))
        assert ClockEvent.objects.filter(kind="breach").count() == 1
        assert answer_clock(filed).state == Clock.State.MISSED

    def test_nothing_fires_while_it_rests(self, filed: ServiceRequest, olga: User) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(10))
        sweep(now=at(9, day=20))
        assert not done_clock(filed).events.exists()

    def test_nothing_fires_after_it_stopped(self, filed: ServiceRequest, olga: User) -> None:
        transitions.resolve(filed, by=olga, now=at(9, 30))
        assert sweep(now=at(9, day=20)) == 0

    def test_nothing_fires_for_an_imported_request(self, filed: ServiceRequest, olga: User) -> None:
        ServiceRequest.objects.filter(pk=filed.pk).update(is_live=False)
        transitions.amend(filed, {"impact": 3, "urgency": 3}, by=olga, now=at(9))
        transitions.ask(filed, "Which?", by=olga, now=at(9))
        transitions.resume(filed, by=olga, now=at(9))
        assert sweep(now=at(9, day=20)) == 0

    def test_after_a_downtime_each_step_is_kept_with_its_true_moment(self, filed: ServiceRequest) -> None:
        sweep(now=at(23))
        assert events_of(done_clock(filed)) == [
            ("50%", "superseded", at(13)),
            ("80%", "superseded", at(15, 24)),
            ("100%", "breach", at(17)),
        ]

    def test_a_breach_found_by_a_verb_is_the_one_a_sweep_would_have_found(
        self, filed: ServiceRequest, olga: User
    ) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(18))
        assert events_of(done_clock(filed))[-1] == ("100%", "breach", at(17))

    def test_it_takes_as_many_batches_as_it_needs(
        self, standard: ServiceStandard, laptop: Service, li_wei: User
    ) -> None:
        for _number in range(5):
            make_request(laptop, li_wei, now=at(9))
        assert sweep(now=at(9, day=20), batch=3) == 10
        assert ClockEvent.objects.filter(kind="breach").count() == 10

    def test_the_task_asks_the_database_what_time_it_is(self, filed: ServiceRequest, travel: Travel) -> None:
        travel(at(11))
        tasks.sweep.delay()
        assert answer_clock(filed).breached_at == at(11)

    def test_how_late_the_sweep_is_can_be_asked(self, filed: ServiceRequest) -> None:
        assert lateness(at(9)) == timedelta()
        assert lateness(at(10, 1)) == timedelta(minutes=1)


class TestWhatItLeavesForOthers:
    def test_it_looks_nobody_up_and_tells_nobody(self, filed: ServiceRequest, olga: User) -> None:
        said = Notification.objects.count()
        sweep(now=at(10))
        assert Notification.objects.count() == said
        assert ClockEvent.objects.to_handle().count() == 1

    def test_only_the_highest_step_after_a_downtime_is_left_to_be_told(self, filed: ServiceRequest) -> None:
        sweep(now=at(23))
        waiting = ClockEvent.objects.to_handle().values_list("clock__metric", "step")
        assert sorted(waiting) == [("first_response", "100%"), ("resolution", "100%")]

    def test_it_takes_as_many_statements_for_a_hundred_clocks_as_for_one(
        self,
        standard: ServiceStandard,
        laptop: Service,
        li_wei: User,
        django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    ) -> None:
        for _number in range(50):
            make_request(laptop, li_wei, now=at(9))
        # Guards and back, claim, versions, events, clocks, dashboards' marks; and two savepoints.
        with django_assert_num_queries(7 + 4):
            assert sweeping.sweep_batch(now=at(23), batch=200) == 100

    def test_dashboards_hear_of_a_breach(self, filed: ServiceRequest) -> None:
        heard: list[str] = []

        def listen(sender: type, clocks: list[Clock], **kwargs: object) -> None:
            heard.extend(clock.metric for clock in clocks)

        clocks_changed.connect(listen)
        try:
            sweep(now=at(10))
            assert heard == []
            sweep(now=at(11))
            assert heard == ["first_response"]
        finally:
            clocks_changed.disconnect(listen)


class TestHoursThatChanged:
    """A change of working hours reaches clocks one by one; the sweep comes first, and must not judge by the old."""

    @pytest.fixture
    def changed(self, filed: ServiceRequest, standard: ServiceStandard) -> ServiceRequest:
        """From 10:00 on the department is closed until 13:00."""
        calendar = standard.calendar
        calendars.ensure(calendar.code, calendar.name, CLOSED_AT_NOON, now=at(10))
        Clock.objects.update(calendar_version=calendar.versions.get(number=1))
        return filed

    def test_no_breach_fires_by_hours_that_count_no_more(self, changed: ServiceRequest) -> None:
        sweep(now=at(11))
        clock = answer_clock(changed)
        assert (clock.breached_at, clock.due_at) == (None, at(14))
        assert clock.calendar_version.number == 2
        assert [step for step, _kind, _at in events_of(clock)] == ["50%"]

    def test_the_clock_is_judged_by_the_new_ones_in_the_same_round(self, changed: ServiceRequest) -> None:
        sweep(now=at(15))
        assert events_of(answer_clock(changed))[-1] == ("100%", "breach", at(14))

    def test_the_queue_of_the_department_hears_of_the_new_due_moment(self, changed: ServiceRequest) -> None:
        sweep(now=at(11))
        assert ServiceRequest.objects.get(pk=changed.pk).due_at == at(14)

    def test_one_that_cannot_be_counted_by_the_new_hours_is_put_off(
        self, changed: ServiceRequest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clocks, "later_versions", mock.Mock(side_effect=RuntimeError("no hours")))
        sweep(now=at(11))
        assert answer_clock(changed).next_fire_at == at(12)
        monkeypatch.undo()
        sweep(now=at(14))
        assert answer_clock(changed).breached_at == at(14)


class TestOneBadRow:
    def test_it_stops_nobody_else_and_comes_again_in_an_hour(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bad, good = make_request(laptop, li_wei, now=at(9)), make_request(laptop, li_wei, now=at(9))
        read = records.read

        def broken(row: Clock, *rest: Any) -> Account:
            if row.request_id == bad.pk:
                raise RuntimeError("no such calendar")
            return read(row, *rest)

        monkeypatch.setattr(records, "read", broken)
        sweep(now=at(10))
        assert events_of(answer_clock(good)) == [("50%", "warning", at(10))]
        assert events_of(answer_clock(bad)) == []
        monkeypatch.undo()
        sweep(now=at(11, 1))
        assert [step for step, _kind, _at in events_of(answer_clock(bad))] == ["50%", "80%", "100%"]


def world() -> ServiceRequest:
    """A filed request for tests that commit."""
    it: Department = make_department("it", "IT")
    make_standard(it)
    make_agent("Olga Petrova", it)
    return make_request(make_service(it, "laptop"), make_user("Li Wei"), now=at(9))


def in_threads(*work: object) -> None:
    def run(job: object) -> None:
        try:
            job()  # type: ignore[operator]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_two_sweepers_write_each_event_once(self) -> None:
        service, requester = (first := world()).service, first.requester
        for _number in range(30):
            make_request(service, requester, now=at(9))
        start = threading.Barrier(3)

        def sweeper() -> None:
            start.wait(10)
            sweep(now=at(9, day=9), batch=4)

        in_threads(sweeper, sweeper, sweeper)
        assert ClockEvent.objects.count() == 31 * 2 * 3
        assert ClockEvent.objects.filter(kind="breach").count() == 62
        assert ClockEvent.objects.to_handle().count() == 62
        assert not Clock.objects.due_to_fire(at(9, day=9)).exists()

    def test_a_claimed_clock_is_passed_over_by_the_others(self) -> None:
        world()
        moved: list[int] = []
        with transaction.atomic():
            assert len(sweeping._claim(at(10), 10)) == 1
            in_threads(lambda: moved.append(sweep(now=at(10))))
        assert moved == [0]
        assert sweep(now=at(10)) == 1

    def test_a_sweeper_that_dies_between_claim_and_commit_leaves_nothing(self) -> None:
        request = world()
        before = Clock.objects.get(pk=answer_clock(request).pk)

        class Killed(BaseException):
            pass

        with mock.patch.object(sweeping, "_move_on", side_effect=Killed), pytest.raises(Killed):
            sweep(now=at(11))
        after = Clock.objects.get(pk=before.pk)
        assert not ClockEvent.objects.exists()
        assert (after.next_fire_at, after.breached_at) == (before.next_fire_at, None)
        sweep(now=at(11))
        assert ClockEvent.objects.filter(kind="breach").count() == 1

    def test_a_verb_and_a_sweep_on_the_same_request_do_not_wait_for_each_other_forever(self) -> None:
        """The verb holds the request and wants its clocks; the sweep holds the clocks and refers to the request."""
        request = world()
        olga = User.objects.get(display_name="Olga Petrova")
        swept, claimed = threading.Event(), threading.Event()
        fire = sweeping._fire

        def slow_fire(rows: list[Clock], now: datetime) -> None:
            claimed.set()
            swept.wait(0.5)  # long enough for the verb to lock the request and ask for the clock
            fire(rows, now)

        def verb() -> None:
            claimed.wait(10)
            transitions.reply(request, "Here I am", by=olga, now=at(10, 30))

        with mock.patch.object(sweeping, "_fire", slow_fire):
            in_threads(lambda: sweep(now=at(10)), verb)
        assert answer_clock(request).state == Clock.State.MET
        assert events_of(answer_clock(request)) == [("50%", "warning", at(10))]


def verdict(request: ServiceRequest) -> tuple[str, bool, bool, list[str]]:
    """What a department is judged by: the state, kept, broken; and what people were told."""
    handle(now=at(12))
    clock = answer_clock(request)
    told = Notification.objects.filter(kind__startswith="clock.").values_list("kind", flat=True)
    kept, broken = Clock.objects.kept(), Clock.objects.broken(at(12))
    return clock.state, kept.filter(pk=clock.pk).exists(), broken.filter(pk=clock.pk).exists(), list(told)


KEPT: tuple[str, bool, bool, list[str]] = (Clock.State.MET, True, False, [])


@pytest.mark.django_db(transaction=True)
class TestTheReplyAndTheSweepAtTheDueInstant:
    """Every order ends the same: the promise is kept, and nobody hears that it was not."""

    @pytest.fixture
    def filed(self) -> ServiceRequest:
        request = world()
        sweep(now=at(10, 59))
        ClockEvent.objects.update(handled_at=at(10, 59))
        return request

    def reply(self, request: ServiceRequest) -> None:
        transitions.reply(request, "Just in time", by=User.objects.get(display_name="Olga Petrova"), now=at(11))

    def test_the_reply_first(self, filed: ServiceRequest) -> None:
        self.reply(filed)
        sweep(now=at(11))
        assert verdict(filed) == KEPT

    def test_the_sweep_first(self, filed: ServiceRequest) -> None:
        sweep(now=at(11))
        self.reply(filed)
        assert verdict(filed) == KEPT
        assert [kind for _step, kind, _at in events_of(answer_clock(filed))][-2:] == ["breach", "revoked"]

    def test_the_sweep_while_the_reply_is_being_written(self, filed: ServiceRequest) -> None:
        moved: list[int] = []
        with transaction.atomic():
            self.reply(filed)
            in_threads(lambda: moved.append(sweep(now=at(11))))
        assert moved == [0]
        sweep(now=at(11))
        assert verdict(filed) == KEPT

    def test_the_reply_while_the_sweep_is_writing(self, filed: ServiceRequest) -> None:
        fired = threading.Event()
        move_on = sweeping._move_on

        def slow(moved: Any) -> None:
            move_on(moved)
            fired.set()
            threading.Event().wait(0.3)  # long enough for the reply to wait for the clock

        def reply_meanwhile() -> None:
            fired.wait(10)
            self.reply(filed)

        with mock.patch.object(sweeping, "_move_on", slow):
            in_threads(lambda: sweep(now=at(11)), reply_meanwhile)
        assert verdict(filed) == KEPT

    def test_both_at_once(self, filed: ServiceRequest) -> None:
        start = threading.Barrier(2)

        def together(job: Callable[[], object]) -> Callable[[], None]:
            def run() -> None:
                start.wait(10)
                job()

            return run

        in_threads(together(lambda: sweep(now=at(11))), together(lambda: self.reply(filed)))
        assert verdict(filed) == KEPT
