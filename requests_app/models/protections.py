"""Requests of which nothing may be removed: a dispute, an inspection or the law wants them as they are."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProtectionQuerySet(models.QuerySet["Protection"]):
    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")

    def for_list(self) -> Self:
        return self.select_related("request__department", "by")


class Protection(models.Model):
    """One row while a request is protected, gone afterwards; journal and list of changes keep both ends."""

    request = models.OneToOneField("ServiceRequest", models.CASCADE, primary_key=True, related_name="protection")
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey("User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ProtectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("protection of a request")
        verbose_name_plural = _("protections of requests")

    def __str__(self) -> str:
        return f"#{self.request_id}"
