"""Service reviews and their meetings. Only `meetings.verbs` writes."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Department, User
from requests_app.phrases import listed
from surveys.models import Improvement


class ServiceReviewQuerySet(models.QuerySet["ServiceReview"]):
    def visible_to(self, user: User) -> Self:
        """Those of departments this person leads, and those they were invited to; all for an admin."""
        if user.is_admin:
            return self
        invited = ReviewMeeting.objects.filter(people=user).values("review")
        led = self.model.departments.through.objects.filter(department__in=Department.objects.managed_by(user))
        return self.filter(Q(pk__in=led.values("servicereview")) | Q(pk__in=invited))

    def running(self) -> Self:
        return self.filter(ended_at=None)

    def of_department(self, department: Department) -> Self:
        return self.filter(departments=department)

    def for_list(self) -> Self:
        return self.prefetch_related("departments").order_by("-pk")


class ServiceReview(models.Model):
    """Two or more departments that look at their work for each other, again and again."""

    class Rhythm(models.IntegerChoices):
        """Weeks from one meeting to the next."""

        FORTNIGHT = 2, pgettext_lazy("service review", "Every two weeks")
        MONTH = 4, pgettext_lazy("service review", "Every four weeks")
        TWO_MONTHS = 8, pgettext_lazy("service review", "Every eight weeks")
        QUARTER = 13, pgettext_lazy("service review", "Every thirteen weeks")

    departments = models.ManyToManyField(Department, related_name="+", verbose_name=_("departments"))
    every_weeks = models.PositiveSmallIntegerField(
        pgettext_lazy("service review", "how often"), choices=Rhythm.choices, default=Rhythm.MONTH
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ServiceReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("service review")
        verbose_name_plural = _("service reviews")
        constraints = [models.CheckConstraint(name="service_review_known_rhythm", condition=Q(every_weeks__gte=1))]

    def __str__(self) -> str:
        return listed(sorted(str(one) for one in self.departments.all()))


class ReviewMeetingQuerySet(models.QuerySet["ReviewMeeting"]):
    def visible_to(self, user: User) -> Self:
        """Of every review that this person sees."""
        return self.filter(review__in=ServiceReview.objects.visible_to(user).values("pk"))

    def planned(self) -> Self:
        return self.filter(state=ReviewMeeting.State.PLANNED)

    def held(self) -> Self:
        return self.filter(state=ReviewMeeting.State.HELD)

    def newest_first(self) -> Self:
        return self.order_by("-starts_at", "-pk")


class ReviewMeeting(models.Model):
    """One meeting: who is invited, what was said, when the next one is."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("meeting", "Planned")
        HELD = "held", pgettext_lazy("meeting", "Held")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "Called off")

    review = models.ForeignKey(ServiceReview, models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(pgettext_lazy("meeting", "place"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    people = models.ManyToManyField(User, related_name="+", verbose_name=_("participants"))
    # Of those, who was there; empty until it was held.
    came = models.ManyToManyField(User, related_name="+", blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PLANNED)
    cancelled_because = models.CharField(_("reason"), max_length=500, blank=True)
    notes = models.TextField(_("what was said"), blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    edition = models.IntegerField(default=0, editable=False)

    objects = ReviewMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting of a service review")
        verbose_name_plural = _("meetings of service reviews")
        constraints = [
            models.CheckConstraint(name="review_meeting_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="review_meeting_known_state", condition=Q(state__in=["planned", "held", "cancelled"])
            ),
            models.CheckConstraint(name="review_meeting_is_somewhere", condition=~Q(place="") | ~Q(link="")),
            # Until it was held or called off there is no next one.
            models.UniqueConstraint(
                fields=["review"], name="review_meeting_planned_once", condition=Q(state="planned")
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="review_meeting_soon", condition=Q(state="planned"))]

    def __str__(self) -> str:
        return f"{self.review} {self.starts_at:%F}"

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at <= now


class ReviewDecision(models.Model):
    """What a meeting decided. It goes on as an improvement of who does it: owner and state are there."""

    meeting = models.ForeignKey(ReviewMeeting, models.CASCADE, related_name="decisions")
    text = models.TextField(_("what was decided"))
    until_on = models.DateField(_("done by"))
    improvement = models.OneToOneField(Improvement, models.PROTECT, related_name="review_decision")
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision of a service review")
        verbose_name_plural = _("decisions of service reviews")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text
