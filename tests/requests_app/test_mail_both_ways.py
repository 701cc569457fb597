"""Out over a real SMTP server and back as a mail program writes it: one conversation, and buttons that need a click."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from requests_app import transitions
from requests_app.models import Approval, IncomingMail, Service, ServiceRequest, User
from requests_app.notifications import muting
from requests_app.notifications.delivery import deliver_due
from requests_app.states import Status
from tests.conftest import Travel
from tests.letters import bring, make_mailbox, written
from tests.requests_app.test_delivery import Server, part

REPLY = "reply@example.com"


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    server = Server()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.BASE_URL, settings.MAIL_REPLY_ADDRESS = "https://portal.example.com", REPLY
    settings.MESSAGE_WINDOW_MINUTES = 0
    server.up()
    yield server
    server.down()


@pytest.fixture(autouse=True)
def _at_work(travel: Travel, db: None) -> None:
    travel("2026-06-11 10:00")


def arrived(server: Server, person: User) -> EmailMessage:
    deliver_due()
    return [mail for mail in server.mails if mail["To"] == person.email][-1]


def answered(mail: EmailMessage, by: User, text: str) -> IncomingMail:
    """As mail programs do: to Reply-To, with the ids of the thread, over the quoted text."""
    address = re.sub(r".*<|>.*", "", str(mail["Reply-To"]))
    quoted = "\n".join(f"> {line}" for line in part(mail, "plain").splitlines())
    headers = {
        "Message-ID": make_msgid(domain="example.com"),
        "In-Reply-To": str(mail["Message-ID"]),
        "References": f"{mail['References']} {mail['Message-ID']}",
    }
    whole = f"{text}\n\nOn Thu, 11 Jun 2026 at 10:00, Counterpart <portal@example.com> wrote:\n{quoted}\n"
    return bring(written(by.email, whole, to=address, subject=f"Re: {mail['Subject']}", headers=headers), to=address)


def test_a_letter_its_receipt_a_question_and_the_answers_are_one_conversation(
    server: Server, laptop: Service, li_wei: User, olga: User
) -> None:
    make_mailbox(laptop)
    User.objects.filter(pk=li_wei.pk).update(language="zh-hans")
    bring(written(li_wei.email, "屏幕坏了。", subject="显示器", headers={"Message-ID": "<first@example.com>"}))
    request = ServiceRequest.objects.get()
    receipt = arrived(server, li_wei)
    assert (receipt["In-Reply-To"], receipt.get_content_type()) == ("<first@example.com>", "multipart/alternative")
    assert "您" in part(receipt, "plain")
    assert 'lang="zh-hans"' in part(receipt, "html").lower()
    transitions.assign(request, to=olga, by=olga)
    transitions.ask(request, "Which room?", by=olga)
    question = arrived(server, li_wei)
    assert question["References"] == receipt["References"]
    assert answered(question, li_wei, "三楼。").outcome == IncomingMail.Outcome.SAID
    request.refresh_from_db()
    assert request.status == Status.IN_PROGRESS
    told = arrived(server, olga)
    assert "三楼。" in part(told, "plain")
    assert answered(told, olga, "On my way.").request == request
    said = list(request.messages.order_by("pk").values_list("text", "author__email"))
    assert said[-2:] == [("三楼。", li_wei.email), ("On my way.", olga.email)]


def test_every_address_of_a_mail_leads_somewhere_and_the_program_can_end_it_by_one_click(
    server: Server, laptop_request: ServiceRequest, li_wei: User, olga: User
) -> None:
    transitions.ask(laptop_request, "Which room?", by=olga)
    mail = arrived(server, li_wei)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    end = urlsplit(str(mail["List-Unsubscribe"]).strip(" <>"))
    assert (end.scheme, end.netloc) == ("https", "portal.example.com")
    program = Client(enforce_csrf_checks=True)
    assert program.get(end.path).status_code == 200
    assert not muting.is_muted(li_wei, laptop_request)
    assert program.post(end.path, {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert muting.is_muted(li_wei, laptop_request)


def test_approving_from_a_mail_takes_the_button_and_yes_by_mail_does_not(
    server: Server, laptop_request: ServiceRequest, olga: User, boris: User
) -> None:
    transitions.start(laptop_request, by=olga)
    transitions.ask_approval(laptop_request, boris, "2,400 EUR", by=olga)
    mail = arrived(server, boris)
    answered(mail, boris, "Approved!")
    assert Approval.objects.get().verdict == ""
    [path] = set(re.findall(r"https://portal\.example\.com(/approvals/by-mail/[^\s\"<>]+)", part(mail, "plain")))
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(path).content.decode()
    assert Approval.objects.get().verdict == ""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert browser.post(path, {**hidden, "verdict": "approved"}).status_code == 302
    assert Approval.objects.get().verdict == "approved"
