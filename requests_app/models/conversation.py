"""What people wrote about a request."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Message(models.Model):
    """What somebody wrote; the journal line of the verb it was written with points at it."""

    class Kind(models.TextChoices):
        REPLY = "reply", pgettext_lazy("message", "Reply")
        NOTE = "note", pgettext_lazy("message", "Internal note")
        QUESTION = "question", pgettext_lazy("message", "Question")
        ANSWER = "answer", pgettext_lazy("message", "Answer")
        PROPOSAL = "proposal", pgettext_lazy("message", "Proposal")
        SOLUTION = "solution", pgettext_lazy("message", "Result")
        CHASE = "chase", pgettext_lazy("message", "Any news?")

    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="messages")
    # None: the system wrote it, or an imported log does not say who.
    author = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField(_("text"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.kind} {self.at:%F %T}"

    @property
    def is_internal(self) -> bool:
        return self.kind == self.Kind.NOTE


class MessageEdit(models.Model):
    """What a message said before its author changed it. Rows are only added; the message has the present text."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="edits")
    text = models.TextField(_("text"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("earlier text")
        verbose_name_plural = _("earlier texts")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.at:%F %T}"
