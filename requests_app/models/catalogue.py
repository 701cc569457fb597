"""What departments offer."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import Department
from .requests import Level
from .translated import TranslatedField


class ServiceQuerySet(models.QuerySet["Service"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def for_list(self) -> Self:
        return self.select_related("provider")


class Service(models.Model):
    """Something a department does for others, with what one gets and must bring."""

    provider = models.ForeignKey(Department, models.PROTECT, related_name="services", verbose_name=_("department"))
    code = models.SlugField(_("code"), max_length=80)
    name = TranslatedField(_("name"))
    description = TranslatedField(_("what you get"), blank=True)
    to_bring = TranslatedField(_("what you must bring"), blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="inbox")
    default_impact = models.SmallIntegerField(_("usual impact"), choices=Level.choices, default=Level.MEDIUM)
    default_urgency = models.SmallIntegerField(_("usual urgency"), choices=Level.choices, default=Level.MEDIUM)
    is_active = models.BooleanField(_("active"), default=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["provider", "code"]
        constraints = [models.UniqueConstraint(fields=["provider", "code"], name="service_code_once_a_department")]

    def __str__(self) -> str:
        return str(self.name) or self.code
