"""Signing in by e-mail address, whatever its capitals."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from .models import User


class EmailBackend(ModelBackend):
    """Django's own backend; `User.objects.get_by_natural_key` ignores the case."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        user = super().authenticate(request, username=username or kwargs.get("email"), password=password)
        return user if isinstance(user, User) else None
