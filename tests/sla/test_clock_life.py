"""The sentences of the specification about one request's clocks, each lived through with the real verbs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from sla import clocks, terms
from sla.models import Clock, ServiceStandard
from sla.steps import warnings
from tests.make import OFFICE_HOURS, make_request, make_standard, make_user, utc
from tests.sla.conftest import answer_clock, at, done_clock, events_of

HOUR_US = 3_600_000_000
State = Clock.State


class TestStart:
    def test_both_clocks_are_anchored_at_the_moment_the_request_was_filed(self, filed: ServiceRequest) -> None:
        first, done = answer_clock(filed), done_clock(filed)
        assert (first.started_at, first.due_at) == (at(9), at(11))
        assert (done.started_at, done.due_at) == (at(9), at(17))
        assert {first.state, done.state} == {State.RUNNING}

    def test_the_request_carries_its_soonest_promise_without_a_journal_line(self, filed: ServiceRequest) -> None:
        assert filed.due_at == at(11)
        filed.refresh_from_db()
        assert filed.due_at == at(11)
        assert filed.events.count() == 1

    def test_a_request_without_a_standard_has_no_clocks(self, laptop: Service, li_wei: User) -> None:
        request = make_request(laptop, li_wei)
        assert not request.clocks.exists()
        assert request.due_at is None

    def test_the_target_of_its_priority_counts_before_that_of_every_priority(
        self, it: Department, laptop: Service, li_wei: User
    ) -> None:
        make_standard(it, by_priority={("resolution", 1): 3600})
        critical = make_request(laptop, li_wei, now=at(9), impact=3, urgency=3)
        assert done_clock(critical).due_at == at(10)
        assert done_clock(make_request(laptop, li_wei, now=at(9))).due_at == at(17)

    def test_it_counts_working_time_of_the_calendar(self, it: Department, laptop: Service, li_wei: User) -> None:
        make_standard(it, spec=OFFICE_HOURS)  # Berlin is two hours ahead of UTC in June
        friday_evening = make_request(laptop, li_wei, now=utc(2026, 6, 12, 15, 30))
        assert answer_clock(friday_evening).due_at == utc(2026, 6, 15, 8, 30)

    def test_the_services_own_standard_wins_over_the_departments(
        self, it: Department, laptop: Service, li_wei: User, standard: ServiceStandard
    ) -> None:
        own = make_standard(it, laptop, first_response=60)
        request = make_request(laptop, li_wei, now=at(9))
        assert answer_clock(request).standard == own
        assert answer_clock(request).due_at == at(9, 1)


class TestFirstAnswer:
    def test_a_public_reply_of_the_department_stops_it(self, filed: ServiceRequest, olga: User) -> None:
        transitions.reply(filed, "We look into it.", by=olga, now=at(10))
        clock = answer_clock(filed)
        assert (clock.state, clock.stopped_at, clock.consumed_us) == (State.MET, at(10), HOUR_US)

    def test_an_internal_note_does_not(self, filed: ServiceRequest, olga: User) -> None:
        transitions.reply(filed, "Who knows this model?", by=olga, internal=True, now=at(10))
        assert answer_clock(filed).state == State.RUNNING

    def test_the_requesters_own_words_do_not(self, filed: ServiceRequest, li_wei: User) -> None:
        transitions.reply(filed, "One more thing.", by=li_wei, now=at(10))
        assert answer_clock(filed).state == State.RUNNING

    def test_the_words_of_the_requesters_proxy_do_not(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, wang_fang: User
    ) -> None:
        filing = transitions.Filing("A laptop")
        request = transitions.submit(laptop, filing, requester=li_wei, by=wang_fang, now=at(9))
        transitions.reply(request, "He is on leave, I answer for him.", by=wang_fang, now=at(10))
        assert answer_clock(request).state == State.RUNNING

    def test_an_agent_who_noted_down_a_call_is_no_proxy(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, olga: User
    ) -> None:
        request = transitions.submit(laptop, transitions.Filing("A call"), requester=li_wei, by=olga, now=at(9))
        assert answer_clock(request).state == State.RUNNING
        transitions.reply(request, "As said on the phone …", by=olga, now=at(10))
        assert answer_clock(request).state == State.MET

    def test_taking_it_into_work_is_no_answer(self, filed: ServiceRequest, olga: User) -> None:
        transitions.start(filed, by=olga, now=at(10))
        assert answer_clock(filed).state == State.RUNNING

    def test_the_system_answers_nobody(self, filed: ServiceRequest) -> None:
        transitions.reply(filed, "We have received your request.", by=None, now=at(9))
        assert answer_clock(filed).state == State.RUNNING

    @pytest.mark.parametrize("say", ["ask", "propose"])
    def test_a_question_and_a_proposal_are_answers(self, filed: ServiceRequest, olga: User, say: str) -> None:
        getattr(transitions, say)(filed, "Would 16 GB do?", by=olga, now=at(10))
        assert answer_clock(filed).state == State.MET

    def test_a_promise_with_its_reason_is_an_answer(self, filed: ServiceRequest, olga: User) -> None:
        transitions.promise(filed, at(9, day=12), "The supplier delivers on Thursday.", by=olga, now=at(10))
        assert answer_clock(filed).state == State.MET

    def test_declining_is_an_answer(self, filed: ServiceRequest, olga: User) -> None:
        transitions.decline(filed, "We do not offer this.", by=olga, now=at(10))
        assert answer_clock(filed).state == State.MET

    def test_solving_it_on_the_spot_is_an_answer(self, filed: ServiceRequest, olga: User) -> None:
        transitions.resolve(filed, by=olga, now=at(10))
        assert answer_clock(filed).state == State.MET

    def test_it_never_rests(self, filed: ServiceRequest, olga: User) -> None:
        transitions.hold(filed, "Waiting for the supplier", by=olga, now=at(10))
        assert answer_clock(filed).state == State.RUNNING

    def test_a_later_reply_changes_nothing(self, filed: ServiceRequest, olga: User) -> None:
        transitions.reply(filed, "First", by=olga, now=at(10))
        transitions.reply(filed, "Second", by=olga, now=at(16))
        assert answer_clock(filed).stopped_at == at(10)


class TestRest:
    def test_resolution_rests_while_waiting_for_the_requester(self, filed: ServiceRequest, olga: User) -> None:
        transitions.ask(filed, "Which cost centre?", by=olga, now=at(10))
        clock = done_clock(filed)
        assert (clock.state, clock.consumed_us) == (State.PAUSED, HOUR_US)

    def test_while_it_rests_nothing_is_due_and_nothing_may_fire(self, filed: ServiceRequest, olga: User) -> None:
        request = transitions.ask(filed, "Which cost centre?", by=olga, now=at(10))
        clock = done_clock(filed)
        assert (clock.due_at, clock.next_fire_at) == (None, None)
        assert request.due_at is None  # the first answer was given with the question

    def test_resuming_gives_what_was_left(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.ask(filed, "Which cost centre?", by=olga, now=at(10))
        request = transitions.answer(filed, "4711", by=li_wei, now=at(15))
        clock = done_clock(filed)
        assert (clock.state, clock.due_at) == (State.RUNNING, at(22))
        assert request.due_at == at(22)

    def test_pauses_lose_no_microsecond(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        asked, answered = at(10) + timedelta(microseconds=1), at(10) + timedelta(microseconds=4)
        transitions.ask(filed, "?", by=olga, now=asked)
        transitions.answer(filed, "!", by=li_wei, now=answered)
        assert done_clock(filed).due_at == at(17) + timedelta(microseconds=3)

    def test_a_pause_in_closed_time_moves_nothing(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        make_standard(it, spec=OFFICE_HOURS)
        request = make_request(laptop, li_wei, now=utc(2026, 6, 8, 12))  # 14:00 in Berlin
        due = done_clock(request).due_at
        transitions.ask(request, "Which one?", by=olga, now=utc(2026, 6, 8, 17))
        transitions.answer(request, "This one", by=li_wei, now=utc(2026, 6, 9, 6))
        assert done_clock(request).due_at == due

    def test_on_hold_the_clock_runs_unless_the_standard_says_otherwise(
        self, it: Department, laptop: Service, li_wei: User, olga: User, filed: ServiceRequest
    ) -> None:
        transitions.hold(filed, "The supplier", by=olga, now=at(10))
        assert done_clock(filed).state == State.RUNNING
        make_standard(it, laptop, pause_statuses=("waiting", "on_hold"))
        other = make_request(laptop, li_wei, now=at(9))
        transitions.hold(other, "The supplier", by=olga, now=at(10))
        assert done_clock(other).state == State.PAUSED

    def test_a_second_question_does_not_start_a_second_rest(self, filed: ServiceRequest, olga: User) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(10))
        transitions.ask(filed, "And when?", by=olga, now=at(11))
        assert done_clock(filed).segments.filter(kind="pause").count() == 1

    def test_a_hand_over_leaves_the_requesters_clocks_alone(
        self, filed: ServiceRequest, finance: Department, olga: User
    ) -> None:
        transitions.hand_over(filed, finance, "They pay for it", by=olga, now=at(10))
        assert answer_clock(filed).due_at == at(11)
        assert done_clock(filed).due_at == at(17)

    def test_a_hand_over_ends_the_wait_for_the_requester(
        self, filed: ServiceRequest, finance: Department, olga: User
    ) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(10))
        transitions.hand_over(filed, finance, "They know", by=olga, now=at(12))
        assert (done_clock(filed).state, done_clock(filed).due_at) == (State.RUNNING, at(19))

    def test_another_person_changes_nothing(self, filed: ServiceRequest, olga: User, ivan: User) -> None:
        transitions.assign(filed, to=ivan, by=olga, now=at(10))
        assert done_clock(filed).due_at == at(17)


class TestEnd:
    def test_stopping_at_the_due_instant_is_in_time(self, filed: ServiceRequest, olga: User) -> None:
        transitions.resolve(filed, by=olga, now=at(17))
        assert done_clock(filed).state == State.MET

    def test_a_microsecond_later_is_not(self, filed: ServiceRequest, olga: User) -> None:
        transitions.resolve(filed, by=olga, now=at(17) + timedelta(microseconds=1))
        clock = done_clock(filed)
        assert (clock.state, clock.breached_at) == (State.MISSED, at(17))

    def test_met_is_judged_by_the_instant_not_by_working_time(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        make_standard(it, spec=OFFICE_HOURS)
        request = make_request(laptop, li_wei, now=utc(2026, 6, 8, 8))  # 10:00 in Berlin, so due at closing time
        assert done_clock(request).due_at == utc(2026, 6, 8, 16)
        transitions.resolve(request, by=olga, now=utc(2026, 6, 8, 17))  # no working time later, and yet late
        assert done_clock(request).state == State.MISSED
        assert done_clock(request).consumed_us == 8 * HOUR_US

    def test_resolving_from_a_rest_closes_the_rest_first(self, filed: ServiceRequest, olga: User) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(10))
        transitions.resolve(filed, by=olga, now=at(20))
        clock = done_clock(filed)
        assert (clock.state, clock.consumed_us, clock.stopped_at) == (State.MET, HOUR_US, at(20))
        assert not clock.segments.filter(to_at=None).exists()

    def test_what_stopped_keeps_its_due_moment_and_never_fires(self, filed: ServiceRequest, olga: User) -> None:
        request = transitions.resolve(filed, by=olga, now=at(10))
        clock = done_clock(filed)
        assert (clock.due_at, clock.next_fire_at) == (at(17), None)
        assert request.due_at is None

    def test_cancelling_in_time_is_neither_kept_nor_broken(self, filed: ServiceRequest, li_wei: User) -> None:
        transitions.cancel(filed, by=li_wei, now=at(10))
        assert {clock.state for clock in filed.clocks.all()} == {State.CANCELLED}

    def test_cancelling_does_not_mend_what_was_broken(self, filed: ServiceRequest, li_wei: User) -> None:
        transitions.cancel(filed, by=li_wei, now=at(12))
        assert answer_clock(filed).state == State.MISSED
        assert done_clock(filed).state == State.CANCELLED

    def test_declining_earns_no_kept_promise_of_a_result(self, filed: ServiceRequest, olga: User) -> None:
        transitions.decline(filed, "We do not offer this.", by=olga, now=at(10))
        assert done_clock(filed).state == State.CANCELLED


class TestReopen:
    def test_the_same_promise_goes_on_and_closed_time_counts_as_a_rest(
        self, filed: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.resolve(filed, by=olga, now=at(12))
        transitions.reopen(filed, "Still broken", by=li_wei, now=at(14))
        clock = done_clock(filed)
        assert (clock.cycle, clock.state, clock.due_at, clock.stopped_at) == (1, State.RUNNING, at(19), None)

    def test_the_first_answer_was_given_once_and_for_all(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.resolve(filed, by=olga, now=at(10))
        transitions.reopen(filed, "Still broken", by=li_wei, now=at(14))
        assert (answer_clock(filed).state, answer_clock(filed).stopped_at) == (State.MET, at(10))

    def test_a_broken_promise_stays_broken(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.resolve(filed, by=olga, now=at(18))
        transitions.reopen(filed, "Still broken", by=li_wei, now=at(19))
        clock = done_clock(filed)
        assert (clock.state, clock.due_at, clock.breached_at, clock.next_fire_at) == (
            State.RUNNING,
            at(17),
            at(17),
            None,
        )
        transitions.resolve(filed, by=olga, now=at(20))
        assert done_clock(filed).state == State.MISSED

    def test_after_the_window_a_new_promise_begins(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.resolve(filed, by=olga, now=at(12))
        ServiceRequest.objects.filter(pk=filed.pk).update(is_live=False)  # only an imported log comes back so late
        transitions.reopen(filed, "Still broken", by=li_wei, now=at(9, day=30))
        clock = done_clock(filed)
        assert (clock.cycle, clock.started_at, clock.due_at) == (2, at(9, day=30), at(17, day=30))
        assert filed.clocks.get(metric="resolution", cycle=1).state == State.MET

    def test_a_declined_request_that_comes_back_goes_on(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.decline(filed, "No", by=olga, now=at(10))
        transitions.reopen(filed, "But the rules say yes", by=li_wei, now=at(12))
        assert (done_clock(filed).state, done_clock(filed).due_at) == (State.RUNNING, at(19))


class TestAnotherTarget:
    """The scenarios of the specification: three hours from 10:00, round the clock."""

    @pytest.fixture
    def clock(self, it: Department, laptop: Service, li_wei: User) -> Clock:
        make_standard(it, first_response=None, resolution=3 * 3600, warn=(75, 90))
        return done_clock(make_request(laptop, li_wei, now=at(10)))

    def test_amending_to_a_higher_priority_takes_what_is_consumed_along(
        self, it: Department, laptop: Service, li_wei: User
    ) -> None:
        make_standard(it, by_priority={("resolution", 1): 4 * 3600})
        request = make_request(laptop, li_wei, now=at(9))
        transitions.amend(request, {"impact": 3, "urgency": 3}, by=li_wei, now=at(11))
        assert (done_clock(request).due_at, done_clock(request).consumed_us) == (at(13), 2 * HOUR_US)

    def test_amending_the_words_changes_no_clock(self, filed: ServiceRequest, li_wei: User) -> None:
        transitions.amend(filed, {"title": "Three laptops"}, by=li_wei, now=at(10))
        assert done_clock(filed).segments.count() == 1

    def test_shortened_in_time_it_is_due_earlier(self, clock: Clock) -> None:
        clocks.retarget(clock, terms.Target(2 * 3600, warnings((75, 90))), at=at(11))
        assert clock.due_at == at(12)

    def test_shortened_too_late_it_is_broken_from_that_moment_on(self, clock: Clock) -> None:
        clocks.retarget(clock, terms.Target(2 * 3600, warnings((75, 90))), at=at(12, 30))
        clocks.stop(clock, at=at(12, 45))
        assert (clock.state, clock.breached_at) == (State.MISSED, at(12, 30))
        assert [event for event in events_of(clock) if event[1] != "superseded"] == [
            ("75%", "warning", at(12, 15)),  # of the three hours
            ("100%", "breach", at(12, 30)),
        ]

    def test_a_rest_just_before_the_end_leaves_a_second(self, clock: Clock) -> None:
        clocks.pause(clock, at=at(12, 59, 59))
        clocks.resume(clock, at=at(15))
        assert clock.due_at == at(15, 0, 1)
        assert not clock.events.filter(step=100).exists()

    def test_an_extension_revokes_the_breach_and_keeps_that_it_was(self, clock: Clock) -> None:
        clocks.retarget(clock, terms.Target(8 * 3600, warnings((75, 90))), at=at(14))
        assert (clock.due_at, clock.breached_at, clock.overran_at, clock.epoch) == (at(18), at(13), None, 2)
        assert ("revoked", "revoked", at(14)) in events_of(clock)

    def test_after_an_extension_its_warnings_come_again(self, clock: Clock) -> None:
        clocks.retarget(clock, terms.Target(12 * 3600, warnings((75, 90))), at=at(12, 50))  # both warnings are behind
        assert (clock.epoch, clock.next_step, clock.next_fire_at) == (2, "75%", at(19))


class TestPinned:
    def test_rests_do_not_move_a_moment_given_from_outside(self, filed: ServiceRequest) -> None:
        clock = done_clock(filed)
        clocks.pin(clock, at(20), at=at(9))
        clocks.pause(clock, at=at(10))
        assert (clock.state, clock.due_at, clock.next_fire_at) == (State.PAUSED, at(20), None)
        clocks.resume(clock, at=at(15))
        assert clock.due_at == at(20)

    def test_warnings_fall_on_fractions_of_the_span(self, filed: ServiceRequest) -> None:
        clock = done_clock(filed)
        clocks.pin(clock, at(19), at=at(9))
        assert clock.next_fire_at == at(14)

    def test_it_is_kept_or_broken_by_that_moment(self, filed: ServiceRequest) -> None:
        clock = done_clock(filed)
        clocks.pin(clock, at(20), at=at(9))
        clocks.stop(clock, at=at(19, 59))
        assert clock.state == State.MET

    def test_a_clock_can_be_pinned_without_any_standard(self, laptop: Service, li_wei: User) -> None:
        from sla import calendars
        from tests.make import ALWAYS_OPEN

        version = calendars.ensure("always", {"en": "Always"}, ALWAYS_OPEN)
        request = make_request(laptop, li_wei, now=at(9))
        clock = clocks.start(request, "resolution", version, at=at(9), due_at=at(12))
        assert (clock.standard, clock.target_us, clock.due_at) == (None, None, at(12))
        assert request.due_at == at(12)
        clocks.stop(clock, at=at(13))
        assert (clock.state, clock.breached_at) == (State.MISSED, at(12))


class TestImported:
    def test_the_sweep_never_sees_an_imported_clock(self, filed: ServiceRequest, olga: User) -> None:
        ServiceRequest.objects.filter(pk=filed.pk).update(is_live=False)
        transitions.ask(filed, "Which?", by=olga, now=at(10))
        transitions.answer(filed, "This", by=make_user("Chen", None), now=at(11))
        assert done_clock(filed).next_fire_at is None
        assert done_clock(filed).due_at == at(18)

    def test_a_log_that_does_not_say_who_acted_means_the_department(self, filed: ServiceRequest) -> None:
        ServiceRequest.objects.filter(pk=filed.pk).update(is_live=False)
        transitions.reply(filed, "Done soon", by=None, now=at(10))
        assert answer_clock(filed).state == State.MET
