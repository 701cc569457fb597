"""What was released of a campaign: figures that passed the rules, stored once and read by every page and export."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Department

from .campaigns import Campaign


class Release(models.Model):
    """Written by a worker when a campaign closes; counted again only by the rule of `snapshot_release`."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="releases")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    released_at = models.DateTimeField()
    # None: fewer than 10 were invited, so it stays hidden.
    invited = models.PositiveIntegerField(null=True)
    # None: fewer than k answered; then there are no groups.
    answered = models.PositiveIntegerField(null=True)
    # Of taking part: rate, early and late, indicators, bounds.
    taking_part = models.JSONField(default=dict)
    # What compares groups with each other: shrunk departments, segments, the map of importance and performance.
    figures = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["campaign", "number"]
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="release_number_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.number}"


class ReleasedGroup(models.Model):
    """The figures of one group. Hidden ones have a row too, with no n and no figures: a page says why."""

    class Kind(models.TextChoices):
        COMPANY = "company", pgettext_lazy("group", "Everybody")
        ABOUT = "about", pgettext_lazy("group", "Department asked about")
        ASKER = "asker", pgettext_lazy("group", "Department of who answered")
        PAIR = "pair", pgettext_lazy("group", "Both")

    release = models.ForeignKey(Release, models.CASCADE, related_name="groups")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    about = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    asker = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    n = models.PositiveIntegerField(null=True)
    # By question key: counts by cell and what `surveys.results` made of them; see docs/surveys.md.
    figures = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("released group")
        verbose_name_plural = _("released groups")
        ordering = ["release", "kind", "about", "asker"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "kind", "about", "asker"], name="released_group_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.kind}"
