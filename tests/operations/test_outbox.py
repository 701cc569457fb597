"""What could not be sent is an admin's to send again or to throw away; and a test mail says what is wrong."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from pytest_django.fixtures import Settings

from requests_app.models import ConfigurationChange, Delivery, ServiceRequest, User
from requests_app.notifications import notify, trouble
from requests_app.notifications.delivery import deliver_due
from tests.conftest import SignedIn, Travel
from tests.make import utc

Box = list[EmailMultiAlternatives]
HERE = "/status/outbox/"
MORNING = utc(2026, 6, 11, 9)


@pytest.fixture
def dead(laptop_request: ServiceRequest, li_wei: User, olga: User, ivan: User, travel: Travel) -> list[Delivery]:
    """Three mails nobody got."""
    travel(MORNING)
    people, errors = (li_wei, olga, ivan), ("SMTPRecipientsRefused: 550", "OSError: down", "gaierror: -2")
    for person in people:
        notify("closed", [person], key="k", at=MORNING, request=laptop_request)
    rows = [Delivery.objects.get(recipient=person) for person in people]
    for row, error in zip(rows, errors, strict=True):
        Delivery.objects.filter(pk=row.pk).update(state=Delivery.State.DEAD, attempts=12, error=error)
    return rows


def states(rows: list[Delivery]) -> list[str]:
    return [Delivery.objects.get(pk=row.pk).state for row in rows]


class TestTheList:
    def test_it_says_who_and_why_and_nothing_of_the_request(
        self, dead: list[Delivery], laptop_request: ServiceRequest, ada: User, sign_in: SignedIn
    ) -> None:
        page = sign_in(ada).get(HERE).content.decode()
        assert "li.wei@example.com" in page
        assert "The server does not accept the receiver&#x27;s address." in page
        assert f"#{laptop_request.pk}" in page
        assert laptop_request.title not in page

    def test_it_is_searched_by_receiver_and_error(self, dead: list[Delivery], ada: User, sign_in: SignedIn) -> None:
        page = sign_in(ada).get(f"{HERE}?q=olga").content.decode()
        assert "Olga Petrova" in page
        assert "Ivan Kuznetsov" not in page
        assert "Ivan Kuznetsov" in sign_in(ada).get(f"{HERE}?q=gaierror").content.decode()

    def test_without_any_it_says_so(self, ada: User, sign_in: SignedIn) -> None:
        for state in ("", "?state=pending", "?state=dropped", "?q=nobody", "?state=x"):
            assert sign_in(ada).get(f"{HERE}{state}").status_code == 200
        assert "Nothing was given up" in sign_in(ada).get(HERE).content.decode()

    def test_the_status_page_leads_there(self, dead: list[Delivery], ada: User, sign_in: SignedIn) -> None:
        assert f'href="{HERE}"' in sign_in(ada).get("/status/").content.decode()


class TestSendingAgain:
    def test_what_is_ticked_is_tried_at_once(
        self, dead: list[Delivery], ada: User, sign_in: SignedIn, mailoutbox: Box
    ) -> None:
        sign_in(ada).post(f"{HERE}resending/", {"chosen": [dead[0].pk, dead[1].pk]})
        assert states(dead) == ["pending", "pending", "dead"]
        assert deliver_due() == 2
        assert sorted(mail.to[0] for mail in mailoutbox) == ["li.wei@example.com", dead[1].recipient.email]
        assert states(dead) == ["sent", "sent", "dead"]

    def test_all_that_the_search_finds(self, dead: list[Delivery], ada: User, sign_in: SignedIn) -> None:
        sign_in(ada).post(f"{HERE}resending/", {"everything": "on", "q": "gaierror"})
        assert states(dead) == ["dead", "dead", "pending"]
        sign_in(ada).post(f"{HERE}resending/", {"everything": "on", "q": ""})
        assert states(dead) == ["pending"] * 3

    def test_it_fails_for_another_day_before_it_is_given_up_again(
        self, dead: list[Delivery], ada: User, sign_in: SignedIn, monkeypatch: Any
    ) -> None:
        sign_in(ada).post(f"{HERE}resending/", {"chosen": [dead[0].pk]})
        monkeypatch.setattr("requests_app.notifications.delivery.mail_of", lambda *args: 1 / 0)
        deliver_due()
        row = Delivery.objects.get(pk=dead[0].pk)
        assert (row.state, row.attempts) == ("pending", 2)

    def test_it_is_written_down_who_did_it(self, dead: list[Delivery], ada: User, sign_in: SignedIn) -> None:
        sign_in(ada).post(f"{HERE}resending/", {"chosen": [dead[0].pk, dead[1].pk]})
        change = ConfigurationChange.objects.get(kind="outbox")
        assert (change.by, change.changes[0]["after"]) == (ada, 2)
        assert Delivery.objects.get(pk=dead[0].pk).handled_by == ada

    def test_nothing_ticked_changes_nothing(self, dead: list[Delivery], ada: User, sign_in: SignedIn) -> None:
        answer = sign_in(ada).post(f"{HERE}resending/", {"chosen": ["x"]}, follow=True)
        assert "None was chosen." in answer.content.decode()
        assert states(dead) == ["dead"] * 3
        assert not ConfigurationChange.objects.filter(kind="outbox").exists()

    def test_what_left_meanwhile_is_not_sent_twice(self, dead: list[Delivery], ada: User, sign_in: SignedIn) -> None:
        Delivery.objects.filter(pk=dead[0].pk).update(state=Delivery.State.SENT, sent_at=MORNING)
        sign_in(ada).post(f"{HERE}resending/", {"chosen": [dead[0].pk]})
        assert states(dead)[0] == "sent"


class TestThrowingAway:
    def test_it_needs_a_reason_that_is_kept(self, dead: list[Delivery], ada: User, sign_in: SignedIn) -> None:
        browser = sign_in(ada)
        assert browser.post(f"{HERE}discarding/", {"chosen": [dead[0].pk]}).status_code == 422
        browser.post(f"{HERE}discarding/", {"chosen": [dead[0].pk], "reason": "The address is gone"})
        assert states(dead) == ["dropped", "dead", "dead"]
        page = browser.get(f"{HERE}?state=dropped").content.decode()
        assert "The address is gone" in page
        assert "Ada Admin" in page


class TestATestMail:
    def test_it_comes_to_the_admin_who_asked(self, ada: User, sign_in: SignedIn, mailoutbox: Box) -> None:
        answer = sign_in(ada).post(f"{HERE}test-mail/", follow=True)
        assert "The server took the test mail" in answer.content.decode()
        assert [mail.to for mail in mailoutbox] == [[ada.email]]

    def test_a_server_that_is_down_is_named_in_words(self, ada: User, sign_in: SignedIn, settings: Settings) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        answer = sign_in(ada).post(f"{HERE}test-mail/")
        assert answer.status_code == 502
        assert "Nobody listens at the server&#x27;s address." in answer.content.decode()

    @pytest.mark.parametrize(
        "problem",
        [
            smtplib.SMTPAuthenticationError(535, b"no"),
            smtplib.SMTPSenderRefused(550, b"no", "a@b"),
            smtplib.SMTPRecipientsRefused({"a@b": (550, b"no")}),
            smtplib.SMTPNotSupportedError("no"),
            smtplib.SMTPServerDisconnected("no"),
            TimeoutError("no"),
        ],
    )
    def test_what_servers_say_has_words(self, problem: Exception) -> None:
        assert trouble.in_words(trouble.kept(problem))

    def test_what_is_unknown_has_none_of_its_own(self) -> None:
        assert trouble.in_words("ValueError: x") == ""
