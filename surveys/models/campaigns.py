"""A questionnaire goes to an audience for a while. Here are days and people; what they answer is in `answers`."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Department, Service, TranslatedField, User
from surveys.rules import FORGET_AFTER, K_COMMENTS, K

from .questions import Questionnaire
from .ratings import Invitation


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def run_by(self, user: User) -> Self:
        """Those this person may prepare, watch and read: of the departments they lead; all for an admin."""
        return self if user.is_admin else self.filter(owner__in=Department.objects.managed_by(user))

    def open(self) -> Self:
        return self.filter(state=Campaign.State.OPEN)

    def for_list(self) -> Self:
        """Adds `invited` and `answered`: how many, never who."""
        asked = Count("invitations")
        return self.select_related("questionnaire", "owner").annotate(
            invited=asked, answered=Count("invitations", filter=Q(invitations__done=True))
        )

    def to_forget(self, day: date) -> Self:
        """Closed so long ago, seen from `day`, that nobody needs to know any more who was asked."""
        over = self.filter(state=Campaign.State.CLOSED, closes_on__lt=day - FORGET_AFTER)
        return over.filter(Exists(Invitation.objects.filter(campaign=OuterRef("pk"), person__isnull=False)))

    def starting(self) -> Self:
        """Started by somebody; their people are still to be reserved."""
        return self.filter(state=Campaign.State.STARTING)

    def to_open(self, day: date) -> Self:
        return self.filter(state=Campaign.State.SCHEDULED, opens_on__lte=day)

    def to_close(self, day: date) -> Self:
        return self.filter(state=Campaign.State.OPEN, closes_on__lt=day)


class Campaign(models.Model):
    """Draft (may change), starting (a worker reserves its people), scheduled (they are reserved), open (answers come
    in), closed (released)."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("campaign state", "Draft")
        STARTING = "starting", pgettext_lazy("campaign state", "Starting")
        SCHEDULED = "scheduled", pgettext_lazy("campaign state", "Scheduled")
        OPEN = "open", pgettext_lazy("campaign state", "Open")
        CLOSED = "closed", pgettext_lazy("campaign state", "Closed")
        CANCELLED = "cancelled", pgettext_lazy("campaign state", "Cancelled")

    class Attribute(models.TextChoices):
        """The one thing that is kept of who answers."""

        NONE = "none", pgettext_lazy("campaign attribute", "Nothing")
        DEPARTMENT = "department", pgettext_lazy("campaign attribute", "Their department")

    class Importance(models.TextChoices):
        """How the dimensions of SERVQUAL are weighed."""

        NONE = "none", pgettext_lazy("importance", "Not asked")
        RANK = "rank", pgettext_lazy("importance", "By ranking")
        POINTS = "points", pgettext_lazy("importance", "By 100 points")

    class Storage(models.TextChoices):
        COUNTERS = "counters", pgettext_lazy("storage", "Counted only")
        ROWS = "rows", pgettext_lazy("storage", "Answers of one person together, without name")

    class Readers(models.TextChoices):
        """Who reads the figures of everybody; those of departments stay with who runs it and who leads them."""

        RUNNERS = "runners", pgettext_lazy("readers of results", "Who runs it and leads the departments asked about")
        PARTICIPANTS = "participants", pgettext_lazy("readers of results", "Everybody who was invited, too")

    # The only thing that invitations and answers have in common.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = TranslatedField(_("title"))
    # Said in the invitation: what for, and what changed after the last one.
    purpose = TranslatedField(_("what for"), blank=True)
    changed_since = TranslatedField(_("what changed after the last one"), blank=True)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="campaigns")
    # Who runs it; empty: the company, so admins.
    owner = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="campaigns")
    # Each person is asked about one of them.
    about: models.ManyToManyField[Department, models.Model] = models.ManyToManyField(
        Department, related_name="campaigns_about", verbose_name=_("departments it is about")
    )
    # Who is asked: people of these departments (none: everybody) who, where a service is named, filed a request for it
    # between the two days; of those a sample where a size is named.
    audience_departments: models.ManyToManyField[Department, models.Model] = models.ManyToManyField(
        Department, related_name="+", blank=True, verbose_name=_("people of these departments")
    )
    used_services: models.ManyToManyField[Service, models.Model] = models.ManyToManyField(
        Service, related_name="+", blank=True, verbose_name=_("who used these services")
    )
    used_from = models.DateField(_("from"), null=True, blank=True)
    used_until = models.DateField(_("until"), null=True, blank=True)
    sample_size = models.PositiveIntegerField(_("how many people"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    # Days in UTC: the first and the last on which one can answer.
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"))
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=1)
    # A word of whoever runs it, in every reminder.
    reminder_text = TranslatedField(_("text of the reminder"), blank=True)
    with_expectation = models.BooleanField(_("ask also what is needed"), default=False)
    importance = models.CharField(
        _("importance of the dimensions"), max_length=6, choices=Importance.choices, default=Importance.NONE
    )
    storage = models.CharField(_("kept as"), max_length=8, choices=Storage.choices, default=Storage.COUNTERS)
    attribute = models.CharField(
        _("kept of who answers"), max_length=10, choices=Attribute.choices, default=Attribute.NONE
    )
    # Promised with the invitation, so never lowered afterwards.
    k = models.PositiveSmallIntegerField(_("answers a group needs"), default=K)
    k_comments = models.PositiveSmallIntegerField(_("answers before comments are shown"), default=K_COMMENTS)
    # Fixed at the start, since it is promised. Invited people are known until 30 days after the end.
    results_for = models.CharField(
        _("who reads the results"), max_length=12, choices=Readers.choices, default=Readers.RUNNERS
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    edition = models.IntegerField(default=0, editable=False)

    # Of rows read with `for_list`.
    invited: int
    answered: int

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey campaign")
        verbose_name_plural = _("survey campaigns")
        ordering = ["-opens_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="campaign_known_state",
                condition=Q(state__in=["draft", "starting", "scheduled", "open", "closed", "cancelled"]),
            ),
            models.CheckConstraint(name="campaign_opens_first", condition=Q(closes_on__gte=F("opens_on"))),
            models.CheckConstraint(name="campaign_at_most_two_reminders", condition=Q(reminders__lte=2)),
            models.CheckConstraint(name="campaign_k_never_below", condition=Q(k__gte=K, k_comments__gte=K_COMMENTS)),
            models.CheckConstraint(
                name="campaign_known_readers", condition=Q(results_for__in=["runners", "participants"])
            ),
            # Rows of single people carry nothing about them.
            models.CheckConstraint(
                name="campaign_rows_without_attribute", condition=Q(storage="counters") | Q(attribute="none")
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def is_due(self, day: date) -> bool:
        """Its people are reserved, and a worker opens it any moment."""
        return self.state == self.State.SCHEDULED and self.opens_on <= day


class PastAsking(models.Model):
    """That somebody was asked, once the campaign has forgotten whom it asked: their budget of patience goes on.

    It knows neither whether they answered nor which campaign it was, and goes itself after a year.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    department = models.ForeignKey(Department, models.SET_NULL, null=True, related_name="+", db_index=False)
    asked_on = models.DateField()

    class Meta:
        verbose_name = _("day somebody was asked")
        verbose_name_plural = _("days somebody was asked")
        indexes = [models.Index(fields=["person", "asked_on"], name="past_asking_throttle")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_on:%F}"
