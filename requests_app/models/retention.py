"""How long things are kept, and what was removed because of it."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RetentionRule(models.Model):
    """Data of a kind, see `retention.KINDS`, older than so many days is removed by night. Without a row it is kept."""

    kind = models.CharField(_("kind"), max_length=20, primary_key=True)
    days = models.PositiveIntegerField(_("days"))

    class Meta:
        verbose_name = _("rule of keeping")
        verbose_name_plural = _("rules of keeping")
        constraints = [models.CheckConstraint(name="retention_at_least_a_day", condition=Q(days__gte=1))]

    def __str__(self) -> str:
        return self.kind


class RetentionRunQuerySet(models.QuerySet["RetentionRun"]):
    def real(self) -> Self:
        return self.filter(is_trial=False)

    def unfinished(self) -> Self:
        return self.filter(finished_at=None)

    def begun_since(self, moment: datetime) -> Self:
        return self.filter(started_at__gte=moment)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class RetentionRun(models.Model):
    """One night's work on data of one kind, or a trial of it that only counted."""

    kind = models.CharField(max_length=20)
    # What is older than this goes; fixed when it begins, so that taking it up again means the same.
    before = models.DateTimeField()
    is_trial = models.BooleanField(default=False)
    # None: the portal by itself.
    asked_by = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # Grows chunk by chunk, in the transaction that removes the chunk.
    number = models.PositiveIntegerField(default=0)

    objects = RetentionRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("removal of old data")
        verbose_name_plural = _("removals of old data")
        indexes = [models.Index(fields=["kind", "-started_at"], name="retention_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.before:%F} {self.number}"
