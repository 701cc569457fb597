"""Another standard, or another priority, while a request is open: what goes on, what ends, what begins."""

from __future__ import annotations

from typing import Any

import pytest

from requests_app import transitions
from requests_app.models import Department, Priority, Service, ServiceRequest, User
from sla import audit
from sla.models import Clock, ClockSegment, ServiceStandard
from tests.make import make_request, make_standard
from tests.sla.conftest import NINE, answer_clock, at, done_clock

HOUR = 3600
Targets = dict[tuple[str, int | None], int]
LOW, HIGH = {"impact": 1, "urgency": 1}, {"impact": 3, "urgency": 3}


def apply(request: ServiceRequest, standard: ServiceStandard, when: int, by: User) -> None:
    label = transitions.Label({"en": "Standard"}, standard.number)
    transitions.apply_standard(request, standard.pk, label, by=by, now=at(when))


def next_version(it: Department, targets: Targets | None = None, **fields: Any) -> ServiceStandard:
    return make_standard(it, since=NINE.replace(minute=30), by_priority=targets, **fields)


def clock_of(request: ServiceRequest, metric: str, **which: Any) -> Clock:
    return request.clocks.filter(metric=metric, **which).order_by("-cycle")[0]


def metrics(request: ServiceRequest) -> set[str]:
    return set(request.clocks.values_list("metric", flat=True))


def rests(clock: Clock) -> list[str]:
    return list(clock.segments.filter(kind=ClockSegment.Kind.PAUSE).values_list("reason", flat=True))


def nothing_differs() -> bool:
    return audit.recount(Clock.objects.all(), at(23, day=20))[1] == []


class TestWhileAnApprovalIsOpen:
    @pytest.fixture
    def held(self, it: Department, laptop: Service, li_wei: User, olga: User, boris: User) -> ServiceRequest:
        """The standard rests on hold. Held at ten, and at eleven somebody is asked to approve."""
        make_standard(it, pause_statuses=("waiting", "on_hold"), by_priority={("ola", None): 6 * HOUR})
        request = make_request(laptop, li_wei, now=NINE)
        transitions.hold(request, "The vendor is slow", by=olga, now=at(10))
        return transitions.ask_approval(request, boris, "1,900 euros", by=olga, now=at(11))

    @pytest.mark.parametrize("metric", ["resolution", "ola"])
    def test_the_department_rests_although_the_new_standard_does_not_rest_on_hold(
        self, held: ServiceRequest, it: Department, ada: User, boris: User, metric: str
    ) -> None:
        apply(held, next_version(it, {("ola", None): 6 * HOUR}), 12, ada)
        assert clock_of(held, metric).state == "paused"
        transitions.approve(held, by=boris, now=at(15))
        clock = clock_of(held, metric)
        assert (clock.state, clock.running_since, clock.consumed_us) == ("running", at(15), HOUR * 10**6)
        assert nothing_differs()

    def test_it_says_since_when_it_rests_for_what(self, held: ServiceRequest) -> None:
        assert rests(done_clock(held)) == ["on_hold", "approval"]

    def test_another_priority_lets_nothing_run_either(self, held: ServiceRequest, it: Department, li_wei: User) -> None:
        make_standard(it, scope=(None, Priority.CRITICAL), resolution=4 * HOUR)
        transitions.amend(held, HIGH, by=li_wei, now=at(12))
        assert done_clock(held).state == "paused"

    def test_what_begins_meanwhile_rests_as_well(
        self, it: Department, laptop: Service, li_wei: User, olga: User, boris: User, ada: User
    ) -> None:
        make_standard(it, resolution=None)
        request = make_request(laptop, li_wei, now=NINE)
        transitions.ask_approval(request, boris, "1,900 euros", by=olga, now=at(11))
        apply(request, next_version(it), 12, ada)
        assert done_clock(request).state == "paused"
        transitions.approve(request, by=boris, now=at(15))
        assert done_clock(request).due_at == at(23)

    def test_after_the_verdict_it_runs_by_what_the_standard_says(
        self, held: ServiceRequest, it: Department, olga: User, ada: User, boris: User
    ) -> None:
        transitions.reject(held, "Too much", by=boris, now=at(12))
        transitions.hold(held, "Thinking", by=olga, now=at(13))
        assert done_clock(held).state == "paused"
        apply(held, next_version(it), 14, ada)
        assert done_clock(held).state == "running"


