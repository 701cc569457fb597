"""Under the bell."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from requests_app import clock
from requests_app.live import watch
from requests_app.models import Notification
from requests_app.notifications import reading, texts
from requests_app.pagination import Column, paginate
from requests_app.types import SignedInRequest

NEWEST_FIRST = (Column("id", descending=True),)


@require_safe
def notification_list(request: SignedInRequest) -> HttpResponse:
    watch(request, follows="person")
    unread_only = request.GET.get("show") == "unread"
    page = paginate(request, reading.rows_of(request.user, unread_only=unread_only), NEWEST_FIRST)
    context = {
        "rows": reading.in_words(page.rows, request.user, now=clock.now()),
        "page": page,
        "unread_only": unread_only,
        "unread": reading.unread_count(request.user),
    }
    return render(request, "notifications/list.html", context)


@require_safe
def follow(request: SignedInRequest, pk: int) -> HttpResponse:
    """Opening a row reads it, and leads to what it is about."""
    notification = get_object_or_404(Notification.objects.of(request.user), pk=pk)
    reading.mark_read(request.user, at=clock.now(), only=pk)
    return redirect(_target(notification))


def _target(notification: Notification) -> str:
    try:
        return texts.wording_of(notification.kind).link(notification)
    except texts.UnknownKind:
        return texts.request_page(notification)


@require_POST
def read(request: SignedInRequest, pk: int) -> HttpResponse:
    notification = get_object_or_404(reading.rows_of(request.user), pk=pk)
    now = clock.now()
    reading.mark_read(request.user, at=now, only=pk)
    if not request.htmx:
        return redirect("notifications:list")
    notification.refresh_from_db(fields=["read_at"])
    [row] = reading.in_words([notification], request.user, now=now)
    context = {"row": row, "count": reading.unread_count(request.user)}
    return render(request, "notifications/_read.html", context)


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    reading.mark_read(request.user, at=clock.now())
    return redirect("notifications:list")
