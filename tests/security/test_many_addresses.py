"""Many addresses that try one account are stopped, and its owner is not, where they signed in before."""

from __future__ import annotations

from itertools import count

import pytest
from django.conf import settings as portal
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from requests_app.models import User
from requests_app.sign_in import new_password_path
from tests.make import PASSWORD

LIMIT = 5
_addresses = count(1)


@pytest.fixture(autouse=True)
def _few(settings: Settings) -> None:
    settings.SIGN_IN_ATTEMPTS_OF_ACCOUNT = LIMIT


def attempt(email: str, password: str = "guess", client: Client | None = None) -> int:
    """From an address nobody came from before."""
    browser, address = client or Client(), f"198.51.100.{next(_addresses) % 250}"
    return browser.post("/sign-in/", {"username": email, "password": password}, REMOTE_ADDR=address).status_code


def siege(email: str) -> None:
    assert [attempt(email) for _ in range(LIMIT)] == [422] * LIMIT


def known_browser(person: User) -> Client:
    client = Client()
    assert attempt(person.email, PASSWORD, client) == 302
    client.post("/sign-out/")
    return client


def test_the_account_rests_for_browsers_it_never_signed_in_from(li_wei: User) -> None:
    siege(li_wei.email)
    assert attempt(li_wei.email, PASSWORD) == 429


def test_its_owner_signs_in_where_they_did_before(li_wei: User) -> None:
    client = known_browser(li_wei)
    siege(li_wei.email)
    assert attempt(li_wei.email, PASSWORD, client) == 302


def test_and_elsewhere_by_a_link_for_a_new_password(li_wei: User) -> None:
    siege(li_wei.email)
    client, new = Client(), "another battery horse"
    form = client.get(new_password_path(li_wei), follow=True).redirect_chain[-1][0]
    assert client.post(form, {"new_password1": new, "new_password2": new}).status_code == 302
    client.post("/sign-out/")
    assert attempt(li_wei.email, new, client) == 302


def test_others_are_not_kept_out(li_wei: User, olga: User) -> None:
    siege(li_wei.email)
    assert attempt(olga.email, PASSWORD) == 302


def test_who_does_not_exist_rests_alike(li_wei: User) -> None:
    siege("nobody@example.com")
    assert attempt("nobody@example.com") == 429


def test_spelling_begins_no_new_count(li_wei: User) -> None:
    for spelling in (li_wei.email.upper(), f" {li_wei.email} ", li_wei.email, li_wei.email.title(), li_wei.email):
        attempt(spelling)
    assert attempt(li_wei.email, PASSWORD) == 429


class TestTheCookie:
    def test_of_one_account_is_worth_nothing_for_another(self, li_wei: User, olga: User) -> None:
        attacker = known_browser(olga)
        siege(li_wei.email)
        assert attempt(li_wei.email, PASSWORD, attacker) == 429

    @pytest.mark.parametrize("value", ["", "x", "WyJhIl0:x:y", "é"])
    def test_made_up_it_is_worth_nothing(self, value: str, li_wei: User) -> None:
        client = Client()
        client.cookies[portal.KNOWN_BROWSER_COOKIE_NAME] = value
        siege(li_wei.email)
        assert attempt(li_wei.email, PASSWORD, client) == 429

    def test_wrong_passwords_from_a_known_browser_still_count_for_its_address(self, li_wei: User) -> None:
        client, address = known_browser(li_wei), {"REMOTE_ADDR": "192.0.2.9"}
        wrong = {"username": li_wei.email, "password": "guess"}
        for _ in range(portal.AXES_FAILURE_LIMIT):
            client.post("/sign-in/", wrong, headers={}, **address)  # type: ignore[arg-type]
        assert client.post("/sign-in/", wrong, **address).status_code == 429  # type: ignore[arg-type]

    def test_no_script_reads_it_and_it_names_nobody(self, li_wei: User) -> None:
        cookie = known_browser(li_wei).cookies[portal.KNOWN_BROWSER_COOKIE_NAME]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
        assert "li.wei" not in cookie.value
        assert not mail.outbox
