"""Warnings and breaches: each once, at their time, told to those who can do something about it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction

from requests_app import transitions
from requests_app.models import Department, Notification, Service, ServiceRequest, User
from sla import alerts, tasks
from sla import sweep as sweeping
from sla.models import Clock, ClockEvent, ServiceStandard
from sla.signals import clocks_changed
from sla.sweep import lateness, sweep
from tests.conftest import Travel
from tests.make import make_agent, make_department, make_request, make_service, make_standard, make_user
from tests.sla.conftest import answer_clock, at, done_clock, events_of


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("recipient__display_name", flat=True))


class TestOnce:
    def test_it_warns_at_the_thresholds_and_breaks_at_the_due_moment(self, filed: ServiceRequest) -> None:
        for minute in range(0, 150, 5):
            sweep(now=at(9) + timedelta(minutes=minute))
        assert events_of(answer_clock(filed)) == [
            (50, "warning", at(10)),
            (80, "warning", at(10, 36)),
            (100, "breach", at(11)),
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

    def test_after_a_downtime_each_step_is_kept_and_only_the_highest_tells(
        self, filed: ServiceRequest, olga: User
    ) -> None:
        sweep(now=at(23))
        assert events_of(done_clock(filed)) == [
            (50, "superseded", at(13)),
            (80, "superseded", at(15, 24)),
            (100, "breach", at(17)),
        ]
        assert Notification.objects.filter(recipient=olga, kind__startswith="clock.resolution").count() == 1

    def test_a_breach_found_by_a_verb_is_the_one_a_sweep_would_have_found(
        self, filed: ServiceRequest, olga: User
    ) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(18))
        assert events_of(done_clock(filed))[-1] == (100, "breach", at(17))
        assert told("clock.resolution.breach") == {"Olga Petrova"}

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


class TestWhoIsTold:
    def test_of_a_warning_whoever_works_on_it(self, filed: ServiceRequest, olga: User, ivan: User, maria: User) -> None:
        transitions.assign(filed, to=ivan, by=olga, now=at(9))
        sweep(now=at(10))
        assert told("clock.first_response.warning") == {"Ivan Kuznetsov"}

    def test_of_a_warning_about_what_nobody_took_everybody_who_serves(
        self, filed: ServiceRequest, olga: User, ivan: User, maria: User, anna: User
    ) -> None:
        sweep(now=at(10))
        assert told("clock.first_response.warning") == {"Olga Petrova", "Ivan Kuznetsov", "Maria Schulz"}

    def test_of_a_warning_about_what_somebody_has_who_left_everybody_who_serves(
        self, filed: ServiceRequest, olga: User, ivan: User
    ) -> None:
        transitions.assign(filed, to=ivan, by=olga, now=at(9))
        User.objects.filter(pk=ivan.pk).update(is_active=False)
        sweep(now=at(10))
        assert told("clock.first_response.warning") == {"Olga Petrova"}

    def test_of_a_breach_those_who_lead_the_department_as_well(
        self, filed: ServiceRequest, olga: User, ivan: User, maria: User
    ) -> None:
        transitions.assign(filed, to=ivan, by=olga, now=at(9))
        sweep(now=at(11))
        assert told("clock.first_response.breach") == {"Ivan Kuznetsov", "Maria Schulz"}

    def test_the_words_name_the_moment(self, filed: ServiceRequest, olga: User) -> None:
        from requests_app.notifications import texts

        sweep(now=at(10))
        words = texts.words_of(Notification.objects.get(recipient=olga))
        assert "11:00" in words.line
        assert "50 %" in words.line

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


class TestOneBadRow:
    def test_it_stops_nobody_else_and_comes_again_in_an_hour(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, olga: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bad, good = make_request(laptop, li_wei, now=at(9)), make_request(laptop, li_wei, now=at(9))
        recipients = alerts.recipients

        def broken(request: ServiceRequest, *rest: Any) -> set[User]:
            if request == bad:
                raise RuntimeError("nobody is known")
            return recipients(request, *rest)

        monkeypatch.setattr(alerts, "recipients", broken)
        sweep(now=at(10))
        assert events_of(answer_clock(good)) == [(50, "warning", at(10))]
        assert events_of(answer_clock(bad)) == []
        monkeypatch.undo()
        sweep(now=at(11, 1))
        assert [step for step, _kind, _at in events_of(answer_clock(bad))] == [50, 80, 100]


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
        assert Notification.objects.filter(kind__endswith="breach").count() == 62
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

        with mock.patch.object(sweeping, "_tell", side_effect=Killed), pytest.raises(Killed):
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
        assert events_of(answer_clock(request)) == [(50, "warning", at(10))]
        assert Notification.objects.filter(kind="clock.first_response.warning").count() == 1


@pytest.mark.django_db
class TestTheReplyAndTheSweepAtTheDueInstant:
    """Both orders end the same."""

    @pytest.mark.parametrize("reply_first", [True, False])
    def test_the_promise_is_kept(self, filed: ServiceRequest, olga: User, reply_first: bool) -> None:
        def reply() -> None:
            transitions.reply(filed, "Just in time", by=olga, now=at(11))

        steps = [reply, lambda: sweep(now=at(11))]
        for step in steps if reply_first else reversed(steps):
            step()
        sweep(now=at(12))
        clock = answer_clock(filed)
        assert clock.state == Clock.State.MET
        assert Clock.objects.kept().filter(pk=clock.pk).exists()
        assert not Clock.objects.broken(at(12)).filter(pk=clock.pk).exists()
