"""Views of the queues: one that every department shares, and those that the people of the cast made for themselves."""

from __future__ import annotations

from typing import Any

from requests_app import queue_views
from requests_app.models import Department, Membership, QueueView
from requests_app.queue_views import Kept

from . import content
from .world import World


def save(world: World) -> None:
    """Through the same functions as on the page; whoever leads a department shared its view."""
    raw = content.load("queues")
    for code, department in world.departments.items():
        for leader in world.staff.managers.get(department.pk, [])[:1]:
            names = raw["shared"]["name"]
            kept = Kept(names[content.short(leader)], is_shared=True, is_pinned=True)
            view = queue_views.save(department, raw["shared"]["query"], kept, by=leader, now=world.now)
            _keep_by_team(view)
        if code == raw["usual"]["department"]:
            _agree(world, department, raw["usual"])
        for one in raw.get(code, []):
            kept = Kept(one["name"], is_pinned=True)
            queue_views.save(department, one["query"], kept, by=world.staff.cast[one["who"]], now=world.now)


def _agree(world: World, department: Department, usual: dict[str, Any]) -> None:
    """Everybody of the department begins with one view; who leads it said so."""
    leader = world.staff.managers[department.pk][0]
    kept = Kept(usual["name"][content.short(leader)], is_shared=True, is_usual=True)
    queue_views.save(department, usual["query"], kept, by=leader, now=world.now)


def _keep_by_team(view: QueueView) -> None:
    """Whoever serves there has it beside the other views."""
    team = Membership.objects.filter(department=view.department_id).exclude(user=view.owner_id).select_related("user")
    for member in team.order_by("user"):
        queue_views.keep(view, Kept("", is_pinned=True), by=member.user)
