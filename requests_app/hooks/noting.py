"""From the journal to rows that wait: a line is written with the verb that caused it, so none is ever missed.

Read by a worker, so that no verb costs a statement more. Internal notes, what an import brought in and confidential
services are left out: who runs a program there is not a handler.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from kombu.exceptions import OperationalError
from redis import RedisError

from requests_app.models import Hook, HookCall, RequestEvent
from requests_app.states import ABOUT_KEEPING, Verb

from .groups import verbs_of

logger = logging.getLogger(__name__)

# Longer than any transaction lasts: a line that was written before, and committed after the last look, is found.
OVERLAP = timedelta(minutes=15)
# When a verb asked for it: what is written in this second is what it is about, and others ask again.
SHORT_OVERLAP = timedelta(seconds=30)
MOST_LINES = 2000  # at one look
LISTENING = "hooks.listening"
WOKEN = "hooks.woken"
REMEMBERED = 300  # seconds
QUIET = 1  # seconds in which a worker is asked once, at their end


@transaction.atomic
def note_lines(now: datetime, *, overlap: timedelta = OVERLAP) -> int:
    """A row for every journal line since the last look. Safe by many at once: a line is noted once a hook."""
    noted, listening = 0, False
    for hook in Hook.objects.on().select_for_update(skip_locked=True, no_key=True).order_by("pk"):
        listening = True
        lines = list(_lines_for(hook, overlap).order_by("at", "pk")[:MOST_LINES])
        HookCall.objects.bulk_create(
            [HookCall(hook=hook, event=line, since=now, next_attempt_at=now) for line in lines],
            ignore_conflicts=True,
        )
        hook.read_until = lines[-1].at if len(lines) == MOST_LINES else now
        hook.save(update_fields=["read_until"])
        noted += len(lines)
    if listening:
        remember_listeners()
    return noted


def _lines_for(hook: Hook, overlap: timedelta) -> QuerySet[RequestEvent]:
    known = HookCall.objects.filter(hook=hook, event=OuterRef("pk"))
    since = max(hook.read_until - overlap, hook.made_at)
    lines = RequestEvent.objects.public().exclude(verb__in=ABOUT_KEEPING)
    told = lines.filter(at__gte=since, request__is_live=True, request__service__is_confidential=False)
    if hook.department_id is not None:
        told = told.filter(Q(department=hook.department_id) | Q(verb=Verb.HANDED_OVER, data__from=hook.department_id))
    if hook.groups:
        told = told.filter(verb__in=verbs_of(hook.groups))
    if services := list(hook.services.values_list("pk", flat=True)):
        told = told.filter(request__service__in=services)
    return told.exclude(Exists(known))


def wake_on_commit() -> None:
    """Ask a worker to look soon, where some program listens at all. Nothing of it can disturb what was committed."""
    transaction.on_commit(_wake_if_listening, robust=True)


def _wake_if_listening() -> None:
    try:
        asks = cache.get(LISTENING) and cache.add(WOKEN, True, timeout=QUIET)
    except RedisError as problem:
        logger.warning("Programs hear later of a change: %s", problem)
        return
    if asks:
        wake(countdown=QUIET)


def wake(countdown: int = 0) -> None:
    """Without a broker the next round of the timetable finds the rows, a little later."""
    from requests_app.tasks import call_hooks  # tasks imports this package

    try:
        call_hooks.apply_async(kwargs={"thorough": False}, countdown=countdown, retry=False)
    except OperationalError as problem:
        logger.warning("The broker does not answer, webhooks wait for the next round: %s", problem)


def remember_listeners() -> None:
    """For verbs, which ask the cache and not the database."""
    try:
        cache.set(LISTENING, True, timeout=REMEMBERED)
    except RedisError as problem:
        logger.warning("Programs hear later of changes: %s", problem)
