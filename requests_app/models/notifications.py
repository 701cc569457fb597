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
        return self.filter(state=Delivery.State.PENDING, next_attempt_at__lte=now)


class Delivery(models.Model):
    """The way of a notification out of the portal, by one channel, with its attempts."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Given up")

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.SmallIntegerField(default=0)
    # Also the end of a claim: whoever takes the row moves it ahead, so that a dead worker's row comes back by itself.
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once_a_channel")]
        indexes = [
            # Claiming what is due; sent rows leave the index.
            models.Index(fields=["next_attempt_at"], name="delivery_due", condition=Q(state="pending"))
        ]

    def __str__(self) -> str:
        return f"{self.notification_id} {self.channel} {self.state}"
