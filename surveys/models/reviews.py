"""Quality reviews: a sample of finished requests, looked at by a colleague along a short rubric."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from requests_app.models import Department, Service, Translated, User


class RubricQuerySet(models.QuerySet["Rubric"]):
    def in_use(self) -> Self:
        return self.filter(ended_at=None)

    def of_department(self, department: Department) -> Self:
        return self.filter(service__provider=department)


class Rubric(models.Model):
    """What is looked at in finished requests of a service. Other criteria are another version; the rest may change."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="rubrics", verbose_name=_("service"))
    number = models.PositiveSmallIntegerField(_("version"))
    # [{"key": "1", "text": {language: text}}, …], three to six.
    criteria = models.JSONField(_("criteria"))
    # So many of 100 finished requests are drawn.
    percent = models.PositiveSmallIntegerField(_("share that is reviewed"))
    reviewers: models.ManyToManyField[User, models.Model] = models.ManyToManyField(
        User, related_name="+", verbose_name=_("reviewers")
    )
    # Who was asked last: turns go on behind them.
    last = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RubricQuerySet.as_manager()

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["service", "number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="rubric_number_once"),
            models.UniqueConstraint(fields=["service"], name="rubric_one_in_use", condition=Q(ended_at=None)),
            models.CheckConstraint(name="rubric_percent", condition=Q(percent__range=(1, 100))),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number}"

    @property
    def texts(self) -> dict[str, Translated]:
        """The criteria by key, in their order."""
        return {one["key"]: Translated(one["text"]) for one in self.criteria}


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self) -> Self:
        return self.filter(scored_at=None, lapsed_at=None)

    def scored(self) -> Self:
        return self.filter(scored_at__isnull=False)

    def for_reviewer(self, person: User) -> Self:
        return self.filter(reviewer=person)

    def about(self, person: User) -> Self:
        """Of their work; they hear of it once it is scored."""
        return self.filter(owner=person, scored_at__isnull=False)

    def readable_by(self, person: User) -> Self:
        """The two it is between, and nobody else, whatever their role."""
        return self.filter(Q(reviewer=person) | Q(owner=person, scored_at__isnull=False))

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(due_at__lte=now)

    def for_list(self) -> Self:
        return self.select_related("request", "rubric__service__provider", "reviewer", "owner")


class Review(models.Model):
    """One request, one reviewer, one who did the work. Scores and coaching stay between these two."""

    request = models.OneToOneField("requests_app.ServiceRequest", models.CASCADE, related_name="quality_review")
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="reviews")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", db_index=False)
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    drawn_at = models.DateTimeField()
    due_at = models.DateTimeField(_("to be done by"))
    # key of the criterion -> 0, 1 or 2; None: does not apply.
    scores = models.JSONField(default=dict, blank=True)
    coaching = models.TextField(_("a word to your colleague"), blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # Nobody did it in time; nobody is blamed.
    lapsed_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("quality review")
        verbose_name_plural = _("quality reviews")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="review_not_of_ones_own_work", condition=~Q(reviewer=F("owner"))),
            models.CheckConstraint(name="review_scored_or_lapsed", condition=Q(scored_at=None) | Q(lapsed_at=None)),
            models.CheckConstraint(
                name="review_answered_once_scored", condition=Q(answered_at=None) | Q(scored_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["reviewer", "due_at"], name="review_to_do", condition=Q(scored_at=None, lapsed_at=None)
            ),
            models.Index(fields=["reviewer", "-id"], name="review_done_by", condition=Q(scored_at__isnull=False)),
            models.Index(fields=["owner", "-id"], name="review_about", condition=Q(scored_at__isnull=False)),
            models.Index(fields=["due_at"], name="review_lapses", condition=Q(scored_at=None, lapsed_at=None)),
        ]

    def __str__(self) -> str:
        return f"#{self.request_id}"

    @property
    def is_open(self) -> bool:
        return self.scored_at is None and self.lapsed_at is None

    @property
    def lines(self) -> list[tuple[Translated, Any]]:
        """Criterion and score, in the rubric's order."""
        return [(text, self.scores.get(key)) for key, text in self.rubric.texts.items()]
