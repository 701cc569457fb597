"""Thanks for finished work: not a message, no score, and shown to others only where the receiver agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from .people import User


class ThanksQuerySet(models.QuerySet["Thanks"]):
    def on_the_wall(self) -> Self:
        """Agreed to, and still no secret: a service may have become confidential since."""
        return self.filter(shown=Thanks.Shown.AGREED, request__service__is_confidential=False)

    def received_by(self, user: User) -> Self:
        """Said to this person, or to a department they serve in, as far as they may see what it was for."""
        from .requests import ServiceRequest

        seen = ServiceRequest.objects.visible_to(user).order_by().values("pk")
        return self.filter(Q(to_person=user) | Q(to_department__in=user.roles, request__in=seen))

    def readable_by(self, user: User) -> Self:
        """What this person said or was told, and what is on the wall."""
        mine = Q(pk__in=self.model._default_manager.received_by(user).values("pk")) | Q(said_by=user)
        return self.filter(mine | Q(pk__in=self.model._default_manager.on_the_wall().values("pk")))

    def for_list(self) -> Self:
        return self.select_related("said_by", "to_person", "to_department", "request__service")

    def with_reactions(self) -> Self:
        """Reads who reacted, in one statement more."""
        return self.prefetch_related(
            models.Prefetch("reactions", ThanksReaction.objects.select_related("person").order_by("id"))
        )


class Thanks(models.Model):
    """Said by the requester of a finished request to a department, or to somebody who took part."""

    class Reason(models.TextChoices):
        FAST = "fast", pgettext_lazy("thanks for", "Fast")
        CAREFUL = "careful", pgettext_lazy("thanks for", "Careful")
        AHEAD = "ahead", pgettext_lazy("thanks for", "Thought ahead")
        RESPECTFUL = "respectful", pgettext_lazy("thanks for", "Respectful")

    class Shown(models.TextChoices):
        ASKED = "asked", pgettext_lazy("thanks", "Not decided")
        AGREED = "agreed", pgettext_lazy("thanks", "On the wall")
        DECLINED = "declined", pgettext_lazy("thanks", "Between you")

    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="thanks", db_index=False)
    said_by = models.ForeignKey("User", models.CASCADE, related_name="+", verbose_name=_("from"))
    to_person = models.ForeignKey("User", models.CASCADE, null=True, blank=True, related_name="+")
    to_department = models.ForeignKey("Department", models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.CharField(_("what for"), max_length=10, choices=Reason.choices, blank=True)
    text = models.CharField(_("a few words"), max_length=280, blank=True)
    said_at = models.DateTimeField()
    shown = models.CharField(_("shown"), max_length=8, choices=Shown.choices, default=Shown.ASKED)

    objects = ThanksQuerySet.as_manager()

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "said_by", "to_person", "to_department"], nulls_distinct=False, name="thanks_once"
            ),
            models.CheckConstraint(
                name="thanks_to_somebody",
                condition=Q(to_person__isnull=False, to_department=None)
                | Q(to_person=None, to_department__isnull=False),
            ),
            models.CheckConstraint(
                name="thanks_known_reason", condition=Q(reason__in=["", "fast", "careful", "ahead", "respectful"])
            ),
            models.CheckConstraint(name="thanks_known_state", condition=Q(shown__in=["asked", "agreed", "declined"])),
        ]
        indexes = [models.Index(fields=["-id"], name="thanks_wall", condition=Q(shown="agreed"))]

    def __str__(self) -> str:
        return f"#{self.request_id} {self.said_by_id} → {self.to_person_id or self.to_department_id}"


class ThanksReaction(models.Model):
    """A sign beside thanks, with the name of who gave it: no message, and added up nowhere but there."""

    class Sign(models.TextChoices):
        CLAP = "clap", pgettext_lazy("reaction", "Applause")
        HEART = "heart", pgettext_lazy("reaction", "Heart")
        PARTY = "party", pgettext_lazy("reaction", "Hooray")
        STRONG = "strong", pgettext_lazy("reaction", "Strong")

    thanks = models.ForeignKey(Thanks, models.CASCADE, related_name="reactions", db_index=False)
    person = models.ForeignKey("User", models.CASCADE, related_name="+")
    sign = models.CharField(max_length=6, choices=Sign.choices)

    class Meta:
        verbose_name = _("reaction to thanks")
        verbose_name_plural = _("reactions to thanks")
        constraints = [
            models.UniqueConstraint(fields=["thanks", "person", "sign"], name="thanks_reaction_once"),
            models.CheckConstraint(
                name="thanks_reaction_known_sign", condition=Q(sign__in=["clap", "heart", "party", "strong"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thanks_id} {self.person_id} {self.sign}"
