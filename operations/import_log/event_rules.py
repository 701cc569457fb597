"""How the rows of one request in a log of events are read together: the table [events] of a mapping."""

from __future__ import annotations

from dataclasses import dataclass

from .toml_file import Section


@dataclass(frozen=True, slots=True)
class EventRules:
    """`order`: time or file. `unknown_department`: stays or moves. `service`: first or last (docs/import.md)."""

    order: str
    unknown_department: str
    service: str


def event_rules(section: Section, kind: str) -> EventRules:
    """Read [events]. Raises MappingError, also where the log is not one of events."""
    if section.values and kind != "events":
        raise section.error(None, 'belongs to logs of kind = "events".')
    rules = EventRules(
        order=section.choice("order", ("time", "file"), "time"),
        unknown_department=section.choice("unknown_department", ("stays", "moves"), "stays"),
        service=section.choice("service", ("first", "last"), "first"),
    )
    section.finish()
    return rules
