"""How often a service kept what it promised lately: one statement over the roll-ups, for the page of the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from dashboards.models import DayFigures
from dashboards.replica import alias
from requests_app.compiled import Fixed, compiled
from requests_app.models import Service
from sla.models import Metric

DAYS = 90
METRICS = (Metric.RESOLUTION.value, Metric.FIRST_RESPONSE.value)


@dataclass(frozen=True, slots=True)
class Kept:
    """Of `n` requests whose promise of this metric is decided, so many were `in_time`; `n` is at least 1."""

    metric: str
    in_time: int
    n: int

    @property
    def share(self) -> float:
        """As a part of one."""
        return self.in_time / self.n


def kept_lately(service: Service, now: datetime) -> Kept | None:
    """Of requests filed within the last 90 days: done in time, or where that is not promised, answered in time.

    None where nothing is decided yet. Overdue ones count as broken, as everywhere (docs/figures.md).
    """
    today = now.astimezone(service.provider.zone).date()
    database = Fixed(alias())
    for found in _decided(database, service.pk, service.provider_id, today - timedelta(days=DAYS)):  # type: ignore[arg-type]
        for metric in METRICS:
            kept, broken = (found[f"{metric}_{verdict}"] or 0 for verdict in ("kept", "broken"))
            if kept + broken:
                return Kept(metric, kept, kept + broken)
    return None


@compiled
def _decided(database: str, service: int, provider: int, start: date) -> QuerySet[DayFigures, Any]:
    days = DayFigures.objects.using(database).of_departments(provider).between(start, None).filter(service=service)
    sums = {
        f"{metric}_{verdict}": Sum(Cast(KeyTextTransform(f"clock.{metric}.{verdict}", "counts"), BigIntegerField()))
        for metric in METRICS
        for verdict in ("kept", "broken")
    }
    return days.order_by().values("service").annotate(**sums)
