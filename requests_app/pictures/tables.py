"""The table of a chart as CSV."""

from __future__ import annotations

import csv
from io import StringIO
from xml.etree import ElementTree as ET

from .markup import first, parsed

# A spreadsheet would take these for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(figure: str) -> bytes:
    """Figures as plain numbers with a point, words as they stand; UTF-8 with the mark that spreadsheets look for."""
    table = first(parsed(figure), "table")
    out = StringIO()
    writer = csv.writer(out)
    if table is not None:
        writer.writerows([_cell(cell) for cell in row] for row in table.iter("tr"))
    return out.getvalue().encode("utf-8-sig")


def _cell(cell: ET.Element) -> str:
    figure = first(cell, "data")
    if figure is not None:
        return figure.get("value", "")
    text = " · ".join(filter(None, (part.strip() for part in cell.itertext())))
    return f"'{text}" if text.startswith(FORMULA) else text
