"""Many sweepers, verbs and sweeps at the same instant: real transactions, every order, one outcome."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction

from requests_app import transitions
from requests_app.models import Department, Notification, ServiceRequest, User
from sla import sweep as sweeping
from sla.handling import handle
from sla.models import Clock, ClockEvent
from sla.sweep import sweep
from tests.make import make_agent, make_department, make_request, make_service, make_standard, make_user
from tests.sla.conftest import answer_clock, at, events_of


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
