"""The next version of a calendar while somebody works on it: what it says changes at will, until it is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import User
from requests_app.transitions import Refused
from sla import days
from sla.calendar import CalendarError, CalendarSpec
from sla.calendar_problems import sentence
from sla.days import Day, Days
from sla.models import BusinessCalendar, CalendarDraft, CalendarVersion

from .questions import spec_of

LONGEST_STRETCH = timedelta(days=366)


@transaction.atomic
def open_draft(calendar: BusinessCalendar, *, by: User | None, now: datetime | None = None) -> CalendarDraft:
    """The draft of the next version: the one that is there, else a new one that says what the newest version says."""
    newest = hold(calendar)
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
    held = hold_draft(draft)
    try:
        checked = CalendarSpec.parse({"tz": tz, "weekly": weekly})
    except CalendarError as problem:
        raise Refused(sentence(problem)) from problem
    with _noted(held, by=by):
        held.tz, held.weekly = checked.zone.key, checked.as_json()["weekly"]
        return _changed(held, by=by, now=now)


@transaction.atomic
def rewrite(
    draft: CalendarDraft,
    tz: str,
    weekly: Mapping[str, Any],
    known: Days,
    *,
    by: User | None,
    now: datetime | None = None,
) -> CalendarDraft:
    """Week and single days at once, as a file says them. Raises Refused where they cannot be read."""
    held = hold_draft(draft)
    try:
        checked = CalendarSpec.parse(days.to_spec(tz, weekly, known))
    except CalendarError as problem:
        raise Refused(sentence(problem)) from problem
    with _noted(held, by=by):
        held.tz, held.weekly, held.days = checked.zone.key, checked.as_json()["weekly"], days.write(known)
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
def discard(draft: CalendarDraft, *, by: User | None) -> None:
    """Throw the draft away: the published version stays what it is."""
    from sla import draft_changes  # which asks for published calendars itself

    held = hold_draft(draft)
    draft_changes.calendar_removed(held, by=by)
    held.delete()


def _noted(held: CalendarDraft, *, by: User | None) -> AbstractContextManager[None]:
    from sla import draft_changes  # as above

    return draft_changes.changing_hours(held, by=by)


def hold(calendar: BusinessCalendar) -> CalendarVersion | None:
    """The newest version, while nobody else can add one: two admins that save at once must not both write version 3."""
    BusinessCalendar.objects.select_for_update(no_key=True).get(pk=calendar.pk)
    return CalendarVersion.objects.filter(calendar=calendar).newest_first().first()


def hold_draft(draft: CalendarDraft) -> CalendarDraft:
    held = CalendarDraft.objects.select_for_update(no_key=True).filter(pk=draft.pk).first()
    if held is None:
        raise Refused(_("This draft was published or thrown away in the meantime."))
    return held


@transaction.atomic
def _change_days(
    draft: CalendarDraft, change: Callable[[Days], Days], *, by: User | None, now: datetime | None
) -> CalendarDraft:
    held = hold_draft(draft)
    with _noted(held, by=by):
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
