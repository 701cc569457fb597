"""What a request says, as search words. PostgreSQL keeps the rows: see the triggers in the migration that made them."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

# What PostgreSQL parses and stems with: Russian and English words, no stop words (people search for “IT”).
CONFIGURATION = "public.portal"


class RequestText(models.Model):
    """The words of one request, written by triggers in the transaction of whatever changes a text.

    `public` has title (weight A), description and answers (B) and messages (C). `everything` has internal notes as
    well, and is empty where there are none.
    """

    request = models.OneToOneField("ServiceRequest", models.CASCADE, primary_key=True, related_name="words")
    public = SearchVectorField()
    everything = SearchVectorField(null=True)

    class Meta:
        verbose_name = _("words of a request")
        verbose_name_plural = _("words of requests")
        indexes = [
            GinIndex(fields=["public"], name="request_words", gin_pending_list_limit=512),
            GinIndex(
                fields=["everything"],
                name="request_words_with_notes",
                condition=models.Q(everything__isnull=False),
                gin_pending_list_limit=512,
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.request_id}"
