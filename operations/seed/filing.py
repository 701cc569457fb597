"""What came in by other doors than the page of a service: nobody knew whom to ask, and somebody found out."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from requests_app import catalogue, transitions
from requests_app.models import Delivery, Notification, Service, ServiceRequest, User
from requests_app.recurring import keeping
from requests_app.recurring.filing import file_due
from requests_app.recurring.keeping import Wish
from requests_app.recurring.rule import OnClosed, Rule
from requests_app.transitions import Filing

from . import content
from .dice import dice
from .world import World

PROVIDER, CODE = "it", "unsure"
NINE = time(9)


def tell(world: World) -> None:
    """After the history is written. Nobody is mailed; of the journal `notices` tells."""
    known = set(Notification.objects.values_list("pk", flat=True))
    raw = content.load("filing")
    service = _service(world, raw["service"])
    askers = _askers(world)
    for plan, asker in zip(raw["lost"], askers, strict=False):
        _lose(world, service, asker, plan)
    for plan in raw["again"]:
        _repeat(world, plan)
    file_due(now=world.now)
    for plan in raw["for_a_colleague"]:
        _file_for(world, plan)
    Notification.objects.exclude(pk__in=known).delete()
    Delivery.objects.all().delete()


def _service(world: World, texts: dict[str, Any]) -> Service:
    service = Service.objects.create(
        provider=world.departments[PROVIDER],
        code=CODE,
        icon="lifebuoy",
        default_impact=1,
        default_urgency=2,
        asking=Service.Asking.NEVER,  # nothing is done here that one could be satisfied with
        **texts,
    )
    return catalogue.set_triage(service, on=True, edition=service.edition)


def _askers(world: World) -> list[User]:
    people = list(User.objects.active().filter(memberships=None, is_admin=False).order_by("pk"))
    dice(world.year.today, "filing", "askers").shuffle(people)
    return people


def _lose(world: World, service: Service, asker: User, plan: dict[str, Any]) -> ServiceRequest:
    """Filed a little while ago by somebody at a loss, and passed on where the plan says so."""
    words = plan[content.short(asker)]
    at = world.now - timedelta(minutes=plan["minutes"])
    lost = transitions.submit(service, Filing(words[0]), requester=asker, by=asker, now=at)
    if "to" not in plan:
        return lost
    finder = world.staff.agents(service.provider_id, content.short(asker), asker.pk)[0]
    target = world.offer(*plan["to"]).service
    return transitions.pass_on(lost, target, words[1], by=finder, now=at + timedelta(minutes=plan["took"]))


def _repeat(world: World, plan: dict[str, Any]) -> None:
    """Begun today, or so many days ago as the plan says: the first request comes on its next day."""
    owner, service = world.staff.cast[plan["who"]], world.offer(*plan["service"]).service
    begun = timedelta(days=plan.get("days", 0))
    rule = Rule(
        every=plan["every"],
        from_day=world.year.today - begun,
        weekdays=tuple(plan.get("weekdays", ())),
        day=plan.get("day", 1),
        on_closed=OnClosed(plan.get("on_closed", "after")),
    )
    department = world.departments[plan["department"]] if "department" in plan else None
    wish = Wish(title=plan["title"], rule=rule, at=NINE, department=department)
    keeping.begin(service, wish, owner=owner, now=world.now - begun)


def _file_for(world: World, plan: dict[str, Any]) -> None:
    """One of the cast files it for another one: both find it among their requests."""
    filer, requester = (world.staff.cast[plan[name]] for name in ("who", "whom"))
    service = world.offer(*plan["service"]).service
    filing = Filing(plan["title"], plan["text"])
    transitions.submit(
        service, filing, requester=requester, by=filer, now=world.now - timedelta(minutes=plan["minutes"])
    )
