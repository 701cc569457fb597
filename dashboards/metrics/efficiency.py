"""Solving at once, and what load does to waiting."""

from collections.abc import Sequence
from typing import TypedDict


class ResolvedRequest(TypedDict):
    resolved: bool
    window_elapsed: bool
    provider_replies: int
    handovers: int
    reopened_after_days: float | None


class FirstContact(TypedDict):
    n: int
    fcr: float | None
    reopen_rate: float | None


def first_contact_resolution(*, requests: Sequence[ResolvedRequest], reopen_window_days: int) -> FirstContact:
    """Share solved by at most one reply, without hand-over and without reopening in the window.

    Only resolved requests whose window is over count (`n`); `reopen_rate` has the same base.
    A reopening on the last day of the window is within it.
    """
    base = [request for request in requests if request["resolved"] and request["window_elapsed"]]
    if not base:
        return {"n": 0, "fcr": None, "reopen_rate": None}
    lasting = [request for request in base if not _reopened(request, reopen_window_days)]
    first = [request for request in lasting if request["provider_replies"] <= 1 and request["handovers"] == 0]
    n = len(base)
    return {"n": n, "fcr": len(first) / n, "reopen_rate": (n - len(lasting)) / n}


def littles_law_days(*, wip: float, closed_per_day: float) -> float | None:
    """Days a request stays on average: work in progress over throughput; None when nothing is closed."""
    if wip < 0 or closed_per_day < 0:
        raise ValueError("neither work in progress nor throughput can be negative")
    return wip / closed_per_day if closed_per_day else None


def queue_factor(*, utilisation: float) -> float | None:
    """Waiting in units of service time in an M/M/1 queue: rho / (1 - rho); None from full load on (no end)."""
    if utilisation < 0:
        raise ValueError(f"utilisation {utilisation} is negative")
    return utilisation / (1 - utilisation) if utilisation < 1 else None


def _reopened(request: ResolvedRequest, window_days: int) -> bool:
    after = request["reopened_after_days"]
    return after is not None and after <= window_days
