"""Who is away, from which day to which, and who stands in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .people import User


class Span(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def at(self, now: datetime) -> Self:
        return self.filter(begins_at__lte=now, ends_at__gt=now)

    def not_over(self, now: datetime) -> Self:
        return self.filter(ends_at__gt=now)

    def over(self, now: datetime) -> Self:
        return self.filter(ends_at__lte=now)

    def soonest_first(self) -> Self:
        return self.order_by("begins_at", "pk")

    def for_list(self) -> Self:
        return self.select_related("user__department", "stand_in")


class Absence(models.Model):
    """Whole days in the person's own zone, first and last included; `begins_at` and `ends_at` are those days' edges."""

    user = models.ForeignKey("User", models.CASCADE, related_name="absences", verbose_name=_("person"))
    from_day = models.DateField(_("first day away"))
    until_day = models.DateField(_("last day away"))
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    stand_in = models.ForeignKey(
        "User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("stand-in")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["begins_at", "id"]
        constraints = [
            models.CheckConstraint(name="absence_ends_after_it_begins", condition=Q(until_day__gte=F("from_day"))),
            models.CheckConstraint(name="absence_not_ones_own_stand_in", condition=~Q(stand_in=F("user"))),
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[("user", RangeOperators.EQUAL), (Span("begins_at", "ends_at"), RangeOperators.OVERLAPS)],
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="absence_not_over")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.from_day:%F} – {self.until_day:%F}"

    @property
    def back_on(self) -> date:
        return self.until_day + timedelta(days=1)


def edges(from_day: date, until_day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The moments at which the first of these days begins and the last one ends, in UTC."""
    begins, ends = (
        datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC) for day in (from_day, until_day + timedelta(1))
    )
    return begins, ends
