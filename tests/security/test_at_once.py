"""Two clicks at the same moment are two polite requests."""

from __future__ import annotations

from datetime import timedelta

from requests_app import transitions
from requests_app.models import ServiceRequest, User
from surveys import answering, inviting
from surveys.models import Rating
from tests.make import utc

RESOLVED_AT = utc(2026, 6, 10, 10)
ANSWERED_AT = utc(2026, 6, 11, 12)


def test_of_two_ratings_sent_at_once_the_one_that_waited_is_a_change_of_the_other(
    laptop_request: ServiceRequest, li_wei: User, olga: User
) -> None:
    ServiceRequest.objects.update(filed_at=RESOLVED_AT - timedelta(hours=1))
    transitions.resolve(laptop_request, "Done.", by=olga, now=RESOLVED_AT)
    assert inviting.decide(laptop_request.pk, now=RESOLVED_AT + timedelta(days=1))
    given = answering.Answer(solved="yes", csat=5, ces=5)
    answering.answer(laptop_request, given, by=li_wei, now=ANSWERED_AT)
    answering.answer(laptop_request, given, by=li_wei, now=ANSWERED_AT - timedelta(milliseconds=3))
    rating = Rating.objects.get()
    assert rating.changed_at == rating.answered_at == ANSWERED_AT
