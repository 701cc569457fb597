"""What was answered anonymously. Nothing here leads to a person: no foreign key, no moment, random keys.

A campaign and its questions are named by their random keys and not by foreign keys, since those lead on to people.
Only `surveys.secrecy` writes here, and only `surveys.release` reads.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AnswerCounter(models.Model):
    """So many answered this in that way: one row per question, answer and bucket.

    `bucket` is “<department asked about>” or “<department asked about>|<value of the one attribute of who answers>”,
    both as keys of departments. `cell` is the answer: “4” or “none” (cannot judge) on a scale; “4-5” where perception
    and expectation are asked together (“none” where one cannot be judged); “2:4” in statement 2 of a matrix; the key
    of a choice; “1-5” for the two questions about a need, “importance:7” for its number; “rank:R:1” and “points:R:40”
    for the importance of dimensions.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.UUIDField()
    bucket = models.CharField(max_length=60)
    question = models.UUIDField()
    cell = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counted answers")
        verbose_name_plural = _("counted answers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "bucket", "question", "cell"], name="answer_counter_once_a_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.bucket} {self.cell}"


class AnswerRow(models.Model):
    """One person's answers together, only where a campaign needs them so: {question: cell}. Never with a bucket below
    the department asked about."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.UUIDField(db_index=True)
    bucket = models.CharField(max_length=60)
    answers = models.JSONField()

    class Meta:
        verbose_name = _("row of answers")
        verbose_name_plural = _("rows of answers")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.bucket


class CommentText(models.Model):
    """What somebody wrote, beside no answer."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("comment", "Not looked at")
        SHOWN = "shown", pgettext_lazy("comment", "Shown")
        HIDDEN = "hidden", pgettext_lazy("comment", "Hidden")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.UUIDField(db_index=True)
    bucket = models.CharField(max_length=60)
    question = models.UUIDField()
    text = models.TextField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="survey_comment_known_state", condition=Q(state__in=["waiting", "shown", "hidden"])
            )
        ]

    def __str__(self) -> str:
        return self.bucket
