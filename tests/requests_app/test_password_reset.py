"""A forgotten password: a link by mail, once, and no word about who has an account."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from requests_app.models import Notification, User
from requests_app.notifications.delivery import deliver_due
from tests.conftest import SignedIn, Travel
from tests.make import PASSWORD

NEW = "a staple for the horse"
pytestmark = pytest.mark.django_db


def ask(email: str) -> str:
    answer = Client().post("/password/forgotten/", {"email": email}, follow=True)
    return re.sub(r"[A-Za-z0-9]{64}", "(csrf)", answer.content.decode())


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"http://\S+?(/(?:password/new|invitation)/\S+)", str(message.body))
    assert found, message.body
    return found[1]


def follow(link: str) -> tuple[Client, str]:
    """The browser in which the link was opened, and the address of the form it leads to."""
    browser = Client()
    answer = browser.get(link)
    return browser, answer["Location"] if answer.status_code == 302 else link


def set_password(link: str, password: str = NEW) -> Client:
    browser, form = follow(link)
    browser.post(form, {"new_password1": password, "new_password2": password})
    return browser


class TestAForgottenPassword:
    def test_the_mail_leads_to_a_new_one_and_signs_in(self, li_wei: User) -> None:
        ask("LI.WEI@example.com")
        deliver_due()
        [message] = mail.outbox
        assert message.to == ["li.wei@example.com"]
        browser = set_password(link_in(message))
        assert browser.session["_auth_user_id"] == str(li_wei.pk)
        li_wei.refresh_from_db()
        assert li_wei.check_password(NEW)

    def test_the_token_does_not_stay_in_the_address(self, li_wei: User) -> None:
        ask(li_wei.email)
        deliver_due()
        link = link_in(mail.outbox[0])
        _browser, form = follow(link)
        assert form.endswith("/set-password/")
        assert link.split("/")[-2] not in form

    def test_the_link_works_once(self, li_wei: User) -> None:
        ask(li_wei.email)
        deliver_due()
        set_password(link_in(mail.outbox[0]))
        set_password(link_in(mail.outbox[0]), "another long one 42")
        li_wei.refresh_from_db()
        assert li_wei.check_password(NEW)
        page = Client().get(link_in(mail.outbox[0]))
        assert "no longer works" in page.content.decode()

    def test_it_is_too_old_after_three_days(self, li_wei: User, travel: Travel) -> None:
        travel("2026-06-11 09:00")
        ask(li_wei.email)
        deliver_due()
        link = link_in(mail.outbox[0])
        travel("2026-06-14 08:59")
        assert Client().get(link).status_code == 302
        travel("2026-06-14 09:01")
        assert "no longer works" in Client().get(link).content.decode()

    def test_the_owner_is_told_of_the_change(self, li_wei: User) -> None:
        ask(li_wei.email)
        deliver_due()
        set_password(link_in(mail.outbox[0]))
        deliver_due()
        assert mail.outbox[-1].subject == "Your password was changed"

    def test_a_weak_one_is_refused_and_the_form_says_why(self, li_wei: User) -> None:
        ask(li_wei.email)
        deliver_due()
        browser, form = follow(link_in(mail.outbox[0]))
        answer = browser.post(form, {"new_password1": "12345", "new_password2": "12345"})
        assert answer.status_code == 422
        li_wei.refresh_from_db()
        assert li_wei.check_password(PASSWORD)


class TestWhoHasAnAccount:
    def test_the_answer_is_the_same_for_everybody(self, li_wei: User) -> None:
        known, unknown = ask(li_wei.email), ask("nobody@example.com")
        assert known == unknown
        deliver_due()
        assert [message.to for message in mail.outbox] == [[li_wei.email]]

    def test_who_was_deactivated_gets_no_mail_and_an_older_link_is_dead(self, li_wei: User) -> None:
        ask(li_wei.email)
        deliver_due()
        User.objects.filter(pk=li_wei.pk).update(is_active=False)
        assert "no longer works" in Client().get(link_in(mail.outbox[0])).content.decode()
        Notification.objects.all().delete()
        ask(li_wei.email)
        deliver_due()
        assert len(mail.outbox) == 1

    def test_asking_again_and_again_sends_one_mail_in_five_minutes(self, li_wei: User, travel: Travel) -> None:
        travel("2026-06-11 09:00")
        for _time in range(3):
            ask(li_wei.email)
        travel("2026-06-11 09:05")
        ask(li_wei.email)
        deliver_due()
        assert len(mail.outbox) == 2


class TestChangingOnesOwn:
    def test_the_old_one_is_needed_and_other_devices_are_signed_out(self, li_wei: User, sign_in: SignedIn) -> None:
        here, there = sign_in(li_wei), sign_in(li_wei)
        change = {"old_password": "guess", "new_password1": NEW, "new_password2": NEW}
        assert here.post("/password/", change).status_code == 422
        assert here.post("/password/", change | {"old_password": PASSWORD})["Location"] == "/preferences/"
        assert here.get("/preferences/").status_code == 200
        assert there.get("/preferences/").status_code == 302
