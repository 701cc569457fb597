"""Long work on many clocks, kept as rows so that it can be watched, stopped and taken up again."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import User

from .calendars import CalendarVersion
from .standards import ServiceStandard


class RecalculationQuerySet(models.QuerySet["Recalculation"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=[Recalculation.State.WAITING, Recalculation.State.RUNNING])

    def free(self, now: datetime) -> Self:
        """Unfinished, and nobody works on it: not begun, let go, or left behind by a worker that died."""
        return self.unfinished().filter(Q(lease_until=None) | Q(lease_until__lt=now))

    def in_turn(self) -> Self:
        """Leaves out what has to wait until an earlier correction of the same calendar's past is done: a clock that
        follows later versions is taken to follow the corrected one as well."""
        corrections = Recalculation.objects.unfinished().filter(kind=Recalculation.Kind.PAST, pk__lt=OuterRef("pk"))
        same = corrections.filter(calendar_version__calendar=OuterRef("calendar_version__calendar"))
        return self.exclude(Exists(same))

    def for_list(self) -> Self:
        standard = ("standard__department", "standard__service")
        return self.select_related("calendar_version__calendar", *standard, "asked_by")


class Recalculation(models.Model):
    """Running clocks follow a change: new working hours, or a standard that somebody applied to open requests."""

    class Kind(models.TextChoices):
        HOURS = "hours", pgettext_lazy("recalculation", "New working hours")
        PAST = "past", pgettext_lazy("recalculation", "Working hours corrected for the past")
        STANDARD = "standard", pgettext_lazy("recalculation", "Standard applied to open requests")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("recalculation", "Waiting")
        RUNNING = "running", pgettext_lazy("recalculation", "Running")
        DONE = "done", pgettext_lazy("recalculation", "Done")
        FAILED = "failed", pgettext_lazy("recalculation", "Stopped by an error")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    calendar_version = models.ForeignKey(CalendarVersion, models.CASCADE, null=True, blank=True, related_name="+")
    standard = models.ForeignKey(ServiceStandard, models.CASCADE, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # Clocks (of a standard: requests) to look at, looked at so far, moved, broken by it, breaches taken back.
    total = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    broke = models.PositiveIntegerField(default=0)
    revoked = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    # The last id that is done: where whoever takes it up goes on.
    cursor = models.BigIntegerField(default=0)
    # Whoever works on it holds it until then; a worker that died lets go by itself.
    lease_until = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    # What could not follow and stays as it was: [{"id": of the clock or request, "why": …}].
    failures = models.JSONField(default=list, blank=True)

    objects = RecalculationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recalculation")
        verbose_name_plural = _("recalculations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="recalculation_of_one_thing",
                condition=Q(calendar_version__isnull=False, standard=None)
                | Q(calendar_version=None, standard__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.seen}/{self.total}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)


class ClockAudit(models.Model):
    """One night's recount of clocks from their pieces. A difference is an alarm, never repaired silently."""

    at = models.DateTimeField()
    checked = models.PositiveIntegerField()
    # [{"clock": id, "column": …, "kept": …, "counted": …}], at most a hundred of them.
    differences = models.JSONField(default=list)
    differing = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("audit of the clocks")
        verbose_name_plural = _("audits of the clocks")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%F}: {self.differing}/{self.checked}"
