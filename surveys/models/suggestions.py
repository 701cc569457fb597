"""What people suggest to departments, with their name or without.

A suggestion holds nothing that leads to a person: its key is random, it knows its day and no moment, and no foreign key
leaves it - departments have heads. Who signed one, who supports it and who answered for the department are rows of
their own that point to it, never the other way.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.counting import CappedCount
from requests_app.models import User


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def shown_to(self, user: User) -> Self:
        """All but what was put aside; that only those who serve there, and admins."""
        if user.is_admin:
            return self
        return self.filter(~Q(state=Suggestion.State.ASIDE) | Q(department__in=list(user.roles)))

    def waiting(self) -> Self:
        return self.filter(state=Suggestion.State.OPEN)

    def to_announce(self, day: date) -> Self:
        """Of earlier days: a message at once would tell the moment."""
        return self.filter(announced=False, day__lt=day)

    def for_list(self, user: User) -> Self:
        """Adds `supporters`, capped, and `is_supported` (by this person)."""
        said = SuggestionSupport.objects.filter(suggestion=OuterRef("pk"))
        return self.annotate(supporters=CappedCount(said), is_supported=Exists(said.filter(person=user)))


class Suggestion(models.Model):
    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("suggestion", "Waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("suggestion", "Accepted")
        DECLINED = "declined", pgettext_lazy("suggestion", "Declined")
        DONE = "done", pgettext_lazy("suggestion", "Already done")
        ASIDE = "aside", pgettext_lazy("suggestion", "Put aside")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The key of a department.
    department = models.BigIntegerField()
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("suggestion"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    # In the department's zone.
    day = models.DateField()
    answer_by = models.DateField(_("answer by"))
    announced = models.BooleanField(default=False)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["-day", "id"]
        constraints = [
            models.CheckConstraint(
                name="suggestion_known_state",
                condition=Q(state__in=["open", "accepted", "declined", "done", "aside"]),
            )
        ]
        indexes = [
            models.Index(fields=["-day", "id"], name="suggestion_newest"),
            models.Index(fields=["department", "-day", "id"], name="suggestion_of_department"),
            models.Index(fields=["day"], name="suggestion_to_announce", condition=Q(announced=False)),
        ]

    def __str__(self) -> str:
        return self.title


class SuggestionAuthor(models.Model):
    """Who put their name to it. No row: nobody knows."""

    suggestion = models.OneToOneField(Suggestion, models.CASCADE, related_name="author")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("author of a suggestion")
        verbose_name_plural = _("authors of suggestions")

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.person_id}"


class SuggestionSupport(models.Model):
    """Somebody wants it, too: once each. No moment: the first one might be whoever suggested it."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="supports", db_index=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("support of a suggestion")
        verbose_name_plural = _("supports of suggestions")
        constraints = [models.UniqueConstraint(fields=["suggestion", "person"], name="suggestion_supported_once")]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.person_id}"


class SuggestionAnswer(models.Model):
    """What the department says to it; the last word counts, earlier ones stay."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="answers")
    state = models.CharField(max_length=8, choices=Suggestion.State.choices)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to a suggestion")
        verbose_name_plural = _("answers to suggestions")
        ordering = ["suggestion", "id"]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.state}"
