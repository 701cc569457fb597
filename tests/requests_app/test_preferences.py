"""Language, zone and colours: per person, and before sign-in per browser."""

from __future__ import annotations

import pytest
from django.test import Client

from requests_app.models import User
from tests.conftest import SignedIn

pytestmark = pytest.mark.django_db


class TestTheMenus:
    def test_the_language_is_kept_per_person(self, li_wei: User, sign_in: SignedIn) -> None:
        browser = sign_in(li_wei)
        answer = browser.post("/preferences/", {"language": "zh-hans", "next": "/notifications/?show=unread"})
        assert answer["Location"] == "/notifications/?show=unread"
        li_wei.refresh_from_db()
        assert li_wei.language == "zh-hans"
        assert browser.get("/notifications/").headers["Content-Language"] == "zh-hans"

    def test_a_stranger_is_spoken_to_in_the_language_they_chose(self) -> None:
        browser = Client(headers={"accept-language": "en"})
        browser.post("/preferences/", {"language": "ru", "next": "/sign-in/"})
        assert browser.get("/sign-in/").headers["Content-Language"] == "ru"

    def test_the_theme_is_on_the_next_page_for_people_and_strangers(self, li_wei: User, sign_in: SignedIn) -> None:
        for browser, page in ((sign_in(li_wei), "/preferences/"), (Client(), "/sign-in/")):
            browser.post("/preferences/", {"theme": "dark"})
            assert 'data-theme="dark"' in browser.get(page).content.decode()

    def test_what_does_not_exist_changes_nothing(self, li_wei: User, sign_in: SignedIn) -> None:
        sign_in(li_wei).post("/preferences/", {"language": "tlh", "theme": "pink", "is_admin": "1"})
        li_wei.refresh_from_db()
        assert (li_wei.language, li_wei.theme, li_wei.is_admin) == ("en", "system", False)

    def test_it_never_leads_to_another_site(self, li_wei: User, sign_in: SignedIn) -> None:
        assert sign_in(li_wei).post("/preferences/", {"theme": "dark", "next": "//evil.example"})["Location"] == "/"


class TestTheAccountPage:
    def test_it_saves_name_language_zone_and_colours(self, li_wei: User, sign_in: SignedIn) -> None:
        fields = {"display_name": "李伟明", "language": "ru", "time_zone": "Asia/Shanghai", "theme": "light"}
        assert sign_in(li_wei).post("/preferences/", fields)["Location"] == "/preferences/"
        li_wei.refresh_from_db()
        assert {name: getattr(li_wei, name) for name in fields} == fields

    def test_a_wrong_zone_is_refused_and_nothing_is_lost(self, li_wei: User, sign_in: SignedIn) -> None:
        fields = {"display_name": "李伟明", "language": "ru", "time_zone": "Mars/Base", "theme": "light"}
        answer = sign_in(li_wei).post("/preferences/", fields)
        assert answer.status_code == 422
        assert "李伟明" in answer.content.decode()
        li_wei.refresh_from_db()
        assert li_wei.display_name == "李伟"

    def test_address_and_rights_cannot_be_written_there(self, li_wei: User, sign_in: SignedIn) -> None:
        fields = {"display_name": "李伟", "language": "en", "time_zone": "UTC", "theme": "light"}
        sign_in(li_wei).post("/preferences/", fields | {"email": "boss@example.com", "is_admin": "on"})
        li_wei.refresh_from_db()
        assert (li_wei.email, li_wei.is_admin) == ("li.wei@example.com", False)

    def test_strangers_are_asked_to_sign_in(self) -> None:
        assert Client().get("/preferences/")["Location"] == "/sign-in/"
