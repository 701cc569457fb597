"""What puts an event into somebody's calendar: iCalendar (RFC 5545)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

KIND = "text/calendar"
# Octets of a line; what is longer goes on in the next, after a space.
LONGEST = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`uid` names it for ever; `sequence` grows with every change, so that a calendar takes the newer one."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    text: str
    path: str
    is_off: bool = False

    @property
    def address(self) -> str:
        return settings.BASE_URL + self.path


def calendar_file(event: Event, *, product: str, at: datetime) -> str:
    """What puts it into a calendar; of one that was called off, what takes it out again. `at`: when it was written."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Counterpart//{product}//EN",
        f"METHOD:{'CANCEL' if event.is_off else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{event.uid}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_moment(at)}",
        f"DTSTART:{_moment(event.starts_at)}",
        f"DTEND:{_moment(event.ends_at)}",
        f"SUMMARY:{_text(event.title)}",
        f"LOCATION:{_text(event.place)}",
        f"DESCRIPTION:{_text(event.text)}",
        f"URL:{event.address}",
        f"STATUS:{'CANCELLED' if event.is_off else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Counted in octets, and never within a character."""
    parts, room = [""], LONGEST
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append("")
            room = LONGEST - 1  # the space it begins with
        parts[-1] += letter
        room -= size
    return "\r\n ".join(parts)
