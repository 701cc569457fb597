"""Noting down a call or a visit in ten seconds: who, what, one line, and perhaps that it is done already."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from requests_app import approval_rules, transitions
from requests_app.approvers import Wanted
from requests_app.models import (
    Channel,
    Chosen,
    Department,
    Notification,
    Service,
    ServiceRequest,
    Translated,
    User,
)
from requests_app.states import Status
from sla.models import Clock, Metric
from tests.conftest import SignedIn, Travel
from tests.make import make_form, make_manager, make_request, make_service, make_standard, make_user, utc

pytestmark = pytest.mark.django_db

URL = "/intake/"


@pytest.fixture
def noted(laptop: Service, li_wei: User) -> dict[str, Any]:
    """What Olga types while Li Wei is on the phone."""
    return {
        "on_behalf": "李伟",
        "service": str(laptop.pk),
        "asks_for": str(laptop.pk),
        "title": "The screen stays black",
        "channel": "phone",
        "at_once": "",
    }


@pytest.fixture
def olga_notes(sign_in: SignedIn, olga: User, laptop: Service) -> Client:
    return sign_in(olga)


def kinds_told(person: User) -> list[str]:
    return list(Notification.objects.of(person).order_by("pk").values_list("kind", flat=True))


class TestNotingDown:
    def test_a_call_becomes_a_request_of_the_caller(
        self, olga_notes: Client, noted: dict[str, Any], li_wei: User, olga: User, laptop: Service
    ) -> None:
        response = olga_notes.post(URL, noted)
        filed = ServiceRequest.objects.get()
        assert response.headers["Location"] == f"/intake/?noted={filed.pk}"
        assert (filed.requester, filed.filed_by, filed.service) == (li_wei, olga, laptop)
        assert (filed.channel, filed.status, filed.assignee) == (Channel.PHONE, Status.NEW, None)
        assert (filed.impact, filed.urgency) == (laptop.default_impact, laptop.default_urgency)

    @pytest.mark.parametrize("channel", ["phone", "walk_in", "chat", "mail"])
    def test_how_it_came_is_recorded_and_shown(self, olga_notes: Client, noted: dict[str, Any], channel: str) -> None:
        olga_notes.post(URL, {**noted, "channel": channel})
        filed = ServiceRequest.objects.get()
        assert filed.channel == channel
        page = olga_notes.get(f"/requests/{filed.pk}/").content.decode()
        told = {"phone": "noted down a call", "walk_in": "noted down a visit", "chat": "noted down a chat"}
        assert told.get(channel, "noted down an e-mail") in page
        assert str(filed.get_channel_display()) in page

    def test_both_see_it_and_the_caller_is_told(
        self, olga_notes: Client, noted: dict[str, Any], sign_in: SignedIn, li_wei: User
    ) -> None:
        olga_notes.post(URL, noted)
        url = f"/requests/{ServiceRequest.objects.get().pk}/"
        assert sign_in(li_wei).get(url).status_code == olga_notes.get(url).status_code == 200
        assert kinds_told(li_wei) == ["filed_for_you"]

    def test_the_next_form_is_empty_and_says_what_was_noted(self, olga_notes: Client, noted: dict[str, Any]) -> None:
        page = olga_notes.post(URL, noted, follow=True).content.decode()
        number = ServiceRequest.objects.get().pk
        assert f"Noted down as #{number} for 李伟." in page
        assert "Noted down by you" in page
        assert 'value="The screen stays black"' not in page

    def test_sent_twice_it_is_noted_once(self, olga_notes: Client, noted: dict[str, Any]) -> None:
        form = {**noted, "key": "8e7f3a46-0d51-4d37-a5bc-7a8f4b2b6d10", "at_once": "done"}
        first, second = olga_notes.post(URL, form), olga_notes.post(URL, form)
        assert first.headers["Location"] == second.headers["Location"]
        assert ServiceRequest.objects.count() == 1

    def test_one_notes_nothing_down_for_oneself(self, olga_notes: Client, noted: dict[str, Any], olga: User) -> None:
        response = olga_notes.post(URL, {**noted, "on_behalf": olga.email})
        assert response.status_code == 422
        assert "What you need yourself" in response.content.decode()

    def test_an_error_keeps_what_was_typed(self, olga_notes: Client, noted: dict[str, Any]) -> None:
        response = olga_notes.post(URL, {**noted, "on_behalf": "Nemo", "result": "Plugged it in"})
        assert response.status_code == 422
        assert "The screen stays black" in response.content.decode()
        assert "Plugged it in" in response.content.decode()


class TestAtOnce:
    def test_taken_it_is_mine_and_no_colleague_is_rung(
        self, olga_notes: Client, noted: dict[str, Any], olga: User, ivan: User, li_wei: User
    ) -> None:
        olga_notes.post(URL, {**noted, "at_once": "taken"})
        filed = ServiceRequest.objects.get()
        assert (filed.assignee, filed.status) == (olga, Status.NEW)
        assert kinds_told(ivan) == []
        assert kinds_told(li_wei) == ["filed_for_you"]

    def test_done_already_it_waits_for_the_callers_yes(
        self, olga_notes: Client, noted: dict[str, Any], olga: User, ivan: User, li_wei: User
    ) -> None:
        olga_notes.post(URL, {**noted, "at_once": "done", "result": "Plugged it in"})
        filed = ServiceRequest.objects.get()
        assert (filed.assignee, filed.status) == (olga, Status.RESOLVED)
        assert filed.messages.get().text == "Plugged it in"
        assert kinds_told(li_wei) == ["resolved"]
        assert kinds_told(ivan) == []

    def test_the_clocks_are_those_of_the_moment_it_was_noted(
        self, olga: User, li_wei: User, laptop: Service, travel: Travel
    ) -> None:
        make_standard(laptop.provider)
        travel("2026-06-11 14:00")
        transitions.note_down(
            laptop, transitions.Filing("Black screen", channel="phone", at_once="done"), requester=li_wei, by=olga
        )
        clock = Clock.objects.get(metric=Metric.RESOLUTION)
        assert (clock.started_at, clock.stopped_at) == (utc(2026, 6, 11, 14), utc(2026, 6, 11, 14))
        assert ServiceRequest.objects.get().filed_at == utc(2026, 6, 11, 14)

    def test_what_was_done_is_not_told_where_it_waits_in_the_queue(
        self, olga_notes: Client, noted: dict[str, Any]
    ) -> None:
        olga_notes.post(URL, {**noted, "result": "Plugged it in"})
        assert not ServiceRequest.objects.get().messages.exists()

    def test_what_has_to_be_approved_cannot_be_done_already(
        self, olga_notes: Client, noted: dict[str, Any], laptop: Service, boris: User
    ) -> None:
        approval_rules.set_rule(
            laptop, Translated({"en": "May they?"}), [Wanted(Chosen.PEOPLE, people=[boris])], in_order=True
        )
        response = olga_notes.post(URL, {**noted, "at_once": "done"})
        assert response.status_code == 422
        assert "Somebody has to approve this first." in response.content.decode()
        assert not ServiceRequest.objects.exists()


class TestServices:
    def test_last_used_first(self, olga_notes: Client, it: Department, li_wei: User, olga: User) -> None:
        phone = make_service(it, "phone")
        assert olga_notes.get(URL).context["form"]["service"].value() != phone.pk
        transitions.submit(phone, transitions.Filing("A phone"), requester=li_wei, by=olga)
        assert olga_notes.get(URL).context["form"]["service"].value() == phone.pk

    def test_only_of_the_departments_one_serves_in(
        self, olga_notes: Client, noted: dict[str, Any], travel_costs: Service
    ) -> None:
        assert "Travel costs" not in olga_notes.get(URL).content.decode()
        assert olga_notes.post(URL, {**noted, "service": str(travel_costs.pk)}).status_code == 422

    def test_what_others_handle_confidentially_is_not_offered(
        self, olga_notes: Client, laptop: Service, it: Department, ivan: User
    ) -> None:
        make_service(it, "whistle", "Whistle", is_confidential=True).handlers.set([ivan])
        assert "Whistle" not in olga_notes.get(URL).content.decode()

    def test_without_a_service_the_page_says_what_to_do(self, sign_in: SignedIn, olga: User) -> None:
        assert "Your departments offer no service yet" in sign_in(olga).get(URL).content.decode()

    def test_who_serves_nowhere_does_not_find_it(self, sign_in: SignedIn, li_wei: User, laptop: Service) -> None:
        assert sign_in(li_wei).get(URL).status_code == 404
        assert sign_in(li_wei).get("/intake/caller/").status_code == 404

    def test_its_questions_come_with_it(self, olga_notes: Client, noted: dict[str, Any], it: Department) -> None:
        desk = make_service(it, "desk")
        make_form(desk, {"kind": "short", "code": "room", "label": {"en": "Which room?"}, "required": True})
        fragment = olga_notes.get(URL, {"service": desk.pk}, headers={"HX-Request": "true"}).content.decode()
        assert "Which room?" in fragment
        assert "<html" not in fragment
        chosen = {**noted, "service": str(desk.pk)}
        asked = olga_notes.post(URL, chosen)  # no script ran: they come with the answer
        assert asked.status_code == 422
        assert "Which room?" in asked.content.decode()
        answered = {**chosen, "asks_for": str(desk.pk), "form_number": "1", "q_room": "4711"}
        assert olga_notes.post(URL, answered).status_code == 302
        assert ServiceRequest.objects.get().answers == {"room": "4711"}

    def test_changed_to_one_that_asks_nothing_it_is_noted_without_script(
        self, olga_notes: Client, noted: dict[str, Any], it: Department, laptop: Service
    ) -> None:
        desk = make_service(it, "desk")
        make_form(desk, {"kind": "short"})
        shown_for_the_desk = {**noted, "asks_for": str(desk.pk), "form_number": "1"}
        assert olga_notes.post(URL, shown_for_the_desk).status_code == 302


class TestTheCaller:
    def test_what_they_have_open_is_shown(
        self, olga_notes: Client, laptop_request: ServiceRequest, li_wei: User, travel_costs: Service
    ) -> None:
        make_request(travel_costs, li_wei, "Not for IT to see")
        shown = olga_notes.get("/intake/caller/", {"on_behalf": "李伟"}).content.decode()
        assert laptop_request.title in shown
        assert "Not for IT to see" not in shown

    def test_of_two_with_one_name_nothing_is_shown(self, olga_notes: Client, laptop_request: ServiceRequest) -> None:
        make_user("李伟", email="other@example.com")
        assert laptop_request.title not in olga_notes.get("/intake/caller/", {"on_behalf": "李伟"}).content.decode()


def test_the_key_is_offered_to_those_who_serve(sign_in: SignedIn, li_wei: User, it: Department) -> None:
    key = '<a href="/intake/" data-key="n"'
    assert key in sign_in(make_manager("Eva", it)).get("/").content.decode()
    assert key not in sign_in(li_wei).get("/").content.decode()
