"""Training that a finding led to: a session that was, with who came, and one to come with a waiting list."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from requests_app.models import Notification, User
from surveys.models import Improvement, TrainingSession
from surveys.training import verbs
from surveys.training.verbs import Outline

from . import content
from .articles import translated
from .dice import dice
from .world import World

WEEKEND = (5, 6)


def teach(world: World) -> None:
    """After the improvements: sessions belong to them. What people were told of it then is not news any more."""
    for raw in content.load("training")["sessions"]:
        improvements = Improvement.objects.filter(department=world.departments[raw["department"]], kind="training")
        belongs = improvements.open().order_by("pk").first()
        if belongs is not None:
            _hold(world, belongs, raw)
    Notification.objects.filter(kind__startswith="training_").delete()


def _hold(world: World, improvement: Improvement, raw: dict[str, Any]) -> None:
    by = world.staff.managers[improvement.department_id][0]
    begins = (world.now + timedelta(days=raw["days"])).replace(hour=raw["hour"])
    if begins.weekday() in WEEKEND:
        begins += timedelta(days=7 - begins.weekday())
    planned = begins - timedelta(days=24)
    session = verbs.plan(improvement, _outline(raw, begins, by), by=by, now=planned)
    people = _people(world, improvement, raw)
    for place, person in enumerate(people):
        verbs.sign_up(session, by=person, now=planned + timedelta(hours=place + 1))
    if begins < world.now:
        came = [person.pk for person in people[: raw["came"]]]
        verbs.note_who_came(session, came, by=by, now=begins + timedelta(hours=3))


def _outline(raw: dict[str, Any], begins: datetime, by: User) -> Outline:
    return Outline(
        title=translated(raw["title"]),
        text=translated(raw["text"]),
        starts_at=begins,
        ends_at=begins + timedelta(hours=raw["hours"]),
        place=raw["place"],
        link="",
        seats=raw["seats"],
        offered_to=raw["offered_to"],
        led_by=by,
    )


def _people(world: World, improvement: Improvement, raw: dict[str, Any]) -> list[User]:
    """Of those it is for; nobody of the cast, whose story is told elsewhere."""
    cast = set(world.staff.cast.values())
    theirs = raw["offered_to"] == TrainingSession.Offered.COLLEAGUES
    known = [one for one in world.staff.users if one not in cast and one.is_active]
    able = [one for one in known if not theirs or one.works_in(improvement.department_id)]
    return dice("training", raw["title"]["en"]).sample(able, min(raw["people"], len(able)))
