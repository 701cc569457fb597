"""What people looked for and did not find: words of a month, without whoever typed them."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _


class UnmetSearchQuerySet(models.QuerySet["UnmetSearch"]):
    def in_months(self, first: date, last: date) -> Self:
        """Of the months both days lie in, and of those between them."""
        return self.filter(month__gte=first.replace(day=1), month__lte=last)

    def before(self, month: date) -> Self:
        return self.filter(month__lt=month)

    def missed_by(self, people: int, *, most: int) -> models.QuerySet[UnmetSearch, tuple[str, int]]:
        """The words that at least so many different people looked for, most people first, with how many."""
        grouped = self.order_by().values_list("words").annotate(people=Count("by", distinct=True))
        return grouped.filter(people__gte=people).order_by("-people", "words")[:most]


class UnmetSearch(models.Model):
    """One person looked for these words in this month, once or often, and nothing was found.

    No person, no moment, no order: see decision 54. Nothing but `missed_by` may be shown to anybody.
    """

    # A number that grows would tell the order of searches, and with a log of visits who made them.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    words = models.CharField(max_length=80)
    # Its first day, in UTC.
    month = models.DateField()
    # Keyed, of the person and the words: the same person with other words has another one.
    by = models.CharField(max_length=64)

    objects = UnmetSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without a hit")
        verbose_name_plural = _("searches without a hit")
        # Begins with the month: serves the pages and the job that forgets.
        constraints = [models.UniqueConstraint(fields=["month", "words", "by"], name="unmet_search_once")]

    def __str__(self) -> str:
        return f"{self.words} {self.month:%Y-%m}"
