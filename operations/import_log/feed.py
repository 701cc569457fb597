"""A file as cases in an order that is the same at every reading, so that an interrupted import can go on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby, islice
from pathlib import Path

from . import cases, event_cases
from .case import Case
from .cells import Cells
from .mapping import Mapping, columns_of
from .reading import Rejected, Row, opened

Item = list[Case | Rejected]
# Rows of one request beyond which a key is no key.
MOST_EVENTS = 20_000


class Feed:
    """One item per request of the file: its case, and every row of it that was rejected."""

    def __init__(self, path: Path, mapping: Mapping) -> None:
        self.path, self.mapping = path, mapping
        # The share of the file that is dealt with, 0 to 1; 0 while events are being sorted.
        self.fraction = 0.0

    def items(self, skip: int = 0) -> Iterator[Item]:
        """All items but the first `skip`. Raises BrokenFile and MappingError."""
        return self._events(skip) if self.mapping.kind == "events" else self._requests(skip)

    def _requests(self, skip: int) -> Iterator[Item]:
        size = self.path.stat().st_size or 1
        with opened(self.path, self.mapping) as (raw, rows):
            for row in islice(rows, skip, None):
                self.fraction = raw.tell() / size
                yield [row if isinstance(row, Rejected) else cases.of_row(row, self.mapping)]

    def _events(self, skip: int) -> Iterator[Item]:
        # A temporary database of SQLite sorts more than memory holds, and is gone with its connection.
        with closing(sqlite3.connect("")) as store:
            total = self._sort(store) or 1
            done = 0
            for group in islice(self._groups(store), skip, None):
                done += len(group)
                self.fraction = done / total
                yield self._item(group)

    def _sort(self, store: sqlite3.Connection) -> int:
        store.execute("CREATE TABLE row (key TEXT, line INTEGER, content TEXT)")
        with opened(self.path, self.mapping) as (_raw, rows):
            store.executemany("INSERT INTO row VALUES (?, ?, ?)", (self._stored(row) for row in rows))
        count: int = store.execute("SELECT count(*) FROM row").fetchone()[0]
        return count

    def _stored(self, row: Row | Rejected) -> tuple[str, int, str]:
        """Rows without a key come first, each on its own; of the others only the mapped columns are kept."""
        if isinstance(row, Rejected):
            return "", row.line, json.dumps(row.reason)
        key = Cells(row, self.mapping).text("key")
        if not key:
            return "", row.line, json.dumps(f"{self.mapping.columns['key']}: there is no key.")
        wanted = {name for column in self.mapping.columns.values() for name in columns_of(column)}
        return key, row.line, json.dumps({name: row.cells[name] for name in wanted})

    def _groups(self, store: sqlite3.Connection) -> Iterator[list[Row | Rejected]]:
        rows = store.execute("SELECT key, line, content FROM row ORDER BY key, line")
        for _key, group in groupby(rows, key=lambda row: row[0] or row[1]):
            yield [
                Row(line, json.loads(content)) if key_of else Rejected(line, "", json.loads(content))
                for key_of, line, content in islice(group, MOST_EVENTS + 1)
            ]

    def _item(self, group: list[Row | Rejected]) -> Item:
        rows = [one for one in group if isinstance(one, Row)]
        if len(rows) > MOST_EVENTS:
            key = Cells(rows[0], self.mapping).text("key")
            return [Rejected(rows[0].line, key[:200], f"More than {MOST_EVENTS:,} rows have this key.")]
        if not rows:
            return [one for one in group if isinstance(one, Rejected)]
        return list(event_cases.of_rows(rows, self.mapping))
