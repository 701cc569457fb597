"""Departments that meet on a rhythm: a meeting that was, with what it decided, and the one to come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dashboards.meetings import telling, verbs
from dashboards.meetings.models import ReviewMeeting
from dashboards.meetings.verbs import Decided, Outline
from requests_app.models import Notification

from . import content
from .world import World

WEEKEND = (5, 6)


def meet(world: World) -> None:
    """What people were told of the past meeting is not news any more."""
    for raw in content.load("meetings")["reviews"]:
        _review(world, raw)
    Notification.objects.filter(kind__in=telling.WORDINGS).delete()


def _review(world: World, raw: dict[str, Any]) -> None:
    departments = [world.departments[code] for code in raw["departments"]]
    by = world.staff.managers[departments[0].pk][0]
    begins = (world.now + timedelta(days=raw["days"])).replace(hour=raw["hour"], minute=0, second=0, microsecond=0)
    if begins.weekday() in WEEKEND:
        begins += timedelta(days=7 - begins.weekday())
    outline = Outline(starts_at=begins, ends_at=begins + timedelta(hours=1), place=raw["place"], link="")
    review = verbs.begin(departments, raw["every_weeks"], outline, by=by, now=begins - timedelta(days=10))
    meeting = review.meetings.get()
    for decision in raw["decisions"]:
        _decide(world, meeting, decision)
    came = list(meeting.people.values_list("pk", flat=True))
    verbs.hold(meeting, came, raw["notes"][content.short(by)], by=by, now=meeting.ends_at)


def _decide(world: World, meeting: ReviewMeeting, raw: dict[str, Any]) -> None:
    department = world.departments[raw["department"]]
    owner = world.staff.managers[department.pk][0]
    until = (world.now + timedelta(days=raw["days"])).date()
    decided = Decided(text=raw["text"][content.short(owner)], department=department, owner=owner, until_on=until)
    verbs.decide(meeting, decided, by=owner, now=meeting.ends_at)
