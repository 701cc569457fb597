"""Instants as integers - microseconds since 1970 in UTC - and unions of intervals of them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

Interval = tuple[int, int]  # [start, end)
Instants = NDArray[np.int64]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
DAY = 86_400 * SECOND


def to_us(moment: datetime) -> int:
    """Microseconds since 1970 of an aware datetime, exactly; a naive one raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone, so it names no instant.")
    return (moment - EPOCH) // MICROSECOND


def from_us(instant: int) -> datetime:
    """The UTC datetime at so many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=instant)


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The same instants as sorted intervals that neither overlap nor touch; empty ones are dropped."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def clip(intervals: Iterable[Interval], start: int, end: int) -> list[Interval]:
    """What of the intervals lies in [start, end), merged."""
    return merge((max(begin, start), min(stop, end)) for begin, stop in intervals)


def int64(values: ArrayLike) -> Instants:
    """As an array of int64. Floats, which cannot hold the microseconds of today, raise TypeError."""
    return np.asarray(values).astype(np.int64, casting="safe", copy=False)
