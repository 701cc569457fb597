"""Who else is here: shown among those who serve, for seconds; nobody spies on requesters."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client

from requests_app import transitions
from requests_app.models import ServiceRequest, User
from tests.conftest import SignedIn

pytestmark = pytest.mark.django_db


def address_on(client: Client, request: ServiceRequest) -> str:
    """Where the open page of a request asks."""
    page = client.get(f"/requests/{request.pk}/").content.decode()
    return unescape(page.split('data-live="')[1].split('"')[0])


def look(client: Client, request: ServiceRequest, *, writing: str = "0") -> str:
    """What it is told about who is there."""
    said = client.get(f"{address_on(client, request)}&writing={writing}").json()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", said["beside"])).strip()


def test_colleagues_see_who_has_it_open_and_who_writes(
    sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User, maria: User
) -> None:
    assert look(sign_in(olga), laptop_request, writing="1") == ""
    assert look(sign_in(maria), laptop_request, writing="0") == "Olga Petrova is writing …"
    assert look(sign_in(ivan), laptop_request) == "Olga Petrova is writing … Maria Schulz has it open"
    assert look(sign_in(olga), laptop_request) == "Ivan Kuznetsov has it open Maria Schulz has it open"


def test_who_stopped_looking_is_gone(sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User) -> None:
    look(sign_in(olga), laptop_request, writing="1")
    assert "Olga" in look(sign_in(ivan), laptop_request)
    cache.delete(f"presence:{laptop_request.pk}:{olga.pk}")  # as it runs out
    assert look(sign_in(ivan), laptop_request) == ""


def test_a_requester_neither_looks_nor_is_looked_at(
    sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
) -> None:
    client = sign_in(li_wei)
    assert 'id="presence"' not in client.get(f"/requests/{laptop_request.pk}/").content.decode()
    assert "beside" not in client.get(f"{address_on(client, laptop_request)}&writing=1").json()
    assert look(sign_in(olga), laptop_request) == ""


def test_another_request_is_another_place(
    sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User, li_wei: User
) -> None:
    other = transitions.submit(laptop_request.service, transitions.Filing("B"), requester=li_wei, by=li_wei)
    look(sign_in(olga), laptop_request)
    assert look(sign_in(ivan), other) == ""


def test_whoever_lost_sight_of_it_is_not_told_who_is_there(
    sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User
) -> None:
    client = sign_in(ivan)
    address = address_on(client, laptop_request)
    look(sign_in(olga), laptop_request)
    ivan.memberships.all().delete()
    assert client.get(address).json()["beside"] == ""
