"""Attempts are counted per account and address, and no spelling or header begins a new count."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from requests_app.middleware import address_behind_proxy
from requests_app.models import Department, User
from tests.make import PASSWORD, make_user

LIMIT = 3


@pytest.fixture(autouse=True)
def _few_attempts(settings: Settings) -> None:
    settings.AXES_FAILURE_LIMIT = LIMIT


@pytest.fixture
def kirill(analytics: Department) -> User:
    return make_user("Kirill Sokolov", analytics, email="kirill.sokolov@example.com")


def attempt(email: str, password: str = "guess", **headers: str) -> int:
    return Client().post("/sign-in/", {"username": email, "password": password}, **headers).status_code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "spelling",
    [
        "KIRILL.sokolov@Example.com",
        " kirill.sokolov@example.com ",
        "\u212airill.sokolov@example.com",  # Kelvin sign
        "kirill.\u017fokolov@example.com",  # long s
        "k\u0131rill.sokolov@example.com",  # i without its dot
    ],
)
def test_another_spelling_of_the_address_is_the_same_account(kirill: User, spelling: str) -> None:
    for _ in range(LIMIT):
        attempt(spelling)
    assert attempt(kirill.email, PASSWORD) == 429
    assert attempt(spelling, PASSWORD) == 429


def test_a_made_up_forwarding_header_begins_no_new_count(kirill: User) -> None:
    for number in range(LIMIT):
        attempt(kirill.email, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert attempt(kirill.email, PASSWORD, HTTP_X_FORWARDED_FOR="10.9.9.9") == 429


class TestBehindAProxy:
    @pytest.fixture(autouse=True)
    def _behind_proxy(self, settings: Settings) -> None:
        settings.AXES_CLIENT_IP_CALLABLE = "requests_app.middleware.address_behind_proxy"

    def test_the_address_the_proxy_saw_counts_and_what_the_visitor_wrote_before_it_does_not(self, kirill: User) -> None:
        for number in range(LIMIT):
            attempt(kirill.email, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 203.0.113.7")
        assert attempt(kirill.email, PASSWORD, HTTP_X_FORWARDED_FOR="10.9.9.9, 203.0.113.7") == 429

    def test_somebody_elsewhere_locks_nobody_out(self, kirill: User) -> None:
        for _ in range(LIMIT + 1):
            attempt(kirill.email, HTTP_X_FORWARDED_FOR="203.0.113.7")
        assert attempt(kirill.email, PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.4") == 302

    @pytest.mark.parametrize("passed_on", ["", "unknown", "<script>", "1.2.3.4, "])
    def test_what_is_no_address_is_left_aside(self, passed_on: str) -> None:
        request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=passed_on, REMOTE_ADDR="192.0.2.1")
        assert address_behind_proxy(request) == "192.0.2.1"
