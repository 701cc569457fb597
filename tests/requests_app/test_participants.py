"""Colleagues who follow a request, or write on it as well."""

from __future__ import annotations

import pytest
from django.test import Client

from requests_app import transitions
from requests_app.models import Delivery, Notification, ServiceRequest, User
from tests.conftest import SignedIn


def add(browser: Client, request: ServiceRequest, person: User, *, writes: bool = False) -> int:
    data = {"person": person.email} | ({"can_write": "on"} if writes else {})
    return browser.post(f"/requests/{request.pk}/participant/", data).status_code


def told(person: User) -> list[str]:
    return list(Notification.objects.of(person).order_by("pk").values_list("kind", flat=True))


def mailed(person: User) -> list[str]:
    sent = Delivery.objects.filter(notification__recipient=person).order_by("pk")
    return list(sent.values_list("notification__kind", flat=True))


class TestAdding:
    @pytest.mark.parametrize("who", ["li_wei", "olga"])
    def test_both_sides_let_a_colleague_in(
        self, who: str, request: pytest.FixtureRequest, sign_in: SignedIn, laptop_request: ServiceRequest,
        wang_fang: User, li_wei: User, olga: User,
    ) -> None:  # fmt: skip
        page = f"/requests/{laptop_request.pk}/"
        assert sign_in(wang_fang).get(page).status_code == 404
        assert add(sign_in(request.getfixturevalue(who)), laptop_request, wang_fang) == 302
        seen = sign_in(wang_fang).get(page)
        assert seen.status_code == 200
        assert "Also taking part" in seen.content.decode()
        assert told(wang_fang) == mailed(wang_fang) == ["participant_added"]
        assert laptop_request.events.latest("id").data == {"person": wang_fang.pk, "writes": False, "known": False}

    def test_who_was_let_in_lets_nobody_in(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, wang_fang: User, anna: User
    ) -> None:
        transitions.add_participant(laptop_request, wang_fang, True, by=li_wei)
        assert add(sign_in(wang_fang), laptop_request, anna) == 403

    def test_not_who_asked_not_twice_and_nobody_who_left(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, wang_fang: User, anna: User
    ) -> None:
        browser = sign_in(li_wei)
        assert add(browser, laptop_request, li_wei) == 422
        assert [add(browser, laptop_request, wang_fang) for _time in range(2)] == [302, 422]
        anna.is_active = False
        anna.save()
        assert add(browser, laptop_request, anna) == 422

    def test_the_right_to_write_can_be_given_later(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, wang_fang: User
    ) -> None:
        browser = sign_in(li_wei)
        add(browser, laptop_request, wang_fang)
        assert add(browser, laptop_request, wang_fang, writes=True) == 302
        assert laptop_request.participants.get().can_write
        assert told(wang_fang) == ["participant_added"]  # once


class TestWriting:
    def test_who_may_write_has_a_box_and_who_follows_has_none(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, wang_fang: User, anna: User, olga: User
    ) -> None:
        transitions.add_participant(laptop_request, wang_fang, True, by=li_wei)
        transitions.add_participant(laptop_request, anna, by=li_wei)
        url = f"/requests/{laptop_request.pk}/message/"
        assert sign_in(wang_fang).post(url, {"text": "I know more"}).status_code == 302
        assert sign_in(anna).post(url, {"text": "Me too"}).status_code == 403
        assert 'id="reply"' in sign_in(wang_fang).get(f"/requests/{laptop_request.pk}/").content.decode()
        assert 'id="reply"' not in sign_in(anna).get(f"/requests/{laptop_request.pk}/").content.decode()
        assert told(li_wei) == ["reply"]

    def test_a_participant_reads_no_internal_notes_and_does_no_work(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, wang_fang: User, olga: User
    ) -> None:
        transitions.add_participant(laptop_request, wang_fang, True, by=li_wei)
        transitions.reply(laptop_request, "Between us", by=olga, internal=True)
        assert "Between us" not in sign_in(wang_fang).get(f"/requests/{laptop_request.pk}/").content.decode()
        assert told(wang_fang) == ["participant_added"]
        assert sign_in(wang_fang).post(f"/requests/{laptop_request.pk}/start/", {"version": 2}).status_code == 403


class TestHearing:
    def test_messages_and_states_ring_the_bell_and_mail_only_who_may_write(
        self, laptop_request: ServiceRequest, li_wei: User, wang_fang: User, anna: User, olga: User
    ) -> None:
        transitions.add_participant(laptop_request, wang_fang, True, by=li_wei)
        transitions.add_participant(laptop_request, anna, by=li_wei)
        transitions.reply(laptop_request, "We have it", by=olga)
        transitions.start(laptop_request, by=olga)  # no news for anybody
        transitions.resolve(laptop_request, "There", by=olga)
        heard = ["participant_added", "followed_message", "followed_change"]
        assert told(wang_fang) == told(anna) == heard
        assert mailed(wang_fang) == heard
        assert mailed(anna) == ["participant_added"]

    def test_the_bell_names_the_new_state_in_the_readers_language(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, wang_fang: User, olga: User
    ) -> None:
        transitions.add_participant(laptop_request, wang_fang, by=li_wei)
        transitions.resolve(laptop_request, "There", by=olga)
        assert "has a new state: Done" in sign_in(wang_fang).get("/notifications/").content.decode()


class TestLeaving:
    def test_one_leaves_by_oneself_and_sees_it_no_more(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, wang_fang: User, olga: User
    ) -> None:
        transitions.add_participant(laptop_request, wang_fang, by=li_wei)
        browser = sign_in(wang_fang)
        left = browser.post(f"/requests/{laptop_request.pk}/leaving/", follow=True)
        assert left.status_code == 200
        assert browser.get(f"/requests/{laptop_request.pk}/").status_code == 404
        assert "no longer follows it" in sign_in(olga).get(f"/requests/{laptop_request.pk}/").content.decode()
        transitions.reply(laptop_request, "News", by=olga)
        assert told(wang_fang) == ["participant_added"]

    def test_both_sides_remove(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, wang_fang: User, anna: User, olga: User
    ) -> None:
        transitions.add_participant(laptop_request, wang_fang, by=li_wei)
        url = f"/requests/{laptop_request.pk}/removal/"
        assert sign_in(wang_fang).post(url, {"person": wang_fang.pk}).status_code == 403
        assert sign_in(olga).post(url, {"person": anna.pk}).status_code == 422
        assert sign_in(olga).post(url, {"person": wang_fang.pk}).status_code == 302
        assert not laptop_request.participants.exists()

    def test_who_does_not_take_part_cannot_leave(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User
    ) -> None:
        assert sign_in(olga).post(f"/requests/{laptop_request.pk}/leaving/").status_code == 403
