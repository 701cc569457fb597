"""Logs and mappings small enough to read, and the command that brings them in."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from django.core.management import call_command

REQUESTS = """
source = "desk"
kind = "requests"

[values]
zone = "Europe/Berlin"
dates = ["%d.%m.%Y %H:%M"]
unknown = ["?"]

[columns]
key = "id"
title = "subject"
department = "team"
service = "topic"
requester = "asked by"
assignee = "done by"
priority = "prio"
channel = "via"
state = "state"
filed = "opened"
started = "taken"
resolved = "solved"
closed = "closed"
due = "due"
result = "how"
csat = "stars"

[states]
"open" = "in_progress"
"waiting" = "waiting"
"done" = "resolved"
"closed" = "closed"
"refused" = "declined"

[priorities]
"A" = "critical"
"B" = "normal"

[channels]
"tel" = "phone"
"""

EVENTS = """
source = "tracker"
kind = "events"

[values]
zone = "UTC"
unknown = ["?"]

[columns]
key = "case"
at = "when"
state = "status"
department = "group"
service = "topic"
requester = "caller"
assignee = "agent"
priority = "prio"
text = "said"

[states]
"New" = "new"
"Active" = "in_progress"
"Awaiting user" = "waiting"
"Awaiting vendor" = "on_hold"
"Resolved" = "resolved"
"Closed" = "closed"
"Cancelled" = "cancelled"
"Comment" = "reply"
"Update" = "nothing"

[priorities]
"1" = "critical"
"3" = "normal"

[departments]
unknown = "Nobody's group"
"""

REQUEST_COLUMNS = (
    *("id", "subject", "team", "topic", "asked by", "done by", "prio", "via", "state"),
    *("opened", "taken", "solved", "closed", "due", "how", "stars"),
)
EVENT_COLUMNS = ("case", "when", "status", "group", "topic", "caller", "agent", "prio", "said")


def request_row(key: str, **cells: str) -> dict[str, str]:
    """A request that was closed in time; cells by name with _ for a blank."""
    usual = {
        "id": key,
        "subject": f"Request {key}",
        "team": "IT",
        "topic": "Laptops",
        "asked by": "Ann",
        "done by": "Bob",
        "prio": "B",
        "via": "tel",
        "state": "closed",
        "opened": "05.01.2026 09:00",
        "taken": "05.01.2026 10:00",
        "solved": "06.01.2026 12:00",
        "closed": "09.01.2026 12:00",
        "due": "07.01.2026 09:00",
        "how": "A new one",
        "stars": "5",
    }
    return usual | {name.replace("_", " "): value for name, value in cells.items()}


def event_row(key: str, when: str, status: str, **cells: str) -> dict[str, str]:
    usual = {"group": "IT", "topic": "Mail", "caller": "Ann", "agent": "?", "prio": "3", "said": ""}
    return {"case": key, "when": when, "status": status} | usual | cells


def write_log(path: Path, rows: list[dict[str, str]]) -> Path:
    columns = REQUEST_COLUMNS if "id" in rows[0] else EVENT_COLUMNS
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


class Desk:
    """A folder with a mapping, and the command run in it."""

    def __init__(self, folder: Path, mapping: str) -> None:
        self.folder, self.report = folder, folder / "rejected.csv"
        self.mapping = folder / "mapping.toml"
        self.mapping.write_text(mapping, encoding="utf-8")

    def bring_in(self, log: Path | list[dict[str, str]], **options: Any) -> str:
        """What the command prints."""
        path = log if isinstance(log, Path) else write_log(self.folder / "log.csv", log)
        out = io.StringIO()
        call_command("import_log", str(path), mapping=self.mapping, report=self.report, stdout=out, **options)
        return out.getvalue()

    def rejected(self) -> list[tuple[str, str, str]]:
        """line, key, reason."""
        return [(row["line"], row["key"], row["reason"]) for row in self.reported("rejected")]

    def flagged(self) -> list[tuple[str, str, str, str, str]]:
        """line, key, flag, column, word."""
        wanted = ("line", "key", "reason", "column", "word")
        return [tuple(row[name] for name in wanted) for row in self.reported("flagged")]  # type: ignore[misc]

    def reported(self, kind: str) -> list[dict[str, str]]:
        if not self.report.exists():
            return []
        with self.report.open(newline="", encoding="utf-8") as file:
            return [row for row in csv.DictReader(file) if row["kind"] == kind]
