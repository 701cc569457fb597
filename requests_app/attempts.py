"""How often signing in failed from one address, whoever was tried: somebody who tries one password on everybody.

django-axes counts per account and address; this counts per address alone, with a bound that a whole office behind one
address does not reach. Kept in Redis: emptied, it begins anew.
"""

from __future__ import annotations

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def note_failure(request: HttpRequest) -> None:
    key, seconds = _key(request), int(settings.AXES_COOLOFF_TIME.total_seconds())
    # The first one begins the wait; later ones do not prolong it, so that an office is let in again in any case.
    if not cache.add(key, 1, seconds):
        cache.incr(key)


def is_resting(request: HttpRequest) -> bool:
    return int(cache.get(_key(request), 0)) >= settings.SIGN_IN_ATTEMPTS_OF_ADDRESS


def _key(request: HttpRequest) -> str:
    return f"sign-in-failures:{get_client_ip_address(request)}"
