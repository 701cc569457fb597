"""The company's own words for a kind of message, where they take the place of the portal's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailWordingQuerySet(models.QuerySet["MailWording"]):
    def speaking(self, language: str, kinds: Iterable[str]) -> Self:
        return self.filter(language=language, kind__in=set(kinds))


class MailWording(models.Model):
    """Of one kind in one language. An empty part is said in the portal's words; values stand in as {{ title }}."""

    kind = models.CharField(_("kind"), max_length=40)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    line = models.CharField(_("first sentence"), max_length=500, blank=True)
    why = models.CharField(_("why one gets it"), max_length=300, blank=True)
    action = models.CharField(_("word on the link"), max_length=80, blank=True)
    # What the portal said where this says something else, so that a later change of it can be seen.
    shipped = models.JSONField(default=dict, blank=True)
    edition = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    objects = MailWordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a mail")
        verbose_name_plural = _("texts of mails")
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="mail_wording_once")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.language}"
