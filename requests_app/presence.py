"""Who has a request open right now, and who is writing: known for seconds, in the cache, among those who serve.

A courtesy that may err: two polls at one moment can hide somebody until the next poll a few seconds later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from .models import ServiceRequest, User

# A page looks every ten seconds; who missed two looks has left.
PRESENT = timedelta(seconds=25)


@dataclass(frozen=True, slots=True)
class Present:
    name: str
    is_writing: bool


def look(request: ServiceRequest, user: User, *, writing: bool, now: datetime) -> list[Present]:
    """Say that this person is here, and hear who else is: those who write first."""
    key = f"presence:{request.pk}"
    seen: dict[int, tuple[str, bool, datetime]] = cache.get(key) or {}
    here = {pk: one for pk, one in seen.items() if one[2] > now - PRESENT}
    here[user.pk] = (user.display_name, writing, now)
    cache.set(key, here, timeout=PRESENT.total_seconds())
    others = [Present(name, is_writing) for pk, (name, is_writing, _at) in here.items() if pk != user.pk]
    return sorted(others, key=lambda one: (not one.is_writing, one.name))
