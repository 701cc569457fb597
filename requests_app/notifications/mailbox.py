"""The demo's post: mails written to files instead of sent, read back for the people they are addressed to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings

# How django.core.mail.backends.filebased ends each message of a file.
END_OF_MESSAGE = b"\n" + b"-" * 79 + b"\n"
BOUNDARY = re.compile(rb'boundary="([^"]+)"')
READ_FILES = 500


@dataclass(frozen=True, slots=True)
class Mail:
    """`name` tells it apart in an address: the file, and its place in the file."""

    name: str
    to: str
    subject: str
    sent_at: datetime | None
    text: str


def is_here() -> bool:
    """Only in the demo, and only where mail goes into files."""
    return settings.DEMO and _folder() is not None


def _folder() -> Path | None:
    path = getattr(settings, "EMAIL_FILE_PATH", None)
    return Path(path) if path else None


def mails(*, to: str | None, limit: int) -> list[Mail]:
    """The newest first, at most `limit`, of the newest READ_FILES files; `to` None means everybody's."""
    found: list[Mail] = []
    for mail in _all():
        if to is None or mail.to.lower() == to.lower():
            found.append(mail)
        if len(found) == limit:
            break
    return found


def mail_named(name: str, *, to: str | None) -> Mail | None:
    """Found by looking through the box, never by opening a path somebody wrote."""
    mine = (mail for mail in _all() if to is None or mail.to.lower() == to.lower())
    return next((mail for mail in mine if mail.name == name), None)


def _all() -> Iterator[Mail]:
    folder = _folder()
    files = sorted(folder.glob("*.log"), reverse=True) if folder else []  # names begin with the moment
    for file in files[:READ_FILES]:
        written = _messages(file.read_bytes())
        for place in reversed(range(len(written))):
            yield _parsed(f"{file.stem}.{place}", written[place])


def _messages(content: bytes) -> list[bytes]:
    """The mails of one file. A line of dashes that somebody wrote ends none: behind it could stand a mail they forged.

    Each mail ends with its boundary, which the mail's writer made up and which occurs in none of its parts.
    """
    found, begun = [], b""
    for part in content.split(END_OF_MESSAGE):
        begun += part
        boundary = BOUNDARY.search(begun)
        if boundary is None or begun.rstrip().endswith(b"--" + boundary[1] + b"--"):
            found.append(begun)
            begun = b""
        else:
            begun += END_OF_MESSAGE
    return [message for message in found if message.strip()]


def _parsed(name: str, raw: bytes) -> Mail:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    body = message.get_body(("plain",))
    date = message["date"].datetime if message["date"] else None
    if date is not None and date.tzinfo is None:
        date = date.replace(tzinfo=UTC)  # Django writes "-0000", which means UTC from a place unknown
    return Mail(
        name=name,
        to=parseaddr(str(message["to"] or ""))[1],
        subject=str(message["subject"] or ""),
        sent_at=date,
        text=body.get_content().strip() if body else "",
    )
