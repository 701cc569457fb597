"""What of old requests is kept: a few are protected from removal, and one rule about old data is on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from requests_app import configuration, transitions
from requests_app.models import RetentionRule, ServiceRequest, User

from . import content
from .world import World

DRAFTS_KEPT = 20  # days


def keep(world: World) -> None:
    """The oldest finished requests of departments, each by whoever leads it now."""
    # By the day, not the hour: a later hour of the day tells the same.
    morning = world.now.replace(hour=8)
    long_ago = morning - timedelta(days=30)
    for place, raw in enumerate(content.load("keeping")["protections"]):
        department = world.departments[raw["department"]]
        by = world.staff.managers[department.pk][0]
        finished = ServiceRequest.objects.held_by(department.pk).ended_before(long_ago).exclude(requester=by)
        # A small company may not have finished so many.
        for request in finished.order_by("pk")[place : place + 1]:
            _protect(request, raw, by, morning)
    rule = RetentionRule(kind="drafts", days=DRAFTS_KEPT)
    with configuration.changing(rule, by=world.staff.cast["ada.lind"], at=long_ago):
        rule.save(force_insert=True)


def _protect(request: ServiceRequest, raw: dict[str, Any], by: User, morning: datetime) -> None:
    transitions.protect(request, _in_their_words(raw["reason"], by), by=by, now=morning - timedelta(days=9))
    if "ended" in raw:
        said = _in_their_words(raw["ended"], by)
        transitions.unprotect(request, said, by=by, now=morning - timedelta(days=2))


def _in_their_words(told: dict[str, Any], by: User) -> str:
    spoken = {portal: file for file, portal in content.LANGUAGES.items()}
    return str(told[spoken[by.language]])
