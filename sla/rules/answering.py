"""Words between the department and the requester, and the dates that are named in them."""

from __future__ import annotations

from sla.book import Book, Move
from sla.models import ClockSegment, Metric

from .resting import rest_or_run
from .starting import account_of, begin

Reason = ClockSegment.Reason


def reply(book: Book, move: Move) -> None:
    if move.from_department:
        answer(book, move)
    elif move.from_requester:
        write_back(book, move)


def answer(book: Book, move: Move) -> None:
    """Only what somebody of the department says to the requester is an answer; notes never come here."""
    if not move.from_department:
        return
    book.spoken.answer()
    for metric in (Metric.FIRST_RESPONSE, Metric.NEXT_REPLY):
        account = book.get(metric)
        if account is not None:
            account.stop(move.at, Reason.FINISHED)


def write_back(book: Book, move: Move) -> None:
    """The requester has the last word: it wants an answer, unless the first one is still to come anyhow."""
    book.spoken.ask(move.at)
    want_answer(book, move, Reason.ASKED_BACK)


def want_answer(book: Book, move: Move, reason: Reason) -> None:
    first, waiting = book.get(Metric.FIRST_RESPONSE), book.get(Metric.NEXT_REPLY)
    if (first is None or not first.is_unfinished) and (waiting is None or not waiting.is_unfinished):
        begin(book, Metric.NEXT_REPLY, move, reason)


def answer_and_rest(book: Book, move: Move) -> None:
    answer(book, move)
    rest_or_run(book, move)


def come_back(book: Book, move: Move) -> None:
    """The requester answers a question: work goes on, and they wait for a word again."""
    rest_or_run(book, move)
    if move.from_requester:
        write_back(book, move)


def name_a_date(book: Book, move: Move) -> None:
    """A date with a reason, given by a person, is an answer; from now on a clock runs towards it.

    Moved before it lapses it is one promise; moved after that, the broken one stays broken and another begins.
    """
    answer(book, move)
    book.spoken.named_date = True
    wanted = book.get(Metric.PROMISE)
    if wanted is not None:
        wanted.stop(move.at, Reason.PROMISED)
    if book.offer is None or move.done_by is None:
        return
    given = book.get(Metric.PROMISED)
    if given is not None and given.is_unfinished and given.due is not None and move.at <= given.due:
        given.pin(move.done_by, move.at)
        return
    if given is not None:
        given.stop(move.at, Reason.PROMISED)
    account = account_of(Metric.PROMISED, book.offer, move, cycle=given.cycle + 1 if given else 1)
    done = book.offer.terms.target(Metric.RESOLUTION, move.priority)
    account.steps = done.codes if done else ()
    book.take(account.start(Reason.PROMISED, due=move.done_by))
