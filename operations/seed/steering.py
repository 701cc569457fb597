"""Goals that managers set, and what they wrote beside their figures."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from dashboards.steering import verbs
from dashboards.steering.verbs import Noted

from . import content
from .world import World


def steer(world: World) -> None:
    """By whoever leads the department; what concerns everybody, by an admin."""
    told, today = content.load("goals"), world.now.date()
    admin = world.staff.cast["ada.lind"]
    for raw in told["goals"]:
        department = world.departments[raw["department"]]
        by, until = world.staff.managers[department.pk][0], today + timedelta(days=raw["days_ahead"])
        verbs.set_goal(department, raw["indicator"], Decimal(raw["value"]), until, by=by, now=world.now)
    for raw in told["annotations"]:
        concerned = world.departments[raw["department"]] if "department" in raw else None
        noted = Noted(department=concerned, day=today - timedelta(days=raw["days_ago"]), text=raw["text"])
        by = world.staff.managers[concerned.pk][0] if concerned else admin
        verbs.annotate(None, noted, by=by, now=world.now)
