"""One thing that has to be true, how it is looked at, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Max

from requests_app.models import ServiceRequest

MOST_SHOWN = 20  # examples of one invariant
RECENT = 20_000  # requests and files that are always looked at; of the older ones a hundredth each day
TURNS = 100


@dataclass(frozen=True)
class Scope:
    """`everything`: all rows there are, however long it takes."""

    now: datetime
    everything: bool = False

    @property
    def turn(self) -> int:
        return self.now.toordinal() % TURNS

    @cached_property
    def params(self) -> dict[str, Any]:
        """For statements that look at some requests: `all`, or those above `newest` and those of `turn`."""
        last = ServiceRequest.objects.aggregate(last=Max("pk"))["last"] or 0
        return {"all": self.everything, "newest": last - RECENT, "turn": self.turn}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many things were looked at, how many are wrong, and a sentence each for the first of those."""

    checked: int
    broken: int = 0
    examples: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, checked: int, found: Iterable[str]) -> Outcome:
        sentences = list(found)
        return cls(checked, len(sentences), sentences[:MOST_SHOWN])


@dataclass(frozen=True, slots=True)
class Invariant:
    """`says` is what is true. `moves`: only while workers run; of a portal at rest nobody expects it."""

    code: str
    says: str
    look: Callable[[Scope], Outcome]
    moves: bool = False


def selected(scope: Scope, checked: str, broken: str, sentence: str) -> Outcome:
    """By two statements: `checked` counts what is looked at, `broken` selects what is wrong.

    `sentence` is filled in with the columns of a row. One statement sees one moment, so what others write meanwhile is
    seen as a whole or not at all.
    """
    with connection.cursor() as cursor:
        cursor.execute(checked, scope.params)
        number = cursor.fetchone()[0]
        cursor.execute(broken, scope.params)
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchmany(MOST_SHOWN)]
        return Outcome(number, cursor.rowcount, [sentence.format_map(row) for row in rows])
