"""A password alone lets nobody in who has a second step, by no way; codes count once; lost phones have a way back."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from requests_app import clock, people, second_step
from requests_app.models import ConfigurationChange, Notification, RecoveryCode, SecondStep, User, company
from requests_app.sign_in import new_password_path
from requests_app.views.second_step import SEED
from tests.conftest import SignedIn, Travel
from tests.make import PASSWORD, make_user

QUESTION, MINE = "/sign-in/code/", "/preferences/second-step/"


def code_of(seed: str) -> str:
    return pyotp.TOTP(second_step.key_of(seed)).at(datetime.now(UTC))


def with_step(person: User) -> tuple[str, list[str]]:
    """The seed, and the recovery codes."""
    seed = second_step.new_seed()
    codes = second_step.set_up(person, seed, code_of(seed), session="", now=clock.now())
    assert codes
    return seed, codes


def password(person: User, **more: str) -> Client:
    browser = Client()
    answer = browser.post("/sign-in/", {"username": person.email, "password": PASSWORD, **more})
    assert answer["Location"] == QUESTION
    return browser


def send(browser: Client, code: str) -> Any:
    return browser.post(QUESTION, {"code": code})


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


@pytest.fixture(autouse=True)
def _morning(travel: Travel) -> None:
    travel("2026-06-11 09:00")


class TestSettingUp:
    def test_the_page_shows_a_picture_and_codes_once(self, ada: User, sign_in: SignedIn) -> None:
        browser = sign_in(ada)
        page = browser.get(MINE)
        assert "data:image/svg+xml" in page.content.decode()
        seed = browser.session[SEED]
        assert second_step.key_of(seed) in page.content.decode()
        answer = browser.post(MINE, {"code": code_of(seed), "password": PASSWORD})
        assert len(answer.context["codes"]) == 8
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "8 recovery codes are left" in browser.get(MINE).content.decode()
        assert Notification.objects.filter(recipient=ada, kind="second_step_changed").count() == 1

    @pytest.mark.parametrize(("code", "word"), [("000000", PASSWORD), ("", PASSWORD), (None, "guess")])
    def test_it_takes_the_right_code_and_the_password(
        self, code: str | None, word: str, ada: User, sign_in: SignedIn
    ) -> None:
        browser = sign_in(ada)
        browser.get(MINE)
        sent = code_of(browser.session[SEED]) if code is None else code
        assert browser.post(MINE, {"code": sent, "password": word}).status_code == 422
        assert not SecondStep.objects.exists()

    def test_other_browsers_are_signed_out(self, ada: User, sign_in: SignedIn) -> None:
        other, browser = sign_in(ada), sign_in(ada)
        browser.get(MINE)
        browser.post(MINE, {"code": code_of(browser.session[SEED]), "password": PASSWORD})
        assert browser.get("/").status_code == 200
        assert other.get("/").status_code == 302

    def test_neither_the_key_nor_a_code_stands_in_the_database(self, ada: User) -> None:
        seed, codes = with_step(ada)
        kept = str(SecondStep.objects.values()) + str(RecoveryCode.objects.values())
        assert second_step.key_of(seed) not in kept
        assert codes[0] not in kept
        assert codes[0].replace("-", "") not in kept


class TestSigningIn:
    def test_the_password_alone_lets_nobody_in(self, ada: User) -> None:
        seed, _codes = with_step(ada)
        browser = password(ada, next="/people/")
        assert not is_in(browser)
        assert browser.get("/people/").status_code == 302
        before = browser.session.session_key
        assert send(browser, "000000").status_code == 422
        assert not is_in(browser)
        travel_on = pyotp.TOTP(second_step.key_of(seed)).at(datetime.now(UTC), counter_offset=1)
        assert send(browser, travel_on)["Location"] == "/people/"
        assert browser.session["_auth_user_id"] == str(ada.pk)
        assert browser.session.session_key != before

    def test_a_code_counts_once(self, ada: User, travel: Travel) -> None:
        seed, _codes = with_step(ada)
        travel("2026-06-11 09:05")
        code = code_of(seed)
        assert send(password(ada), code).status_code == 302
        assert send(password(ada), code).status_code == 422

    @pytest.mark.parametrize(("at", "status"), [("09:05:25", 302), ("09:06:31", 422), ("09:03:00", 422)])
    def test_a_code_counts_about_now(self, at: str, status: int, ada: User, travel: Travel) -> None:
        seed, _codes = with_step(ada)
        travel("2026-06-11 09:05:00")
        code = code_of(seed)
        travel(f"2026-06-11 {at}")
        assert send(password(ada), code).status_code == status

    def test_a_recovery_code_counts_once_however_it_is_written(self, ada: User) -> None:
        _seed, codes = with_step(ada)
        assert send(password(ada), f" {codes[0].upper()} ").status_code == 302
        assert send(password(ada), codes[0]).status_code == 422
        assert second_step.codes_left(ada) == 7

    def test_after_five_wrong_ones_none_is_taken_for_a_quarter_of_an_hour(self, ada: User, travel: Travel) -> None:
        seed, codes = with_step(ada)
        browser = password(ada)
        for _attempt in range(5):
            send(browser, "123456")
        assert send(browser, codes[0]).status_code == 422
        assert second_step.codes_left(ada) == 8
        travel("2026-06-11 09:16")
        assert send(password(ada), code_of(seed)).status_code == 302

    def test_the_question_waits_ten_minutes(self, ada: User, travel: Travel) -> None:
        seed, _codes = with_step(ada)
        browser = password(ada)
        travel("2026-06-11 09:11")
        assert send(browser, code_of(seed))["Location"] == "/sign-in/"
        assert not is_in(browser)

    def test_nobody_is_asked_who_gave_no_password(self, ada: User) -> None:
        seed, _codes = with_step(ada)
        assert send(Client(), code_of(seed))["Location"] == "/sign-in/"

    def test_a_link_for_a_new_password_does_not_go_round_it(self, ada: User) -> None:
        with_step(ada)
        browser = Client()
        form = browser.get(new_password_path(ada))["Location"]
        words = {"new_password1": "quite another phrase", "new_password2": "quite another phrase"}
        assert browser.post(form, words)["Location"] == QUESTION
        assert not is_in(browser)

    def test_somebody_deactivated_meanwhile_is_not_let_in(self, ada: User, travel: Travel) -> None:
        seed, _codes = with_step(ada)
        browser = password(ada)
        User.objects.filter(pk=ada.pk).update(is_active=False)
        travel("2026-06-11 09:02")
        assert send(browser, code_of(seed))["Location"] == "/sign-in/"


class TestWhatTheCompanyDemands:
    @pytest.fixture(autouse=True)
    def _demanded(self) -> None:
        company.remember(company.Said("Acme", ("en",), admins_confirm=True))

    @pytest.mark.parametrize("path", ["/", "/people/", "/administration/", "/status/", "/admin/", "/requests/"])
    def test_an_admin_without_it_sees_no_other_page(self, path: str, ada: User, sign_in: SignedIn) -> None:
        assert sign_in(ada).get(path)["Location"] == MINE
        assert sign_in(ada).post(path)["Location"] == MINE

    def test_nor_through_the_api_or_a_part_of_a_page(self, ada: User, sign_in: SignedIn) -> None:
        assert sign_in(ada).get("/api/v1/me/").status_code == 403
        assert sign_in(ada).get("/people/", headers={"HX-Request": "true"}).status_code == 403

    def test_they_set_it_up_and_go_on(self, ada: User, sign_in: SignedIn) -> None:
        browser = sign_in(ada)
        assert "Admins of this company" in browser.get(MINE).content.decode()
        browser.post(MINE, {"code": code_of(browser.session[SEED]), "password": PASSWORD})
        assert browser.get("/people/").status_code == 200
        assert browser.post("/sign-out/").status_code == 302

    def test_whoever_has_it_is_asked_also_in_a_session_of_before(
        self, ada: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        seed, _codes = with_step(ada)
        browser = sign_in(ada)
        assert browser.get("/people/")["Location"] == QUESTION
        travel("2026-06-11 09:05")
        assert send(browser, code_of(seed)).status_code == 302
        assert browser.get("/people/").status_code == 200

    def test_others_are_not_asked(self, li_wei: User, olga: User, sign_in: SignedIn) -> None:
        for person in (li_wei, olga):
            assert sign_in(person).get("/").status_code == 200

    def test_the_company_page_says_so(self, ada: User, sign_in: SignedIn) -> None:
        company.remember(company.unsaid())
        form = {"name": "Acme", "languages": ["en"], "admins_confirm": "on"}
        sign_in(ada).post("/administration/company/", form)
        company.forget()
        assert company.said().admins_confirm
        assert sign_in(ada).get("/administration/company/").status_code == 302


class TestTakingItAway:
    def test_the_password_is_asked_once_more(self, ada: User, sign_in: SignedIn) -> None:
        with_step(ada)
        browser = sign_in(ada)
        for path in ("codes/", "removal/"):
            assert browser.post(MINE + path, {"password": "guess"}).status_code == 422
        assert second_step.codes_left(ada) == 8
        _old, new = second_step.codes_left(ada), browser.post(MINE + "codes/", {"password": PASSWORD})
        assert len(new.context["codes"]) == 8
        assert browser.post(MINE + "removal/", {"password": PASSWORD})["Location"] == "/preferences/"
        assert not SecondStep.objects.exists()
        assert not RecoveryCode.objects.exists()

    def test_codes_of_before_stop_working(self, ada: User, sign_in: SignedIn) -> None:
        _seed, codes = with_step(ada)
        sign_in(ada).post(MINE + "codes/", {"password": PASSWORD})
        assert send(password(ada), codes[0]).status_code == 422

    def test_an_admin_takes_it_from_somebody_who_lost_the_phone(self, ada: User, sign_in: SignedIn) -> None:
        lost = make_user("Lost Phone")
        with_step(lost)
        assert sign_in(ada).post(f"/people/{lost.pk}/second-step/removal/").status_code == 302
        assert not second_step.is_set_up(lost)
        change = ConfigurationChange.objects.get(kind="person", thing=str(lost.pk))
        assert change.by_id == ada.pk
        assert Notification.objects.filter(recipient=lost, kind="second_step_changed").exists()

    def test_deactivation_ends_all_sessions(self, ada: User, li_wei: User, sign_in: SignedIn) -> None:
        browser = sign_in(li_wei)
        people.deactivate(li_wei, by=ada)
        assert browser.get("/")["Location"].startswith("/sign-in/")

    def test_the_operator_takes_it_from_the_only_admin(self, ada: User) -> None:
        with_step(ada)
        call_command("second_step_removal", ada.email.upper(), stdout=io.StringIO())
        assert not second_step.is_set_up(ada)
        with pytest.raises(CommandError, match="Nobody"):
            call_command("second_step_removal", ada.email)
