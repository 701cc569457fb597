"""What the page of one request reads: by statements put together once a process, and only what is there at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404

from . import efforts
from .compiled import compiled
from .models import (
    Attachment,
    EffortTimer,
    Leg,
    Link,
    Notice,
    NoticeRequest,
    Notification,
    Participant,
    RequestEvent,
    ServiceRequest,
    User,
)
from .models.requests import ServiceRequestQuerySet


def ticket_for(reader: User, pk: int) -> ServiceRequest:
    """With its people, departments that had it and participants, and what there is beside it. Raises Http404."""
    found = _tickets(reader, pk)
    if not found:
        raise Http404
    ticket = found[0]
    hold(ticket, "participants", _participants(pk) if ticket.has_participants else [])
    hold(ticket, "legs", _legs(pk) if ticket.has_legs else [])
    return ticket


def journal_of(ticket: ServiceRequest, *, notes: bool) -> list[RequestEvent]:
    """All lines, oldest first; `notes`: internal ones as well. What is told of the clocks reads them here again."""
    lines = _all_lines(ticket.pk) if notes else _public_lines(ticket.pk)
    for one in lines:
        one.request = ticket
    ticket.journal_read = lines
    return lines


def hold(one: Model, name: str, rows: Sequence[Any]) -> None:
    """Let `one.name.all()` be these rows, as a prefetch does."""
    related: QuerySet[Any] = getattr(type(one), name).rel.related_model._default_manager.all()
    related._result_cache = list(rows)
    held = one.__dict__.setdefault("_prefetched_objects_cache", {})
    held[name] = related


@compiled
def _tickets(reader: User, pk: int) -> ServiceRequestQuerySet:
    beside = {
        "has_news": Notification.objects.of(reader).unread().filter(request=OuterRef("pk")),
        "has_files": Attachment.objects.filter(request=OuterRef("pk")),
        "has_participants": Participant.objects.filter(request=OuterRef("pk")),
        "has_legs": Leg.objects.filter(request=OuterRef("pk")),
        "has_parts": ServiceRequest.objects.filter(parent=OuterRef("pk")),
        "has_links": Link.objects.filter(Q(source=OuterRef("pk")) | Q(target=OuterRef("pk"))),
        "has_notices": NoticeRequest.objects.filter(request=OuterRef("pk")),
        "has_announcements": Notice.objects.filter(state=Notice.State.PUBLISHED, services=OuterRef("service")),
        "has_timer": EffortTimer.objects.of(reader),
    }
    rows = ServiceRequest.objects.visible_to(reader).for_list().filter(pk=pk)
    more = rows.select_related("filed_by", "service__provider", "form", "wait__reason", "protection__by")
    return efforts.with_mine(more, reader).annotate(**{name: Exists(one) for name, one in beside.items()})


@compiled
def _participants(request: int) -> QuerySet[Participant]:
    return Participant.objects.filter(request=request).select_related("user")


@compiled
def _legs(request: int) -> QuerySet[Leg]:
    return Leg.objects.filter(request=request).select_related("department")


@compiled
def _all_lines(request: int) -> QuerySet[RequestEvent]:
    return RequestEvent.objects.filter(request=request).for_timeline().select_related("department")


@compiled
def _public_lines(request: int) -> QuerySet[RequestEvent]:
    return RequestEvent.objects.filter(request=request).public().for_timeline().select_related("department")
