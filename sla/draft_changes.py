"""Drafts of standards and calendars in the list of changes: many people work on one, and it is what binds them later.

What one says is compared as it reads, so that a row is there for whatever a reader of the draft would notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app import configuration
from requests_app.configuration import Action, Entry
from requests_app.models import User
from sla.calendar_words import Content, content_of, content_of_draft
from sla.calendar_words import differences as hours_differences
from sla.changes import in_all, told
from sla.differences import Row, between, predecessor, rows_of, scope_words
from sla.models import CalendarDraft, ServiceStandard

Said = dict[str, list[Row]]  # by language


def register_all() -> None:
    configuration.register(
        configuration.Kind(
            code="standard_draft", label=_("Draft of a standard"), page=lambda pk: reverse("sla:detail", args=[pk])
        ),
        configuration.Kind(
            code="calendar_draft",
            label=_("Draft of a calendar"),
            page=lambda code: reverse("sla:calendar", args=[code]),
        ),
    )


def said_by_standard(draft: ServiceStandard | None) -> Said:
    """What it says now; nothing where there is none yet."""
    return in_all(lambda: rows_of(draft)) if draft else {}


def standard_written(draft: ServiceStandard, before: Said | None, *, by: User | None) -> None:
    """`before`: what it said until now; None of a new one, which is compared with the version it is to follow."""
    earlier = predecessor(draft) if before is None else None
    old = said_by_standard(earlier) if before is None else before
    action = Action.CREATED if before is None else Action.CHANGED
    _record_standard(draft, action, old, said_by_standard(draft), by=by)


def standard_removed(draft: ServiceStandard, *, by: User | None) -> None:
    _record_standard(draft, Action.REMOVED, said_by_standard(draft), {}, by=by)


def _record_standard(draft: ServiceStandard, action: str, old: Said, new: Said, *, by: User | None) -> None:
    languages = new or old
    found = told({code: between(old.get(code, []), new.get(code, [])) for code in languages})
    label = in_all(lambda: f"{draft.department} · {scope_words(draft)}")
    _record(Entry(kind="standard_draft", thing=str(draft.pk), label=label, action=action, differences=found), by)


@contextmanager
def changing_hours(draft: CalendarDraft, *, by: User | None) -> Iterator[None]:
    """Whatever the block changes of the draft, which it holds, is written down with it."""
    before = content_of_draft(draft)
    yield
    _record_hours(draft, Action.CHANGED, before, content_of_draft(draft), by=by)


def calendar_removed(draft: CalendarDraft, *, by: User | None) -> None:
    """What it would have changed goes with it."""
    _record_hours(draft, Action.REMOVED, content_of_draft(draft), content_of(draft.based_on), by=by)


def _record_hours(draft: CalendarDraft, action: str, before: Content, after: Content, *, by: User | None) -> None:
    calendar = draft.calendar
    found = told(in_all(lambda: hours_differences(before, after)))
    label = dict(calendar.name or {}) or calendar.code
    _record(Entry(kind="calendar_draft", thing=calendar.code, label=label, action=action, differences=found), by)


def _record(entry: Entry, by: User | None) -> None:
    if entry.differences:
        configuration.record(entry, by=by)
