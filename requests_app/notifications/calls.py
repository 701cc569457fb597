"""Telling a department's program what happens to its requests: read from the journal, so that no verb costs more by it.

Every line of a request that the department holds, and of one it hands over, becomes one row and one call. Internal
notes, what an import brought in and confidential services are left out: who runs a program there is not a handler.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from requests_app import clock, webhooks
from requests_app.models import Delivery, DepartmentCall, DepartmentHook, RequestEvent
from requests_app.states import ABOUT_KEEPING, Verb

from .delivery import is_final
from .trouble import kept

logger = logging.getLogger(__name__)

# Longer than any transaction lasts: a line that was written before, and committed after the last look, is found.
OVERLAP = timedelta(minutes=15)
LEASE = timedelta(minutes=10)
GIVEN_UP_AFTER = timedelta(hours=24)
MOST_LINES = 2000  # at one look
AT_ONCE = 20  # calls of one claim; each may take half a minute
LONGEST_WAIT = 6  # doublings of a minute: about an hour

State = Delivery.State


def call_due() -> int:
    """Read the journals and call what is due; the number of calls that were taken."""
    note_lines(clock.now())
    taken, silent = 0, set()
    while rows := claim(clock.now()):
        for row in rows:
            if row.department_id in silent:
                continue  # put off with the one that failed
            if _call(row):
                taken += 1
            else:
                silent.add(row.department_id)
    return taken


@transaction.atomic
def note_lines(now: datetime) -> int:
    """A row for every journal line since the last look. Safe by many at once: a line is noted once a department."""
    noted = 0
    for hook in DepartmentHook.objects.select_for_update(skip_locked=True).order_by("pk"):
        lines = list(_lines_for(hook).order_by("at", "pk")[:MOST_LINES])
        DepartmentCall.objects.bulk_create(
            [DepartmentCall(department_id=hook.pk, event=line, since=now, next_attempt_at=now) for line in lines],
            ignore_conflicts=True,
        )
        hook.read_until = lines[-1].at if len(lines) == MOST_LINES else now
        hook.save(update_fields=["read_until"])
        noted += len(lines)
    return noted


def _lines_for(hook: DepartmentHook) -> QuerySet[RequestEvent]:
    known = DepartmentCall.objects.filter(department=hook.pk, event=OuterRef("pk"))
    theirs = Q(department=hook.pk) | Q(verb=Verb.HANDED_OVER, data__from=hook.pk)
    since = max(hook.read_until - OVERLAP, hook.made_at)
    lines = RequestEvent.objects.public().exclude(verb__in=ABOUT_KEEPING)
    told = lines.filter(theirs, at__gte=since, request__is_live=True, request__service__is_confidential=False)
    return told.exclude(Exists(known))


@transaction.atomic
def claim(now: datetime) -> list[DepartmentCall]:
    """What is due, ours until `now` + LEASE."""
    due = DepartmentCall.objects.due(now).order_by("next_attempt_at", "pk")
    rows = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
    for row in rows:
        row.attempts += 1
        row.next_attempt_at = now + LEASE
    DepartmentCall.objects.bulk_update(rows, ["attempts", "next_attempt_at"])
    return rows


def _call(row: DepartmentCall) -> bool:
    mine = DepartmentCall.objects.pending().filter(pk=row.pk, attempts=row.attempts)
    hook = DepartmentHook.objects.select_related("department").filter(pk=row.department_id).first()
    if hook is None:
        mine.update(state=State.DROPPED, error="NoAddress: the department has no address any more")
        return False
    event = RequestEvent.objects.select_related("request__service", "actor").get(pk=row.event_id)
    try:
        send(hook, event, at=clock.now())
    except Exception as problem:  # noqa: BLE001 - whatever it is, others go on and this one keeps the reason
        logger.warning("Call %s of department %s failed: %r", row.pk, row.department_id, problem)
        _put_off(row, problem, clock.now())
        return False
    return bool(mine.update(state=State.SENT, sent_at=clock.now(), error=""))


def _put_off(row: DepartmentCall, problem: Exception, now: datetime) -> None:
    mine = DepartmentCall.objects.pending().filter(pk=row.pk, attempts=row.attempts)
    if is_final(problem) or now >= row.since + GIVEN_UP_AFTER:
        mine.update(state=State.DEAD, error=kept(problem))
        return
    again = now + timedelta(minutes=2 ** min(row.attempts - 1, LONGEST_WAIT))
    mine.update(next_attempt_at=again, error=kept(problem))
    # Whoever does not answer is not asked for each of a thousand lines: the others wait as long.
    DepartmentCall.objects.pending().filter(department=row.department_id).update(next_attempt_at=again)


def send(hook: DepartmentHook, event: RequestEvent, *, at: datetime) -> None:
    """Raises webhooks.NotAllowed or OSError."""
    content = {"kind": "event", "sent_at": at.isoformat(), "department": hook.department.code, "event": told(event)}
    webhooks.post(webhooks.Message(hook.url, hook.secret, f"event-{event.pk}-{hook.pk}", content), at=at)


def send_test(hook: DepartmentHook, *, at: datetime) -> None:
    """A call without news. Raises webhooks.NotAllowed or OSError."""
    content = {"kind": "test", "sent_at": at.isoformat(), "department": hook.department.code, "event": None}
    webhooks.post(webhooks.Message(hook.url, hook.secret, f"test-{int(at.timestamp())}", content), at=at)


def told(event: RequestEvent) -> dict[str, Any]:
    """What happened, to which request and by whom; what people wrote is read behind the link, by who may."""
    request = event.request
    return {
        "id": event.pk,
        "verb": event.verb,
        "at": event.at.isoformat(),
        "by": event.actor.display_name if event.actor else None,
        "state": event.new_status,
        "former_state": event.old_status,
        "request": request.pk,
        "title": request.title,
        "service": request.service.code,
        "url": settings.BASE_URL + reverse("requests:detail", args=[request.pk]),
    }
