"""When the steps of a clock come true, and which of them are still to come."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sla.steps import BREACH, in_order

from .values import EventKind, State, reached

if TYPE_CHECKING:
    from .account import Account


def steps_of(account: Account) -> tuple[tuple[int, str], ...]:
    """(working time from the start, code) of every step and the breach, soonest first."""
    return in_order(account.steps, whole(account))


def whole(account: Account) -> int:
    """The target; of a pinned clock the working time until its moment."""
    if account.target is not None:
        return account.target
    # At least a microsecond, so that the breach lies ahead of the start.
    return max(account.calendar.elapsed_us(account.started, account.due or account.started), 1)


def instant_of(account: Account, offset: int, code: str) -> int:
    """The earliest instant with so much working time consumed, while it runs; warnings never lie after the due one."""
    assert account.due is not None  # noqa: S101 - a running clock always has one
    assert account.running_since is not None  # noqa: S101
    if code == BREACH:
        return account.due
    full = whole(account)
    if account.target is None:
        since, ahead = (account.started, offset) if offset < full else (account.due, offset - full)
    else:
        since, ahead = account.running_since, offset - account.consumed
    instant = reached(account.calendar, since, ahead) if ahead > 0 else since
    return min(account.due, instant) if offset < full else max(account.due, instant)


def crossed(account: Account, before: int) -> list[tuple[str, int]]:
    """(code, instant) of every step from the next one on whose instant lies before `before`."""
    found: list[tuple[str, int]] = []
    if account.state != State.RUNNING or not account.next_step:
        return found
    steps = steps_of(account)
    codes = [code for _offset, code in steps]
    for offset, code in steps[codes.index(account.next_step) :]:
        instant = instant_of(account, offset, code)
        if instant >= before:
            break
        found.append((code, instant))
    return found


def kind(account: Account, code: str, last: str) -> EventKind:
    """What a crossed step means, when `last` is the last one that was crossed with it."""
    if code == BREACH:
        return EventKind.BREACH
    if code != last:
        return EventKind.SUPERSEDED
    codes = [one for _offset, one in steps_of(account)]
    return EventKind.WARNING if codes.index(code) < codes.index(BREACH) else EventKind.OVERDUE


def next_after(account: Account, over: Collection[str]) -> str:
    """The step behind all that are over; empty after the last. What lies before one of them was overtaken by it."""
    codes = [code for _offset, code in steps_of(account)]
    last = max((position for position, code in enumerate(codes) if code in over), default=-1)
    return next(iter(codes[last + 1 :]), "")


def first_ahead(account: Account, at: int) -> str:
    """The first step that lies ahead of this instant; empty if none does."""
    # Rests do not move a pinned moment, so its steps count from the start and not from what is consumed.
    used = account.consumed_at(at) if account.target is not None else account.calendar.elapsed_us(account.started, at)
    return next((code for offset, code in steps_of(account) if offset > used), "")


def fired(account: Account) -> set[str]:
    """The steps of this epoch that are over."""
    codes = [code for _offset, code in steps_of(account)]
    return set(codes[: codes.index(account.next_step)] if account.next_step in codes else codes)
