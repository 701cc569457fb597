"""The verbs: each moves as the table says, and leaves one line in the journal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from requests_app import transitions
from requests_app.models import Department, Leg, ServiceRequest, User
from requests_app.states import Status
from tests.make import utc


def verbs_of(request: ServiceRequest) -> list[str]:
    return list(request.events.order_by("id").values_list("verb", flat=True))


class TestAsking:
    def test_a_question_waits_for_the_requester_and_the_answer_goes_on(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.start(laptop_request, by=olga)
        asked = transitions.ask(laptop_request, "Which cost centre?", by=olga)
        assert asked.status == Status.WAITING
        answered = transitions.answer(laptop_request, "4711", by=li_wei)
        assert (answered.status, answered.assignee) == (Status.IN_PROGRESS, olga)
        assert verbs_of(laptop_request) == ["submitted", "started", "asked", "answered"]
