"""What a standard promises, as plain values: what clocks are started and changed with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from requests_app.states import Status
from sla.calendar.instants import SECOND
from sla.models import ServiceStandard


@dataclass(frozen=True, slots=True)
class Target:
    """`seconds` of working time, and at how many per cent of it to warn."""

    seconds: int
    percents: tuple[int, ...] = ()

    @property
    def us(self) -> int:
        return self.seconds * SECOND


@dataclass(frozen=True, slots=True)
class Terms:
    """The targets by metric and priority (None: every priority without its own), and when the clocks rest."""

    targets: Mapping[tuple[str, int | None], Target] = field(default_factory=dict)
    pause_statuses: frozenset[str] = frozenset({Status.WAITING})

    def target(self, metric: str, priority: int) -> Target | None:
        return self.targets.get((metric, priority)) or self.targets.get((metric, None))

    def promise_anything(self, priority: int) -> bool:
        return any(wanted in (priority, None) for _metric, wanted in self.targets)


NOTHING_PROMISED = Terms()  # of clocks whose due moment came from outside


def read(standard: ServiceStandard) -> Terms:
    """The terms of a standard as it is now; `targets` are read from the database or the prefetched rows."""
    targets = {
        (target.metric, target.priority): Target(target.seconds, tuple(sorted(target.warn_percents)))
        for target in standard.targets.all()
    }
    return Terms(targets, frozenset(standard.pause_statuses))


@lru_cache(maxsize=512)
def of_published(standard_id: int) -> Terms:
    """The terms of a published standard, read once per process: they never change any more."""
    return read(ServiceStandard.objects.prefetch_related("targets").get(pk=standard_id))
