"""Clocks of many requests at once: the same table of verbs, the same arithmetic, without a query per change.

accounts = walk(Book(Offer(standard.pk, version.pk, terms.of_published(standard.pk))), moves)  # oldest line first
...
create([History(request_id, accounts), ...])
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sla import records
from sla.book import Book, Move
from sla.clocks import due_of
from sla.ledger import Account
from sla.models import Clock, ClockEvent, ClockSegment
from sla.rules import RULES

__all__ = ["History", "create", "due_of", "walk"]


@dataclass(frozen=True, slots=True)
class History:
    """The clocks of one request, ready to be written. `live`: the sweep goes on with those that still run."""

    request_id: int
    accounts: list[Account]
    live: bool = False


def walk(book: Book, moves: Iterable[Move], *, swept_until: int | None = None) -> list[Account]:
    """All clocks after a whole journal. With `swept_until` running ones have fired everything up to that instant."""
    for move in moves:
        rule = RULES.get(move.verb)
        if rule is not None:
            rule(book, move)
    accounts = book.all()
    if swept_until is not None:
        for account in accounts:
            account.advance(swept_until)
    return accounts


def create(histories: Iterable[History], *, batch: int = 2000) -> list[Clock]:
    """Write the clocks with their pieces and events: three inserts, and nobody is told anything."""
    pairs = [(_clock(history, account), account) for history in histories for account in history.accounts]
    rows = Clock.objects.bulk_create([row for row, _account in pairs], batch_size=batch)
    pieces = (records.segment_row(row, piece) for row, account in pairs for piece in account.pieces)
    ClockSegment.objects.bulk_create(pieces, batch_size=batch)
    # What an import or a seed brings in is told to nobody.
    events = (records.event_row(row, one, live=False) for row, account in pairs for one in account.happenings)
    ClockEvent.objects.bulk_create(events, batch_size=batch)
    return rows


def _clock(history: History, account: Account) -> Clock:
    return Clock(request_id=history.request_id, **records.columns(account, history.live))
