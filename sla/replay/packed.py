"""Many lines out of PostgreSQL as arrays: grouped by their words, with the numbers of each group packed into strings.

So a word is told once for all lines that have it, millions of lines are a few long values instead of as many rows, and
PostgreSQL's parallel workers do most of the packing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import numpy as np
from django.db import connection

from sla.calendar.instants import to_us
from sla.replay.facts import Codes, Ints

POSTGRES_EPOCH = to_us(datetime(2000, 1, 1, tzinfo=UTC))
COPY_HEADER = 19  # bytes


def integers(column: str) -> str:
    """SQL that packs the integers of a group; none may be null."""
    return f"string_agg(int8send({column}), '')"


def moments(column: str) -> str:
    """SQL that packs the moments of a group, to be unpacked by `instants`; none may be null."""
    return f"string_agg(timestamptz_send({column}), '')"


def instants(unpacked: Ints) -> Ints:
    """Microseconds since 1970; PostgreSQL counts from 2000."""
    return unpacked + POSTGRES_EPOCH


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """`words` and `counts` have one element per group; `columns` are the packed ones, group by group."""

    words: list[tuple[str, ...]]
    counts: Ints
    columns: list[Ints]

    def each(self, say: Callable[..., int]) -> Ints:
        """For each line what is said of the words of its group."""
        return np.repeat(np.array([say(*words) for words in self.words], np.int64), self.counts)

    def codes(self, say: Callable[..., int]) -> Codes:
        """The same, for small numbers."""
        return np.repeat(np.array([say(*words) for words in self.words], np.int8), self.counts)


def read(statement: str, values: dict[str, Any], *, words: int, packed: int) -> Lines:
    """What a statement finds that selects so many words, as text, and then so many packed columns."""
    received = BytesIO()
    with connection.cursor() as cursor:
        said = cursor.mogrify(statement, values).decode()
        cursor.copy_expert(f"COPY ({said}) TO STDOUT (FORMAT BINARY)", received)
    received.seek(COPY_HEADER)
    rows = list(_rows(received))
    joined = [b"".join(row[words + place] for row in rows) for place in range(packed)]
    return Lines(
        words=[tuple(word.decode() for word in row[:words]) for row in rows],
        counts=np.array([len(row[words]) // 8 for row in rows], np.int64),
        columns=[np.frombuffer(column, ">i8").astype(np.int64) for column in joined],
    )


def _rows(copied: BytesIO) -> Iterator[list[bytes]]:
    """A row of a binary COPY says how many columns it has, each column how long it is; -1 columns are the end."""
    while (columns := _integer(copied, 2)) >= 0:
        yield [copied.read(_integer(copied, 4)) for _column in range(columns)]


def _integer(copied: BytesIO, width: int) -> int:
    return int.from_bytes(copied.read(width), signed=True)
