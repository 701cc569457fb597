"""Clocks that begin: what the standard has a target for, or what is due at a moment given from outside."""

from __future__ import annotations

from sla.book import Book, Move
from sla.ledger import Account
from sla.models import ClockSegment, Metric
from sla.terms import Offer

Reason = ClockSegment.Reason

FROM_THE_START = (Metric.FIRST_RESPONSE, Metric.PROMISE, Metric.RESOLUTION)


def begin(book: Book, metric: str, move: Move, reason: Reason) -> None:
    """The next cycle of a clock, if the standard has a target for it or its due moment is given."""
    offer, pin = book.offer, book.pins.get(metric)
    target = offer.terms.target(metric, move.priority) if offer else None
    if offer is None or (target is None and pin is None):
        return
    earlier = book.get(metric)
    account = account_of(metric, offer, move, cycle=earlier.cycle + 1 if earlier else 1)
    book.take(account.start(reason, due=pin))


def begin_share(book: Book, offer: Offer, move: Move, reason: Reason) -> None:
    """The share of the department that has the request now, if it has one."""
    if offer.terms.target(Metric.OLA, move.priority) is not None:
        share = account_of(Metric.OLA, offer, move)
        share.department = move.department
        book.take(share.start(reason))


def account_of(metric: str, offer: Offer, move: Move, *, cycle: int = 1) -> Account:
    """An account that has not begun to run."""
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
    )
