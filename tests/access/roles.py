"""The columns of the access table, the rows that many addresses share, and the scene its addresses speak about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from requests_app import api_tokens, clock, transitions
from requests_app.models import ApiToken, Department, ServiceRequest, User
from tests.make import make_request

ROLES = ("stranger", "uninvolved", "requester", "agent", "other_agent", "manager", "admin", "deactivated")
Table = dict[str, dict[str, str]]
Addresses = dict[str, dict[str, Any]]

NOBODY = " ".join(["404"] * len(ROLES))
ANYBODY = " ".join(["200"] * len(ROLES))
TO_SIGN_IN = " ".join(["302"] * len(ROLES))
NEVER_SENT = " ".join(["405"] * len(ROLES))
EVERYBODY_SIGNED_IN = "302 200 200 200 200 200 200 302"
NOT_ALLOWED = "302 405 405 405 405 405 405 302"
ADMINS = "302 403 403 403 403 403 200 302"
ADMINS_DO = "302 403 403 403 403 403 302 302"
# Of a department: nobody else sees that there is such a page.
ITS_MANAGERS = "302 404 404 404 404 200 200 302"
ITS_MANAGERS_FILL_IN = "302 404 404 404 404 422 422 302"
ITS_MANAGERS_DO = "302 404 404 404 404 302 302 302"
ITS_MANAGERS_TOO_LATE = "302 404 404 404 404 409 409 302"
WHO_SERVES_THERE = "302 404 404 200 404 200 200 302"


@dataclass(frozen=True)
class Scene:
    """A request just filed with IT, and those whom the roles are."""

    request: ServiceRequest
    li_wei: User
    wang_fang: User
    olga: User
    maria: User
    it: Department

    @cached_property
    def done(self) -> ServiceRequest:
        """Another one of the requester's, resolved."""
        return transitions.resolve(make_request(self.request.service, self.li_wei), by=self.olga)

    @cached_property
    def token(self) -> ApiToken:
        """The requester's own."""
        wish = api_tokens.Wish("Nightly", "read", 30)
        token, _secret = api_tokens.make(self.li_wei, wish, by=self.li_wei, now=clock.now())
        return token
