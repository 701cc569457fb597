"""Made-up links are counted by address, as wrong passwords are: after a few, every link rests for a while."""

from __future__ import annotations

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def _key(request: HttpRequest) -> str:
    return f"made-up-links:{get_client_ip_address(request)}"


def has_guessed_too_often(request: HttpRequest) -> bool:
    guesses: int = cache.get(_key(request), 0)
    return guesses >= settings.AXES_FAILURE_LIMIT


def count_guess(request: HttpRequest) -> None:
    """Every further one begins the wait anew."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    cache.add(_key(request), 0, seconds)
    try:
        cache.incr(_key(request))
    except ValueError:
        cache.set(_key(request), 1, seconds)  # it ran out in between
    cache.touch(_key(request), seconds)
