"""What of ratings may be removed when it is old: their words; what was tapped stays, and with it every figure."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from requests_app import retention
from requests_app.models import ServiceRequest

from .models import Rating, Review


def _comments(before: datetime) -> QuerySet[Rating]:
    return Rating.objects.filter(changed_at__lt=before, request__protection=None).exclude(comment="")


def forget_words(request: ServiceRequest) -> None:
    """What was written beside a rating and in a review of it; what was tapped and scored stays."""
    Rating.objects.filter(request=request).exclude(comment="").update(comment="")
    Review.objects.filter(request=request).update(coaching="", answer="")


def register_all() -> None:
    retention.register(
        retention.Data(
            code="rating_comments",
            label=_("Comments on ratings"),
            about=_("The words people wrote with a rating. The rating itself and all figures stay."),
            older_than=_("Removed so many days after the rating"),
            least=90,
            rows=_comments,
            remove=lambda pks: Rating.objects.filter(pk__in=pks).update(comment=""),
        )
    )
