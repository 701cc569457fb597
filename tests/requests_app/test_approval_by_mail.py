"""Approve or reject from the mail: a signed link, a page that only reads, and one button that decides."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from pytest_django.fixtures import Settings

from requests_app import approval_links, clock, transitions
from requests_app.models import Approval, Notification, ServiceRequest, User
from requests_app.notifications import delivery, texts
from requests_app.states import Status
from tests.conftest import SignedIn, Travel


@pytest.fixture
def asked(laptop_request: ServiceRequest, olga: User, boris: User) -> ServiceRequest:
    transitions.start(laptop_request, by=olga)
    Notification.objects.all().delete()
    return transitions.ask_approval(laptop_request, boris, "2,400 EUR for two laptops", by=olga)


def link(request: ServiceRequest, person: User) -> str:
    voice = Approval.objects.select_related("request").get(request=request, approver=person)
    return f"/approvals/by-mail/{approval_links.token_of(voice)}/"


def decide(address: str, verdict: str, **form: str) -> int:
    """As somebody whose browser has never been here: the form of the page, sent."""
    client = Client(enforce_csrf_checks=True)
    page = client.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return client.post(address, {**hidden, "verdict": verdict, **form}).status_code


class TestTheMail:
    @pytest.fixture(autouse=True)
    def _at_work(self, travel: Travel) -> None:
        travel("2026-06-11 09:00")

    @pytest.mark.django_db(transaction=True)
    def test_it_holds_the_link_that_works_without_signing_in(self, asked: ServiceRequest, boris: User) -> None:
        delivery.deliver_due()
        [sent] = [one for one in mail.outbox if one.to == [boris.email]]
        [address] = re.findall(r"(/approvals/by-mail/\S+)", str(sent.body))
        page = Client().get(address)
        assert page.status_code == 200
        assert "2,400 EUR for two laptops" in page.content.decode()

    def test_once_decided_it_leads_to_the_request(self, asked: ServiceRequest, olga: User, boris: User) -> None:
        told = Notification.objects.of(boris).get()
        assert "/by-mail/" in texts.wording_of(told.kind).path_in_mail(told)
        transitions.withdraw_approval(asked, by=olga)
        assert texts.wording_of(told.kind).path_in_mail(told) == f"/requests/{asked.pk}/"


class TestThePage:
    def test_opening_it_changes_nothing(self, asked: ServiceRequest, boris: User) -> None:
        client, address = Client(), link(asked, boris)
        for method in ("get", "head", "get"):
            response = getattr(client, method)(address)
            assert response.status_code == 200
            assert "no-store" in response.headers["Cache-Control"]
        asked.refresh_from_db()
        assert (asked.status, Approval.objects.get().verdict) == (Status.ON_HOLD, "")

    def test_it_shows_what_one_decides_about(self, asked: ServiceRequest, boris: User) -> None:
        page = Client().get(link(asked, boris)).content.decode()
        for words in (
            "Two laptops for new starters",
            "李伟",
            "Olga Petrova asks you to approve it",
            "You decide as Boris",
        ):
            assert words in page

    def test_it_speaks_the_approvers_language(self, asked: ServiceRequest, boris: User) -> None:
        User.objects.filter(pk=boris.pk).update(language="ru")
        with translation.override("ru"):
            approve = gettext("Approve")
        assert approve != "Approve"
        assert approve in Client().get(link(asked, boris), headers={"accept-language": "en"}).content.decode()

    def test_internal_notes_are_not_on_it(self, asked: ServiceRequest, olga: User, boris: User) -> None:
        transitions.reply(asked, "He always says no", by=olga, internal=True)
        assert "He always says no" not in Client().get(link(asked, boris)).content.decode()


class TestDeciding:
    def test_one_click_approves(self, asked: ServiceRequest, boris: User) -> None:
        assert decide(link(asked, boris), "approve") == 302
        assert asked.approval_rounds.get().outcome == "approved"
        assert asked.events.order_by("id").last().actor == boris  # type: ignore[union-attr]

    def test_a_no_needs_a_reason(self, asked: ServiceRequest, boris: User) -> None:
        assert decide(link(asked, boris), "reject") == 422
        assert decide(link(asked, boris), "reject", reason="No money") == 302
        assert asked.approval_rounds.get().outcome == "rejected"

    def test_it_needs_the_page_it_came_from(self, asked: ServiceRequest, boris: User) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post(link(asked, boris), {"verdict": "approve", "version": asked.version}).status_code == 403

    def test_what_is_approved_is_what_was_shown(self, asked: ServiceRequest, li_wei: User, boris: User) -> None:
        address, shown = link(asked, boris), asked.version
        transitions.amend(asked, {"title": "Twenty laptops"}, by=li_wei)
        page = Client().get(address).content.decode()
        assert "Twenty laptops" in page
        assert "Something happened on the request since this mail was sent" in page
        response = Client().post(address, {"verdict": "approve", "version": shown, "reason": "Two are fine"})
        assert response.status_code == 409
        assert "Two are fine" in response.content.decode()
        assert Approval.objects.get().is_open
        assert decide(address, "approve") == 302

    def test_the_stand_in_decides_by_mail_for_the_absent_one(
        self, asked: ServiceRequest, boris: User, anna: User
    ) -> None:
        from requests_app import absences

        today = clock.now().date()
        absences.record(boris, absences.Away(today, today, anna))
        assert "in place of Boris Weber" in Client().get(link(asked, anna)).content.decode()
        assert decide(link(asked, anna), "approve") == 302
        page = Client().get(link(asked, boris)).content.decode()
        assert "Anna Orlova approved it for Boris Weber." in page

    def test_a_link_to_a_decided_one_says_what_was_decided_by_whom(
        self, asked: ServiceRequest, olga: User, boris: User
    ) -> None:
        address = link(asked, boris)
        transitions.reject(asked, "No money", by=boris)
        page = Client().get(address).content.decode()
        assert "Boris Weber rejected it." in page
        assert "No money" in page
        assert 'name="verdict"' not in page
        assert Client().post(address, {"verdict": "approve", "version": "1"}).status_code == 200
        assert asked.approval_rounds.get().outcome == "rejected"

    def test_a_link_to_a_question_taken_back_says_so(self, asked: ServiceRequest, olga: User, boris: User) -> None:
        address = link(asked, boris)
        transitions.withdraw_approval(asked, by=olga)
        assert "Nobody is asked to approve it any more." in Client().get(address).content.decode()


class TestLinksThatAreNone:
    def test_after_fourteen_days(self, asked: ServiceRequest, boris: User, travel: Travel) -> None:
        travel("2026-06-11 10:00")
        address = link(asked, boris)
        travel("2026-06-25 09:59")
        assert Client().get(address).status_code == 200
        travel("2026-06-25 10:01")
        assert Client().get(address).status_code == 404

    def test_made_up_changed_or_signed_for_something_else(self, asked: ServiceRequest, boris: User) -> None:
        address = link(asked, boris)
        voice = Approval.objects.get()
        other_use = signing.dumps({"approval": voice.pk, "person": boris.pk, "version": 1}, salt="something-else")
        for bad in ("/approvals/by-mail/x/", address[:-2] + "/", f"/approvals/by-mail/{other_use}/"):
            response = Client().get(bad)
            assert response.status_code == 404, bad
            assert "This link no longer works" in response.content.decode()

    def test_bound_to_the_person_it_was_sent_to(self, asked: ServiceRequest, boris: User, anna: User) -> None:
        voice = Approval.objects.get()
        bound = {"approval": voice.pk, "person": anna.pk, "version": asked.version}
        token = signing.dumps(bound, salt=approval_links.SALT, compress=True)
        assert Client().get(f"/approvals/by-mail/{token}/").status_code == 404

    def test_of_somebody_who_left(self, asked: ServiceRequest, boris: User) -> None:
        address = link(asked, boris)
        User.objects.filter(pk=boris.pk).update(is_active=False)
        assert Client().get(address).status_code == 404

    def test_after_a_few_guesses_every_link_rests(
        self, asked: ServiceRequest, boris: User, settings: Settings, travel: Travel
    ) -> None:
        settings.AXES_FAILURE_LIMIT = 3
        client = Client()
        for number in range(3):
            assert client.get(f"/approvals/by-mail/guess-{number}/").status_code == 404
        response = client.get(link(asked, boris))
        assert response.status_code == 429
        assert response.headers["Retry-After"]
        elsewhere = Client(REMOTE_ADDR="198.51.100.7")
        assert elsewhere.get(link(asked, boris)).status_code == 200


def test_whoever_is_signed_in_the_link_speaks_for_its_receiver(
    asked: ServiceRequest, boris: User, wang_fang: User, sign_in: SignedIn
) -> None:
    """A shared screen: the page says as whom one decides, and the journal names the receiver of the mail."""
    page = sign_in(wang_fang).get(link(asked, boris)).content.decode()
    assert "You decide as Boris Weber" in page


def test_good_for_fourteen_days() -> None:
    assert timedelta(days=14) == approval_links.GOOD_FOR
