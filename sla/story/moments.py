"""The exact moments of a clock: every piece with its ends, by which hours it was counted, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from babel.dates import format_skeleton
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from requests_app.moments import exact, locale
from sla import words
from sla.calendar.instants import SECOND, from_us
from sla.ledger import PieceKind
from sla.models import CalendarVersion
from sla.story.lives import Life, Part
from sla.story.voice import Voice


@dataclass(frozen=True, slots=True)
class Ends:
    """From when to when, written in one zone; `zone` is named where it is not the reader's."""

    since: str
    until: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One piece. `counted` is empty for a rest; `elsewhere` says the same in the zone of the working hours."""

    what: str
    here: Ends
    elsewhere: Ends | None
    counted: str
    hours: str
    hours_url: str


@dataclass(frozen=True, slots=True)
class Table:
    rows: list[Row]
    total: str
    moments: list[tuple[str, str]]


def table_of(life: Life, voice: Voice) -> Table:
    rows, seconds = [], 0
    worked = 0
    for part in life.parts:
        # Cut to whole seconds as a running sum, so that the rows add up to what stands below them.
        worked += part.counted
        rows.append(_row(part, worked // SECOND - seconds, voice))
        seconds = worked // SECOND
    return Table(rows, words.span_exact(seconds), _moments(life))


def _row(part: Part, seconds: int, voice: Voice) -> Row:
    runs = part.kind == PieceKind.RUN
    rested = pgettext("clock piece", "Rested: %(reason)s")
    return Row(
        what=pgettext("clock piece", "Ran") if runs else rested % {"reason": voice.reason(part.reason)},
        here=_ends(part, timezone.get_current_timezone()),
        elsewhere=_elsewhere(part),
        counted=words.span_exact(seconds) if runs else "",
        hours=_("%(calendar)s, version %(number)s")
        % {"calendar": part.version.calendar, "number": part.version.number},
        hours_url=_hours_url(part.version),
    )


def _ends(part: Part, zone: tzinfo, name: str = "") -> Ends:
    until = pgettext("end of a stretch", "now") if part.is_open else _written(part.until, zone)
    return Ends(_written(part.since, zone), until, name)


def _elsewhere(part: Part) -> Ends | None:
    zone = part.calendar.spec.zone
    here, there = (from_us(part.since).astimezone(one) for one in (timezone.get_current_timezone(), zone))
    if here.utcoffset() == there.utcoffset():
        return None
    return _ends(part, zone, zone.key.replace("_", " "))


def _written(instant: int, zone: tzinfo) -> str:
    """“8 Jun 2026 09:00:00”, whatever day it is today."""
    at = from_us(instant).astimezone(zone)
    return f"{format_skeleton('yMMMd', at, tzinfo=zone, locale=locale())} {at:%H:%M:%S}"


def _hours_url(version: CalendarVersion) -> str:
    try:
        return reverse("sla:calendar", args=[version.calendar.code])
    except NoReverseMatch:
        return ""


def _moments(life: Life) -> list[tuple[str, str]]:
    clock = life.clock
    found: list[tuple[str, datetime | None]] = [
        (_("Began"), clock.started_at),
        (_("Due"), clock.due_at),
        (_("Broke"), clock.breached_at),
        (_("Stopped"), clock.stopped_at),
    ]
    return [(label, exact(at)) for label, at in found if at is not None]
