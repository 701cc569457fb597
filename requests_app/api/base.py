"""What every view of the API does before and after its own work."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from requests_app.models import ApiToken, User

from . import repeating

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ApiView(APIView):
    """A view that finds, asks `access`, calls the verb and answers.

    `is_for_admins`: only they, with the scope `admin`; `only_admins_write`: everybody reads.
    `only_reads`: its POST changes nothing, it only sends much.
    """

    is_for_admins = False
    only_admins_write = False
    only_reads = False
    rate_headers: dict[str, str]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.rate_headers = {}
        super().initial(request, *args, **kwargs)
        self._speak_to(request)
        if request.method in repeating.METHODS and repeating.HEADER in request.headers:
            # On the view itself: DRF looks its method up after this.
            name = request.method.lower()
            vars(self)[name] = partial(repeating.once, do=getattr(self, name, self.http_method_not_allowed))

    def _speak_to(self, request: Request) -> None:
        """In the language the call asks for, else in the person's; moments inside texts in their zone.

        Whoever comes with a session was recognised before: the portal's middleware did it, and ends it, too.
        """
        person = person_of(request)
        if isinstance(request.auth, ApiToken):
            asked = "Accept-Language" in request.headers
            language = translation.get_language_from_request(request) if asked else person.language
            translation.activate(language)
            timezone.activate(person.time_zone)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in getattr(self, "rate_headers", {}).items():
            response.headers[name] = value
        response.headers["Content-Language"] = translation.get_language() or "en"
        patch_vary_headers(response, ("Authorization", "Accept-Language", "Cookie"))
        return response


def person_of(request: Request) -> User:
    return cast("User", request.user)  # nobody else passes HasScope


def departments_of(request: Request) -> list[int] | None:
    """The ids of the departments that the token is made for; None where it is made for all."""
    narrowed_to: list[int] = getattr(request.auth, "narrowed_to", [])
    return narrowed_to or None


def within(request: Request, rows: QuerySet[Any], column: str = "department") -> Any:
    """Of the rows those of the token's departments."""
    only = departments_of(request)
    return rows if only is None else rows.filter(**{f"{column}__in": only})


__all__ = ["ApiView", "Request", "Response", "departments_of", "person_of", "within"]
