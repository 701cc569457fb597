"""A calendar gets a further version: from a draft, or at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import Translated, User
from requests_app.transitions import Refused, StaleForm
from sla import days as single_days
from sla.calendar import CalendarError, NoWorkingTime, WorkingCalendar
from sla.calendar_problems import sentence
from sla.days import Days, write
from sla.models import BusinessCalendar, CalendarDraft, CalendarVersion

from .drafting import hold, hold_draft
from .questions import beginning_of, first_past_change, spec_of


@transaction.atomic
def ensure(
    code: str,
    name: Any,
    spec: Mapping[str, Any],
    *,
    days: Days | None = None,
    by: User | None = None,
    now: datetime | None = None,
) -> CalendarVersion:
    """The calendar of this code with these hours: made, given a further version, or left as it is.

    `spec` is the object of `WorkingCalendar.from_spec`, `days` what is known about the single days in it. Raises
    Refused where it cannot be used by a clock.
    """
    at = now or clock.now()
    checked = usable(spec, at)
    known = write(days or {}, with_openings=False)
    calendar, _made = BusinessCalendar.objects.get_or_create(code=code, defaults={"name": name})
    newest = hold(calendar)
    if newest is not None and newest.digest == checked.spec_digest:
        return newest
    return _next_version(calendar, newest, checked, _Publication(at=at, by=by, counts_from=at, days=known))


@transaction.atomic
def call(
    calendar: BusinessCalendar,
    name: Mapping[str, str],
    description: Mapping[str, str],
    *,
    by: User | None,
    now: datetime | None = None,
) -> BusinessCalendar:
    """Another name or description; its code is its address, and never changes."""
    from sla import changes  # which asks for published calendars itself

    held = BusinessCalendar.objects.select_for_update(no_key=True).get(pk=calendar.pk)
    before = {"name": dict(held.name), "description": dict(held.description)}
    held.name, held.description = Translated(name), Translated(description)
    held.save(update_fields=["name", "description"])
    changes.calendar_called(held, before, by=by, at=now or clock.now())
    return held


def usable(spec: Mapping[str, Any], at: datetime) -> WorkingCalendar:
    """The calendar of a spec, if clocks that start at `at` can ever be due; else Refused, which says where it fails."""
    try:
        calendar = WorkingCalendar.from_spec(spec)
        calendar.next_open(at)
    except CalendarError as problem:
        raise Refused(sentence(problem)) from problem
    except ValueError as problem:  # a moment that no calendar knows
        raise Refused(_("Calendars know the years 1900 to 2199 only.")) from problem
    except NoWorkingTime as problem:
        raise Refused(_("This calendar is never open. Give it working hours first.")) from problem
    return calendar


@transaction.atomic
def publish(
    draft: CalendarDraft,
    *,
    by: User | None,
    note: str = "",
    correct_past: bool = False,
    edition: int | None = None,
    now: datetime | None = None,
) -> CalendarVersion:
    """Make the draft the next version, for all clocks from now on; and let running clocks follow.

    Days that have passed can be changed only by `correct_past`, with a note that says why: then the version counts from
    the first of them, and running clocks are counted again from there. `edition` is the version of the draft one has
    seen. Raises Refused, or StaleForm where the draft is another by now.
    """
    at = now or clock.now()
    newest = hold(draft.calendar)
    held = hold_draft(draft)
    if edition is not None and edition != held.version:
        raise StaleForm
    checked = usable(spec_of(held), at)
    metadata = write(single_days.read(held.days), with_openings=False)
    if newest is not None and newest.digest == checked.spec_digest and newest.days == metadata:
        raise Refused(_("The draft says what version %(number)s says.") % {"number": newest.number})
    first = first_past_change(held, at)
    if first is not None and not correct_past:
        raise Refused(_("The draft changes days that have passed. Take them out, or correct the past on purpose."))
    if first is not None and not note.strip():
        raise Refused(_("Say why the past is corrected."))
    since = beginning_of(first, held.tz) if first else at
    version = _next_version(
        held.calendar,
        newest,
        checked,
        _Publication(at=at, by=by, counts_from=since, note=note.strip(), days=metadata, replay=held.replay),
    )
    held.delete()
    return version


@dataclass(frozen=True, slots=True)
class _Publication:
    """Who makes a version, when and why, and what is known about its days."""

    at: datetime
    by: User | None
    counts_from: datetime
    note: str = ""
    days: dict[str, Any] = field(default_factory=dict)
    replay: Any = None


def _next_version(
    calendar: BusinessCalendar, newest: CalendarVersion | None, checked: WorkingCalendar, made: _Publication
) -> CalendarVersion:
    from sla import changes, recalculation  # which ask for published calendars themselves

    version = CalendarVersion.objects.create(
        calendar=calendar,
        number=newest.number + 1 if newest else 1,
        spec=checked.canonical_spec(),
        digest=checked.spec_digest,
        days=made.days,
        note=made.note,
        created_at=made.at,
        created_by=made.by,
        counts_from=made.counts_from,
        replay=made.replay,
    )
    changes.calendar_published(version, newest, by=made.by)
    if newest is not None:
        recalculation.plan_hours(version, by=made.by, now=made.at)
    return version
