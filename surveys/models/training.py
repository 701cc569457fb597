"""Sessions in which people learn what a finding asks for, and places in them. Only `surveys.training.verbs` writes."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Department, TranslatedField, User

from .improving import Improvement

MOST_SEATS = 500


class SessionQuerySet(models.QuerySet["TrainingSession"]):
    def visible_to(self, user: User) -> Self:
        """What is offered to this person, and all of the departments they serve in; all for an admin."""
        if user.is_admin:
            return self
        theirs = Q(improvement__department__in=user.roles) | Q(improvement__owner=user) | Q(led_by=user)
        return self.filter(theirs | ~Q(offered_to=TrainingSession.Offered.COLLEAGUES))

    def led_by_person(self, user: User) -> Self:
        """Those this person may change: whoever leads the department, owns the improvement or leads the session."""
        led = Department.objects.managed_by(user)
        mine = Q(improvement__department__in=led) | Q(improvement__owner=user) | Q(led_by=user)
        return self if user.is_admin else self.filter(mine)

    def planned(self) -> Self:
        return self.filter(state=TrainingSession.State.PLANNED)

    def to_come(self, now: datetime) -> Self:
        return self.planned().filter(ends_at__gt=now)

    def over(self, now: datetime) -> Self:
        return self.filter(ends_at__lte=now)

    def soonest_first(self) -> Self:
        return self.order_by("starts_at", "pk")

    def for_list(self, user: User) -> Self:
        """Adds `taken` and `waiting`, how many, and `mine`, the state of this person's place or nothing."""
        seated = Count("places", filter=Q(places__state=TrainingPlace.State.SEAT))
        waiting = Count("places", filter=Q(places__state=TrainingPlace.State.WAITING))
        own = TrainingPlace.objects.filter(session=OuterRef("pk"), person=user).values("state")
        rows = self.select_related("improvement__department", "led_by")
        return rows.annotate(taken=seated, waiting=waiting, mine=Subquery(own))

    def with_place_of(self, user: User) -> Self:
        return self.filter(Exists(TrainingPlace.objects.filter(session=OuterRef("pk"), person=user)))


class TrainingSession(models.Model):
    """Belongs to the improvement it is part of, and with it to a department and to a before and after."""

    class Offered(models.TextChoices):
        COLLEAGUES = "colleagues", pgettext_lazy("training", "Colleagues of the department")
        REQUESTERS = "requesters", pgettext_lazy("training", "Those who ask it for something")
        EVERYBODY = "everybody", pgettext_lazy("training", "Everybody")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("training", "Planned")
        CANCELLED = "cancelled", pgettext_lazy("training", "Cancelled")

    improvement = models.ForeignKey(Improvement, models.PROTECT, related_name="sessions")
    title = TranslatedField(_("topic"))
    text = TranslatedField(_("what it is about"), blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    seats = models.PositiveSmallIntegerField(
        _("seats"), validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    offered_to = models.CharField(_("offered to"), max_length=10, choices=Offered.choices)
    led_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("led by"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PLANNED)
    cancelled_because = models.CharField(_("reason"), max_length=500, blank=True)
    # How many came, once somebody noted it; stays when names are removed.
    came = models.PositiveSmallIntegerField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    edition = models.IntegerField(default=0, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="training_known_offer", condition=Q(offered_to__in=["colleagues", "requesters", "everybody"])
            ),
            models.CheckConstraint(name="training_known_state", condition=Q(state__in=["planned", "cancelled"])),
            models.CheckConstraint(name="training_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="training_has_seats", condition=Q(seats__range=(1, MOST_SEATS))),
            models.CheckConstraint(name="training_is_somewhere", condition=~Q(place="") | ~Q(link="")),
        ]
        indexes = [models.Index(fields=["starts_at", "id"], name="training_by_day")]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def department(self) -> Department:
        return self.improvement.department

    def is_for(self, user: User) -> bool:
        """Is it offered to this person?"""
        if self.offered_to == self.Offered.EVERYBODY:
            return True
        return user.works_in(self.improvement.department_id) == (self.offered_to == self.Offered.COLLEAGUES)


class TrainingPlace(models.Model):
    """Somebody signed up: with a seat, or waiting for one. Whoever withdraws leaves no row."""

    class State(models.TextChoices):
        SEAT = "seat", pgettext_lazy("training", "Has a seat")
        WAITING = "waiting", pgettext_lazy("training", "On the waiting list")

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="places", db_index=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices)
    at = models.DateTimeField()
    # None: nobody noted it yet.
    came = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = _("place in a training session")
        verbose_name_plural = _("places in training sessions")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="training_place_once"),
            models.CheckConstraint(name="training_place_known_state", condition=Q(state__in=["seat", "waiting"])),
            models.CheckConstraint(name="training_only_a_seat_is_filled", condition=Q(state="seat") | Q(came=None)),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id}"
