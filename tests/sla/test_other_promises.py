"""What is promised besides the first answer and the end: the next answer, a date, an approval, a department's share."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from sla.models import Clock, ClockSegment, ServiceStandard
from sla.sweep import sweep
from tests.make import OFFICE_HOURS, make_request, make_standard
from tests.sla.conftest import NINE, at, events_of

HOUR = 3600
TARGETS: dict[tuple[str, int | None], int] = {
    ("next_reply", None): 3 * HOUR,
    ("promise", None): 4 * HOUR,
    ("approval", None): 5 * HOUR,
    ("ola", None): 4 * HOUR,
}


@pytest.fixture
def standard(it: Department) -> ServiceStandard:
    """IT: first answer 2 h, next answer 3 h, a date within 4 h, done in 8 h; approvals 5 h; its own share 4 h."""
    return make_standard(it, by_priority=TARGETS)


@pytest.fixture
def filed(standard: ServiceStandard, laptop: Service, li_wei: User) -> ServiceRequest:
    return make_request(laptop, li_wei, now=NINE)


def clock_of(request: ServiceRequest, metric: str, **which: Any) -> Clock:
    return request.clocks.filter(metric=metric, **which).order_by("-cycle")[0]


def cycles(request: ServiceRequest, metric: str) -> list[tuple[int, str]]:
    return list(request.clocks.filter(metric=metric).order_by("cycle").values_list("cycle", "state"))


def say(request: ServiceRequest, who: User, when: datetime) -> None:
    transitions.reply(request, "Hello", by=who, now=when)


class TestNextAnswer:
    def test_it_starts_only_after_the_first_answer_was_given(self, filed: ServiceRequest, li_wei: User) -> None:
        say(filed, li_wei, at(10))
        assert cycles(filed, "next_reply") == []

    def test_it_starts_at_the_requesters_first_unanswered_word(
        self, filed: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        say(filed, olga, at(10))
        say(filed, li_wei, at(11))
        say(filed, li_wei, at(12))
        clock = clock_of(filed, "next_reply")
        assert (clock.cycle, clock.started_at, clock.due_at) == (1, at(11), at(14))

    def test_a_public_word_of_the_department_stops_it_and_the_next_question_is_a_new_cycle(
        self, filed: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        for who, hour in ((olga, 10), (li_wei, 11), (olga, 12), (li_wei, 13), (olga, 17)):
            say(filed, who, at(hour))
        assert cycles(filed, "next_reply") == [(1, "met"), (2, "missed")]

    def test_an_internal_note_does_not_stop_it(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        say(filed, olga, at(10))
        say(filed, li_wei, at(11))
        transitions.reply(filed, "Hm", by=olga, internal=True, now=at(12))
        assert clock_of(filed, "next_reply").state == "running"

    def test_asking_for_news_and_answering_a_question_want_an_answer_too(
        self, filed: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.ask(filed, "Which size?", by=olga, now=at(10))
        transitions.answer(filed, "Small", by=li_wei, now=at(11))
        say(filed, olga, at(12))
        transitions.chase(filed, by=li_wei, now=at(13))
        assert cycles(filed, "next_reply") == [(1, "met"), (2, "running")]

    def test_a_result_answers_everything(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        say(filed, olga, at(10))
        say(filed, li_wei, at(11))
        transitions.resolve(filed, "Done", by=olga, now=at(12))
        assert clock_of(filed, "next_reply").state == "met"

    def test_the_system_neither_answers_nor_asks(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        say(filed, olga, at(10))
        transitions.reply(filed, "Received", by=None, now=at(11))
        assert cycles(filed, "next_reply") == []
        say(filed, li_wei, at(11))
        transitions.reply(filed, "Received", by=None, now=at(12))
        assert clock_of(filed, "next_reply").state == "running"

    def test_objecting_to_a_result_wants_an_answer(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.resolve(filed, "Done", by=olga, now=at(10))
        transitions.reopen(filed, "Not at all", by=li_wei, now=at(11))
        clock = clock_of(filed, "next_reply")
        assert (clock.state, clock.due_at) == ("running", at(14))

    def test_the_request_carries_it_where_it_is_the_soonest_promise(
        self, filed: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.promise(filed, at(17), "Then", by=olga, now=at(10))
        say(filed, li_wei, at(11))
        filed.refresh_from_db()
        assert filed.due_at == at(14)


class TestADate:
    def test_naming_one_in_time_keeps_the_promise_to_name_one(self, filed: ServiceRequest, olga: User) -> None:
        transitions.promise(filed, at(16), "The supplier delivers then", by=olga, now=at(12))
        assert clock_of(filed, "promise").state == "met"

    def test_naming_none_breaks_it(self, filed: ServiceRequest, olga: User) -> None:
        say(filed, olga, at(10))
        sweep(now=at(14))
        assert ("100%", "breach", at(13)) in events_of(clock_of(filed, "promise"))

    def test_a_clock_runs_towards_the_date_and_warns_as_the_end_does(self, filed: ServiceRequest, olga: User) -> None:
        transitions.promise(filed, at(16), "The supplier delivers then", by=olga, now=at(12))
        clock = clock_of(filed, "promised")
        assert (clock.due_at, clock.is_pinned, clock.next_fire_at) == (at(16), True, at(14))

    def test_done_by_the_date_keeps_it(self, filed: ServiceRequest, olga: User) -> None:
        transitions.promise(filed, at(16), "Then", by=olga, now=at(12))
        transitions.resolve(filed, by=olga, now=at(16))
        assert clock_of(filed, "promised").state == "met"

    def test_moved_before_it_lapses_it_is_one_promise(self, filed: ServiceRequest, olga: User) -> None:
        transitions.promise(filed, at(16), "Then", by=olga, now=at(12))
        transitions.promise(filed, at(18), "The train is late", by=olga, now=at(15))
        transitions.resolve(filed, by=olga, now=at(17))
        assert cycles(filed, "promised") == [(1, "met")]

    def test_moved_after_it_lapsed_the_first_stays_broken(self, filed: ServiceRequest, olga: User) -> None:
        transitions.promise(filed, at(13), "Then", by=olga, now=at(12))
        transitions.promise(filed, at(18), "The train is late", by=olga, now=at(15))
        transitions.resolve(filed, by=olga, now=at(17))
        assert cycles(filed, "promised") == [(1, "missed"), (2, "met")]

    def test_waiting_for_the_requester_does_not_move_it(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.promise(filed, at(16), "Then", by=olga, now=at(12))
        transitions.ask(filed, "Where to?", by=olga, now=at(13))
        transitions.answer(filed, "Here", by=li_wei, now=at(15))
        assert clock_of(filed, "promised").due_at == at(16)


class TestApproval:
    @pytest.fixture
    def asked(self, filed: ServiceRequest, olga: User, boris: User) -> ServiceRequest:
        return transitions.ask_approval(filed, boris, "1,900 euros", by=olga, now=at(10))

    def test_it_has_a_clock_of_its_own(self, asked: ServiceRequest) -> None:
        clock = clock_of(asked, "approval")
        assert (clock.state, clock.started_at, clock.due_at) == ("running", at(10), at(15))

    def test_the_time_of_the_approver_is_not_the_departments(self, asked: ServiceRequest, boris: User) -> None:
        for metric in ("resolution", "ola"):
            assert clock_of(asked, metric).state == "paused"
        transitions.approve(asked, by=boris, now=at(14))
        assert clock_of(asked, "approval").state == "met"
        assert clock_of(asked, "resolution").due_at == at(21)

    def test_it_is_no_answer_to_the_requester(self, asked: ServiceRequest) -> None:
        assert clock_of(asked, "first_response").state == "running"

    def test_the_answer_is_owed_to_the_requester_meanwhile(self, asked: ServiceRequest, olga: User) -> None:
        sweep(now=at(11, 30))
        told = events_of(clock_of(asked, "first_response"))
        assert told[-1][1:] == ("breach", at(11)), "two hours after filing, the approval notwithstanding"
        say(asked, olga, at(12))
        assert clock_of(asked, "first_response").state == "missed"

    def test_what_the_approver_says_is_no_answer_either(self, asked: ServiceRequest, boris: User) -> None:
        say(asked, boris, at(10, 30))
        assert clock_of(asked, "first_response").state == "running"

    def test_a_no_ends_it_as_well(self, asked: ServiceRequest, boris: User) -> None:
        transitions.reject(asked, "Too expensive", by=boris, now=at(16))
        assert clock_of(asked, "approval").state == "missed"
        assert clock_of(asked, "resolution").state == "running"

    def test_nobody_kept_or_broke_anything_where_it_was_withdrawn(self, asked: ServiceRequest, olga: User) -> None:
        transitions.withdraw_approval(asked, by=olga, now=at(11))
        assert clock_of(asked, "approval").state == "cancelled"

    def test_the_rest_says_why(self, asked: ServiceRequest) -> None:
        assert ClockSegment.objects.get(clock=clock_of(asked, "resolution"), to_at=None).reason == "approval"

    def test_it_is_between_departments_and_no_promise_to_the_requester(self, asked: ServiceRequest) -> None:
        asked.refresh_from_db()
        assert asked.due_at == at(11), "the first answer, although the approval and the share are due as well"


class TestShareOfADepartment:
    """Four hours for IT, two for finance, which works in Berlin's office hours."""

    @pytest.fixture
    def finance_standard(self, finance: Department) -> ServiceStandard:
        targets: dict[tuple[str, int | None], int] = {("ola", None): 2 * HOUR}
        return make_standard(finance, spec=OFFICE_HOURS, by_priority=targets)

    def test_it_runs_since_the_request_is_there(self, filed: ServiceRequest, it: Department) -> None:
        clock = clock_of(filed, "ola")
        assert (clock.department, clock.due_at) == (it, at(13))

    def test_a_hand_over_ends_one_and_begins_the_next_by_the_others_hours(
        self, filed: ServiceRequest, finance_standard: ServiceStandard, finance: Department, it: Department, olga: User
    ) -> None:
        transitions.hand_over(filed, finance, "An invoice", by=olga, now=at(15, 30))
        first, second = clock_of(filed, "ola", department=it), clock_of(filed, "ola", department=finance)
        assert first.state == "missed"
        # 17:30 in Berlin: half an hour that day, the rest on Tuesday from 9:00.
        assert (second.state, second.due_at) == ("running", at(8, 30, day=9))
        assert second.calendar_version != first.calendar_version
        assert second.standard == finance_standard

    def test_who_gets_it_back_goes_on_where_they_stopped(
        self, filed: ServiceRequest, finance_standard: ServiceStandard, finance: Department, it: Department,
        olga: User, anna: User,
    ) -> None:  # fmt: skip
        transitions.hand_over(filed, finance, "An invoice", by=olga, now=at(10))
        transitions.hand_over(filed, it, "No invoice", by=anna, now=at(12))
        clock = clock_of(filed, "ola", department=it)
        assert (clock.state, clock.due_at) == ("running", at(15)), "one hour was used, three are left"
        assert clock_of(filed, "ola", department=finance).state == "met"

    def test_passing_it_to_and_fro_wins_no_time(
        self, filed: ServiceRequest, finance_standard: ServiceStandard, finance: Department, it: Department,
        olga: User, anna: User,
    ) -> None:  # fmt: skip
        for hour in range(10, 20, 2):
            transitions.hand_over(filed, finance, "Yours", by=olga, now=at(hour))
            transitions.hand_over(filed, it, "No, yours", by=anna, now=at(hour) + timedelta(minutes=1))
        assert clock_of(filed, "ola", department=it).state == "running"
        sweep(now=at(23))
        assert clock_of(filed, "ola", department=it).breached_at == at(13, 2)
        assert filed.clocks.filter(metric="ola").count() == 2

    def test_a_department_may_have_a_share_where_nothing_was_promised_before(
        self, laptop: Service, li_wei: User, finance_standard: ServiceStandard, finance: Department, olga: User
    ) -> None:
        request = make_request(laptop, li_wei, now=NINE)
        transitions.hand_over(request, finance, "An invoice", by=olga, now=at(10))
        assert list(request.clocks.values_list("metric", "department")) == [("ola", finance.pk)]

    def test_the_agents_of_the_new_department_speak_for_it(
        self, filed: ServiceRequest, finance: Department, olga: User, anna: User
    ) -> None:
        transitions.hand_over(filed, finance, "An invoice", by=olga, now=at(10))
        say(filed, anna, at(10, 30))
        assert clock_of(filed, "first_response").state == "met"


