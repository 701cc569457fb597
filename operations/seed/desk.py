"""At the desks of IT today: a second pair of eyes, a corrected message, time noted, and many changed at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from requests_app import batches, efforts, transitions
from requests_app.models import Batch, Delivery, Effort, Level, Notification, Service, ServiceRequest, User
from requests_app.transitions import Filing
from sla import checklists, standards
from sla.models import BusinessCalendar, Scope

from . import content
from .dice import dice
from .standards import Plan
from .world import World

SLIP = timedelta(minutes=2)


def work(world: World) -> None:
    """After the history, by the real verbs. Nobody is mailed; of the journal `notices` tells."""
    known = set(Notification.objects.values_list("pk", flat=True))
    told = content.load("desk")
    service = _promise(world, told["standard"])
    rights = [_give_rights(world, service, raw) for raw in told["rights"]]
    _note_time(world, rights[-1], told["timer"])
    _change_at_once(world, [_see_double(world, raw) for raw in told["twice"]])
    Notification.objects.exclude(pk__in=known).delete()
    Delivery.objects.all().delete()


def _ago(world: World, minutes: int) -> datetime:
    return world.now - timedelta(minutes=minutes)


def _promise(world: World, raw: dict[str, Any]) -> Service:
    """A standard of a service that nobody asked for before: its past would have known no second pair of eyes."""
    plan, by = Plan(**raw), world.staff.cast["ada.lind"]
    department = world.departments[plan.department]
    service = Service.objects.get(provider=department, code=plan.service)
    week = BusinessCalendar.objects.get(code=plan.week)
    since = world.now - timedelta(days=plan.since_days)
    draft = standards.draft(Scope(department.pk, service.pk), plan.proposal(week), by=by)
    standards.publish(draft, by=by, now=since - timedelta(days=3), since=since)
    return service


def _give_rights(world: World, service: Service, raw: dict[str, Any]) -> ServiceRequest:
    requester, worker, colleague = _by_two(world, service, raw)
    filing = Filing(raw["title"], raw["text"])
    filed = transitions.submit(service, filing, requester=requester, by=requester, now=_ago(world, raw["filed"]))
    begun = transitions.start(filed, by=worker, now=_ago(world, raw["began"]))
    for item in checklists.items_of(begun):
        checklists.tick(begun, item.key, by=worker, now=_ago(world, raw["ticked"]))
    if "checked" in raw:
        checklists.confirm(begun, by=colleague, now=_ago(world, raw["checked"]))
    if "reply" in raw:
        _say_and_correct(begun, raw["reply"], raw["edited"], by=worker, at=_ago(world, raw["ticked"]))
    return begun


def _by_two(world: World, service: Service, raw: dict[str, Any]) -> tuple[User, User, User]:
    """Who asks, who works on it, and a colleague; somebody of the team where the text names nobody."""
    requester, cast = world.staff.cast[raw["requester"]], world.staff.cast
    team = world.staff.agents(service.provider_id, content.short(requester), requester.pk)
    others = [one for one in [*team, *world.staff.serving[service.provider_id]] if one not in cast.values()]
    worker = cast[raw["worker"]] if raw["worker"] else others[0]
    return requester, worker, next(one for one in others if one != worker)


def _say_and_correct(request: ServiceRequest, said: str, meant: str, *, by: User, at: datetime) -> None:
    transitions.reply(request, said, by=by, now=at)
    message = request.messages.filter(author=by).latest("pk")
    transitions.edit(request, message, meant, by=by, now=at + SLIP)


def _note_time(world: World, request: ServiceRequest, raw: dict[str, int]) -> None:
    """Once with the timer, a click for what came after it, and the timer that runs."""
    olga, began = world.staff.cast["olga.petrova"], _ago(world, raw["began"])
    efforts.start(request, by=olga, now=began)
    efforts.stop(by=olga, now=began + timedelta(minutes=raw["minutes"]))
    efforts.note(request, 5, by=olga, source=Effort.Source.CLICK, now=_ago(world, raw["again"] + 10))
    efforts.start(request, by=olga, now=_ago(world, raw["again"]))


def _see_double(world: World, raw: dict[str, Any]) -> ServiceRequest:
    service = world.offer("it", "mail-and-calendar").service
    rng = dice(world.year.today, "twice", raw["minutes"])
    outside = [one for one in world.staff.users if one.pk not in world.staff.roles]
    requester = world.staff.cast[raw["who"]] if "who" in raw else rng.choice(outside)
    filing = Filing(*raw[content.short(requester)])
    at = _ago(world, raw["minutes"])
    return transitions.submit(service, filing, requester=requester, by=requester, now=at)


def _change_at_once(world: World, requests: list[ServiceRequest]) -> None:
    """Several people see the same: it is urgent for each of them."""
    rows = ServiceRequest.objects.filter(pk__in=[one.pk for one in requests])
    olga = world.staff.cast["olga.petrova"]
    batch = batches.prepare(Batch.Act.PRIORITY, rows, requests[0].department, by=olga, now=world.now)
    batches.begin(batch, {"impact": Level.MEDIUM, "urgency": Level.HIGH})
    batches.work(batch.pk, seconds=None)
