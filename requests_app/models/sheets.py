"""Published information: a list, a plan, prices or stock that a department keeps so that nobody has to ask for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.counting import CappedCount

from .people import Department
from .translated import TranslatedField

if TYPE_CHECKING:
    from .people import User


def words_of_sheet() -> Func:
    """Search words of title, text and table; the index is on this very expression."""
    said = (F("title"), F("body"), F("columns"), F("rows"))
    return Func(*said, function="public.sheet_words", output_field=SearchVectorField())


class SheetQuerySet(models.QuerySet["Sheet"]):
    def published(self) -> Self:
        return self.filter(state=Sheet.State.PUBLISHED)

    def readable_by(self, user: User) -> Self:
        """Published, and meant for this person; whoever serves there reads all that is published there."""
        named = Sheet.audience_departments.through.objects.filter(sheet=OuterRef("pk"), department=user.department_id)
        some = Q(audience=Sheet.Audience.DEPARTMENTS) & Exists(named)
        return self.published().filter(Q(audience=Sheet.Audience.EVERYBODY) | some | Q(department__in=user.roles))

    def written_by(self, user: User) -> Self:
        """Of the departments this person serves in, or all for an admin."""
        return self if user.is_admin else self.filter(department__in=user.roles)

    def open_to(self, user: User) -> Self:
        read, written = (rows.order_by().values("pk") for rows in (self.readable_by(user), self.written_by(user)))
        return self.filter(Q(pk__in=read) | Q(pk__in=written))

    def stale(self, today: date) -> Self:
        """Not refreshed by the day that was promised."""
        return self.published().filter(due_on__lt=today)

    def for_list(self, user: User) -> Self:
        """Adds `followed` (this person is told) and `readers` (how many are, capped)."""
        subscribed = SheetSubscription.objects.filter(sheet=OuterRef("pk"))
        return self.select_related("department", "owner").annotate(
            followed=Exists(subscribed.filter(user=user)), readers=CappedCount(subscribed)
        )


class Sheet(models.Model):
    """What is published now. Written by `requests_app.sheets` only; earlier contents are SheetVersions."""

    class Kind(models.TextChoices):
        TEXT = "text", pgettext_lazy("published information", "Text")
        TABLE = "table", pgettext_lazy("published information", "Table")
        FILE = "file", pgettext_lazy("published information", "File")

    class State(models.TextChoices):
        PUBLISHED = "published", pgettext_lazy("published information", "Published")
        ARCHIVED = "archived", pgettext_lazy("published information", "Archived")

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", pgettext_lazy("audience", "Everybody")
        DEPARTMENTS = "departments", pgettext_lazy("audience", "Some departments")

    class Unit(models.TextChoices):
        DAYS = "days", pgettext_lazy("promise to refresh", "days")
        WORKING_DAYS = "working", pgettext_lazy("promise to refresh", "working days (Monday to Friday)")

    department = models.ForeignKey(Department, models.PROTECT, related_name="sheets", verbose_name=_("department"))
    kind = models.CharField(_("what it is"), max_length=5, choices=Kind.choices)
    title = TranslatedField(_("title"))
    body = TranslatedField(_("text"), blank=True)
    # Of a table: headings, and rows of as many texts.
    columns = models.JSONField(default=list, blank=True)
    rows = models.JSONField(default=list, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PUBLISHED)
    audience = models.CharField(_("for whom"), max_length=11, choices=Audience.choices, default=Audience.EVERYBODY)
    audience_departments = models.ManyToManyField(Department, related_name="+", blank=True)
    owner = models.ForeignKey("User", models.SET_NULL, null=True, related_name="+", verbose_name=_("owner"))
    # The promise: refreshed every so many days; empty: whenever something changes.
    every = models.PositiveSmallIntegerField(_("refreshed every"), null=True, blank=True)
    unit = models.CharField(max_length=7, choices=Unit.choices, default=Unit.WORKING_DAYS)
    refreshed_at = models.DateTimeField(_("refreshed"))
    # The last day on which the promise is kept.
    due_on = models.DateField(null=True, blank=True)
    # The due day its owner was told has passed.
    warned_for = models.DateField(null=True, blank=True)
    # Grows with every change; a form that shows an older one is stale.
    edition = models.IntegerField(default=0, editable=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("published information")
        verbose_name_plural = _("published information")
        ordering = ["department", "id"]
        constraints = [
            models.CheckConstraint(name="sheet_known_kind", condition=Q(kind__in=["text", "table", "file"])),
            models.CheckConstraint(name="sheet_known_state", condition=Q(state__in=["published", "archived"])),
            models.CheckConstraint(name="sheet_promises_some_days", condition=Q(every=None) | Q(every__gte=1)),
        ]
        indexes = [
            GinIndex(words_of_sheet(), name="sheet_words"),
            models.Index(fields=["due_on"], name="sheet_stale", condition=Q(state="published")),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    def is_stale(self, today: date) -> bool:
        return self.is_published and self.due_on is not None and self.due_on < today


class SheetVersion(models.Model):
    """What was published at a moment, and by whom."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    title = TranslatedField(_("title"))
    body = TranslatedField(_("text"), blank=True)
    columns = models.JSONField(default=list, blank=True)
    rows = models.JSONField(default=list, blank=True)
    file = models.ForeignKey("Attachment", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("version of published information")
        verbose_name_plural = _("versions of published information")
        ordering = ["sheet", "number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="sheet_number_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id} v{self.number}"


class SheetSubscription(models.Model):
    """Somebody wants to hear when it is refreshed."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="subscriptions", db_index=False)
    user = models.ForeignKey("User", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [models.UniqueConstraint(fields=["sheet", "user"], name="sheet_subscribed_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.user_id}"
