"""A session as a calendar knows it: iCalendar (RFC 5545), in the active language."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from surveys.models import TrainingSession

NAME = "training.ics"
KIND = "text/calendar"
# Octets of a line; what is longer goes on in the next, after a space.
LONGEST = 75


def calendar_file(session: TrainingSession, *, at: datetime) -> str:
    """What puts it into a calendar; of one that was called off, what takes it out again. `at`: when it was written."""
    is_off = session.state == TrainingSession.State.CANCELLED
    address = settings.BASE_URL + reverse("training:detail", args=[session.pk])
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Counterpart//Training//EN",
        f"METHOD:{'CANCEL' if is_off else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:training-{session.pk}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}",
        # Grows with every change, so that a calendar takes the newer one.
        f"SEQUENCE:{session.edition}",
        f"DTSTAMP:{_moment(at)}",
        f"DTSTART:{_moment(session.starts_at)}",
        f"DTEND:{_moment(session.ends_at)}",
        f"SUMMARY:{_text(str(session.title))}",
        f"LOCATION:{_text(session.place or session.link)}",
        f"DESCRIPTION:{_text(_described(session, address))}",
        f"URL:{address}",
        f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _described(session: TrainingSession, address: str) -> str:
    return "\n".join(one for one in (str(session.text), session.link, address) if one)


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
