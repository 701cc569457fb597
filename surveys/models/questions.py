"""What is asked: questions in one fixed wording each, and questionnaires that put them in an order.

A question that was asked never changes; another wording is another version, a row of its own. So answers are averaged
over one row of this table and nothing else: never across wordings, never across scales.
"""

from __future__ import annotations

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Department, Translated, TranslatedField, User

from .ratings import Instrument
from .stages import Stage

MOST_NEEDS = 12  # of a Kano questionnaire; people answer two questions and one number for each


class Dimension(models.TextChoices):
    """The five of SERVQUAL, by the letters of their items."""

    TANGIBLES = "T", _("Tangibles")
    RELIABILITY = "R", _("Reliability")
    RESPONSIVENESS = "S", _("Responsiveness")
    ASSURANCE = "A", _("Assurance")
    EMPATHY = "E", _("Empathy")


class QuestionQuerySet(models.QuerySet["Question"]):
    def in_library(self) -> Self:
        """The newest wording of each, without what is no longer offered."""
        newer = Question.objects.filter(code=models.OuterRef("code"), version__gt=models.OuterRef("version"))
        return self.filter(~models.Exists(newer), retired=False)


class Question(models.Model):
    """One question in one wording. Its key is random: anonymous answers name it and must not tell an order."""

    class Kind(models.TextChoices):
        SCALE = "scale", pgettext_lazy("kind of question", "Scale")
        CHOICE = "choice", pgettext_lazy("kind of question", "Choice")
        CHOICES = "choices", pgettext_lazy("kind of question", "Several choices")
        TEXT = "text", pgettext_lazy("kind of question", "Text")
        MATRIX = "matrix", pgettext_lazy("kind of question", "Matrix")
        KANO = "kano", pgettext_lazy("kind of question", "Need (Kano)")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Stays over all wordings: R1, quick-to-reach, …
    code = models.SlugField(_("code"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    # May hold {department}; of a need: the need itself, put into the two fixed sentences.
    text = TranslatedField(_("question"))
    help = TranslatedField(_("help"), blank=True)
    # Scale and matrix: 1 to this, worst to best, every point with a label; besides always “cannot judge”.
    scale_max = models.PositiveSmallIntegerField(_("points"), default=5)
    # Scale, matrix: labels of the points; choices: what can be chosen. [{"key": "1", "text": {language: text}}, …]
    options = models.JSONField(_("answers"), default=list, blank=True)
    # Of a matrix: its statements, in the same form.
    rows = models.JSONField(_("statements"), default=list, blank=True)
    dimension = models.CharField(_("dimension"), max_length=1, choices=Dimension.choices, blank=True)
    # Of a need: the statement whose released mean says how well it is met today. No part of the wording.
    measured_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("how well it is met")
    )
    # Of whom it is: everybody's where empty.
    owner = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="questions")
    retired = models.BooleanField(_("no longer offered"), default=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="question_version_once"),
            models.CheckConstraint(
                name="question_known_kind",
                condition=Q(kind__in=["scale", "choice", "choices", "text", "matrix", "kano"]),
            ),
            models.CheckConstraint(name="question_scale_2_to_10", condition=Q(scale_max__range=(2, 10))),
            models.CheckConstraint(
                name="question_only_needs_are_measured", condition=Q(measured_by=None) | Q(kind="kano")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def labels(self) -> dict[str, Translated]:
        """The answers that can be given by their key, in their order."""
        return {one["key"]: Translated(one["text"]) for one in self.options}

    @property
    def statements(self) -> dict[str, Translated]:
        return {one["key"]: Translated(one["text"]) for one in self.rows}


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def published(self) -> Self:
        return self.filter(state=Questionnaire.State.PUBLISHED)

    def edited_by(self, user: User) -> Self:
        """Of the departments this person leads; all for an admin."""
        return self if user.is_admin else self.filter(owner__in=Department.objects.managed_by(user))

    def offered_to(self, user: User) -> Self:
        """Those a campaign of this person may use: everybody's and those of their departments."""
        mine = Q(owner__in=Department.objects.managed_by(user)) | Q(owner=None)
        return self.published().filter(Q() if user.is_admin else mine)


class Questionnaire(models.Model):
    """Questions in an order. What was published never changes; a change is another version."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("questionnaire state", "Draft")
        PUBLISHED = "published", pgettext_lazy("questionnaire state", "Published")
        RETIRED = "retired", pgettext_lazy("questionnaire state", "Retired")

    code = models.SlugField(_("code"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    instrument = models.CharField(_("instrument"), max_length=1, choices=Instrument.choices)
    title = TranslatedField(_("title"))
    # May hold {department}.
    instruction = TranslatedField(_("instruction"), blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    owner = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="questionnaires")
    questions: models.ManyToManyField[Question, QuestionnaireItem] = models.ManyToManyField(
        Question, through="QuestionnaireItem", related_name="questionnaires"
    )
    # Grows with every change; a form that shows an older one is stale.
    edition = models.IntegerField(default=0, editable=False)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="questionnaire_version_once"),
            models.CheckConstraint(
                name="questionnaire_known_state", condition=Q(state__in=["draft", "published", "retired"])
            ),
            # A rating is no questionnaire: its three taps are fixed.
            models.CheckConstraint(name="questionnaire_no_rating", condition=~Q(instrument="T")),
        ]

    def __str__(self) -> str:
        return str(self.title) or self.code

    def in_order(self) -> list[Question]:
        return [item.question for item in self.items.select_related("question").order_by("position")]


class QuestionnaireItem(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    required = models.BooleanField(_("must be answered"), default=False)
    # What its answers are told beside on a department's page, once they are released; of scales only.
    stages = ArrayField(
        models.CharField(max_length=8, choices=Stage.choices), default=list, blank=True, verbose_name=_("stages")
    )

    class Meta:
        verbose_name = _("question of a questionnaire")
        verbose_name_plural = _("questions of questionnaires")
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "position"],
                name="questionnaire_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["questionnaire", "question"], name="questionnaire_question_once"),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id}.{self.position}"

    @property
    def stage_names(self) -> list[str]:
        """In the order of a request's way."""
        return [str(stage.label) for stage in Stage if stage.value in self.stages]
