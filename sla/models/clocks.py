"""Clocks: one per promise of a request, the pieces in which it ran and rested, and what it set off."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.utils.translation import pgettext_lazy

from requests_app.models import Department, ServiceRequest

from .calendars import CalendarVersion


class Metric(models.TextChoices):
    """What is promised. Names are the journal's; what people read are the labels."""

    FIRST_RESPONSE = "first_response", pgettext_lazy("clock", "First answer")
    # One cycle per word of the requester's that nobody has answered yet.
    NEXT_REPLY = "next_reply", pgettext_lazy("clock", "Next answer")
    # Until somebody names a date; PROMISED then runs towards that date.
    PROMISE = "promise", pgettext_lazy("clock", "Date named")
    RESOLUTION = "resolution", pgettext_lazy("clock", "Done")
    PROMISED = "promised", pgettext_lazy("clock", "Promised date")
    # Of the approver, not of the department.
    APPROVAL = "approval", pgettext_lazy("clock", "Approval")
    # One per department that held the request: its own agreed time, whatever the others take.
    OLA = "ola", pgettext_lazy("clock", "Department's share")


# Between departments only: the requester was promised nothing by these.
INTERNAL = frozenset({Metric.APPROVAL, Metric.OLA})


class ClockQuerySet(models.QuerySet["Clock"]):
    def of(self, request: ServiceRequest) -> Self:
        return self.filter(request=request)

    def running(self) -> Self:
        return self.filter(state=Clock.State.RUNNING)

    def unfinished(self) -> Self:
        return self.filter(state__in=[Clock.State.RUNNING, Clock.State.PAUSED])

    def with_open_piece(self) -> Self:
        """Reads what `Clock.open_piece` needs in the same statement."""
        opened = self.alias(open=FilteredRelation("segments", condition=Q(segments__to_at=None)))
        columns = {"id": "id", "kind": "kind", "from": "from_at", "reason": "reason"}
        return opened.annotate(**{f"open_{name}": F(f"open__{column}") for name, column in columns.items()})

    def with_newest_version(self) -> Self:
        """Adds `newest_version`: the id of the version of its calendar that counts now."""
        versions = CalendarVersion.objects.filter(calendar=OuterRef("calendar_version__calendar")).newest_first()
        return self.annotate(newest_version=Subquery(versions.values("pk")[:1]))

    def to_requester(self) -> Self:
        """What was promised to whoever asked, not between departments."""
        return self.exclude(metric__in=INTERNAL)

    def due_to_fire(self, now: datetime) -> Self:
        """What the sweep has to look at, longest waiting first. Imported clocks have no moment to fire."""
        return self.filter(next_fire_at__lte=now).order_by("next_fire_at")

    def kept(self) -> Self:
        return self.filter(state=Clock.State.MET)

    def broken(self, now: datetime) -> Self:
        """Stopped too late, or past its moment and still not stopped, be it at rest. Cancelled ones are out."""
        late = Q(overran_at__isnull=False) | Q(due_at__lte=now)
        return self.filter(Q(state=Clock.State.MISSED) | Q(state__in=[Clock.State.RUNNING, Clock.State.PAUSED]) & late)


