"""A department that became part of another one today, with what it offered and what was asked of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from requests_app import catalogue, departments, reorganising, transitions, undertakings
from requests_app.models import Delivery, Department, Membership, Notification, Service, User
from requests_app.transitions import Filing

from . import content
from .articles import translated
from .world import World


def merge(world: World) -> None:
    """By the real verbs, an admin at each; whoever leads the other one led it beside that."""
    known = set(Notification.objects.values_list("pk", flat=True))
    told = content.load("merged")
    into, admin = world.departments[told["into"]], world.staff.cast["ada.lind"]
    leader = world.staff.managers[into.pk][0]
    fields = {name: told[name] for name in ("name", "description")}
    travel = departments.begin(told["code"], {**fields, "time_zone": into.time_zone, "head": leader}, by=admin)
    Membership.objects.create(user=leader, department=travel, role=Membership.Role.MANAGER)
    _ask(world, _offer(told["service"], travel, by=leader), told["asked"])
    merger = reorganising.merge(travel, into, by=admin, now=world.now)
    undertakings.finish_small(merger)
    Notification.objects.exclude(pk__in=known).delete()
    Delivery.objects.all().delete()


def _offer(raw: dict[str, Any], provider: Department, *, by: User) -> Service:
    name, description, to_bring = (translated(raw[one]) for one in ("name", "description", "to_bring"))
    said = catalogue.Description(
        name=name, description=description, to_bring=to_bring, icon=raw["icon"], default_impact=1, default_urgency=2
    )
    service = catalogue.begin(provider, raw["code"], said, by=by)
    return catalogue.publish(service, edition=service.edition, by=by)


def _ask(world: World, service: Service, asked: dict[str, Any]) -> None:
    requester = world.staff.cast[asked["who"]]
    filing = Filing(asked["title"], asked["text"])
    at = world.now - timedelta(minutes=asked["minutes"])
    transitions.submit(service, filing, requester=requester, by=requester, now=at)
