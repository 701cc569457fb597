"""A list of people that an admin uploaded: kept as it was read, looked at, and then written by an undertaking."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class PeopleImportQuerySet(models.QuerySet["PeopleImport"]):
    def never_started(self) -> Self:
        return self.filter(started_at=None)

    def started_before(self, at: datetime) -> Self:
        return self.filter(started_at__lt=at)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class PeopleImport(models.Model):
    """Nothing of it is written before `started_at`; `people_import` reads and writes it."""

    by = models.ForeignKey("User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    encoding = models.CharField(max_length=20)
    header: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    # Lists of cells, each as long as the header.
    rows: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(default=list)
    # Which column says what: {"email": 2}. Columns nobody named are left alone.
    columns: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    # Rows that cannot be written are left out, instead of stopping the others.
    leaves_out = models.BooleanField(_("leave out rows with problems"), default=False)
    invites = models.BooleanField(_("invite new people by mail"), default=False)
    started_at = models.DateTimeField(null=True, blank=True)
    undertaking = models.ForeignKey("Undertaking", models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = PeopleImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of people")
        verbose_name_plural = _("imports of people")

    def __str__(self) -> str:
        return self.file_name
