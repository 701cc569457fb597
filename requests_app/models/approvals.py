"""Somebody is asked to say yes or no before the department goes on: a round of steps, with one row per approver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .approval_rules import Chosen
from .covering import cover_request
from .translated import TranslatedField

if TYPE_CHECKING:
    from .people import User


class ApprovalRoundQuerySet(models.QuerySet["ApprovalRound"]):
    def open(self) -> Self:
        return self.filter(outcome="")

    def with_voices(self) -> Self:
        """Reads the steps, who was asked in them and what they said: five statements, however many they are."""
        voices = Approval.objects.select_related("approver", "stands_in_for__approver").order_by("pk")
        steps = ApprovalStep.objects.select_related("group").prefetch_related("people", Prefetch("approvals", voices))
        return self.select_related("asked_by").prefetch_related(Prefetch("steps", steps.order_by("number")))


class ApprovalRound(models.Model):
    """One question that has to be agreed to. While it is open, its request is on hold.

    Rows are added by `transitions.ask_approval` and ended once; they stay as the record of who agreed to what.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("approval", "Approved")
        REJECTED = "rejected", pgettext_lazy("approval", "Rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("approval", "Withdrawn")

    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="approval_rounds")
    # None: the service's rule asks, whoever files.
    asked_by = models.ForeignKey(
        "User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))
    question = TranslatedField(_("question"))
    # One step after the other, or all at once.
    in_order = models.BooleanField(_("one after the other"), default=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ApprovalRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of approvals")
        verbose_name_plural = _("rounds of approvals")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], name="approval_one_open_round_a_request", condition=Q(outcome="")
            ),
            models.CheckConstraint(
                name="approval_round_known_outcome",
                condition=Q(outcome__in=["", "approved", "rejected", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="approval_round_ends_with_outcome",
                condition=Q(outcome="", ended_at=None)
                | ~Q(outcome="") & Q(ended_at__isnull=False, ended_at__gte=F("asked_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.asked_at:%F %T} {self.outcome or 'open'}"

    def open_voices(self) -> list[Approval]:
        """Of `with_voices()`: who is asked now, stand-ins included."""
        return [voice for step in self.steps.all() for voice in step.approvals.all() if voice.is_open]

    def asked_people(self) -> list[User]:
        """Of `with_voices()`: whom it waits for, without those who stand in for them."""
        return [voice.approver for voice in self.open_voices() if voice.stands_in_for_id is None]

    @property
    def has_steps(self) -> bool:
        """Of `with_voices()`: is there more to tell than one person's name?"""
        steps = list(self.steps.all())
        return len(steps) > 1 or any(len(step.approvals.all()) > 1 for step in steps)


class ApprovalStep(models.Model):
    """One step of a round: who is asked in it, and how many of them have to agree."""

    round = models.ForeignKey(ApprovalRound, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    chosen = models.CharField(max_length=8, choices=Chosen.choices, default=Chosen.PEOPLE)
    group = models.ForeignKey("ApproverGroup", models.SET_NULL, null=True, blank=True, related_name="+")
    # Of a step that has not opened yet; whoever left by then is replaced by who is above them.
    people: models.ManyToManyField[User, models.Model] = models.ManyToManyField("User", related_name="+")
    needed = models.PositiveSmallIntegerField(_("so many have to agree"), default=1)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("step of an approval")
        verbose_name_plural = _("steps of an approval")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="approval_step_number_once"),
            models.CheckConstraint(name="approval_step_needs_somebody", condition=Q(needed__gte=1)),
            models.CheckConstraint(
                name="approval_step_closed_after_opened",
                condition=Q(closed_at=None) | Q(opened_at__isnull=False, closed_at__gte=F("opened_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}.{self.number}"

    @property
    def voices(self) -> int:
        """How many agreed so far; reads what `with_voices()` brought."""
        return sum(one.verdict == Approval.Verdict.APPROVED for one in self.approvals.all())

    @property
    def is_current(self) -> bool:
        return self.opened_at is not None and self.closed_at is None


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def open(self) -> Self:
        return self.filter(verdict="")

    def of(self, approver: User) -> Self:
        """Asked of this person, for themselves or because somebody is away."""
        return self.filter(approver=approver)

    def live(self) -> Self:
        """Leaves out those of requests that an import brought in and nobody released."""
        return self.filter(request__is_live=True)

    def oldest_first(self) -> Self:
        return self.order_by("asked_at", "pk")

    def for_list(self) -> Self:
        about = (f"request__{name}" for name in ("service", "department", "requester"))
        return self.select_related("step__round__asked_by", "stands_in_for__approver", *about)

    def cover_request(self) -> models.Func:
        """Of a queryset of requests: is it one of those that these approvals are about?"""
        return cover_request(self)


class Approval(models.Model):
    """One person asked in a step, and the verdict; somebody who stands in for an absent one has a row beside theirs."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("approval", "Approved")
        REJECTED = "rejected", pgettext_lazy("approval", "Rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("approval", "Withdrawn")
        # Others decided first, or enough others agreed.
        SETTLED = "settled", pgettext_lazy("approval", "Settled by others")

    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="approvals")
    step = models.ForeignKey(ApprovalStep, models.CASCADE, related_name="approvals")
    approver = models.ForeignKey("User", models.PROTECT, related_name="approvals", verbose_name=_("approver"))
    # The row of the absent approver whose voice this person may give; of the two the first decision counts.
    stands_in_for = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="stand_ins")
    asked_at = models.DateTimeField(_("asked"))
    # Empty while nobody has decided.
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=2000, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["asked_at", "id"]
        constraints = [
            # One person has one voice, also where they stand in for somebody.
            models.UniqueConstraint(fields=["step", "approver"], name="approval_one_voice_a_step"),
            models.CheckConstraint(
                name="approval_known_verdict",
                condition=Q(verdict__in=["", "approved", "rejected", "withdrawn", "settled"]),
            ),
            models.CheckConstraint(
                name="approval_verdict_has_moment",
                condition=Q(verdict="", decided_at=None)
                | ~Q(verdict="") & Q(decided_at__isnull=False, decided_at__gte=F("asked_at")),
            ),
            models.CheckConstraint(name="approval_rejected_with_reason", condition=~Q(verdict="rejected", reason="")),
            models.CheckConstraint(name="approval_not_for_oneself", condition=~Q(stands_in_for=F("id"))),
        ]
        indexes = [
            # What waits for me, oldest first.
            models.Index(fields=["approver", "asked_at"], name="approval_to_decide", condition=Q(verdict="")),
            # visible_to: what was I ever asked about?
            models.Index(fields=["approver", "request"], name="approval_covers"),
        ]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.approver_id} {self.verdict or 'open'}"

    @property
    def is_open(self) -> bool:
        return not self.verdict

    @property
    def asked_by(self) -> User | None:
        return self.step.round.asked_by

    @property
    def question(self) -> str:
        return str(self.step.round.question)
