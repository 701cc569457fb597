"""Who else takes part in a request: colleagues that somebody added, who follow it or also write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from .covering import cover_request

if TYPE_CHECKING:
    from .people import User


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def writing(self) -> Self:
        return self.filter(can_write=True)

    def cover_request(self) -> models.Func:
        """Of a queryset of requests: is it one of those these people take part in?"""
        return cover_request(self)


class Participant(models.Model):
    """Somebody who sees a request because its requester, or who serves it, added them."""

    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="participants")
    user = models.ForeignKey("User", models.CASCADE, related_name="+", verbose_name=_("person"))
    can_write = models.BooleanField(_("may write"), default=False)
    # None: an automatic act, such as the merge of a duplicate.
    added_by = models.ForeignKey("User", models.SET_NULL, null=True, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added"))

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "user"], name="participant_once_a_request"),
        ]
        indexes = [
            # visible_to: what do I take part in?
            models.Index(fields=["user", "request"], name="participant_covers")
        ]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.user_id}"
