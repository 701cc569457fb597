"""A standard reaches requests that are open already: one verb each, because somebody decided so."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from requests_app import clock, transitions
from requests_app.models import ServiceRequest
from requests_app.transitions import IllegalMove, Label, Refused
from sla import standards
from sla.ledger import EventKind
from sla.models import Clock, ClockEvent, Recalculation, ServiceStandard
from sla.standards import Asked

from .jobs import Failure, Hold, HoldLost, Outlook, Step, Timings

logger = logging.getLogger(__name__)

AT_ONCE = 200  # requests that are looked up together


def check_in_force(standard: ServiceStandard, at: datetime) -> None:
    """Raise Refused unless requests that are filed at this moment may get it."""
    if standard.state == ServiceStandard.State.DRAFT:
        raise Refused(_("A draft promises nothing yet. Publish it first."))
    if not ServiceStandard.objects.in_force(at).filter(pk=standard.pk).exists():
        raise Refused(_("Only a standard that is in force can be applied to open requests."))


def requests_of(standard: ServiceStandard, at: datetime, *, after: int = 0) -> Iterator[ServiceRequest]:
    """Open requests that would get this standard if they were filed now and follow another one, by number.

    A request whose clocks all stopped, or that has none, has nothing that could follow.
    """
    fitting: dict[Asked, bool] = {}
    for request in _candidates(standard).filter(pk__gt=after).iterator(AT_ONCE):
        asked = Asked.by(request.service, request.requester, request.priority)
        if asked not in fitting:
            chosen = standards.standard_for(asked, at)
            fitting[asked] = chosen is not None and chosen.pk == standard.pk
        if fitting[asked]:
            yield request


def _candidates(standard: ServiceStandard) -> QuerySet[ServiceRequest]:
    scope = standard.scope
    clocks = Clock.objects.unfinished().filter(request=OuterRef("pk")).to_requester()
    others = clocks.filter(~Q(standard=standard.pk) | Q(standard=None))
    found = ServiceRequest.objects.live().open().filter(Exists(others), service__provider=scope.department)
    if scope.service is not None:
        found = found.filter(service=scope.service)
    if scope.requester_department is not None:
        found = found.filter(requester__department=scope.requester_department)
    if scope.priority is not None:
        found = found.filter(priority=scope.priority)
    return found.select_related("service", "requester").order_by("pk")


@dataclass(slots=True)
class ApplyingWorker:
    """One request a step, each in a transaction of its own: one that fails does not keep the others."""

    standard: ServiceStandard
    waiting: list[ServiceRequest] = field(default_factory=list)

    @classmethod
    def of(cls, job: Recalculation) -> ApplyingWorker:
        assert job.standard is not None  # noqa: S101 - so the table demands
        return cls(job.standard)

    def step(self, hold: Hold, timings: Timings) -> Outlook:
        with timings.of("reading"):
            request = self._next(hold.job.cursor)
        if request is None:
            return Outlook.DONE
        with timings.of("writing"):
            try:
                with transaction.atomic():
                    hold.keep(self._apply(request, hold.job))
            except (HoldLost, OperationalError):
                raise
            except Exception as problem:
                logger.exception("Standard %s cannot be applied to request %s", self.standard.pk, request.pk)
                hold.keep(Step(cursor=request.pk, seen=1, failures=[Failure.of(request.pk, problem)]))
        return Outlook.MORE

    def _next(self, cursor: int) -> ServiceRequest | None:
        if not self.waiting:
            now = clock.now()
            check_in_force(self.standard, now)
            found = requests_of(self.standard, now, after=cursor)
            self.waiting = [request for request, _number in zip(found, range(AT_ONCE), strict=False)]
            self.waiting.reverse()
        return self.waiting.pop() if self.waiting else None

    def _apply(self, request: ServiceRequest, job: Recalculation) -> Step:
        step = Step(cursor=request.pk, seen=1)
        now, before = clock.now(), request.due_at
        label = Label(dict(self.standard.name), self.standard.number)
        try:
            with transaction.atomic():
                changed = transitions.apply_standard(request, self.standard.pk, label, by=job.asked_by, now=now)
        except IllegalMove:
            return step  # it ended in the meantime
        revoked = ClockEvent.objects.filter(clock__request=request, kind=EventKind.REVOKED, detected_at=now)
        step.moved = int(changed.due_at != before)
        step.broke = int(before is not None and before > now and changed.due_at is not None and changed.due_at <= now)
        step.revoked = int(revoked.exists())
        return step
