"""Roll-ups: what happened on a day in a department, counted again as a whole whenever something touched it."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Department, Service


class StaleDay(models.Model):
    """A mark: the figures of this day are to be counted again.

    Every verb adds marks of its own, in its transaction. Marks are not unique on purpose: a verb that found an older
    mark and left none would lose its change to a recount that runs between the verb's writing and its commit.
    """

    department = models.ForeignKey(Department, models.CASCADE, related_name="+", db_index=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        verbose_name = _("stale day")
        verbose_name_plural = _("stale days")
        indexes = [models.Index(fields=["department", "service", "day"], name="stale_day_claim")]

    def __str__(self) -> str:
        return f"{self.department_id} {self.service_id} {self.day:%F}"


class DayFiguresQuerySet(models.QuerySet["DayFigures"]):
    def of_departments(self, *departments: int) -> Self:
        return self.filter(department__in=departments)

    def between(self, start: date | None, end: date | None) -> Self:
        """Days from `start` on and before `end`; None leaves that side open."""
        begin = Q() if start is None else Q(day__gte=start)
        return self.filter(begin, Q() if end is None else Q(day__lt=end))


class DayFigures(models.Model):
    """One row per department, service, priority, channel and day on which anything is to be counted.

    Days are those of the department's zone. Which day a figure belongs to, and what each key of the two JSON columns
    means, is defined in docs/figures.md. Rows are only ever deleted and written again, never changed.
    """

    department = models.ForeignKey(Department, models.CASCADE, related_name="+", db_index=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    priority = models.SmallIntegerField(_("priority"))
    channel = models.CharField(_("channel"), max_length=40)
    day = models.DateField(pgettext_lazy("calendar", "day"))

    # On their own day, whatever day the request was filed.
    filed = models.PositiveIntegerField(default=0)
    resolved = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    # Into and out of the department's open work, hand-overs included: their running difference is the backlog.
    entered = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    # Change of what is not ended yet, resolved ones included.
    unended = models.IntegerField(default=0)
    # Of those filed on this day, still open when it was counted.
    still_open = models.PositiveIntegerField(default=0)
    # name -> how many.
    counts = models.JSONField(default=dict)
    # name -> distribution in seconds (metrics.DurationSketch).
    durations = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    objects = DayFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of a day")
        verbose_name_plural = _("figures of days")
        constraints = [
            # Begins with the department and the day: serves as the index of every dashboard.
            models.UniqueConstraint(
                fields=["department", "day", "service", "priority", "channel"], name="day_figures_once"
            )
        ]
        indexes = [
            # How old is what is open?
            models.Index(fields=["department", "day"], name="day_figures_open", condition=Q(still_open__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.service_id} {self.priority} {self.channel} {self.day:%F}"


class JourneyFigures(models.Model):
    """How long each stage took a department's requests that were filed in whole months, and where it hurt.

    One row a month and department, written once: what ratings say of slow requests must not be watched growing.
    """

    department = models.ForeignKey(Department, models.CASCADE, related_name="+", db_index=False)
    # Days of the department's zone: the first, and the one after the last.
    start = models.DateField()
    end = models.DateField()
    # See docs/journey.md.
    figures = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("figures of a journey")
        verbose_name_plural = _("figures of journeys")
        constraints = [models.UniqueConstraint(fields=["department", "end"], name="journey_figures_once")]

    def __str__(self) -> str:
        return f"{self.department_id} {self.end:%F}"
