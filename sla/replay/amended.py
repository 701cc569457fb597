"""The few requests whose priority changed: what is consumed counts towards another target, so the ledger walks them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from requests_app.states import Verb
from sla import bulk
from sla.book import Book, Move
from sla.ledger import Account, State
from sla.replay.facts import METRICS, NEVER, STATUSES, VERBS, Facts, Ints, Side, Verdict
from sla.replay.promise import Promise
from sla.replay.verdicts import Judged
from sla.terms import Offer

Row = tuple[int, int, int, int, int]  # owner, start, due, end, verdict


def walk(facts: Facts, owners: Ints, promises: Sequence[Promise], won: Ints, now: int) -> dict[str, Judged]:
    """The cycles of these requests at the instant `now`, by metric; `won`: the place of the promise each one gets."""
    rows: dict[str, list[Row]] = {metric: [] for metric in METRICS}
    firsts = facts.journal.firsts(len(facts.requests))
    for owner in owners.tolist():
        book = _book(facts, owner, promises, promises[won[owner]])
        lines = slice(int(firsts[owner]), int(firsts[owner + 1]))
        for account in bulk.walk(book, _moves(facts, owner, lines), swept_until=now):
            if account.metric in rows and account.department is None:
                rows[account.metric].append(_row(owner, account))
    return {metric: _judged(found) for metric, found in rows.items()}


def _book(facts: Facts, owner: int, promises: Sequence[Promise], own: Promise) -> Book:
    requests = facts.requests
    asked = int(requests.department[owner]), int(requests.service[owner]), int(requests.asker[owner])
    filed = int(requests.filed[owner])
    in_order = sorted(promises, key=lambda one: one.specific_first)

    def find(department: int | None, priority: int) -> Offer | None:
        if department is not None:
            return None  # a department's share is not replayed
        return next((one.offer() for one in in_order if one.is_for(*asked, priority, filed)), None)

    return Book(own.offer(), find=find)


def _moves(facts: Facts, owner: int, lines: slice) -> Iterator[Move]:
    requests, journal = facts.requests, facts.journal
    at, priority = int(requests.filed[owner]), int(requests.priority[owner])
    yield Move(Verb.SUBMITTED, at, STATUSES[0], priority, from_department=False)
    columns: list[list[Any]] = [
        getattr(journal, name)[lines].tolist() for name in ("at", "verb", "status", "side", "priority")
    ]
    for when, verb, status, side, other in zip(*columns, strict=True):
        at, priority = max(at, when), other or priority
        yield Move(
            VERBS[verb],
            at,
            STATUSES[status],
            priority,
            from_department=side == Side.DEPARTMENT,
            from_requester=side == Side.REQUESTER,
        )


def _row(owner: int, account: Account) -> Row:
    due = account.due if account.overran is None else account.overran
    end = NEVER if account.stopped is None else account.stopped
    return owner, account.started, NEVER if due is None else due, end, _verdict(account)


def _verdict(account: Account) -> Verdict:
    match account.state:
        case State.MET:
            return Verdict.KEPT
        case State.MISSED:
            return Verdict.BROKEN
        case State.CANCELLED:
            return Verdict.CANCELLED
    return Verdict.UNDECIDED if account.overran is None else Verdict.BROKEN


def _judged(rows: list[Row]) -> Judged:
    owner, start, due, end, verdict = np.array(rows, np.int64).reshape(-1, 5).T
    return Judged(owner, start, due, end, verdict.astype(np.int8))
