"""Whoever changes a draft of a standard or a calendar leaves a row, before it binds anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from requests_app.models import ConfigurationChange, Department, User
from sla import calendars, proposals, standards
from sla.days import Day, Kind
from sla.models import BusinessCalendar, CalendarDraft, ServiceStandard
from sla.terms import Target
from tests.make import make_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def revised(it: Department) -> ServiceStandard:
    return standards.revise(make_standard(it), by=None)


@pytest.fixture
def hours(revised: ServiceStandard) -> CalendarDraft:
    calendar: BusinessCalendar = revised.calendar
    return calendars.open_draft(calendar, by=None)


def _rows(kind: str) -> list[ConfigurationChange]:
    return list(ConfigurationChange.objects.of_kind(kind).order_by("pk"))


class TestStandards:
    def test_a_revision_that_says_the_same_leaves_none(self, revised: ServiceStandard) -> None:
        assert [row.thing for row in _rows("standard_draft")] != [str(revised.pk)]

    def test_a_change_says_what_it_said_before(self, revised: ServiceStandard, ada: User) -> None:
        said = proposals.said_by(revised)
        longer = {key: Target(goal.seconds * 2, goal.steps) for key, goal in said.targets.items()}
        standards.draft(revised.scope, replace(said, targets=longer), by=ada)
        row = _rows("standard_draft")[-1]
        assert (row.by, row.action, row.thing) == (ada, "changed", str(revised.pk))
        assert len(row.changes) == len(longer)
        assert all(one["before"]["ru"] != one["after"]["ru"] for one in row.changes)

    def test_saving_it_as_it_is_leaves_none(self, revised: ServiceStandard, ada: User) -> None:
        before = len(_rows("standard_draft"))
        standards.draft(revised.scope, proposals.said_by(revised), by=ada)
        assert len(_rows("standard_draft")) == before

    def test_thrown_away_it_says_what_it_said(self, revised: ServiceStandard, ada: User) -> None:
        pk = revised.pk
        standards.discard(revised, by=ada)
        row = _rows("standard_draft")[-1]
        assert (row.by, row.action, row.thing) == (ada, "removed", str(pk))
        assert {one["after"]["en"] for one in row.changes} == {"–"}


class TestCalendars:
    CLOSED = date(2030, 1, 7)

    def _close(self, draft: CalendarDraft, by: User) -> CalendarDraft:
        return calendars.set_day(draft, self.CLOSED, Day(Kind.CLOSED), by=by)

    def _changes(self) -> list[dict[str, Any]]:
        row = _rows("calendar_draft")[-1]
        changes: list[dict[str, Any]] = row.changes
        return changes

    def test_a_day_is_a_line_in_every_language(self, hours: CalendarDraft, ada: User) -> None:
        self._close(hours, ada)
        (line,) = self._changes()
        assert set(line["field"]) == {"en", "zh-hans", "ru"}
        assert "2030" in line["field"]["en"]

    def test_the_same_once_more_leaves_none(self, hours: CalendarDraft, ada: User) -> None:
        again = self._close(hours, ada)
        self._close(again, ada)
        assert len(_rows("calendar_draft")) == 1

    def test_thrown_away_the_day_is_as_it_was(self, hours: CalendarDraft, ada: User) -> None:
        calendars.discard(self._close(hours, ada), by=ada)
        closed, gone = _rows("calendar_draft")
        assert gone.action == "removed"
        assert gone.changes[0]["after"] == closed.changes[0]["before"]
