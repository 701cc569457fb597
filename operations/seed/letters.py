"""The address of the IT department as an admin would find it: prepared, not in use yet, with letters of a trial.

Off, so that a demo asks no server and says of no page that people can write to an address that is not there.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from typing import Any

from requests_app.mailbox import reasons
from requests_app.models import FailingAddress, IncomingMail, Mailbox, ServiceRequest, User

from .world import World

DOMAIN = "example.com"
ADDRESS = f"it@{DOMAIN}"
State, Outcome = IncomingMail.State, IncomingMail.Outcome


def bring(world: World) -> None:
    """Written as rows: verbs would tell people about letters nobody wrote."""
    mailbox = Mailbox.objects.create(
        address=ADDRESS,
        department=world.departments["it"],
        service=world.offer("it", "new-equipment").service,
        is_active=False,
        authserv=f"mx.{DOMAIN}",
        imap_host=f"imap.{DOMAIN}",
        imap_user=ADDRESS,
        secret_name="IT",  # noqa: S106 - a name of a secret
        done_folder="Taken",
    )
    cast = world.staff.cast
    IncomingMail.objects.bulk_create([*_dealt_with(world, mailbox), *_set_aside(world, mailbox)])
    person = cast["chen.yu"]
    FailingAddress.objects.create(
        person=person,
        email=person.email,
        status="5.2.1",
        words="The mailbox is disabled, and takes no messages.",
        times=2,
        first_at=world.now - timedelta(days=3),
        last_at=world.now - timedelta(days=1),
    )


def _dealt_with(world: World, mailbox: Mailbox) -> list[IncomingMail]:
    cast = world.staff.cast
    filed = ServiceRequest.objects.of(cast["li.wei"]).filter(service=mailbox.service).order_by("-pk").first()
    said = ServiceRequest.objects.of(cast["li.wei"]).finished().order_by("-pk").first()
    came: list[tuple[str, str, str, ServiceRequest | None]] = [
        (cast["li.wei"].email, filed.title if filed else "A monitor", Outcome.FILED, filed),
        (cast["li.wei"].email, "Re: " + (said.title if said else "Thank you"), Outcome.SAID, said),
        (cast["anna.orlova"].email, "Ноутбук для нового сотрудника", Outcome.ASKED, None),
        (cast["olga.petrova"].email, "Automatic reply: on leave until Monday", Outcome.IGNORED, None),
        (f"mailer-daemon@{DOMAIN}", "Undelivered Mail Returned to Sender", Outcome.BOUNCE, None),
        ("offers@cheap-toner.example", "Toner at half the price", Outcome.REFUSED, None),
    ]
    return [
        _row(world, mailbox, number, sender, subject, state=State.DONE, outcome=outcome, request=request)
        for number, (sender, subject, outcome, request) in enumerate(came)
    ]


def _set_aside(world: World, mailbox: Mailbox) -> list[IncomingMail]:
    person = world.staff.cast["li.wei"]
    rows = [
        (person, "Please reset my password at once", reasons.UNPROVEN, ""),
        (person, "显示器闪烁", reasons.FAILED, "OperationalError: the connection was lost"),
    ]
    return [
        _row(
            world, mailbox, 10 + number, one.email, subject,
            state=State.SET_ASIDE, reason=reason, error=error, raw=_letter(one, subject), attempts=5 if error else 1,
        )
        for number, (one, subject, reason, error) in enumerate(rows)
    ]  # fmt: skip


def _row(world: World, mailbox: Mailbox, number: int, sender: str, subject: str, **fields: Any) -> IncomingMail:
    at = world.now - timedelta(hours=3 * (20 - number))
    said = f"<trial-{number}@{DOMAIN}>"
    return IncomingMail(
        mailbox=mailbox,
        recipient=ADDRESS,
        uid_validity=1,
        uid=number + 1,
        digest=hashlib.sha256(said.encode()).hexdigest(),
        size=len(fields.get("raw") or b"") or 4_200 + 310 * number,
        received_at=at,
        next_attempt_at=at,
        sender=sender,
        subject=subject[:200],
        message_id=said,
        done_at=at if fields["state"] == State.DONE else None,
        **fields,
    )


def _letter(sender: User, subject: str) -> bytes:
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender.email, ADDRESS, subject
    message.set_content(f"{subject}.")
    return bytes(message)