class Clock(models.Model):
    """Changed only by `sla.clocks` and `sla.sweep`; its arithmetic is `sla.ledger`."""

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("clock state", "Running")
        PAUSED = "paused", pgettext_lazy("clock state", "Resting")
        MET = "met", pgettext_lazy("clock state", "Kept")
        MISSED = "missed", pgettext_lazy("clock state", "Broken")
        CANCELLED = "cancelled", pgettext_lazy("clock state", "Cancelled")

    # The unique constraint below begins with the request and serves as its index.
    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="clocks", db_index=False)
    metric = models.CharField(max_length=16, choices=Metric.choices)
    cycle = models.PositiveSmallIntegerField(default=1)
    # Only clocks of a department's own stint have one. Nobody looks clocks up by it, and each step writes all indexes.
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    # None where the due moment came from outside and no standard was in force. Only the deletion of a draft looks for
    # clocks by it, which may take a second: nothing against an index that every step of every clock has to write.
    standard = models.ForeignKey(
        "ServiceStandard", models.PROTECT, null=True, blank=True, related_name="clocks", db_index=False
    )
    # Versions are never deleted, and only open clocks are looked up by theirs: the partial index below.
    calendar_version = models.ForeignKey(CalendarVersion, models.PROTECT, related_name="clocks", db_index=False)
    # Working microseconds. None: the due moment is pinned.
    target_us = models.BigIntegerField(null=True, blank=True)
    # Of the pieces that are over; since `running_since` more has passed.
    consumed_us = models.BigIntegerField(default=0)
    # The steps of the target when the clock started (`sla.steps`): editing a standard does not reach running clocks.
    steps = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField()
    running_since = models.DateTimeField(null=True, blank=True)
    # None while the clock rests, unless pinned; kept after stopping.
    due_at = models.DateTimeField(null=True, blank=True)
    is_pinned = models.BooleanField(default=False)
    stopped_at = models.DateTimeField(null=True, blank=True)
    # The first moment it broke. Never cleared, not even where an extension revokes the breach.
    breached_at = models.DateTimeField(null=True, blank=True)
    # The due moment that passed and still stands: what `due_at` becomes again after a rest. None after a revocation.
    overran_at = models.DateTimeField(null=True, blank=True)
    # The next step that has not fired in this epoch; empty after the last.
    next_step = models.CharField(max_length=10, blank=True)
    next_fire_at = models.DateTimeField(null=True, blank=True)
    # Grows when steps that fired lie ahead again, so that they may fire once more.
    epoch = models.PositiveSmallIntegerField(default=1)

    newest_version: int | None = None  # where with_newest_version() read it

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("model", "clock")
        verbose_name_plural = pgettext_lazy("model", "clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["request", "metric", "cycle", "department"], nulls_distinct=False, name="clock_once"
            ),
            models.CheckConstraint(
                name="clock_known_state", condition=Q(state__in=["running", "paused", "met", "missed", "cancelled"])
            ),
            models.CheckConstraint(
                name="clock_running_since_when",
                condition=Q(state="running", running_since__isnull=False, due_at__isnull=False)
                | ~Q(state="running") & Q(running_since=None, next_fire_at=None),
            ),
            models.CheckConstraint(
                name="clock_paused_has_no_due_moment", condition=~Q(state="paused") | Q(due_at=None) | Q(is_pinned=True)
            ),
            models.CheckConstraint(
                name="clock_stopped_when",
                condition=Q(state__in=["running", "paused"], stopped_at=None)
                | ~Q(state__in=["running", "paused"]) & Q(stopped_at__isnull=False),
            ),
            models.CheckConstraint(
                name="clock_target_or_pin", condition=Q(target_us__gt=0) | Q(target_us=None, is_pinned=True)
            ),
            models.CheckConstraint(name="clock_consumed_not_negative", condition=Q(consumed_us__gte=0)),
        ]
        indexes = [
            # The sweep claims by it; rests, stops and imports leave it.
            models.Index(fields=["next_fire_at"], name="clock_to_fire", condition=Q(next_fire_at__isnull=False)),
            # Recalculation after a change of working hours, in the order of ids.
            models.Index(
                fields=["calendar_version", "id"], name="clock_by_hours", condition=Q(state__in=["running", "paused"])
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.metric} {self.state}"

    @property
    def open_piece(self) -> ClockSegment | None:
        """The piece it is in, where `with_open_piece` read it; None after it stopped."""
        found = vars(self)
        if found["open_id"] is None:
            return None
        return ClockSegment(
            pk=found["open_id"],
            clock=self,
            kind=found["open_kind"],
            from_at=found["open_from"],
            reason=found["open_reason"],
            calendar_version_id=self.calendar_version_id,
        )


class ClockSegment(models.Model):
    """One piece of a clock's life: the ledger from which consumed time can always be counted again."""

    class Kind(models.TextChoices):
        RUN = "run", pgettext_lazy("clock piece", "Ran")
        PAUSE = "pause", pgettext_lazy("clock piece", "Rested")

    class Reason(models.TextChoices):
        """Why the piece began."""

        FILED = "filed", pgettext_lazy("clock piece", "the request was filed")
        WAITING = "waiting", pgettext_lazy("clock piece", "waiting for the requester")
        ON_HOLD = "on_hold", pgettext_lazy("clock piece", "on hold")
        RESUMED = "resumed", pgettext_lazy("clock piece", "work went on")
        FINISHED = "finished", pgettext_lazy("clock piece", "finished for the time being")
        REOPENED = "reopened", pgettext_lazy("clock piece", "reopened")
        RETARGETED = "retargeted", pgettext_lazy("clock piece", "the target changed")
        APPROVAL = "approval", pgettext_lazy("clock piece", "waiting for an approval")
        ASKED_BACK = "asked_back", pgettext_lazy("clock piece", "the requester wrote")
        PROMISED = "promised", pgettext_lazy("clock piece", "a date was named")
        ARRIVED = "arrived", pgettext_lazy("clock piece", "the department got it")
        ELSEWHERE = "elsewhere", pgettext_lazy("clock piece", "another department had it")
        RECALCULATED = "recalculated", pgettext_lazy("clock piece", "the working hours changed")

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="segments")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=12, blank=True)
    calendar_version = models.ForeignKey(CalendarVersion, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = pgettext_lazy("model", "clock piece")
        verbose_name_plural = pgettext_lazy("model", "clock pieces")
        ordering = ["from_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(to_at=None), name="segment_one_open_a_clock"),
            models.CheckConstraint(
                name="segment_ends_after_it_begins", condition=Q(to_at=None) | Q(to_at__gte=F("from_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.kind} {self.from_at:%F %T}"


class ClockEventQuerySet(models.QuerySet["ClockEvent"]):
    def to_handle(self) -> Self:
        """Nobody was told and nothing was done yet, oldest first."""
        return self.filter(handled_at=None).order_by("id")

    def failed_since(self, moment: datetime) -> Self:
        """What the ladder wanted done and nobody could do."""
        return self.filter(detected_at__gte=moment, outcome=ClockEvent.Outcome.FAILED)


class ClockEvent(models.Model):
    """Something a clock set off, once: the unique key stops every repetition of a sweep.

    It is the outbox of the ladder as well: until `handled_at` is set, people have to be told and actions done.
    """

    class Kind(models.TextChoices):
        WARNING = "warning", pgettext_lazy("clock event", "Warning")
        SUPERSEDED = "superseded", pgettext_lazy("clock event", "Warning overtaken by a later step")
        BREACH = "breach", pgettext_lazy("clock event", "Broken")
        OVERDUE = "overdue", pgettext_lazy("clock event", "Still not done")
        REVOKED = "revoked", pgettext_lazy("clock event", "Not broken after all")

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("escalation", "done")
        SKIPPED = "skipped", pgettext_lazy("escalation", "not needed any more")
        FAILED = "failed", pgettext_lazy("escalation", "not possible")

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="events", db_index=False)
    epoch = models.PositiveSmallIntegerField()
    # A code of `sla.steps`, or "revoked": the breach of the epoch before does not stand.
    step = models.CharField(max_length=10)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # When it came true, and when somebody noticed: lateness never changes the first.
    occurred_at = models.DateTimeField()
    detected_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    # What the step was to do about it (`steps.Action`), and what came of that.
    action = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)

    objects = ClockEventQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("model", "clock event")
        verbose_name_plural = pgettext_lazy("model", "clock events")
        ordering = ["occurred_at", "id"]
        constraints = [models.UniqueConstraint(fields=["clock", "epoch", "step"], name="clock_event_once")]
        indexes = [
            models.Index(fields=["id"], name="clock_event_to_handle", condition=Q(handled_at=None)),
            # The status page.
            models.Index(fields=["detected_at"], name="clock_event_failed", condition=Q(outcome="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.kind} {self.step} {self.occurred_at:%F %T}"
