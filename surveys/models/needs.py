"""A needs study: six steps from a question to a change that was measured. Written by `surveys.needs.verbs` only."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Department, TranslatedField, User

from .campaigns import Campaign
from .questions import Question
from .stages import Stage
from .suggestions import Suggestion


class Category(models.TextChoices):
    """What a need is to people, after Kano."""

    MUST = "M", pgettext_lazy("need", "Basic: its absence hurts")
    ONE = "O", pgettext_lazy("need", "Expected: the more, the better")
    ATTRACTIVE = "A", pgettext_lazy("need", "Delights: nobody expects it")
    INDIFFERENT = "I", pgettext_lazy("need", "Indifferent")
    REVERSE = "R", pgettext_lazy("need", "Not wanted")
    QUESTIONABLE = "Q", pgettext_lazy("need", "Unclear: ask again")


class NeedsStudyQuerySet(models.QuerySet["NeedsStudy"]):
    def readable_by(self, user: User) -> Self:
        """Those of the departments this person serves in; all for an admin."""
        return self if user.is_admin else self.filter(department__in=user.roles)

    def for_list(self) -> Self:
        return self.select_related("department", "owner")

    def told(self) -> Self:
        """Finished ones with a word about what came of them, the newest first."""
        return self.filter(step=NeedsStudy.Step.REVIEWED).exclude(message={}).order_by("-reviewed_on", "-id")


class NeedsStudy(models.Model):
    class Step(models.TextChoices):
        GOAL = "goal", pgettext_lazy("needs study", "Goal")
        COLLECT = "collect", pgettext_lazy("needs study", "Collect")
        CLASSIFY = "classify", pgettext_lazy("needs study", "Classify")
        ANALYSE = "analyse", pgettext_lazy("needs study", "Analyse")
        PLAN = "plan", pgettext_lazy("needs study", "Plan")
        IMPLEMENT = "implement", pgettext_lazy("needs study", "Implement and review")
        REVIEWED = "reviewed", pgettext_lazy("needs study", "Finished")

    department = models.ForeignKey(Department, models.PROTECT, related_name="needs_studies")
    title = models.CharField(_("title"), max_length=120)
    step = models.CharField(_("step"), max_length=9, choices=Step.choices, default=Step.GOAL)
    question = models.TextField(_("question"), blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    decide_on = models.DateField(_("decided on"), null=True, blank=True)
    # To those who take part: what for, what is kept, what becomes of it.
    notice = models.TextField(_("notice to those who take part"), blank=True)
    # Why nothing is done, where nothing is.
    no_action = models.TextField(_("why nothing is done"), blank=True)
    message = TranslatedField(_("what came of it"), blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = NeedsStudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("needs study")
        verbose_name_plural = _("needs studies")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="needs_study_known_step",
                condition=Q(step__in=["goal", "collect", "classify", "analyse", "plan", "implement", "reviewed"]),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.step != self.Step.REVIEWED


class StudySource(models.Model):
    """Where needs come from; notes hold what was said, never by whom."""

    class Kind(models.TextChoices):
        COMMENTS = "comments", pgettext_lazy("source of needs", "Comments after requests")
        INTERVIEW = "interview", pgettext_lazy("source of needs", "Interview")
        FOCUS = "focus", pgettext_lazy("source of needs", "Focus group")
        CAMPAIGN = "campaign", pgettext_lazy("source of needs", "Survey")
        SUGGESTION = "suggestion", pgettext_lazy("source of needs", "Suggestion")

    study = models.ForeignKey(NeedsStudy, models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="+")
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField(_("day"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        verbose_name = _("source of needs")
        verbose_name_plural = _("sources of needs")
        ordering = ["study", "id"]
        constraints = [
            # What people said to somebody has a day and a place.
            models.CheckConstraint(
                name="study_source_of_talks_has_a_day",
                condition=~Q(kind__in=["interview", "focus"]) | Q(day__isnull=False) & ~Q(place=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.kind}"


class StudyNeed(models.Model):
    study = models.ForeignKey(NeedsStudy, models.CASCADE, related_name="needs")
    text = models.CharField(_("need"), max_length=200)
    # Where a survey asked about it: its categories come from there, and nobody types them.
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="+")
    stage = models.CharField(_("stage"), max_length=8, choices=Stage.choices, blank=True)
    # How well it is met today, 0 to 100.
    performance = models.PositiveSmallIntegerField(_("how well it is met"), null=True, blank=True)
    # The survey that measured it; None: somebody's estimate.
    measured_in = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["study", "id"]
        constraints = [
            models.CheckConstraint(name="study_need_performance", condition=Q(performance__lte=100)),
        ]

    def __str__(self) -> str:
        """In the reader's language where a survey asked it in several."""
        return str(self.question.text) if self.question else self.text


class NeedCategory(models.Model):
    """What a need is to everybody, or to one department: those that differ stand side by side."""

    need = models.ForeignKey(StudyNeed, models.CASCADE, related_name="categories")
    segment = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    category = models.CharField(_("category"), max_length=1, choices=Category.choices)
    # The survey that released it; without one it was typed in.
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="+")
    # None: judged by interview.
    n = models.PositiveIntegerField(_("answers"), null=True, blank=True)

    class Meta:
        verbose_name = _("category of a need")
        verbose_name_plural = _("categories of needs")
        ordering = ["need", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "segment"], name="need_category_once_a_segment", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.category}"
