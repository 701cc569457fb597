"""What people see when something did not work: what happened, what was kept, what to do."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.utils.translation import gettext as _

from requests_app.api import problems
from requests_app.former import new_address
from requests_app.states import IllegalMove
from requests_app.transitions import Refused, StaleForm


def is_for_programs(request: HttpRequest) -> bool:
    """Whoever calls the API gets JSON, also where no view of it was reached."""
    return request.path.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_for_programs(request):
        return problems.as_page("malformed")
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return too_much(request, exception)
    return render(request, "400.html", status=400)


def too_much(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413: more, or bigger files than are taken at once. What else the form held was not read."""
    limits = settings.ATTACHMENTS
    told = {"too_many": isinstance(exception, TooManyFilesSent), "limit": limits.sending_bytes}
    return render(request, "413.html", {**told, "count": limits.sending_files}, status=413)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
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
    """Without context processors: the database may be what failed."""
    if is_for_programs(request):
        return problems.as_page("internal")
    return HttpResponse(loader.get_template("500.html").render(), status=500)


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
