"""One message to everybody whose open request is about the same: row by row, so that it can stop and go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .notices import Notice

if TYPE_CHECKING:
    from .people import User


class OutreachQuerySet(models.QuerySet["Outreach"]):
    def unfinished(self) -> Self:
        return self.filter(done_at=None)

    def of(self, user: User) -> Self:
        return self.filter(by=user)


class Outreach(models.Model):
    """What somebody wrote to all requests linked with a notice, or with a request that is the problem behind them."""

    notice = models.ForeignKey(Notice, models.CASCADE, null=True, blank=True, related_name="outreach")
    problem = models.ForeignKey("ServiceRequest", models.CASCADE, null=True, blank=True, related_name="outreach")
    text = models.TextField(_("message"))
    by = models.ForeignKey("User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = OutreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to many")
        verbose_name_plural = _("messages to many")
        constraints = [
            models.CheckConstraint(
                name="outreach_from_one_thing",
                condition=Q(notice__isnull=False, problem=None) | Q(notice=None, problem__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="outreach_unfinished", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.notice_id or self.problem_id} {self.asked_at:%F %H:%M}"


class OutreachPost(models.Model):
    """One request it goes to."""

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("message to many", "Waits")
        SENT = "sent", pgettext_lazy("message to many", "Sent")
        REFUSED = "refused", pgettext_lazy("message to many", "Not sent")

    outreach = models.ForeignKey(Outreach, models.CASCADE, related_name="posts", db_index=False)
    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("request that a message goes to")
        verbose_name_plural = _("requests that a message goes to")
        constraints = [models.UniqueConstraint(fields=["outreach", "request"], name="outreach_once_a_request")]

    def __str__(self) -> str:
        return f"{self.outreach_id} #{self.request_id} {self.state}"
