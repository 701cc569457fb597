"""Signing in: by address and password, a limited number of times, and in the demo with one click."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from requests_app.models import Department, User
from tests.conftest import SignedIn, Travel
from tests.make import PASSWORD, make_user

SIGN_IN = "/sign-in/"


def attempt(email: str, password: str = PASSWORD, *, browser: Client | None = None, **more: str) -> Any:
    """The answer; its `client` is the browser."""
    return (browser or Client()).post(SIGN_IN, {"username": email, "password": password, **more})


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


class TestSigningIn:
    @pytest.mark.parametrize("written", ["li.wei@example.com", "Li.Wei@Example.COM", " li.wei@example.com "])
    def test_the_address_counts_whatever_its_capitals(self, li_wei: User, written: str) -> None:
        assert is_signed_in(attempt(written).client)

    def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(self, li_wei: User) -> None:
        wrong = attempt(li_wei.email, "guess")
        unknown = attempt("nobody@example.com", "guess")
        assert wrong.status_code == unknown.status_code == 422
        told = [str(answer.context["form"].non_field_errors()) for answer in (wrong, unknown)]
        assert told[0] == told[1] != ""

    def test_it_leads_back_to_the_page_that_was_asked_for(self, li_wei: User) -> None:
        asked_for = Client().get("/preferences/?x=1")
        assert asked_for["Location"] == reverse("accounts:sign_in")
        assert attempt(li_wei.email, next="/notifications/")["Location"] == "/notifications/"

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
    def test_it_never_leads_to_another_site(self, li_wei: User, target: str) -> None:
        assert attempt(li_wei.email, next=target)["Location"] == "/"

    def test_the_session_gets_a_new_key(self, li_wei: User) -> None:
        browser = Client()
        browser.post("/preferences/", {"language": "ru"})
        session = browser.session
        session["before"] = "kept"
        session.save()
        browser.cookies["portal_session"] = str(session.session_key)
        attempt(li_wei.email, browser=browser)
        assert is_signed_in(browser)
        assert browser.session.session_key != session.session_key

    def test_who_is_signed_in_already_is_sent_home(self, li_wei: User, sign_in: SignedIn) -> None:
        assert sign_in(li_wei).get(SIGN_IN)["Location"] == "/"


class TestSigningOut:
    def test_it_takes_a_post(self, li_wei: User, sign_in: SignedIn) -> None:
        browser = sign_in(li_wei)
        assert browser.get("/sign-out/").status_code == 405
        assert browser.post("/sign-out/")["Location"] == SIGN_IN
        assert not is_signed_in(browser)

    def test_a_deactivated_person_is_signed_out_at_once(self, li_wei: User, sign_in: SignedIn) -> None:
        browser = sign_in(li_wei)
        assert browser.get("/preferences/").status_code == 200
        User.objects.filter(pk=li_wei.pk).update(is_active=False)
        assert browser.get("/preferences/")["Location"].startswith(SIGN_IN)
        assert not is_signed_in(attempt(li_wei.email).client)


class TestTooManyAttempts:
    @pytest.fixture(autouse=True)
    def three(self, settings: Settings) -> None:
        settings.AXES_FAILURE_LIMIT = 3

    def test_signing_in_rests_even_with_the_right_password_and_says_how_long(self, li_wei: User) -> None:
        browser = Client()
        for _attempt in range(3):
            attempt(li_wei.email, "guess", browser=browser)
        answer = attempt(li_wei.email, browser=browser)
        assert answer.status_code == 429
        assert "15 minutes" in answer.content.decode()
        assert answer.headers["Retry-After"] == "900"
        assert not is_signed_in(browser)

    def test_capitals_are_no_way_round(self, li_wei: User) -> None:
        for written in ("li.wei@example.com", "LI.wei@example.com", "Li.Wei@example.com"):
            attempt(written, "guess")
        assert attempt("lI.wEi@example.com").status_code == 429

    def test_other_people_and_other_places_go_on(self, li_wei: User, wang_fang: User) -> None:
        for _attempt in range(4):
            attempt(li_wei.email, "guess")
        assert is_signed_in(attempt(wang_fang.email).client)
        elsewhere = Client(REMOTE_ADDR="192.0.2.7")
        assert is_signed_in(attempt(li_wei.email, browser=elsewhere).client)

    def test_it_works_again_after_the_wait(self, li_wei: User, travel: Travel) -> None:
        travel("2026-06-11 09:00")
        for _attempt in range(4):
            attempt(li_wei.email, "guess")
        travel("2026-06-11 09:14")
        assert attempt(li_wei.email).status_code == 429
        travel("2026-06-11 09:30")
        assert is_signed_in(attempt(li_wei.email).client)


class TestTheDemo:
    @pytest.fixture
    def demo(self, settings: Settings) -> None:
        settings.DEMO = True

    def test_one_click_signs_in_as_one_of_the_cast(self, demo: None, li_wei: User) -> None:
        browser = Client()
        page = browser.get(SIGN_IN).content.decode()
        assert "made up" in page
        assert li_wei.display_name in page
        answer = browser.post("/sign-in/demo/", {"person": li_wei.email, "next": "/notifications/"})
        assert answer["Location"] == "/notifications/"
        assert browser.session["_auth_user_id"] == str(li_wei.pk)

    def test_it_signs_nobody_else_in(self, demo: None, wang_fang: User, analytics: Department) -> None:
        inactive = make_user("Chen Yu", analytics, email="chen.yu@example.com", is_active=False)
        for email in (wang_fang.email, inactive.email, "", "olga.petrova@example.com"):
            assert Client().post("/sign-in/demo/", {"person": email}).status_code == 404

    def test_outside_the_demo_there_is_no_such_thing(self, li_wei: User) -> None:
        assert Client().post("/sign-in/demo/", {"person": li_wei.email}).status_code == 404
        page = Client().get(SIGN_IN).content.decode()
        assert li_wei.display_name not in page
        assert "demo" not in page.lower()
