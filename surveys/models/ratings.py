"""Who was asked, and what they answered about one request.

Instrument T (the rating of a request) is confidential, not anonymous: its answer names request and person. The answers
of P, S and K never will; only the invitations are shared, because all instruments live on one budget of patience.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import ServiceRequest, User
from requests_app.states import Status
from surveys.rules import EDIT_WINDOW, LOWEST_PROBABILITY

ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class SurveyPreference(models.Model):
    """What somebody decided about being asked. No row: nothing decided, so they are asked."""

    person = models.OneToOneField("requests_app.User", models.CASCADE, related_name="survey_preference")
    opted_out = models.BooleanField(_("do not ask me"), default=False)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("survey preference")
        verbose_name_plural = _("survey preferences")

    def __str__(self) -> str:
        return f"{self.person_id} {'out' if self.opted_out else 'in'}"


class Instrument(models.TextChoices):
    RATING = "T", _("After a request")
    PULSE = "P", _("Pulse")
    SERVQUAL = "S", _("Service quality")
    KANO = "K", _("Kano")
    OWN = "O", _("Own questionnaire")


# Declined and cancelled requests have no result that could be rated.
RATED_IN = (Status.RESOLVED, Status.CLOSED)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def near(self, day: date, *, back: timedelta, ahead: timedelta) -> Self:
        """Sent on `day` or less than `back` before it, or planned for less than `ahead` after it."""
        return self.filter(sent_on__gt=day - back, sent_on__lt=day + ahead)

    def for_answering(self) -> Self:
        return self.select_related("request", "request__rating", "handler", "department")

    def to_rate(self, request: ServiceRequest | int) -> Self:
        return self.filter(instrument=Instrument.RATING, request=request)

    def of_open_campaigns(self) -> Self:
        """Surveys one may still take part in, those that end first at the top."""
        asked = self.filter(campaign__state="open", done=False)
        return asked.select_related("campaign", "department").order_by("campaign__closes_on", "pk")

    def unanswered(self, since: date) -> Self:
        """Ratings still to give, asked for on `since` or later; one that is worked on again waits until it is done."""
        return self.filter(instrument=Instrument.RATING, done=False, sent_on__gte=since, request__status__in=RATED_IN)


class Invitation(models.Model):
    """One person was asked once. A campaign reserves its people by writing rows whose day is still to come."""

    # Forgotten 30 days after a campaign has closed; its counts are kept.
    person = models.ForeignKey("requests_app.User", models.PROTECT, null=True, related_name="invitations")
    # All but ratings belong to one. It never leads on to an answer: those know the campaign only by its key.
    campaign = models.ForeignKey("surveys.Campaign", models.CASCADE, null=True, blank=True, related_name="invitations")
    instrument = models.CharField(max_length=1, choices=Instrument.choices, default=Instrument.RATING)
    # The department the questions are about: for T the one that handled the request.
    department = models.ForeignKey("requests_app.Department", models.PROTECT, null=True, related_name="+")
    request = models.OneToOneField(
        "requests_app.ServiceRequest", models.CASCADE, null=True, blank=True, related_name="invitation"
    )
    # Who worked on the request; may read the answer only if the person allows it.
    handler = models.ForeignKey("requests_app.User", models.PROTECT, null=True, blank=True, related_name="+")
    # A day in UTC and no moment: beside an anonymous answer a moment would tell whose it is.
    sent_on = models.DateField()
    # The chance with which somebody like this was asked; answers are weighted by its inverse.
    probability = models.FloatField(default=1.0)
    # Grows with each reminder; late answers are compared with early ones by it.
    wave = models.SmallIntegerField(default=1)
    done = models.BooleanField(default=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                name="invitation_known_instrument", condition=Q(instrument__in=[i.value for i in Instrument])
            ),
            # Whoever answers anonymously must not be found through a request; a rating is always about one.
            models.CheckConstraint(
                name="invitation_request_for_ratings_only",
                condition=Q(instrument="T", request__isnull=False, department__isnull=False, person__isnull=False)
                | (~Q(instrument="T") & Q(request__isnull=True, handler__isnull=True)),
            ),
            models.UniqueConstraint(fields=["campaign", "person"], name="invitation_once_a_campaign"),
            models.CheckConstraint(name="invitation_not_about_own_work", condition=~Q(handler=F("person"))),
            models.CheckConstraint(
                name="invitation_probability", condition=Q(probability__gte=LOWEST_PROBABILITY, probability__lte=1)
            ),
            models.CheckConstraint(name="invitation_waves_from_1", condition=Q(wave__gte=1)),
        ]
        # The throttle: whom did we ask lately, and about whom?
        indexes = [models.Index(fields=["person", "sent_on"], name="invitation_throttle")]

    def __str__(self) -> str:
        return f"{self.instrument} {self.person_id} {self.sent_on:%F}"


class NotAsked(models.Model):
    """Nobody is invited about this resolution, and why: the decision falls once, not at every sweep anew."""

    class Reason(models.TextChoices):
        OWN_WORK = "own_work", _("the requester handled it")
        INACTIVE = "inactive", _("the requester has left")
        SERVICE_OFF = "service_off", _("the service does not ask")
        NOT_DRAWN = "not_drawn", _("not drawn by lot")
        OPT_OUT = "opt_out", _("does not want to be asked")
        PERSON_COOLDOWN = "person_cooldown", _("asked a short while ago")
        DEPARTMENT_COOLDOWN = "department_cooldown", _("asked about this department lately")
        MAX_PER_365_DAYS = "max_per_365_days", _("asked often enough this year")

    request = models.OneToOneField("requests_app.ServiceRequest", models.CASCADE, related_name="not_asked")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    # Covers every resolution up to here; a later one, after reopening, is decided again.
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("person not asked")
        verbose_name_plural = _("people not asked")
        constraints = [
            models.CheckConstraint(
                name="not_asked_known_reason",
                condition=Q(
                    reason__in=[
                        "own_work",
                        "inactive",
                        "service_off",
                        "not_drawn",
                        "opt_out",
                        "person_cooldown",
                        "department_cooldown",
                        "max_per_365_days",
                    ]
                ),
            )
        ]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.reason}"


class Rating(models.Model):
    """The three taps about one request. Read for figures only through `surveys.release` and the roll-ups."""

    class Solved(models.TextChoices):
        YES = "yes", pgettext_lazy("solved", "Yes")
        PARTLY = "partly", pgettext_lazy("solved", "Partly")
        NO = "no", pgettext_lazy("solved", "No")

    request = models.OneToOneField("requests_app.ServiceRequest", models.CASCADE, related_name="rating")
    rater = models.ForeignKey("requests_app.User", models.PROTECT, related_name="+")
    # The department that handled it, also when the request is reopened and handed over later.
    department = models.ForeignKey("requests_app.Department", models.PROTECT, related_name="+")
    # None: an imported log does not tell.
    solved = models.CharField(max_length=6, choices=Solved.choices, null=True)
    # None: cannot judge.
    csat = models.SmallIntegerField(null=True, validators=ONE_TO_FIVE)
    ces = models.SmallIntegerField(null=True, validators=ONE_TO_FIVE)
    comment = models.TextField(blank=True)
    handler_may_see = models.BooleanField(default=False)
    answered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.CheckConstraint(name="rating_known_solved", condition=Q(solved__in=["yes", "partly", "no"])),
            models.CheckConstraint(name="rating_csat_1_to_5", condition=Q(csat__range=(1, 5))),
            models.CheckConstraint(name="rating_ces_1_to_5", condition=Q(ces__range=(1, 5))),
            models.CheckConstraint(
                name="rating_changed_within_window",
                condition=Q(changed_at__gte=F("answered_at"), changed_at__lte=F("answered_at") + EDIT_WINDOW),
            ),
        ]
        # Recounting the ratings of a day.
        indexes = [models.Index(fields=["answered_at"], name="rating_answered")]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.csat}"

    @property
    def editable_until(self) -> datetime:
        return self.answered_at + EDIT_WINDOW

    def can_be_changed(self, now: datetime) -> bool:
        return now <= self.editable_until
