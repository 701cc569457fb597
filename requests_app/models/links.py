"""How requests belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from .requests import ServiceRequest


class LinkQuerySet(models.QuerySet["Link"]):
    def of(self, request: ServiceRequest) -> Self:
        return self.filter(Q(source=request) | Q(target=request))


class Link(models.Model):
    """One request and another, read from `source` to `target`: “blocks”, “is a duplicate of”, “relates to”."""

    class Kind(models.TextChoices):
        RELATES = "relates", pgettext_lazy("link", "relates to")
        BLOCKS = "blocks", pgettext_lazy("link", "blocks")
        DUPLICATE = "duplicate", pgettext_lazy("link", "is a duplicate of")

    source = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="links_from", db_index=False)
    target = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="links_to")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    made_by = models.ForeignKey("User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["id"]
        constraints = [
            # Begins with the source and serves as its index.
            models.UniqueConstraint(fields=["source", "target"], name="link_once_a_pair"),
            models.UniqueConstraint(
                fields=["source"], condition=Q(kind="duplicate"), name="link_duplicate_of_one_request"
            ),
            models.CheckConstraint(name="link_not_to_itself", condition=~Q(source=F("target"))),
            models.CheckConstraint(name="link_known_kind", condition=Q(kind__in=["relates", "blocks", "duplicate"])),
        ]

    def __str__(self) -> str:
        return f"#{self.source_id} {self.kind} #{self.target_id}"
