"""Promises and silence."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TypedDict

from dashboards.metrics.percentiles import quantile

HOUR = timedelta(hours=1)


class PromisedRequest(TypedDict):
    first_promised: str | None
    last_promised: str | None
    resolved: str | None


class PromisesKept(TypedDict):
    coverage: float | None
    kept_first: float | None
    kept_last: float | None


class Verdict(StrEnum):
    KEPT = "kept"
    BROKEN = "broken"
    UNDECIDED = "undecided"


class UpdateGaps(TypedDict):
    max: float
    median: float


def promises_kept(*, requests: Sequence[PromisedRequest]) -> PromisesKept:
    """Promised dates against the day of the solution; the same day is kept.

    `coverage` is the share of all requests with a promise; `kept_first` and `kept_last` are shares of the
    resolved ones among them, against the first and the last date given. Dates are local ISO dates or moments.
    """
    promised = [request for request in requests if request["first_promised"]]
    done = [request for request in promised if request["resolved"]]
    return {
        "coverage": len(promised) / len(requests) if requests else None,
        "kept_first": _kept(done, [request["first_promised"] for request in done]),
        "kept_last": _kept(done, [request["last_promised"] or request["first_promised"] for request in done]),
    }


def promise_verdict(*, promised: date, done: date | None, given_up: date | None, today: date) -> Verdict | None:
    """Was the promised day kept? `done`: the day of the solution that stands; `given_up`: of its end without one.

    The same day is kept. What is still open is broken once the day is over, and undecided before. What was given up
    by that day was not broken, and is None: nobody can say what would have become of it.
    """
    if done is not None:
        return Verdict.KEPT if done <= promised else Verdict.BROKEN
    if given_up is not None:
        return Verdict.BROKEN if given_up > promised else None
    return Verdict.BROKEN if today > promised else Verdict.UNDECIDED


def update_gaps(*, filed: str, updates: Sequence[str], resolved: str) -> UpdateGaps:
    """Longest and median silence towards the requester, in calendar hours, from filing to the solution.

    `updates` are ISO moments in any order; those outside the two ends do not count. Raises ValueError when the
    solution lies before the filing.
    """
    begin, end = datetime.fromisoformat(filed), datetime.fromisoformat(resolved)
    if end < begin:
        raise ValueError(f"resolved at {resolved}, before it was filed at {filed}")
    heard = sorted(at for at in map(datetime.fromisoformat, updates) if begin <= at <= end)
    gaps = [(later - earlier) / HOUR for earlier, later in pairwise([begin, *heard, end])]
    return {"max": max(gaps), "median": quantile(values=gaps, q=0.5) or 0.0}


def _kept(done: Sequence[PromisedRequest], promises: Sequence[str | None]) -> float | None:
    if not done:
        return None
    days = zip(done, promises, strict=True)
    return sum(_day(request["resolved"]) <= _day(promise) for request, promise in days) / len(done)


def _day(value: str | None) -> date:
    return datetime.fromisoformat(value or "").date()
