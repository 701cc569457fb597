"""What the portal says by itself to whose letter was not taken: once a day, to nobody's robot, in their language."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from requests_app import clock
from requests_app.models import MailAnswer
from requests_app.notifications.mail import OWN_HEADER
from requests_app.notifications.trouble import kept

from . import addresses

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

UNKNOWN, NOT_OFFERED, ONLY_REPLIES, NOT_YOURS = "unknown", "not_offered", "only_replies", "not_yours"
LEASE = timedelta(minutes=5)
MOST_TRIES = 8
# Of robots that heed it, Microsoft's above all.
NO_ROBOTS = {"X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True, slots=True)
class Words:
    subject: StrOrPromise
    text: StrOrPromise


SUBJECT = _("Your letter was not taken: %(subject)s")
WORDS: dict[str, Words] = {
    UNKNOWN: Words(
        SUBJECT,
        _("Nobody with the address %(sender)s has an account in this portal, so your letter to %(address)s was not "
          "filed. Write from the address that your company knows, or ask your admin for an account."),
    ),
    NOT_OFFERED: Words(
        SUBJECT,
        _("What %(address)s is for is not offered to you, or no longer offered, so your letter was not filed. "
          "See in the portal what departments do for you."),
    ),
    ONLY_REPLIES: Words(
        SUBJECT,
        _("%(address)s takes only replies to mails of the portal, and your letter belongs to none of them. "
          "To ask for something new, use the portal."),
    ),
    NOT_YOURS: Words(
        SUBJECT,
        _("Your letter belongs to no request that you may write to from %(sender)s, so nobody has read it. "
          "Open the request in the portal, or write from the address at which you got the mail."),
    ),
}  # fmt: skip


def answer(kind: str, to: str, *, language: str, params: dict[str, Any], in_reply_to: str, now: datetime) -> bool:
    """Inside the transaction that settles the letter; False where they had today's answer already."""
    told = MailAnswer(
        to=to, day=now.date(), kind=kind, language=language, params=params, in_reply_to=in_reply_to, next_attempt_at=now
    )
    with transaction.atomic():
        if MailAnswer.objects.filter(to=to, day=told.day).exists():
            return False
        [made] = MailAnswer.objects.bulk_create([told], ignore_conflicts=True)
    return made is told


def send_due(*, now: datetime) -> int:
    """How many left. Claimed one by one; a worker that dies leaves its row for the next round."""
    sent = 0
    while (claimed := _claim(now)) is not None:
        sent += _send(claimed)
    return sent


@transaction.atomic
def _claim(now: datetime) -> MailAnswer | None:
    due = MailAnswer.objects.filter(next_attempt_at__lte=now).order_by("next_attempt_at")
    claimed = due.select_for_update(skip_locked=True).first()
    if claimed is not None:
        claimed.attempts += 1
        claimed.next_attempt_at = now + LEASE * 2 ** (claimed.attempts - 1)
        claimed.save(update_fields=["attempts", "next_attempt_at"])
    return claimed


def _send(claimed: MailAnswer) -> bool:
    try:
        mail_of(claimed).send()
    except Exception as problem:  # noqa: BLE001 - whatever it is, the others go on and this one keeps the reason
        claimed.error = kept(problem)
        if claimed.attempts >= MOST_TRIES:
            claimed.next_attempt_at = None
        claimed.save(update_fields=["error", "next_attempt_at"])
        logger.warning("The answer %s failed: %r", claimed.pk, problem)
        return False
    claimed.next_attempt_at, claimed.sent_at, claimed.error = None, clock.now(), ""
    claimed.save(update_fields=["next_attempt_at", "sent_at", "error"])
    return True


def mail_of(told: MailAnswer) -> EmailMultiAlternatives:
    words = WORDS[told.kind]
    with translation.override(told.language):
        context = {"text": str(words.text) % told.params, "url": settings.BASE_URL + "/", "language": told.language}
        mail = EmailMultiAlternatives(
            subject=" ".join((str(words.subject) % told.params).split())[:200],
            body=render_to_string("mail/answer.txt", context).strip() + "\n",
            to=[told.to],
            headers=headers_of(told),
        )
        mail.attach_alternative(render_to_string("mail/answer.html", context), "text/html")
    return mail


def headers_of(told: MailAnswer) -> dict[str, str]:
    headers = {
        "Message-ID": addresses.answer_id(told.pk),
        "Auto-Submitted": "auto-replied",
        OWN_HEADER: "answer",
        **NO_ROBOTS,
    }
    if told.in_reply_to:
        headers |= {"In-Reply-To": told.in_reply_to, "References": told.in_reply_to}
    return headers
