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
    entries: list[Entry] = field(default_factory=list)
    judgement: Judgement | None = None
    flags: list[str] = field(default_factory=list)

    def flag(self, name: str) -> None:
        if name not in self.flags:
            self.flags.append(name)

    def people(self) -> set[str]:
        """Everybody the log names."""
        named = {self.requester, self.filed_by}
        for entry in self.entries:
            named |= {entry.assignee, entry.actor}
        return named - {""}

    def departments(self) -> set[str]:
        return {self.department, *(entry.department for entry in self.entries)} - {""}
