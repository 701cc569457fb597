"""The night's work: chunk by chunk, each in a transaction of its own, so that it can stop and be taken up anywhere."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from requests_app import clock
from requests_app.models import RetentionRule, RetentionRun, User

from .kinds import KINDS, Data

logger = logging.getLogger(__name__)

CHUNK = 500
A_TURN = 120.0  # seconds
BEGINS_AT = 1  # o'clock in the portal's zone; whenever a worker gets to it after that
KEPT_FOR = timedelta(days=3 * 365)


def work(*, seconds: float = A_TURN) -> int:
    """Do what is due, for at most about `seconds`; how many rows went. Safe to call at any time and by many."""
    ends, removed = time.monotonic() + seconds, 0
    for run in due(clock.now()):
        while time.monotonic() < ends and (number := chunk(run)):
            removed += number
    return removed


def due(now: datetime) -> list[RetentionRun]:
    """What was not finished, and for each rule the run of this night, begun here where nobody has."""
    night = _begin_of_night(now)
    with transaction.atomic():
        # Locked, so that two workers do not both begin a kind's night.
        rules = list(RetentionRule.objects.select_for_update(skip_locked=True).order_by("kind"))
        begun = set(RetentionRun.objects.real().begun_since(night).values_list("kind", flat=True))
        for rule in rules:
            if rule.kind in KINDS and rule.kind not in begun:
                before = now - timedelta(days=rule.days)
                RetentionRun.objects.create(kind=rule.kind, before=before, started_at=now)
    RetentionRun.objects.filter(started_at__lt=now - KEPT_FOR).delete()
    in_force = RetentionRule.objects.values("kind")
    return list(RetentionRun.objects.real().unfinished().filter(kind__in=in_force).order_by("pk"))


def _begin_of_night(now: datetime) -> datetime:
    local = timezone.localtime(now, timezone.get_default_timezone())
    begins = local.replace(hour=BEGINS_AT, minute=0, second=0, microsecond=0)
    return begins if begins <= local else begins - timedelta(days=1)


@transaction.atomic
def chunk(run: RetentionRun) -> int:
    """Remove a chunk and note it, or nothing of both; 0 when the run is over or another worker has it."""
    held = RetentionRun.objects.select_for_update(skip_locked=True).unfinished().filter(pk=run.pk).first()
    if held is None:
        return 0
    data = KINDS[held.kind]
    most = min(CHUNK, data.most)
    pks = list(data.rows(held.before).order_by("pk").values_list("pk", flat=True)[:most])
    if pks:
        data.remove(pks)
        held.number += len(pks)
    if len(pks) < most:
        held.finished_at = clock.now()
        logger.info("Removed %s old rows of the kind %s", held.number, held.kind)
    held.save(update_fields=["number", "finished_at"])
    return len(pks)


def try_out(data: Data, days: int, *, by: User, now: datetime) -> RetentionRun:
    """Count everything a rule of so many days would remove now; remove nothing."""
    before = now - timedelta(days=days)
    number = data.rows(before).order_by().count()
    return RetentionRun.objects.create(
        kind=data.code, before=before, is_trial=True, asked_by=by, started_at=now, finished_at=now, number=number
    )
