"""What a cell says: texts, words for unknown, moments, levels. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from requests_app.models import Level, Priority

from .mapping import LEVELS, PLACE, Mapping
from .promises import PRIORITIES
from .reading import Row

# What working-time arithmetic can count with.
FIRST_YEAR, LAST_YEAR = 1900, 2199
# Impact and urgency from which the portal's matrix makes this priority.
LEVELS_OF = {
    Priority.CRITICAL: (Level.HIGH, Level.HIGH),
    Priority.HIGH: (Level.MEDIUM, Level.HIGH),
    Priority.NORMAL: (Level.MEDIUM, Level.MEDIUM),
    Priority.LOW: (Level.LOW, Level.LOW),
}


class Unreadable(ValueError):
    """A cell that is needed and cannot be understood; the text says which and why."""


@lru_cache(maxsize=256)
def _parts(text: str) -> tuple[str, ...]:
    return tuple(PLACE.split(text)) if PLACE.search(text) else ("", text, "")


class Cells:
    """One row, asked by what a column means."""

    def __init__(self, row: Row, mapping: Mapping) -> None:
        self.row, self.mapping = row, mapping

    def text(self, name: str) -> str:
        """The text of a mapped column, trimmed; empty where it is unknown or not mapped."""
        column = self.mapping.columns.get(name)
        if column is None:
            return ""
        parts = _parts(column)
        if len(parts) == 3 and not parts[0] and not parts[2]:
            return self._known(parts[1])
        return self._put_together(parts)

    def line_of(self, name: str) -> int:
        """The line of the file on which the value of a mapped column stands."""
        return self.row.line

    def _known(self, column: str) -> str:
        return self._value(self.row, column)

    def _value(self, row: Row, column: str) -> str:
        value = row.cells[column].strip()
        return "" if value.casefold() in self.mapping.unknown else value

    def _put_together(self, parts: tuple[str, ...]) -> str:
        """Text around an unknown value goes with it: "{a} / {b}" without b is a."""
        found = ""
        for before, column in zip(parts[0:-1:2], parts[1::2], strict=True):
            if value := self._known(column):
                found += (before if found or before.strip() else "") + value
        return found + parts[-1] if found else ""

    def moment(self, name: str) -> datetime | None:
        """An aware moment in UTC; None where it is unknown. Raises Unreadable."""
        value = self.text(name)
        if not value:
            return None
        try:
            return moment(value, self.mapping.dates, self.mapping.zone)
        except ValueError as problem:
            raise Unreadable(
                f"{self.mapping.columns[name]}: {value[:60]!r} is not a date that the mapping knows."
            ) from problem

    def day(self, name: str) -> date | None:
        at = self.moment(name)
        return at.astimezone(self.mapping.zone).date() if at else None

    def word(self, name: str, meanings: dict[str, str]) -> str:
        """What a word of the log means; empty where it is unknown. Raises KeyError for a word without a meaning."""
        value = self.text(name)
        return meanings[value.casefold()] if value else ""

    def levels(self) -> tuple[int, int] | None:
        """Impact and urgency, from their columns or from the priority; None where the row does not say.

        Raises KeyError for a word without a meaning.
        """
        words = self.mapping.words
        if "priority" in self.mapping.columns:
            priority = self.word("priority", words.priorities)
            return LEVELS_OF[Priority(PRIORITIES[priority])] if priority else None
        impact = self.word("impact", words.impacts)
        urgency = self.word("urgency", words.urgencies)
        if not impact and not urgency:
            return None
        return LEVELS.get(impact, Level.MEDIUM), LEVELS.get(urgency, Level.MEDIUM)


class FirstKnown(Cells):
    """Several rows of one request, read as one: what the first does not tell, a later one may."""

    def __init__(self, rows: list[Row], mapping: Mapping) -> None:
        super().__init__(rows[0], mapping)
        self.rows = rows

    def line_of(self, name: str) -> int:
        return next((row.line for row in self.rows if Cells(row, self.mapping).text(name)), self.row.line)

    def _known(self, column: str) -> str:
        return next((value for row in self.rows if (value := self._value(row, column))), "")


def moment(value: str, formats: tuple[str, ...], zone: ZoneInfo) -> datetime:
    """The moment in UTC by the first format that fits; without an offset it is wall-clock time of the zone.

    A wall time that occurs twice is its first occurrence, one that does not exist is read with the offset before the
    gap, as calendars read it. Raises ValueError.
    """
    for one in formats:
        try:
            found = _parsed(value, one)
        except (ValueError, OverflowError, OSError):
            continue
        aware = found if found.tzinfo else found.replace(tzinfo=zone)
        if FIRST_YEAR <= aware.year <= LAST_YEAR:
            return aware.astimezone(UTC)
    raise ValueError(value)


def _parsed(value: str, form: str) -> datetime:
    if form == "iso":
        return datetime.fromisoformat(value)
    if form == "unix":
        return datetime.fromtimestamp(float(value), UTC)
    return datetime.strptime(value, form)
