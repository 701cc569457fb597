"""Requests that come again: the rule, what is filed by it, and what became of each of its days."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.recurring.rule import Rule

if TYPE_CHECKING:
    from .people import User


class RecurrenceQuerySet(models.QuerySet["Recurrence"]):
    def kept_by(self, user: User) -> Self:
        """One's own, and those of the departments one serves in."""
        return self.filter(Q(owner=user) | Q(department__in=user.roles))

    def of(self, user: User) -> Self:
        return self.filter(owner=user)

    def going_on(self) -> Self:
        return self.exclude(state=Recurrence.State.ENDED)

    def due(self, now: datetime) -> Self:
        return self.filter(state=Recurrence.State.ACTIVE, next_at__lte=now)

    def soonest_first(self) -> Self:
        return self.order_by("state", "next_at", "pk")

    def for_list(self) -> Self:
        return self.select_related("service__provider", "owner", "department", "form")


class Recurrence(models.Model):
    """What somebody wants again and again, and when. Its requests are the owner's."""

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("recurring request", "Active")
        PAUSED = "paused", pgettext_lazy("recurring request", "Paused")
        ENDED = "ended", pgettext_lazy("recurring request", "Ended")

    class Every(models.TextChoices):
        DAY = "day", _("Day")
        WEEK = "week", _("Week")
        MONTH = "month", _("Month, on a fixed day")
        MONTH_END = "month_end", _("Month, on its last working day")
        YEAR = "year", _("Year")

    class OnClosed(models.TextChoices):
        SKIP = "skip", _("It is left out")
        BEFORE = "before", _("It comes on the working day before")
        AFTER = "after", _("It comes on the working day after")

    class Trouble(models.TextChoices):
        """Why it was paused or ended without anybody asking for it."""

        SERVICE = "service", _("The service is no longer offered to you.")
        FORM = "form", _("The service asks something else now: look at the answers, and let it go on.")
        REFUSED = "refused", _("It could not be filed: look at it, and let it go on.")
        OWNER = "owner", _("Whoever it belonged to is no longer there.")

    owner = models.ForeignKey("User", models.CASCADE, related_name="recurrences", verbose_name=_("requester"))
    # For the work of this department: whoever serves there sees and keeps it too.
    department = models.ForeignKey(
        "Department", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("for the department")
    )
    service = models.ForeignKey("Service", models.CASCADE, related_name="recurrences", verbose_name=_("service"))
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    form = models.ForeignKey("FormVersion", models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.JSONField(_("answers"), default=dict, blank=True)

    every = models.CharField(_("every"), max_length=9, choices=Every.choices)
    interval = models.SmallIntegerField(_("interval"), default=1)
    # Monday is 0.
    weekdays = ArrayField(models.SmallIntegerField(), default=list, blank=True, verbose_name=_("weekdays"))
    day = models.SmallIntegerField(_("day of the month"), default=1)
    from_day = models.DateField(_("from"))
    until_day = models.DateField(_("until"), null=True, blank=True)
    at = models.TimeField(_("at"))
    time_zone = models.CharField(_("time zone"), max_length=60)
    on_closed = models.CharField(_("on a closed day"), max_length=6, choices=OnClosed.choices)

    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.ACTIVE)
    trouble = models.CharField(max_length=8, choices=Trouble.choices, blank=True)
    # The last day of the rule that was dealt with, and the moment of the next one.
    done_until = models.DateField()
    next_at = models.DateTimeField(_("next"), null=True, blank=True)
    edition = models.IntegerField(default=0)

    objects = RecurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("recurring request")
        verbose_name_plural = _("recurring requests")
        constraints = [
            models.CheckConstraint(name="recurrence_interval_1_to_99", condition=Q(interval__range=(1, 99))),
            models.CheckConstraint(name="recurrence_day_1_to_31", condition=Q(day__range=(1, 31))),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="recurrence_due", condition=Q(state="active")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def rule(self) -> Rule:
        return Rule(
            every=self.every,
            from_day=self.from_day,
            until_day=self.until_day,
            interval=self.interval,
            weekdays=tuple(self.weekdays),
            day=self.day,
            on_closed=self.on_closed,
        )


class Occurrence(models.Model):
    """A day of a rule that was dealt with. Unique: whoever comes twice files nothing twice."""

    class Outcome(models.TextChoices):
        FILED = "filed", pgettext_lazy("day of a rule", "Filed")
        SKIPPED = "skipped", pgettext_lazy("day of a rule", "Left out")
        MISSED = "missed", pgettext_lazy("day of a rule", "Missed: too long ago when its turn came")

    recurrence = models.ForeignKey(Recurrence, models.CASCADE, related_name="occurrences")
    day = models.DateField()
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    request = models.ForeignKey("ServiceRequest", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("day of a recurring request")
        verbose_name_plural = _("days of recurring requests")
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["recurrence", "day"], name="occurrence_once_a_day")]

    def __str__(self) -> str:
        return f"{self.recurrence_id} {self.day:%F} {self.outcome}"
