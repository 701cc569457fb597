"""What people see when something did not work: what happened, what was kept, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from requests_app.states import IllegalMove
from requests_app.transitions import Refused, StaleForm


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that was open for too long; what was typed goes back with the page."""
    return render(request, "403.html", {"expired": True, "kept": kept_texts(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context processors: the database may be what failed."""
    return HttpResponse(loader.get_template("500.html").render({"kept": kept_texts(request)}), status=500)


def conflict(request: HttpRequest, problem: StaleForm | IllegalMove | Refused, *, back: str) -> HttpResponse:
    """409: the request is no longer what the form showed, or the verb does not fit. Nothing typed is lost."""
    context = {"problem": problem, "stale": isinstance(problem, StaleForm), "back": back, "kept": kept_texts(request)}
    return render(request, "409.html", context, status=409)


def kept_texts(request: HttpRequest) -> list[str]:
    """What the person typed into the form that could not be taken."""
    return [
        value
        for name, value in request.POST.items()
        if isinstance(value, str) and " " in value.strip() and "password" not in name and "token" not in name
    ]
