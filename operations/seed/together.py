"""Parts of other departments, links, followers, holds that end by themselves, and thanks: told by the real verbs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from requests_app import thanking, transitions
from requests_app.models import (
    Delivery,
    Link,
    Notification,
    RequestEvent,
    ServiceRequest,
    User,
    Wait,
    WaitingReason,
    WaitKind,
)
from requests_app.states import Status, Verb
from requests_app.transitions import Filing

from . import content
from .dice import dice
from .world import World

DEPARTMENT = "it"
THANKS = ("thanked", "department_thanked")


def tell(world: World) -> None:
    """After the history is written. What is told here sends no mail."""
    raw = content.load("together")
    _begin_waits()
    chosen = _to_work_on(world)
    wholes = [_ask(world, next(chosen), part) for part in raw["parts"]]
    for plan in raw["holds"]:
        _hold(world, next(chosen), plan)
    first, second = next(chosen), next(chosen)
    transitions.link(first, wholes[0], "relates", by=_worker(first), now=world.now)
    transitions.link(second, wholes[1], "blocked_by", by=_worker(second), now=world.now)
    mistaken = next(chosen)
    transitions.link(mistaken, first, "relates", by=_worker(mistaken), now=world.now)
    transitions.unlink(mistaken, Link.objects.latest("pk"), by=_worker(mistaken), now=world.now)
    _merge(world)
    _let_in(world, wholes)
    _follow_up(world)
    _thank(world, raw["thanks"])
    # Nobody is mailed, and of journal lines `notices` tells.
    Delivery.objects.all().delete()
    Notification.objects.exclude(kind__in=THANKS).delete()
    Notification.objects.exclude(recipient__in=world.staff.cast.values()).delete()


def _begin_waits() -> None:
    """The rows behind what the history left at rest; nobody is reminded of questions of an invented past."""
    lines = RequestEvent.objects.filter(verb__in=(Verb.ASKED, Verb.PROPOSED, Verb.HELD)).order_by("at", "id")
    resting = lines.filter(request__status__in=(Status.WAITING, Status.ON_HOLD), request__wait=None)
    newest = {line.request_id: line for line in resting.select_related("request")}
    Wait.objects.bulk_create(
        Wait(
            request_id=pk,
            kind=WaitKind.REQUESTER if line.request.status == Status.WAITING else WaitKind.OTHER,
            text=line.data.get("reason", ""),
            since=line.at,
        )
        for pk, line in newest.items()
        if (line.verb == Verb.HELD) == (line.request.status == Status.ON_HOLD)
    )


def _to_work_on(world: World) -> Iterator[ServiceRequest]:
    """Requests in work that no scene was written for, soonest due first: what is late already tells its own story."""
    held = ServiceRequest.objects.held_by(world.departments[DEPARTMENT].pk).filter(status=Status.IN_PROGRESS)
    scripted = [person.pk for person in world.staff.cast.values()]
    free = held.exclude(requester__in=scripted).exclude(assignee__in=scripted).exclude(assignee=None)
    return iter(free.filter(due_at__gt=world.now).most_urgent_first().for_list())


def _worker(request: ServiceRequest) -> User:
    assert request.assignee is not None  # noqa: S101 - only such are chosen
    return request.assignee


def _ask(world: World, request: ServiceRequest, plan: dict[str, Any]) -> ServiceRequest:
    service = world.offer(*plan["service"]).service
    filing = Filing(plan["title"], plan["description"])
    part = transitions.ask_department(request, service, filing, plan["policy"], by=_worker(request), now=world.now)
    if done := plan.get("resolved"):
        rng = dice(world.year.today, "together", part.title)
        agent = rng.choice(world.staff.agents(service.provider_id, "", part.requester_id))
        transitions.resolve(part, done, by=agent, now=world.now)
        wait = Wait.objects.get(request=request)
        transitions.resume(request, by=None, now=world.now, cause=transitions.lets_go_on(wait))
    return request


def _hold(world: World, request: ServiceRequest, plan: dict[str, Any]) -> None:
    because = WaitingReason.objects.get(code=plan["because"])
    until = world.now.replace(hour=9) + timedelta(days=plan["days"])
    transitions.hold(request, plan["text"], by=_worker(request), now=world.now, because=because, until=until)


def _merge(world: World) -> None:
    """Two that are new and ask for one service: the later one is the duplicate."""
    held = ServiceRequest.objects.held_by(world.departments[DEPARTMENT].pk).filter(status=Status.NEW).order_by("pk")
    seen: dict[int, ServiceRequest] = {}
    for request in held.select_related("service"):
        original = seen.setdefault(request.service_id, request)
        if original.requester_id != request.requester_id and original.parent_id is None:
            by = world.staff.cast["maria.schulz"]
            if by.pk not in (request.requester_id, original.requester_id):
                transitions.mark_duplicate(request, original, by=by, now=world.now)
                return


def _let_in(world: World, requests: list[ServiceRequest]) -> None:
    follower, writer = world.staff.cast["li.wei"], world.staff.cast["maria.schulz"]
    for person, request, writes in ((follower, requests[0], False), (writer, requests[1], True)):
        transitions.add_participant(request, person, writes, by=_worker(request), now=world.now)
    transitions.add_participant(requests[2], follower, by=_worker(requests[2]), now=world.now)
    transitions.leave(requests[2], by=follower, now=world.now)


def _follow_up(world: World) -> None:
    """The oldest question that is still open: its requester was reminded, and reads now when it closes."""
    waits = Wait.objects.for_answers().exclude(request__requester__in=world.staff.cast.values())
    wait = waits.select_related("request").order_by("since", "pk").first()
    if wait is None:
        return
    transitions.remind(wait.request, now=world.now)
    close_at = world.now + timedelta(days=3)
    transitions.announce_closing(wait.request, close_at, now=world.now)
    wait.reminded, wait.close_at, wait.look_at = 3, close_at, close_at
    wait.save(update_fields=["reminded", "close_at", "look_at"])


def _thank(world: World, plans: list[dict[str, Any]]) -> None:
    """For what was finished lately: by turns to whoever did it and to their department."""
    done = ServiceRequest.objects.filter(
        status=Status.CLOSED, resolved_at__isnull=False, service__is_confidential=False
    )
    lately = done.exclude(assignee=None).order_by("-closed_at", "pk").for_list()
    for number, (request, plan) in enumerate(zip(lately[: len(plans)], plans, strict=False)):
        receiver = request.department if number % 2 else _worker(request)
        at = min((request.closed_at or world.now) + timedelta(minutes=20), world.now)
        said = thanking.thank(request, receiver, plan["text"], by=request.requester, now=at)
        if plan["shown"] != "asked":
            thanking.show(said, plan["shown"] == "agreed")
