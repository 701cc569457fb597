"""How departments share their work: who gets what by itself, weekly hours, and requests that tell why."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

from django.utils import timezone

from requests_app import absences, assignment_rules, transitions
from requests_app.assignment_rules import Way
from requests_app.models import Membership, Notification, ServiceRequest, Strategy, User
from requests_app.transitions import Filing
from sla import checklists

from . import content
from .rhythm import ago
from .world import World


def arrange(world: World) -> None:
    """After the history, in which everything was given by hand."""
    told = content.load("work")
    _part_time(told["weekly"]["hours"])
    for way in told["ways"]:
        _agree(world, way)
    filed = [_file(world, raw) for raw in told["requests"]]
    # What the cast hears of it is told with all the other news.
    Notification.objects.filter(request__in=filed).delete()


def _part_time(hours: list[int]) -> None:
    members = list(Membership.objects.filter(role=Membership.Role.AGENT).order_by("department", "pk"))
    for member, each in zip(members, cycle(hours), strict=False):
        member.weekly_hours = Decimal(each)
    Membership.objects.bulk_update(members, ["weekly_hours"])


def _agree(world: World, way: dict[str, Any]) -> None:
    department = world.departments[way["department"]]
    service = world.offer(way["department"], way["service"]).service if "service" in way else None
    owner = None
    if way["strategy"] == Strategy.OWNER:
        owner = world.staff.serving[department.pk][-1]
        _away(world, owner)
    assignment_rules.set_rule(department, service, Way(way["strategy"], owner), by=None)


def _away(world: World, person: User) -> None:
    today = timezone.localtime(world.now, person.zone).date()
    absences.record(person, absences.Away(today - timedelta(days=10), today + timedelta(days=2)), now=world.now)


def _file(world: World, raw: dict[str, Any]) -> ServiceRequest:
    service = world.offer(raw["department"], raw["service"]).service
    requester = world.staff.cast[raw["requester"]]
    words = raw[content.short(requester)]
    at = ago(world.promised(service.provider_id, service.pk, world.now).hours, raw["filed"], world.now)
    filing = Filing(words["title"], words["description"])
    filed = transitions.submit(service, filing, requester=requester, by=requester, now=at)
    if "ticked" in raw:
        _begin(world, filed, raw)
    return filed


def _begin(world: World, filed: ServiceRequest, raw: dict[str, Any]) -> None:
    """One of the cast works on it, and has ticked off some points of the department's checklist."""
    worker = world.staff.cast[raw["worker"]]
    started = min(filed.filed_at + timedelta(minutes=12), world.now)
    begun = transitions.start(filed, by=worker, now=started)
    for item in checklists.items_of(begun)[: raw["ticked"]]:
        checklists.tick(begun, item.key, by=worker, now=world.now)
