"""The table from verbs to functions, and what begins, hands over, ends and brings back a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings

from requests_app.states import Verb
from sla.book import Book, Move
from sla.calendar.instants import MICROSECOND
from sla.ledger import Account
from sla.models import ClockSegment, Metric

from .adopting import apply, follow_priority, retarget
from .answering import answer, answer_and_rest, come_back, name_a_date, reply, write_back
from .resting import ask_approval, decide, end_approval, rest_or_run, withdraw_approval
from .starting import FROM_THE_START, begin, begin_share

Reason = ClockSegment.Reason


def file(book: Book, move: Move) -> None:
    for metric in FROM_THE_START:
        begin(book, metric, move, Reason.FILED)
    if book.offer is not None:
        begin_share(book, book.offer, move, Reason.FILED)


def hand_over(book: Book, move: Move) -> None:
    """For the requester only a rest ends. The share of one department is over, and that of the next goes on or begins.

    A department that gets it back goes on where it stopped, so that nothing is won by passing it to and fro.
    """
    rest_or_run(book, move)
    for account in list(book.accounts.values()):
        if account.metric == Metric.OLA and account.department != move.department:
            account.stop(move.at, Reason.ELSEWHERE)
    own = book.get(Metric.OLA, move.department)
    if own is not None:
        book.renew(own)
        own.reopen(move.at, Reason.ELSEWHERE, Reason.ARRIVED)
        follow_priority(book, own, move)  # the priority may have changed elsewhere
    elif (offer := book.find(move.department, move.priority)) is not None:
        begin_share(book, offer, move, Reason.ARRIVED)
    if move.is_of_another_service:
        retarget(book, move)  # what was consumed at the wrong door counts


def finish(book: Book, move: Move) -> None:
    """Done. Whoever says so has answered, too."""
    book.spoken.answer()
    book.awaits_approval = False
    end_approval(book, lambda account: account.cancel(move.at))
    for account in book.accounts.values():
        account.stop(move.at, Reason.FINISHED)


def decline(book: Book, move: Move) -> None:
    """A reasoned no is an answer, and nothing is promised to be done any more."""
    answer(book, move)
    give_up(book, move)


def give_up(book: Book, move: Move) -> None:
    book.awaits_approval = False
    for account in book.accounts.values():
        account.cancel(move.at)


def reopen(book: Book, move: Move) -> None:
    """The same promise goes on, unless the standard begins a new one or the end is long ago.

    The first answer was given once and for all; what the requester says now wants the next one.
    """
    done, given = book.get(Metric.RESOLUTION), book.get(Metric.PROMISED)
    share = book.get(Metric.OLA, move.department)
    for account in (share, given):
        if account is not None and _goes_on(book, account, move):
            book.renew(account)
            account.reopen(move.at, Reason.FINISHED, Reason.REOPENED)
    if done is not None and done.stopped is not None:
        if done.pinned or _goes_on(book, done, move):
            book.renew(done)
            done.reopen(move.at, Reason.FINISHED, Reason.REOPENED)
        else:
            begin(book, Metric.RESOLUTION, move, Reason.REOPENED)
    if move.from_requester:
        write_back(book, move)


def _goes_on(book: Book, account: Account, move: Move) -> bool:
    if account.stopped is None or (account.metric != Metric.OLA and book.terms_of(account).new_promise_on_reopening):
        return False
    return move.at - account.stopped <= timedelta(days=settings.REOPEN_DAYS) // MICROSECOND


RULES: dict[Verb, Callable[[Book, Move], None]] = {
    Verb.SUBMITTED: file,
    Verb.AMENDED: retarget,
    Verb.STARTED: rest_or_run,
    Verb.REPLIED: reply,
    Verb.ASKED: answer_and_rest,
    Verb.ANSWERED: come_back,
    Verb.HELD: rest_or_run,
    Verb.RESUMED: rest_or_run,
    Verb.ASKED_DEPARTMENT: rest_or_run,
    Verb.CHASED: write_back,
    Verb.PROMISED: name_a_date,
    Verb.PROPOSED: answer_and_rest,
    Verb.ACCEPTED: rest_or_run,
    Verb.DECLINED: decline,
    Verb.HANDED_OVER: hand_over,
    Verb.APPROVAL_ASKED: ask_approval,
    Verb.APPROVED: decide,
    Verb.REJECTED: decide,
    Verb.APPROVAL_WITHDRAWN: withdraw_approval,
    Verb.RESOLVED: finish,
    Verb.REOPENED: reopen,
    Verb.CANCELLED: give_up,
    Verb.MERGED: give_up,
    Verb.STANDARD_APPLIED: apply,
}  # absent: says nothing to clocks
