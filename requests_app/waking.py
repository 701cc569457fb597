"""Requests on hold go on by themselves: at the date that was set, or when the parts they wait for are finished."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from requests_app import clock, transitions
from requests_app.models import ServiceRequest, Wait
from requests_app.states import Status

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 500
LATER = timedelta(hours=1)  # for one that failed, so that it does not stand in front of the others


def wake_due(*, now: datetime | None = None) -> int:
    """Let go on what is due, longest waiting first. Returns how many. Safe to run twice and by many at once."""
    at = now or clock.now()
    due = Wait.objects.for_others().due(at).filter(request__is_live=True).values_list("request", flat=True)
    return sum(_wake(pk, at) for pk in due[:MOST_AT_ONCE])


def _wake(pk: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            return _look(pk, at)
    except Exception:
        logger.exception("Request %s could not go on by itself", pk)
        Wait.objects.filter(request=pk).update(look_at=at + LATER)
        return False


def _look(pk: int, at: datetime) -> bool:
    free = ServiceRequest.objects.select_for_update(skip_locked=True, no_key=True)
    request = free.filter(pk=pk, status=Status.ON_HOLD).first()
    wait = Wait.objects.due(at).filter(request=pk).first()
    if request is None or wait is None:
        return False  # somebody is at it, or it went on since
    cause = _cause(wait, at)
    if cause is None:
        Wait.objects.filter(request=pk).update(look_at=wait.until)
        return False
    transitions.resume(request, by=None, now=at, cause=cause)
    return True


def _cause(wait: Wait, at: datetime) -> Mapping[str, Any] | None:
    if wait.until is not None and wait.until <= at:
        return {"because": "date"}
    return transitions.lets_go_on(wait) if wait.policy else None
