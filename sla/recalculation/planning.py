"""Writing down that clocks have to follow a change; the work itself is done by a worker."""

from __future__ import annotations

from datetime import datetime

from requests_app import clock
from requests_app.models import User
from sla.models import CalendarVersion, Clock, Recalculation

from .routes import affected_by, routes_to

Kind = Recalculation.Kind


def plan_hours(version: CalendarVersion, *, by: User | None, now: datetime | None = None) -> Recalculation | None:
    """Let running clocks follow a version that was just published; None where none has to.

    Call it in the transaction that publishes: the work begins when that is committed.
    """
    affected = affected_by(routes_to(version))
    total = Clock.objects.unfinished().filter(affected).count() if affected is not None else 0
    if not total:
        return None
    return _write_down(
        Recalculation(kind=Kind.HOURS, calendar_version=version, asked_by=by, asked_at=now or clock.now(), total=total)
    )


def _write_down(job: Recalculation) -> Recalculation:
    from sla import tasks

    job.save()
    tasks.recalculate.delay_on_commit(job.pk)
    return job
