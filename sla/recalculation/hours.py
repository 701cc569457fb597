"""Running clocks follow new working hours, some thousands in a transaction, beside the sweep and beside verbs."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from django.db import OperationalError, transaction

from requests_app import clock
from sla import records
from sla.calendar import NoWorkingTime
from sla.calendar.instants import Instants, to_us
from sla.ledger import EventKind
from sla.models import Clock, ClockSegment, Recalculation

from . import rows
from .arithmetic import Rebased, rebase_many
from .jobs import Failure, Hold, HoldLost, Outlook, Step, Timings
from .routes import Route, routes_to

logger = logging.getLogger(__name__)

CHUNK = 5_000
CANNOT_FOLLOW = "Clock %s cannot follow its new working hours"


@dataclass(slots=True)
class HoursWorker:
    """Works through the clocks in the order of their ids; what somebody else held is tried again from the beginning."""

    routes: list[Route]
    size: int = CHUNK
    gets_on: bool = field(default=False, init=False)  # in this round through the ids

    @classmethod
    def of(cls, job: Recalculation) -> HoursWorker:
        assert job.calendar_version is not None  # noqa: S101 - so the table demands
        return cls(routes_to(job.calendar_version))

    def step(self, hold: Hold, timings: Timings) -> Outlook:
        job = hold.job
        with timings.of("reading"):
            found = self._next(job)
        if not found and not job.cursor:
            return Outlook.DONE
        if not found:
            got_on, self.gets_on = self.gets_on, False
            hold.keep(Step(cursor=0))
            return Outlook.MORE if got_on else Outlook.BLOCKED
        try:
            with transaction.atomic():
                step = self._follow(found, timings)
                hold.keep(step)
        except (HoldLost, OperationalError):
            raise
        except Exception as problem:
            logger.exception("A chunk of %s clocks failed", len(found))
            self._narrow_down(found, hold, problem)
        else:
            self.gets_on = self.gets_on or step.seen > 0
            self.size = min(self.size * 4, CHUNK)
        return Outlook.MORE

    def _next(self, job: Recalculation) -> list[tuple[int, Route]]:
        """The next clocks that have to follow, by id, each with its route."""
        given_up = [failure["id"] for failure in job.failures]
        found = [
            (pk, route)
            for route in self.routes
            for pk in Clock.objects.unfinished()
            .filter(route.affected(), pk__gt=job.cursor)
            .exclude(pk__in=given_up)
            .order_by("pk")
            .values_list("pk", flat=True)[: self.size]
        ]
        return sorted(found, key=lambda one: one[0])[: self.size]

    def _narrow_down(self, found: list[tuple[int, Route]], hold: Hold, problem: Exception) -> None:
        """One clock that cannot be written must not keep the others: smaller chunks, until it is alone."""
        if len(found) > 1:
            self.size = max(len(found) // 8, 1)
            return
        [(pk, _route)] = found
        hold.keep(Step(cursor=pk, failures=[Failure.of(pk, problem)]))

    def _follow(self, found: list[tuple[int, Route]], timings: Timings) -> Step:
        step = Step(cursor=found[-1][0])
        for route in self.routes:
            ids = [pk for pk, own in found if own is route]
            if ids:
                follow(ids, route, step, timings)
        return step


def follow(ids: list[int], route: Route, step: Step, timings: Timings) -> None:
    """Let those of the clocks that nobody else holds follow their route, and their requests follow them."""
    with timings.of("reading"):
        chunk = rows.read(ids, route.version, lock=True)
    with timings.of("arithmetic"):
        moving, rebased = plainly(chunk, route)
    special = np.setdiff1d(chunk.ids[~chunk.resting], chunk.ids[moving])
    with timings.of("writing"):
        rows.rest(chunk.ids[chunk.resting], route.stages[-1].version)
        rows.move(chunk.ids[moving], chunk.live[moving], route, rebased)
    _count(step, chunk.due[moving], rebased.due)
    step.seen += len(chunk)
    one_by_one(special.tolist(), route, step, timings)
    with timings.of("writing"):
        rows.move_requests(np.unique(chunk.requests))


def plainly(chunk: rows.Chunk, route: Route) -> tuple[Instants, Rebased]:
    """Which clocks of a chunk (positions) are moved by plain arithmetic, and where to."""
    candidates = np.flatnonzero(chunk.plain)
    rebased = rebase_many(chunk.running.take(candidates), route)
    kept = np.flatnonzero(rebased.plain)
    return candidates[kept], rebased.take(kept)


def _count(step: Step, before: Instants, after: Instants) -> None:
    now = to_us(clock.now())
    step.moved += int(np.count_nonzero(before != after))
    step.broke += int(np.count_nonzero((after <= now) & (before > now)))


def one_by_one(ids: Iterable[int], route: Route, step: Step, timings: Timings) -> None:
    """The ledger's way, for clocks that are pinned or broken, or have something to fire by the hours before."""
    with timings.of("reading"):
        special = Clock.objects.filter(pk__in=ids).with_open_piece().select_related("request")
        entries = [records.entry_of(row) for row in special]
    done = []
    with timings.of("arithmetic"):
        for entry in entries:
            try:
                rebase(entry, route)
            except Exception as problem:
                logger.exception(CANNOT_FOLLOW, entry.row.pk)
                step.failures.append(Failure.of(entry.row.pk, problem))
            else:
                done.append(entry)
    for entry in done:
        _count_one(step, entry)
    with timings.of("writing"):
        for live in (True, False):
            records.write([entry for entry in done if entry.row.request.is_live == live], live)


def rebase(entry: records.Entry, route: Route) -> None:
    for stage in route.stages:
        entry.account.rebase(stage.calendar, stage.version, stage.since, ClockSegment.Reason.RECALCULATED)
    if entry.account.is_out_of_reach:  # for an admin to hear of; whoever touches the clock does not fail
        raise NoWorkingTime(f"{entry.account.calendar!r} has not that much working time within ten years.")


def _count_one(step: Step, entry: records.Entry) -> None:
    now, account = to_us(clock.now()), entry.account
    before = to_us(entry.row.due_at) if entry.row.due_at else None
    kinds = [one.kind for one in account.happenings]
    step.moved += before != account.due
    step.revoked += EventKind.REVOKED in kinds
    step.broke += before is not None and before > now and account.due is not None and account.due <= now
