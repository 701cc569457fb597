"""What of ratings may be removed when it is old: their words; what was tapped stays, and with it every figure."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from requests_app import retention

from .models import Rating


def _comments(before: datetime) -> QuerySet[Rating]:
    return Rating.objects.filter(changed_at__lt=before).exclude(comment="")


def register_all() -> None:
    retention.register(
        retention.Data(
            code="rating_comments",
            label=_("Comments on ratings"),
            about=_("The words people wrote with a rating. The rating itself and all figures stay."),
            least=90,
            rows=_comments,
            remove=lambda pks: Rating.objects.filter(pk__in=pks).update(comment=""),
        )
    )
