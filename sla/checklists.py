"""The quality checklist of a request: what its standard wants ticked off before the result is handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.compiled import compiled
from requests_app.models import RequestEvent, ServiceRequest, Translated, User
from requests_app.states import Verb
from requests_app.transitions import Refused
from sla.models import ChecklistCheck, ChecklistTick, Clock, Metric, ServiceStandard


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    text: Translated
    tick: ChecklistTick | None


def standard_of(request: ServiceRequest) -> ServiceStandard | None:
    """The version this request was promised: that of its clock for “done”, else of another of its own clocks."""
    if "clocks" in getattr(request, "_prefetched_objects_cache", ()):
        known = [one for one in request.clocks.all() if one.standard is not None and one.metric != Metric.OLA]
        return max(known, key=lambda one: (one.metric, one.cycle)).standard if known else None
    own = Clock.objects.of(request).exclude(metric=Metric.OLA).filter(standard__isnull=False)
    clock = own.order_by("-metric", "-cycle").select_related("standard").first()
    return clock.standard if clock else None


@dataclass(frozen=True, slots=True)
class Checklist:
    """All points, and whether a colleague has to look at them; `check` says who did, if somebody has."""

    items: list[Item]
    wants_check: bool = False
    check: ChecklistCheck | None = None

    @property
    def ticked(self) -> int:
        return sum(item.tick is not None for item in self.items)


def checklist_of(request: ServiceRequest) -> Checklist:
    standard = standard_of(request)
    items = _items(request, standard)
    if standard is None or not items or not standard.checked_by_another:
        return Checklist(items)
    return Checklist(items, True, ChecklistCheck.objects.filter(request=request).select_related("by").first())


def shown_to(reader: User, request: ServiceRequest, *, focus: str = "") -> dict[str, Any]:
    """What sla/_checklist.html shows somebody who does the work; `focus`: key of the point just ticked."""
    known = checklist_of(request)
    is_ready = known.wants_check and known.check is None and known.ticked == len(known.items)
    return {
        "ticket": request,
        "known": known,
        "items": known.items,
        "may_tick": request.is_open,
        "may_check": is_ready and request.is_open and request.assignee_id != reader.pk,
        "focus": focus,
    }


def items_of(request: ServiceRequest) -> list[Item]:
    """The points in the standard's order; empty where it has none."""
    return _items(request, standard_of(request))


@compiled
def _ticks(request: int) -> QuerySet[ChecklistTick]:
    return ChecklistTick.objects.filter(request=request).select_related("by")


def _items(request: ServiceRequest, standard: ServiceStandard | None) -> list[Item]:
    if standard is None or not standard.checklist:
        return []
    ticks = {tick.key: tick for tick in _ticks(request.pk)}
    return [Item(one["key"], Translated(one["text"]), ticks.get(one["key"])) for one in standard.checklist]


@transaction.atomic
def tick(request: ServiceRequest, key: str, *, by: User, now: datetime | None = None) -> None:
    """Say that a point is done. Whoever said so first stays named. Raises Refused."""
    _check(request, key)
    ChecklistTick.objects.get_or_create(request=request, key=key, defaults={"by": by, "at": now or clock.now()})


@transaction.atomic
def untick(request: ServiceRequest, key: str) -> None:
    """Take it back, and with it what a colleague said about the whole. Raises Refused."""
    _check(request, key)
    ChecklistTick.objects.filter(request=request, key=key).delete()
    ChecklistCheck.objects.filter(request=request).delete()


@transaction.atomic
def confirm(request: ServiceRequest, *, by: User, now: datetime | None = None) -> None:
    """The second pair of eyes: every point is ticked, and a colleague of whoever works on it has looked."""
    current = _held(request)
    known = checklist_of(current)
    if not known.wants_check:
        raise Refused(_("The checklist of this request needs no second pair of eyes."))
    if known.ticked < len(known.items):
        raise Refused(_("Every point of the checklist has to be ticked first."))
    if by.pk == current.assignee_id:
        raise Refused(_("Somebody other than whoever works on it has to check it."))
    ChecklistCheck.objects.update_or_create(request=current, defaults={"by": by, "at": now or clock.now()})


def follow(request: ServiceRequest, event: RequestEvent) -> None:
    """Nothing is marked as done before the check that its standard wants, and what comes back is checked anew.

    Raises Refused, which undoes the verb.
    """
    if event.verb == Verb.REOPENED:
        ChecklistCheck.objects.filter(request=request).delete()
    elif event.verb == Verb.RESOLVED and request.is_live and event.actor_id is not None:
        _require_check(request, request.assignee_id or event.actor_id)


def _require_check(request: ServiceRequest, worker: int) -> None:
    standard = standard_of(request)
    if standard is None or not standard.checked_by_another:
        return
    if not ChecklistCheck.objects.filter(request=request).exclude(by=worker).exists():
        raise Refused(_("A colleague has to check the checklist first: somebody other than whoever works on it."))


def _check(request: ServiceRequest, key: str) -> None:
    current = _held(request)
    if key not in {item.key for item in items_of(current)}:
        raise Refused(_("This point is not on the checklist of this request."))


def _held(request: ServiceRequest) -> ServiceRequest:
    current = ServiceRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if not current.is_open:
        raise Refused(_("The request is finished: its checklist stays as it is."))
    return current
