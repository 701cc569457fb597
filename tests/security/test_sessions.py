"""A session is its owner's alone: never given from outside, another at every step up, seen and ended from elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from requests_app import browsers, company
from requests_app.models import SignedInBrowser, User
from requests_app.models import company as companies
from requests_app.sign_in import new_password_path
from tests.conftest import SignedIn, Travel
from tests.make import PASSWORD, utc
from tests.security.test_second_step import code_of, with_step

NOON = utc(2026, 6, 11, 12)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


def key_of(client: Client) -> str:
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""


def with_key(key: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def signs_in(person: User, client: Client | None = None, agent: str = FIREFOX) -> Client:
    client = client or Client()
    form = {"username": person.email, "password": PASSWORD}
    assert client.post("/sign-in/", form, HTTP_USER_AGENT=agent).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/preferences/").status_code == 200


class TestFixation:
    def test_a_key_from_outside_is_never_taken_up(self, li_wei: User) -> None:
        chosen = "a" * 32
        client = signs_in(li_wei, with_key(chosen))
        assert key_of(client) != chosen
        assert not is_in(with_key(chosen))

    def test_a_key_from_before_signing_in_opens_nothing_after_it(self, li_wei: User) -> None:
        """Somebody prepared a browser: the link for a new password puts its token into an anonymous session."""
        client = Client()
        client.get(new_password_path(li_wei))
        before = key_of(client)
        assert before
        signs_in(li_wei, client)
        assert key_of(client) != before
        assert not is_in(with_key(before))
        assert not Session.objects.filter(session_key=before).exists()

    def test_a_key_in_the_address_is_no_key(self, li_wei: User) -> None:
        client = signs_in(li_wei)
        assert Client().get("/preferences/", {settings.SESSION_COOKIE_NAME: key_of(client)}).status_code == 302

    def test_signing_in_as_somebody_else_takes_nothing_along(self, li_wei: User, olga: User) -> None:
        client = signs_in(li_wei)
        before = key_of(client)
        client.force_login(olga, backend="requests_app.sign_in.EmailBackend")
        assert not is_in(with_key(before))
        assert not li_wei.browsers.exists()


class TestRotation:
    def test_another_password_is_another_key_and_the_end_of_the_others(self, li_wei: User) -> None:
        client, other = signs_in(li_wei), signs_in(li_wei)
        before = key_of(client)
        new = "another battery horse"
        form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        assert client.post("/password/", form).status_code == 302
        assert key_of(client) != before
        assert (is_in(client), is_in(other), is_in(with_key(before))) == (True, False, False)
        assert li_wei.browsers.filter(session_key=key_of(client)).exists()

    def test_the_password_alone_is_another_session_than_the_code(self, li_wei: User, travel: Travel) -> None:
        travel(NOON)
        seed, _codes = with_step(li_wei)
        travel(NOON + timedelta(minutes=2))
        client = Client()
        client.post("/sign-in/", {"username": li_wei.email, "password": PASSWORD})
        waiting = key_of(client)
        assert not is_in(client)
        client.post("/sign-in/code/", {"code": code_of(seed)})
        assert is_in(client)
        assert key_of(client) != waiting
        assert not is_in(with_key(waiting))

    def test_after_signing_out_the_key_is_worth_nothing(self, li_wei: User) -> None:
        client = signs_in(li_wei)
        key = key_of(client)
        client.post("/sign-out/")
        assert not is_in(with_key(key))
        assert not li_wei.browsers.exists()


class TestTheList:
    def test_it_names_each_browser_and_marks_this_one(self, li_wei: User) -> None:
        signs_in(li_wei, agent=IPHONE)
        page = signs_in(li_wei).get("/preferences/browsers/").content.decode()
        assert "Firefox on Linux" in page
        assert "Safari on iPhone" in page
        assert page.count("This one") == page.count("Sign out there</") == 1

    def test_signing_out_there_ends_that_one_and_no_other(self, li_wei: User) -> None:
        phone, here = signs_in(li_wei, agent=IPHONE), signs_in(li_wei)
        other = li_wei.browsers.get(session_key=key_of(phone))
        assert here.post(f"/preferences/browsers/{other.pk}/end/").status_code == 302
        assert (is_in(phone), is_in(here)) == (False, True)

    def test_everywhere_else(self, li_wei: User, olga: User) -> None:
        stays, others, here = signs_in(olga), [signs_in(li_wei) for _ in range(3)], signs_in(li_wei)
        answer = here.post("/preferences/browsers/others/end/", follow=True)
        assert "Signed out in 3 places." in answer.content.decode()
        assert not any(is_in(one) for one in others)
        assert is_in(here)
        assert is_in(stays)

    def test_nobody_elses_and_not_this_one(self, li_wei: User, olga: User) -> None:
        victim, here = signs_in(olga), signs_in(li_wei)
        theirs, mine = olga.browsers.get(), li_wei.browsers.get()
        assert [here.post(f"/preferences/browsers/{one.pk}/end/").status_code for one in (theirs, mine)] == [404, 404]
        assert is_in(victim)

    def test_what_a_browser_calls_itself_is_text(self, li_wei: User) -> None:
        client = signs_in(li_wei, agent="<script>alert(1)</script>" + "x" * 5_000)
        page = client.get("/preferences/browsers/").content.decode()
        assert "<script>alert" not in page
        assert len(li_wei.browsers.get().agent) == 300

    def test_ended_sessions_are_forgotten(self, li_wei: User, travel: Travel) -> None:
        travel(NOON)
        signs_in(li_wei)
        assert browsers.forget(NOON + timedelta(days=13)) == 0
        assert browsers.forget(NOON + timedelta(days=15)) == 1
        assert not SignedInBrowser.objects.exists()


class TestResting:
    @pytest.fixture(autouse=True)
    def _half_an_hour(self, ada: User, travel: Travel) -> None:
        travel(NOON)
        company.set_company("Acme", ["en"], by=ada, idle_minutes=30)
        companies.forget()

    def test_a_session_nobody_used_ends(self, li_wei: User, travel: Travel) -> None:
        client = signs_in(li_wei)
        travel(NOON + timedelta(minutes=30, seconds=1))
        assert client.get("/preferences/").status_code == 302
        assert not Session.objects.filter(session_key=key_of(client)).exists()

    def test_one_that_is_used_goes_on(self, li_wei: User, travel: Travel) -> None:
        client = signs_in(li_wei)
        for minutes in range(20, 200, 20):
            travel(NOON + timedelta(minutes=minutes))
            assert is_in(client)
        assert li_wei.browsers.get().seen_at == NOON + timedelta(minutes=180)

    def test_an_open_page_that_asks_by_itself_is_nobody(self, li_wei: User, travel: Travel) -> None:
        client = signs_in(li_wei)
        for minutes in range(5, 31, 5):
            travel(NOON + timedelta(minutes=minutes))
            assert "signed_out" not in client.get("/live/").json()
        travel(NOON + timedelta(minutes=31))
        assert "signed_out" in client.get("/live/").json()

    def test_without_a_limit_nobody_is_signed_out(self, ada: User, li_wei: User, travel: Travel) -> None:
        company.set_company("Acme", ["en"], by=ada, idle_minutes=0)
        companies.forget()
        client = signs_in(li_wei)
        travel(NOON + timedelta(days=13))
        assert is_in(client)

    def test_admins_choose_it(self, ada: User, sign_in: SignedIn) -> None:
        form = {"name": "Acme", "languages": ["en"], "idle_minutes": "60"}
        assert sign_in(ada).post("/administration/company/", form).status_code == 302
        companies.forget()
        assert companies.said().idle_minutes == 60
        assert sign_in(ada).post("/administration/company/", {**form, "idle_minutes": "1"}).status_code == 422
