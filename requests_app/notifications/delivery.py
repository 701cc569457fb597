"""The way out: claims what is due, puts together what belongs together, sends it, tries again what did not go.

A claim moves `next_attempt_at` ahead and counts the attempt, so that two workers never send one row, and the row of
a worker that died comes back by itself. Sent twice it can only be when a worker dies between the server's "accepted"
and the commit; both copies then carry the same Message-ID, and what goes together was settled with the first attempt.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf
from random import Random
from smtplib import SMTPRecipientsRefused
from time import monotonic

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from requests_app import clock, webhooks
from requests_app.models import Delivery, ServiceRequest, User

from . import hooks
from .body import NotTheirs
from .mail import mail_of
from .planning import AN_HOUR, Plan, Sent, plan
from .receiving import receivers_of
from .trouble import kept

logger = logging.getLogger(__name__)

BATCH = 20
# Of all the people of a batch together; what is beyond has its turn in the next one.
MOST_ROWS = 2000
# Longer than a turn whose last mail runs into EMAIL_TIMEOUT at every step of its dialogue.
LEASE = timedelta(minutes=10)
CALLERS = 8  # programs told at a time
# Seconds. A mail server may be slow for hours; workers have other things to do, and this comes round again.
A_TURN = 10.0
GIVE_UP_AFTER_MINUTES = 24 * 60
JITTER = 0.1


class NotForThem(Exception):
    """The receiver left, or may no longer see the request: the mail is not sent."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """`messages` are ours until the lease ends, each with those that go with it; `moved` rows were looked at."""

    messages: list[Message] = field(default_factory=list)
    moved: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out as one: the leader has the attempts, and is the first of `deliveries`."""

    deliveries: list[Delivery]

    @property
    def leader(self) -> Delivery:
        return self.deliveries[0]


def deliver_due(*, seconds: float = inf) -> int:
    """Send what is due, batch by batch, for about so many seconds; the number of messages sent."""
    sent, enough = 0, monotonic() + seconds
    while (claimed := claim(now=clock.now())).moved:
        sent += _send_batch(claimed.messages, enough) if claimed.messages else 0
        if monotonic() > enough:
            break
    return sent


@transaction.atomic
def claim(*, now: datetime, limit: int = BATCH) -> Claimed:
    """What is due for at most `limit` people, ours until `now` + LEASE.

    The people are locked, so that two workers do not cut what belongs together.
    """
    due = Delivery.objects.due(now).order_by("next_attempt_at").values_list("recipient", flat=True)
    wanted = User.objects.filter(pk__in=set(due[:MOST_ROWS])).order_by("pk")
    people = list(wanted.select_for_update(skip_locked=True, no_key=True)[:limit])
    rows = list(
        Delivery.objects.pending()
        .filter(Q(attempts=0) | Q(next_attempt_at__lte=now), recipient__in=people)
        .select_related("notification")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")[:MOST_ROWS]
    )
    planned = _planned([row for row in rows if row.attempts == 0], people, now)
    again = [row for row in rows if row.attempts]
    _postpone(planned.later)
    leaders = [*again, *(message[0] for message in planned.messages)]
    _take(leaders, planned.messages, now)
    return Claimed(_messages(leaders), moved=len(rows))


def _planned(rows: Sequence[Delivery], people: Iterable[User], now: datetime) -> Plan:
    """Everybody's plan in one."""
    if not rows:
        return Plan()
    receivers, sent = receivers_of(people, now), _sent_lately(people, now)
    waiting = defaultdict(list)
    for row in rows:
        waiting[row.recipient_id].append(row)
    found = Plan()
    for person, mine in waiting.items():
        one = plan(mine, receivers[person], sent[person], now)
        found.messages += one.messages
        found.later |= one.later
    return found


def _sent_lately(people: Iterable[User], now: datetime) -> dict[int, list[Sent]]:
    sent = defaultdict(list)
    rows = Delivery.objects.filter(recipient__in=people).sent_since(now - AN_HOUR)
    for person, at, channel, request, leader in rows.values_list(
        "recipient", "sent_at", "channel", "notification__request", "leader"
    ):
        if at is not None:
            sent[person].append(Sent(at, channel, request, is_message=leader is None))
    return sent


def _postpone(later: dict[int, datetime]) -> None:
    until: dict[datetime, list[int]] = defaultdict(list)
    for pk, moment in later.items():
        until[moment].append(pk)
    for moment, ids in until.items():
        Delivery.objects.filter(pk__in=ids).update(next_attempt_at=moment)


def _take(leaders: list[Delivery], messages: Iterable[Sequence[Delivery]], now: datetime) -> None:
    for leader in leaders:
        leader.attempts += 1
        leader.next_attempt_at = now + LEASE
    Delivery.objects.bulk_update(leaders, ["attempts", "next_attempt_at"])
    followers = [(row, message[0]) for message in messages for row in message[1:]]
    for row, leader in followers:
        row.leader, row.state = leader, Delivery.State.PACKED
    Delivery.objects.bulk_update([row for row, _leader in followers], ["leader", "state"])


def _messages(leaders: Iterable[Delivery]) -> list[Message]:
    """With their followers, and with whom and what they are about."""
    ids = [leader.pk for leader in leaders]
    rows = Delivery.objects.filter(Q(pk__in=ids) | Q(leader__in=ids)).select_related(
        "notification__recipient", "notification__request"
    )
    together = defaultdict(list)
    for row in rows.order_by("pk"):
        together[row.leader_id or row.pk].append(row)
    return [Message(sorted(mine, key=lambda row: row.pk != pk)) for pk, mine in sorted(together.items())]


