"""Notices: an outage with colleagues who have it too, planned work, rules, one that is over and one still to come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from requests_app import notices, outreach, transitions
from requests_app.models import Notice, NoticeFollower, Notification, ServiceRequest

from . import content
from .articles import translated
from .dice import dice
from .world import World


def make(world: World) -> None:
    """Nobody is mailed; of the journal `notices` tells, in the order in which things happened."""
    known = set(Notification.objects.values_list("pk", flat=True))
    for raw in content.load("notices")["notices"]:
        notice = _announce(world, raw)
        _hit(world, notice, raw)
        if "message" in raw:
            by = world.staff.managers[notice.department_id][0]
            outreach.begin(notice, raw["message"][content.short(by)], by=by, now=world.now)
        if "ended" in raw:
            by = world.staff.managers[notice.department_id][0]
            ended = world.now - timedelta(hours=raw["ended"])
            notices.end(notice, translated(raw["closing"]), edition=notice.edition, by=by, now=ended)
    Notification.objects.exclude(pk__in=known).delete()


def _announce(world: World, raw: dict[str, Any]) -> Notice:
    department = world.departments[raw["department"]]
    by = dice("notice", raw["title"]["en"]).choice(world.staff.serving[department.pk])
    shown = world.now + timedelta(hours=raw["since"])
    written = min(shown, world.now - timedelta(hours=1))
    announced = notices.Announced(
        kind=raw["kind"],
        title=translated(raw["title"]),
        text=translated(raw["text"]),
        services=[world.offer(raw["department"], code).service for code in raw["services"]],
        begins_at=_moment(world, raw, "from"),
        ends_at=_moment(world, raw, "until"),
    )
    notice = notices.begin(department, announced, by=by, now=written)
    return notices.publish(notice, edition=notice.edition, by=by, at=shown, now=written)


def _moment(world: World, raw: dict[str, Any], name: str) -> datetime | None:
    return world.now + timedelta(hours=raw[name]) if name in raw else None


def _hit(world: World, notice: Notice, raw: dict[str, Any]) -> None:
    rng = dice("me too", raw["title"]["en"])
    others = [user for user in world.staff.users if not user.works_in(notice.department_id)]
    NoticeFollower.objects.bulk_create(
        NoticeFollower(notice=notice, user=user, at=world.now - timedelta(minutes=rng.randint(1, 90)))
        for user in rng.sample(others, raw.get("me_too", 0))
    )
    for request in ServiceRequest.objects.filter(service__notices=notice).open().newest_first()[: raw.get("link", 0)]:
        by = request.assignee or world.staff.managers[notice.department_id][0]
        transitions.link_notice(request, notice, by=by, now=world.now)
