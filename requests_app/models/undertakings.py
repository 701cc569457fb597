"""Work an admin sets going that touches many things one by one: kept as a row, so that it is watched and taken up."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UndertakingQuerySet(models.QuerySet["Undertaking"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=[Undertaking.State.WAITING, Undertaking.State.RUNNING])

    def free(self, now: datetime) -> Self:
        """Unfinished, and nobody works on it: not begun, let go, or left behind by a worker that died."""
        return self.unfinished().filter(Q(lease_until=None) | Q(lease_until__lt=now))

    def about(self, kind: str, thing: int) -> Self:
        return self.filter(kind=kind, thing=thing)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class Undertaking(models.Model):
    """Somebody's work is handed on, or a department becomes part of another. `undertakings.KINDS` knows the steps."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("undertaking", "Waiting")
        RUNNING = "running", pgettext_lazy("undertaking", "Running")
        DONE = "done", pgettext_lazy("undertaking", "Done")
        FAILED = "failed", pgettext_lazy("undertaking", "Stopped by an error")

    kind = models.CharField(max_length=20)
    # The id of the person or department it is about.
    thing = models.BigIntegerField()
    # What was decided before it began, as its kind reads it.
    plan = models.JSONField(default=dict, blank=True)
    asked_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    finished_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # What could not be done and stays as it was: [{"key": "request:17", "what": "#17", "why": "…"}].
    failures = models.JSONField(default=list, blank=True)
    # Whoever works on it holds it until then; a worker that died lets go by itself.
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = UndertakingQuerySet.as_manager()

    class Meta:
        verbose_name = _("undertaking")
        verbose_name_plural = _("undertakings")
        indexes = [
            models.Index(fields=["kind", "thing", "-id"], name="undertaking_of_a_thing"),
            models.Index(
                fields=["lease_until"], name="undertaking_unfinished", condition=Q(state__in=["waiting", "running"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing} {self.state} {self.done}/{self.total}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)
