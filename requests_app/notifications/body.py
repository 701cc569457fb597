"""What a message says beyond its sentence: lines that lead somewhere, and pictures. Made when it is read or leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


class NotTheirs(Exception):
    """The reader may not see any more what the message is about; it is not sent."""


@dataclass(frozen=True, slots=True)
class Row:
    """`path` is where the line leads, or empty; `value` stands beside the text."""

    text: str
    value: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that is shown within the mail; `about` says it to whoever does not see it."""

    name: str
    content: bytes
    about: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a mail, made when the mail is."""

    name: str
    content: str | bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines and pictures under a heading, or without one."""

    title: str = ""
    rows: Sequence[Row] = ()
    pictures: Sequence[Picture] = ()

    def below(self, address: str) -> Section:
        """With complete links: a mail has no address of its own."""
        return replace(self, rows=[replace(row, path=row.path and address + row.path) for row in self.rows])


@dataclass(frozen=True, slots=True)
class Body:
    sections: Sequence[Section] = ()
    files: Sequence[Enclosure] = ()

    @classmethod
    def of_rows(cls, rows: Sequence[Row]) -> Body:
        return cls([Section(rows=rows)])

    @property
    def rows(self) -> list[Row]:
        return [row for section in self.sections for row in section.rows]

    @property
    def pictures(self) -> list[Picture]:
        return [picture for section in self.sections for picture in section.pictures]

    def below(self, address: str) -> Body:
        """With complete links."""
        return replace(self, sections=[section.below(address) for section in self.sections])


NOTHING = Body()
