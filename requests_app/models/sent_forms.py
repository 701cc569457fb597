"""Forms that went through, so that the same one sent twice does its work once. Nothing of what was written is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class SentFormQuerySet(models.QuerySet["SentForm"]):
    def sent_before(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)


class SentForm(models.Model):
    """One form, by the digest of who sent what where under which key (sending_once.py)."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("sent"))

    objects = SentFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("form that was sent")
        verbose_name_plural = _("forms that were sent")
        constraints = [models.UniqueConstraint(fields=["digest"], name="sent_form_once")]
        indexes = [
            # Forgetting what nobody sends again.
            models.Index(fields=["at"], name="sent_form_by_age")
        ]

    def __str__(self) -> str:
        return self.digest[:12]
