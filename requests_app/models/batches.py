"""The same verb for many requests of a queue: one row for the whole, one for each request with what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .people import Department

if TYPE_CHECKING:
    from .people import User

KEPT_PREPARED = timedelta(days=1)
KEPT_DONE = timedelta(days=90)
LEFT_ALONE = timedelta(seconds=30)  # much longer than a worker works on it before it says so again


class BatchQuerySet(models.QuerySet["Batch"]):
    def of(self, user: User) -> Self:
        """Only who began it sees it."""
        return self.filter(started_by=user)

    def begun(self) -> Self:
        return self.exclude(state=Batch.State.PREPARED)

    def unfinished(self) -> Self:
        return self.filter(state__in=(Batch.State.WAITING, Batch.State.RUNNING))

    def left_alone(self, now: datetime) -> Self:
        """Unfinished, and no worker looked at it lately."""
        return self.unfinished().filter(Q(worked_at=None) | Q(worked_at__lt=now - LEFT_ALONE))

    def forgettable(self, now: datetime) -> Self:
        """Prepared and never begun, or done long ago."""
        prepared = Q(state=Batch.State.PREPARED, created_at__lt=now - KEPT_PREPARED)
        return self.filter(prepared | Q(state=Batch.State.DONE, finished_at__lt=now - KEPT_DONE))


class Batch(models.Model):
    """Prepared when somebody selects requests, begun once they say what to do. Safe to do by many workers at once."""

    class Act(models.TextChoices):
        ASSIGN = "assign", pgettext_lazy("bulk", "Assign")
        PRIORITY = "priority", pgettext_lazy("bulk", "Change the priority")
        HOLD = "hold", pgettext_lazy("bulk", "Put on hold")
        REPLY = "reply", pgettext_lazy("bulk", "Reply")
        PROMISE = "promise", pgettext_lazy("bulk", "Promise a date")
        RESOLVE = "resolve", pgettext_lazy("bulk", "Mark as done")

    class State(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("bulk", "Prepared")
        WAITING = "waiting", pgettext_lazy("bulk", "Waiting")
        RUNNING = "running", pgettext_lazy("bulk", "Running")
        DONE = "done", pgettext_lazy("bulk", "Done")

    department = models.ForeignKey(Department, models.CASCADE, related_name="+", verbose_name=_("department"))
    started_by = models.ForeignKey("User", models.CASCADE, related_name="+", verbose_name=_("begun by"))
    act = models.CharField(max_length=8, choices=Act.choices)
    # What its form said, as plain JSON.
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PREPARED)
    # Of the queue where the requests were selected, to go back to.
    query = models.CharField(max_length=2000, blank=True)
    # It takes back what that one did.
    undoes = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="undone_by")
    created_at = models.DateTimeField()
    # When a worker last took it up.
    worked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of many requests")
        verbose_name_plural = _("changes of many requests")
        constraints = [
            models.CheckConstraint(
                name="batch_done_has_moment", condition=~Q(state="done") | Q(finished_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["state"], name="batch_unfinished", condition=Q(state__in=["waiting", "running"]))
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.state} {self.pk}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)


class BatchItemQuerySet(models.QuerySet["BatchItem"]):
    def waiting(self) -> Self:
        return self.filter(state=BatchItem.State.WAITING)

    def done(self) -> Self:
        return self.filter(state=BatchItem.State.DONE)

    def changed(self) -> Self:
        """Done, and the request was not so already."""
        return self.done().exclude(version_after=F("version"))

    def refused(self) -> Self:
        return self.filter(state=BatchItem.State.REFUSED)

    def in_state(self, state: str) -> Self:
        return self.filter(state=state)

    def numbers(self) -> dict[str, int]:
        """How many there are in each state."""
        found = self.order_by().values_list("state").annotate(number=Count("pk"))
        return {**dict.fromkeys(BatchItem.State.values, 0), **dict(found)}


class BatchItem(models.Model):
    """One request of a batch. It and what its verb writes are one transaction, so that nothing is done twice."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("bulk", "Waiting")
        DONE = "done", pgettext_lazy("bulk", "Done")
        REFUSED = "refused", pgettext_lazy("bulk", "Not possible")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    # As the person saw it when they selected it, and as the verb left it.
    version = models.IntegerField()
    version_after = models.IntegerField(null=True, blank=True)
    # What undoing it needs to know.
    before = models.JSONField(default=dict, blank=True)
    # Why it was not possible, in the language of who began it.
    reason = models.TextField(blank=True)

    objects = BatchItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of a bulk change")
        verbose_name_plural = _("requests of a bulk change")
        constraints = [models.UniqueConstraint(fields=["batch", "request"], name="batch_item_once")]
        indexes = [models.Index(fields=["batch", "id"], name="batch_item_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.batch_id}: #{self.request_id} {self.state}"
