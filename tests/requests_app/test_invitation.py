"""An invitation: an admin names somebody, a mail lets them set a password, once and for three days."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from requests_app import company
from requests_app.models import Department, Membership, User
from requests_app.notifications.delivery import deliver_due
from tests.conftest import SignedIn, Travel
from tests.requests_app.test_password_reset import NEW, follow, link_in, set_password


def invite(browser: Client, department: Department, **fields: Any) -> Any:
    data = {"display_name": "Новикова Анна", "email": "anna.n@example.com", "language": "en", "role": ""}
    return browser.post("/people/invitation/", data | {"department": department.pk} | fields)


@pytest.fixture
def admin(ada: User, sign_in: SignedIn) -> Client:
    return sign_in(ada)


class TestInviting:
    def test_the_mail_leads_into_the_portal(self, admin: Client, finance: Department) -> None:
        finance.time_zone = "Europe/Berlin"
        finance.save()
        assert invite(admin, finance, role="agent")["Location"] == "/people/"
        deliver_due()
        [message] = mail.outbox
        assert message.to == ["anna.n@example.com"]
        assert "Ada Admin made an account for you" in message.body
        browser = set_password(link_in(message))
        newcomer = User.objects.get(email="anna.n@example.com")
        assert browser.session["_auth_user_id"] == str(newcomer.pk)
        assert newcomer.check_password(NEW)
        assert (newcomer.department, newcomer.time_zone) == (finance, "Europe/Berlin")
        assert newcomer.roles == {finance.pk: Membership.Role.AGENT}

    def test_it_names_the_portal_as_the_company_does(self, admin: Client, ada: User, finance: Department) -> None:
        company.set_company("Nordwind", ["en"], by=ada)
        invite(admin, finance)
        deliver_due()
        assert mail.outbox[0].subject == "Your account in Nordwind"

    def test_it_is_written_in_the_newcomers_language(self, admin: Client, finance: Department) -> None:
        invite(admin, finance, language="ru")
        assert User.objects.get(email="anna.n@example.com").language == "ru"

    def test_without_a_role_somebody_only_asks(self, admin: Client, finance: Department) -> None:
        invite(admin, finance)
        assert User.objects.get(email="anna.n@example.com").roles == {}

    def test_until_then_nobody_signs_in(self, admin: Client, finance: Department) -> None:
        invite(admin, finance)
        browser = Client()
        browser.post("/sign-in/", {"username": "anna.n@example.com", "password": ""})
        browser.post("/sign-in/", {"username": "anna.n@example.com", "password": "!"})
        assert "_auth_user_id" not in browser.session

    def test_an_address_in_other_capitals_is_taken(self, admin: Client, finance: Department, li_wei: User) -> None:
        answer = invite(admin, finance, email="LI.WEI@example.com")
        assert answer.status_code == 422
        assert "already in use" in answer.content.decode()
        assert not mail.outbox

    def test_only_admins_invite(self, maria: User, it: Department, sign_in: SignedIn) -> None:
        assert invite(sign_in(maria), it).status_code == 403
        assert not User.objects.filter(email="anna.n@example.com").exists()


class TestTheLink:
    def test_it_works_once(self, admin: Client, finance: Department) -> None:
        invite(admin, finance)
        deliver_due()
        link = link_in(mail.outbox[0])
        set_password(link)
        assert "no longer works" in Client().get(link).content.decode()

    def test_it_ends_after_three_days(self, ada: User, sign_in: SignedIn, finance: Department, travel: Travel) -> None:
        travel("2026-06-11 09:00")
        invite(sign_in(ada), finance)
        deliver_due()
        assert "14 June 2026, 09:00" in mail.outbox[0].body
        travel("2026-06-14 09:01")
        assert "no longer works" in Client().get(link_in(mail.outbox[0])).content.decode()

    def test_sent_again_only_the_newest_works(self, admin: Client, finance: Department) -> None:
        invite(admin, finance)
        deliver_due()
        newcomer = User.objects.get(email="anna.n@example.com")
        admin.post(f"/people/{newcomer.pk}/invitation/")
        deliver_due()
        first, second = (link_in(message) for message in mail.outbox)
        assert "no longer works" in Client().get(first).content.decode()
        _browser, form = follow(second)
        assert form.endswith("/set-password/")

    def test_whoever_has_a_password_is_not_invited_again(self, admin: Client, li_wei: User) -> None:
        answer = admin.post(f"/people/{li_wei.pk}/invitation/", follow=True)
        assert "already has a password" in answer.content.decode()
        deliver_due()
        assert not mail.outbox

    def test_it_is_nowhere_but_in_the_mail(self, admin: Client, finance: Department) -> None:
        invite(admin, finance)
        deliver_due()
        newcomer = User.objects.get(email="anna.n@example.com")
        token = link_in(mail.outbox[0]).split("/")[-2]
        assert token not in str(list(newcomer.notifications.values()))
