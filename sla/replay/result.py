"""What a replay found: added up, and as the JSON that is stored with the version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Self

import numpy as np

from sla.replay.facts import JUDGED, Codes, Ints, Mask, Verdict
from sla.replay.load import Load, Overrun

CHANGED_AT_MOST = 1000  # listed per metric, newest first; all are counted
DIMENSIONS = ("priority", "weekday", "service", "asker")


@dataclass(frozen=True, slots=True)
class Tally:
    """Requests by verdict. What is open and past its due moment is broken; undecided is open and not due yet."""

    kept: int = 0
    broken: int = 0
    undecided: int = 0

    @classmethod
    def of(cls, verdicts: Codes) -> Self:
        counts = np.bincount(verdicts, minlength=len(Verdict))
        return cls(int(counts[Verdict.KEPT]), int(counts[Verdict.BROKEN]), int(counts[Verdict.UNDECIDED]))

    @property
    def n(self) -> int:
        """What the rate is a share of."""
        return self.kept + self.broken

    @property
    def rate(self) -> float | None:
        """kept / (kept + broken), as on the dashboard; None where nothing is decided."""
        return self.kept / self.n if self.n else None

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "n": self.n, "rate": self.rate}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(data["kept"], data["broken"], data["undecided"])


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the requests; `key` is a priority, a weekday (Monday is 0) or the id of a service or department."""

    key: int
    now: Tally
    then: Tally


@dataclass(frozen=True, slots=True)
class Comparison:
    """One clock: what the real ones said, and what they would have said."""

    metric: str
    now: Tally
    then: Tally
    # Counted only in `then` and only in `now`: no clock of this kind ran; none would have run.
    only_then: int
    only_now: int
    # How many requests went from one verdict to another: {"kept": {"broken": 3}}, equal ones left out.
    moves: dict[str, dict[str, int]]
    groups: dict[str, list[Group]]
    # The newest of them: (id, verdict now, verdict then).
    changed: list[tuple[int, str, str]]
    overrun: Overrun
    load: Load | None = None

    @property
    def changed_total(self) -> int:
        return sum(sum(row.values()) for row in self.moves.values())

    def as_json(self) -> dict[str, Any]:
        load = asdict(self.load) if self.load else None
        if load and self.load and self.load.peak_week:
            load["peak_week"] = self.load.peak_week.isoformat()
        return {
            "metric": self.metric,
            "now": self.now.as_json(),
            "then": self.then.as_json(),
            "only_then": self.only_then,
            "only_now": self.only_now,
            "moves": self.moves,
            "groups": {
                name: [{"key": one.key, "now": one.now.as_json(), "then": one.then.as_json()} for one in rows]
                for name, rows in self.groups.items()
            },
            "changed": [list(row) for row in self.changed],
            "overrun": asdict(self.overrun),
            "load": load,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        load = data["load"] and dict(data["load"])
        if load and load["peak_week"]:
            load["peak_week"] = date.fromisoformat(load["peak_week"])
        return cls(
            metric=data["metric"],
            now=Tally.from_json(data["now"]),
            then=Tally.from_json(data["then"]),
            only_then=data["only_then"],
            only_now=data["only_now"],
            moves=data["moves"],
            groups={
                name: [Group(row["key"], Tally.from_json(row["now"]), Tally.from_json(row["then"])) for row in rows]
                for name, rows in data["groups"].items()
            },
            changed=[(row[0], row[1], row[2]) for row in data["changed"]],
            overrun=Overrun(**data["overrun"]),
            load=Load(**load) if load else None,
        )


@dataclass(frozen=True, slots=True)
class Result:
    """`filed`: requests in the range; `n`: those the draft would have been for. [since, until) is by filing."""

    at: datetime
    since: datetime
    until: datetime
    days: int | None  # the range was “the last so many days”
    filed: int
    n: int
    amended: int  # of n: their priority changed, they were walked one by one
    digest: str  # of what was replayed: another one means that the draft has changed since
    seconds: float
    comparisons: list[Comparison] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "days": self.days,
            "filed": self.filed,
            "n": self.n,
            "amended": self.amended,
            "digest": self.digest,
            "seconds": self.seconds,
            "metrics": [one.as_json() for one in self.comparisons],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            at=datetime.fromisoformat(data["at"]),
            since=datetime.fromisoformat(data["since"]),
            until=datetime.fromisoformat(data["until"]),
            **{name: data[name] for name in ("days", "filed", "n", "amended", "digest", "seconds")},
            comparisons=[Comparison.from_json(one) for one in data["metrics"]],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """What requests are grouped by: the keys that occur, in order, and the place of each request's key among them."""

    found: Ints
    place: Ints

    @classmethod
    def of(cls, keys: Ints) -> Self:
        least = keys.min(initial=0)
        counts = np.bincount(keys - least)  # ids lie close together: counting takes a fraction of sorting
        return cls(np.flatnonzero(counts) + least, (np.cumsum(counts > 0) - 1)[keys - least])

    def groups(self, now: Codes, then: Codes) -> list[Group]:
        """One row per key with anything judged."""
        rows = zip(self.found.tolist(), self._counts(now), self._counts(then), strict=True)
        return [Group(key, Tally(*was), Tally(*would)) for key, was, would in rows if any(was) or any(would)]

    def _counts(self, verdicts: Codes) -> list[list[int]]:
        cells = np.bincount(self.place * len(Verdict) + verdicts, minlength=len(self.found) * len(Verdict))
        columns = [Verdict.KEPT, Verdict.BROKEN, Verdict.UNDECIDED]
        counts: list[list[int]] = cells.reshape(-1, len(Verdict))[:, columns].tolist()
        return counts


def moves(now: Codes, then: Codes) -> dict[str, dict[str, int]]:
    """How many went from one verdict to another, by name."""
    pairs = np.bincount(now.astype(np.int64) * len(Verdict) + then, minlength=len(Verdict) ** 2).tolist()
    return {
        _name(was): {
            _name(would): pairs[was * len(Verdict) + would]
            for would in JUDGED
            if would != was and pairs[was * len(Verdict) + would]
        }
        for was in JUDGED
    }


def changed(ids: Ints, now: Codes, then: Codes) -> list[tuple[int, str, str]]:
    """The newest requests that have another verdict then; `ids` ascend."""
    differ = np.flatnonzero((now != then) & is_judged(now) & is_judged(then))[::-1][:CHANGED_AT_MOST]
    rows: Iterable[tuple[int, int, int]] = zip(
        ids[differ].tolist(), now[differ].tolist(), then[differ].tolist(), strict=True
    )
    return [(pk, _name(was), _name(would)) for pk, was, would in rows]


def is_judged(verdicts: Codes) -> Mask:
    judged: Mask = verdicts >= Verdict.KEPT
    return judged


def _name(verdict: int) -> str:
    return Verdict(verdict).name.lower()
