"""What the clocks of a request do when it changes: one table from verbs to functions.

The functions work on plain values, so that `sla.bulk` can walk a whole journal through the same table. The questions
behind them, and the answers, are docs/decisions/0006.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.conf import settings

from requests_app.states import Verb
from sla.book import Book, Move
from sla.calendar.instants import MICROSECOND
from sla.ledger import Account, State
from sla.models import INTERNAL, ClockSegment, Metric
from sla.terms import Offer

Reason = ClockSegment.Reason

# The answer is owed to the requester whatever they are asked; only the time to be done rests while they think.
RESTING = (Metric.RESOLUTION, Metric.OLA)
# They leave open whether somebody still has to approve; every other verb that lets clocks run comes after the verdict.
WITHOUT_ANSWER = (Verb.AMENDED, Verb.STANDARD_APPLIED)
FROM_THE_START = (Metric.FIRST_RESPONSE, Metric.PROMISE, Metric.RESOLUTION)


def file(book: Book, move: Move) -> None:
    for metric in FROM_THE_START:
        _open(book, metric, move, Reason.FILED)
    if book.offer is not None:
        _share(book, book.offer, move, Reason.FILED)


def _open(book: Book, metric: str, move: Move, reason: Reason) -> None:
    """The next cycle of a clock, if the standard has a target for it or its due moment is given."""
    offer, pin = book.offer, book.pins.get(metric)
    target = offer.terms.target(metric, move.priority) if offer else None
    if offer is None or (target is None and pin is None):
        return
    earlier = book.get(metric)
    account = _account(metric, offer, move, cycle=earlier.cycle + 1 if earlier else 1)
    book.take(account.start(reason, due=pin))


def _account(metric: str, offer: Offer, move: Move, *, cycle: int = 1, department: int | None = None) -> Account:
    target = offer.terms.target(metric, move.priority)
    return Account(
        metric,
        offer.calendar,
        move.at,
        target.us if target else None,
        target.codes if target else (),
        cycle=cycle,
        version=offer.version,
        standard=offer.standard,
        department=department,
    )


def _share(book: Book, offer: Offer, move: Move, reason: Reason) -> None:
    if offer.terms.target(Metric.OLA, move.priority) is not None:
        book.take(_account(Metric.OLA, offer, move, department=move.department).start(reason))


def reply(book: Book, move: Move) -> None:
    if move.from_department:
        answer(book, move)
    elif move.from_requester:
        write_back(book, move)


def answer(book: Book, move: Move) -> None:
    """Only what somebody of the department says to the requester is an answer; notes never come here."""
    if not move.from_department:
        return
    for metric in (Metric.FIRST_RESPONSE, Metric.NEXT_REPLY):
        account = book.get(metric)
        if account is not None:
            account.stop(move.at, Reason.FINISHED)


def write_back(book: Book, move: Move) -> None:
    """The requester has the last word: it wants an answer, unless the first one is still to come anyhow."""
    first, waiting = book.get(Metric.FIRST_RESPONSE), book.get(Metric.NEXT_REPLY)
    if (first is None or not first.is_unfinished) and (waiting is None or not waiting.is_unfinished):
        _open(book, Metric.NEXT_REPLY, move, Reason.ASKED_BACK)


def rest_or_run(book: Book, move: Move) -> None:
    """Rest in the states that the standard names, run in the others."""
    for account in _resting(book):
        if move.status in book.terms_of(account).pause_statuses:
            account.pause(move.at, move.status)
        elif move.verb in WITHOUT_ANSWER and account.rests_because == Reason.APPROVAL:
            continue
        else:
            account.resume(move.at, Reason.RESUMED)


def _resting(book: Book) -> Iterable[Account]:
    return (account for account in book.accounts.values() if account.metric in RESTING and account.is_unfinished)


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
    account = _account(Metric.PROMISED, book.offer, move, cycle=given.cycle + 1 if given else 1)
    done = book.offer.terms.target(Metric.RESOLUTION, move.priority)
    account.steps = done.codes if done else ()
    book.take(account.start(Reason.PROMISED, due=move.done_by))


def retarget(book: Book, move: Move) -> None:
    """Another priority may mean another target, or another standard; what is consumed counts towards it."""
    other = book.find(None, move.priority)
    if other is not None and (book.offer is None or other.standard != book.offer.standard):
        adopt(book, other, move)
        return
    for account in book.accounts.values():
        _retarget(book, account, move)


def _retarget(book: Book, account: Account, move: Move) -> None:
    target = book.terms_of(account).target(account.metric, move.priority)
    if target is not None and (target.us, target.codes) != (account.target, account.steps):
        account.retarget(target.us, target.codes, move.at, Reason.RETARGETED)


def apply(book: Book, move: Move) -> None:
    if move.offer is not None:
        adopt(book, move.offer, move)


def adopt(book: Book, offer: Offer, move: Move) -> None:
    """From now on another standard counts. What was consumed counts towards it; what it does not promise is off."""
    book.offer = offer
    _take_up_again(book, offer, move)
    for account in book.accounts.values():
        if account.metric in INTERNAL or not account.is_unfinished:
            continue
        account.standard = offer.standard
        if account.version != offer.version:
            account.rebase(offer.calendar, offer.version, move.at, Reason.RECALCULATED)
        target = offer.terms.target(account.metric, move.priority)
        if account.metric == Metric.PROMISED:
            continue  # given by a person, whatever the standard says
        if target is None:
            account.cancel(move.at)
        else:
            account.retarget(target.us, target.codes, move.at, Reason.RETARGETED)
    if book.get(Metric.RESOLUTION) is None:
        _open(book, Metric.RESOLUTION, move, Reason.RETARGETED)
    rest_or_run(book, move)  # it may rest in other states


def _take_up_again(book: Book, offer: Offer, move: Move) -> None:
    # Only a standard that did not promise it can have ended it while the request is open: nobody gets rid of a late
    # promise by changing the priority to and fro.
    done = book.get(Metric.RESOLUTION)
    promised = offer.terms.target(Metric.RESOLUTION, move.priority) is not None
    if done is not None and promised and done.state == State.CANCELLED:
        book.renew(done)
        done.reopen(move.at, Reason.FINISHED, Reason.RETARGETED)


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
        _retarget(book, own, move)  # the priority may have changed elsewhere
    elif (offer := book.find(move.department, move.priority)) is not None:
        _share(book, offer, move, Reason.ARRIVED)


def ask_approval(book: Book, move: Move) -> None:
    """While somebody has to approve, the department waits: their time is on a clock of its own."""
    _open(book, Metric.APPROVAL, move, Reason.APPROVAL)
    for account in _resting(book):
        account.pause(move.at, Reason.APPROVAL)


def decide(book: Book, move: Move) -> None:
    _end_approval(book, lambda account: account.stop(move.at, Reason.FINISHED))
    rest_or_run(book, move)


def withdraw_approval(book: Book, move: Move) -> None:
    _end_approval(book, lambda account: account.cancel(move.at))
    rest_or_run(book, move)


def _end_approval(book: Book, end: Callable[[Account], None]) -> None:
    account = book.get(Metric.APPROVAL)
    if account is not None:
        end(account)


def finish(book: Book, move: Move) -> None:
    """Done. Whoever says so has answered, too."""
    _end_approval(book, lambda account: account.cancel(move.at))
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
            _open(book, Metric.RESOLUTION, move, Reason.REOPENED)
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
    Verb.STANDARD_APPLIED: apply,
}  # absent: says nothing to clocks
