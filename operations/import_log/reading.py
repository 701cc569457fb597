"""A CSV file as rows with line numbers. What cannot be a row comes out as a `Rejected`, and reading goes on."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, TextIO

from .mapping import columns_of
from .toml_file import MappingError

# Characters in one line and in one field: whatever is longer is an attack or a broken quote, not a request.
LONGEST_LINE = 4_000_000
LONGEST_FIELD = 131_072


class Layout(Protocol):
    """What reading needs to know of a mapping: how the file is written, and which columns it must have."""

    @property
    def encoding(self) -> str: ...
    @property
    def delimiter(self) -> str: ...
    @property
    def quote(self) -> str: ...
    @property
    def columns(self) -> dict[str, str]: ...
    def column_error(self, column: str, problem: str) -> MappingError: ...


class BrokenFile(Exception):
    """The file cannot be read any further; the text says why."""


class LineTooLong(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one request or event by column name, and the line of the file on which it begins."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Rejected:
    """What could not be taken, why, and where it stands."""

    line: int
    key: str
    reason: str


class Lines:
    """The lines of a text stream, each in bounded memory: raises LineTooLong, and can then be asked for the next."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.stream.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            while (rest := self.stream.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                pass
            raise LineTooLong
        return line


def digest(path: Path) -> str:
    """SHA-256 of the file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def opened(path: Path, mapping: Layout) -> Iterator[tuple[BinaryIO, Iterator[Row | Rejected]]]:
    """The raw file, whose position tells how far reading came, and its rows. Raises BrokenFile and MappingError."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        data = gzip.GzipFile(fileobj=raw) if packed else raw
        # Undecodable bytes become lone surrogates: their row is rejected and the others are read.
        stream = io.TextIOWrapper(data, encoding=mapping.encoding, errors="surrogateescape", newline="")
        yield raw, rows(stream, mapping)


def rows(stream: TextIO, mapping: Layout) -> Iterator[Row | Rejected]:
    """The rows after the header. Raises MappingError where a mapped column is missing."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(Lines(stream), delimiter=mapping.delimiter, quotechar=mapping.quote)
    header = _header(reader, mapping)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except LineTooLong:
            yield Rejected(line, "", f"The line is longer than {LONGEST_LINE:,} characters.")
            continue
        except csv.Error as problem:
            yield Rejected(line, "", f"Not a row of a CSV file: {problem}.")
            continue
        except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
            raise BrokenFile(f"The file is damaged or cut off after line {line - 1}: {problem}") from problem
        if cells:
            yield _row(line, cells, header)


def _header(reader: Iterator[list[str]], mapping: Layout) -> list[str]:
    try:
        header = [name.strip() for name in next(reader)]
    except StopIteration as end:
        raise BrokenFile("The file is empty.") from end
    except (LineTooLong, csv.Error, EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise BrokenFile(f"The first line is not the header of a CSV file: {problem}") from problem
    except UnicodeError as problem:
        raise BrokenFile(f"The file is not {mapping.encoding} text: {problem}") from problem
    for column, text in mapping.columns.items():
        for name in columns_of(text):
            if name not in header:
                raise mapping.column_error(column, f"the file has no column {name!r}; it has {_listed(header)}.")
    return header


def _listed(header: list[str]) -> str:
    return ", ".join(header)[:500]


def _row(line: int, cells: list[str], header: list[str]) -> Row | Rejected:
    if len(cells) != len(header):
        return Rejected(line, "", f"{len(cells)} fields where the header has {len(header)}.")
    text = "".join(cells)
    if "\0" in text:
        return Rejected(line, "", "A NUL byte stands in the row.")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        return Rejected(line, "", "Bytes that are not text in the file's encoding stand in the row.")
    return Row(line, dict(zip(header, cells, strict=True)))
