"""What the clocks of a request do when it changes: one table from verbs to functions.

The functions work on plain values, so that `sla.bulk` can walk a whole journal through the same table.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings

from requests_app.models import RequestEvent, ServiceRequest, User
from requests_app.states import Status, Verb
from sla import clocks
from sla.book import Book, Move
from sla.calendar.instants import MICROSECOND, to_us
from sla.ledger import Account
from sla.models import ClockSegment, Metric

Reason = ClockSegment.Reason

# The answer is owed to the requester whatever they are asked; only the time to be done rests while they think.
PAUSING = (Metric.RESOLUTION,)


def file(book: Book, move: Move) -> None:
    for metric in Metric.values:
        _open(book, metric, move, Reason.FILED)


def _open(book: Book, metric: str, move: Move, reason: Reason, cycle: int = 1) -> None:
    target, pin = book.terms.target(metric, move.priority), book.pins.get(metric)
    if target is None and pin is None:
        return
    account = Account(
        metric,
        book.calendar,
        move.at,
        target.us if target else None,
        target.percents if target else (),
        cycle=cycle,
    )
    book.take(account.start(reason, due=pin))


def answer(book: Book, move: Move) -> None:
    """Only what somebody of the department says to the requester is an answer; notes never come here."""
    account = book.accounts.get(Metric.FIRST_RESPONSE)
    if account is not None and move.from_department:
        account.stop(move.at, Reason.FINISHED)


def rest_or_run(book: Book, move: Move) -> None:
    """Rest in the states that the standard names, run in the others."""
    for metric in PAUSING:
        account = book.accounts.get(metric)
        if account is None:
            continue
        if move.status in book.terms.pause_statuses:
            account.pause(move.at, move.status)
        else:
            account.resume(move.at, Reason.RESUMED)


def answer_and_rest(book: Book, move: Move) -> None:
    answer(book, move)
    rest_or_run(book, move)


def retarget(book: Book, move: Move) -> None:
    """Another priority may mean another target; what is consumed counts towards it."""
    for metric, account in book.accounts.items():
        target = book.terms.target(metric, move.priority)
        if target is not None and (target.us, target.percents) != (account.target, account.percents):
            account.retarget(target.us, target.percents, move.at, Reason.RETARGETED)


def finish(book: Book, move: Move) -> None:
    """Done. Whoever says so has answered, too."""
    for account in book.accounts.values():
        account.stop(move.at, Reason.FINISHED)


def decline(book: Book, move: Move) -> None:
    """A reasoned no is an answer, and nothing is promised to be done any more."""
    answer(book, move)
    give_up(book, move)


def give_up(book: Book, move: Move) -> None:
    for account in book.accounts.values():
        account.cancel(move.at)


def reopen(book: Book, move: Move) -> None:
    """The same promise goes on; long after the end a new one begins. The first answer was given once and for all."""
    account = book.accounts.get(Metric.RESOLUTION)
    if account is None or account.stopped is None:
        return
    if account.pinned or move.at - account.stopped <= timedelta(days=settings.REOPEN_DAYS) // MICROSECOND:
        account.reopen(move.at, Reason.FINISHED, Reason.REOPENED)
    else:
        _open(book, Metric.RESOLUTION, move, Reason.REOPENED, cycle=account.cycle + 1)


RULES: dict[Verb, Callable[[Book, Move], None]] = {
    Verb.SUBMITTED: file,
    Verb.AMENDED: retarget,
    Verb.STARTED: rest_or_run,
    Verb.REPLIED: answer,
    Verb.ASKED: answer_and_rest,
    Verb.ANSWERED: rest_or_run,
    Verb.HELD: rest_or_run,
    Verb.RESUMED: rest_or_run,
    Verb.PROMISED: answer,  # a date with a reason, given by a person
    Verb.PROPOSED: answer_and_rest,
    Verb.ACCEPTED: rest_or_run,
    Verb.DECLINED: decline,
    Verb.HANDED_OVER: rest_or_run,  # the requester's clocks go on; only a rest ends
    Verb.RESOLVED: finish,
    Verb.REOPENED: reopen,
    Verb.CANCELLED: give_up,
}  # absent: says nothing to clocks


def on_transition(sender: type, request: ServiceRequest, event: RequestEvent, **kwargs: Any) -> None:
    rule = RULES.get(Verb(event.verb))
    if rule is None:
        return
    with clocks.book_of(request, filing=event.verb == Verb.SUBMITTED) as book:
        if book is not None:
            rule(book, move_of(request, event))


def move_of(request: ServiceRequest, event: RequestEvent) -> Move:
    return Move(
        verb=Verb(event.verb),
        at=to_us(event.at),
        status=Status(event.new_status),
        priority=request.priority,
        from_department=speaks_for_department(request, event.actor),
    )


def speaks_for_department(request: ServiceRequest, actor: User | None) -> bool:
    """Is what this person says an answer to the requester: neither their own words nor those of their proxy?

    An agent who noted down the requester's call is no proxy. The system answers nobody; but a log that does not say
    who acted is taken to mean the department.
    """
    if actor is None:
        return not request.is_live
    if actor.pk == request.requester_id:
        return False
    return actor.pk != request.filed_by_id or actor.works_in(request.service.provider_id)
