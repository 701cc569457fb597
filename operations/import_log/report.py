"""What the person at the terminal sees and keeps: the rows that were rejected, and how it is going."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from .reading import Rejected

HEADER = ["line", "key", "reason"]
LONGEST_KEY_SHOWN = 200


class Report:
    """A CSV file of rejected rows. It is made with its first row."""

    def __init__(self, path: Path, keep: int = 0) -> None:
        """`keep`: so many rows of an earlier part of this import stay; what follows them was undone."""
        self.path = path
        self.exists = keep > 0 and path.exists()
        if self.exists:
            self._cut(keep)

    def _cut(self, keep: int) -> None:
        with self.path.open(newline="", encoding="utf-8") as file:
            rows = [row for row, _n in zip(csv.reader(file), range(keep + 1), strict=False)]
        with self.path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)

    def add(self, rejected: Iterable[Rejected]) -> None:
        rows = [[one.line, _harmless(one.key), _harmless(one.reason)] for one in rejected]
        if not rows:
            return
        with self.path.open("a" if self.exists else "w", newline="", encoding="utf-8") as file:
            if not self.exists:
                csv.writer(file).writerow(HEADER)
            csv.writer(file).writerows(rows)
        self.exists = True


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and no file for broken."""
    shown = "".join(one if one.isprintable() else "\ufffd" for one in text[:LONGEST_KEY_SHOWN])
    return f"'{shown}" if shown[:1] in ("=", "+", "-", "@") else shown


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
