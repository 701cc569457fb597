"""Another standard, or another priority of the same one: what was consumed counts towards what is promised now."""

from __future__ import annotations

from requests_app.states import FINISHED
from sla.book import Book, Move, Spoken
from sla.ledger import Account, State
from sla.models import INTERNAL, ClockSegment, Metric
from sla.terms import Offer

from .answering import want_answer
from .resting import rest_or_run
from .starting import begin, begin_share

Reason = ClockSegment.Reason


def retarget(book: Book, move: Move) -> None:
    """Another priority may mean another target, another standard, or that nothing is promised any more."""
    offer = book.find(None, move.priority) or book.offer
    if offer is not None:
        adopt(book, offer, move)


def apply(book: Book, move: Move) -> None:
    if move.offer is not None:
        adopt(book, move.offer, move)


def adopt(book: Book, offer: Offer, move: Move) -> None:
    """From now on this standard counts. What it does not promise is off; what only it promises begins."""
    earlier, book.offer = book.offer, offer
    for account in book.accounts.values():
        if not account.is_unfinished:
            continue
        if account.metric not in INTERNAL or (earlier is not None and account.standard == earlier.standard):
            _follow(account, offer, move)
        follow_priority(book, account, move)
    if move.status not in FINISHED:
        _begin_missing(book, offer, move)
    rest_or_run(book, move)  # it may rest in other states


def _follow(account: Account, offer: Offer, move: Move) -> None:
    account.standard = offer.standard
    if account.version != offer.version:
        account.rebase(offer.calendar, offer.version, move.at, Reason.RECALCULATED)


def follow_priority(book: Book, account: Account, move: Move) -> None:
    """The target of the priority that counts now; without one nothing is promised. Pinned clocks stay as they are."""
    if account.pinned:
        return
    target = book.terms_of(account).target(account.metric, move.priority)
    if target is None:
        account.cancel(move.at)
    elif (target.us, target.codes) != (account.target, account.steps):
        account.retarget(target.us, target.codes, move.at, Reason.RETARGETED)


def _begin_missing(book: Book, offer: Offer, move: Move) -> None:
    """What is promised and does not run yet: taken up again where it was called off, else begun at this moment.

    Nobody promised anything for the time before. What was answered, named or done by then is not wanted any more.
    """
    _want(book, Metric.RESOLUTION, move)
    if offer.terms.department is not None and offer.terms.department == move.department:
        _want_share(book, offer, move)
    open_words = [one for one in WORDS if _may_be_wanted(book, one, offer, move)]
    if not open_words:
        return
    spoken = book.recall() if book.recall is not None else book.spoken
    if Metric.FIRST_RESPONSE in open_words and not spoken.answered:
        _want(book, Metric.FIRST_RESPONSE, move)
    if Metric.PROMISE in open_words and not spoken.named_date:
        _want(book, Metric.PROMISE, move)
    if Metric.NEXT_REPLY in open_words and spoken.unanswered_since is not None:
        _want_next_answer(book, spoken, move)


WORDS = (Metric.FIRST_RESPONSE, Metric.PROMISE, Metric.NEXT_REPLY)


def _may_be_wanted(book: Book, metric: str, offer: Offer, move: Move) -> bool:
    account = book.get(metric)
    if offer.terms.target(metric, move.priority) is None:
        return False
    if account is None or account.state == State.CANCELLED:
        return True
    return metric == Metric.NEXT_REPLY and not account.is_unfinished


def _want(book: Book, metric: str, move: Move) -> None:
    account = book.get(metric)
    if account is None:
        begin(book, metric, move, Reason.RETARGETED)
    else:
        _take_up_again(book, account, move)


def _want_share(book: Book, offer: Offer, move: Move) -> None:
    share = book.get(Metric.OLA, move.department)
    if share is None:
        begin_share(book, offer, move, Reason.RETARGETED)
    else:
        _take_up_again(book, share, move)


def _want_next_answer(book: Book, spoken: Spoken, move: Move) -> None:
    """For the word that was said before; a later one is a cycle of its own."""
    waiting = book.get(Metric.NEXT_REPLY)
    first = book.get(Metric.FIRST_RESPONSE)
    assert spoken.unanswered_since is not None  # noqa: S101 - asked before
    if waiting is None or waiting.stopped is None or waiting.stopped < spoken.unanswered_since:
        want_answer(book, move, Reason.RETARGETED)
    elif first is None or not first.is_unfinished:
        _take_up_again(book, waiting, move)


def _take_up_again(book: Book, account: Account, move: Move) -> None:
    # Only a standard that did not promise it can have ended it while the request is open: nobody gets rid of a late
    # promise by changing the priority to and fro.
    offer = book.offer
    if account.state != State.CANCELLED or offer is None or offer.terms.target(account.metric, move.priority) is None:
        return
    book.renew(account)
    account.reopen(move.at, Reason.FINISHED, Reason.RETARGETED)
    _follow(account, offer, move)
    follow_priority(book, account, move)
