"""Replies that are written once and sent often: a department's, or one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .people import Department, Membership
from .translated import TranslatedField

if TYPE_CHECKING:
    from .people import User


class CannedReplyQuerySet(models.QuerySet["CannedReply"]):
    def usable_by(self, user: User) -> Self:
        """One's own, and those of the departments one serves in."""
        return self.filter(Q(owner=user) | Q(department__in=user.roles))

    def kept_by(self, user: User) -> Self:
        """Those this person may change: one's own, and as a manager the department's."""
        managed = [pk for pk, role in user.roles.items() if role == Membership.Role.MANAGER]
        return self.filter(Q(owner=user) | Q(department__in=managed))

    def fitting(self, department: Department | int) -> Self:
        """Of use in this department's requests: its own, and personal ones."""
        return self.filter(Q(department=department) | Q(department=None))

    def for_list(self) -> Self:
        """A department's before one's own, each by title."""
        return self.select_related("department").order_by("owner", "department__code", "title", "pk")


class CannedReply(models.Model):
    """A text with gaps like `{{ requester }}`, see canned.py; it belongs to a department or to a person."""

    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="canned_replies", verbose_name=_("department")
    )
    owner = models.ForeignKey(
        "User", models.CASCADE, null=True, blank=True, related_name="canned_replies", verbose_name=_("person")
    )
    title = models.CharField(_("title"), max_length=80)
    text = TranslatedField(_("text"))
    updated_at = models.DateTimeField(_("last change"))
    updated_by = models.ForeignKey("User", models.SET_NULL, null=True, related_name="+")

    objects = CannedReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        constraints = [
            models.CheckConstraint(
                name="canned_of_department_or_person",
                condition=Q(department__isnull=True, owner__isnull=False)
                | Q(department__isnull=False, owner__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["department", "title"], name="canned_title_once_a_department", condition=Q(owner=None)
            ),
            models.UniqueConstraint(
                fields=["owner", "title"], name="canned_title_once_a_person", condition=Q(department=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title
