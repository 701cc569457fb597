"""Trying one password on everybody is stopped by the address it comes from, and nobody else is."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from requests_app.models import User
from tests.make import PASSWORD

ELSEWHERE = "192.0.2.7"


@pytest.fixture(autouse=True)
def _few(settings: Settings) -> None:
    settings.SIGN_IN_ATTEMPTS_OF_ADDRESS = 4


def attempt(email: str, password: str = "guess", address: str = "127.0.0.1") -> int:
    return Client(REMOTE_ADDR=address).post("/sign-in/", {"username": email, "password": password}).status_code


def spray() -> None:
    for number in range(4):
        assert attempt(f"somebody{number}@example.com") == 422


def test_after_many_accounts_the_address_rests_and_others_do_not(li_wei: User, wang_fang: User) -> None:
    spray()
    assert attempt(li_wei.email, PASSWORD) == 429
    assert attempt(li_wei.email, PASSWORD, ELSEWHERE) == 302
    assert attempt(wang_fang.email, PASSWORD, ELSEWHERE) == 302


def test_those_who_sign_in_count_for_nothing(li_wei: User) -> None:
    for _time in range(6):
        assert attempt(li_wei.email, PASSWORD) == 302


def test_a_redis_that_was_emptied_begins_anew(li_wei: User) -> None:
    spray()
    cache.clear()
    assert attempt(li_wei.email, PASSWORD) == 302