class TestAnotherStandard:
    def test_a_priority_with_a_standard_of_its_own_takes_over_what_was_consumed(
        self, filed: ServiceRequest, it: Department, li_wei: User
    ) -> None:
        urgent = make_standard(it, scope=(None, 1), first_response=None, resolution=4 * HOUR, spec=OFFICE_HOURS)
        transitions.amend(filed, {"impact": 3, "urgency": 3}, by=li_wei, now=at(11))
        clock = clock_of(filed, "resolution")
        assert (clock.standard, clock.consumed_us) == (urgent, 2 * HOUR * 1_000_000)
        assert clock.due_at == at(13)
        assert clock_of(filed, "first_response").state == "cancelled", "the urgent one promises no first answer"

    def test_nobody_gets_rid_of_a_promise_by_changing_the_priority_to_and_fro(
        self, filed: ServiceRequest, it: Department, li_wei: User
    ) -> None:
        make_standard(it, scope=(None, 4), resolution=None)
        transitions.amend(filed, {"impact": 1, "urgency": 1}, by=li_wei, now=at(11))
        assert clock_of(filed, "resolution").state == "cancelled"
        transitions.amend(filed, {"impact": 2, "urgency": 2}, by=li_wei, now=at(12))
        clock = clock_of(filed, "resolution")
        assert (clock.state, clock.consumed_us) == ("running", 2 * HOUR * 1_000_000)
        assert clock.due_at == at(18)

    def test_a_new_promise_begins_on_reopening_where_the_standard_says_so(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        make_standard(it, reopening="new")
        request = make_request(laptop, li_wei, now=NINE)
        transitions.resolve(request, by=olga, now=at(12))
        transitions.reopen(request, "No", by=li_wei, now=at(14))
        assert cycles(request, "resolution") == [(1, "met"), (2, "running")]
        assert clock_of(request, "resolution").due_at == at(22)


class TestScope:
    def test_the_service_counts_more_than_who_asks_and_that_more_than_the_priority(
        self, it: Department, analytics: Department, laptop: Service, li_wei: User
    ) -> None:
        anybody = make_standard(it)
        urgent = make_standard(it, scope=(None, 3))
        assert clock_of(make_request(laptop, li_wei), "resolution").standard == urgent
        for_them = make_standard(it, scope=(analytics.pk, None))
        assert clock_of(make_request(laptop, li_wei), "resolution").standard == for_them
        own = make_standard(it, laptop)
        assert clock_of(make_request(laptop, li_wei), "resolution").standard == own
        assert len({anybody, urgent, for_them, own}) == 4

    def test_others_get_what_is_for_everybody(
        self, it: Department, finance: Department, laptop: Service, li_wei: User
    ) -> None:
        anybody = make_standard(it)
        make_standard(it, scope=(finance.pk, None))
        assert clock_of(make_request(laptop, li_wei), "resolution").standard == anybody
