"""One row per event: the rows of a case in their order become one request with its entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from requests_app.states import Status

from .case import Case, Entry
from .cases import filed, levels, odd, understood
from .cells import Cells, FirstKnown, Unreadable
from .mapping import ANSWER, SAYINGS, WITHDRAWN, Mapping
from .reading import Rejected, Row

Dated = list[tuple[datetime, Cells]]


def of_rows(rows: list[Row], mapping: Mapping) -> Iterator[Case | Rejected]:
    """The case, and every row of it that could not be used. Without a usable row there are only those."""
    dated, rejected = _dated(rows, mapping)
    yield from rejected
    if not dated:
        return
    if mapping.events.order == "time":
        dated.sort(key=lambda one: one[0])
    together = _Together([cells.row for _at, cells in dated], mapping)
    try:
        case = filed(together, together.moment("filed") or dated[0][0])
        case.told = {name: together.moment(name) for name in ("resolved", "closed") if name in mapping.columns}
    except Unreadable as problem:
        yield from (Rejected(cells.row.line, cells.text("key"), str(problem)) for _at, cells in dated)
        return
    if rejected:
        case.flag("rows_missing")
    case.entries = _by_the_requester([_entry(at, cells, case) for at, cells in dated])
    yield case


class _Together(FirstKnown):
    """All rows of a request, except for what the mapping wants to be read from the first or the last alone."""

    def text(self, name: str) -> str:
        events = self.mapping.events
        if name == "department" and events.unknown_department == "moves":
            return Cells(self.rows[0], self.mapping).text(name)
        if (name == "service" and events.service == "last") or name in ("resolved", "closed"):
            return Cells(self.rows[-1], self.mapping).text(name)
        return super().text(name)


def _by_the_requester(entries: list[Entry]) -> list[Entry]:
    """A first "answer" is the filing itself; who took a request back and goes on with it has not cancelled it."""
    found = []
    for number, entry in enumerate(entries):
        state = entry.state
        if state == ANSWER and not number:
            state = Status.NEW
        elif state == WITHDRAWN:
            goes_on = any(later.state and later.state not in SAYINGS for later in entries[number + 1 :])
            state = "nothing" if goes_on else Status.CANCELLED
        found.append(replace(entry, state=state))
    return found


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
    mapping = cells.mapping
    without = mapping.departments.unknown if mapping.events.unknown_department == "moves" else ""
    return Entry(
        at,
        understood(cells, case, "state", mapping.words.states),
        word=cells.text("state"),
        text=cells.text("text"),
        department=cells.text("department") or without,
        assignee=cells.text("assignee"),
        actor=cells.text("actor"),
        levels=levels(cells, case),
        line=cells.row.line,
    )
