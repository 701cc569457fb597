"""Calendars as rows: made once, changed only by a further version, which is a draft before it is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import User
from requests_app.transitions import Refused, StaleForm
from sla import days
from sla.calendar import CalendarError, CalendarSpec, NoWorkingTime, WorkingCalendar
from sla.calendar_problems import sentence
from sla.days import Day, Days, write
from sla.models import BusinessCalendar, CalendarDraft, CalendarVersion, Clock, ServiceStandard

USUAL_WEEK = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
LONGEST_STRETCH = timedelta(days=366)


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
    newest = _hold(calendar)
    if newest is not None and newest.digest == checked.spec_digest:
        return newest
    return _next_version(calendar, newest, checked, _Publication(at=at, by=by, counts_from=at, days=known))


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
def open_draft(calendar: BusinessCalendar, *, by: User | None, now: datetime | None = None) -> CalendarDraft:
    """The draft of the next version: the one that is there, else a new one that says what the newest version says."""
    newest = _hold(calendar)
    present = CalendarDraft.objects.filter(calendar=calendar).first()
    if present is not None:
        return present
    if newest is None:
        raise Refused(_("This calendar has no hours yet."))
    spec = newest.working_calendar.spec
    return CalendarDraft.objects.create(
        calendar=calendar,
        based_on=newest,
        tz=spec.zone.key,
        weekly=spec.as_json()["weekly"],
        days=days.write(days.of_version(spec, newest.days)),
        changed_by=by,
        changed_at=now or clock.now(),
    )


@transaction.atomic
def change_week(
    draft: CalendarDraft, tz: str, weekly: Mapping[str, Any], *, by: User | None, now: datetime | None = None
) -> CalendarDraft:
    """Other hours of the week, or another zone. Raises Refused where they cannot be read."""
    held = _hold_draft(draft)
    try:
        checked = CalendarSpec.parse({"tz": tz, "weekly": weekly})
    except CalendarError as problem:
        raise Refused(sentence(problem)) from problem
    held.tz, held.weekly = checked.zone.key, checked.as_json()["weekly"]
    return _changed(held, by=by, now=now)


def set_day(
    draft: CalendarDraft,
    day: date,
    said: Day,
    *,
    until: date | None = None,
    by: User | None,
    now: datetime | None = None,
) -> CalendarDraft:
    """Somebody says that this day, or each one up to `until`, is closed or has hours of its own.

    It covers what was imported. Raises Refused for a stretch that runs backwards or is longer than a year.
    """
    last = until or day
    if not timedelta() <= last - day <= LONGEST_STRETCH:
        raise Refused(_("The last day lies before the first, or more than a year after it."))

    def written(known: Days) -> Days:
        for number in range((last - day).days + 1):
            known = days.with_own(known, day + timedelta(days=number), said)
        return known

    return _change_days(draft, written, by=by, now=now)


def clear_day(draft: CalendarDraft, day: date, *, by: User | None, now: datetime | None = None) -> CalendarDraft:
    """Back to normal: to what was imported for the day, and from there to the week."""
    return _change_days(draft, lambda known: days.without_own(known, day), by=by, now=now)


def take_over(
    draft: CalendarDraft, imported: Mapping[date, Day | None], *, by: User | None, now: datetime | None = None
) -> CalendarDraft:
    """Write the rows of an import that somebody chose; None removes what an earlier import said.

    What a person said about a day stays, and the import goes beneath it.
    """

    def written(known: Days) -> Days:
        for day, said in imported.items():
            known = days.with_imported(known, day, said)
        return known

    return _change_days(draft, written, by=by, now=now)


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
    newest = _hold(draft.calendar)
    held = _hold_draft(draft)
    if edition is not None and edition != held.version:
        raise StaleForm
    checked = usable(spec_of(held), at)
    metadata = days.write(days.read(held.days), with_openings=False)
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


def discard(draft: CalendarDraft) -> None:
    """Throw the draft away: the published version stays what it is."""
    _hold_draft(draft).delete()


def spec_of(draft: CalendarDraft) -> dict[str, Any]:
    """The spec that publishing the draft would write."""
    return days.to_spec(draft.tz, draft.weekly, days.read(draft.days))


def first_past_change(draft: CalendarDraft, at: datetime) -> date | None:
    """The first day before today on which the draft changes the working time that clocks may have counted with.

    Nothing where no clock ever counted by this calendar: there a draft may say about the past what it likes.
    """
    if not is_used(draft.calendar):
        return None
    before = newest_version(draft.calendar_id).working_calendar.spec
    after = CalendarSpec.parse(spec_of(draft))
    first = next(days.changed_days(before, after), None)
    return first if first is not None and first < today_of(draft.tz, at) else None


def beginning_of(day: date, tz: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(tz))


def today_of(tz: str, at: datetime) -> date:
    return at.astimezone(ZoneInfo(tz)).date()


def is_used(calendar: BusinessCalendar) -> bool:
    """Whether clocks may count, or have counted, by it."""
    published = ServiceStandard.objects.filter(calendar=calendar).exclude(state=ServiceStandard.State.DRAFT)
    return published.exists() or Clock.objects.unfinished().filter(calendar_version__calendar=calendar).exists()


def newest_version(calendar_id: int) -> CalendarVersion:
    """What new clocks count with. Raises CalendarVersion.DoesNotExist."""
    return CalendarVersion.objects.defer("spec").filter(calendar=calendar_id).newest_first()[0:1].get()


@lru_cache(maxsize=128)
def usual_hours(zone: str) -> WorkingCalendar:
    """Monday to Friday, nine to six: for departments that have no standard of their own."""
    return WorkingCalendar.from_spec({"tz": zone, "weekly": USUAL_WEEK})


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
    from sla import recalculation  # which asks for published calendars itself

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
    if newest is not None:
        recalculation.plan_hours(version, by=made.by, now=made.at)
    return version


def _hold(calendar: BusinessCalendar) -> CalendarVersion | None:
    """The newest version, while nobody else can add one: two admins that save at once must not both write version 3."""
    BusinessCalendar.objects.select_for_update(no_key=True).get(pk=calendar.pk)
    return CalendarVersion.objects.filter(calendar=calendar).newest_first().first()


def _hold_draft(draft: CalendarDraft) -> CalendarDraft:
    held = CalendarDraft.objects.select_for_update(no_key=True).filter(pk=draft.pk).first()
    if held is None:
        raise Refused(_("This draft was published or thrown away in the meantime."))
    return held


@transaction.atomic
def _change_days(
    draft: CalendarDraft, change: Callable[[Days], Days], *, by: User | None, now: datetime | None
) -> CalendarDraft:
    held = _hold_draft(draft)
    held.days = days.write(change(days.read(held.days)))
    try:
        CalendarSpec.parse(spec_of(held))
    except CalendarError as problem:
        raise Refused(sentence(problem)) from problem
    return _changed(held, by=by, now=now)


def _changed(draft: CalendarDraft, *, by: User | None, now: datetime | None) -> CalendarDraft:
    draft.changed_by, draft.changed_at = by, now or clock.now()
    draft.version += 1
    draft.replay = None  # what a replay found was found of other hours
    draft.save()
    return draft
