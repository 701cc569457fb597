"""What replays read of the past, packed so that a million requests are read in a second."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PackedHistory(models.Model):
    """Requests with neighbouring numbers. A copy: whoever deletes it loses nothing but time."""

    # Of the requests with the numbers from `number * sla.replay.history.SIZE` on.
    number = models.BigIntegerField(primary_key=True)
    # What these rows add up to; a pack of other rows than those of today is not read.
    stamp = models.CharField(max_length=32)
    # Empty: seen once, and not packed before nothing changed for a while.
    packed_at = models.DateTimeField(null=True)
    requests = models.BinaryField(default=b"")
    journal = models.BinaryField(default=b"")
    clocks = models.BinaryField(default=b"")

    class Meta:
        verbose_name = _("packed history")
        verbose_name_plural = _("packed history")
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)
