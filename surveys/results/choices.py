"""Questions with answers to choose from, and matrices: several statements on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from .caution import Value, grade, share_of
from .scales import Cells, Item, item_of

CHOSE = "*"  # counted once for everybody who answered a question with several choices


class Choice(TypedDict):
    n: int | None
    grade: str
    options: dict[str, Value]


class Matrix(TypedDict):
    statements: dict[str, Item]


def choice_of(cells: Cells, options: Sequence[str], k: int, *, several: bool) -> Choice:
    """The share of each answer among the people who chose any; with several choices the shares add to more than 1."""
    counts = {option: cells.get(option, 0) for option in options}
    n = cells.get(CHOSE, 0) if several else sum(counts.values())
    if n < k:
        return {"n": None, "grade": grade(None), "options": {}}
    return {"n": n, "grade": grade(n), "options": {option: share_of(count, n) for option, count in counts.items()}}


def matrix_of(cells: Cells, statements: Sequence[str], points: int, k: int) -> Matrix:
    """Each statement as an item of its own; cells such as “2:4”."""
    by_statement: dict[str, dict[str, int]] = {statement: {} for statement in statements}
    for cell, count in cells.items():
        statement, _, answer = cell.partition(":")
        if statement in by_statement:
            by_statement[statement][answer] = count
    return {"statements": {name: item_of(found, points, k) for name, found in by_statement.items()}}
