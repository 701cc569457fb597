"""What the portal acknowledged: its word, kept by those to whom it was given."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["request", "reply", "file", "letter", "done"]


@dataclass(frozen=True, slots=True)
class Word:
    """One acknowledged piece of work. `text` is said nowhere else; `digest` is of a file's content."""

    kind: Kind
    text: str
    way: str
    request: int | None = None
    digest: str = ""


@dataclass
class Ledger:
    """Written by many threads. `since` tells whether anything was acknowledged that began after a moment."""

    file: Path
    words: list[Word] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    repeats: Counter[str] = field(default_factory=Counter)
    _last_begun: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, word: Word, *, begun: float) -> None:
        """`begun`: monotonic seconds."""
        with self._lock:
            self.words.append(word)
            self._last_begun = max(self._last_begun, begun)
            with self.file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(word)) + "\n")

    def refuse(self, what: str) -> None:
        with self._lock:
            self.refused.append(what)

    def repeat(self, why: str) -> None:
        with self._lock:
            self.repeats[why] += 1

    def since(self, moment: float) -> bool:
        return self._last_begun > moment

    def counts(self) -> dict[str, int]:
        with self._lock:
            return dict(Counter(word.kind for word in self.words))


def read(file: Path) -> list[Word]:
    return [Word(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def now() -> float:
    return time.monotonic()
