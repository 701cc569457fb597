"""Line managers, a service that wants two steps of approval, somebody who is away, and rounds that wait today."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from requests_app import approval_rules, transitions
from requests_app.approvers import Wanted
from requests_app.models import (
    Absence,
    ApproverGroup,
    Chosen,
    Notification,
    ServiceRequest,
    Translated,
    User,
)
from requests_app.models.absences import edges
from requests_app.transitions import Filing
from sla.models import Metric

from . import content
from .rhythm import ago
from .world import World

DEPARTMENT, SERVICE = "finance", "company-card"


def set_managers(world: World) -> None:
    """Whoever leads the department is everybody's line manager there, but not their own."""
    people = [*world.staff.users, *world.staff.invited]
    for person in people:
        heads = world.managers_of(person)
        person.manager = heads[0] if heads and heads[0].pk != person.pk else None
    User.objects.bulk_update(people, ["manager"])


def arrange(world: World) -> None:
    """After the history, which knew no rule: from now on the card needs two steps."""
    told = content.load("approvals")
    _rule(world, told)
    _absence(world, told)
    filed = [_request(world, raw) for raw in told["requests"]]
    # What the cast hears of it is told with all the other news.
    Notification.objects.filter(request__in=filed).delete()


def _rule(world: World, told: dict[str, dict[str, str]]) -> None:
    board = ApproverGroup(department=world.departments[DEPARTMENT])
    members = [world.staff.managers[world.departments[code].pk][0] for code in (DEPARTMENT, "legal")]
    approval_rules.save_group(board, Translated(told["board"]), [*members, world.staff.cast["ada.lind"]], by=members[0])
    steps = [Wanted(Chosen.MANAGER), Wanted(Chosen.GROUP, group=board, needed=2)]
    service = world.offer(DEPARTMENT, SERVICE).service
    approval_rules.set_rule(service, Translated(told["question"]), steps, in_order=True, by=members[0])


def _absence(world: World, told: dict[str, dict[str, str]]) -> None:
    """On leave for two weeks by now, holidays of the office aside, and for a few more days."""
    stand_in = world.staff.cast["li.wei"]
    absent = world.managers_of(stand_in)[0]
    today = timezone.localtime(world.now, absent.zone).date()
    first, last = today - timedelta(days=14), today + timedelta(days=3)
    begins, ends = edges(first, last, absent.zone)
    Absence.objects.create(
        user=absent,
        from_day=first,
        until_day=last,
        begins_at=begins,
        ends_at=ends,
        stand_in=stand_in,
        note=told["note"][content.LANGUAGES[content.short(absent)]],
    )


def _request(world: World, raw: dict[str, object]) -> ServiceRequest:
    """Filed and answered by the real verbs; `agreed`: whoever is asked first has said yes by now."""
    offer = world.offer(DEPARTMENT, SERVICE)
    requester = _requester(world, str(raw["requester"]))
    promised = world.promised(offer.service.provider_id, offer.service.pk, world.now)
    hours = float(str(raw["filed"]))
    moments = [ago(promised.hours, hours * share, world.now) for share in (1, 0.8, 0.4)]
    texts = raw[content.short(requester)]
    assert isinstance(texts, dict)  # noqa: S101 - as approvals.toml has them
    filing = Filing(texts["title"], texts["description"])
    request = transitions.submit(offer.service, filing, requester=requester, by=requester, now=moments[0])
    if promised.seconds(Metric.FIRST_RESPONSE, request.priority):
        worker = world.staff.agents(offer.service.provider_id, content.short(requester), requester.pk)[0]
        request = transitions.reply(request, texts["reply"], by=worker, now=moments[1])
    if raw.get("agreed"):
        approver = request.approvals.select_related("approver").order_by("pk")[0].approver
        request = transitions.approve(request, texts["yes"], by=approver, now=moments[2])
    return request


def _requester(world: World, wanted: str) -> User:
    """One of the cast, or somebody of a department who neither leads it nor plays a part."""
    if wanted in world.staff.cast:
        return world.staff.cast[wanted]
    department = world.departments[wanted]
    cast = {person.pk for person in world.staff.cast.values()}
    free = [one for one in world.staff.users if one.department_id == department.pk and one.pk not in cast]
    return next(one for one in free if one.pk != department.head_id)
