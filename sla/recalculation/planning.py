"""Writing down that clocks have to follow a change; the work itself is done by a worker."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import User
from requests_app.transitions import Refused
from sla.calendar.instants import to_us
from sla.models import CalendarVersion, Clock, Recalculation, ServiceStandard

from .applying import check_in_force, requests_of
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


@transaction.atomic
def apply_standard(standard: ServiceStandard, *, by: User, now: datetime | None = None) -> Recalculation | None:
    """Let open requests of its scope follow a standard in force; None where none has to. Raises Refused.

    Where somebody applied it and that is still going on, this is that job.
    """
    at = now or clock.now()
    standard = ServiceStandard.objects.select_for_update(no_key=True).get(pk=standard.pk)
    check_in_force(standard, at)
    running = Recalculation.objects.unfinished().filter(standard=standard).first()
    if running is not None:
        return running
    total = sum(1 for _request in requests_of(standard, at))
    if not total:
        return None
    return _write_down(Recalculation(kind=Kind.STANDARD, standard=standard, asked_by=by, asked_at=at, total=total))


@transaction.atomic
def try_again(job: Recalculation) -> Recalculation:
    """Begin anew what stopped: what followed already is passed over. Raises Refused."""
    held = Recalculation.objects.select_for_update(no_key=True).get(pk=job.pk)
    if held.state != Recalculation.State.FAILED and not held.failures:
        raise Refused(_("There is nothing to try again."))
    if held.is_unfinished:
        raise Refused(_("It is still going on."))
    held.state, held.cursor, held.finished_at, held.lease_until = Recalculation.State.WAITING, 0, None, None
    held.seen, held.failed, held.problem, held.failures = min(held.moved, held.total), 0, "", []
    return _write_down(held)


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
