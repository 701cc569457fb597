"""From a finding to what was done about it, measured before and after. Written by `surveys.improving.verbs` only."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Department, Service, TranslatedField, User

from .campaigns import Campaign
from .stages import Stage
from .suggestions import Suggestion


class Indicator(models.TextChoices):
    """The five of the dashboards."""

    RESPONSE = "response", pgettext_lazy("indicator", "Response time")
    QUALITY = "quality", pgettext_lazy("indicator", "Service quality")
    SOLVING = "solving", pgettext_lazy("indicator", "Problem solving")
    RESOURCES = "resources", pgettext_lazy("indicator", "Use of resources")
    COMMUNICATION = "communication", pgettext_lazy("indicator", "Communication")


class ImprovementQuerySet(models.QuerySet["Improvement"]):
    def readable_by(self, user: User) -> Self:
        """Those of the departments this person serves in, and their own; all for an admin."""
        return self if user.is_admin else self.filter(Q(department__in=user.roles) | Q(owner=user))

    def written_by(self, user: User) -> Self:
        """Whoever leads the department, whoever owns it, and admins."""
        led = Department.objects.managed_by(user)
        return self if user.is_admin else self.filter(Q(department__in=led) | Q(owner=user))

    def open(self) -> Self:
        return self.exclude(state__in=[Improvement.State.REVIEWED, Improvement.State.DROPPED])

    def to_review(self, day: date) -> Self:
        """In place, and the day has come on which one looks what became of it."""
        return self.filter(state=Improvement.State.IMPLEMENTED, review_on__lte=day)

    def told(self) -> Self:
        """What everybody may read: in place or reviewed, with a word to those who were asked."""
        said = [Improvement.State.IMPLEMENTED, Improvement.State.REVIEWED]
        return self.filter(state__in=said, told_on__isnull=False)

    def newest_told_first(self) -> Self:
        return self.select_related("department").order_by("-told_on", "-pk")

    def for_list(self) -> Self:
        return self.select_related("department", "owner")


class Improvement(models.Model):
    """Idea, planned, implemented, reviewed. What it is measured by is fixed before it is in place."""

    class Kind(models.TextChoices):
        STANDARD = "standard", pgettext_lazy("improvement", "Standard")
        PROCESS = "process", pgettext_lazy("improvement", "Process")
        TRAINING = "training", pgettext_lazy("improvement", "Training")
        TOOL = "tool", pgettext_lazy("improvement", "Tool")
        STAFFING = "staffing", pgettext_lazy("improvement", "Staffing")
        COOPERATION = "cooperation", pgettext_lazy("improvement", "Cooperation")

    class State(models.TextChoices):
        IDEA = "idea", pgettext_lazy("improvement", "Idea")
        PLANNED = "planned", pgettext_lazy("improvement", "Planned")
        IMPLEMENTED = "implemented", pgettext_lazy("improvement", "In place")
        REVIEWED = "reviewed", pgettext_lazy("improvement", "Reviewed")
        DROPPED = "dropped", pgettext_lazy("improvement", "Dropped")

    class Verdict(models.TextChoices):
        BETTER = "better", pgettext_lazy("verdict", "Better")
        UNCLEAR = "unclear", pgettext_lazy("verdict", "No evidence yet")
        WORSE = "worse", pgettext_lazy("verdict", "Worse")

    department = models.ForeignKey(Department, models.PROTECT, related_name="improvements")
    title = TranslatedField(_("title"))
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=11, choices=State.choices, default=State.IDEA)
    finding = models.TextField(_("what was found"))
    # Where it was found, as far as it is known.
    indicator = models.CharField(_("indicator"), max_length=13, choices=Indicator.choices, blank=True)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage.choices, blank=True)
    campaign = models.ForeignKey(
        Campaign, models.SET_NULL, null=True, blank=True, related_name="improvements", verbose_name=_("survey")
    )
    suggestion = models.OneToOneField(
        Suggestion, models.SET_NULL, null=True, blank=True, related_name="improvement", verbose_name=_("suggestion")
    )
    need = models.ForeignKey(
        "surveys.StudyNeed", models.SET_NULL, null=True, blank=True, related_name="improvements", verbose_name=_("need")
    )
    cause = models.TextField(_("root cause"), blank=True)
    action = models.TextField(_("what is done"), blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))

    # A code of `improving.metrics`; shares in percent, times in hours.
    metric = models.CharField(_("measured by"), max_length=100, blank=True)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("only this service")
    )
    # Both days belong to it.
    baseline_from = models.DateField(_("before: from"), null=True, blank=True)
    baseline_until = models.DateField(_("before: until"), null=True, blank=True)
    # What `metrics.as_json` says of a sample; None: nothing could be measured.
    baseline = models.JSONField(null=True, blank=True)
    target = models.FloatField(_("target"), null=True, blank=True)
    least = models.FloatField(_("smallest change that counts"), null=True, blank=True)
    review_on = models.DateField(_("looked at again on"), null=True, blank=True)
    implemented_on = models.DateField(_("in place since"), null=True, blank=True)

    # The figure piece by piece, [{"from": day, "days": 7, "value": 62.5, "n": 40}]: up to the day it was put in place,
    # and from the review on to that day.
    series = models.JSONField(default=list, blank=True)
    after = models.JSONField(null=True, blank=True)
    # What `judging.as_json` says of the two samples.
    test = models.JSONField(null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=7, choices=Verdict.choices, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    # “You said, we did”: to those who were asked, and on the start page.
    message = TranslatedField(_("what we did"), blank=True)
    told_on = models.DateField(null=True, blank=True)

    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    edition = models.IntegerField(default=0, editable=False)

    objects = ImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="improvement_known_kind",
                condition=Q(kind__in=["standard", "process", "training", "tool", "staffing", "cooperation"]),
            ),
            models.CheckConstraint(
                name="improvement_known_state",
                condition=Q(state__in=["idea", "planned", "implemented", "reviewed", "dropped"]),
            ),
            models.CheckConstraint(
                name="improvement_known_verdict", condition=Q(verdict__in=["", "better", "unclear", "worse"])
            ),
            # Nothing is in place that cannot be measured.
            models.CheckConstraint(
                name="improvement_in_place_is_measured",
                condition=~Q(state__in=["implemented", "reviewed"])
                | ~Q(metric="") & Q(baseline__isnull=False, review_on__isnull=False, implemented_on__isnull=False),
            ),
            models.CheckConstraint(
                name="improvement_verdict_needs_a_test", condition=~Q(verdict="better") | Q(test__isnull=False)
            ),
            models.CheckConstraint(
                name="improvement_reviewed_has_a_verdict", condition=Q(state="reviewed") ^ Q(verdict="")
            ),
            models.CheckConstraint(
                name="improvement_baseline_in_order",
                condition=Q(baseline_from=None) | Q(baseline_until=None) | Q(baseline_until__gte=F("baseline_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["department", "state"], name="improvement_of_department"),
            models.Index(fields=["-told_on", "-id"], name="improvement_told", condition=Q(told_on__isnull=False)),
            models.Index(fields=["review_on"], name="improvement_to_review", condition=Q(state="implemented")),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_open(self) -> bool:
        return self.state not in (self.State.REVIEWED, self.State.DROPPED)

    @property
    def is_in_place(self) -> bool:
        return self.state in (self.State.IMPLEMENTED, self.State.REVIEWED)
