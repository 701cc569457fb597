"""Services that are not for everybody or not offered now: confidential, for one department, a draft, a retired one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from requests_app import catalogue, transitions
from requests_app.models import Delivery, Notification, Service, User
from requests_app.transitions import Filing

from . import content
from .articles import translated
from .world import World


def offer(world: World) -> None:
    """After the history, which knows none of them. Nobody is mailed; of the journal `notices` tells."""
    known = set(Notification.objects.values_list("pk", flat=True))
    for raw in content.load("offered")["services"]:
        service = _begin(world, raw)
        if raw["state"] != "draft":
            service = catalogue.publish(service, edition=service.edition, by=_leader(world, raw))
        if raw["state"] == "retired":
            service = catalogue.retire(service, edition=service.edition, by=_leader(world, raw))
        for asked in raw.get("asked", []):
            _ask(world, service, asked)
    Notification.objects.exclude(pk__in=known).delete()
    Delivery.objects.all().delete()


def _leader(world: World, raw: dict[str, Any]) -> User:
    return world.staff.managers[world.departments[raw["department"]].pk][0]


def _begin(world: World, raw: dict[str, Any]) -> Service:
    """A draft, for whom and seen by whom the text says."""
    audience = [world.departments[code] for code in raw.get("only", [])]
    said = catalogue.Description(
        name=translated(raw["name"]),
        description=translated(raw["description"]),
        to_bring=translated(raw["to_bring"]),
        icon=raw["icon"],
        default_impact=1,
        default_urgency=2,
        audience=Service.Audience.SOME if audience else Service.Audience.EVERYBODY,
        audience_departments=audience,
        is_confidential="handlers" in raw,
        handlers=[world.staff.cast[name] for name in raw.get("handlers", [])],
    )
    return catalogue.begin(world.departments[raw["department"]], raw["code"], said, by=_leader(world, raw))


def _ask(world: World, service: Service, asked: dict[str, Any]) -> None:
    requester = world.staff.cast[asked["who"]]
    at = world.now - timedelta(minutes=asked["minutes"])
    filing = Filing(asked["title"], asked["text"])
    transitions.submit(service, filing, requester=requester, by=requester, now=at)
