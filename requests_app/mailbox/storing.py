"""Keeping a letter as it came, whatever brought it: once it is committed, whoever brought it may forget it."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from kombu.exceptions import OperationalError

from requests_app import clock
from requests_app.models import IncomingMail, Mailbox

from . import addresses, reasons
from .reading import LIMITS

logger = logging.getLogger(__name__)

WAKE_EXPIRES = 60  # seconds; by then the timetable has come round


class NobodyHere(LookupError):
    """The portal does not read this address."""


class TooBig(ValueError):
    """More than the portal takes in one letter."""


@dataclass(frozen=True, slots=True)
class Origin:
    """How it came. `uid_validity` and `uid` are IMAP's; without them its content tells one letter from another."""

    mailbox: Mailbox | None
    recipient: str = ""
    uid_validity: int | None = None
    uid: int | None = None


def origin_of(recipient: str) -> Origin:
    """Of a letter that is brought for this address. Raises NobodyHere."""
    mailbox = Mailbox.objects.active().named(addresses.plain(recipient))
    if mailbox is None and not addresses.is_for_replies(recipient):
        raise NobodyHere(recipient)
    return Origin(mailbox, recipient=recipient.strip().lower()[:254])


def store(raw: bytes, origin: Origin) -> bool:
    """Committed when this returns; False where it was here before. Raises TooBig."""
    if len(raw) > LIMITS.size:
        raise TooBig
    return _insert(raw, len(raw), origin)


def store_oversized(head: bytes, size: int, origin: Origin) -> bool:
    """Only the head of a letter that is too big, for an admin to see that there was one."""
    return _insert(head, size, origin, state=IncomingMail.State.SET_ASIDE, reason=reasons.TOO_BIG)


def _insert(raw: bytes, size: int, origin: Origin, **fields: str) -> bool:
    now = clock.now()
    digest = hashlib.sha256(origin.recipient.encode() + b"\0" + raw).hexdigest()
    letter = IncomingMail(
        mailbox=origin.mailbox,
        recipient=origin.recipient,
        uid_validity=origin.uid_validity,
        uid=origin.uid,
        digest=digest,
        raw=raw,
        size=size,
        received_at=now,
        next_attempt_at=now,
        **fields,
    )
    same = Q(uid_validity=origin.uid_validity, uid=origin.uid) if origin.uid is not None else Q(digest=digest, uid=None)
    # Whoever brought it is told "taken" only afterwards: nothing around this may still undo it.
    with transaction.atomic(durable=True):
        known = IncomingMail.objects.filter(same, mailbox=origin.mailbox)
        if known.exists():
            return False
        IncomingMail.objects.bulk_create([letter], ignore_conflicts=True)
        transaction.on_commit(wake)
    return True


def wake() -> None:
    """Ask a worker to look at it now; without a broker the timetable finds it a little later."""
    from requests_app.tasks import process_mail  # tasks imports this package

    try:
        process_mail.apply_async(retry=False, expires=WAKE_EXPIRES)
    except OperationalError as problem:
        logger.warning("The broker does not answer, letters wait for the next round: %s", problem)
