"""Who else is here: shown among those who serve, for seconds; nobody spies on requesters."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from requests_app import transitions
from requests_app.models import ServiceRequest, User
from tests.conftest import SignedIn, Travel

pytestmark = pytest.mark.django_db


def look(client: Client, request: ServiceRequest, **sent: str) -> str:
    response = client.post(f"/requests/{request.pk}/presence/", sent)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode())).strip()


def test_colleagues_see_who_has_it_open_and_who_writes(
    sign_in: SignedIn, travel: Travel, laptop_request: ServiceRequest, olga: User, ivan: User, maria: User
) -> None:
    travel("2099-01-05 10:00:00")
    assert look(sign_in(olga), laptop_request, writing="1") == ""
    assert look(sign_in(maria), laptop_request, writing="0") == "Olga Petrova is writing …"
    assert look(sign_in(ivan), laptop_request) == "Olga Petrova is writing … Maria Schulz has it open"


def test_who_stopped_looking_is_gone(
    sign_in: SignedIn, travel: Travel, laptop_request: ServiceRequest, olga: User, ivan: User
) -> None:
    travel("2099-01-05 10:00:00")
    look(sign_in(olga), laptop_request, writing="1")
    travel("2099-01-05 10:00:20")
    assert "Olga" in look(sign_in(ivan), laptop_request)
    travel("2099-01-05 10:00:50")
    assert look(sign_in(ivan), laptop_request) == ""


def test_it_says_what_was_answered_since_the_page_was_opened(
    sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User
) -> None:
    seen = str(laptop_request.events.latest("pk").pk)
    transitions.reply(laptop_request, "On its way", by=olga)
    assert "Olga Petrova has just answered" in look(sign_in(ivan), laptop_request, seen=seen)
    assert look(sign_in(olga), laptop_request, seen=seen) == "Ivan Kuznetsov has it open"
    for nonsense in ("", "x", "9" * 40):
        assert "answered" not in look(sign_in(ivan), laptop_request, seen=nonsense)


def test_a_requester_neither_looks_nor_is_looked_at(
    sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
) -> None:
    client = sign_in(li_wei)
    assert client.post(f"/requests/{laptop_request.pk}/presence/", {"writing": "1"}).status_code == 403
    page = client.get(f"/requests/{laptop_request.pk}/").content.decode()
    assert "presence" not in page
    assert look(sign_in(olga), laptop_request) == ""


def test_another_request_is_another_place(
    sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User, li_wei: User
) -> None:
    other = transitions.submit(laptop_request.service, transitions.Filing("B"), requester=li_wei, by=li_wei)
    look(sign_in(olga), laptop_request)
    assert look(sign_in(ivan), other) == ""


def test_an_expired_session_answers_nothing_and_the_poll_goes_on(
    client: Client, laptop_request: ServiceRequest
) -> None:
    assert client.post(f"/requests/{laptop_request.pk}/presence/").status_code == 204
