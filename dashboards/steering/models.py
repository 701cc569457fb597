"""Goals of a department, and annotations of its figures or of everybody's."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Department


class Indicator(models.TextChoices):
    """What a goal can be set on. Whether more or less is better, `aims` knows."""

    DONE_KEPT = "done_kept", pgettext_lazy("goal", "Done in time")
    ANSWER_KEPT = "answer_kept", pgettext_lazy("goal", "Answered in time")
    DATE_KEPT = "date_kept", pgettext_lazy("goal", "First date kept")
    CHASED = "chased", pgettext_lazy("goal", "Chased by the requester")
    ANSWER_TIME = "answer_time", pgettext_lazy("goal", "Half answered within")
    DONE_TIME = "done_time", pgettext_lazy("goal", "Half done within")
    SATISFIED = "satisfied", pgettext_lazy("goal", "Satisfied")


class Goal(models.Model):
    """One value an indicator of a department should reach by a day; at most one for each. In per cent, or in hours."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="+", db_index=False)
    indicator = models.CharField(_("indicator"), max_length=12, choices=Indicator.choices)
    value = models.DecimalField(pgettext_lazy("goal", "goal"), max_digits=6, decimal_places=1)
    until = models.DateField(_("until"))
    # Grows with every change; a form that shows an older one is stale.
    edition = models.IntegerField(default=0, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("model", "goal")
        verbose_name_plural = pgettext_lazy("model", "goals")
        ordering = ["id"]
        constraints = [
            # Begins with the department and serves as its index.
            models.UniqueConstraint(fields=["department", "indicator"], name="goal_one_an_indicator"),
            models.CheckConstraint(name="goal_known_indicator", condition=Q(indicator__in=Indicator.values)),
            models.CheckConstraint(name="goal_above_nothing", condition=Q(value__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{Indicator(self.indicator).label}: {self.value}"


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def beside(self, department: Department) -> Self:
        """Those that stand beside its figures: its own, and those of the whole company."""
        return self.filter(Q(department=department) | Q(department=None))


class Annotation(models.Model):
    """“New mail system”, on its day: shown wherever a figure of the department runs over that day."""

    # None: it concerns everybody.
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    day = models.DateField(pgettext_lazy("calendar", "day"))
    text = models.CharField(_("what happened"), max_length=120)
    edition = models.IntegerField(default=0, editable=False)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["department", "day"], name="annotation_of_department")]

    def __str__(self) -> str:
        return f"{self.day:%F} {self.text}"
