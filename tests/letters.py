"""Letters as mail programs write them, and bringing them in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from email import policy
from email.message import EmailMessage
from itertools import count

from requests_app import clock
from requests_app.mailbox import processing, reasons
from requests_app.mailbox.storing import Origin, origin_of, store
from requests_app.models import IncomingMail, Mailbox, Service

ADDRESS = "it@example.com"
_numbers = count(1)


def written(
    sender: str,
    text: str = "The second monitor stays black.",
    *,
    to: str = ADDRESS,
    subject: str = "Monitor",
    html: str = "",
    files: Mapping[str, bytes] | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Each letter has an id of its own unless `headers` give one."""
    message = EmailMessage(policy=policy.SMTP)
    given = {"Message-ID": f"<letter-{next(_numbers)}@example.com>", "From": sender, "To": to, "Subject": subject}
    for name, value in (given | dict(headers or {})).items():
        if value:
            message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in (files or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def make_mailbox(service: Service | None, address: str = ADDRESS, **fields: object) -> Mailbox:
    return Mailbox.objects.create(address=address, service=service, **fields)


def bring(raw: bytes, to: str = ADDRESS) -> IncomingMail:
    """Stored as for this address, and dealt with."""
    assert store(raw, origin_of(to) if to else Origin(None))
    processing.process_due()
    return IncomingMail.objects.latest("pk")


def make_letter_set_aside(raw: bytes | None = None) -> IncomingMail:
    """As one that the portal failed on."""
    content = raw if raw is not None else written("li.wei@example.com")
    now = clock.now()
    return IncomingMail.objects.create(
        mailbox=Mailbox.objects.first(), digest=hashlib.sha256(content).hexdigest(), raw=content, size=len(content),
        received_at=now, next_attempt_at=now, state=IncomingMail.State.SET_ASIDE, reason=reasons.FAILED,
        error="ValueError: odd", sender="li.wei@example.com", subject="Monitor",
    )  # fmt: skip
