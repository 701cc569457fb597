"""What people answer to mails of the portal lands on the right request, or nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from pytest_django.fixtures import Settings

from requests_app import transitions
from requests_app.mailbox import addresses
from requests_app.mailbox.addresses import Place
from requests_app.models import (
    IncomingMail,
    Message,
    Notification,
    NotificationChoice,
    Service,
    ServiceRequest,
    User,
)
from requests_app.notifications.delivery import deliver_due
from requests_app.states import Status
from tests.conftest import Travel
from tests.files import keep_files_in, picture
from tests.letters import ADDRESS, bring, make_mailbox, written

Outcome = IncomingMail.Outcome
REPLY = "reply@example.com"


@pytest.fixture(autouse=True)
def _reads_replies(settings: Settings, tmp_path: Path, travel: Travel) -> None:
    travel("2026-06-11 10:00")  # in working hours, so that mail leaves
    settings.MAIL_REPLY_ADDRESS, settings.MESSAGE_WINDOW_MINUTES = REPLY, 0
    keep_files_in(settings, tmp_path)


@pytest.fixture
def taken(laptop_request: ServiceRequest, olga: User) -> ServiceRequest:
    return transitions.assign(laptop_request, to=olga, by=olga)


def mailed_to(person: User) -> EmailMultiAlternatives:
    """The last mail this person got."""
    deliver_due()
    mail = [one for one in outbox.outbox if one.to == [person.email]][-1]
    assert isinstance(mail, EmailMultiAlternatives)
    return mail


def address_in(mail: EmailMultiAlternatives) -> str:
    return str(mail.extra_headers["Reply-To"])


def id_of(mail: EmailMultiAlternatives) -> str:
    return str(mail.extra_headers["Message-ID"])


def last_message(request: ServiceRequest) -> Message:
    message = request.messages.order_by("pk").last()
    assert message is not None
    return message


class TestTheSignedAddress:
    def test_it_leads_to_its_request_whatever_its_capitals(self) -> None:
        place = Place(12, 34, note=True)
        address = addresses.reply_address(place)
        assert address.startswith("reply+12-34n.")
        assert addresses.place_of([address.upper()]) == place

    @pytest.mark.parametrize("place", [Place(12, 35), Place(13, 34), Place(12, 34, note=True)])
    def test_another_number_needs_another_signature(self, place: Place) -> None:
        signature = addresses.reply_address(Place(12, 34)).partition(".")[2]
        signed = f"{place.request}-{place.person}{'n' if place.note else ''}"
        assert addresses.place_of([f"reply+{signed}.{signature}"]) is None

    def test_other_domains_and_other_keys_lead_nowhere(self, settings: Settings) -> None:
        address = addresses.reply_address(Place(12, 34))
        assert addresses.place_of([address.replace("example.com", "example.org")]) is None
        old, settings.SECRET_KEY = settings.SECRET_KEY, "another-" * 10
        assert addresses.place_of([address]) is None
        settings.SECRET_KEY_FALLBACKS = [old]
        assert addresses.place_of([address]) == Place(12, 34)

    def test_without_the_setting_mails_say_that_nobody_reads_answers(
        self, laptop_request: ServiceRequest, li_wei: User, olga: User, settings: Settings
    ) -> None:
        settings.MAIL_REPLY_ADDRESS = ""
        transitions.reply(laptop_request, "On its way", by=olga)
        mail = mailed_to(li_wei)
        assert "Reply-To" not in mail.extra_headers
        assert "mail to this address is not read" in mail.body


class TestAReply:
    def test_the_requester_answers_a_question(self, taken: ServiceRequest, li_wei: User, olga: User) -> None:
        transitions.ask(taken, "Which room?", by=olga)
        asked = mailed_to(li_wei)
        assert "You can answer this mail" in asked.body
        letter = bring(written("li.wei@example.com", "Room 7.", subject=f"Re: {asked.subject}"), to=address_in(asked))
        assert (letter.outcome, letter.request) == (Outcome.SAID, taken)
        taken.refresh_from_db()
        message = last_message(taken)
        assert (message.kind, message.text, message.author) == (Message.Kind.ANSWER, "Room 7.", li_wei)
        assert taken.status == Status.IN_PROGRESS

    def test_and_the_agent_replies_to_that(self, taken: ServiceRequest, li_wei: User, olga: User) -> None:
        transitions.reply(taken, "Is it urgent?", by=li_wei)
        bring(written("olga-petrova@example.com", "It comes today.", files={"plan.png": picture()}),
              to=address_in(mailed_to(olga)))  # fmt: skip
        message = last_message(taken)
        assert (message.kind, message.author, message.text) == (Message.Kind.REPLY, olga, "It comes today.")
        assert [one.name for one in message.attachments.all()] == ["plan.png"]

    def test_thanks_do_not_reopen_what_is_done(self, taken: ServiceRequest, li_wei: User, olga: User) -> None:
        transitions.resolve(taken, "Done", by=olga)
        mail = mailed_to(li_wei)
        transitions.confirm(taken, by=li_wei)
        bring(written("li.wei@example.com", "Thank you!"), to=address_in(mail))
        taken.refresh_from_db()
        assert taken.status == Status.CLOSED
        assert last_message(taken).text == "Thank you!"

    def test_an_approver_who_writes_yes_has_not_approved(self, taken: ServiceRequest, boris: User, olga: User) -> None:
        transitions.ask_approval(taken, boris, "May we?", by=olga)
        bring(written("boris-weber@example.com", "Approved"), to=address_in(mailed_to(boris)))
        taken.refresh_from_db()
        assert (taken.status, taken.open_round is not None) == (Status.ON_HOLD, True)
        assert last_message(taken).text == "Approved"

    def test_two_addresses_of_one_letter_say_it_once(
        self, taken: ServiceRequest, laptop: Service, li_wei: User, olga: User
    ) -> None:
        make_mailbox(laptop)
        transitions.reply(taken, "On its way", by=olga)
        address = address_in(mailed_to(li_wei))
        raw = written("li.wei@example.com", "Good.", to=f"{address}, {ADDRESS}")
        outcomes = [bring(raw, to=address).outcome, bring(raw, to=ADDRESS).outcome]
        assert outcomes == [Outcome.SAID, Outcome.COPY]
        assert taken.messages.filter(text="Good.").count() == 1


class TestByReferences:
    @pytest.fixture(autouse=True)
    def _mailbox(self, laptop: Service) -> None:
        make_mailbox(laptop)

    def test_to_a_mail_of_ours(self, taken: ServiceRequest, li_wei: User, olga: User) -> None:
        transitions.reply(taken, "On its way", by=olga)
        answered = str(mailed_to(li_wei).extra_headers["Message-ID"])
        letter = bring(written("li.wei@example.com", "Good.", headers={"In-Reply-To": answered}))
        assert (letter.outcome, letter.request) == (Outcome.SAID, taken)

    def test_to_ones_own_letter(self, li_wei: User) -> None:
        first = bring(written("li.wei@example.com", headers={"Message-ID": "<first@example.com>"}))
        second = bring(
            written("li.wei@example.com", "And a mouse.", headers={"References": "<x@y.example> <first@example.com>"})
        )
        assert (second.outcome, second.request) == (Outcome.SAID, first.request)

    def test_to_somebody_elses_request_it_is_refused(
        self, taken: ServiceRequest, li_wei: User, wang_fang: User, olga: User
    ) -> None:
        transitions.reply(taken, "On its way", by=olga)
        mail = mailed_to(li_wei)
        outbox.outbox.clear()
        letter = bring(written("wang.fang@example.com", "Me too.", headers={"In-Reply-To": id_of(mail)}))
        assert (letter.outcome, letter.request) == (Outcome.REFUSED, None)
        assert "no request that you may write to" in outbox.outbox[0].body
        assert taken.title not in outbox.outbox[0].body
        assert ServiceRequest.objects.count() == 1

    def test_a_forwarded_address_lets_nobody_in(
        self, taken: ServiceRequest, li_wei: User, wang_fang: User, olga: User
    ) -> None:
        transitions.reply(taken, "On its way", by=olga)
        address = address_in(mailed_to(li_wei))
        assert bring(written("wang.fang@example.com", "Me too."), to=address).outcome == Outcome.REFUSED
        assert bring(written("sam@elsewhere.example", "Me too."), to=address).outcome == Outcome.REFUSED
        assert not taken.messages.filter(text="Me too.").exists()

    def test_the_signed_address_is_proof_where_the_server_gives_none(
        self, taken: ServiceRequest, laptop: Service, li_wei: User, olga: User
    ) -> None:
        make_mailbox(laptop, REPLY, authserv="mx.example.com")
        transitions.reply(taken, "On its way", by=olga)
        mail = mailed_to(li_wei)
        by_id = bring(written("li.wei@example.com", "Forged?", headers={"In-Reply-To": id_of(mail)}), REPLY)
        assert by_id.state == IncomingMail.State.SET_ASIDE
        assert bring(written("li.wei@example.com", "Honest."), to=address_in(mail)).outcome == Outcome.SAID


class TestInternalNotes:
    def test_an_answer_to_a_note_stays_one(self, taken: ServiceRequest, li_wei: User, olga: User, ivan: User) -> None:
        NotificationChoice.objects.create(person=olga, topic="work", way="email", wanted=True)
        transitions.reply(taken, "He always asks.", by=ivan, internal=True)
        mail = mailed_to(olga)
        bring(written("olga-petrova@example.com", "I know."), to=address_in(mail))
        assert (last_message(taken).kind, last_message(taken).text) == (Message.Kind.NOTE, "I know.")
        by_id = written("olga-petrova@example.com", "Really.", headers={"In-Reply-To": id_of(mail)})
        bring(by_id, to=REPLY)
        assert (last_message(taken).kind, last_message(taken).text) == (Message.Kind.NOTE, "Really.")
        assert not Notification.objects.filter(recipient=li_wei).exists()

    def test_and_who_reads_no_notes_any_more_says_nothing(
        self, taken: ServiceRequest, li_wei: User, olga: User, ivan: User
    ) -> None:
        address = addresses.reply_address(Place(taken.pk, li_wei.pk, note=True))
        assert bring(written("li.wei@example.com", "Aha."), to=address).outcome == Outcome.REFUSED
        assert not taken.messages.exists()