def _send_batch(messages: list[Message], enough: float) -> int:
    calls = [one for one in messages if one.leader.channel == Delivery.Channel.WEBHOOK]
    mails = [one for one in messages if one.leader.channel == Delivery.Channel.EMAIL]
    return (_send_mails(mails, enough) if mails else 0) + (_send_calls(calls) if calls else 0)


def _send_mails(messages: list[Message], enough: float) -> int:
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except OSError as problem:  # the whole server, not one row
        for message in messages:
            put_off(message.leader, problem, now=clock.now())
        logger.warning("The mail server does not answer, %s mails wait: %s", len(messages), problem)
        return 0
    sent = 0
    try:
        for number, message in enumerate(messages):
            if number and monotonic() > enough:
                give_back([one.leader for one in messages[number:]], now=clock.now())
                break
            sent += _mail(message, connection)
    finally:
        connection.close()
    return sent


def give_back(leaders: Sequence[Delivery], *, now: datetime) -> None:
    """Claimed together, and not tried: due again at once, and no attempt. One stays: what goes together is settled."""
    mine = Delivery.objects.pending().filter(
        pk__in=[one.pk for one in leaders], next_attempt_at=leaders[0].next_attempt_at
    )
    mine.update(attempts=Greatest(F("attempts") - 1, 1), next_attempt_at=now)


def _mail(message: Message, connection: BaseEmailBackend) -> bool:
    def send() -> None:
        connection.send_messages([mail_of(message.leader, for_them(message.deliveries))])

    has_left = _try(message.leader, send)
    if not has_left:
        connection.close()  # a dialogue that broke off would make every later row fail too
    return has_left


def _send_calls(messages: list[Message]) -> int:
    """Several programs at a time, so that a slow one holds up nobody; threads ask no database."""
    now, talks = clock.now(), {}
    with ThreadPoolExecutor(max_workers=CALLERS, thread_name_prefix="webhook") as pool:
        for message in messages:
            prepared = _prepared(message, now)
            if prepared is not None:
                talks[pool.submit(prepared.send, lambda: now)] = message.leader
        return sum(_try(talks[talk], talk.result) for talk in as_completed(talks))


def _prepared(message: Message, now: datetime) -> webhooks.Prepared | None:
    try:
        return hooks.prepare(message.leader, for_them(message.deliveries), at=now)
    except Exception as problem:  # noqa: BLE001 - as below
        _failed(message.leader, problem)
        return None


def _try(leader: Delivery, send: Callable[[], object]) -> bool:
    try:
        send()
    except Exception as problem:  # noqa: BLE001 - whatever it is, the other rows go on and this one keeps the reason
        _failed(leader, problem)
        return False
    _settle(leader, state=Delivery.State.SENT, sent_at=clock.now(), error="")
    return True


def _failed(leader: Delivery, problem: Exception) -> None:
    logger.warning("Delivery %s failed: %r", leader.pk, problem)
    put_off(leader, problem, now=clock.now())


def for_them(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Those that the receiver may still read; raises NotForThem where none is left."""
    recipient = deliveries[0].notification.recipient
    if not recipient.is_active:
        raise NotForThem("the account is not active")
    wanted = {row.notification.request_id for row in deliveries if row.notification.request_id}
    visible = ServiceRequest.objects.visible_to(recipient).filter(pk__in=wanted)
    seen = {None, *visible.values_list("pk", flat=True)} if wanted else {None}
    readable = [row for row in deliveries if row.notification.request_id in seen]
    if not readable:
        raise NotForThem("the request is no longer theirs to see")
    return readable


def put_off(delivery: Delivery, problem: Exception, *, now: datetime) -> None:
    """Try again later, or give up and keep the reason."""
    wait = None if is_final(problem) else wait_after(delivery.attempts)
    error = kept(problem)
    if wait is None:
        _settle(delivery, state=Delivery.State.DEAD, error=error)
    else:
        _settle(delivery, next_attempt_at=now + wait + jitter(delivery, wait), error=error)


def jitter(delivery: Delivery, wait: timedelta) -> timedelta:
    """Up to JITTER of the wait, so that what failed together does not knock together."""
    return wait * Random(f"{delivery.pk}:{delivery.attempts}").uniform(0, JITTER)  # noqa: S311 - spreads, hides nothing


def is_final(problem: Exception) -> bool:
    """Would every later attempt end the same way? The server's 5xx about the address means that it would."""
    if isinstance(problem, SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in problem.recipients.values())
    return isinstance(problem, (NotForThem, NotTheirs, hooks.NoAddress, webhooks.Gone, webhooks.NotAllowed))


def wait_after(attempts: int) -> timedelta | None:
    """1, 2, 4 … minutes after the first, second, third … attempt; None once they have lasted for 24 hours."""
    waited = 2 ** (attempts - 1) - 1
    if waited >= GIVE_UP_AFTER_MINUTES:
        return None
    return timedelta(minutes=min(waited + 1, GIVE_UP_AFTER_MINUTES - waited))


def _settle(delivery: Delivery, **fields: object) -> None:
    # A worker that outlived its lease must not overwrite what the next one did: the attempt's number tells them apart.
    mine = Delivery.objects.pending().filter(pk=delivery.pk, attempts=delivery.attempts)
    with transaction.atomic():
        if mine.update(**fields) and fields.get("state") == Delivery.State.SENT:
            delivery.followers.filter(state=Delivery.State.PACKED).update(**fields)
