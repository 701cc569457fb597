"""What the portal keeps of service reviews: changes in the list of changes; departments that become others."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from requests_app import belongings, configuration
from requests_app.belongings import Belonging
from requests_app.models import Department, User

from . import telling, verbs
from .models import ReviewMeeting, ServiceReview


def _reviews(department: Department) -> QuerySet[Any]:
    """Each knows in whose name it was found: it has several, and only that one moves."""
    rows = ServiceReview.objects.running().of_department(department).prefetch_related("departments")
    return rows.annotate(found_in=Value(department.pk))


def _move(review: Any, into: Department, by: User) -> None:
    verbs.move(review, Department.objects.get(pk=review.found_in), into, by=by)


def register_all() -> None:
    telling.register_all()
    belongings.register(
        Belonging(code="service_review", label=gettext_lazy("Service reviews"), rows=_reviews, move=_move)
    )
    configuration.register(
        configuration.Kind(
            code="service_review",
            label=pgettext_lazy("configuration", "Service review"),
            model=ServiceReview,
            fields=("departments", "every_weeks", "ended_at"),
            labels={"ended_at": pgettext_lazy("service review", "Ended")},
            page=lambda pk: reverse("meetings:review", args=[pk]),
        ),
        configuration.Kind(
            code="review_meeting",
            label=pgettext_lazy("configuration", "Meeting of a service review"),
            model=ReviewMeeting,
            fields=("starts_at", "ends_at", "place", "link", "state", "cancelled_because", "notes"),
            page=lambda pk: reverse("meetings:meeting", args=[pk]),
        ),
    )
