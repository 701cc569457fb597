"""The signed-in person's language and time zone, for every page; and what no page has to cope with."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from . import attempts, browsers, pseudo, second_step, tours
from .api import problems
from .models import User
from .views.second_step import CONFIRMED


class ReadableMiddleware:
    """400 for what no browser sends and no database takes: NUL in an address or cookie, texts that are not UTF-8.

    Forms refuse NUL themselves, beside the field it is in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (request.encoding or "utf-8").lower() not in ("utf-8", "utf8"):
            raise BadRequest("not UTF-8")
        sent = [
            *request.GET,
            *(value for values in request.GET.lists() for value in values[1]),
            *request.COOKIES.values(),
        ]
        if any("\0" in text for text in sent):
            raise BadRequest("NUL")
        return self.get_response(request)


class PersonalSettingsMiddleware:
    """Language: the person's, else the sign-in page's cookie, else what the browser asks for. Zone: the person's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            language, zone = tours.language_of(request) or user.language, user.time_zone
        else:
            language, zone = translation.get_language_from_request(request), settings.TIME_ZONE
        if pseudo.wanted(request):
            language = pseudo.LANGUAGE
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RestingSessionsMiddleware:
    """Ends a session in which nobody did anything for as long as the company says, and notes that somebody did.

    An open page asks by itself whether anything changed: that is nobody.
    """

    ASKS_BY_ITSELF = "/live/"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            now = timezone.now()
            if browsers.has_rested_too_long(request, now):
                logout(request)
            elif request.path != self.ASKS_BY_ITSELF:
                browsers.note(request, now)
        response = self.get_response(request)
        if email := getattr(request, "signed_in_now", ""):
            attempts.remember_browser(request, response, email)
        return response


class SecondStepMiddleware:
    """Admins who have to confirm their sign-in see nothing else before they did. In front of every view."""

    OPEN = frozenset({"second_step", "second_step_question", "sign_out", "preferences"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        user, match = request.user, request.resolver_match
        if not isinstance(user, User) or not second_step.is_demanded(user) or CONFIRMED in request.session:
            return None
        if match is not None and match.app_name == "accounts" and match.url_name in self.OPEN:
            return None
        if request.path.startswith("/api/"):
            return problems.as_page("forbidden")
        if request.headers.get("HX-Request"):
            return HttpResponse(status=403)
        return redirect("accounts:second_step_question" if second_step.is_set_up(user) else "accounts:second_step")


def address_behind_proxy(request: HttpRequest) -> str | None:
    """Who asked the one proxy in front: the last of the addresses it passes on. Those before it anybody can make up."""
    passed_on: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    address = passed_on.rpartition(",")[2].strip()
    return address if _is_address(address) else request.META.get("REMOTE_ADDR")


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
