"""Roll-ups: what happened on a day in a department, counted again as a whole whenever something touched it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.meetings.models import ReviewDecision as ReviewDecision
from dashboards.meetings.models import ReviewMeeting as ReviewMeeting
from dashboards.meetings.models import ServiceReview as ServiceReview
from dashboards.steering.models import Annotation as Annotation
from dashboards.steering.models import Goal as Goal
from requests_app.models import Department, Service, User


class StaleDayQuerySet(models.QuerySet["StaleDay"]):
    def of_department(self, department: Department | None) -> Self:
        """None: of all."""
        return self.all() if department is None else self.filter(department=department)


class StaleDay(models.Model):
    """A mark: the figures of this day are to be counted again.

    Every verb adds marks of its own, in its transaction. Marks are not unique on purpose: a verb that found an older
    mark and left none would lose its change to a recount that runs between the verb's writing and its commit.
    """

    department = models.ForeignKey(Department, models.CASCADE, related_name="+", db_index=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()

    objects = StaleDayQuerySet.as_manager()

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
    # name -> minute (since 1970) -> how many of what is not over began in it: their age grows without being counted.
    running = models.JSONField(default=dict)
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


class CountedMonth(models.Model):
    """How often figures of a service and month were counted: who read them at the same number read the same.

    Written in the transaction of the count, so that pages may remember what they added up (`figures.remembered`).
    """

    department = models.ForeignKey(Department, models.CASCADE, related_name="+", db_index=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    month = models.DateField(_("first day of the month"))
    times = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("counted month")
        verbose_name_plural = _("counted months")
        constraints = [
            # Begins with the department and the month: serves as the index of the one question about it.
            models.UniqueConstraint(fields=["department", "month", "service"], name="counted_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.service_id} {self.month:%Y-%m} {self.times}"


class PairFigures(models.Model):
    """One row per service, department that asked and day: what was filed then, by whom with whom, and how it went.

    The department is the one that holds the requests now; days are those of its zone. Columns and `durations` mean
    what they mean in DayFigures, but everything belongs to the day of filing. Written together with DayFigures.
    """

    department = models.ForeignKey(Department, models.CASCADE, related_name="+", db_index=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    # Empty where nobody knows: imported people belong nowhere.
    asking = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    day = models.DateField(pgettext_lazy("calendar", "day"))

    filed = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    still_open = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)
    chased = models.PositiveIntegerField(default=0)
    chases = models.PositiveIntegerField(default=0)
    clarified = models.PositiveIntegerField(default=0)
    rounds = models.PositiveIntegerField(default=0)
    incomplete = models.PositiveIntegerField(default=0)
    # Of the clocks: done in time or not, answered in time or not.
    kept = models.PositiveIntegerField(default=0)
    broken = models.PositiveIntegerField(default=0)
    answers_kept = models.PositiveIntegerField(default=0)
    answers_broken = models.PositiveIntegerField(default=0)
    durations = models.JSONField(default=dict)

    objects = DayFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of a pair")
        verbose_name_plural = _("figures of pairs")
        constraints = [
            models.UniqueConstraint(
                fields=["department", "day", "service", "asking"], name="pair_figures_once", nulls_distinct=False
            )
        ]
        indexes = [
            # What a department asked for.
            models.Index(fields=["asking", "day"], name="pair_figures_asking")
        ]

    def __str__(self) -> str:
        return f"{self.asking_id} {self.department_id} {self.service_id} {self.day:%F}"


class FiguresAudit(models.Model):
    """One night's recount of some days from the rows. A difference is an alarm, never repaired silently."""

    at = models.DateTimeField()
    checked = models.PositiveIntegerField()
    differing = models.PositiveIntegerField(default=0)
    # [{"department": code, "service": code, "day": ISO, "figure": name, "kept": …, "counted": …}], at most a hundred.
    differences = models.JSONField(default=list)

    class Meta:
        verbose_name = _("audit of the figures")
        verbose_name_plural = _("audits of the figures")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%F}: {self.differing}/{self.checked}"


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


class ReportSubscriptionQuerySet(models.QuerySet["ReportSubscription"]):
    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def due(self, now: datetime) -> Self:
        return self.filter(next_at__lte=now, person__is_active=True)


class ReportSubscription(models.Model):
    """A page of figures with its filters that somebody gets by mail. Only `reports.keeping` writes."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", pgettext_lazy("report", "Every week, on Monday")
        MONTHLY = "monthly", pgettext_lazy("report", "Every month, on its first day")

    person = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    # The page's address, in two pieces: without a day that it would speak of for ever.
    path = models.CharField(max_length=200)
    query = models.CharField(max_length=500, blank=True)
    # Of the page, as it was called the last time somebody looked, in the person's language.
    name = models.CharField(max_length=300, blank=True)
    rhythm = models.CharField(pgettext_lazy("report", "how often"), max_length=7, choices=Rhythm.choices)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()

    objects = ReportSubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("report by mail")
        verbose_name_plural = _("reports by mail")
        constraints = [
            models.UniqueConstraint(fields=["person", "path", "query"], name="report_once_a_page"),
            models.CheckConstraint(name="report_known_rhythm", condition=Q(rhythm__in=["weekly", "monthly"])),
        ]
        indexes = [models.Index(fields=["next_at"], name="report_due")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.path}"

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path
