"""A program that a department has told of everything that happens to its requests."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .notifications import Delivery


class DepartmentHook(models.Model):
    """The department's address, and the secret with which calls to it are signed."""

    department = models.OneToOneField("Department", models.CASCADE, primary_key=True, related_name="hook")
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    # The journal was read until here; a slow transaction that wrote before may end after it, see `calls.OVERLAP`.
    read_until = models.DateTimeField()

    class Meta:
        verbose_name = _("webhook of a department")
        verbose_name_plural = _("webhooks of departments")

    def __str__(self) -> str:
        return f"{self.department_id} {self.url}"


class DepartmentCallQuerySet(models.QuerySet["DepartmentCall"]):
    def due(self, now: datetime) -> Self:
        """Waiting for its turn, or claimed by a worker that died."""
        return self.pending().filter(next_attempt_at__lte=now)

    def pending(self) -> Self:
        return self.filter(state=Delivery.State.PENDING)

    def given_up(self) -> Self:
        return self.filter(state=Delivery.State.DEAD)

    def over_since(self, moment: datetime) -> Self:
        """Sent or thrown away before it."""
        thrown_away = Q(state=Delivery.State.DROPPED, since__lt=moment)
        return self.filter(Q(state=Delivery.State.SENT, sent_at__lt=moment) | thrown_away)


class DepartmentCall(models.Model):
    """One journal line on its way to the program of one department."""

    department = models.ForeignKey("Department", models.CASCADE, related_name="+", db_index=False)
    event = models.ForeignKey("RequestEvent", models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=Delivery.State.choices, default=Delivery.State.PENDING)
    attempts = models.SmallIntegerField(default=0)
    # Since when it is tried; a day later it is given up.
    since = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    objects = DepartmentCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call of a department's webhook")
        verbose_name_plural = _("calls of departments' webhooks")
        constraints = [models.UniqueConstraint(fields=["department", "event"], name="department_call_once")]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="department_call_due", condition=Q(state="pending")),
            models.Index(
                fields=["department"], name="department_call_open", condition=Q(state__in=["pending", "dead"])
            ),
            models.Index(fields=["sent_at"], name="department_call_sent", condition=Q(state="sent")),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.event_id} {self.state}"
