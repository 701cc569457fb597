"""Who is told of what: once, in their language, and never about their own act."""

from __future__ import annotations

from requests_app import transitions
from requests_app.models import Notification, ServiceRequest, User


class TestTelling:
    def test_a_question_is_told_to_the_requester(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.ask(laptop_request, "Which cost centre?", by=olga)
        assert list(Notification.objects.of(li_wei).values_list("kind", flat=True)) == ["question"]
