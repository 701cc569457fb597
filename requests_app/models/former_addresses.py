"""Where services were found before their department became another one: old links lead to the new place."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerAddress(models.Model):
    """The codes that stood in a link, and what they mean now."""

    department_code = models.SlugField(max_length=60)
    service_code = models.SlugField(max_length=80)
    department = models.ForeignKey("Department", models.CASCADE, related_name="+")
    service = models.ForeignKey("Service", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.UniqueConstraint(fields=["department_code", "service_code"], name="former_address_once"),
        ]

    def __str__(self) -> str:
        return f"{self.department_code}/{self.service_code}"
