"""One row per event: the rows of a case in their order become one request with its entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from .case import Case, Entry
from .cases import filed, levels, odd, understood
from .cells import Cells, FirstKnown, Unreadable
from .mapping import Mapping
from .reading import Rejected, Row

Dated = list[tuple[datetime, Cells]]


def of_rows(rows: list[Row], mapping: Mapping) -> Iterator[Case | Rejected]:
    """The case, and every row of it that could not be used. Without a usable row there are only those."""
    dated, rejected = _dated(rows, mapping)
    yield from rejected
    if not dated:
        return
    if mapping.order == "time":
        dated.sort(key=lambda one: one[0])
    together = FirstKnown([cells.row for _at, cells in dated], mapping)
    try:
        case = filed(together, together.moment("filed") or dated[0][0])
    except Unreadable as problem:
        yield from (Rejected(cells.row.line, cells.text("key"), str(problem)) for _at, cells in dated)
        return
    if rejected:
        case.flag("rows_missing")
    case.entries = [_entry(at, cells, case) for at, cells in dated]
    yield case


def _dated(rows: list[Row], mapping: Mapping) -> tuple[Dated, list[Rejected]]:
    dated: Dated = []
    rejected = []
    for cells in (Cells(row, mapping) for row in rows):
        try:
            at = cells.moment("at")
            if at is None:
                raise Unreadable("There is no moment of the event.")
            dated.append((at, cells))
        except Unreadable as problem:
            rejected.append(Rejected(cells.row.line, cells.text("key"), str(problem)))
    return dated, rejected


def _entry(at: datetime, cells: Cells, case: Case) -> Entry:
    if at < case.filed_at:
        odd(cells, case, "event_before_filing", "at")
    return Entry(
        at,
        understood(cells, case, "state", cells.mapping.words.states),
        word=cells.text("state"),
        text=cells.text("text"),
        department=cells.text("department"),
        assignee=cells.text("assignee"),
        actor=cells.text("actor"),
        levels=levels(cells, case),
        line=cells.row.line,
    )
