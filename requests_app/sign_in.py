"""Signing in by e-mail address, whatever its capitals, and the links that let people set a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.tokens import default_token_generator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from . import clock
from .compiled import compiled
from .models import User

BACKEND = "requests_app.sign_in.EmailBackend"


class EmailBackend(ModelBackend):
    """Django's own; addresses are found whatever their capitals, and a person comes with their roles and the moment."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        user = super().authenticate(request, username=username or kwargs.get("email"), password=password)
        return user if isinstance(user, User) and not user.is_service_account else None

    def get_user(self, user_id: int) -> User | None:
        user = next(iter(_looked_up(user_id)), None)
        return user if user is not None and self.user_can_authenticate(user) else None


@compiled
def _looked_up(user_id: int) -> QuerySet[User]:
    people: QuerySet[User] = User.objects.with_roles().annotate(read_at=clock.ReadAt()).filter(pk=user_id)
    return people


def invitation_path(user: User) -> str:
    """Works once, for PASSWORD_RESET_TIMEOUT seconds from now; made when the mail leaves, so kept nowhere."""
    return _path_with_token("accounts:invitation", user)


def new_password_path(user: User) -> str:
    """As `invitation_path`, for somebody who forgot the password."""
    return _path_with_token("accounts:password_new", user)


def _path_with_token(route: str, user: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse(route, args=[uid, default_token_generator.make_token(user)])
