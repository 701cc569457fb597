"""What the person at the terminal sees and keeps: rows that were rejected or flagged, and how it is going."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TextIO

from .case import Flagged
from .reading import Rejected
from .unknown import UnknownWords, printable

HEADER = ["kind", "line", "key", "reason", "column", "word"]
FORMULAS = ("=", "+", "-", "@")  # how they begin
REJECTED, FLAGGED = "rejected", "flagged"


class Report:
    """A CSV file of rejected and flagged rows. It is made with its first row; `words` counts the unknown ones in it."""

    def __init__(self, path: Path, keep: int = 0) -> None:
        """`keep`: so many rows of an earlier part of this import stay; what follows them was undone."""
        self.path, self.words = path, UnknownWords()
        self.exists = keep > 0 and path.exists()
        if self.exists:
            self._cut(keep)

    def _cut(self, keep: int) -> None:
        kept = self.path.with_name(f"{self.path.name}.part")
        with self.path.open(newline="", encoding="utf-8") as old, kept.open("w", newline="", encoding="utf-8") as new:
            writer = csv.writer(new)
            for row in islice(csv.reader(old), keep + 1):
                writer.writerow(row)
                self._count_again(row)
        kept.replace(self.path)

    def add(self, found: Iterable[Rejected | Flagged]) -> None:
        rows = []
        for one in found:
            rows.append(_row(one))
            if isinstance(one, Flagged):
                self.words.add(one.flag, one.column, one.word, one.line)
        if not rows:
            return
        with self.path.open("a" if self.exists else "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            if not self.exists:
                writer.writerow(HEADER)
            writer.writerows(rows)
        self.exists = True

    def _count_again(self, row: list[str]) -> None:
        if row[:1] == [FLAGGED]:
            _kind, line, _key, flag, column, word = row
            self.words.add(flag, _as_it_was(column), _as_it_was(word), int(line))


def _row(one: Rejected | Flagged) -> list[str]:
    key = _harmless(one.key)
    if isinstance(one, Rejected):
        return [REJECTED, str(one.line), key, _harmless(one.reason), "", ""]
    return [FLAGGED, str(one.line), key, one.flag, _harmless(one.column), _harmless(one.word)]


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and no file for broken."""
    shown = printable(text)
    return f"'{shown}" if shown[:1] in FORMULAS else shown


def _as_it_was(shown: str) -> str:
    return shown[1:] if shown[:1] == "'" and shown[1:2] in FORMULAS else shown


class Progress:
    """A bar with rate and time left on a terminal, a line now and then elsewhere."""

    WIDTH = 30

    def __init__(self, out: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self.out, self.clock = out, clock
        self.is_terminal = out.isatty()
        self.began = self.told = clock()
        self.fraction_before, self.events_before = 0.0, 0

    def begin_at(self, fraction: float, events: int) -> None:
        """A resumed import begins here: what was done before says nothing about the rate."""
        self.fraction_before, self.events_before = fraction, events

    def tell(self, fraction: float, requests: int, events: int) -> None:
        now = self.clock()
        if now - self.told < (0.2 if self.is_terminal else 10):
            return
        self.told = now
        line = self._line(fraction, requests, events, now - self.began)
        self.out.write(f"\r\x1b[K{line}" if self.is_terminal else f"{line}\n")
        self.out.flush()

    def end(self) -> None:
        if self.is_terminal:
            self.out.write("\r\x1b[K")

    def _line(self, fraction: float, requests: int, events: int, seconds: float) -> str:
        filled = round(fraction * self.WIDTH)
        bar = "█" * filled + "░" * (self.WIDTH - filled)
        left = seconds * (1 - fraction) / max(fraction - self.fraction_before, 1e-6)
        rate = (events - self.events_before) / max(seconds, 1e-6)
        return (
            f"{bar} {fraction:4.0%}  {requests:,} requests, {events:,} events, {rate:,.0f} events/s, {_span(left)} left"
        )


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
