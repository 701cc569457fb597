"""The words of a log that its mapping gives no meaning: which, how often, and where first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# Distinct words kept of each flag, so that a column of free text costs no memory; the others are only counted.
MOST_WORDS = 100
MOST_TOLD = 5
LONGEST_SHOWN = 200  # characters


def printable(text: str) -> str:
    """The beginning of a text of the log, without signs that steer a terminal or break a file."""
    return "".join(one if one.isprintable() else "\ufffd" for one in text[:LONGEST_SHOWN])


@dataclass(slots=True)
class Seen:
    times: int
    first: int  # line of the file


class UnknownWords:
    def __init__(self) -> None:
        self._words: dict[str, dict[tuple[str, str], Seen]] = {}
        self._others: dict[str, int] = {}

    def add(self, flag: str, column: str, word: str, line: int) -> None:
        """Count a flagged row; flags that are not about a word's meaning are passed over."""
        if not flag.startswith("unknown_"):
            return
        words, known = self._words.setdefault(flag, {}), (column, printable(word))
        if seen := words.get(known):
            seen.times, seen.first = seen.times + 1, min(seen.first, line)
        elif len(words) < MOST_WORDS:
            words[known] = Seen(1, line)
        else:
            self._others[flag] = self._others.get(flag, 0) + 1

    def distinct(self) -> int:
        """How many words are kept."""
        return sum(map(len, self._words.values()))

    def told(self) -> Iterator[str]:
        """A line for each flag, with its most frequent words."""
        for flag, words in sorted(self._words.items()):
            ranked = sorted(words.items(), key=lambda one: (-one[1].times, one[1].first))
            told = [
                f"“{word}” {seen.times:,}×, first on line {seen.first} (column {column})"
                for (column, word), seen in ranked[:MOST_TOLD]
            ]
            if rest := sum(seen.times for _word, seen in ranked[MOST_TOLD:]) + self._others.get(flag, 0):
                told.append(f"other words {rest:,}×")
            yield f"{flag}: {'; '.join(told)}"
