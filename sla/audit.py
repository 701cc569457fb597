"""Counts clocks anew from their pieces, by night, and says where a row differs. It repairs nothing.

Every night another hundredth of all clocks, and everything that broke since the night before: in a hundred nights each
clock has had its turn.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app import clock as database_clock
from requests_app.models import Notification, User
from requests_app.notifications import notify, texts
from sla.models import Clock, ClockAudit
from sla.models.clocks import ClockQuerySet
from sla.recount import Difference, differences_of

logger = logging.getLogger(__name__)

NIGHT = timedelta(hours=2)  # UTC
NIGHTS = 100
CHUNK = 2000
MOST_KEPT = 100
LOCK = 0x5EED_C10C  # any number that nobody else takes
KIND = "clocks.differ"


def register_all() -> None:
    texts.register(
        KIND,
        texts.Wording(
            subject=_("The clocks do not add up: %(differing)s of %(checked)s"),
            line=_("The nightly recount found %(differing)s of %(checked)s clocks that differ from their own history."),
            why=_("You get this because you are an admin."),
            action=_("Open the status page"),
            link=_status_page,
        ),
    )


def _status_page(notification: Notification) -> str:
    return reverse("operations:status")


def audit_if_due(*, now: datetime | None = None) -> ClockAudit | None:
    """The audit of this night, if its hour has come and nobody made it. Safe to call at any time and by many."""
    at = now or database_clock.now()
    began = night_of(at)
    if ClockAudit.objects.filter(at__gte=began).exists():
        return None
    checked, found = recount(sample_of(began), at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if ClockAudit.objects.filter(at__gte=began).exists():
            return None  # another worker was first
        return _write_down(checked, found, at=at)


def audit(clocks: ClockQuerySet, *, now: datetime | None = None) -> ClockAudit:
    """Recount these clocks, write the result down, and tell admins where something differs."""
    at = now or database_clock.now()
    checked, found = recount(clocks, at)
    with transaction.atomic():
        return _write_down(checked, found, at=at)


def night_of(now: datetime) -> datetime:
    """When the audit of the latest night was to begin."""
    began = now.replace(hour=0, minute=0, second=0, microsecond=0) + NIGHT
    return began if began <= now else began - timedelta(days=1)


def sample_of(began: datetime) -> ClockQuerySet:
    """A hundredth of all clocks, another one each night, and those that broke since the night before.

    Two days back, so that one that broke while the last audit ran does not slip through.
    """
    sampled = Q(turn=began.toordinal() % NIGHTS)
    return Clock.objects.alias(turn=F("pk") % NIGHTS).filter(sampled | Q(breached_at__gte=began - timedelta(days=2)))


def recount(clocks: ClockQuerySet, now: datetime) -> tuple[int, list[Difference]]:
    """How many were counted, and what differs. In chunks, none of which holds a transaction open."""
    checked, found = 0, list[Difference]()
    for chunk in _chunks(clocks):
        checked += len(chunk)
        # What changed between reading the row and reading its pieces is looked at again, held.
        suspects = [clock.pk for clock in chunk if differences_of(clock, now)]
        found += [one for pk in suspects for one in _held_differences(pk, now)]
    return checked, found


def _chunks(clocks: ClockQuerySet) -> Iterator[Sequence[Clock]]:
    last = 0
    known = clocks.select_related("request").prefetch_related("segments", "events").order_by("pk")
    while chunk := list(known.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


@transaction.atomic
def _held_differences(pk: int, now: datetime) -> list[Difference]:
    clock = Clock.objects.select_for_update(no_key=True, of=("self",)).select_related("request").get(pk=pk)
    return differences_of(clock, now)


def _write_down(checked: int, found: Sequence[Difference], *, at: datetime) -> ClockAudit:
    """The row and, in the same transaction, the news."""
    differing = len({one.clock for one in found})
    made = ClockAudit.objects.create(
        at=at, checked=checked, differing=differing, differences=[one.as_json() for one in found[:MOST_KEPT]]
    )
    if differing:
        logger.error("%s of %s clocks do not add up: %s", differing, checked, made.differences[:5])
        params: dict[str, Any] = {"differing": differing, "checked": checked}
        notify(KIND, User.objects.active().admins(), key=f"clock-audit:{made.pk}", at=at, params=params)
    return made
