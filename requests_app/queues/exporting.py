"""A view of a queue as a table for other programs: its columns, its order, however many rows, in chunks."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter import Workbook

from requests_app.fields.columns import names_in
from requests_app.fields.names import Names
from requests_app.models import ServiceRequest
from requests_app.models.levels import STATUS_LABELS
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.pagination import Order, beyond, in_order
from requests_app.states import Status

from .columns import EFFORT, TableColumn

CHUNK = 500  # rows a statement
MOST_IN_XLSX = 100_000  # beyond that no program opens it with pleasure
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")  # how texts begin that programs would work out
BOM = "\ufeff"

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Table:
    """What is exported, and for whom: texts are in their language and moments in their zone, whenever it is read."""

    rows: ServiceRequestQuerySet
    order: Order
    columns: Sequence[TableColumn]
    language: str
    zone: str

    def lines(self) -> Iterator[list[Cell]]:
        """The heading, then a line a request; at most three statements for every CHUNK of them."""
        with translation.override(self.language), timezone.override(self.zone):
            yield self._heading()
            for chunk in _chunks(self.rows, self.order):
                names = names_in([column.answer for column in self.columns if column.answer], chunk)
                yield from [self._line(ticket, names) for ticket in chunk]

    def _heading(self) -> list[Cell]:
        labels = [str(column.label) for column in self.columns[1:]]
        return [pgettext("column", "Number"), pgettext("column", "Title"), *labels]

    def _line(self, ticket: ServiceRequest, names: Names) -> list[Cell]:
        return [ticket.pk, ticket.title, *(_cell(column, ticket, names) for column in self.columns[1:])]


def _chunks(rows: ServiceRequestQuerySet, order: Order) -> Iterator[list[ServiceRequest]]:
    """By the place of the last row, not by a number of rows: the last chunk costs what the first one does."""
    chunk = list(in_order(rows, order)[:CHUNK])
    while chunk:
        yield chunk
        chunk = list(beyond(rows, order, chunk[-1])[:CHUNK]) if len(chunk) == CHUNK else []


def _cell(column: TableColumn, ticket: ServiceRequest, names: Names) -> Cell:
    if column.answer:
        return column.answer.plain(ticket, names)
    return PLAIN[column.name](ticket)


def _waits(ticket: ServiceRequest) -> str:
    wait = getattr(ticket, "wait", None)
    return str(wait.reason or wait.get_kind_display()) if wait else ""


def _local(moment: datetime | None) -> datetime | None:
    """Without its zone, as cells of a table have it; to the second."""
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0) if moment else None


PLAIN: dict[str, Callable[[ServiceRequest], Cell]] = {
    "requester": lambda one: one.requester.display_name,
    "from": lambda one: str(one.asking_department or one.requester.department or ""),
    "service": lambda one: str(one.service),
    "priority": lambda one: str(one.get_priority_display()),
    "state": lambda one: str(STATUS_LABELS[Status(one.status)]),
    "waits": _waits,
    "owner": lambda one: one.assignee.display_name if one.assignee else "",
    "due": lambda one: _local(one.due_at),
    "promised": lambda one: _local(one.promised_at),
    "needed": lambda one: one.needed_by,
    "filed": lambda one: _local(one.filed_at),
    "changed": lambda one: _local(one.updated_at),
    "channel": lambda one: str(one.get_channel_display()),
    EFFORT: lambda one: getattr(one, "my_minutes", None),  # minutes
}


class _Line:
    """Where csv.writer writes: the line is what `write` gave it last."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def as_csv(table: Table, *, bom: bool) -> Iterator[str]:
    """One line at a time. With `bom` Excel takes it for UTF-8."""
    line = _Line()
    writer = csv.writer(line)
    if bom:
        yield BOM
    for cells in table.lines():
        writer.writerow([_harmless(cell) for cell in cells])
        yield line.text


def _harmless(cell: Cell) -> Any:
    """A text that a program would take for a formula begins with an apostrophe."""
    if isinstance(cell, str) and cell.startswith(FORMULAS):
        return f"'{cell}"
    return cell.isoformat(" ") if isinstance(cell, datetime) else cell


def write_xlsx(table: Table, file: IO[bytes]) -> None:
    """A workbook with one sheet, a row at a time in memory. Texts stay texts, whatever they begin with."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        sheet = book.add_worksheet(_sheet_name())
        bold = book.add_format({"bold": True})
        moment, day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, 1, 50)
        sheet.set_column(2, len(table.columns), 20)
        for row, cells in enumerate(table.lines()):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(row, column, cell, moment)
                elif isinstance(cell, date):
                    sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell, bold if row == 0 else None)
                elif cell is not None:
                    sheet.write_number(row, column, cell)


def _sheet_name() -> str:
    return _("Requests")[:31]
