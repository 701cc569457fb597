"""Many lines out of PostgreSQL as arrays: grouped by their words, with the numbers of each group packed into strings.

So a word is told once for all lines that have it, millions of lines are a few long values instead of as many rows, and
PostgreSQL's parallel workers do most of the packing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Self

import numpy as np
from django.db import connection, transaction

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


def counted(instant: int) -> int:
    """Microseconds since 1970 as PostgreSQL counts them."""
    return instant - POSTGRES_EPOCH


@contextmanager
def one_reading() -> Iterator[None]:
    """A transaction for statements over whole tables: sums in memory, and no time spent on compiling."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL jit = off")
        yield


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """`words` and `counts` have one element per group; `columns` are the packed ones, group by group."""

    words: list[tuple[str, ...]]
    counts: Ints
    columns: list[Ints]

    @classmethod
    def joined(cls, parts: Sequence[Lines]) -> Self:
        """One after the other; at least one, all with the same columns."""
        return cls(
            words=[words for part in parts for words in part.words],
            counts=np.concatenate([part.counts for part in parts]),
            columns=[np.concatenate(columns) for columns in zip(*(part.columns for part in parts), strict=True)],
        )

    def to_bytes(self) -> bytes:
        """To be kept, and read again by `from_bytes`."""
        said = json.dumps([self.words, self.counts.tolist(), len(self.columns)]).encode()
        return b"".join([len(said).to_bytes(4), said, *(column.astype("<i8").tobytes() for column in self.columns)])

    @classmethod
    def from_bytes(cls, kept: bytes) -> Self:
        begins = 4 + int.from_bytes(kept[:4])
        words, counts, columns = json.loads(kept[4:begins])
        numbers = np.frombuffer(kept, "<i8", offset=begins).reshape(columns, -1)
        return cls([tuple(one) for one in words], np.array(counts, np.int64), list(numbers))

    def each(self, say: Callable[..., int]) -> Ints:
        """For each line what is said of the words of its group."""
        return np.repeat(np.array([say(*words) for words in self.words], np.int64), self.counts)

    def codes(self, say: Callable[..., int]) -> Codes:
        """The same, for small numbers."""
        return np.repeat(np.array([say(*words) for words in self.words], np.int8), self.counts)


def read(statement: str, values: dict[str, Any], *, words: int, packed: int) -> Lines:
    """What a statement finds that selects so many words, as text, and then so many packed columns."""
    rows = list(copy(statement, values))
    joined = [b"".join(row[words + place] for row in rows) for place in range(packed)]
    return Lines(
        words=[tuple(word.decode() for word in row[:words]) for row in rows],
        counts=np.array([len(row[words]) // 8 for row in rows], np.int64),
        columns=[np.frombuffer(column, ">i8").astype(np.int64) for column in joined],
    )


def copy(statement: str, values: dict[str, Any]) -> Iterator[list[bytes]]:
    """The rows of a statement as PostgreSQL sends them; none of their values may be null."""
    copied = BytesIO()
    with connection.cursor() as cursor:
        said = cursor.mogrify(statement, values).decode()
        cursor.copy_expert(f"COPY ({said}) TO STDOUT (FORMAT BINARY)", copied)
    copied.seek(COPY_HEADER)
    # Each row says how many columns it has, each column how long it is; -1 columns are the end.
    while (columns := _integer(copied, 2)) >= 0:
        yield [copied.read(_integer(copied, 4)) for _column in range(columns)]


def _integer(copied: BytesIO, width: int) -> int:
    return int.from_bytes(copied.read(width), signed=True)
