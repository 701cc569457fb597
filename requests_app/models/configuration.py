"""What was changed about how the portal is set up: by whom, when, and what it said before and after."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from .translated import TranslatedField

if TYPE_CHECKING:
    from .people import User


class ConfigurationChangeQuerySet(models.QuerySet["ConfigurationChange"]):
    def by_any_of(self, people: QuerySet[User]) -> Self:
        return self.filter(by__in=people.order_by().values("pk"))

    def of_kind(self, kind: str, thing: str = "") -> Self:
        """Of all things of a kind, or of one of them."""
        return self.filter(kind=kind, thing=thing) if thing else self.filter(kind=kind)

    def since(self, at: datetime) -> Self:
        return self.filter(at__gte=at)

    def before(self, at: datetime) -> Self:
        return self.filter(at__lt=at)

    def mentioning(self, text: str) -> Self:
        """Every word occurs in the thing's name, or in what it said before or after."""
        found = self
        for word in text.lower().split():
            found = found.filter(words__contains=word)
        return found

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def for_list(self) -> Self:
        return self.select_related("by")


class ConfigurationChange(models.Model):
    """Written by `requests_app.configuration` inside the change's transaction; the database refuses to alter a row."""

    at = models.DateTimeField(_("when"))
    # None: the portal itself, a command or an import.
    by = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who"))
    # A code that `configuration.register` knows, and the id of the thing; it may be gone by now.
    kind = models.CharField(_("kind"), max_length=30)
    thing = models.CharField(max_length=40, blank=True)
    # What the thing was called when it was changed.
    label = TranslatedField(_("what"))
    action = models.CharField(_("change"), max_length=20)
    # [{"field": code, or its name in every language, "before": plain JSON, "after": plain JSON}]
    changes = models.JSONField(default=list, blank=True)
    # Everything a search may look for, in small letters.
    words = models.TextField(blank=True)

    objects = ConfigurationChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of configuration")
        verbose_name_plural = _("changes of configuration")
        indexes = [
            models.Index(fields=["kind", "thing", "-id"], name="configuration_of_a_thing"),
            models.Index(fields=["by", "-id"], name="configuration_by"),
            models.Index(fields=["at"], name="configuration_at"),
            GinIndex(fields=["words"], name="configuration_words", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.kind} {self.thing} {self.action}"
