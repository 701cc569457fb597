"""The figures of a page as a workbook: one sheet of figures, and one for the table of each chart."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import BytesIO, StringIO

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from requests_app.pictures import csv_of
from requests_app.pictures.markup import first, parsed, text_of

from .reading import Page

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME = 31  # of a sheet, by the rules of the format
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def workbook_of(page: Page) -> bytes:
    """In the active language. Numbers are numbers; texts stay texts, whatever they begin with."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(_("Figures")[:LONGEST_NAME])
        sheet.write_string(0, 0, page.title, bold)
        sheet.write_string(1, 0, page.filters)
        _figures(sheet, page, bold)
        taken = {sheet.name.lower()}
        for one in page.charts:
            title = text_of(first(parsed(one.markup), "h2"))
            chart = book.add_worksheet(_sheet_name(title, taken))
            chart.write_string(0, 0, title, bold)
            _fill(chart, _table(one.markup), after=2)
    return out.getvalue()


def _figures(sheet: Worksheet, page: Page, bold: Format) -> None:
    row = 3
    for section in page.sections:
        if not section.figures:
            continue
        if section.title:
            sheet.write_string(row, 0, section.title, bold)
            row += 1
        _fill(sheet, section.figures, after=row)
        row += len(section.figures) + 1


def _table(markup: str) -> list[list[str]]:
    return list(csv.reader(StringIO(csv_of(markup).decode("utf-8-sig"))))


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]], *, after: int) -> None:
    for number, cells in enumerate(rows, after):
        for column, cell in enumerate(cells):
            if column and NUMBER.fullmatch(cell):
                sheet.write_number(number, column, float(cell))
            else:
                sheet.write_string(number, column, cell)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 12, 18)


def _sheet_name(title: str, taken: set[str]) -> str:
    """Short enough, without what names may not have, and not twice."""
    name = FORBIDDEN.sub(" ", title).strip()[: LONGEST_NAME - 3] or "1"
    number, found = 1, name
    while found.lower() in taken:
        number += 1
        found = f"{name} {number}"
    taken.add(found.lower())
    return found
