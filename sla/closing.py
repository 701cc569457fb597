"""What was resolved and not objected to closes by itself, some working days later."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from requests_app import clock as database_clock
from requests_app import transitions
from requests_app.models import ServiceRequest
from requests_app.states import Status
from sla.calendar import NoWorkingTime, WorkingCalendar
from sla.calendars import usual_hours
from sla.models import Clock, Metric
from sla.models.calendars import compiled

logger = logging.getLogger(__name__)


def close_resolved(*, now: datetime | None = None) -> int:
    """Close everything whose time to object is over. Returns how many. Safe to run twice and by many at once."""
    at = now or database_clock.now()
    # So many working days are never less than so many days; most of what is younger is not even looked at.
    cut = at - timedelta(days=settings.AUTO_CLOSE_WORKING_DAYS)
    resolved = ServiceRequest.objects.live().to_confirm().filter(resolved_at__lte=cut).order_by("resolved_at")
    candidates = list(resolved.select_related("department"))
    hours = _calendars_of(candidates)
    return sum(_close(request, hours.get(request.pk), at) for request in candidates)


def _calendars_of(requests: list[ServiceRequest]) -> dict[int, WorkingCalendar]:
    """The calendar under which each was promised to be done, by the id of the request."""
    promised = Clock.objects.filter(request__in=requests, metric=Metric.RESOLUTION).order_by("cycle")
    return {pk: compiled(version) for pk, version in promised.values_list("request_id", "calendar_version_id")}


def _close(request: ServiceRequest, hours: WorkingCalendar | None, at: datetime) -> bool:
    try:
        if time_to_object_ends(request, hours or usual_hours(request.department.time_zone)) > at:
            return False
        with transaction.atomic():
            free = ServiceRequest.objects.select_for_update(skip_locked=True, no_key=True)
            if not free.filter(pk=request.pk, status=Status.RESOLVED, resolved_at=request.resolved_at).exists():
                return False  # somebody is at it, or has closed or reopened it since
            transitions.close(request, by=None, now=at)
    except Exception:
        logger.exception("Request %s could not be closed", request.pk)
        return False
    return True


def time_to_object_ends(request: ServiceRequest, calendar: WorkingCalendar) -> datetime:
    """So many usual working days after it was resolved."""
    assert request.resolved_at is not None  # noqa: S101 - resolved requests have the moment
    try:
        seconds: int = settings.AUTO_CLOSE_WORKING_DAYS * calendar.day_seconds
        return calendar.add(request.resolved_at, seconds)
    except NoWorkingTime:  # a calendar that ended: nobody will work any more who could object
        return request.resolved_at + timedelta(days=settings.AUTO_CLOSE_WORKING_DAYS)
