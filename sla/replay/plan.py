"""What is replayed: which promises are tried, against which others, over whose requests and which days."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from requests_app.models import Service
from sla import calendars, terms
from sla.calendar import WorkingCalendar
from sla.calendar.instants import to_us
from sla.models import CalendarDraft, ServiceStandard
from sla.models.calendars import compiled
from sla.replay.facts import METRICS, NEVER
from sla.replay.promise import Promise


@dataclass(frozen=True, slots=True)
class Period:
    """Requests filed in [since, until); `days` where it is “the last so many days”."""

    since: datetime
    until: datetime
    days: int | None = None

    @classmethod
    def last(cls, days: int, *, now: datetime) -> Self:
        return cls(now - timedelta(days=days), now, days)


@dataclass(frozen=True, slots=True)
class Plan:
    """`services`: by id the department that provides it. `calendar` says what a weekday and a working day is.

    `keeps_pins`: due moments that came from outside stay, since no working hours move them.
    """

    promises: tuple[Promise, ...]
    services: dict[int, int]
    calendar: WorkingCalendar
    digest: str
    keeps_pins: bool = False


def of_standard(standard: ServiceStandard, period: Period) -> Plan:
    """A version, draft or not, in the place of every other version of its scope, with today's working hours."""
    hours = calendars.newest_version(standard.calendar_id).working_calendar
    is_draft = standard.state == ServiceStandard.State.DRAFT
    tried = Promise(0 if is_draft else standard.pk, standard.scope, terms.read(standard), hours)
    others = [one for one in _published(period, [standard.department_id]) if one.scope != standard.scope]
    services = Service.objects.filter(provider=standard.department_id)
    if standard.service_id is not None:
        services = services.filter(pk=standard.service_id)
    return Plan(
        promises=(tried, *map(_promise, others)),
        services=dict(services.values_list("pk", "provider")),
        calendar=hours,
        digest=_digest([tried]),
    )


def of_calendar(draft: CalendarDraft, period: Period) -> Plan:
    """Every version that was in force in the period and counts by this calendar, with the hours of the draft."""
    hours = WorkingCalendar.from_spec(calendars.spec_of(draft))
    used_in = ServiceStandard.objects.announced().filter(calendar=draft.calendar_id).values("department")
    departments = list(used_in.distinct().values_list("department", flat=True))
    published = _published(period, departments)
    promises = [_promise(one, hours if one.calendar_id == draft.calendar_id else None) for one in published]
    return Plan(
        promises=tuple(promises),
        services=dict(Service.objects.filter(provider__in=departments).values_list("pk", "provider")),
        calendar=hours,
        digest=hours.spec_digest,
        keeps_pins=True,
    )


def _published(period: Period, departments: Iterable[int]) -> list[ServiceStandard]:
    """What was in force in these departments some time in the period."""
    overlapping = ServiceStandard.objects.filter(valid__overlap=DateTimeTZRange(period.since, period.until))
    found = overlapping.filter(department__in=list(departments)).with_newest_version().prefetch_related("targets")
    return list(found.order_by("pk"))


def _promise(standard: ServiceStandard, tried: WorkingCalendar | None = None) -> Promise:
    since, until = standard.in_force_from, standard.in_force_until
    return Promise(
        standard.pk,
        standard.scope,
        terms.read(standard),
        tried or compiled(standard.newest_version),
        since=to_us(since) if since else -NEVER,
        until=to_us(until) if until else NEVER,
        version=0 if tried else standard.newest_version,
        is_tried=tried is not None,
    )


def _digest(promises: Iterable[Promise]) -> str:
    """SHA-256 in hex of everything about the promises that a replay could notice."""
    said = [
        {
            "scope": one.scope,
            "targets": {metric: one.targets(metric).tolist() for metric in METRICS},
            "rests": sorted(one.terms.pause_statuses),
            "anew": one.terms.new_promise_on_reopening,
            "hours": one.calendar.spec_digest,
        }
        for one in promises
    ]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
