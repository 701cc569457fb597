"""Programs that hear what happens to requests: those of one department, or all."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .notifications import Delivery
from .people import User
from .webhooks import SignedAddress

if TYPE_CHECKING:
    from .catalogue import Service


class HookQuerySet(models.QuerySet["Hook"]):
    def visible_to(self, user: User) -> Self:
        """Those of the departments one leads; to admins all."""
        return self if user.is_admin else self.filter(department__in=filter(user.manages, user.roles))

    def on(self) -> Self:
        return self.filter(off_since=None)

    def ready(self, now: datetime) -> Self:
        """Nobody is calling it, and it has something due: while it is off, or let alone, no more than a test."""
        due = HookCall.objects.due(now).filter(hook=OuterRef("pk"))
        open_now = Q(off_since=None, next_turn_at__lte=now)
        return self.filter(Exists(due.filter(event=None)) | (open_now & Exists(due)), busy_until__lte=now)


class Hook(SignedAddress):
    """A program's address, what it is told of, and how it is doing."""

    class Off(models.TextChoices):
        """Why nothing goes there."""

        BY_HAND = "hand", pgettext_lazy("webhook", "by hand")
        FAILING = "failing", pgettext_lazy("webhook", "it took nothing for a whole day")
        GONE = "gone", pgettext_lazy("webhook", "it said that it is gone for good")
        REFUSED = "refused", pgettext_lazy("webhook", "its address is no longer allowed")

    # None: everything that happens in the company is told.
    department = models.ForeignKey("Department", models.CASCADE, null=True, blank=True, related_name="hooks")
    name = models.CharField(_("name"), max_length=80)
    # Codes of `requests_app.hooks.groups`; empty: all.
    groups = models.JSONField(pgettext_lazy("webhook", "what is told"), default=list, blank=True)
    # Empty: all.
    services: models.ManyToManyField[Service, models.Model] = models.ManyToManyField(
        "Service", blank=True, related_name="+", verbose_name=_("services")
    )
    # The journal was read until here; a slow transaction that wrote before may end after it, see `noting.OVERLAP`.
    read_until = models.DateTimeField()
    off_since = models.DateTimeField(null=True, blank=True)
    off_because = models.CharField(max_length=8, choices=Off.choices, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    # Turns since it last took something; the more, the longer it is let alone.
    failures = models.SmallIntegerField(default=0)
    next_turn_at = models.DateTimeField()
    # A worker is calling it, and has until then.
    busy_until = models.DateTimeField()

    objects = HookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook for requests")
        verbose_name_plural = _("webhooks for requests")
        constraints = [
            models.CheckConstraint(
                name="hook_off_has_a_reason", condition=Q(off_since=None, off_because="") | Q(off_since__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_off(self) -> bool:
        return self.off_since is not None


class HookCallQuerySet(models.QuerySet["HookCall"]):
    def due(self, now: datetime) -> Self:
        """Waiting for its turn, or claimed by a worker that died."""
        return self.pending().filter(next_attempt_at__lte=now)

    def pending(self) -> Self:
        return self.filter(state=Delivery.State.PENDING)

    def given_up(self) -> Self:
        return self.filter(state=Delivery.State.DEAD)

    def over_since(self, moment: datetime) -> Self:
        """Nothing more becomes of them, and they are older than that."""
        return self.exclude(state=Delivery.State.PENDING).filter(since__lt=moment)


class HookCall(models.Model):
    """One journal line on its way to one program, or a test; with what became of the last attempt."""

    hook = models.ForeignKey(Hook, models.CASCADE, related_name="calls", db_index=False)
    # None: a test.
    event = models.ForeignKey("RequestEvent", models.CASCADE, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=Delivery.State.choices, default=Delivery.State.PENDING)
    attempts = models.SmallIntegerField(default=0)
    # Since when it is tried; a day later it is given up.
    since = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    # HTTP's; empty where nobody answered.
    status = models.SmallIntegerField(null=True, blank=True)
    took_ms = models.IntegerField(null=True, blank=True)
    # How the answer begins; never of a host inside.
    answer = models.CharField(max_length=500, blank=True)
    error = models.CharField(max_length=500, blank=True)

    objects = HookCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call of a webhook")
        verbose_name_plural = _("calls of webhooks")
        constraints = [models.UniqueConstraint(fields=["hook", "event"], name="hook_call_once")]
        indexes = [
            models.Index(fields=["hook", "next_attempt_at"], name="hook_call_due", condition=Q(state="pending")),
            # The log, newest first, whole or of one state.
            models.Index(fields=["hook", "-id"], name="hook_call_log"),
            models.Index(fields=["hook", "state", "-id"], name="hook_call_log_state"),
            models.Index(fields=["since"], name="hook_call_over", condition=~Q(state="pending")),
        ]

    def __str__(self) -> str:
        return f"{self.hook_id} {self.event_id} {self.state}"


class HookTry(models.Model):
    """One attempt at a call, as it went. What the receiver said is only kept of the last one, in the call."""

    call = models.ForeignKey(HookCall, models.CASCADE, related_name="tries", db_index=False)
    at = models.DateTimeField()
    took_ms = models.IntegerField(null=True, blank=True)
    status = models.SmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("attempt at a call")
        verbose_name_plural = _("attempts at calls")
        indexes = [models.Index(fields=["call", "-id"], name="hook_try_of_call")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.at:%FT%T} {self.status}"
