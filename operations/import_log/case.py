"""One request as its log tells it: plain values with the log's own names, before anything becomes a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """At this moment the log says: this state, holder, worker, levels. None or empty: nothing new about it."""

    at: datetime
    state: str = ""  # a Status, or one of mapping.SAYINGS
    word: str = ""  # the log's own word for it
    text: str = ""
    department: str = ""
    assignee: str = ""
    actor: str = ""
    levels: tuple[int, int] | None = None
    line: int = 0  # of the file; 0: the line of its case


@dataclass(frozen=True, slots=True)
class Flagged:
    """What was odd about a row that was kept: the column and the log's own word, where one can be named."""

    line: int
    key: str
    flag: str
    column: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rating. `at` None: given when the request ended."""

    solved: str | None
    csat: int | None
    ces: int | None
    comment: str
    at: datetime | None


@dataclass(slots=True)
class Case:
    key: str
    line: int
    filed_at: datetime
    title: str
    description: str = ""
    department: str = ""
    service: str = ""
    requester: str = ""
    filed_by: str = ""
    levels: tuple[int, int] | None = None
    channel: str = ""
    outside_party: str = ""
    needed_by: date | None = None
    due_at: datetime | None = None
    promised_for: datetime | None = None
    # What columns of a log of events say about the solution and the end ("resolved", "closed"), where there are any.
    told: dict[str, datetime | None] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    judgement: Judgement | None = None
    flagged: dict[Flagged, None] = field(default_factory=dict)  # a set that keeps its order

    @property
    def flags(self) -> list[str]:
        """Each name once."""
        return list(dict.fromkeys(one.flag for one in self.flagged))

    def flag(self, name: str, *, line: int = 0, column: str = "", word: str = "") -> None:
        """Without a line it is said of the whole request, which begins on its own."""
        self.flagged[Flagged(line or self.line, self.key, name, column, word)] = None

    def people(self) -> set[str]:
        """Everybody the log names."""
        named = {self.requester, self.filed_by}
        for entry in self.entries:
            named |= {entry.assignee, entry.actor}
        return named - {""}

    def departments(self) -> set[str]:
        return {self.department, *(entry.department for entry in self.entries)} - {""}
