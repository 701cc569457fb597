"""A mergeable distribution of durations, small enough for a JSON column of a roll-up.

A histogram with logarithmic buckets after DDSketch (Masson, Rim, Lee 2019): bucket i counts the values in
(GAMMA ** (i - 1), GAMMA ** i], zeros have a bucket of their own. Every quantile is within RELATIVE_ERROR of the
exact one by linear interpolation, however many distributions were merged and in whichever order. Nine years in
seconds take at most about a thousand buckets.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor, isfinite, log
from typing import Any, Self

# Stored counts mean nothing under another GAMMA: changing it means rebuilding the roll-ups.
GAMMA = 1.02
RELATIVE_ERROR = 0.01  # the bound promised; (GAMMA - 1) / (GAMMA + 1) = 0.0099 leaves room for rounding
_LOG_GAMMA = log(GAMMA)


@dataclass(slots=True)
class DurationSketch:
    """Counts per bucket. Values are of one unit, usually seconds or working seconds, and never negative."""

    zeros: int = 0
    buckets: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, values: Iterable[float]) -> Self:
        """The distribution of `values`; raises ValueError for a negative or endless one."""
        sketch = cls()
        for value in values:
            sketch.add(value)
        return sketch

    @classmethod
    def merged(cls, sketches: Iterable["DurationSketch"]) -> Self:
        """One distribution over all of `sketches`, which stay as they are."""
        total = cls()
        for sketch in sketches:
            total.zeros += sketch.zeros
            total.buckets.update(sketch.buckets)
        return total

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Reads what `as_json` wrote; an empty object is an empty distribution. ValueError if counts disagree."""
        buckets = Counter({int(bucket): count for bucket, count in stored.get("buckets", {}).items()})
        sketch = cls(zeros=stored.get("zeros", 0), buckets=buckets)
        if sketch.n != stored.get("n", 0):
            raise ValueError(f"the buckets hold {sketch.n} values, the sketch says {stored.get('n', 0)}")
        return sketch

    def as_json(self) -> dict[str, Any]:
        """`{"n": 3, "zeros": 1, "buckets": {"117": 2}}`, keys as strings as JSON wants them."""
        return {
            "n": self.n,
            "zeros": self.zeros,
            "buckets": {str(bucket): count for bucket, count in sorted(self.buckets.items()) if count},
        }

    @property
    def n(self) -> int:
        return self.zeros + self.buckets.total()

    @property
    def values(self) -> dict[float, int]:
        """The middle of every bucket, and how many lie in it."""
        found = {_middle(bucket): count for bucket, count in self.buckets.items()}
        return {0.0: self.zeros, **found} if self.zeros else found

    def add(self, value: float) -> None:
        """Counts one value; raises ValueError for a negative or endless one."""
        if not isfinite(value) or value < 0:
            raise ValueError(f"{value} is not a duration")
        if value == 0:
            self.zeros += 1
        else:
            self.buckets[ceil(log(value) / _LOG_GAMMA)] += 1

    def quantile(self, q: float) -> float | None:
        """The `q` quantile (0..1) within RELATIVE_ERROR of `metrics.quantile` over the values; None when empty."""
        if not 0 <= q <= 1:
            raise ValueError(f"quantile {q} is not between 0 and 1")
        if not self.n:
            return None
        position = q * (self.n - 1)
        below = floor(position)
        lower, upper = self._value_at(below), self._value_at(min(below + 1, self.n - 1))
        return lower + (position - below) * (upper - lower)

    def _value_at(self, rank: int) -> float:
        """The value that would stand at `rank` (from 0) of the sorted list, as the middle of its bucket."""
        seen = self.zeros
        if rank < seen:
            return 0.0
        for bucket in sorted(self.buckets):
            seen += self.buckets[bucket]
            if rank < seen:
                return _middle(bucket)
        raise IndexError(rank)


def _middle(bucket: int) -> float:
    return float(2 * GAMMA**bucket / (GAMMA + 1))
