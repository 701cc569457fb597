"""What people decided about being told: where they differ from what the portal does by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .people import User


class Told(models.TextChoices):
    """The ways in which somebody is told."""

    BELL = "bell", _("Bell")
    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Webhook")


class NotificationSettings(models.Model):
    """When somebody is told outside the portal. No row: at once, in the hours of their department."""

    class Pace(models.TextChoices):
        AT_ONCE = "at_once", _("When it happens, a few changes of one request together")
        DAILY = "daily", _("Once a working day, all in one mail; only what is urgent at once")

    class Outside(models.TextChoices):
        URGENT = "urgent", _("Only what is urgent; the rest waits until I work again")
        ALWAYS = "always", _("Everything, at any hour")
        NEVER = "never", _("Nothing, however urgent")

    person = models.OneToOneField(
        "User", models.CASCADE, primary_key=True, related_name="notification_settings", verbose_name=_("person")
    )
    pace = models.CharField(_("how often"), max_length=8, choices=Pace.choices, default=Pace.AT_ONCE)
    # The hour of the daily mail in the person's zone.
    daily_at = models.SmallIntegerField(_("time of the daily mail"), default=9, validators=[MaxValueValidator(23)])
    outside = models.CharField(
        _("outside my working hours"), max_length=8, choices=Outside.choices, default=Outside.URGENT
    )
    # In the person's zone, on the working days of their department; empty: its hours.
    from_time = models.TimeField(_("from"), null=True, blank=True)
    until_time = models.TimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("notification settings")
        verbose_name_plural = _("notification settings")
        constraints = [
            models.CheckConstraint(
                name="notification_hours_begin_before_they_end",
                condition=Q(from_time=None, until_time=None)
                | Q(from_time__isnull=False, until_time__isnull=False, from_time__lt=F("until_time")),
            ),
            models.CheckConstraint(name="notification_daily_at_an_hour", condition=Q(daily_at__range=(0, 23))),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.pace} {self.outside}"


class NotificationChoice(models.Model):
    """Somebody wants a topic by a way in which they would not be told of it, or does not want it where they would."""

    person = models.ForeignKey("User", models.CASCADE, related_name="notification_choices", db_index=False)
    # One of notifications.topics; no choices here, or every new topic would be a migration.
    topic = models.CharField(max_length=20)
    way = models.CharField(max_length=8, choices=Told.choices)
    wanted = models.BooleanField()

    class Meta:
        verbose_name = _("notification choice")
        verbose_name_plural = _("notification choices")
        constraints = [
            models.UniqueConstraint(fields=["person", "topic", "way"], name="notification_choice_once"),
            models.CheckConstraint(name="notification_choice_known_way", condition=Q(way__in=Told.values)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.topic} {self.way} {'yes' if self.wanted else 'no'}"


class MutedRequestQuerySet(models.QuerySet["MutedRequest"]):
    def of(self, person: User) -> Self:
        return self.filter(person=person)


class MutedRequest(models.Model):
    """Somebody wants to hear no more of a request, except under the bell what waits for them."""

    person = models.ForeignKey("User", models.CASCADE, related_name="muted_requests", db_index=False)
    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = MutedRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("muted request")
        verbose_name_plural = _("muted requests")
        constraints = [models.UniqueConstraint(fields=["person", "request"], name="request_muted_once")]

    def __str__(self) -> str:
        return f"{self.person_id} #{self.request_id}"
