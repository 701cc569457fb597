"""The bytes of a list as a table: encoding and separator are found out, not asked."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from requests_app.sheet_tables import NotATable

MOST_BYTES = 5 * 2**20
MOST_ROWS = 10_000
MOST_COLUMNS = 40
LONGEST_CELL = 500
SEPARATORS = ",;\t|"
LOOKED_AT = 50  # lines that tell the separator


# As people know them.
ENCODINGS = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB 18030", "cp1251": "Windows-1251"}


# Bytes that are no Unicode say nothing for sure about what they are: whoever looks at the rows can say it.
OLDER = {"GB 18030": "gb18030", "Windows-1251": "cp1251", "Windows-1252": "cp1252"}


@dataclass(frozen=True, slots=True)
class Table:
    encoding: str
    header: list[str]
    rows: list[list[str]]


def read(content: bytes) -> Table:
    """Raises NotATable, in words for people."""
    if len(content) > MOST_BYTES:
        raise NotATable(_("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 2**20})
    text, encoding = decoded(content)
    rows = [[cell.strip() for cell in row] for row in _rows(text)]
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        raise NotATable(_("The file needs a line of headings and at least one row."))
    width = max(len(row) for row in rows)
    _check_size(rows, width)
    header, *rows = [[*row, *[""] * (width - len(row))] for row in rows]
    return Table(encoding, header, rows)


def decoded(content: bytes) -> tuple[str, str]:
    """The text, and the name of the encoding it was in. Raises NotATable."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", *(["gb18030", "cp1251"] if _looks_chinese(content) else ["cp1251", "gb18030"])]
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, ENCODINGS[encoding]
    raise NotATable(_("The file is no text. Save the list as “CSV UTF-8” and upload it again."))


def reread(cells: list[str], former: str, wanted: str) -> list[str]:
    """The same bytes in another of the OLDER encodings. Raises NotATable where they are none of it."""
    try:
        return [cell.encode(OLDER[former]).decode(OLDER[wanted]).strip() for cell in cells]
    except UnicodeError as problem:
        told = {"encoding": wanted}
        raise NotATable(_("These characters are not %(encoding)s. Choose another encoding.") % told) from problem


def _looks_chinese(content: bytes) -> bool:
    """Whether bytes that are no Unicode are rather GB 18030 than Windows-1251.

    The everyday characters of GB begin with a byte from B0 to D7; Russian small letters are the bytes from E0 on, and
    most letters of a text are small.
    """
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    high = [byte for byte in content if byte >= 0x80]
    small_letters = sum(byte >= 0xE0 for byte in high)
    return small_letters * 2 < len(high)


def _rows(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    except csv.Error as problem:
        raise NotATable(_("This cannot be read as a table. Check the quotation marks.")) from problem


def _separator(text: str) -> str:
    """The one that divides most lines into as many cells as the headings have."""
    lines = [line for line in text.splitlines()[:LOOKED_AT] if line.strip()]
    first = lines[0] if lines else ""

    def fits(sign: str) -> tuple[int, int]:
        return sum(line.count(sign) == first.count(sign) for line in lines) * bool(first.count(sign)), first.count(sign)

    return max(SEPARATORS, key=fits)


def _check_size(rows: list[list[str]], width: int) -> None:
    if len(rows) > MOST_ROWS + 1:
        raise NotATable(_("The file has more than %(most)s rows. Divide it into several.") % {"most": MOST_ROWS})
    if width > MOST_COLUMNS:
        raise NotATable(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    if any(len(cell) > LONGEST_CELL for row in rows for cell in row):
        raise NotATable(_("A cell has at most %(most)s characters.") % {"most": LONGEST_CELL})
