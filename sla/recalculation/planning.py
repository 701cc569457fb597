"""Writing down that clocks have to follow a change; the work itself is done by a worker."""

from __future__ import annotations

from datetime import datetime

from requests_app import clock
from requests_app.models import User
from sla.calendar.instants import to_us
from sla.models import CalendarVersion, Clock, Recalculation

from .correcting import touched
from .routes import affected_by, routes_to

Kind = Recalculation.Kind


def plan_hours(version: CalendarVersion, *, by: User | None, now: datetime | None = None) -> Recalculation | None:
    """Let clocks follow a version that was just published; None where none has to.

    A version that counts from before it was made corrects the past: finished clocks are judged again, too. Call it in
    the transaction that publishes: the work begins when that is committed.
    """
    corrects = version.counts_from < version.created_at
    total = _lived_since(version) if corrects else _running_into(version)
    if not total:
        return None
    kind = Kind.PAST if corrects else Kind.HOURS
    return _write_down(
        Recalculation(kind=kind, calendar_version=version, asked_by=by, asked_at=now or clock.now(), total=total)
    )


def _lived_since(version: CalendarVersion) -> int:
    return touched(version.calendar_id, to_us(version.counts_from)).count()


def _running_into(version: CalendarVersion) -> int:
    affected = affected_by(routes_to(version))
    return Clock.objects.unfinished().filter(affected).count() if affected is not None else 0


def _write_down(job: Recalculation) -> Recalculation:
    from sla import tasks

    job.save()
    tasks.recalculate.delay_on_commit(job.pk)
    return job
