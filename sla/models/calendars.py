"""When a department works: a calendar has a name and a zone; what it says is kept in versions that never change."""

from __future__ import annotations

from functools import lru_cache
from typing import Self

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from requests_app.models import TranslatedField, User
from sla.calendar import WorkingCalendar


class BusinessCalendar(models.Model):
    """Working hours by name; what they are stands in its versions, which never change."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = TranslatedField(_("name"))
    description = TranslatedField(_("description"), blank=True)

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.name) or self.code


class CalendarVersionQuerySet(models.QuerySet["CalendarVersion"]):
    def newest_first(self) -> Self:
        return self.order_by("-number")

    def newest_of_each(self) -> Self:
        """One row per calendar: the version that new clocks use."""
        return self.order_by("calendar_id", "-number").distinct("calendar_id")

    def superseded(self) -> Self:
        """Those that new clocks do not use any more."""
        return self.filter(calendar__versions__number__gt=F("number")).distinct()


class CalendarVersion(models.Model):
    """Written once, never changed: what a clock counted with can always be counted again."""

    calendar = models.ForeignKey(BusinessCalendar, models.CASCADE, related_name="versions", verbose_name=_("calendar"))
    number = models.PositiveIntegerField(_("version"))
    # The object `WorkingCalendar.from_spec` reads: tz, weekly, holidays, workdays, exceptions.
    spec = models.JSONField(_("hours"))
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    # What is known about single days: {"2026-02-14": {"kind": "workday", "name": …, "origin": …, "provisional": …}}.
    # The hours of these days stand in `spec`.
    days = models.JSONField(default=dict, blank=True)
    note = models.CharField(_("why"), max_length=300, blank=True)
    # From when it counts for clocks that were running: normally since it was made. Earlier only where an admin
    # corrected the past on purpose.
    counts_from = models.DateTimeField()
    # What the replay over history found before it was published (`sla.replay`).
    replay = models.JSONField(null=True, blank=True)

    objects = CalendarVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar version")
        verbose_name_plural = _("calendar versions")
        constraints = [models.UniqueConstraint(fields=["calendar", "number"], name="calendar_version_number_once")]

    def __str__(self) -> str:
        return f"{self.calendar} · {self.number}"

    @property
    def working_calendar(self) -> WorkingCalendar:
        return compiled(self.pk)


class CalendarDraft(models.Model):
    """The next version while somebody works on it: changed at will, then published as a version or thrown away."""

    calendar = models.OneToOneField(BusinessCalendar, models.CASCADE, related_name="draft")
    based_on = models.ForeignKey(CalendarVersion, models.CASCADE, related_name="+")
    # The keys of a spec without its dated ones: tz, weekly.
    tz = models.CharField(_("time zone"), max_length=64)
    weekly = models.JSONField(_("week"), default=dict)
    # {"2026-02-14": {"kind", "openings", "name", "origin", "provisional"}}: see `sla.days`.
    days = models.JSONField(_("single days"), default=dict, blank=True)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()
    # Grows with every change; a form that shows an older one is stale.
    version = models.IntegerField(default=0)
    replay = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar draft")
        verbose_name_plural = _("calendar drafts")

    def __str__(self) -> str:
        return f"{self.calendar} · draft"


@lru_cache(maxsize=512)
def compiled(version_id: int) -> WorkingCalendar:
    """The calendar of a version, compiled once per process: a version never changes, so nothing is ever forgotten."""
    return WorkingCalendar.from_spec(CalendarVersion.objects.values_list("spec", flat=True).get(pk=version_id))
