"""From impact and urgency to a priority, for the whole company."""

from __future__ import annotations

import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .levels import Level, Priority

Matrix = dict[tuple[int, int], Priority]

# By impact and urgency, until an admin says otherwise.
USUAL: Matrix = {
    (Level.LOW, Level.LOW): Priority.LOW,
    (Level.LOW, Level.MEDIUM): Priority.NORMAL,
    (Level.LOW, Level.HIGH): Priority.NORMAL,
    (Level.MEDIUM, Level.LOW): Priority.NORMAL,
    (Level.MEDIUM, Level.MEDIUM): Priority.NORMAL,
    (Level.MEDIUM, Level.HIGH): Priority.HIGH,
    (Level.HIGH, Level.LOW): Priority.NORMAL,
    (Level.HIGH, Level.MEDIUM): Priority.HIGH,
    (Level.HIGH, Level.HIGH): Priority.CRITICAL,
}
REMEMBERED = 30.0  # seconds: so long another process may still go by the matrix before


class PriorityCell(models.Model):
    """Where the company's matrix differs from USUAL. Requests keep the priority they were filed with."""

    impact = models.SmallIntegerField(_("impact"), choices=Level.choices)
    urgency = models.SmallIntegerField(_("urgency"), choices=Level.choices)
    priority = models.SmallIntegerField(_("priority"), choices=Priority.choices)

    class Meta:
        verbose_name = _("cell of the priority matrix")
        verbose_name_plural = _("cells of the priority matrix")
        constraints = [
            models.UniqueConstraint(fields=["impact", "urgency"], name="priority_cell_once"),
            models.CheckConstraint(
                name="priority_cell_known_levels",
                condition=Q(impact__range=(1, 3), urgency__range=(1, 3), priority__range=(1, 4)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.impact} × {self.urgency} = {self.priority}"


_remembered: list[tuple[float, Matrix]] = []


def matrix() -> Matrix:
    """The company's matrix by impact and urgency; asked for at every filing, so it is read twice a minute at most."""
    if _remembered and _remembered[0][0] > time.monotonic():
        return _remembered[0][1]
    own = PriorityCell.objects.values_list("impact", "urgency", "priority")
    cells = USUAL | {(impact, urgency): Priority(priority) for impact, urgency, priority in own}
    _remembered[:] = [(time.monotonic() + REMEMBERED, cells)]
    return cells


def forget() -> None:
    """This process reads the matrix anew."""
    _remembered.clear()


def priority_of(impact: int, urgency: int) -> Priority:
    return matrix()[impact, urgency]
