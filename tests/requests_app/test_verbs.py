"""The verbs: each moves as the table says, and leaves one line in the journal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from requests_app import transitions
from requests_app.models import Department, Leg, Priority, Service, ServiceRequest, User
from requests_app.signals import request_transitioned
from requests_app.states import MOVES, OPEN, IllegalMove, Status
from requests_app.transitions import Filing, Refused, StaleForm
from tests.make import make_request, utc

NOON = utc(2026, 6, 11, 12)


def verbs_of(request: ServiceRequest) -> list[str]:
    return list(request.events.order_by("id").values_list("verb", flat=True))


class TestSubmit:
    def test_the_request_goes_to_the_department_that_provides_the_service(self, laptop: Service, li_wei: User) -> None:
        filed = transitions.submit(laptop, Filing(" Two laptops "), requester=li_wei, by=li_wei, now=NOON)
        assert (filed.title, filed.status, filed.filed_at) == ("Two laptops", Status.NEW, NOON)
        assert filed.department == laptop.provider
        assert verbs_of(filed) == ["submitted"]

    @pytest.mark.parametrize(
        ("impact", "urgency", "priority"),
        [(3, 3, Priority.CRITICAL), (2, 3, Priority.HIGH), (2, 2, Priority.NORMAL), (1, 1, Priority.LOW)],
    )
    def test_priority_follows_from_impact_and_urgency(
        self, laptop: Service, li_wei: User, impact: int, urgency: int, priority: int
    ) -> None:
        filed = transitions.submit(laptop, Filing("X", impact=impact, urgency=urgency), requester=li_wei, by=li_wei)
        assert filed.priority == priority

    def test_what_nobody_said_is_usual_for_the_service(self, laptop: Service, li_wei: User) -> None:
        laptop.default_impact = laptop.default_urgency = 3
        filed = transitions.submit(laptop, Filing("X"), requester=li_wei, by=li_wei)
        assert filed.priority == Priority.CRITICAL

    def test_a_colleague_files_for_somebody_else(self, laptop: Service, li_wei: User, wang_fang: User) -> None:
        filed = transitions.submit(laptop, Filing("X"), requester=li_wei, by=wang_fang)
        for person in (li_wei, wang_fang):
            assert ServiceRequest.objects.visible_to(person).get() == filed

    def test_a_service_that_is_no_longer_offered_takes_nothing(self, laptop: Service, li_wei: User) -> None:
        laptop.state = "retired"
        with pytest.raises(Refused, match="no longer offered"):
            transitions.submit(laptop, Filing("X"), requester=li_wei, by=li_wei)


class TestAmend:
    def test_the_journal_keeps_old_and_new(self, laptop_request: ServiceRequest, li_wei: User) -> None:
        transitions.amend(laptop_request, {"needed_by": date(2026, 12, 1), "urgency": 3}, by=li_wei)
        changes = laptop_request.events.get(verb="amended").data["changes"]
        assert changes == {"needed_by": [None, "2026-12-01"], "urgency": [2, 3], "priority": [3, 2]}

    def test_nothing_changed_is_nothing_recorded(self, laptop_request: ServiceRequest, li_wei: User) -> None:
        transitions.amend(laptop_request, {"title": laptop_request.title}, by=li_wei)
        assert verbs_of(laptop_request) == ["submitted"]

    def test_only_what_was_filed_can_be_amended(self, laptop_request: ServiceRequest, li_wei: User) -> None:
        with pytest.raises(Refused, match="status"):
            transitions.amend(laptop_request, {"status": "closed"}, by=li_wei)


class TestTalking:
    def test_a_question_waits_for_the_requester_and_the_answer_goes_on(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.start(laptop_request, by=olga)
        assert transitions.ask(laptop_request, "Which cost centre?", by=olga).status == Status.WAITING
        answered = transitions.answer(laptop_request, "4711", by=li_wei)
        assert (answered.status, answered.assignee) == (Status.IN_PROGRESS, olga)
        assert verbs_of(laptop_request) == ["submitted", "started", "asked", "answered"]

    def test_an_answer_to_a_question_from_the_inbox_goes_back_to_the_inbox(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.ask(laptop_request, "Which cost centre?", by=olga)
        assert transitions.answer(laptop_request, "4711", by=li_wei).status == Status.NEW

    def test_a_reply_moves_nothing(self, laptop_request: ServiceRequest, olga: User) -> None:
        assert transitions.reply(laptop_request, "We have two in stock.", by=olga).status == Status.NEW

    def test_an_internal_note_is_a_verb_of_its_own(self, laptop_request: ServiceRequest, olga: User) -> None:
        transitions.reply(laptop_request, "Ask Chen first.", by=olga, internal=True)
        assert verbs_of(laptop_request) == ["submitted", "noted"]
        assert list(laptop_request.events.public().values_list("verb", flat=True)) == ["submitted"]

    def test_a_reply_to_what_is_closed_does_not_reopen_it(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.resolve(laptop_request, by=olga)
        transitions.confirm(laptop_request, by=li_wei)
        assert transitions.reply(laptop_request, "Thank you!", by=li_wei).status == Status.CLOSED

    def test_a_proposal_is_taken(self, laptop_request: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.start(laptop_request, by=olga)
        transitions.propose(laptop_request, "A refurbished one, today", by=olga)
        assert transitions.accept(laptop_request, by=li_wei).status == Status.IN_PROGRESS

    def test_a_question_cannot_be_accepted(self, laptop_request: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.propose(laptop_request, "A refurbished one", by=olga)
        transitions.answer(laptop_request, "Rather new", by=li_wei)
        transitions.ask(laptop_request, "Which colour?", by=olga)
        with pytest.raises(Refused, match="Nothing was proposed"):
            transitions.accept(laptop_request, by=li_wei)

    def test_an_empty_text_is_refused(self, laptop_request: ServiceRequest, olga: User) -> None:
        with pytest.raises(Refused):
            transitions.reply(laptop_request, "  \n", by=olga)


class TestWork:
    def test_who_starts_it_takes_it(self, laptop_request: ServiceRequest, olga: User) -> None:
        started = transitions.start(laptop_request, by=olga)
        assert (started.status, started.assignee) == (Status.IN_PROGRESS, olga)

    def test_starting_for_somebody_does_not_take_it_from_them(
        self, laptop_request: ServiceRequest, olga: User, ivan: User
    ) -> None:
        transitions.assign(laptop_request, to=ivan, by=olga)
        assert transitions.start(laptop_request, by=olga).assignee == ivan

    def test_it_is_not_given_to_another_department(
        self, laptop_request: ServiceRequest, olga: User, anna: User
    ) -> None:
        with pytest.raises(Refused, match="Anna Orlova does not work in this department"):
            transitions.assign(laptop_request, to=anna, by=olga)

    def test_nobody_works_on_their_own_request(self, laptop: Service, olga: User, ivan: User) -> None:
        with pytest.raises(Refused, match="own request"):
            transitions.assign(make_request(laptop, olga), to=olga, by=ivan)

    def test_a_hold_needs_a_reason_and_ends(self, laptop_request: ServiceRequest, olga: User) -> None:
        with pytest.raises(Refused):
            transitions.hold(laptop_request, " ", by=olga)
        assert transitions.hold(laptop_request, "Supplier delivers on Monday", by=olga).status == Status.ON_HOLD
        assert transitions.resume(laptop_request, by=olga).status == Status.NEW

    def test_a_moved_promise_keeps_the_first_date(self, laptop_request: ServiceRequest, olga: User) -> None:
        for days, why in ((1, "Stock arrives"), (2, "Courier is late")):
            transitions.promise(laptop_request, NOON + timedelta(days=days), why, by=olga, now=NOON)
        laptop_request.refresh_from_db()
        assert laptop_request.promised_at == NOON + timedelta(days=2)
        first = laptop_request.promises.order_by("id").first()
        assert first is not None
        assert first.done_by == NOON + timedelta(days=1)

    def test_a_promise_for_yesterday_is_refused(self, laptop_request: ServiceRequest, olga: User) -> None:
        with pytest.raises(Refused, match="future"):
            transitions.promise(laptop_request, NOON - timedelta(hours=1), "late", by=olga, now=NOON)


class TestHandOver:
    def test_number_and_history_stay_and_work_starts_anew(
        self, laptop_request: ServiceRequest, olga: User, finance: Department
    ) -> None:
        transitions.start(laptop_request, by=olga)
        moved = transitions.hand_over(laptop_request, finance, "It is about the invoice", by=olga)
        assert (moved.pk, moved.department, moved.assignee) == (laptop_request.pk, finance, None)
        assert moved.status == Status.NEW
        assert verbs_of(moved) == ["submitted", "started", "handed_over"]

    def test_the_leg_that_ended_keeps_its_time(
        self, laptop: Service, li_wei: User, olga: User, finance: Department, it: Department, anna: User
    ) -> None:
        request = make_request(laptop, li_wei, now=NOON)
        transitions.hand_over(request, finance, "Invoice", by=olga, now=NOON + timedelta(hours=1))
        transitions.hand_over(request, it, "Not ours", by=anna, now=NOON + timedelta(hours=3))
        hours = [(leg.department.code, (leg.to_at - leg.from_at) / timedelta(hours=1)) for leg in Leg.objects.all()]
        assert hours == [("it", 1), ("finance", 2)]

    def test_who_held_it_still_sees_it(
        self, laptop_request: ServiceRequest, olga: User, anna: User, finance: Department
    ) -> None:
        assert not ServiceRequest.objects.visible_to(anna).exists()
        transitions.hand_over(laptop_request, finance, "Invoice", by=olga)
        for person in (olga, anna):
            assert ServiceRequest.objects.visible_to(person).get() == laptop_request


class TestFinishing:
    def test_it_is_resolved_straight_from_the_inbox_and_confirmed(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        assert transitions.resolve(laptop_request, "On your desk", by=olga, now=NOON).resolved_at == NOON
        closed = transitions.confirm(laptop_request, by=li_wei, now=NOON)
        assert (closed.status, closed.closed_at) == (Status.CLOSED, NOON)

    def test_it_comes_back_within_its_window(self, laptop_request: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.start(laptop_request, by=olga)
        transitions.resolve(laptop_request, by=olga, now=NOON)
        again = transitions.reopen(laptop_request, "Still dark", by=li_wei, now=NOON + timedelta(days=14))
        assert (again.status, again.resolved_at, again.assignee) == (Status.IN_PROGRESS, None, olga)

    def test_after_the_window_the_answer_is_a_sentence(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User, settings: LazySettings
    ) -> None:
        transitions.resolve(laptop_request, by=olga, now=NOON)
        with pytest.raises(Refused, match=r"more than 14 days ago\. File a new request"):
            transitions.reopen(laptop_request, "Dark", by=li_wei, now=NOON + timedelta(days=14, seconds=1))

    def test_a_no_needs_a_reason(self, laptop_request: ServiceRequest, olga: User) -> None:
        with pytest.raises(Refused):
            transitions.decline(laptop_request, "", by=olga)
        declined = transitions.decline(laptop_request, "Not budgeted", "Ask for a loan device", by=olga)
        assert declined.status == Status.DECLINED
        assert declined.events.get(verb="declined").data["alternative"] == "Ask for a loan device"

    def test_a_cancelled_request_stays_cancelled(self, laptop_request: ServiceRequest, li_wei: User) -> None:
        transitions.cancel(laptop_request, by=li_wei)
        with pytest.raises(IllegalMove):
            transitions.reopen(laptop_request, "After all", by=li_wei)

    def test_time_closes_only_what_is_resolved(self, laptop_request: ServiceRequest) -> None:
        with pytest.raises(IllegalMove):
            transitions.close(laptop_request)


class TestTheTable:
    def test_every_open_request_can_end_in_each_way(self) -> None:
        for status in OPEN:
            assert {Status.RESOLVED, Status.DECLINED, Status.CANCELLED} <= MOVES[status]

    def test_only_cancelled_is_final(self) -> None:
        assert set(Status) - set(MOVES) == {Status.CANCELLED}

    def test_nothing_is_closed_that_was_not_resolved(self) -> None:
        assert {old for old, new in MOVES.items() if Status.CLOSED in new} == {Status.RESOLVED}


class TestTheGuard:
    def test_a_form_shown_before_a_change_is_stale(self, laptop_request: ServiceRequest, olga: User) -> None:
        shown = laptop_request.version
        transitions.start(laptop_request, by=olga)
        with pytest.raises(StaleForm):
            transitions.hold(transitions.expecting(laptop_request, version=shown), "Supplier", by=olga)
        laptop_request.refresh_from_db()
        assert laptop_request.status == Status.IN_PROGRESS

    def test_only_the_verb_that_was_asked_for_expects_it(self, laptop_request: ServiceRequest, olga: User) -> None:
        transitions.start(transitions.expecting(laptop_request, version=0), by=olga)
        transitions.hold(laptop_request, "Supplier", by=olga)
        laptop_request.refresh_from_db()
        assert (laptop_request.status, laptop_request.version) == (Status.ON_HOLD, 2)

    def test_a_verb_knows_who_somebody_else_put_in_charge_meanwhile(
        self, laptop_request: ServiceRequest, olga: User, ivan: User
    ) -> None:
        known = transitions.assign(laptop_request, to=olga, by=olga)
        transitions.assign(laptop_request, to=ivan, by=olga)
        assert known.assignee == olga
        assert transitions.start(known, by=olga).assignee == ivan

    @pytest.fixture
    def broken_receiver(self) -> Iterator[None]:
        def fail(**kwargs: Any) -> None:
            raise RuntimeError("the promise cannot be written")

        request_transitioned.connect(fail, weak=False, dispatch_uid="broken")
        yield
        request_transitioned.disconnect(dispatch_uid="broken")

    @pytest.mark.usefixtures("broken_receiver")
    def test_a_promise_that_cannot_be_written_undoes_the_verb(self, laptop: Service, li_wei: User) -> None:
        with pytest.raises(RuntimeError):
            make_request(laptop, li_wei)
        assert not ServiceRequest.objects.exists()
