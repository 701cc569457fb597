"""Which days are counted, and which requests and journal lines can belong to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.models.functions import TruncDate
from django.db.models.lookups import In


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which the day begins there."""
    return datetime.combine(day, time(), zone)


@dataclass(frozen=True, slots=True)
class Days:
    """Days from `start` on and before `end` (None: no bound) and, where `only` is given, among those."""

    start: date | None = None
    end: date | None = None
    only: frozenset[date] | None = None

    @classmethod
    def of(cls, days: Iterable[date]) -> Self:
        only = frozenset(days)
        return cls(min(only), max(only) + timedelta(days=1), only)

    def __contains__(self, day: date) -> bool:
        if self.only is not None:
            return day in self.only
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def hold(self, moment: str, zone: ZoneInfo) -> Q:
        """The condition that the field `moment` lies on one of these days there."""
        begin = Q() if self.start is None else Q((f"{moment}__gte", midnight(self.start, zone)))
        until = Q() if self.end is None else Q((f"{moment}__lt", midnight(self.end, zone)))
        listed = Q() if self.only is None else Q(In(TruncDate(moment, tzinfo=zone), sorted(self.only)))
        return Q((f"{moment}__isnull", False)) & begin & until & listed
