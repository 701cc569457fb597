"""How often one token, or one person's session, may call within a minute; told in the headers of every answer.

RateLimit-Policy and RateLimit are those of the IETF's draft, Retry-After is HTTP's own. Without Redis nobody is held
up: the limit protects the portal from a program that went wild, not from an attack.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from requests_app.models import ApiToken

SECONDS = 60


class PerMinute(BaseThrottle):
    left_seconds = SECONDS

    def allow_request(self, request: Request, view: object) -> bool:
        most = settings.API_CALLS_PER_MINUTE
        window, passed = divmod(int(time.time()), SECONDS)
        self.left_seconds = SECONDS - passed
        try:
            number = _count(f"api:{_caller(request)}:{window}")
        except (RedisError, OSError, ValueError):  # the last: emptied between two of our commands
            return True
        view.rate_headers = {  # type: ignore[attr-defined]
            "RateLimit-Policy": f'"minute";q={most};w={SECONDS}',
            "RateLimit": f'"minute";r={max(0, most - number)};t={self.left_seconds}',
        }
        return number <= most

    def wait(self) -> float:
        return self.left_seconds


def _count(key: str) -> int:
    cache.add(key, 0, timeout=2 * SECONDS)
    return cache.incr(key)


def _caller(request: Request) -> str:
    return f"t{request.auth.pk}" if isinstance(request.auth, ApiToken) else f"p{request.user.pk}"
