"""Whoever is asked to approve may ask back in the conversation, as long as they are asked."""

from __future__ import annotations

import pytest
from django.test import Client

from requests_app import access, transitions
from requests_app.models import Message, Notification, ServiceRequest, User
from requests_app.states import Status
from tests.conftest import SignedIn


@pytest.fixture
def asked(laptop_request: ServiceRequest, olga: User, boris: User) -> ServiceRequest:
    """Olga asks Boris, who serves elsewhere, to approve Li Wei's request."""
    transitions.assign(laptop_request, to=olga, by=olga)
    return transitions.ask_approval(laptop_request, boris, "1,900 euros", by=olga)


@pytest.fixture
def as_boris(boris: User, sign_in: SignedIn) -> Client:
    return sign_in(boris)


def say(browser: Client, request: ServiceRequest, text: str = "What for?") -> int:
    request.refresh_from_db()
    answer = browser.post(f"/requests/{request.pk}/message/", {"text": text, "version": request.version})
    return answer.status_code


def test_the_page_lets_them_write(asked: ServiceRequest, as_boris: Client) -> None:
    page = as_boris.get(f"/requests/{asked.pk}/")
    assert page.context["reply_form"] is not None
    assert "to" not in page.context["reply_form"].fields, "internal notes are for those who serve there"


def test_both_sides_read_and_hear_what_they_say(
    asked: ServiceRequest, as_boris: Client, boris: User, olga: User, li_wei: User
) -> None:
    assert say(as_boris, asked) == 302
    message = Message.objects.get(text="What for?")
    assert (message.author, message.kind) == (boris, Message.Kind.REPLY)
    told = {*Notification.objects.filter(request=asked).values_list("recipient", "kind")}
    assert {(olga.pk, "colleague_wrote"), (li_wei.pk, "reply")} <= told


def test_it_decides_nothing(asked: ServiceRequest, as_boris: Client) -> None:
    say(as_boris, asked)
    asked.refresh_from_db()
    assert asked.status == Status.ON_HOLD
    assert asked.approvals.open().exists()


def test_once_decided_they_only_read(asked: ServiceRequest, as_boris: Client, boris: User) -> None:
    transitions.approve(asked, by=boris)
    assert as_boris.get(f"/requests/{asked.pk}/").context["reply_form"] is None
    assert say(as_boris, asked) in (403, 404)


def test_nobody_else_may(asked: ServiceRequest, anna: User) -> None:
    assert not access.can_reply(anna, asked)
