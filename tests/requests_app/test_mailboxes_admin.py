"""Admins look after letters that were set aside, and try out mailboxes."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.fixtures import Settings

from requests_app import clock
from requests_app.mailbox import processing
from requests_app.models import (
    ConfigurationChange,
    FailingAddress,
    IncomingMail,
    Mailbox,
    Service,
    ServiceRequest,
    User,
)
from tests.conftest import SignedIn
from tests.letters import make_letter_set_aside, make_mailbox, written

LETTERS = "/administration/letters/"


@pytest.fixture
def admin(ada: User, sign_in: SignedIn) -> Client:
    return sign_in(ada)


class TestLettersSetAside:
    def test_one_is_tried_again_and_filed(self, admin: Client, laptop: Service, li_wei: User) -> None:
        make_mailbox(laptop)
        letter = make_letter_set_aside()
        assert "The portal failed on it again and again." in admin.get(LETTERS).content.decode()
        admin.post(LETTERS + "retrying/", {"chosen": letter.pk})
        processing.process_due()
        assert ServiceRequest.objects.get().requester == li_wei
        assert not IncomingMail.objects.set_aside().exists()

    def test_or_thrown_away_with_what_it_said(self, admin: Client) -> None:
        letter = make_letter_set_aside()
        admin.post(LETTERS + "discarding/", {"chosen": letter.pk})
        letter.refresh_from_db()
        assert (letter.state, letter.raw, letter.subject) == (IncomingMail.State.DROPPED, None, "")

    def test_or_downloaded_as_it_came_which_is_noted(self, admin: Client, ada: User) -> None:
        raw = written("li.wei@example.com", "<script>alert(1)</script>")
        response = admin.get(f"{LETTERS}{make_letter_set_aside(raw).pk}/raw/")
        assert response.content == raw
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Content-Disposition"].startswith("attachment")
        assert ConfigurationChange.objects.get().by == ada

    def test_one_that_was_dealt_with_is_nobodys_to_read(self, admin: Client) -> None:
        letter = make_letter_set_aside()
        IncomingMail.objects.update(state=IncomingMail.State.DONE)
        assert admin.get(f"{LETTERS}{letter.pk}/raw/").status_code == 404


class TestAMailbox:
    def test_a_trial_says_which_secret_is_missing(self, admin: Client, laptop: Service, settings: Settings) -> None:
        settings.MAILBOX_SECRETS = {}
        mailbox = make_mailbox(
            laptop, secret_name="IT", imap_host="127.0.0.1", imap_port=9, imap_security="none", imap_user="it"
        )
        told = admin.post(f"/administration/mailboxes/{mailbox.pk}/trial/", follow=True).content.decode()
        assert "Nobody listens" in told

    def test_only_this_machine_is_asked_without_encryption(self, admin: Client) -> None:
        sent = {"address": "hr@example.com", "unknown": "answer", "imap_host": "mail.example.com", "imap_user": "hr",
                "secret_name": "HR", "imap_security": "none"}  # fmt: skip
        response = admin.post("/administration/mailboxes/new/", sent)
        assert response.status_code == 422
        assert "only a server on this machine" in response.content.decode()
        assert not Mailbox.objects.exists()

    def test_a_secret_is_a_name_and_nothing_else(self) -> None:
        with pytest.raises(ValidationError):
            Mailbox(address="hr@example.com", secret_name="../SECRET_KEY").clean_fields()

    def test_its_service_names_the_address(self, laptop: Service, li_wei: User, sign_in: SignedIn) -> None:
        make_mailbox(laptop)
        assert "mailto:it@example.com" in sign_in(li_wei).get("/services/it/laptop/").content.decode()


def test_an_address_that_fails_is_listed_until_it_works(admin: Client, li_wei: User) -> None:
    now = clock.now()
    FailingAddress.objects.create(person=li_wei, email=li_wei.email, status="5.1.1", first_at=now, last_at=now)
    assert "li.wei@example.com" in admin.get(LETTERS).content.decode()
    admin.post(f"/administration/failing-addresses/{li_wei.pk}/end/")
    assert "li.wei@example.com" not in admin.get(LETTERS).content.decode()
