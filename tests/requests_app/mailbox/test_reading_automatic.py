"""Who wrote a letter, a person or a program: told by headers, and by words only where nothing else does."""

from __future__ import annotations

import pytest

from requests_app.mailbox.reading import RULES, Automatic, Failure, Letter, Rules, read


def letter(headers: str, *, sender: str = "olga@example.com", rules: Rules = RULES) -> Letter:
    return read(f"From: {sender}\n{headers}\n\nHello".encode(), rules=rules)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("Subject: Printer", Automatic.NO),
        ("Auto-Submitted: no", Automatic.NO),
        ("Auto-Submitted: No (a person wrote it)", Automatic.NO),
        ("Return-Path: <olga@example.com>", Automatic.NO),
        ("X-Auto-Response-Suppress: DR, RN", Automatic.NO),
        ("X-Counterpart-Mail: portal.example.com", Automatic.OWN_LOOP),
        ("Auto-Submitted: auto-replied", Automatic.AUTO_REPLY),
        ("Auto-Submitted: Auto-Replied; owner-email=x", Automatic.AUTO_REPLY),
        ("Auto-Submitted: auto-generated", Automatic.OTHER),
        ("X-Autoreply: yes", Automatic.AUTO_REPLY),
        ("Precedence: auto_reply", Automatic.AUTO_REPLY),
        ("Precedence: Bulk", Automatic.OTHER),
        ("List-Id: <all.example.com>", Automatic.LIST),
        ("Precedence: list", Automatic.LIST),
        ("List-Unsubscribe: <https://shop.example.com>", Automatic.OTHER),
        ("Return-Path: <>", Automatic.OTHER),
        ("Return-Path: <>\nSubject: Automatic reply: Printer", Automatic.AUTO_REPLY),
        ("X-Failed-Recipients: a@example.com", Automatic.BOUNCE),
        ("Subject: Automatic reply: Printer", Automatic.AUTO_REPLY),
        ("Subject: Out of office: Olga", Automatic.AUTO_REPLY),
        ("Subject: Out of office reminder cannot be switched off", Automatic.NO),
        ("Subject: 自动回复：打印机", Automatic.AUTO_REPLY),
        ("Subject: 自动回复功能坏了", Automatic.NO),
        ("Subject: Автоответ: принтер", Automatic.AUTO_REPLY),
        ("Subject: Автоответчик не работает", Automatic.NO),
        ("Subject: Undelivered Mail Returned to Sender", Automatic.NO),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", Automatic.RECEIPT),
        ("Content-Type: multipart/report; report-type=feedback-report; boundary=b", Automatic.FEEDBACK_REPORT),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b", Automatic.BOUNCE),
    ],
)
def test_headers(headers: str, kind: Automatic) -> None:
    found = letter(headers)
    assert found.automatic is kind
    assert bool(found.why_automatic) == (kind is not Automatic.NO)


@pytest.mark.parametrize(
    ("sender", "subject", "kind"),
    [
        ("MAILER-DAEMON@example.com", "x", Automatic.BOUNCE),
        ("Postmaster <postmaster@example.com>", "Undeliverable: x", Automatic.BOUNCE),
        ("Postmaster <postmaster@example.com>", "系统退信", Automatic.BOUNCE),
        ("Postmaster <postmaster@example.com>", "Printer", Automatic.NO),
    ],
)
def test_senders(sender: str, subject: str, kind: Automatic) -> None:
    assert letter(f"Subject: {subject}", sender=sender).automatic is kind


@pytest.mark.parametrize(
    ("sender", "headers", "may"),
    [
        ("olga@example.com", "Subject: x", True),
        ("olga@example.com", "X-Auto-Response-Suppress: DR, RN", True),
        ("olga@example.com", "X-Auto-Response-Suppress: DR, OOF, AutoReply", False),
        ("olga@example.com", "X-Auto-Response-Suppress: All", False),
        ("olga@example.com", "Precedence: bulk", False),
        ("no-reply@example.com", "Subject: x", False),
        ("donotreply+12@example.com", "Subject: x", False),
        ("shop-bounces+olga=example.com@shop.example", "Subject: x", False),
        ("norepliakov@example.com", "Subject: x", True),
        ("", "Subject: x", False),
    ],
)
def test_who_may_be_answered(sender: str, headers: str, may: bool) -> None:
    assert letter(headers, sender=sender).may_be_answered is may


def test_ones_own_list_may_file() -> None:
    rules = Rules(lists_that_file=("it.example.com",))
    assert letter("List-Id: IT <it.example.com>\nPrecedence: list", rules=rules).automatic is Automatic.NO
    assert letter("List-Id: All <all.example.com>", rules=rules).automatic is Automatic.LIST


BOUNCE = """From: MAILER-DAEMON@example.com
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Original-Recipient: rfc822;Olga@example.com
Final-Recipient: rfc822; olga@forwarded.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

Final-Recipient: rfc822; li@example.com
Action: delivered
Status: 2.0.0
--b
Content-Type: message/rfc822

Message-ID: <delivery-7@portal.example.com>
Subject: Receipt

Text
--b--
"""


def test_a_bounce_says_whom_and_what_it_is_about() -> None:
    found = read(BOUNCE.format(action="failed", status="5.1.1").encode())
    assert found.automatic is Automatic.BOUNCE
    assert found.failures == (
        Failure("olga@example.com", permanent=True, status="5.1.1", words="smtp; 550 no such user"),
    )
    assert found.returned_id == "<delivery-7@portal.example.com>"
    assert found.attachments == ()


@pytest.mark.parametrize(
    ("action", "status", "kind", "blames"),
    [
        ("failed", "5.1.1", Automatic.BOUNCE, True),
        ("failed", "5.2.2", Automatic.BOUNCE, False),
        ("failed", "5.7.1", Automatic.BOUNCE, False),
        ("failed", "4.4.7", Automatic.BOUNCE, False),
        ("delayed", "4.4.1", Automatic.DELAY, False),
    ],
)
def test_which_failures_blame_the_address(action: str, status: str, kind: Automatic, blames: bool) -> None:
    found = read(BOUNCE.format(action=action, status=status).encode())
    assert found.automatic is kind
    assert found.failures[0].blames_address is blames


def test_a_receipt_of_a_server_is_no_bounce() -> None:
    found = read(BOUNCE.format(action="relayed", status="2.0.0").encode())
    assert found.automatic is Automatic.RECEIPT
    assert found.failures == ()


def test_a_bounce_that_a_person_sends_on_is_a_letter() -> None:
    attached = "Content-Type: message/delivery-status; name=status.txt\nContent-Disposition: attachment"
    found = letter(
        f"Subject: What is this?\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nPlease look.\n--b\n{attached}\n\n"
        "Final-Recipient: rfc822; a@example.com\nAction: failed\n--b--"
    )
    assert found.automatic is Automatic.NO
    assert found.text == "Please look."


def test_an_automatic_reply_says_what_it_answers() -> None:
    assert letter("Auto-Submitted: auto-replied\nIn-Reply-To: <a@b.c>").returned_id == "<a@b.c>"
