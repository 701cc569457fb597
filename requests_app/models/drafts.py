"""What somebody has typed and not sent yet, kept on the server: begun here, finished on another device."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .people import User


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def at_place(self, place: str) -> Self:
        return self.filter(place=place)

    def untouched_since(self, moment: datetime) -> Self:
        return self.filter(updated_at__lt=moment)

    def newest_first(self) -> Self:
        return self.order_by("-updated_at", "-pk")


class Draft(models.Model):
    """One form of one person: the fields as the browser would send them."""

    user = models.ForeignKey("User", models.CASCADE, related_name="drafts", verbose_name=_("person"))
    # Names the form: “request-12-message”, “service-3-filing”.
    place = models.CharField(max_length=80)
    # {"fields": [[name, value], …]}, see drafts.py.
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField(_("last change"))

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="draft_once_a_place")]
        indexes = [
            # Throwing away what nobody touched for long.
            models.Index(fields=["updated_at"], name="draft_by_age")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.place}"
