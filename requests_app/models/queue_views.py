"""Views of a queue that somebody saved, and how each person keeps them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .people import Department

if TYPE_CHECKING:
    from .people import User

KEPT_REMOVED = timedelta(days=1)  # as long removing one can be taken back


class QueueViewQuerySet(models.QuerySet["QueueView"]):
    def kept(self) -> Self:
        return self.filter(removed_at=None)

    def usable_by(self, user: User) -> Self:
        """One's own, and those that are shared in the departments one serves in."""
        return self.filter(Q(owner=user) | Q(is_shared=True), department__in=user.roles)

    def changeable_by(self, user: User) -> Self:
        """One's own, and as a manager those that are shared in the department."""
        managed = Department.objects.managed_by(user).values("pk")
        return self.usable_by(user).filter(Q(owner=user) | Q(is_shared=True, department__in=managed))

    def as_kept_by(self, user: User) -> Self:
        """Adds `is_pinned` and `is_default`: how this person keeps each of them."""
        mine = QueueMark.objects.filter(view=OuterRef("pk"), user=user)
        return self.annotate(
            is_pinned=Exists(mine.filter(is_pinned=True)), is_default=Exists(mine.filter(is_default=True))
        )

    def forgettable(self, now: datetime) -> Self:
        """Removed so long ago that nobody takes it back."""
        return self.filter(removed_at__lt=now - KEPT_REMOVED)

    def by_name(self) -> Self:
        return self.order_by("name", "pk")


class QueueView(models.Model):
    """A name for what an address of a department's queue asks for: view, filters, columns, order, layout."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="queue_views", verbose_name=_("department"))
    owner = models.ForeignKey("User", models.CASCADE, related_name="queue_views", verbose_name=_("person"))
    name = models.CharField(_("name of the view"), max_length=60)
    query = models.CharField(max_length=2000)
    is_shared = models.BooleanField(_("everybody who serves in the department can use it"), default=False)
    # A member who begins with another one keeps theirs.
    is_usual = models.BooleanField(_("everybody begins with it"), default=False)
    created_at = models.DateTimeField(_("made"))
    removed_at = models.DateTimeField(null=True, blank=True)

    # Of rows read with `as_kept_by`.
    is_pinned: bool
    is_default: bool

    objects = QueueViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("view of a queue")
        verbose_name_plural = _("views of a queue")
        constraints = [
            models.UniqueConstraint(
                fields=["department", "owner", "name"],
                name="queue_view_name_once_a_person",
                condition=Q(removed_at=None),
            ),
            models.UniqueConstraint(fields=["department"], name="queue_view_one_usual", condition=Q(is_usual=True)),
            # What everybody begins with, everybody can use, and it is there.
            models.CheckConstraint(
                name="queue_view_usual_is_shared",
                condition=Q(is_usual=False) | Q(is_shared=True, removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class QueueMark(models.Model):
    """One person keeps a view beside the built-in ones, or begins with it in this department's queue."""

    view = models.ForeignKey(QueueView, models.CASCADE, related_name="marks")
    user = models.ForeignKey("User", models.CASCADE, related_name="+")
    # Of the view: so that the database keeps to one beginning a person and department.
    department = models.ForeignKey(Department, models.CASCADE, related_name="+")
    is_pinned = models.BooleanField(_("show it beside the views every queue has"), default=False)
    is_default = models.BooleanField(_("begin with it"), default=False)

    class Meta:
        verbose_name = _("kept view")
        verbose_name_plural = _("kept views")
        constraints = [
            models.UniqueConstraint(fields=["view", "user"], name="queue_mark_once_a_person"),
            models.UniqueConstraint(
                fields=["user", "department"], name="queue_mark_one_default", condition=Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.view_id}"
