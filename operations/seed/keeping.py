"""What of old requests is kept: a few are protected from removal, and one rule about old data is on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from requests_app import configuration, transitions
from requests_app.models import RetentionRule, ServiceRequest, User

from . import content
from .world import World

DRAFTS_KEPT = 20  # days


def keep(world: World) -> None:
    """The oldest finished requests of departments, each by whoever leads it now."""
    for place, raw in enumerate(content.load("keeping")["protections"]):
        department = world.departments[raw["department"]]
        by = world.staff.managers[department.pk][0]
        finished = ServiceRequest.objects.held_by(department.pk).finished().exclude(requester=by).order_by("pk")
        # A small company may not have finished so many.
        for request in finished[place : place + 1]:
            _protect(world, request, raw, by)
    rule = RetentionRule(kind="drafts", days=DRAFTS_KEPT)
    at = world.now - timedelta(days=30)
    with configuration.changing(rule, by=world.staff.cast["ada.lind"], at=at):
        rule.save(force_insert=True)


def _protect(world: World, request: ServiceRequest, raw: dict[str, Any], by: User) -> None:
    transitions.protect(request, _in_their_words(raw["reason"], by), by=by, now=world.now - timedelta(days=9))
    if "ended" in raw:
        said = _in_their_words(raw["ended"], by)
        transitions.unprotect(request, said, by=by, now=world.now - timedelta(days=2))


def _in_their_words(told: dict[str, Any], by: User) -> str:
    spoken = {portal: file for file, portal in content.LANGUAGES.items()}
    return str(told[spoken[by.language]])
