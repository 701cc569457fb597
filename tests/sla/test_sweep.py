"""Warnings and breaches: each once, at its time, whoever looks and however often."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requests_app import transitions
from requests_app.models import Notification, Service, ServiceRequest, User
from sla import calendars, clocks, records, tasks
from sla import sweep as sweeping
from sla.ledger import Account
from sla.models import Clock, ClockEvent, ServiceStandard
from sla.signals import clocks_changed
from sla.sweep import lateness, sweep
from tests.conftest import Travel
from tests.make import ALWAYS_OPEN, make_request
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

    def test_what_was_due_before_the_change_fires_with_all_others(
        self, filed: ServiceRequest, standard: ServiceStandard, laptop: Service, li_wei: User
    ) -> None:
        for _number in range(10):
            make_request(laptop, li_wei, now=at(9))
        calendar = standard.calendar
        later = {**ALWAYS_OPEN, "holidays": ["2026-06-20"]}
        calendars.ensure(calendar.code, calendar.name, later, now=at(10))
        Clock.objects.update(calendar_version=calendar.versions.get(number=1))
        with CaptureQueriesContext(connection) as asked:
            sweep(now=at(11))
        assert events_of(answer_clock(filed))[-1] == ("100%", "breach", at(11))
        assert len([one for one in asked if "FOR NO KEY UPDATE" in one["sql"]]) == 1, "nobody was held one by one"

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
