"""Rows as a file that spreadsheet programs read, without letting a text in it become a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads Chinese and Russian as gibberish
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """What csv writes to: hands each line straight back."""

    def write(self, line: str) -> str:
        return line


def as_csv(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of the file, one after the other, so that it may be longer than the memory."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def harmless(cell: Any) -> Any:
    """A text that begins as formulas do is given a quote in front, as spreadsheets themselves do."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell
