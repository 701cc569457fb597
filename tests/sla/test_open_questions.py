"""A question nobody answers: reminded twice, announced, closed; in the requester's working hours."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from requests_app import transitions
from requests_app.models import Department, Notification, ServiceRequest, User
from requests_app.states import Status
from sla import reminding
from tests.conftest import SignedIn, Travel
from tests.make import OFFICE_HOURS, make_standard


@pytest.fixture
def asked(travel: Travel, laptop_request: ServiceRequest, olga: User) -> ServiceRequest:
    """Asked on a Monday at 09:30 UTC; the requester works nine to six UTC, Monday to Friday."""
    travel("2026-06-08 09:30")
    transitions.assign(laptop_request, to=olga, by=olga)
    transitions.ask(laptop_request, "Which cost centre?", by=olga)
    return laptop_request


def go_to(travel: Travel, moment: str) -> int:
    travel(moment)
    return reminding.remind_due()


def told(person: User) -> list[str]:
    kinds = Notification.objects.of(person).order_by("pk").values_list("kind", flat=True)
    return [kind for kind in kinds if kind != "assigned"]


def through(travel: Travel, *moments: str) -> None:
    for moment in moments:
        go_to(travel, moment)


ALL_STEPS = ("2026-06-08 09:35", "2026-06-10 09:30", "2026-06-12 09:30", "2026-06-17 09:30")


class TestSteps:
    def test_two_reminders_an_announcement_and_then_it_closes(
        self, asked: ServiceRequest, travel: Travel, li_wei: User, olga: User
    ) -> None:
        through(travel, "2026-06-08 09:35", "2026-06-10 09:29")
        assert told(li_wei) == ["question"]
        go_to(travel, "2026-06-10 09:30")
        go_to(travel, "2026-06-10 17:00")
        assert told(li_wei) == ["question", "question_open"]
        through(travel, "2026-06-12 09:30")
        assert told(li_wei) == ["question", "question_open", "question_open"]
        through(travel, "2026-06-17 09:30")
        assert told(li_wei)[-1] == "closing_proposed"
        through(travel, "2026-06-22 09:29")
        assert ServiceRequest.objects.get(pk=asked.pk).status == Status.WAITING
        through(travel, "2026-06-22 09:30")
        asked.refresh_from_db()
        assert (asked.status, asked.closed_at is not None) == (Status.DECLINED, True)
        assert told(li_wei)[-1] == "closed_unanswered"
        assert told(olga)[-1] == "requester_silent"

    def test_the_page_says_when_it_closes_and_later_why_it_did(
        self, asked: ServiceRequest, travel: Travel, li_wei: User, sign_in: SignedIn
    ) -> None:
        through(travel, *ALL_STEPS)
        url = f"/requests/{asked.pk}/"
        assert "unless the question is answered" in sign_in(li_wei).get(url).content.decode()
        through(travel, "2026-06-22 09:30")
        assert "because the question was not answered" in sign_in(li_wei).get(url).content.decode()

    def test_it_can_be_brought_back(self, asked: ServiceRequest, travel: Travel, li_wei: User) -> None:
        through(travel, *ALL_STEPS, "2026-06-22 09:30")
        transitions.reopen(asked, "I was on holiday", by=li_wei)
        asked.refresh_from_db()
        assert asked.status == Status.IN_PROGRESS

    def test_an_answer_ends_it(self, asked: ServiceRequest, travel: Travel, li_wei: User) -> None:
        through(travel, *ALL_STEPS)
        transitions.answer(asked, "4711", by=li_wei)
        assert go_to(travel, "2026-06-22 09:30") == 0
        asked.refresh_from_db()
        assert asked.status == Status.IN_PROGRESS

    def test_another_question_begins_anew(self, asked: ServiceRequest, travel: Travel, olga: User) -> None:
        through(travel, *ALL_STEPS[:3])
        transitions.ask(asked, "And which floor?", by=olga)
        asked.refresh_from_db()
        assert (asked.wait.reminded, asked.wait.close_at) == (0, None)

    def test_after_a_long_sleep_the_steps_are_not_pressed_together(
        self, asked: ServiceRequest, travel: Travel, li_wei: User
    ) -> None:
        through(travel, "2026-06-08 09:35", "2026-06-30 10:00", "2026-06-30 10:05", "2026-06-30 10:10")
        assert told(li_wei) == ["question", "question_open"]

    def test_an_import_is_not_reminded(self, asked: ServiceRequest, travel: Travel) -> None:
        ServiceRequest.objects.update(is_live=False)
        assert sum(go_to(travel, moment) for moment in ALL_STEPS) == 0


class TestHours:
    def test_nobody_is_reminded_outside_the_requesters_hours(
        self, asked: ServiceRequest, travel: Travel, li_wei: User
    ) -> None:
        through(travel, "2026-06-08 09:35", "2026-06-10 20:00", "2026-06-11 08:59")
        assert told(li_wei) == ["question"]
        go_to(travel, "2026-06-11 09:00")
        assert told(li_wei) == ["question", "question_open"]

    def test_the_hours_are_those_of_the_requesters_own_department(
        self, asked: ServiceRequest, travel: Travel, li_wei: User, analytics: Department
    ) -> None:
        make_standard(analytics, spec=OFFICE_HOURS)  # Berlin: seven to four o'clock UTC in summer
        through(travel, "2026-06-08 09:35", "2026-06-10 16:30")
        assert told(li_wei) == ["question"]
        go_to(travel, "2026-06-11 07:00")
        assert told(li_wei) == ["question", "question_open"]


class TestSwitches:
    def test_nothing_closes_where_that_is_switched_off(
        self, asked: ServiceRequest, travel: Travel, settings: LazySettings, li_wei: User
    ) -> None:
        settings.QUESTION_CLOSE_DAYS = 0
        through(travel, *ALL_STEPS, "2026-06-22 09:30", "2026-08-03 10:00")
        assert told(li_wei) == ["question", "question_open", "question_open"]
        asked.refresh_from_db()
        assert (asked.status, asked.wait.look_at) == (Status.WAITING, None)

    def test_nobody_is_reminded_where_that_is_switched_off(
        self, asked: ServiceRequest, travel: Travel, settings: LazySettings, li_wei: User
    ) -> None:
        settings.QUESTION_REMIND_DAYS = settings.QUESTION_REMIND_AGAIN_DAYS = 0
        through(travel, "2026-06-08 09:35", "2026-06-11 09:30")
        assert told(li_wei) == ["question", "closing_proposed"]
