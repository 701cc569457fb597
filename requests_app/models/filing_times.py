"""How long it takes to fill in a service's form: counted, and kept of nobody."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .catalogue import Service


class FilingTime(models.Model):
    """How many requests of a month took up to so many minutes from opening the form to sending it.

    No person, no request and no moment: what each of them took is known to nobody.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="+", db_index=False)
    # Its first day, in UTC.
    month = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("time taken by a form")
        verbose_name_plural = _("times taken by forms")
        constraints = [
            models.UniqueConstraint(fields=["service", "month", "minutes"], name="filing_time_once"),
            models.CheckConstraint(name="filing_time_takes_a_while", condition=Q(minutes__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.month:%Y-%m} {self.minutes}"
