"""The same form sent twice says it once; another text from the same page is another message."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from requests_app import clock, sending_once, transitions
from requests_app.models import Message, SentForm, ServiceRequest, User
from tests.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(laptop_request: ServiceRequest) -> str:
    return f"/requests/{laptop_request.pk}/message/"


def said(request: ServiceRequest) -> list[str]:
    return list(Message.objects.filter(request=request).order_by("pk").values_list("text", flat=True))


def form(text: str, key: str = "") -> dict[str, str]:
    return {"text": text, "key": key or str(uuid4())}


class TestReplying:
    def test_twice_is_once_and_leads_to_the_same_place(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, address: str
    ) -> None:
        client, sent = sign_in(li_wei), form("When will it come?")
        first, second = client.post(address, sent), client.post(address, sent)
        assert first.status_code == second.status_code == 302
        assert first.headers["Location"] == second.headers["Location"]
        assert said(laptop_request) == ["When will it come?"]

    def test_a_page_from_the_browsers_memory_says_something_else(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, address: str
    ) -> None:
        client, key = sign_in(li_wei), str(uuid4())
        client.post(address, form("When will it come?", key))
        client.post(address, form("And which colour?", key))
        assert said(laptop_request) == ["When will it come?", "And which colour?"]

    def test_without_a_key_nothing_is_compared(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, address: str
    ) -> None:
        client = sign_in(li_wei)
        for _time in range(2):
            client.post(address, {"text": "Any news?"})
        assert said(laptop_request) == ["Any news?", "Any news?"]
        assert not SentForm.objects.exists()

    def test_the_same_words_of_two_people_are_two_messages(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, olga: User, address: str
    ) -> None:
        sent = form("Thank you")
        for person in (li_wei, olga):
            sign_in(person).post(address, sent)
        assert said(laptop_request) == ["Thank you", "Thank you"]

    def test_what_was_refused_can_be_sent_again(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, address: str
    ) -> None:
        client, key = sign_in(li_wei), str(uuid4())
        assert client.post(address, form("x" * 20_001, key)).status_code == 422
        assert client.post(address, form("x", key)).status_code == 302
        assert said(laptop_request) == ["x"]

    def test_others_having_written_since_does_not_hold_up_what_is_there_already(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, olga: User, address: str
    ) -> None:
        client = sign_in(li_wei)
        seen = str(laptop_request.events.latest("pk").pk)
        sent = form("When will it come?") | {"seen": seen}
        client.post(address, sent)
        transitions.reply(laptop_request, text="On Friday.", by=olga)
        assert client.post(address, sent).status_code == 302
        assert said(laptop_request) == ["When will it come?", "On Friday."]


def test_the_page_gives_each_box_a_key_of_its_own(
    sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User
) -> None:
    client: Client = sign_in(li_wei)
    pages = [client.get(f"/requests/{laptop_request.pk}/").content.decode() for _time in range(2)]
    keys = {html.partition('name="key" value="')[2][:36] for html in pages}
    assert len(keys) == 2
    assert all(len(key) == 36 for key in keys)


def test_forms_are_forgotten_when_nobody_sends_them_again() -> None:
    now = clock.now()
    sending_once.claim("a" * 64, now=now - sending_once.KEPT - timedelta(minutes=1))
    sending_once.claim("b" * 64, now=now)
    assert sending_once.purge(now=now) == 1
    assert [str(one) for one in SentForm.objects.all()] == ["b" * 12]
    with pytest.raises(sending_once.SentBefore):
        sending_once.claim("b" * 64, now=now)
