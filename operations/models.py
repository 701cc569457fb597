"""What the operator asks about: when did each periodic job last run, and how did it end?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """The last run of a periodic job; one row a task, overwritten by every run of any worker."""

    task = models.CharField(_("job"), max_length=120, primary_key=True)
    started_at = models.DateTimeField(_("last run"))
    finished_at = models.DateTimeField(null=True)
    # Empty: it went well.
    error = models.CharField(_("problem"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("job run")
        verbose_name_plural = _("job runs")

    def __str__(self) -> str:
        return self.task
