"""Types that views share."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .models import User


class SignedInRequest(HttpRequest):
    """What a view behind LoginRequiredMiddleware gets; only for annotations."""

    user: User
    htmx: HtmxDetails
