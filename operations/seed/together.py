"""Parts of other departments, links, followers, holds that end by themselves, and thanks: told by the real verbs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from requests_app import thanking, thanks_reactions, transitions
from requests_app.models import (
    Delivery,
    Link,
    Notification,
    RequestEvent,
    ServiceRequest,
    Thanks,
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
    """After the history is written; it sends no mail. A small company has too little work for all of it."""
    raw = content.load("together")
    _fill_reasons(raw["reasons"])
    _begin_waits()
    pool = _to_work_on(world)
    _merge(world, pool)
    wholes = [whole for part in raw["parts"] if (whole := _ask(world, pool, part))]
    for plan, request in zip(raw["holds"], _take(pool, len(raw["holds"])), strict=False):
        _hold(world, request, plan)
    _link(world, wholes, _take(pool, 3))
    _let_in(world, wholes)
    _follow_up(world)
    _thank(world, raw["thanks"])
    # Nobody is mailed, and of journal lines `notices` tells.
    Delivery.objects.all().delete()
    Notification.objects.exclude(kind__in=THANKS).delete()
    Notification.objects.exclude(recipient__in=world.staff.cast.values()).delete()


def _fill_reasons(plans: list[dict[str, Any]]) -> None:
    """Those a new portal begins with; a company that takes the place of another one finds the table empty."""
    for position, plan in enumerate(plans):
        fresh = {"name": plan["name"], "kind": plan["kind"], "position": position}
        WaitingReason.objects.get_or_create(code=plan["code"], defaults=fresh)


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


def _to_work_on(world: World) -> list[ServiceRequest]:
    """Open requests that no scene was written for: what is not late first, in that those of IT, soonest due first."""
    scripted = [person.pk for person in world.staff.cast.values()]
    open_ones = ServiceRequest.objects.actionable().exclude(requester__in=scripted)
    free = open_ones.exclude(assignee__in=scripted).most_urgent_first().for_list()
    home = world.departments[DEPARTMENT].pk
    return sorted(free, key=lambda one: (one.due_at is None or one.due_at <= world.now, one.department_id != home))


def _take(pool: list[ServiceRequest], number: int) -> list[ServiceRequest]:
    """So many of them, or as many as there are left."""
    taken, pool[:] = pool[:number], pool[number:]
    return taken


def _worker(world: World, request: ServiceRequest) -> User:
    """Whoever works on it, else somebody who could."""
    return request.assignee or world.staff.agents(request.department_id, "", request.requester_id)[0]


def _ask(world: World, pool: list[ServiceRequest], plan: dict[str, Any]) -> ServiceRequest | None:
    service = world.offer(*plan["service"]).service
    request = next((one for one in pool if one.department_id != service.provider_id), None)
    if request is None:
        return None
    pool.remove(request)
    asker = _worker(world, request)
    words = plan[content.short(asker)]
    filing = Filing(words["title"], words["description"])
    part = transitions.ask_department(request, service, filing, plan["policy"], by=asker, now=world.now)
    if "resolved" in words:
        rng = dice(world.year.today, "together", part.title)
        agent = rng.choice(world.staff.agents(service.provider_id, content.short(asker), asker.pk))
        transitions.resolve(part, plan[content.short(agent)]["resolved"], by=agent, now=world.now)
        cause = transitions.lets_go_on(Wait.objects.get(request=request))
        transitions.resume(request, by=None, now=world.now, cause=cause)
    return request


def _hold(world: World, request: ServiceRequest, plan: dict[str, Any]) -> None:
    because = WaitingReason.objects.get(code=plan["because"])
    until = world.now.replace(hour=9) + timedelta(days=plan["days"])
    by = _worker(world, request)
    transitions.hold(request, plan[content.short(by)], by=by, now=world.now, because=because, until=until)


def _link(world: World, wholes: list[ServiceRequest], others: list[ServiceRequest]) -> None:
    for whole, other, kind in zip(wholes, others, ("relates", "blocked_by", "relates"), strict=False):
        transitions.link(other, whole, kind, by=_worker(world, other), now=world.now)
    if len(others) > 1:  # and one that was a mistake
        transitions.link(others[0], others[1], "relates", by=_worker(world, others[0]), now=world.now)
        transitions.unlink(others[0], Link.objects.latest("pk"), by=_worker(world, others[0]), now=world.now)


def _merge(world: World, pool: list[ServiceRequest]) -> None:
    """A colleague of the requester asks for the same, and whoever works on it sees that."""
    original = next((one for one in pool if one.form_id is None and one.requester.department_id), None)
    if original is None:
        return
    pool.remove(original)
    requester = original.requester
    colleagues = User.objects.active().filter(department=requester.department_id, language=requester.language)
    twin = (
        colleagues.filter(memberships=None)
        .exclude(pk__in=[original.requester_id, original.filed_by_id])
        .order_by("pk")
        .first()
    )
    if twin is not None:
        filing = Filing(original.title, original.description)
        again = transitions.submit(original.service, filing, requester=twin, by=twin, now=world.now)
        transitions.mark_duplicate(again, original, by=_worker(world, original), now=world.now)


def _let_in(world: World, requests: list[ServiceRequest]) -> None:
    cast = world.staff.cast
    plans = ((cast["li.wei"], False), (cast["maria.schulz"], True), (cast["li.wei"], False))
    for request, (person, writes) in zip(requests, plans, strict=False):
        transitions.add_participant(request, person, writes, by=_worker(world, request), now=world.now)
    if len(requests) == len(plans):
        transitions.leave(requests[-1], by=cast["li.wei"], now=world.now)


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
    """For what was finished lately, by turns to whoever did it and to their department; half of it to the cast."""
    done = ServiceRequest.objects.filter(status=Status.CLOSED, resolved_at__isnull=False).exclude(assignee=None)
    lately = done.filter(service__is_confidential=False).order_by("-closed_at", "pk").for_list()
    of_cast = list(lately.filter(assignee__in=world.staff.cast.values())[: len(plans) // 2])
    others = list(lately.exclude(pk__in=[request.pk for request in of_cast])[: len(plans)])
    for number, (request, plan) in enumerate(zip([*of_cast, *others], plans, strict=False)):
        receiver = request.department if number % 2 else _worker(world, request)
        at = min((request.closed_at or world.now) + timedelta(minutes=20), world.now)
        said = thanking.thank(request, receiver, plan[content.short(request.requester)], by=request.requester, now=at)
        if plan["shown"] != "asked":
            thanking.show(said, plan["shown"] == "agreed")
            _react(world, said)


def _react(world: World, said: Thanks) -> None:
    """A few of those who read the wall."""
    if said.shown == Thanks.Shown.AGREED:
        rng, readers = dice("reactions", said.text), [one for one in world.staff.users if one.is_active]
        for person in rng.sample(readers, rng.randint(0, 5)):
            thanks_reactions.react(said, rng.choice(list(thanks_reactions.SIGNS)), by=person)