class TestWhatOnlyTheNewStandardPromises:
    """Until then IT promised a result within eight hours and nothing else."""

    @pytest.fixture
    def filed(self, it: Department, laptop: Service, li_wei: User) -> ServiceRequest:
        make_standard(it, first_response=None)
        return make_request(laptop, li_wei, now=NINE)

    def test_the_first_answer_is_owed_from_now_on(self, filed: ServiceRequest, it: Department, ada: User) -> None:
        apply(filed, next_version(it), 10, ada)
        assert (answer_clock(filed).started_at, answer_clock(filed).due_at) == (at(10), at(12))

    def test_unless_it_was_given(self, filed: ServiceRequest, it: Department, ada: User, olga: User) -> None:
        transitions.reply(filed, "Hello", by=olga, now=NINE)
        apply(filed, next_version(it), 10, ada)
        assert metrics(filed) == {"resolution"}

    def test_notes_and_words_of_the_requester_were_none(
        self, filed: ServiceRequest, it: Department, ada: User, olga: User, li_wei: User
    ) -> None:
        transitions.reply(filed, "Hm", by=olga, internal=True, now=NINE)
        transitions.reply(filed, "Well?", by=li_wei, now=NINE)
        apply(filed, next_version(it, {("next_reply", None): 3 * HOUR}), 10, ada)
        assert metrics(filed) == {"resolution", "first_response"}

    def test_a_word_that_nobody_answered_wants_an_answer(
        self, filed: ServiceRequest, it: Department, ada: User, olga: User, li_wei: User
    ) -> None:
        transitions.reply(filed, "Hello", by=olga, now=NINE)
        transitions.reply(filed, "And?", by=li_wei, now=NINE)
        apply(filed, next_version(it, {("next_reply", None): 3 * HOUR}), 10, ada)
        assert clock_of(filed, "next_reply").due_at == at(13)

    def test_one_that_was_answered_does_not(
        self, filed: ServiceRequest, it: Department, ada: User, olga: User, li_wei: User
    ) -> None:
        transitions.reply(filed, "And?", by=li_wei, now=NINE)
        transitions.reply(filed, "Hello", by=olga, now=NINE)
        apply(filed, next_version(it, {("next_reply", None): 3 * HOUR}), 10, ada)
        assert metrics(filed) == {"resolution"}

    def test_a_date_is_to_be_named_unless_one_was(
        self, filed: ServiceRequest, it: Department, ada: User, olga: User, laptop: Service, li_wei: User
    ) -> None:
        named = make_request(laptop, li_wei, now=NINE)
        transitions.promise(named, at(17), "Then", by=olga, now=NINE)
        newer = next_version(it, {("promise", None): HOUR})
        for request in (filed, named):
            apply(request, newer, 10, ada)
        assert clock_of(filed, "promise").due_at == at(11)
        assert "promise" not in metrics(named)

    def test_the_share_of_the_department_begins(self, filed: ServiceRequest, it: Department, ada: User) -> None:
        apply(filed, next_version(it, {("ola", None): 4 * HOUR}), 10, ada)
        assert clock_of(filed, "ola", department=it).due_at == at(14)

    def test_but_not_that_of_another_department_that_has_it(
        self, filed: ServiceRequest, it: Department, finance: Department, ada: User, olga: User
    ) -> None:
        transitions.hand_over(filed, finance, "An invoice", by=olga, now=NINE)
        apply(filed, next_version(it, {("ola", None): 4 * HOUR}), 10, ada)
        assert "ola" not in metrics(filed)

    def test_what_began_so_adds_up(
        self, filed: ServiceRequest, it: Department, ada: User, olga: User, li_wei: User
    ) -> None:
        apply(filed, next_version(it, {("ola", None): 4 * HOUR, ("next_reply", None): HOUR}), 10, ada)
        transitions.ask(filed, "Which?", by=olga, now=at(11))
        transitions.answer(filed, "This", by=li_wei, now=at(12))
        transitions.resolve(filed, by=olga, now=at(13))
        assert set(filed.clocks.values_list("state", flat=True)) == {"met"}
        assert nothing_differs()


