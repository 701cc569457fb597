"""What clocks set off is told to those who can do something about it: once, while it is still true."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import StringIO
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from requests_app import transitions
from requests_app.models import Department, Notification, Service, ServiceRequest, User
from requests_app.notifications import texts
from sla import alerts, handling, tasks
from sla.handling import backlog, handle
from sla.models import Clock, ClockEvent, Metric, ServiceStandard
from sla.steps import Condition, Step, Tell
from sla.sweep import sweep
from sla.terms import Target
from tests.conftest import Travel
from tests.make import make_agent, make_department, make_request, make_service, make_standard, make_user
from tests.sla.conftest import answer_clock, at, done_clock

HOUR = 3600


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("recipient__display_name", flat=True))


def about_clocks() -> list[str]:
    return list(Notification.objects.filter(kind__startswith="clock.").order_by("pk").values_list("kind", flat=True))


def outcomes(clock: Clock) -> list[tuple[str, str]]:
    return list(clock.events.order_by("id").values_list("step", "outcome"))


def look(hour: int, minute: int = 0, *, day: int = 8) -> None:
    """The job of the timetable at that moment."""
    sweep(now=at(hour, minute, day=day))
    handle(now=at(hour, minute, day=day))


class TestWhoIsTold:
    def test_of_a_warning_whoever_works_on_it(self, filed: ServiceRequest, olga: User, ivan: User, maria: User) -> None:
        transitions.assign(filed, to=ivan, by=olga, now=at(9))
        look(10)
        assert told("clock.first_response.warning") == {"Ivan Kuznetsov"}

    def test_of_a_warning_about_what_nobody_took_everybody_who_serves(
        self, filed: ServiceRequest, olga: User, ivan: User, maria: User, anna: User
    ) -> None:
        look(10)
        assert told("clock.first_response.warning") == {"Olga Petrova", "Ivan Kuznetsov", "Maria Schulz"}

    def test_of_a_warning_about_what_somebody_has_who_left_everybody_who_serves(
        self, filed: ServiceRequest, olga: User, ivan: User
    ) -> None:
        transitions.assign(filed, to=ivan, by=olga, now=at(9))
        User.objects.filter(pk=ivan.pk).update(is_active=False)
        look(10)
        assert told("clock.first_response.warning") == {"Olga Petrova"}

    def test_of_a_breach_those_who_lead_the_department_as_well(
        self, filed: ServiceRequest, olga: User, ivan: User, maria: User
    ) -> None:
        transitions.assign(filed, to=ivan, by=olga, now=at(9))
        look(11)
        assert told("clock.first_response.breach") == {"Ivan Kuznetsov", "Maria Schulz"}

    def test_nobody_hears_that_their_own_request_waits(
        self, standard: ServiceStandard, laptop: Service, olga: User, ivan: User
    ) -> None:
        make_request(laptop, olga, now=at(9))
        look(10)
        assert told("clock.first_response.warning") == {"Ivan Kuznetsov"}

    @pytest.mark.parametrize(
        ("tell", "names"),
        [
            ((Tell.OWNER,), {"Ivan Kuznetsov"}),
            ((Tell.TEAM,), {"Olga Petrova", "Ivan Kuznetsov", "Maria Schulz"}),
            ((Tell.MANAGERS,), {"Maria Schulz"}),
            ((Tell.HEAD,), {"Maria Schulz"}),
            ((Tell.OWNER, Tell.HEAD), {"Ivan Kuznetsov", "Maria Schulz"}),
            ((), set()),
        ],
    )
    def test_the_step_says_who(
        self,
        it: Department,
        laptop: Service,
        li_wei: User,
        olga: User,
        ivan: User,
        maria: User,
        tell: tuple[Tell, ...],
        names: set[str],
    ) -> None:
        request = climbing(it, laptop, li_wei, Step("50%", tell))
        transitions.assign(request, to=ivan, by=olga, now=at(9))
        look(13)
        assert told("clock.resolution.warning") == names
        assert outcomes(done_clock(request)) == [("50%", "done")]

    def test_of_an_approval_whoever_is_to_decide(
        self, it: Department, laptop: Service, li_wei: User, olga: User, boris: User
    ) -> None:
        goals = {("approval", None): Target(4 * HOUR, (Step("50%"),)), ("resolution", None): Target(8 * HOUR)}
        make_standard(it, targets=goals)
        request = make_request(laptop, li_wei, now=at(9))
        transitions.ask_approval(request, boris, "May we?", by=olga, now=at(10))
        look(12)
        assert told("clock.approval.warning") == {"Boris Weber"}

    def test_of_a_date_that_somebody_named_those_whom_the_ladder_of_the_end_names(
        self, it: Department, laptop: Service, li_wei: User, olga: User, maria: User
    ) -> None:
        request = climbing(it, laptop, li_wei, Step("50%", (Tell.HEAD,)))
        transitions.promise(request, at(20), "Parts", by=olga, now=at(10))
        look(15)
        assert told("clock.promised.warning") == {"Maria Schulz"}

    def test_of_a_departments_part_that_department(
        self, it: Department, finance: Department, laptop: Service, li_wei: User, olga: User, anna: User
    ) -> None:
        for department in (it, finance):
            make_standard(department, targets={("ola", None): Target(4 * HOUR, (Step("50%"),))})
        request = make_request(laptop, li_wei, now=at(9))
        transitions.hand_over(request, finance, "Money", by=olga, now=at(10))
        look(12)
        assert told("clock.ola.warning") == {"Anna Orlova"}


def climbing(department: Department, service: Service, requester: User, *steps: Step) -> ServiceRequest:
    """A request that is to be done within 8 hours, with these steps."""
    make_standard(department, targets={("resolution", None): Target(8 * HOUR, steps)})
    return make_request(service, requester, now=at(9))


class TestTheWords:
    def words(self, kind: str) -> texts.Words:
        return texts.words_of(Notification.objects.filter(kind=kind).latest("pk"))

    def test_a_warning_names_the_moment_and_what_is_left(self, filed: ServiceRequest, olga: User) -> None:
        look(10)
        line = self.words("clock.first_response.warning").line
        assert "11:00" in line
        assert "1 h left" in line

    def test_seconds_that_the_sweep_came_late_do_not_make_30_minutes_29(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        climbing(it, laptop, li_wei, Step("-1800"))
        sweep(now=at(16, 30, 2))
        handle(now=at(16, 30, 5))
        assert "30 min left" in self.words("clock.resolution.warning").line

    def test_found_an_hour_late_it_says_what_is_left_then(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        climbing(it, laptop, li_wei, Step("50%"))
        look(14)
        assert "3 h left" in self.words("clock.resolution.warning").line

    def test_after_the_due_moment_it_says_how_late_it_is(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        climbing(it, laptop, li_wei, Step("+7200"))
        look(17)
        look(19)
        line = self.words("clock.resolution.overdue").line
        assert "17:00" in line
        assert "2 h late" in line

    def test_every_metric_has_words_for_every_kind_of_step(self) -> None:
        wanted = {f"clock.{metric}.{kind}" for metric in Metric.values for kind in ("warning", "breach", "overdue")}
        assert wanted <= texts.kinds()

    def test_they_are_in_the_language_of_the_reader(self, filed: ServiceRequest, olga: User) -> None:
        look(10)
        left = Notification.objects.get(recipient=olga, kind="clock.first_response.warning").params["left"]
        assert set(left) == {"en", "zh-hans", "ru"}


class TestOnlyWhatIsTrue:
    def test_after_a_downtime_only_the_highest_step_tells(self, filed: ServiceRequest, olga: User) -> None:
        look(23)
        assert sorted(about_clocks()) == ["clock.first_response.breach", "clock.resolution.breach"]

    def test_nothing_is_told_twice(self, filed: ServiceRequest, olga: User) -> None:
        look(10)
        ClockEvent.objects.update(handled_at=None)
        handle(now=at(10))
        look(10)
        assert about_clocks() == ["clock.first_response.warning"]

    def test_a_warning_that_a_later_step_overtook_before_anybody_told_is_left_out(
        self, filed: ServiceRequest, olga: User
    ) -> None:
        sweep(now=at(10))
        sweep(now=at(11))
        handle(now=at(11))
        assert outcomes(answer_clock(filed)) == [("50%", "skipped"), ("80%", ""), ("100%", "done")]
        assert about_clocks() == ["clock.first_response.breach"]

    def test_a_warning_about_what_was_answered_meanwhile_is_noise(self, filed: ServiceRequest, olga: User) -> None:
        sweep(now=at(10))
        transitions.reply(filed, "Here", by=olga, now=at(10, 0, 1))
        handle(now=at(10, 0, 2))
        assert about_clocks() == []
        assert outcomes(answer_clock(filed)) == [("50%", "skipped")]

    def test_a_warning_about_what_rests_is_noise(self, filed: ServiceRequest, olga: User) -> None:
        sweep(now=at(13))
        transitions.ask(filed, "Which?", by=olga, now=at(13, 0, 1))
        handle(now=at(13, 0, 2))
        assert "clock.resolution.warning" not in about_clocks()

    def test_a_breach_that_turned_out_to_be_none_is_told_to_nobody(self, filed: ServiceRequest, olga: User) -> None:
        sweep(now=at(11))
        transitions.reply(filed, "In time", by=olga, now=at(10, 59))
        handle(now=at(11))
        assert about_clocks() == []

    def test_a_breach_that_a_verb_found_is_told(self, filed: ServiceRequest, olga: User) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(18))
        handle(now=at(18))
        assert told("clock.resolution.breach") == {"Olga Petrova"}

    def test_a_verb_asks_for_it_to_be_told_at_once(
        self, filed: ServiceRequest, olga: User, django_capture_on_commit_callbacks: Callable[..., Any]
    ) -> None:
        with mock.patch.object(tasks.handle_events, "apply_async") as asked:
            with django_capture_on_commit_callbacks(execute=True):
                transitions.start(filed, by=olga, now=at(10))
            assert not asked.called
            with django_capture_on_commit_callbacks(execute=True):
                transitions.ask(filed, "Which?", by=olga, now=at(18))
            assert asked.called

    def test_an_imported_request_tells_nobody(self, filed: ServiceRequest, olga: User) -> None:
        sweep(now=at(11))
        ServiceRequest.objects.filter(pk=filed.pk).update(is_live=False)
        handle(now=at(11))
        assert about_clocks() == []

    @pytest.mark.parametrize(
        ("condition", "is_told"),
        [
            (Condition.UNASSIGNED, False),
            (Condition.NOT_STARTED, False),
            (Condition.URGENT, False),
            (Condition.NO_PROMISE, True),
            (Condition.ALWAYS, True),
        ],
    )
    def test_the_condition_of_the_step_is_asked_again(
        self, it: Department, laptop: Service, li_wei: User, olga: User, condition: Condition, is_told: bool
    ) -> None:
        request = climbing(it, laptop, li_wei, Step("50%", condition=condition))
        transitions.start(request, by=olga, now=at(10))
        look(13)
        assert (told("clock.resolution.warning") == {"Olga Petrova"}) is is_told
        assert outcomes(done_clock(request)) == [("50%", "done" if is_told else "skipped")]

    def test_the_ladder_of_the_priority_that_it_has_now_counts(
        self, it: Department, laptop: Service, li_wei: User, olga: User, maria: User
    ) -> None:
        goals = {
            ("resolution", None): Target(8 * HOUR, (Step("50%"),)),
            ("resolution", 1): Target(4 * HOUR, (Step("50%", (Tell.HEAD,)),)),
        }
        make_standard(it, targets=goals)
        request = make_request(laptop, li_wei, now=at(9))
        transitions.amend(request, {"impact": 3, "urgency": 3}, by=olga, now=at(10))
        look(11)
        assert told("clock.resolution.warning") == {"Maria Schulz"}


class TestTrouble:
    @pytest.fixture
    def two(self, standard: ServiceStandard, laptop: Service, li_wei: User, olga: User) -> list[ServiceRequest]:
        return [make_request(laptop, li_wei, now=at(9)) for _number in range(2)]

    def test_one_bad_event_stops_no_other_and_does_not_vanish(
        self, two: list[ServiceRequest], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        news_of = alerts.news_of

        def broken(event: ClockEvent, *rest: Any) -> object:
            if event.clock.request_id == two[0].pk:
                raise RuntimeError("nobody is known")
            return news_of(event, *rest)

        monkeypatch.setattr(alerts, "news_of", broken)
        look(10)
        assert outcomes(answer_clock(two[0])) == [("50%", "failed")]
        assert outcomes(answer_clock(two[1])) == [("50%", "done")]
        assert about_clocks() == ["clock.first_response.warning"]
        assert ClockEvent.objects.failed_since(at(9)).count() == 1

    def test_a_worker_that_dies_tells_nobody_and_forgets_nothing(self, two: list[ServiceRequest]) -> None:
        class Killed(BaseException):
            pass

        sweep(now=at(10))
        with mock.patch.object(handling, "_note", side_effect=Killed), pytest.raises(Killed), transaction.atomic():
            handle(now=at(10))
        assert about_clocks() == []
        handle(now=at(10))
        assert len(about_clocks()) == 2

    def test_how_long_news_has_waited_can_be_asked(self, two: list[ServiceRequest]) -> None:
        assert backlog(at(10)) == timedelta()
        sweep(now=at(10))
        assert backlog(at(10, 2)) == timedelta(minutes=2)
        handle(now=at(10, 2))
        assert backlog(at(10, 2)) == timedelta()

    def test_telling_of_a_hundred_costs_no_more_statements_than_of_one(
        self,
        standard: ServiceStandard,
        laptop: Service,
        li_wei: User,
        olga: User,
        django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
    ) -> None:
        for _number in range(100):
            make_request(laptop, li_wei, now=at(9))
        sweep(now=at(10))
        with django_assert_max_num_queries(14):
            assert handling.handle_batch(now=at(10)) == 100

    def test_it_ends_after_a_while_so_that_the_sweep_comes_round_again(self, two: list[ServiceRequest]) -> None:
        sweep(now=at(10))
        assert handle(now=at(10), batch=1, seconds=0) == 1
        assert ClockEvent.objects.to_handle().count() == 1

    def test_so_does_the_command(self, two: list[ServiceRequest], travel: Travel) -> None:
        travel(at(10))
        out = StringIO()
        call_command("sweep", stdout=out)
        assert out.getvalue() == "2 clocks moved, 2 events handled.\n"

    def test_the_task_sweeps_and_tells(self, two: list[ServiceRequest], travel: Travel) -> None:
        travel(at(10))
        tasks.sweep.delay()
        assert len(about_clocks()) == 2


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_three_handlers_tell_each_event_once(self) -> None:
        it = make_department("it", "IT")
        make_standard(it)
        make_agent("Olga Petrova", it)
        service, requester = make_service(it, "laptop"), make_user("Li Wei")
        for _number in range(30):
            make_request(service, requester, now=at(9))
        sweep(now=at(10))
        start = threading.Barrier(3)

        def handler() -> None:
            try:
                start.wait(10)
                handle(now=at(10), batch=4)
            finally:
                connection.close()

        threads = [threading.Thread(target=handler) for _number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert about_clocks() == ["clock.first_response.warning"] * 30
        assert not ClockEvent.objects.to_handle().exists()
