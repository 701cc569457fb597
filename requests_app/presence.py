"""Who has a request open right now, and who is writing: known for seconds, in the cache, among those who serve.

A courtesy that may err: of two who come at one moment one can stay hidden until their next look a few seconds later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache

from . import name_order
from .models import User

# A page that is in use looks every ten seconds, one that is only lying open every twenty; who missed two has left.
PRESENT = timedelta(seconds=45)
# Who was there lately; whether they still are, a key of each says that runs out by itself.
LATELY = timedelta(hours=1)
MOST = 50


@dataclass(frozen=True, slots=True)
class Present:
    name: str
    is_writing: bool


def look(request: int, user: User, *, writing: bool) -> list[Present]:
    """Say that this person is here, and hear who else is: those who write first."""
    cache.set(_key(request, user.pk), (user.display_name, writing), timeout=PRESENT.total_seconds())
    lately: list[int] = cache.get(f"presence:{request}") or []
    if user.pk not in lately:
        lately = [*lately[1 - MOST :], user.pk]
        cache.set(f"presence:{request}", lately, timeout=LATELY.total_seconds())
    others = cache.get_many([_key(request, pk) for pk in lately if pk != user.pk])
    return sorted(
        (Present(*other) for other in others.values()), key=lambda one: (not one.is_writing, name_order.key(one.name))
    )


def _key(request: int, person: int) -> str:
    return f"presence:{request}:{person}"
