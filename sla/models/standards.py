"""What a department promises: one row per version of a standard, one per target in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.counting import CappedCount
from requests_app.models import Department, Priority, Service, ServiceRequest, TranslatedField, User
from requests_app.states import Status
from sla import steps

from .calendars import BusinessCalendar, CalendarVersion
from .clocks import Clock, Metric


def default_pauses() -> list[str]:
    return [Status.WAITING.value]


def default_warnings() -> list[int]:  # for migration 0002
    return [50, 80]


def default_steps() -> list[dict[str, Any]]:
    return [step.as_json() for step in steps.warnings([50, 80])]


class Scope(NamedTuple):
    """For whose requests a standard is: ids, and None for "every"."""

    department: int
    service: int | None = None
    requester_department: int | None = None
    priority: int | None = None


class ServiceStandardQuerySet(models.QuerySet["ServiceStandard"]):
    def drafts(self) -> Self:
        return self.filter(state=ServiceStandard.State.DRAFT)

    def announced(self) -> Self:
        """Everything that was ever published, superseded and retired versions included."""
        return self.exclude(state=ServiceStandard.State.DRAFT)

    def in_force(self, at: datetime) -> Self:
        return self.filter(valid__contains=at)

    def current(self, at: datetime) -> Self:
        """Drafts, what is in force, and what is planned: neither superseded nor retired."""
        return self.filter(Q(state=ServiceStandard.State.DRAFT) | Q(valid__endswith__gt=at) | Q(valid__upper_inf=True))

    def of_scope(self, scope: Scope) -> Self:
        """All versions of one standard."""
        return self.filter(**scope._asdict())

    def visible_to(self, user: User) -> Self:
        """Published standards are for everybody.

        A draft is for admins, the department's managers, and those of the departments that were asked about it.
        """
        if user.is_admin:
            return self
        managed = [pk for pk in user.roles if user.manages(pk)]
        if not managed:
            return self.announced()
        asked = ServiceStandard.shared_with.through.objects.filter(department__in=managed)
        return self.filter(
            ~Q(state=ServiceStandard.State.DRAFT)
            | Q(department__in=managed)
            | Q(pk__in=asked.values("servicestandard"))
        )

    def with_newest_version(self) -> Self:
        """Adds `newest_version`: the id of the calendar version that new clocks count with."""
        versions = CalendarVersion.objects.filter(calendar=OuterRef("calendar")).newest_first()
        return self.annotate(newest_version=Subquery(versions.values("pk")[:1]))

    def with_open_count(self) -> Self:
        """Adds `open_count`, capped: open requests of the department with a clock of this very version."""
        clocks = Clock.objects.unfinished().filter(request=OuterRef("pk"), standard=OuterRef(OuterRef("pk")))
        held = ServiceRequest.objects.open().filter(Exists(clocks), department=OuterRef("department"))
        return self.annotate(open_count=CappedCount(held))

    def for_list(self) -> Self:
        related = self.select_related("department", "service", "requester_department", "calendar")
        return related.prefetch_related("targets")

    def by_department(self) -> Self:
        """Departments by code; in each the widest standards first."""
        return self.order_by(
            "department__code",
            F("service__code").asc(nulls_first=True),
            F("requester_department__code").asc(nulls_first=True),
            F("priority").asc(nulls_first=True),
            "-number",
        )


class ServiceStandard(models.Model):
    """One version. Changed only by `sla.standards`; once published, its promise never changes, only its end."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("standard", "Draft")
        PUBLISHED = "published", pgettext_lazy("standard", "Published")
        RETIRED = "retired", pgettext_lazy("standard", "Retired")

    class Reopening(models.TextChoices):
        CONTINUE = "continue", pgettext_lazy("standard", "the same promise goes on")
        NEW = "new", pgettext_lazy("standard", "a new promise begins")

    department = models.ForeignKey(Department, models.PROTECT, related_name="standards", verbose_name=_("department"))
    # None: for every service of the department that has no standard of its own.
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="standards", verbose_name=_("service")
    )
    # None: whoever asks.
    requester_department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("only for requests from")
    )
    # None: every priority. The targets of a version may differ by priority as well.
    priority = models.SmallIntegerField(_("only for priority"), choices=Priority.choices, null=True, blank=True)
    name = TranslatedField(_("name"))
    pledge = TranslatedField(_("promise in words"), blank=True)
    number = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    # From and until when requests are filed under it; empty for drafts.
    valid = DateTimeRangeField(_("in force"), null=True, blank=True)
    calendar = models.ForeignKey(
        BusinessCalendar, models.PROTECT, related_name="standards", verbose_name=_("working hours")
    )
    # The resolution clock rests while the request is in one of these.
    pause_statuses = ArrayField(
        models.CharField(max_length=12), default=default_pauses, blank=True, verbose_name=_("the clock rests while")
    )
    reopening = models.CharField(
        _("when it comes back"), max_length=8, choices=Reopening.choices, default=Reopening.CONTINUE
    )
    # What is ticked off before a result is handed out: [{"key": "…", "text": {"en": "…"}}].
    checklist = models.JSONField(_("quality checklist"), default=list, blank=True)
    # Nobody hands a result out before a colleague of whoever works on it has looked at the checklist.
    checked_by_another = models.BooleanField(_("a colleague checks it"), default=False)
    # Since when the departments that use it may read the draft and say something about it, and which they are.
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_with = models.ManyToManyField(
        Department, related_name="+", blank=True, verbose_name=_("departments that were asked")
    )
    # Since when a manager waits for an admin to publish it; editing the draft takes that back.
    ready_at = models.DateTimeField(null=True, blank=True)
    # Grows with every saving of the draft; a form that shows an older one is stale.
    edition = models.PositiveIntegerField(default=0)
    # What the last replay of this version over history found (`sla.replay`).
    replay = models.JSONField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    newest_version: int  # where with_newest_version() read it
    open_count: int  # where with_open_count() read it

    objects = ServiceStandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("service standard")
        verbose_name_plural = _("service standards")
        constraints = [
            # NULL equals nothing, so a department's defaults would not exclude each other without the 0.
            ExclusionConstraint(
                name="standard_one_in_force_at_a_time",
                expressions=[
                    ("department", RangeOperators.EQUAL),
                    (Coalesce(F("service"), 0), RangeOperators.EQUAL),
                    (Coalesce(F("requester_department"), 0), RangeOperators.EQUAL),
                    (Coalesce(F("priority"), 0), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(valid__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["department", "service", "requester_department", "priority", "number"],
                nulls_distinct=False,
                name="standard_number_once",
            ),
            models.UniqueConstraint(
                fields=["department", "service", "requester_department", "priority"],
                nulls_distinct=False,
                condition=Q(state="draft"),
                name="standard_one_draft_at_a_time",
            ),
            models.CheckConstraint(
                name="standard_published_has_range",
                condition=Q(state="draft", valid__isnull=True)
                | Q(state="published", valid__isnull=False, valid__isempty=False)
                | Q(state="retired"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name) or f"{self.service or self.department}"

    @property
    def scope(self) -> Scope:
        return Scope(self.department_id, self.service_id, self.requester_department_id, self.priority)

    @property
    def in_force_from(self) -> datetime | None:
        since: datetime | None = self.valid.lower if self.valid else None
        return since

    @property
    def in_force_until(self) -> datetime | None:
        until: datetime | None = self.valid.upper if self.valid else None
        return until


class StandardTarget(models.Model):
    """So much working time for one clock, for one priority or for every one that has no target of its own."""

    standard = models.ForeignKey(ServiceStandard, models.CASCADE, related_name="targets")
    metric = models.CharField(_("clock"), max_length=16, choices=Metric.choices)
    priority = models.SmallIntegerField(_("priority"), choices=Priority.choices, null=True, blank=True)
    seconds = models.PositiveIntegerField(_("target in working seconds"))
    # The ladder, `steps.Step.as_json` of each rung; the breach tells people even where no rung names it.
    steps = models.JSONField(_("warnings and escalation"), default=default_steps, blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["metric", F("priority").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "metric", "priority"], nulls_distinct=False, name="target_once_a_priority"
            ),
            models.CheckConstraint(name="target_above_zero", condition=Q(seconds__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.priority or '*'}: {self.seconds} s"


class StandardComment(models.Model):
    """What a department that uses the service says about a draft."""

    standard = models.ForeignKey(ServiceStandard, models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), max_length=2000)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("comment on a draft")
        verbose_name_plural = _("comments on drafts")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.standard_id} {self.author_id} {self.at:%F}"


class ChecklistTick(models.Model):
    """One point of a standard's quality checklist, ticked off for a request."""

    request = models.ForeignKey("requests_app.ServiceRequest", models.CASCADE, related_name="ticks", db_index=False)
    key = models.CharField(max_length=40)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("ticked point")
        verbose_name_plural = _("ticked points")
        constraints = [models.UniqueConstraint(fields=["request", "key"], name="checklist_tick_once")]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.key}"


class ChecklistCheck(models.Model):
    """The second pair of eyes: a colleague has looked at the work, with every point of the checklist ticked."""

    request = models.OneToOneField(
        "requests_app.ServiceRequest", models.CASCADE, primary_key=True, related_name="checklist_check"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("check by a colleague")
        verbose_name_plural = _("checks by colleagues")

    def __str__(self) -> str:
        return f"#{self.request_id} {self.by_id}"
