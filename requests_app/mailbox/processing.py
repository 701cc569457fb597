"""Dealing with what came in, row by row; what fails is tried again, and then set aside.

A letter is done in the same transaction that files its request or says its words, so it can become neither two
requests nor none. One on which workers die is counted as well: the attempt is noted before it is made.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from requests_app import clock
from requests_app.models import IncomingMail
from requests_app.notifications.trouble import kept

from . import answering, deciding, own_rules, reasons
from .deciding import Became, Case
from .reading import Unreadable, read
from .reasons import SetAside

logger = logging.getLogger(__name__)
State = IncomingMail.State
# Longer than the worst letter takes.
LEASE = timedelta(minutes=10)
BATCH = 200


class Overtaken(Exception):
    """Another worker has it by now: this one took longer than its lease."""


def process_due() -> int:
    """Deal with what is due, and send what the portal has to answer; the number of letters."""
    number = 0
    while number < BATCH and (mail := claim(now=clock.now())) is not None:
        number += 1
        handle(mail)
    answering.send_due(now=clock.now())
    return number


@transaction.atomic
def claim(*, now: datetime) -> IncomingMail | None:
    due = IncomingMail.objects.due(now).order_by("next_attempt_at", "pk")
    mail = due.select_for_update(skip_locked=True, no_key=True).first()
    if mail is None:
        return None
    mail.attempts += 1
    mail.next_attempt_at = now + LEASE
    mail.save(update_fields=["attempts", "next_attempt_at"])
    return mail


def handle(mail: IncomingMail) -> None:
    try:
        if mail.attempts > settings.MAIL_TRIES:  # it ends workers before they can say why
            raise SetAside(reasons.FAILED)
        _deal_with(mail)
    except SetAside as why:
        _set_aside(mail, why.reason)
    except Unreadable as limit:
        _set_aside(mail, reasons.UNREADABLE, str(limit))
    except Overtaken:
        logger.warning("Letter %s was dealt with by another worker meanwhile", mail.pk)
    except Exception as problem:
        logger.exception("Letter %s could not be dealt with", mail.pk)
        _put_off(mail, problem)


def _deal_with(mail: IncomingMail) -> None:
    letter = read(bytes(mail.raw or b""), rules=own_rules.rules())
    mail.sender = (letter.from_.email if letter.from_ else "")[:254].replace("\0", "")
    mail.subject = " ".join(letter.subject.replace("\0", "").split())[:200]
    mail.message_id, mail.content = letter.message_id[:255].replace("\0", ""), deciding.content_of(letter)
    mail.save(update_fields=["sender", "subject", "message_id", "content"])
    case = deciding.case_of(mail, letter, now=clock.now())
    with settling(mail) as told:
        what = deciding.prepare(case)
        if isinstance(what, Became):
            told.append(what)
            return
    taken = deciding.files_for(case, what)
    with settling(mail) as told:
        told.append(deciding.carry_out(case, what, taken))


@contextmanager
def settling(mail: IncomingMail) -> Iterator[list[Became]]:
    """The transaction in which a letter is done, if the block says what it became. Raises Overtaken."""
    mine = IncomingMail.objects.filter(pk=mail.pk, state=State.NEW, attempts=mail.attempts)
    with transaction.atomic():
        if not mine.select_for_update(no_key=True).exists():
            raise Overtaken
        told: list[Became] = []
        yield told
        for became in told:
            fields = {"outcome": became.outcome, "request": became.request, "service": became.service}
            mine.update(state=State.DONE, done_at=clock.now(), raw=None, error="", reason="", **fields)


def _set_aside(mail: IncomingMail, reason: str, error: str = "") -> None:
    mine = IncomingMail.objects.filter(pk=mail.pk, state=State.NEW, attempts=mail.attempts)
    mine.update(state=State.SET_ASIDE, reason=reason, error=(error or mail.error)[:500])


def _put_off(mail: IncomingMail, problem: Exception) -> None:
    """Again after 1, 2, 4 … minutes; after the last try it is set aside with what was wrong."""
    if mail.attempts >= settings.MAIL_TRIES:
        _set_aside(mail, reasons.FAILED, kept(problem))
        return
    again = clock.now() + timedelta(minutes=2 ** (mail.attempts - 1))
    mine = IncomingMail.objects.filter(pk=mail.pk, state=State.NEW, attempts=mail.attempts)
    mine.update(error=kept(problem), next_attempt_at=again)


__all__ = ["BATCH", "LEASE", "Case", "claim", "handle", "process_due"]
