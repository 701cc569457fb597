"""All invariants, one after the other; one that cannot be looked at is as bad as one that is broken."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError

from . import clocks, requests, tables, work
from .looking import Invariant, Outcome, Scope

ALL: dict[str, Invariant] = {
    one.code: one for one in (*requests.INVARIANTS, *clocks.INVARIANTS, *work.INVARIANTS, *tables.INVARIANTS)
}


@dataclass(frozen=True, slots=True)
class Seen:
    """`seconds`: how long looking took."""

    invariant: Invariant
    outcome: Outcome
    seconds: float

    @property
    def holds(self) -> bool:
        return not self.outcome.broken

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.invariant.code,
            "says": self.invariant.says,
            "holds": self.holds,
            "checked": self.outcome.checked,
            "broken": self.outcome.broken,
            "examples": self.outcome.examples,
            "seconds": round(self.seconds, 3),
        }


def run(scope: Scope, *, only: Collection[str] = (), at_rest: bool = False) -> Iterator[Seen]:
    """`at_rest`: leave out what is true only while workers run."""
    for one in ALL.values():
        if (only and one.code not in only) or (at_rest and one.moves):
            continue
        began = time.monotonic()
        try:
            outcome = one.look(scope)
        except (DatabaseError, OSError) as problem:
            outcome = Outcome.of(0, [f"This could not be looked at: {problem}".strip()])
        yield Seen(one, outcome, time.monotonic() - began)
