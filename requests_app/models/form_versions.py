"""What a service asks: its form, version by version."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from requests_app.fields.questions import Question

    from .catalogue import Service


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    def of(self, service: Service) -> Self:
        return self.filter(service=service)

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(published_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-number")

    def in_force(self, service: Service, at: datetime | None = None) -> FormVersion | None:
        """What is asked now, or was at a moment; None where the service asks nothing of its own."""
        published = self.of(service).published()
        return (published.filter(published_at__lte=at) if at else published).newest_first().first()

    def draft_of(self, service: Service) -> FormVersion | None:
        return self.of(service).drafts().first()

    def with_request_count(self) -> Self:
        """Adds `request_count`: how many requests were filed with each."""
        return self.annotate(request_count=Count("requests"))


class FormVersion(models.Model):
    """One version of a service's form. A draft is edited in place; published it never changes any more.

    Written by `requests_app.form_drafts` only. `fields` is a list of questions as `fields.questions` reads them.
    """

    service = models.ForeignKey("Service", models.PROTECT, related_name="forms", verbose_name=_("service"))
    number = models.PositiveIntegerField(_("version"))
    fields = models.JSONField(_("questions"), default=list, blank=True)
    # Grows with every save of a draft; a page that shows an older one is stale.
    edition = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(_("edited"))
    edited_by = models.ForeignKey("User", models.SET_NULL, null=True, related_name="+", verbose_name=_("edited by"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        "User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        ordering = ["service", "number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="form_number_once_a_service"),
            models.UniqueConstraint(
                fields=["service"], name="form_one_draft_a_service", condition=Q(published_at=None)
            ),
            models.CheckConstraint(name="form_number_from_1", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions in their order, sections among them."""
        from requests_app.fields.questions import read_questions

        return read_questions(self.fields)
