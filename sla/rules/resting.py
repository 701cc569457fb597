"""When the department's time rests: in the states the standard names, and while an approval is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from requests_app.states import Status, Verb
from sla.book import Book, Move
from sla.ledger import Account
from sla.models import ClockSegment, Metric

from .starting import begin

Reason = ClockSegment.Reason

# The answer is owed to the requester whatever they are asked; only the time to be done rests while they think.
RESTING = (Metric.RESOLUTION, Metric.OLA)
# They leave open whether somebody still has to approve; every other verb that lets clocks run comes after the verdict.
WITHOUT_VERDICT = frozenset({Verb.AMENDED, Verb.STANDARD_APPLIED})


def rest_or_run(book: Book, move: Move) -> None:
    """Rest while somebody has to approve and in the states that the standard names, run in the others."""
    if move.awaits_approval or move.verb not in WITHOUT_VERDICT:
        book.awaits_approval = move.awaits_approval
    for account in _resting(book):
        if book.awaits_approval:
            account.pause(move.at, Reason.APPROVAL)
        elif move.status in book.terms_of(account).pause_statuses:
            account.pause(move.at, move.status)
        else:
            account.resume(move.at, Reason.RESUMED)


def _resting(book: Book) -> Iterable[Account]:
    return (account for account in book.accounts.values() if account.metric in RESTING and account.is_unfinished)


def ask_approval(book: Book, move: Move) -> None:
    """While somebody has to approve, the department waits: their time is on a clock of its own."""
    begin(book, Metric.APPROVAL, move, Reason.APPROVAL)
    book.awaits_approval = True
    for account in _resting(book):
        account.pause(move.at, Reason.APPROVAL)


def decide(book: Book, move: Move) -> None:
    if move.status == Status.ON_HOLD:
        return  # one voice of several: the round goes on
    end_approval(book, lambda account: account.stop(move.at, Reason.FINISHED))
    rest_or_run(book, move)


def withdraw_approval(book: Book, move: Move) -> None:
    if move.status == Status.ON_HOLD:
        return  # one of several is no longer asked
    end_approval(book, lambda account: account.cancel(move.at))
    rest_or_run(book, move)


def end_approval(book: Book, end: Callable[[Account], None]) -> None:
    account = book.get(Metric.APPROVAL)
    if account is not None:
        end(account)
