"""A letter to a department's address becomes a request, or says why not."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.test import Client
from pytest_django.fixtures import Settings

from requests_app.mailbox import processing, reasons
from requests_app.mailbox.reading import Letter, read
from requests_app.mailbox.storing import origin_of, store
from requests_app.models import (
    Draft,
    FailingAddress,
    IncomingMail,
    MailAnswer,
    Mailbox,
    Notification,
    Service,
    ServiceRequest,
    User,
)
from requests_app.notifications.delivery import deliver_due
from tests.conftest import SignedIn, Travel
from tests.files import keep_files_in, picture
from tests.letters import ADDRESS, bring, make_mailbox, written
from tests.make import make_form

State, Outcome = IncomingMail.State, IncomingMail.Outcome


@pytest.fixture
def mailbox(laptop: Service) -> Mailbox:
    return make_mailbox(laptop)


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    keep_files_in(settings, tmp_path)


def only_request() -> ServiceRequest:
    return ServiceRequest.objects.get()


class TestANewLetter:
    def test_it_becomes_a_request_of_its_sender(self, mailbox: Mailbox, li_wei: User, laptop: Service) -> None:
        letter = bring(written("李伟 <Li.Wei@Example.com>", "显示器坏了。\n\n第二台。", subject="回复: Re: 显示器"))
        filed = only_request()
        assert (filed.title, filed.service, filed.requester, filed.channel) == ("显示器", laptop, li_wei, "mail")
        assert filed.description.splitlines() == ["显示器坏了。", "", "第二台。"]
        assert (letter.state, letter.outcome, letter.request) == (State.DONE, Outcome.FILED, filed)
        assert letter.raw is None

    def test_its_sender_gets_a_receipt_in_the_thread_of_the_letter(
        self, mailbox: Mailbox, li_wei: User, settings: Settings
    ) -> None:
        settings.MAIL_REPLY_ADDRESS = "reply@example.com"
        User.objects.filter(pk=li_wei.pk).update(language="zh-hans")
        bring(written("li.wei@example.com", headers={"Message-ID": "<mine@example.com>"}))
        deliver_due()
        [receipt] = outbox.outbox
        assert receipt.to == ["li.wei@example.com"]
        number = only_request().pk
        assert f"#{number}" in receipt.subject
        headers = receipt.extra_headers
        assert headers["In-Reply-To"] == "<mine@example.com>"
        assert headers["References"].startswith("<mine@example.com> <request-")
        assert headers["Reply-To"].startswith(f"reply+{number}-{li_wei.pk}.")
        assert headers["Auto-Submitted"] == "auto-generated"
        assert "您" in receipt.body

    def test_files_and_pictures_come_along_and_what_is_unwelcome_is_named(self, mailbox: Mailbox, li_wei: User) -> None:
        files = {"screen.png": picture(), "virus.exe": b"MZ" + bytes(100)}
        bring(written("li.wei@example.com", files=files))
        filed = only_request()
        assert [one.name for one in filed.attachments.all()] == ["screen.png"]
        assert "virus.exe" in filed.description
        assert filed.attachments.get().uploaded_by == li_wei

    def test_a_picture_within_the_text_is_shown_there(self, mailbox: Mailbox, li_wei: User, sign_in: SignedIn) -> None:
        message = EmailMessage(policy=policy.SMTP)
        message["From"], message["To"], message["Subject"] = "li.wei@example.com", ADDRESS, "Screen"
        message.set_content("Look:")
        message.add_alternative('<p>Look: <img src="cid:one@x" alt="shot"> black.</p>', subtype="html")
        html = message.get_payload()[1]  # type: ignore[index]
        html.add_related(picture(), "image", "png", cid="<one@x>", filename="shot.png")  # type: ignore[union-attr]
        bring(bytes(message))
        filed = only_request()
        page = sign_in(li_wei).get(f"/requests/{filed.pk}/").content.decode()
        assert f'<img src="/attachments/{filed.attachments.get().pk}/large/"' in page

    def test_without_a_subject_it_is_called_as_it_begins(self, mailbox: Mailbox, li_wei: User) -> None:
        bring(written("li.wei@example.com", "The printer smokes.\nPlease come.", subject=""))
        assert only_request().title == "The printer smokes."

    def test_two_ways_bring_one_request(self, mailbox: Mailbox, li_wei: User) -> None:
        raw = written("li.wei@example.com")
        first = bring(raw)
        copy = bring(b"Received: from elsewhere by here\r\n" + raw)
        assert (first.outcome, copy.outcome) == (Outcome.FILED, Outcome.COPY)
        assert only_request()

    def test_the_same_bytes_are_stored_once(self, mailbox: Mailbox, li_wei: User) -> None:
        raw = written("li.wei@example.com")
        assert store(raw, origin_of(ADDRESS))
        assert not store(raw, origin_of(ADDRESS))


class TestAFormThatAsks:
    @pytest.fixture
    def asking(self, mailbox: Mailbox, laptop: Service) -> Service:
        make_form(laptop, {"kind": "short", "code": "where", "label": {"en": "Which room?"}, "required": True})
        return laptop

    def test_it_waits_with_a_link_to_the_form_that_has_everything_in_it(
        self, asking: Service, li_wei: User, sign_in: SignedIn
    ) -> None:
        letter = bring(written("li.wei@example.com", files={"screen.png": picture()}))
        assert not ServiceRequest.objects.exists()
        assert letter.outcome == Outcome.ASKED
        deliver_due()
        [told] = outbox.outbox
        link = f"/services/it/laptop/?letter={letter.pk}"
        assert link in told.body
        client = sign_in(li_wei)
        page = client.get(link).content.decode()
        assert 'value="Monitor"' in page
        assert "The second monitor stays black." in page
        assert "screen.png" in page
        sent = self._sent(client, link, letter, li_wei)
        response = client.post("/services/it/laptop/", sent)
        assert response.status_code == 302, response.content.decode()
        filed = only_request()
        assert (filed.channel, filed.answers) == ("mail", {"where": "Room 7"})
        assert [one.name for one in filed.attachments.all()] == ["screen.png"]
        letter.refresh_from_db()
        assert (letter.outcome, letter.request) == (Outcome.FILED, filed)
        assert not Draft.objects.filter(user=li_wei).exists()

    @staticmethod
    def _sent(client: Client, link: str, letter: IncomingMail, person: User) -> dict[str, object]:
        form = client.get(link).context["form"]
        draft = Draft.objects.get(user=person, place=f"mail-{letter.pk}")
        files = [value for name, value in draft.data["fields"] if name == "files"]
        return {
            "title": form["title"].value(), "description": form["description"].value(), "files": files,
            "impact": "2", "urgency": "2", "form_number": form["form_number"].value(),
            "q_where": "Room 7", "letter": letter.pk,
        }  # fmt: skip

    def test_nobody_else_can_open_it(self, asking: Service, li_wei: User, wang_fang: User, sign_in: SignedIn) -> None:
        letter = bring(written("li.wei@example.com"))
        page = sign_in(wang_fang).get(f"/services/it/laptop/?letter={letter.pk}").content.decode()
        assert "The second monitor stays black." not in page


class TestWhoseLetterIsNotTaken:
    def test_a_stranger_is_told_once_a_day(self, mailbox: Mailbox, travel: Travel) -> None:
        travel("2026-06-11 09:00")
        first = bring(written("somebody@elsewhere.example", "Привет, у меня не работает принтер, помогите пожалуйста."))
        assert (first.state, first.outcome) == (State.DONE, Outcome.REFUSED)
        [answer] = outbox.outbox
        assert answer.to == ["somebody@elsewhere.example"]
        assert answer.extra_headers["Auto-Submitted"] == "auto-replied"
        assert answer.extra_headers["In-Reply-To"] == first.message_id
        second = bring(written("somebody@elsewhere.example", "Hello?"))
        assert (second.state, second.reason) == (State.SET_ASIDE, reasons.NO_ANSWER)
        assert len(outbox.outbox) == 1
        travel("2026-06-12 09:00")
        bring(written("somebody@elsewhere.example", "Hello again"))
        assert len(outbox.outbox) == 2
        assert not ServiceRequest.objects.exists()

    def test_or_silently_not(self, mailbox: Mailbox) -> None:
        Mailbox.objects.update(unknown=Mailbox.Unknown.SILENCE)
        assert bring(written("somebody@elsewhere.example")).outcome == Outcome.UNKNOWN
        assert not outbox.outbox

    def test_or_a_colleague_gets_it(self, mailbox: Mailbox, li_wei: User) -> None:
        Mailbox.objects.update(unknown=Mailbox.Unknown.COLLEAGUE, colleague=li_wei)
        bring(written("Sam Supplier <sam@elsewhere.example>"))
        filed = only_request()
        assert (filed.requester, filed.outside_party) == (li_wei, "Sam Supplier <sam@elsewhere.example>")
        told = Notification.objects.get(recipient=li_wei)
        assert told.kind == "mail_from_outside"
        deliver_due()
        assert [one.to for one in outbox.outbox] == [["li.wei@example.com"]]

    def test_whom_the_service_is_not_for(self, mailbox: Mailbox, laptop: Service, li_wei: User) -> None:
        Service.objects.filter(pk=laptop.pk).update(audience="some")
        assert bring(written("li.wei@example.com")).outcome == Outcome.REFUSED
        assert "not offered" in outbox.outbox[0].body

    def test_an_address_only_for_replies(self, it: object, li_wei: User) -> None:
        make_mailbox(None)
        assert bring(written("li.wei@example.com")).outcome == Outcome.REFUSED
        assert "takes only replies" in outbox.outbox[0].body

    def test_an_outsider_goes_on_in_the_thread_of_their_own_letter(self, mailbox: Mailbox, li_wei: User) -> None:
        Mailbox.objects.update(unknown=Mailbox.Unknown.COLLEAGUE, colleague=li_wei)
        bring(written("eva@client.example", "Where is it?", headers={"Message-ID": "<first@client.example>"}))
        thread = {"References": "<first@client.example>"}
        again = bring(written("Eva@client.example", "And the invoice?", subject="Re: It", headers=thread))
        filed = only_request()
        assert (again.outcome, again.request) == (Outcome.SAID, filed)
        said = filed.messages.get()
        assert said.author == li_wei
        assert said.text == "And the invoice?\n\n*Written by eva@client.example, who has no account here.*"
        kinds = Notification.objects.filter(recipient=li_wei).order_by("pk").values_list("kind", flat=True)
        assert list(kinds) == ["mail_from_outside", "mail_said_outside"]
        assert not MailAnswer.objects.exists()

    def test_another_outsider_in_that_thread_says_something_new(self, mailbox: Mailbox, li_wei: User) -> None:
        Mailbox.objects.update(unknown=Mailbox.Unknown.COLLEAGUE, colleague=li_wei)
        bring(written("eva@client.example", headers={"Message-ID": "<first@client.example>"}))
        first, thread = only_request(), {"References": "<first@client.example>"}
        other = bring(written("max@client.example", "Me too", headers=thread))
        assert other.outcome == Outcome.FILED
        assert other.request != first
        assert not first.messages.exists()

    def test_who_left_is_nobody(self, mailbox: Mailbox, li_wei: User) -> None:
        User.objects.filter(pk=li_wei.pk).update(is_active=False)
        assert bring(written("li.wei@example.com")).outcome == Outcome.REFUSED
        assert not ServiceRequest.objects.exists()

    def test_more_than_a_person_writes_is_set_aside(self, mailbox: Mailbox, li_wei: User, settings: Settings) -> None:
        settings.MAIL_PER_SENDER_HOUR = 2
        letters = [bring(written("li.wei@example.com", f"Number {number}")) for number in range(3)]
        assert [one.outcome for one in letters] == [Outcome.FILED, Outcome.FILED, ""]
        assert letters[2].reason == reasons.TOO_MANY
        assert letters[2].raw

    def test_a_sender_for_whom_the_server_does_not_vouch(self, mailbox: Mailbox, li_wei: User) -> None:
        Mailbox.objects.update(authserv="mx.example.com")
        forged = {"Authentication-Results": "mx.example.com; dmarc=fail header.from=example.com"}
        honest = {"Authentication-Results": "mx.example.com; spf=pass; dmarc=pass header.from=example.com"}
        assert bring(written("li.wei@example.com", headers=forged)).reason == reasons.UNPROVEN
        assert bring(written("li.wei@example.com")).reason == reasons.UNPROVEN
        elsewhere = {"Authentication-Results": "evil.example; dmarc=pass"}
        assert bring(written("li.wei@example.com", headers=elsewhere)).reason == reasons.UNPROVEN
        assert bring(written("li.wei@example.com", headers=honest)).outcome == Outcome.FILED


class TestWhatProgramsWrite:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Auto-Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"List-Id": "<staff.example.com>"},
            {"X-Counterpart-Mail": "news"},
            {"Return-Path": "<>"},
        ],
    )
    def test_nothing_is_filed_and_nobody_answered(
        self, mailbox: Mailbox, li_wei: User, headers: dict[str, str]
    ) -> None:
        letter = bring(written("li.wei@example.com", headers=headers))
        assert letter.outcome in (Outcome.IGNORED, Outcome.BOUNCE)
        stranger = bring(written("somebody@elsewhere.example", headers=headers))
        assert stranger.state == State.DONE
        assert not ServiceRequest.objects.exists()
        assert not MailAnswer.objects.exists()
        assert not outbox.outbox

    def test_a_mail_from_one_of_our_own_addresses_is_a_loop(self, mailbox: Mailbox, laptop: Service) -> None:
        make_mailbox(laptop, "hr@example.com")
        assert bring(written("hr@example.com")).outcome == Outcome.IGNORED
        assert not outbox.outbox

    def test_two_portals_do_not_write_to_each_other(
        self, mailbox: Mailbox, laptop: Service, settings: Settings
    ) -> None:
        """What this portal answers comes to another one, and what that one says to it comes back."""
        settings.DEFAULT_FROM_EMAIL = "portal@one.example"
        bring(written("portal@two.example", "Your request was filed."))
        [answer] = outbox.outbox
        make_mailbox(laptop, "portal@two.example")
        settings.DEFAULT_FROM_EMAIL = "portal@two.example"
        there = bring(answer.message().as_bytes(), to="portal@two.example")
        assert there.outcome == Outcome.IGNORED
        assert len(outbox.outbox) == 1


class TestABounce:
    def bounce(self, returned: str, failed: str, status: str = "5.1.1") -> bytes:
        return (
            "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.com\r\nTo: portal@localhost\r\nSubject: Undelivered\r\n"
            'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
            f"Final-Recipient: rfc822; {failed}\r\nAction: failed\r\nStatus: {status}\r\n"
            "Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {returned}\r\nSubject: News\r\n\r\n--b--\r\n"
        ).encode()

    def test_it_marks_the_address_that_fails(self, mailbox: Mailbox, li_wei: User) -> None:
        bring(written("li.wei@example.com"))
        deliver_due()
        returned = outbox.outbox[0].extra_headers["Message-ID"]
        assert bring(self.bounce(returned, "li.wei@example.com")).outcome == Outcome.BOUNCE
        assert bring(self.bounce(returned, "li.wei@example.com") + b"again\r\n").outcome == Outcome.BOUNCE
        failing = FailingAddress.objects.get(person=li_wei)
        assert (failing.email, failing.status, failing.times) == ("li.wei@example.com", "5.1.1", 2)
        assert len(outbox.outbox) == 1

    def test_one_that_somebody_made_up_marks_nobody(self, mailbox: Mailbox, li_wei: User, wang_fang: User) -> None:
        bring(written("li.wei@example.com"))
        deliver_due()
        returned = outbox.outbox[0].extra_headers["Message-ID"]
        bring(self.bounce(returned, "wang.fang@example.com"))
        bring(self.bounce("<other@example.com>", "li.wei@example.com"))
        assert not FailingAddress.objects.exists()

    def test_a_full_mailbox_does_not_make_an_address_wrong(self, mailbox: Mailbox, li_wei: User) -> None:
        bring(written("li.wei@example.com"))
        deliver_due()
        returned = outbox.outbox[0].extra_headers["Message-ID"]
        assert bring(self.bounce(returned, "li.wei@example.com", status="5.2.2")).outcome == Outcome.BOUNCE
        assert not FailingAddress.objects.exists()


class TestWhatFails:
    def test_a_letter_the_portal_fails_on_is_set_aside_and_stops_nothing(
        self, mailbox: Mailbox, li_wei: User, travel: Travel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def read_or_fail(raw: bytes, **known: object) -> Letter:
            if b"poison" in raw:
                raise ZeroDivisionError("no such thing")
            return read(raw)

        monkeypatch.setattr(processing, "read", read_or_fail)
        travel("2026-06-11 09:00")
        store(written("li.wei@example.com", "poison"), origin_of(ADDRESS))
        store(written("li.wei@example.com", "honest"), origin_of(ADDRESS))
        for minute in range(0, 60, 5):
            travel(f"2026-06-11 09:{minute:02}")
            processing.process_due()
        assert only_request().description == "honest"
        poison = IncomingMail.objects.set_aside().get()
        assert (poison.reason, poison.attempts) == (reasons.FAILED, 5)
        assert poison.error == "ZeroDivisionError: no such thing"
        assert b"poison" in bytes(poison.raw or b"")

    def test_one_on_which_workers_die_is_set_aside_as_well(
        self, mailbox: Mailbox, li_wei: User, travel: Travel
    ) -> None:
        travel("2026-06-11 09:00")
        store(written("li.wei@example.com"), origin_of(ADDRESS))
        for hour in range(9, 15):
            travel(f"2026-06-11 {hour:02}:00")
            claimed = processing.claim(now=IncomingMail.objects.get().next_attempt_at)
        assert claimed is not None
        processing.handle(claimed)
        assert IncomingMail.objects.get().reason == reasons.FAILED
        assert not ServiceRequest.objects.exists()

    def test_who_comes_late_does_not_do_it_again(self, mailbox: Mailbox, li_wei: User, travel: Travel) -> None:
        travel("2026-06-11 09:00")
        store(written("li.wei@example.com"), origin_of(ADDRESS))
        slow = processing.claim(now=IncomingMail.objects.get().next_attempt_at)
        travel("2026-06-11 09:30")
        processing.process_due()
        assert slow is not None
        processing.handle(slow)
        assert only_request()
