"""Somebody is asked to say yes or no before the department goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .covering import cover_request

if TYPE_CHECKING:
    from .people import User


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def open(self) -> Self:
        return self.filter(verdict="")

    def of(self, approver: User) -> Self:
        return self.filter(approver=approver)

    def live(self) -> Self:
        """Leaves out those of requests that an import brought in and nobody released."""
        return self.filter(request__is_live=True)

    def oldest_first(self) -> Self:
        return self.order_by("asked_at", "pk")

    def for_list(self) -> Self:
        return self.select_related("asked_by", *(f"request__{name}" for name in ("service", "department", "requester")))

    def cover_request(self) -> models.Func:
        """Of a queryset of requests: is it one of those that these approvals are about?"""
        return cover_request(self)


class Approval(models.Model):
    """One question to one approver, and the verdict. While it is open, its request is on hold.

    Rows are added by `transitions.ask_approval` and decided once; they stay as the record of who agreed to what.
    """

    class Verdict(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("approval", "Approved")
        REJECTED = "rejected", pgettext_lazy("approval", "Rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("approval", "Withdrawn")

    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="approvals")
    approver = models.ForeignKey("User", models.PROTECT, related_name="approvals", verbose_name=_("approver"))
    asked_by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    question = models.CharField(_("question"), max_length=2000)
    # Empty while nobody has decided.
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=2000, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["request"], name="approval_one_open_a_request", condition=Q(verdict="")),
            models.CheckConstraint(
                name="approval_known_verdict", condition=Q(verdict__in=["", "approved", "rejected", "withdrawn"])
            ),
            models.CheckConstraint(
                name="approval_verdict_has_moment",
                condition=Q(verdict="", decided_at=None)
                | ~Q(verdict="") & Q(decided_at__isnull=False, decided_at__gte=F("asked_at")),
            ),
            models.CheckConstraint(name="approval_rejected_with_reason", condition=~Q(verdict="rejected", reason="")),
        ]
        indexes = [
            # What waits for me, oldest first.
            models.Index(fields=["approver", "asked_at"], name="approval_to_decide", condition=Q(verdict="")),
            # visible_to: what was I ever asked about?
            models.Index(fields=["approver", "request"], name="approval_covers"),
        ]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.approver_id} {self.verdict or 'open'}"

    @property
    def is_open(self) -> bool:
        return not self.verdict
