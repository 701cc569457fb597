"""What the operator asks about: when did each periodic job last run, and which logs were brought in?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JobRun(models.Model):
    """The last run of a periodic job; one row a task, overwritten by every run of any worker."""

    task = models.CharField(_("job"), max_length=120, primary_key=True)
    started_at = models.DateTimeField(_("last run"))
    finished_at = models.DateTimeField(null=True)
    # Empty: it went well.
    error = models.CharField(_("problem"), max_length=500, blank=True)
    # Since the row is there, whatever worker did them.
    runs = models.BigIntegerField(default=0, db_default=0)
    failures = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = _("job run")
        verbose_name_plural = _("job runs")

    def __str__(self) -> str:
        return self.task


class ImportRun(models.Model):
    """One log on its way in: how far it came, written in the same transaction as what it brought."""

    class State(models.TextChoices):
        STARTED = "started", pgettext_lazy("import", "Not finished")
        FINISHED = "finished", pgettext_lazy("import", "Finished")

    source = models.CharField(_("source"), max_length=60)
    file_name = models.CharField(_("file"), max_length=255)
    # SHA-256 of the file's bytes, and of what the mapping says.
    file_digest = models.CharField(max_length=64)
    mapping_digest = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.STARTED)
    # Requests of the file that are dealt with, in the order in which they are read: brought in, known, or rejected.
    position = models.PositiveIntegerField(default=0)
    # A request with a higher number and the same source came with this run, so a second one with its key is a repeat.
    highest_before = models.BigIntegerField(default=0)
    # Lines of the report, about rejected and flagged rows, that stand for what is dealt with.
    rejected = models.PositiveIntegerField(default=0)
    # name -> how many: requests, events, flagged, known …
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField(_("started"))
    updated_at = models.DateTimeField(_("last progress"))

    class Meta:
        verbose_name = _("import of a log")
        verbose_name_plural = _("imports of logs")
        constraints = [models.UniqueConstraint(fields=["source", "file_digest"], name="import_of_a_file_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.file_name} {self.state} {self.position}"
