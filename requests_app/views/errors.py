"""What people see when something did not work: what happened, what was kept, what to do."""

from __future__ import annotations

import logging
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _

from requests_app import tracing
from requests_app.api import problems
from requests_app.former import new_address
from requests_app.states import IllegalMove
from requests_app.transitions import Refused, StaleForm

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30  # a database that starts anew is back by then


def is_for_programs(request: HttpRequest) -> bool:
    """Whoever calls the API gets JSON, also where no view of it was reached."""
    return request.path.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_for_programs(request):
        return problems.as_page("malformed")
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return too_much(request, exception)
    return render(request, "400.html", {"request_id": tracing.current()}, status=400)


def too_much(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413: more, or bigger files than are taken at once. What else the form held was not read."""
    limits = settings.ATTACHMENTS
    told = {"too_many": isinstance(exception, TooManyFilesSent), "limit": limits.sending_bytes}
    return render(request, "413.html", {**told, "count": limits.sending_files}, status=413)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    route = request.resolver_match.view_name if request.resolver_match else "-"
    logger.warning("Refused: %s %s to person %s", request.method, route, getattr(request.user, "pk", None))
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open for too long; what was typed is handed back with the answer."""
    return render(request, "403_csrf.html", {"kept": kept_texts(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_for_programs(request):
        return problems.as_page("not_found")
    if moved := new_address(request):
        return redirect(moved)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where it is the database that does not answer. Without context processors, which would ask it.

    Says the number under which the logs have it.
    """
    is_away = isinstance(sys.exception(), OperationalError | InterfaceError)
    if is_for_programs(request):
        answer = problems.as_page("unavailable" if is_away else "internal")
    else:
        status = 503 if is_away else 500
        # What failed before anybody knew the person speaks the browser's language.
        with translation.override(getattr(request, "LANGUAGE_CODE", "") or get_language_from_request(request)):
            page = loader.get_template(f"{status}.html").render({"request_id": tracing.current()})
        answer = HttpResponse(page, status=status)
    if is_away:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def conflict(request: HttpRequest, problem: StaleForm | IllegalMove | Refused, *, back_url: str) -> HttpResponse:
    """409: the request is no longer what the form showed, or the verb does not fit. Nothing typed is lost."""
    context = {"kept": kept_texts(request), "back_url": back_url}
    if isinstance(problem, IllegalMove):
        context["title"] = _("This does not fit the state the request is in")
        context["text"] = _("It moved on since you opened the page. Nothing was changed.")
    elif isinstance(problem, Refused):
        context["title"] = _("This is not possible")
        context["text"] = str(problem)
    return render(request, "409.html", context, status=409)


def kept_texts(request: HttpRequest) -> list[dict[str, str]]:
    """The free texts of a form that could not be taken, as `409.html` shows them: label and value."""
    return [
        {"label": _("Your text"), "value": value}
        for name, value in request.POST.items()
        if isinstance(value, str) and _is_free_text(value) and "password" not in name and "token" not in name
    ]


def _is_free_text(value: str) -> bool:
    return len(value.strip()) > 3 and not value.isdigit()
