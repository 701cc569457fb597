"""Canned replies of every serving department, and whom the messages of the scenes mention."""

from __future__ import annotations

from requests_app import mentions
from requests_app.models import CannedReply, RequestEvent, Translated

from . import content
from .world import World


def make(world: World) -> None:
    _make_canned_replies(world)
    _name_who_is_mentioned()


def _make_canned_replies(world: World) -> None:
    raw = content.load("canned")
    replies = []
    for code, department in world.departments.items():
        leader = next(iter(world.staff.managers.get(department.pk, [])), None)
        for one in [*raw["everywhere"], *raw.get(code, [])]:
            title = one["title"][content.short(leader) if leader else "en"]
            text = Translated({language: one[short].strip() for short, language in content.LANGUAGES.items()})
            replies.append(
                CannedReply(department=department, title=title, text=text, updated_at=world.now, updated_by=leader)
            )
    CannedReply.objects.bulk_create(replies)


def _name_who_is_mentioned() -> None:
    """As the verbs do it: by id in the journal line, before anybody is told."""
    said = RequestEvent.objects.filter(message__text__contains="@").select_related("message", "actor", "request")
    for event in said.select_related("request__service"):
        if event.message is None:
            continue
        internal = event.message.is_internal
        found = mentions.read(event.request, event.message.text, by=event.actor, internal=internal)
        if found.told:
            event.data |= found.data
            event.save(update_fields=["data"])
