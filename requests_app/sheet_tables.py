"""Tables as people bring and take them: pasted from a spreadsheet or as CSV, sorted, searched, written out again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

MOST_ROWS = 3000
MOST_COLUMNS = 20
LONGEST_CELL = 500
MOST_BYTES = 4 * 2**20
# What spreadsheets save as where they do not save as Unicode.
OLD_ENCODINGS = {"zh-hans": "gb18030", "ru": "cp1251"}
_NUMBER = re.compile(r"-?[\d\s ]*\d(?:[.,]\d+)?")
_FORMULA = re.compile(r"[=+@\t\r]|-(?!\d)")

Row = list[str]


class NotATable(ValueError):
    """What was given is no table, or too big a one. The text is translated and made for people."""


def decoded(content: bytes) -> str:
    """Raises NotATable where no encoding fits."""
    if len(content) > MOST_BYTES:
        raise NotATable(_("The file is too big for a table. Publish it as a file instead."))
    encodings = ["utf-8-sig", OLD_ENCODINGS.get(get_language() or "", "cp1252")]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotATable(_("The file is no CSV text. Save it as “CSV UTF-8”."))


def read(text: str) -> tuple[Row, list[Row]]:
    """Headings and rows; tabs, semicolons or commas between cells. Raises NotATable."""
    text = text.replace("\0", "").strip("\r\n")
    first = text.partition("\n")[0]
    # A heading without any of them is one column, whatever signs its cells have.
    is_plain = "\t" in first or not {",", ";"} & set(first)
    between = "\t" if is_plain else ";" if first.count(";") > first.count(",") else ","
    try:
        found = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=between)]
    except csv.Error as problem:
        raise NotATable(_("This cannot be read as a table. Check the quotation marks.")) from problem
    rows = [row for row in found if any(row)]
    if len(rows) < 2:
        raise NotATable(_("A table needs a line of headings and at least one row."))
    width = max(len(row) for row in rows)
    _check_size(rows, width)
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    return rows[0], rows[1:]


def _check_size(rows: Sequence[Row], width: int) -> None:
    if len(rows) > MOST_ROWS + 1:
        raise NotATable(_("At most %(most)s rows can be published as a table.") % {"most": MOST_ROWS})
    if width > MOST_COLUMNS:
        raise NotATable(_("At most %(most)s columns can be published as a table.") % {"most": MOST_COLUMNS})
    if any(len(cell) > LONGEST_CELL for row in rows for cell in row):
        raise NotATable(_("A cell has at most %(most)s characters.") % {"most": LONGEST_CELL})


def written(columns: Row, rows: Iterable[Row]) -> str:
    """As CSV. What a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_harmless(cell) for cell in row] for row in (columns, *rows))
    return out.getvalue()


def as_pasted(columns: Row, rows: Iterable[Row]) -> str:
    """As a spreadsheet would paste it."""
    out, lines = io.StringIO(), [columns, *rows]
    # Of a single column nothing else says that a comma separates nothing.
    quotes = len(columns) == 1 and any({",", ";"} & set(cell) for line in lines for cell in line)
    writer = csv.writer(
        out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_ALL if quotes else csv.QUOTE_MINIMAL
    )
    writer.writerows(lines)
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def in_order(rows: Sequence[Row], column: int, *, downwards: bool) -> list[Row]:
    """Numbers by their value, before texts; empty cells last."""
    filled = [row for row in rows if row[column]]
    empty = [row for row in rows if not row[column]]
    return [*sorted(filled, key=lambda row: _place(row[column]), reverse=downwards), *empty]


def _place(cell: str) -> tuple[bool, Any]:
    if _NUMBER.fullmatch(cell):
        return False, float(re.sub(r"[\s ]", "", cell).replace(",", "."))
    return True, cell.casefold()


def having(rows: Sequence[Row], text: str) -> list[Row]:
    """Those in which every word stands somewhere."""
    words = text.casefold().split()
    return [row for row in rows if all(any(word in cell.casefold() for cell in row) for word in words)]
