"""One's own words can be changed for five minutes; what was said before stays readable."""

from __future__ import annotations

from datetime import timedelta

import pytest

from requests_app import clock, transitions
from requests_app.models import Delivery, Message, MessageEdit, Notification, ServiceRequest, User
from requests_app.transitions import Refused
from sla.models import Clock
from tests.conftest import SignedIn, Travel
from tests.make import make_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(travel: Travel, laptop_request: ServiceRequest, olga: User) -> Message:
    """Olga's reply to Li Wei, at ten o'clock."""
    travel("2099-01-05 10:00")
    transitions.reply(laptop_request, "It comes on Mnday", by=olga)
    return Message.objects.get()


def address(message: Message) -> str:
    return f"/requests/{message.request_id}/messages/{message.pk}/edition/"


class TestWithinFiveMinutes:
    def test_the_text_changes_and_the_earlier_one_stays_readable(
        self, sign_in: SignedIn, travel: Travel, message: Message, olga: User, li_wei: User
    ) -> None:
        travel("2099-01-05 10:04")
        client = sign_in(olga)
        assert f'href="{address(message)}"' in client.get(f"/requests/{message.request_id}/").content.decode()
        assert "It comes on Mnday" in client.get(address(message)).content.decode()
        response = client.post(address(message), {"text": "It comes on Monday"})
        assert response.status_code == 302
        page = sign_in(li_wei).get(f"/requests/{message.request_id}/").content.decode()
        assert "It comes on Monday" in page
        assert "Until today 10:04 it said:" in page
        assert "It comes on Mnday" in page
        assert "edited a message" in page

    def test_the_same_text_changes_nothing(self, laptop_request: ServiceRequest, message: Message, olga: User) -> None:
        before = laptop_request.events.count()
        transitions.edit(laptop_request, message, "It comes on Mnday ", by=olga)
        assert laptop_request.events.count() == before
        assert not MessageEdit.objects.exists()

    def test_an_empty_text_is_refused_and_the_message_stays(
        self, sign_in: SignedIn, message: Message, olga: User
    ) -> None:
        assert sign_in(olga).post(address(message), {"text": " "}).status_code == 422
        message.refresh_from_db()
        assert message.text == "It comes on Mnday"

    def test_only_those_mentioned_for_the_first_time_are_told(
        self, laptop_request: ServiceRequest, message: Message, olga: User, ivan: User, maria: User, li_wei: User
    ) -> None:
        transitions.edit(laptop_request, message, "@Ivan Kuznetsov: Monday", by=olga)
        transitions.edit(laptop_request, message, "@Ivan Kuznetsov and @Maria Schulz: Monday", by=olga)
        told = Notification.objects.filter(kind="mentioned").values_list("recipient", flat=True)
        assert list(told.order_by("pk")) == [ivan.pk, maria.pk]

    def test_the_mail_that_is_on_its_way_stays(
        self, laptop_request: ServiceRequest, message: Message, olga: User, li_wei: User
    ) -> None:
        transitions.edit(laptop_request, message, "It comes on Monday", by=olga)
        news = Notification.objects.get(recipient=li_wei, kind="reply")
        assert news.params["text"] == "It comes on Mnday"
        assert Delivery.objects.filter(notification__recipient=li_wei).count() == 1


class TestAfterwards:
    def test_it_is_too_late(self, sign_in: SignedIn, travel: Travel, message: Message, olga: User) -> None:
        travel("2099-01-05 10:05:01")
        client = sign_in(olga)
        assert address(message) not in client.get(f"/requests/{message.request_id}/").content.decode()
        assert client.get(address(message)).status_code == 409
        response = client.post(address(message), {"text": "It comes on Monday, as I wrote"})
        assert response.status_code == 409
        assert "It comes on Monday, as I wrote" in response.content.decode()  # handed back, not lost
        message.refresh_from_db()
        assert message.text == "It comes on Mnday"


class TestWhoMay:
    def test_nobody_else(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, message: Message, ivan: User, li_wei: User, anna: User
    ) -> None:
        for person, status in ((ivan, 403), (li_wei, 403), (anna, 404)):
            assert sign_in(person).post(address(message), {"text": "Mine"}).status_code == status
        with pytest.raises(Refused):
            transitions.edit(laptop_request, message, "Mine", by=ivan)

    def test_a_note_and_its_edit_stay_among_those_who_serve(
        self, sign_in: SignedIn, travel: Travel, laptop_request: ServiceRequest, olga: User, ivan: User, li_wei: User
    ) -> None:
        travel("2099-01-05 10:00")
        transitions.reply(laptop_request, "Budgt is short", by=olga, internal=True)
        note = Message.objects.get()
        transitions.edit(laptop_request, note, "Budget is short", by=olga)
        colleagues = sign_in(ivan).get(f"/requests/{laptop_request.pk}/").content.decode()
        assert "Budgt is short" in colleagues
        assert "edited an internal note" in colleagues
        requesters = sign_in(li_wei).get(f"/requests/{laptop_request.pk}/").content.decode()
        assert "Budg" not in requesters
        assert "edited" not in requesters
        assert sign_in(li_wei).get(address(note)).status_code == 404


class TestClocks:
    def clocks(self, request: ServiceRequest) -> list[object]:
        return list(Clock.objects.filter(request=request).order_by("pk").values())

    def test_a_first_response_stays_given(
        self, travel: Travel, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        make_standard(laptop_request.department)
        travel("2099-01-05 10:00")
        request = transitions.submit(
            laptop_request.service, transitions.Filing("A mouse"), requester=li_wei, by=li_wei
        )  # fmt: skip
        transitions.reply(request, "On its way", by=olga)
        before = self.clocks(request)
        travel("2099-01-05 10:03")
        transitions.edit(request, Message.objects.get(), "On its way!", by=olga)
        assert self.clocks(request) == before

    def test_editing_a_note_is_no_response(
        self, travel: Travel, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        make_standard(laptop_request.department)
        travel("2099-01-05 10:00")
        request = transitions.submit(
            laptop_request.service, transitions.Filing("A mouse"), requester=li_wei, by=li_wei
        )  # fmt: skip
        transitions.reply(request, "Do we have one?", by=olga, internal=True)
        before = self.clocks(request)
        travel(clock.now() + timedelta(minutes=2))
        transitions.edit(request, Message.objects.get(), "Have we one?", by=olga)
        assert self.clocks(request) == before
