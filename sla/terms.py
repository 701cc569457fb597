"""What a standard promises, as plain values: what clocks are started and changed with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from requests_app.states import Status
from sla.calendar import WorkingCalendar
from sla.calendar.instants import SECOND
from sla.models import ServiceStandard
from sla.models.calendars import compiled
from sla.steps import BREACH, BREACH_STEP, Step


@dataclass(frozen=True, slots=True)
class Target:
    """`seconds` of working time, and the ladder of warnings and escalation."""

    seconds: int
    steps: tuple[Step, ...] = ()

    @property
    def us(self) -> int:
        return self.seconds * SECOND

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(step.code for step in self.steps)

    def step(self, code: str) -> Step:
        """The rung of this code; where the ladder has none, what goes without saying."""
        rung = next((step for step in self.steps if step.code == code), None)
        return rung or (BREACH_STEP if code == BREACH else Step(code))


@dataclass(frozen=True, slots=True)
class Terms:
    """The targets by metric and priority (None: every priority without its own), and when the clocks rest."""

    targets: Mapping[tuple[str, int | None], Target] = field(default_factory=dict)
    pause_statuses: frozenset[str] = frozenset({Status.WAITING})
    new_promise_on_reopening: bool = False
    department: int | None = None  # whose promise it is (id)

    def target(self, metric: str, priority: int) -> Target | None:
        return self.targets.get((metric, priority)) or self.targets.get((metric, None))

    def promise_anything(self, priority: int) -> bool:
        return any(wanted in (priority, None) for _metric, wanted in self.targets)


NOTHING_PROMISED = Terms()  # of clocks whose due moment came from outside


@dataclass(frozen=True, slots=True)
class Offer:
    """A standard as clocks see it: its id (None: nothing is promised), the id of the calendar version, the terms."""

    standard: int | None
    version: int
    terms: Terms

    @property
    def calendar(self) -> WorkingCalendar:
        return compiled(self.version)


def read(standard: ServiceStandard) -> Terms:
    """The terms of a standard as it is now; `targets` are read from the database or the prefetched rows."""
    targets = {
        (target.metric, target.priority): Target(target.seconds, tuple(map(Step.from_json, target.steps)))
        for target in standard.targets.all()
    }
    return Terms(
        targets,
        frozenset(standard.pause_statuses),
        new_promise_on_reopening=standard.reopening == ServiceStandard.Reopening.NEW,
        department=standard.department_id,
    )


@lru_cache(maxsize=512)
def of_published(standard_id: int) -> Terms:
    """The terms of a published standard, read once per process: they never change any more."""
    return read(ServiceStandard.objects.prefetch_related("targets").get(pk=standard_id))
