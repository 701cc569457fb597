"""Where the lines of a page go: one empty line between what stands apart, and signs of quotes before them."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import marks


@dataclass(slots=True)
class Lines:
    """Lines of the letter itself, or of one cell of a table. `size` counts characters."""

    all: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, line: str, quotes: int) -> None:
        if not line.strip():
            self.gap(quotes)
            return
        self.all.append(line if line in marks.ALL else "> " * quotes + line)
        self.size += len(line) + 2 * quotes + 1

    def gap(self, quotes: int) -> None:
        """One empty line, never two."""
        empty = ("> " * quotes).rstrip()
        if self.all and self.all[-1].strip("> "):
            self.all.append(empty)
        elif self.all and len(empty) < len(self.all[-1]):
            self.all[-1] = empty

    def trimmed(self) -> list[str]:
        start, end = 0, len(self.all)
        while start < end and not self.all[start].strip():
            start += 1
        while end > start and not self.all[end - 1].strip():
            end -= 1
        return self.all[start:end]
