"""The exact moments of a clock: every piece with its ends, by which hours it was counted, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache

from babel.dates import format_skeleton
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from requests_app.moments import DAYS_REMEMBERED, exact, locale
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
class Hours:
    """A version of working hours, and where it can be read."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One piece. `counted` is empty for a rest; `elsewhere` says the same in the zone of the working hours.

    `hours`: only where not all pieces were counted by the same.
    """

    what: str
    here: Ends
    elsewhere: Ends | None
    counted: str
    hours: Hours | None


@dataclass(frozen=True, slots=True)
class Table:
    """`hours`: those that count now, `week` in words; `zone`: the reader's."""

    rows: list[Row]
    total: str
    moments: list[tuple[str, str]]
    hours: Hours
    week: str
    zone: str


def table_of(life: Life, voice: Voice) -> Table:
    rows, seconds, worked = [], 0, 0
    differ = len({part.version.pk for part in life.parts} | {life.clock.calendar_version_id}) > 1
    for part in life.parts:
        # Cut to whole seconds as a running sum, so that the rows add up to what stands below them.
        worked += part.counted
        rows.append(_row(part, worked // SECOND - seconds, voice, _hours(part.version) if differ else None))
        seconds = worked // SECOND
    return Table(
        rows,
        words.span_exact(seconds),
        _moments(life),
        _hours(life.clock.calendar_version),
        words.hours(life.account.calendar),
        timezone.get_current_timezone_name().replace("_", " "),
    )


def _row(part: Part, seconds: int, voice: Voice, hours: Hours | None) -> Row:
    runs = part.kind == PieceKind.RUN
    rested = pgettext("clock piece", "Rested: %(reason)s")
    return Row(
        what=pgettext("clock piece", "Ran") if runs else rested % {"reason": voice.reason(part.reason)},
        here=_ends(part, timezone.get_current_timezone()),
        elsewhere=_elsewhere(part),
        counted=words.span_exact(seconds) if runs else "",
        hours=hours,
    )


def _ends(part: Part, zone: tzinfo, name: str = "") -> Ends:
    first, last = (from_us(instant).astimezone(zone) for instant in (part.since, part.until))
    if part.is_open:
        until = pgettext("end of a stretch", "now")
    else:
        until = f"{last:%H:%M:%S}" if last.date() == first.date() else _written(last)
    return Ends(_written(first), until, name)


def _elsewhere(part: Part) -> Ends | None:
    zone = part.calendar.spec.zone
    here, there = (from_us(part.since).astimezone(one) for one in (timezone.get_current_timezone(), zone))
    if here.utcoffset() == there.utcoffset():
        return None
    return _ends(part, zone, zone.key.replace("_", " "))


def _written(at: datetime) -> str:
    """“8 Jun 2026 09:00:00”, whatever day it is today."""
    return f"{_day_written(at.date(), get_language())} {at:%H:%M:%S}"


@lru_cache(DAYS_REMEMBERED)
def _day_written(day: date, language: str | None) -> str:
    return format_skeleton("yMMMd", datetime(day.year, day.month, day.day), locale=locale())


def _hours(version: CalendarVersion) -> Hours:
    name = _("%(calendar)s, version %(number)s") % {"calendar": version.calendar, "number": version.number}
    return Hours(name, f"{reverse('sla:calendar_history', args=[version.calendar.code])}#v{version.number}")


def _moments(life: Life) -> list[tuple[str, str]]:
    clock = life.clock
    found: list[tuple[str, datetime | None]] = [
        (_("Began"), clock.started_at),
        (_("Due"), clock.due_at),
        (_("Broke"), clock.breached_at),
        (_("Stopped"), clock.stopped_at),
    ]
    return [(label, exact(at)) for label, at in found if at is not None]
