"""Forms that are filled in already: a department's for everybody who may ask, or somebody's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .catalogue import Service
from .translated import TranslatedField

if TYPE_CHECKING:
    from .people import User


class ServiceTemplateQuerySet(models.QuerySet["ServiceTemplate"]):
    def of(self, service: Service) -> Self:
        return self.filter(service=service)

    def shared(self) -> Self:
        """The department's."""
        return self.filter(owner=None)

    def kept_by(self, user: User) -> Self:
        return self.filter(owner=user)

    def offered_to(self, user: User) -> Self:
        """The department's and this person's own, for services they may ask for."""
        services = Service.objects.offered_to(user).order_by().values("pk")
        return self.filter(Q(owner=None) | Q(owner=user), service__in=services)

    def in_order(self) -> Self:
        return self.order_by("pk")


class ServiceTemplate(models.Model):
    """Written by `requests_app.service_templates` only."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="templates", verbose_name=_("service"))
    # Empty: the department's own, offered to everybody who may ask for the service.
    owner = models.ForeignKey("User", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person"))
    name = TranslatedField(_("name"))
    description = TranslatedField(_("when to use it"), blank=True)
    # What it fills in, as an address does: field or code of a question, and the answer.
    link = models.JSONField(_("what it fills in"), default=dict, blank=True)

    objects = ServiceTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template of a service")
        verbose_name_plural = _("templates of services")

    def __str__(self) -> str:
        return str(self.name)
