"""What a browser asks for to put the portal on a home screen, and to say something where there is no network."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template import loader
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from requests_app import installing
from requests_app.models import Department, User
from requests_app.types import SignedInRequest

A_DAY = 24 * 3600


@login_not_required
@require_safe
def manifest(request: HttpRequest, language: str) -> HttpResponse:
    """Named by language in its address, since browsers fetch it without cookies."""
    if not settings.PWA or language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        answer = JsonResponse(installing.manifest(language), content_type="application/manifest+json")
    answer.headers["Cache-Control"] = f"public, max-age={A_DAY}"
    return answer


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Asked for again at each visit, so that a new release reaches every phone."""
    return HttpResponse(
        installing.worker(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@login_not_required
@require_safe
def offline(request: HttpRequest, language: str) -> HttpResponse:
    """Without context: what a phone keeps must not depend on who fetched it."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        return HttpResponse(
            loader.get_template("offline.html").render(),
            headers={"Cache-Control": "no-cache", "Content-Language": language},
        )


@login_not_required
@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """For what was kept offline: who would send it now, and a fresh token. 204: nobody is signed in."""
    user = request.user
    if not isinstance(user, User):
        return HttpResponse(status=204)
    return JsonResponse({"person": str(user.pk), "token": get_token(request)})


@require_safe
def queue_own(request: SignedInRequest) -> HttpResponse:
    """The first queue of whoever serves; of others the services. For a shortcut that cannot know the department."""
    first = Department.objects.with_role_of(request.user).first() if request.user.roles else None
    return redirect("queue", first.code) if first else redirect("services:list")
