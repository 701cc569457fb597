"""The way out: claims what is due, sends it, tries again later what did not go.

A claim moves `next_attempt_at` ahead and counts the attempt, so that two workers never send one row, and the row of
a worker that died comes back by itself. Sent twice it can only be when a worker dies between the server's "accepted"
and the commit; both copies then carry the same Message-ID.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from requests_app import clock
from requests_app.models import Delivery, ServiceRequest

from .mail import mail_of

logger = logging.getLogger(__name__)

BATCH = 20
# Longer than a whole batch against a server that lets every mail run into EMAIL_TIMEOUT.
LEASE = timedelta(minutes=10)
GIVE_UP_AFTER_MINUTES = 24 * 60


class NotForThem(Exception):
    """The receiver left, or may no longer see the request: the mail is not sent."""


def deliver_due() -> int:
    """Send everything that is due, batch by batch; the number of mails sent."""
    sent = 0
    while claimed := claim(now=clock.now()):
        sent += _send_batch(claimed)
    return sent


@transaction.atomic
def claim(*, now: datetime, limit: int = BATCH) -> list[Delivery]:
    """At most `limit` due deliveries, ours until `now` + LEASE."""
    due = Delivery.objects.due(now).order_by("next_attempt_at").select_for_update(skip_locked=True)
    ids = [delivery.pk for delivery in due[:limit]]
    for delivery in (mine := list(Delivery.objects.filter(pk__in=ids).order_by("next_attempt_at", "pk"))):
        delivery.attempts += 1
        delivery.next_attempt_at = now + LEASE
    Delivery.objects.bulk_update(mine, ["attempts", "next_attempt_at"])
    return list(
        Delivery.objects.filter(pk__in=ids)
        .select_related("notification__recipient", "notification__request")
        .order_by("pk")
    )


def _send_batch(claimed: list[Delivery]) -> int:
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except OSError as problem:  # the whole server, not one row
        for delivery in claimed:
            put_off(delivery, problem, now=clock.now())
        logger.warning("The mail server does not answer, %s mails wait: %s", len(claimed), problem)
        return 0
    try:
        return sum(_send(delivery, connection) for delivery in claimed)
    finally:
        connection.close()


def _send(delivery: Delivery, connection: BaseEmailBackend) -> bool:
    try:
        check_receiver(delivery)
        connection.send_messages([mail_of(delivery)])
    except Exception as problem:  # noqa: BLE001 - whatever it is, the other rows go on and this one keeps the reason
        logger.warning("Delivery %s failed: %r", delivery.pk, problem)
        connection.close()  # a dialogue that broke off would make every later row fail too
        put_off(delivery, problem, now=clock.now())
        return False
    _settle(delivery, state=Delivery.State.SENT, sent_at=clock.now(), error="")
    return True


def check_receiver(delivery: Delivery) -> None:
    """Raise NotForThem where things changed since the row was written."""
    notification = delivery.notification
    recipient = notification.recipient
    if not recipient.is_active:
        raise NotForThem("the account is not active")
    visible = ServiceRequest.objects.visible_to(recipient)
    if notification.request_id and not visible.filter(pk=notification.request_id).exists():
        raise NotForThem("the request is no longer theirs to see")


def put_off(delivery: Delivery, problem: Exception, *, now: datetime) -> None:
    """Try again later, or give up and keep the reason."""
    wait = None if is_final(problem) else wait_after(delivery.attempts)
    error = f"{type(problem).__name__}: {problem}"[:500]
    if wait is None:
        _settle(delivery, state=Delivery.State.DEAD, error=error)
    else:
        _settle(delivery, next_attempt_at=now + wait, error=error)


def is_final(problem: Exception) -> bool:
    """Would every later attempt end the same way? The server's 5xx about the address means that it would."""
    if isinstance(problem, SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in problem.recipients.values())
    return isinstance(problem, NotForThem)


def wait_after(attempts: int) -> timedelta | None:
    """1, 2, 4 … minutes after the first, second, third … attempt; None once they have lasted for 24 hours."""
    waited = 2 ** (attempts - 1) - 1
    if waited >= GIVE_UP_AFTER_MINUTES:
        return None
    return timedelta(minutes=min(waited + 1, GIVE_UP_AFTER_MINUTES - waited))


def _settle(delivery: Delivery, **fields: object) -> None:
    # A worker that outlived its lease must not overwrite what the next one did: the attempt's number tells them apart.
    Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.PENDING, attempts=delivery.attempts).update(**fields)
