"""The quality checklist of a request: what its standard wants ticked off before the result is handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import ServiceRequest, Translated, User
from requests_app.transitions import Refused
from sla.models import ChecklistTick, Clock, Metric, ServiceStandard


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    text: Translated
    tick: ChecklistTick | None


def standard_of(request: ServiceRequest) -> ServiceStandard | None:
    """The version this request was promised: that of its clock for “done”, else of another of its own clocks."""
    own = Clock.objects.of(request).exclude(metric=Metric.OLA).filter(standard__isnull=False)
    clock = own.order_by("-metric", "-cycle").select_related("standard").first()
    return clock.standard if clock else None


def items_of(request: ServiceRequest) -> list[Item]:
    """The points in the standard's order; empty where it has none."""
    standard = standard_of(request)
    if standard is None or not standard.checklist:
        return []
    ticks = {tick.key: tick for tick in ChecklistTick.objects.filter(request=request).select_related("by")}
    return [Item(one["key"], Translated(one["text"]), ticks.get(one["key"])) for one in standard.checklist]


@transaction.atomic
def tick(request: ServiceRequest, key: str, *, by: User, now: datetime | None = None) -> None:
    """Say that a point is done. Whoever said so first stays named. Raises Refused."""
    _check(request, key)
    ChecklistTick.objects.get_or_create(request=request, key=key, defaults={"by": by, "at": now or clock.now()})


@transaction.atomic
def untick(request: ServiceRequest, key: str) -> None:
    """Take it back. Raises Refused."""
    _check(request, key)
    ChecklistTick.objects.filter(request=request, key=key).delete()


def _check(request: ServiceRequest, key: str) -> None:
    current = ServiceRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if not current.is_open:
        raise Refused(_("The request is finished: its checklist stays as it is."))
    if key not in {item.key for item in items_of(current)}:
        raise Refused(_("This point is not on the checklist of this request."))
