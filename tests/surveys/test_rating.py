"""One answer a request, by the one who was asked, changeable for twelve hours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from requests_app import transitions
from requests_app.models import Department, ServiceRequest, User
from requests_app.transitions import Refused
from surveys import answering
from surveys.answering import Answer
from surveys.models import Invitation, Rating
from surveys.signals import rating_saved
from tests.make import utc

ASKED_AT = utc(2026, 6, 11, 10)
GOOD = Answer("yes", 5, 4)
BAD = Answer("no", 1, None, comment="  The second laptop does not start. ", handler_may_see=True)


@pytest.fixture
def request_(invitation: Invitation) -> ServiceRequest:
    assert invitation.request is not None
    return invitation.request


class TestAnswering:
    def test_it_is_stored_with_person_department_and_moment(
        self, request_: ServiceRequest, li_wei: User, it: Department
    ) -> None:
        rating = answering.answer(request_, GOOD, by=li_wei, now=ASKED_AT)
        assert (rating.rater, rating.department, rating.answered_at) == (li_wei, it, ASKED_AT)
        assert (rating.solved, rating.csat, rating.ces, rating.comment) == ("yes", 5, 4, "")
        assert not rating.handler_may_see

    def test_the_invitation_is_done(self, invitation: Invitation, request_: ServiceRequest, li_wei: User) -> None:
        answering.answer(request_, GOOD, by=li_wei, now=ASKED_AT)
        invitation.refresh_from_db()
        assert invitation.done

    def test_others_are_told_inside_the_transaction(self, request_: ServiceRequest, li_wei: User) -> None:
        heard: list[tuple[int | None, int]] = []

        def listen(sender: type, rating: Rating, request: ServiceRequest, **kwargs: Any) -> None:
            assert transaction.get_connection().in_atomic_block
            heard.append((rating.csat, request.pk))

        rating_saved.connect(listen)
        answering.answer(request_, GOOD, by=li_wei, now=ASKED_AT)
        answering.answer(request_, BAD, by=li_wei, now=ASKED_AT)
        rating_saved.disconnect(listen)
        assert heard == [(5, request_.pk), (1, request_.pk)]

    def test_who_was_not_asked_cannot_answer(self, request_: ServiceRequest, wang_fang: User) -> None:
        with pytest.raises(Invitation.DoesNotExist):
            answering.answer(request_, GOOD, by=wang_fang, now=ASKED_AT)

    def test_nothing_is_answered_while_the_department_works_on_it_again(
        self, request_: ServiceRequest, li_wei: User
    ) -> None:
        transitions.reopen(request_, "One is missing.", by=li_wei)
        with pytest.raises(Refused, match="works on it again"):
            answering.answer(request_, GOOD, by=li_wei, now=ASKED_AT)

    def test_the_tick_means_nothing_where_no_handler_is_known(self, request_: ServiceRequest, li_wei: User) -> None:
        Invitation.objects.update(handler=None)
        assert not answering.answer(request_, BAD, by=li_wei, now=ASKED_AT).handler_may_see


class TestChanging:
    def test_within_twelve_hours_the_same_answer_is_changed(self, request_: ServiceRequest, li_wei: User) -> None:
        answering.answer(request_, GOOD, by=li_wei, now=ASKED_AT)
        last = ASKED_AT + timedelta(hours=12)
        answering.answer(request_, BAD, by=li_wei, now=last)
        rating = Rating.objects.get()
        assert (rating.csat, rating.ces, rating.comment) == (1, None, "The second laptop does not start.")
        assert (rating.answered_at, rating.changed_at) == (ASKED_AT, last)

    def test_the_window_does_not_move_with_a_change(self, request_: ServiceRequest, li_wei: User) -> None:
        answering.answer(request_, GOOD, by=li_wei, now=ASKED_AT)
        answering.answer(request_, BAD, by=li_wei, now=ASKED_AT + timedelta(hours=11))
        with pytest.raises(Refused, match="12 hours"):
            answering.answer(request_, GOOD, by=li_wei, now=ASKED_AT + timedelta(hours=12, seconds=1))
        assert Rating.objects.get().csat == 1

    def test_it_stays_possible_after_the_request_was_reopened(self, request_: ServiceRequest, li_wei: User) -> None:
        answering.answer(request_, BAD, by=li_wei, now=ASKED_AT)
        transitions.reopen(request_, "One is missing.", by=li_wei)
        assert answering.answer(request_, Answer("no", 3, 3), by=li_wei, now=ASKED_AT).csat == 3

    def test_it_stays_with_the_department_that_was_rated(
        self, request_: ServiceRequest, li_wei: User, it: Department, finance: Department, olga: User
    ) -> None:
        answering.answer(request_, BAD, by=li_wei, now=ASKED_AT)
        transitions.reopen(request_, "One is missing.", by=li_wei)
        transitions.hand_over(request_, finance, "They buy.", by=olga)
        assert answering.answer(request_, GOOD, by=li_wei, now=ASKED_AT).department == it


class TestTheDatabaseKeepsTheRules:
    @pytest.mark.parametrize(
        ("wrong", "rule"),
        [
            ({"csat": 0}, "rating_csat_1_to_5"),
            ({"csat": 6}, "rating_csat_1_to_5"),
            ({"ces": 6}, "rating_ces_1_to_5"),
            ({"solved": "maybe"}, "rating_known_solved"),
            ({"changed_at": ASKED_AT + timedelta(hours=12, seconds=1)}, "rating_changed_within_window"),
            ({"changed_at": ASKED_AT - timedelta(seconds=1)}, "rating_changed_within_window"),
        ],
    )
    def test_an_impossible_answer(
        self, request_: ServiceRequest, li_wei: User, wrong: dict[str, Any], rule: str
    ) -> None:
        answering.answer(request_, GOOD, by=li_wei, now=ASKED_AT)
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Rating.objects.update(**wrong)

    def test_a_second_answer(self, request_: ServiceRequest, li_wei: User) -> None:
        first = answering.answer(request_, GOOD, by=li_wei, now=ASKED_AT)
        first.pk = None
        with pytest.raises(IntegrityError, match="request_id"), transaction.atomic():
            first.save(force_insert=True)

    @pytest.mark.parametrize(
        ("wrong", "rule"),
        [
            ({"probability": 0.01}, "invitation_probability"),
            ({"probability": 1.5}, "invitation_probability"),
            ({"wave": 0}, "invitation_waves_from_1"),
            ({"instrument": "X"}, "invitation_"),
            ({"instrument": "P"}, "invitation_request_for_ratings_only"),
            ({"department": None}, "invitation_request_for_ratings_only"),
        ],
    )
    def test_an_impossible_invitation(self, invitation: Invitation, wrong: dict[str, Any], rule: str) -> None:
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Invitation.objects.update(**wrong)
