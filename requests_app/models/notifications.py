"""The outbox: a notification is a row in the portal; its way out by other channels is a delivery."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .people import User


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, user: User) -> Self:
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-id")


class Notification(models.Model):
    """One thing one person is told. The words are made in the reader's language from `kind` and `params`."""

    recipient = models.ForeignKey("User", models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    request = models.ForeignKey("ServiceRequest", models.CASCADE, null=True, blank=True, related_name="+")
    params = models.JSONField(default=dict, blank=True)
    # The same key never tells twice: what makes a repeated sweep or job harmless.
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notification_told_once")]
        indexes = [
            # The bell's list.
            models.Index(fields=["recipient", "-id"], name="notification_list"),
            # The bell's number.
            models.Index(fields=["recipient"], name="notification_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient_id}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> Self:
        """Waiting for its turn, or claimed by a worker that died before it finished."""
        return self.pending().filter(next_attempt_at__lte=now)

    def pending(self) -> Self:
        return self.filter(state=Delivery.State.PENDING)

    def unplanned(self) -> Self:
        """Nobody has tried to send it yet, so it may still be put together with others, or wait."""
        return self.pending().filter(attempts=0)

    def of(self, person: User) -> Self:
        return self.filter(recipient=person)

    def sent_since(self, moment: datetime) -> Self:
        return self.filter(state=Delivery.State.SENT, sent_at__gt=moment)


class Urgency(models.IntegerChoices):
    """How much a delivery may be kept back."""

    NORMAL = 0, _("Normal")
    URGENT = 1, _("Urgent")
    AT_ONCE = 2, _("At once")


class Delivery(models.Model):
    """The way of a notification out of the portal, by one channel, with its attempts.

    Several that go out as one message have one `leader` among them, which has the attempts of all.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        WEBHOOK = "webhook", _("Webhook")

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        PACKED = "packed", _("Goes with another")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Given up")
        DROPPED = "dropped", _("Thrown away")

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    # The notification's, so that a person's deliveries are found without it.
    recipient = models.ForeignKey("User", models.CASCADE, related_name="deliveries", db_index=False)
    topic = models.CharField(max_length=20, db_default="")
    urgency = models.SmallIntegerField(choices=Urgency.choices, db_default=Urgency.NORMAL)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    leader = models.ForeignKey("self", models.SET_NULL, related_name="followers", null=True, blank=True, db_index=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.SmallIntegerField(default=0)
    # Also the end of a claim: whoever takes the row moves it ahead, so that a dead worker's row comes back by itself.
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)
    # Who had it sent again or thrown away, and why the latter.
    handled_by = models.ForeignKey("User", models.SET_NULL, related_name="+", null=True, blank=True, db_index=False)
    handled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, db_default="")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once_a_channel")]
        indexes = [
            # Claiming what is due; sent rows leave the index.
            models.Index(fields=["next_attempt_at"], name="delivery_due", condition=Q(state="pending")),
            # What else waits for the same person; what they got within the last hour.
            models.Index(fields=["recipient"], name="delivery_waiting", condition=Q(state="pending")),
            models.Index(fields=["recipient", "sent_at"], name="delivery_sent", condition=Q(state="sent")),
            # The list of what was given up.
            models.Index(fields=["-id"], name="delivery_dead", condition=Q(state__in=["dead", "dropped"])),
            models.Index(fields=["leader"], name="delivery_followers", condition=Q(leader__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.notification_id} {self.channel} {self.state}"
