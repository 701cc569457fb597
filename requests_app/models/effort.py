"""Minutes spent on requests, noted by whoever spent them. No verb: verbs are read by everybody who serves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from .people import Department, User
    from .requests import ServiceRequest

LONGEST = 16 * 60  # minutes noted at once


class EffortQuerySet(models.QuerySet["Effort"]):
    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def spent_on(self, request: ServiceRequest) -> Self:
        return self.filter(request=request)

    def in_department(self, department: Department) -> Self:
        return self.filter(department=department)

    def for_list(self) -> Self:
        return self.select_related("request", "department").prefetch_related("corrections")


class Effort(models.Model):
    """Read as itself only by its person; others see sums of many people (dashboards.effort)."""

    class Source(models.TextChoices):
        CLICK = "click", pgettext_lazy("effort", "By a click")
        TYPED = "typed", pgettext_lazy("effort", "Typed")
        TIMER = "timer", pgettext_lazy("effort", "By the timer")

    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("User", models.PROTECT, related_name="+", db_index=False)
    # Whose leg of the request it was spent in.
    department = models.ForeignKey("Department", models.PROTECT, related_name="+", db_index=False)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    source = models.CharField(max_length=5, choices=Source.choices, default=Source.CLICK)
    at = models.DateTimeField()

    objects = EffortQuerySet.as_manager()

    class Meta:
        verbose_name = _("time spent")
        verbose_name_plural = _("time spent")
        constraints = [
            # 0: taken back.
            models.CheckConstraint(name="effort_minutes", condition=Q(minutes__lte=LONGEST)),
            models.CheckConstraint(name="effort_known_source", condition=Q(source__in=["click", "typed", "timer"])),
        ]
        indexes = [
            # One's own, newest first.
            models.Index(fields=["person", "-id"], name="effort_own"),
            # One's own on a request.
            models.Index(fields=["request", "person"], name="effort_on_request"),
            # The sums of a department's weeks.
            models.Index(fields=["department", "at"], name="effort_of_department"),
        ]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.person_id}"


class EffortCorrection(models.Model):
    """What was noted before its person changed it."""

    effort = models.ForeignKey(Effort, models.CASCADE, related_name="corrections")
    minutes = models.PositiveSmallIntegerField(_("minutes"))  # before
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("corrected time")
        verbose_name_plural = _("corrected times")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.effort_id} {self.at:%F %T}"


class EffortTimerQuerySet(models.QuerySet["EffortTimer"]):
    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def forgotten(self, now: datetime) -> Self:
        """Running longer than anybody works without a break."""
        return self.filter(started_at__lt=now - EffortTimer.CREDIBLE)


class EffortTimer(models.Model):
    """One a person at a time, while it runs."""

    CREDIBLE = timedelta(hours=5)

    person = models.OneToOneField("User", models.CASCADE, primary_key=True, related_name="+")
    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="+")
    department = models.ForeignKey("Department", models.CASCADE, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    # When the person was asked how long it really was.
    asked_at = models.DateTimeField(null=True, blank=True)

    objects = EffortTimerQuerySet.as_manager()

    class Meta:
        verbose_name = _("timer")
        verbose_name_plural = _("timers")

    def __str__(self) -> str:
        return f"{self.person_id} #{self.request_id}"

    def is_forgotten(self, now: datetime) -> bool:
        return now - self.started_at > self.CREDIBLE

    def minutes(self, now: datetime) -> int:
        """Begun minutes count; at most what is credible."""
        spent = min(now - self.started_at, self.CREDIBLE)
        return max(1, -(-int(spent.total_seconds()) // 60))
