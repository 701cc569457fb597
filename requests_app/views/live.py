"""The one question of an open page: has anything changed? Nearly always the answer is 304, and that costs little."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import RedisError

from requests_app import access, presence
from requests_app.context_processors import counted_for, navigation
from requests_app.live import Seen, Watched, watched_by
from requests_app.models import ServiceRequest, User
from requests_app.presence import Present


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """304 while all that the page watches is as `If-None-Match` says; else what changed, and the frame's numbers.

    Two statements, session and person, where nothing changed; the versions are in the cache. 204 where that does not
    answer. Whoever is signed out, or somebody else by now, is told so: the page keeps what was typed.
    """
    user = request.user
    if not isinstance(user, User):
        return JsonResponse({"signed_out": reverse("accounts:sign_in")})
    watched = watched_by(request.GET.get("on", ""))
    if watched is None or watched.user != user.pk:
        return JsonResponse({"other": True})
    try:
        beside = _beside(request, user, watched)
    except RedisError:
        return HttpResponse(status=204)
    now = watched.now(beside=_mark(beside))
    if now is None:
        return HttpResponse(status=204)
    before = Seen.of_tag(request.headers.get("If-None-Match", ""))
    response = HttpResponse(status=304) if before == now else _news(request, user, watched, before, now, beside)
    response.headers["ETag"] = now.tag
    return response


def _beside(request: HttpRequest, user: User, watched: Watched) -> list[Present]:
    if watched.beside is None:
        return []
    return presence.look(watched.beside, user, writing=request.GET.get("writing") == "1")


def _mark(beside: list[Present]) -> str:
    return f"{crc32(repr(beside).encode()):x}" if beside else ""


def _news(
    request: HttpRequest, user: User, watched: Watched, before: Seen | None, now: Seen, beside: list[Present]
) -> HttpResponse:
    changed = watched.changed(before, now)
    # The token of a form is made for one session: whoever signed in again goes on with what they had open.
    said: dict[str, Any] = {"tag": now.tag, "changed": changed, "build": now.build, "csrf": get_token(request)}
    if watched.beside is not None:
        said["beside"] = _who_is_beside(user, watched.beside, beside)
    if any(topic != "r" for topic in changed):
        said |= _frame(request, user)
    return JsonResponse(said)


def _who_is_beside(user: User, pk: int, beside: list[Present]) -> str:
    # Asked anew: somebody may have lost sight of the request while its page lay open.
    ticket = ServiceRequest.objects.visible_to(user).select_related("service").filter(pk=pk).first()
    if ticket is None or not access.sees_notes(user, ticket):
        return ""
    return render_to_string("requests_app/_present.html", {"here": beside})


def _frame(request: HttpRequest, user: User) -> dict[str, Any]:
    numbers, departments = counted_for(user)
    items = [item for group in navigation(user, numbers, departments) for item in group.items]
    return {
        "counts": {item.url: item.count for item in items if item.count is not None},
        "unread": numbers["unread"],
        "bell": render_to_string("notifications/_bell.html", {"count": numbers["unread"]}),
    }
