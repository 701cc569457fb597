"""Who calls: a token in `Authorization: Bearer …`, or the session of the portal with its CSRF token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from requests_app import api_tokens, clock
from requests_app.models import ApiToken, User
from requests_app.sign_in import EmailBackend

from .problems import Problem

if TYPE_CHECKING:
    from .base import ApiView

CHALLENGE = 'Bearer realm="api"'
SAFE = ("GET", "HEAD", "OPTIONS")
# What each scope holds of the others.
HOLDS = {"read": {"read"}, "write": {"read", "write"}, "admin": {"read", "write", "admin"}}


class BearerAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        kind, _space, text = get_authorization_header(request).partition(b" ")
        if kind.lower() != b"bearer":
            return None
        token = api_tokens.find(text.decode("latin-1").strip())
        now = clock.now()
        if token is None:
            raise _refused("token_unknown")
        if token.revoked_at:
            raise _refused("token_revoked")
        if token.expires_at <= now:
            raise _refused("token_expired")
        person = EmailBackend().get_user(token.person_id)
        if person is None:
            raise _refused("token_unknown")
        api_tokens.note_use(token, now=now)
        return person, token

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


def _refused(code: str) -> Problem:
    return Problem(code, headers={"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'})


class PortalSession(SessionAuthentication):
    """The browser's own session, for pages of the portal: whoever writes with it shows its CSRF token."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as problem:
            raise Problem("csrf_failed") from problem

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class HasScope(BasePermission):
    """Signed in, and with a token whose scope holds what the method or the view needs."""

    def has_permission(self, request: Request, view: ApiView) -> bool:  # type: ignore[override]
        if not isinstance(request.user, User):
            return False
        reads = request.method in SAFE or view.only_reads
        for_admins = view.is_for_admins or (view.only_admins_write and not reads)
        needed = "admin" if for_admins else "read" if reads else "write"
        token = request.auth
        if isinstance(token, ApiToken) and needed not in HOLDS[token.scope]:
            raise Problem("scope_missing", _("It needs the scope “%(scope)s”.") % {"scope": needed})
        return not for_admins or request.user.is_admin
