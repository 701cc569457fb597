"""What an open request waits for: admins' reasons, and one row a request that rests."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.counting import CappedCount

from .translated import TranslatedField


class WaitKind(models.TextChoices):
    REQUESTER = "requester", pgettext_lazy("waits for", "The requester")
    DEPARTMENT = "department", pgettext_lazy("waits for", "Another department")
    SUPPLIER = "supplier", pgettext_lazy("waits for", "A supplier")
    DATE = "date", pgettext_lazy("waits for", "A planned date")
    OTHER = "other", pgettext_lazy("waits for", "Something else")


class WaitingReasonQuerySet(models.QuerySet["WaitingReason"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def with_use_count(self) -> Self:
        """Adds `use_count`, capped: how many requests wait for it now."""
        return self.annotate(use_count=CappedCount(Wait.objects.filter(reason=models.OuterRef("pk"))))


class WaitingReason(models.Model):
    """A word for why work rests, as the company uses it; its kind says what the portal makes of it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = TranslatedField(_("name"))
    kind = models.CharField(_("waits for"), max_length=10, choices=WaitKind.choices, default=WaitKind.OTHER)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = WaitingReasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting reason")
        verbose_name_plural = _("waiting reasons")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(name="waiting_reason_known_kind", condition=Q(kind__in=WaitKind.values)),
        ]

    def __str__(self) -> str:
        return str(self.name) or self.code


class WaitQuerySet(models.QuerySet["Wait"]):
    def due(self, now: datetime) -> Self:
        """Somebody has to look at it now; longest due first."""
        return self.filter(look_at__lte=now).order_by("look_at")

    def for_answers(self) -> Self:
        return self.filter(kind=WaitKind.REQUESTER)

    def for_others(self) -> Self:
        """On hold: for a date, for parts that other departments do, for whatever else."""
        return self.exclude(kind=WaitKind.REQUESTER)

    def for_parts(self) -> Self:
        return self.exclude(policy="")


class Wait(models.Model):
    """One row while a request waits for its requester or is on hold; gone once it moves on. The journal keeps all."""

    class Policy(models.TextChoices):
        """When a request goes on that waits for parts which other departments do."""

        ALL = "all", pgettext_lazy("policy", "When all parts are finished")
        FIRST_FAILED = "first", pgettext_lazy("policy", "When all are finished, or as soon as one is refused")

    request = models.OneToOneField("ServiceRequest", models.CASCADE, primary_key=True, related_name="wait")
    kind = models.CharField(_("waits for"), max_length=10, choices=WaitKind.choices)
    # None: a question to the requester, parts of other departments, or a reason in free words only.
    reason = models.ForeignKey(WaitingReason, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("in words"), blank=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("comes back"), null=True, blank=True)
    policy = models.CharField(_("goes on"), max_length=5, choices=Policy.choices, blank=True)
    # Steps that were taken because nobody answered: reminders, and the announcement that it closes.
    reminded = models.PositiveSmallIntegerField(default=0)
    # When it closes for lack of an answer, once that was announced.
    close_at = models.DateTimeField(null=True, blank=True)
    # The next moment at which a job has to look at it.
    look_at = models.DateTimeField(null=True, blank=True)

    objects = WaitQuerySet.as_manager()

    class Meta:
        verbose_name = _("wait")
        verbose_name_plural = _("waits")
        constraints = [
            models.CheckConstraint(name="wait_known_kind", condition=Q(kind__in=WaitKind.values)),
            models.CheckConstraint(name="wait_known_policy", condition=Q(policy__in=["", "all", "first"])),
        ]
        indexes = [models.Index(fields=["look_at"], name="wait_to_look_at", condition=Q(look_at__isnull=False))]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.kind}"