class TestTheShareFollows:
    def test_another_version_of_the_same_standard(
        self, it: Department, laptop: Service, li_wei: User, ada: User
    ) -> None:
        make_standard(it, by_priority={("ola", None): 8 * HOUR})
        request = make_request(laptop, li_wei, now=NINE)
        apply(request, newer := next_version(it, {("ola", None): 4 * HOUR}), 10, ada)
        share = clock_of(request, "ola")
        assert (share.standard, share.due_at) == (newer, at(13))

    def test_but_what_the_next_department_promised_is_its_own(
        self, it: Department, finance: Department, laptop: Service, li_wei: User, olga: User, ada: User
    ) -> None:
        make_standard(it, by_priority={("ola", None): 8 * HOUR})
        theirs = make_standard(finance, by_priority={("ola", None): 5 * HOUR})
        request = make_request(laptop, li_wei, now=NINE)
        transitions.hand_over(request, finance, "An invoice", by=olga, now=NINE)
        apply(request, next_version(it, {("ola", None): HOUR}), 10, ada)
        share = clock_of(request, "ola", department=finance)
        assert (share.standard, share.due_at) == (theirs, at(14))


class TestAPriorityForWhichTheStandardPromisesLess:
    """A first answer whatever the priority; done within eight hours, where it is not low."""

    @pytest.fixture
    def filed(self, it: Department, laptop: Service, li_wei: User) -> ServiceRequest:
        targets: Targets = {("resolution", one): 8 * HOUR for one in (Priority.NORMAL, Priority.HIGH)}
        make_standard(it, resolution=None, by_priority=targets)
        return make_request(laptop, li_wei, now=NINE)

    def test_what_is_not_promised_for_it_is_off(self, filed: ServiceRequest, li_wei: User) -> None:
        transitions.amend(filed, LOW, by=li_wei, now=at(10))
        assert done_clock(filed).state == "cancelled"
        assert answer_clock(filed).due_at == at(11), "that goes on"

    def test_what_was_used_counts_once_it_is_promised_again(self, filed: ServiceRequest, li_wei: User) -> None:
        transitions.amend(filed, LOW, by=li_wei, now=at(10))
        transitions.amend(filed, {"impact": 2, "urgency": 2}, by=li_wei, now=at(12))
        assert done_clock(filed).due_at == at(19)
        assert nothing_differs()

    def test_a_broken_promise_stays_broken(self, filed: ServiceRequest, li_wei: User) -> None:
        transitions.amend(filed, LOW, by=li_wei, now=at(18))
        assert done_clock(filed).state == "missed"

    def test_a_date_that_somebody_named_stays(self, filed: ServiceRequest, li_wei: User, olga: User) -> None:
        transitions.promise(filed, at(16), "Then", by=olga, now=at(9, 30))
        transitions.amend(filed, LOW, by=li_wei, now=at(10))
        assert clock_of(filed, "promised").due_at == at(16)

    def test_what_only_the_new_priority_is_promised_begins(self, it: Department, laptop: Service, li_wei: User) -> None:
        make_standard(it, resolution=None, by_priority={("resolution", Priority.CRITICAL): 4 * HOUR})
        request = make_request(laptop, li_wei, now=NINE)
        assert metrics(request) == {"first_response"}
        transitions.amend(request, HIGH, by=li_wei, now=at(10))
        assert done_clock(request).due_at == at(14)

    def test_where_nothing_at_all_is_promised_everything_is_off(
        self, it: Department, laptop: Service, li_wei: User
    ) -> None:
        targets: Targets = {("resolution", Priority.NORMAL): 8 * HOUR}
        make_standard(it, first_response=None, resolution=None, by_priority=targets)
        request = make_request(laptop, li_wei, now=NINE)
        transitions.amend(request, LOW, by=li_wei, now=at(10))
        assert done_clock(request).state == "cancelled"
        request.refresh_from_db()
        assert request.due_at is None

    def test_a_first_answer_that_was_called_off_is_owed_again_unless_it_was_given_meanwhile(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        targets: Targets = {("first_response", Priority.NORMAL): 4 * HOUR}
        make_standard(it, first_response=None, by_priority=targets)
        silent, answered = make_request(laptop, li_wei, now=NINE), make_request(laptop, li_wei, now=NINE)
        for request in (silent, answered):
            transitions.amend(request, LOW, by=li_wei, now=at(10))
        transitions.reply(answered, "Hello", by=olga, now=at(11))
        for request in (silent, answered):
            transitions.amend(request, {"impact": 2, "urgency": 2}, by=li_wei, now=at(12))
        assert answer_clock(silent).due_at == at(15)
        assert answer_clock(answered).state == "cancelled"
