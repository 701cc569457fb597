"""What admins read about standards and calendars that came into force: in the list of changes of configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from requests_app import configuration
from requests_app.configuration import Action, Entry
from requests_app.models import User
from sla.calendar_words import content_of
from sla.calendar_words import differences as hours_differences
from sla.differences import Difference, differences, scope_words
from sla.models import BusinessCalendar, CalendarVersion, ServiceStandard

CODES = [code for code, _language in settings.LANGUAGES]
MOST_ROWS = 200  # a calendar of many years has thousands of days; its history page shows all of them


def register_all() -> None:
    configuration.register(
        configuration.Kind(code="standard", label=gettext_lazy("Service standard"), page=_standard_page),
        configuration.Kind(code="calendar", label=gettext_lazy("Calendar"), page=_calendar_page),
    )


def _standard_page(pk: str) -> str:
    return reverse("sla:detail", args=[pk])


def _calendar_page(code: str) -> str:
    return reverse("sla:calendar", args=[code])


def published(standard: ServiceStandard, before: ServiceStandard | None, *, by: User | None, at: datetime) -> None:
    """A version takes the place of the one before, or promises something for the first time."""
    since = standard.in_force_from.isoformat() if standard.in_force_from else None
    said = [
        configuration.Difference(in_all(lambda: _("Version")), before.number if before else None, standard.number),
        configuration.Difference(in_all(lambda: _("In force since")), None, since),
        *told(in_all(lambda: differences(before, standard))),
    ]
    _record(standard, Action.PUBLISHED, said, by=by, at=at)


def retired(standard: ServiceStandard, *, by: User | None, at: datetime) -> None:
    said = [configuration.Difference(in_all(lambda: _("In force until")), None, at.isoformat())]
    _record(standard, Action.RETIRED, said, by=by, at=at)


def calendar_published(version: CalendarVersion, before: CalendarVersion | None, *, by: User | None) -> None:
    calendar: BusinessCalendar = version.calendar
    said = [
        configuration.Difference(in_all(lambda: _("Version")), before.number if before else None, version.number),
        configuration.Difference(in_all(lambda: _("Counts from")), None, version.counts_from.isoformat()),
    ]
    if version.note:
        said.append(configuration.Difference(in_all(lambda: _("Why")), None, version.note))
    if before is not None:
        said += told(in_all(lambda: hours_differences(content_of(before), content_of(version))))
    label = dict(calendar.name or {}) or {settings.LANGUAGE_CODE: calendar.code}
    entry = Entry(kind="calendar", thing=calendar.code, label=label, action=Action.PUBLISHED, differences=said)
    configuration.record(entry, by=by, at=version.created_at)


def calendar_called(
    calendar: BusinessCalendar, before: Mapping[str, Mapping[str, str]], *, by: User | None, at: datetime
) -> None:
    """Another name or description, if it is another one."""
    after = {"name": dict(calendar.name), "description": dict(calendar.description)}
    words = {"name": in_all(lambda: _("Name")), "description": in_all(lambda: _("Description"))}
    said = [
        configuration.Difference(words[key], dict(before[key]), after[key])
        for key in words
        if before[key] != after[key]
    ]
    if said:
        label = dict(calendar.name) or {settings.LANGUAGE_CODE: calendar.code}
        entry = Entry(kind="calendar", thing=calendar.code, label=label, action=Action.CHANGED, differences=said)
        configuration.record(entry, by=by, at=at)


def _record(
    standard: ServiceStandard, action: str, said: list[configuration.Difference], *, by: User | None, at: datetime
) -> None:
    label = in_all(lambda: f"{standard.department} · {scope_words(standard)}")
    entry = Entry(kind="standard", thing=str(standard.pk), label=label, action=action, differences=said)
    configuration.record(entry, by=by, at=at)


def in_all(words: Callable[[], Any]) -> dict[str, Any]:
    """What a function says in each of the portal's languages."""
    said = {}
    for code in CODES:
        with override(code):
            said[code] = words()
    return said


def told(rows: Mapping[str, Iterable[Difference]]) -> list[configuration.Difference]:
    """The rows of a table of differences, as they read in every language."""
    tables = {code: list(table)[:MOST_ROWS] for code, table in rows.items()}
    own = tables[settings.LANGUAGE_CODE]
    if any(len(table) != len(own) for table in tables.values()):
        # Days that read alike share a line, and may read alike in one language only.
        tables = dict.fromkeys(tables, own)
    return [
        configuration.Difference(*(dict(zip(tables, texts, strict=True)) for texts in columns))
        for columns in (_columns(row) for row in zip(*tables.values(), strict=True))
    ]


def _columns(row: tuple[Difference, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(one.what for one in row), tuple(one.before for one in row), tuple(one.after for one in row)
