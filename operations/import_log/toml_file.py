"""TOML read with care: every complaint names the file, the line and the key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

Where = tuple[str, ...]

_KEY = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*(\.?)""")
_TABLE = re.compile(r"\s*(\[\[?)(.+?)\]")
_NAME = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
# With a dot between every two names: where it may be left out, a long word takes years.
_ASSIGNMENT = re.compile(rf"\s*{_NAME}(?:\s*\.\s*{_NAME})*\s*=")


class MappingError(ValueError):
    """A mapping that cannot be used; the text is one sentence with file, line and key."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file and the line on which each of its keys stands."""

    name: str
    lines: Mapping[Where, int]

    def error(self, where: Where, problem: str) -> MappingError:
        known = next((where[:n] for n in range(len(where), 0, -1) if where[:n] in self.lines), None)
        line = f", line {self.lines[known]}" if known else ""
        key = f", {'.'.join(where)}" if where else ""
        return MappingError(f"{self.name}{line}{key}: {problem}")


class Section:
    """One table of the file. Every question names a key; `finish` refuses keys that nothing asked for."""

    def __init__(self, source: Source, where: Where, values: Mapping[str, Any]) -> None:
        self.source, self.where, self.values = source, where, values
        self._asked: list[str] = []

    def error(self, key: str | None, problem: str) -> MappingError:
        return self.source.error(self.where if key is None else (*self.where, key), problem)

    def get(self, key: str, kind: type | tuple[type, ...], wanted: str) -> Any:
        """The value, None where the key is missing; MappingError unless it is of the kind (`wanted` in words)."""
        self._asked.append(key)
        value = self.values.get(key)
        if value is not None and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)):
            raise self.error(key, f"is to be {wanted}, not {value!r}.")
        return value

    def required(self, key: str, example: str) -> str:
        value = self.text(key)
        if not value:
            raise self.error(key, f"is missing. Example: {example}")
        return value

    def text(self, key: str, default: str = "") -> str:
        value = self.get(key, str, "a text in quotes")
        return default if value is None else str(value)

    def switch(self, key: str, default: bool = False) -> bool:
        value = self.get(key, bool, "true or false, without quotes")
        return default if value is None else bool(value)

    def choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(key, default)
        if value not in allowed:
            raise self.error(key, f"is to be one of {', '.join(allowed)}, not {value!r}.")
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.get(key, list, 'a list of texts such as ["a", "b"]')
        if value is None:
            return default
        if not all(isinstance(one, str) for one in value):
            raise self.error(key, 'is to be a list of texts such as ["a", "b"].')
        return tuple(value)

    def day(self, key: str, default: date) -> date:
        value = self.get(key, date, "a date such as 2011-07-01, without quotes")
        return default if value is None else date(value.year, value.month, value.day)

    def words(self, key: str, allowed: tuple[str, ...] = ()) -> dict[str, str]:
        """A table from the log's words to texts, each of them one of `allowed` where that is given."""
        section = self.section(key)
        return {word: section.choice(word, allowed, "") if allowed else section.text(word) for word in section.values}

    def section(self, key: str) -> Section:
        return Section(self.source, (*self.where, key), self.get(key, dict, "a table") or {})

    def sections(self, key: str) -> list[Section]:
        found = self.get(key, list, f"a list of tables, each headed [[{key}]]") or []
        if not all(isinstance(one, dict) for one in found):
            raise self.error(key, f"is to be a list of tables, each headed [[{key}]].")
        return [Section(self.source, (*self.where, key, str(n)), one) for n, one in enumerate(found, start=1)]

    def finish(self) -> None:
        for key in self.values:
            if key not in self._asked:
                close = get_close_matches(key, self._asked, n=1)
                hint = f" Did you mean {close[0]!r}?" if close else f" Known here: {', '.join(sorted(self._asked))}."
                raise self.error(key, f"is not a known key.{hint}")


def read(path: Path) -> Section:
    """The whole file as one section. Raises MappingError, also for a file that cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except OSError as problem:
        raise MappingError(f"{path}: {problem.strerror}.") from problem
    except UnicodeDecodeError as problem:
        raise MappingError(f"{path}: is not UTF-8 text.") from problem
    except tomllib.TOMLDecodeError as problem:
        raise MappingError(f"{path}: {problem}.") from problem
    return Section(Source(path.name, _lines(text)), (), values)


def _lines(text: str) -> dict[Where, int]:
    """Where each key stands. `tomllib` does not tell, so headers and the beginnings of lines are looked at."""
    found: dict[Where, int] = {}
    table: Where = ()
    seen: dict[Where, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = _inside_lists(_path(header[2]), seen)
            if header[1] == "[[":
                seen[table] = seen.get(table, 0) + 1
                found.setdefault(table, number)
                table = (*table, str(seen[table]))
            _note(found, table, number)
        elif assignment := _ASSIGNMENT.match(line):
            _note(found, (*table, *_path(assignment[0].rpartition("=")[0])), number)
    return found


def _inside_lists(path: Where, seen: dict[Where, int]) -> Where:
    """[[standards.targets]] belongs to the latest [[standards]]."""
    placed: Where = ()
    for part in path[:-1]:
        placed = (*placed, part)
        if placed in seen:
            placed = (*placed, str(seen[placed]))
    return (*placed, path[-1])


def _note(found: dict[Where, int], where: Where, number: int) -> None:
    for length in range(1, len(where) + 1):
        found.setdefault(where[:length], number)


def _path(dotted: str) -> Where:
    return tuple(match[1].strip("\"'") for match in _KEY.finditer(dotted))
