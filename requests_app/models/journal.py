"""What happened to a request: its journal, the promises made about it, and the departments it has left behind."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from requests_app.states import INTERNAL_VERBS


class RequestEventQuerySet(models.QuerySet["RequestEvent"]):
    def public(self) -> Self:
        """Without internal notes; who may read those is access.sees_notes()."""
        return self.exclude(verb__in=INTERNAL_VERBS)

    def for_timeline(self) -> Self:
        return self.select_related("actor", "message").order_by("at", "id")


class RequestEvent(models.Model):
    """One line of the journal: written by `transitions.record`, never changed afterwards.

    Only `transitions.empty` takes words out of it, when a rule says that they are too old.
    """

    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="events")
    # One of states.Verb; no choices here, or every new verb would be a migration.
    verb = models.CharField(max_length=20)
    # None: the system did it.
    actor = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    old_status = models.CharField(max_length=12, blank=True)
    new_status = models.CharField(max_length=12)
    # Holds the request after this line.
    department = models.ForeignKey("Department", models.PROTECT, related_name="+")
    message = models.ForeignKey("Message", models.PROTECT, null=True, blank=True, related_name="events")
    # What else the verb said: reason, from, to, changes … (see docs/data-model.md).
    data = models.JSONField(default=dict, blank=True)

    objects = RequestEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal line")
        verbose_name_plural = _("journal")
        indexes = [
            # The timeline of a request.
            models.Index(fields=["request", "at", "id"], name="event_timeline"),
            # Recounting a day: what happened then.
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.verb} {self.at:%F %T}"


class Promise(models.Model):
    """“Done by Thursday 15:00, because …” Rows are only added: the first and the last date both stay known."""

    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="promises")
    done_by = models.DateTimeField(_("done by"))
    reason = models.CharField(_("reason"), max_length=500)
    made_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(name="promise_names_a_future_moment", condition=Q(done_by__gt=F("made_at")))
        ]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.done_by:%F %H:%M}"


class Leg(models.Model):
    """A stint that is over: the department held the request and handed it on. The present stint has no row."""

    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="legs")
    department = models.ForeignKey("Department", models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()

    class Meta:
        verbose_name = _("leg")
        verbose_name_plural = _("legs")
        ordering = ["to_at", "id"]
        indexes = [
            # visible_to: what did my department ever hold?
            models.Index(fields=["department", "request"], name="leg_former_holder")
        ]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.department_id} {self.from_at:%F} – {self.to_at:%F}"
