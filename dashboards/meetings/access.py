"""Who may call departments together, and write what their meetings say."""

from __future__ import annotations

from collections.abc import Iterable

from requests_app.models import Department, User

from .models import ServiceReview


def can_begin(user: User, departments: Iterable[Department]) -> bool:
    """Whoever leads one of them: nobody calls others together from outside."""
    return user.is_admin or any(user.manages(one.pk) for one in departments)


def can_write(user: User, review: ServiceReview) -> bool:
    return can_begin(user, review.departments.all())
