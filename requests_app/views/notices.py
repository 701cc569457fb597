"""Notices as colleagues read them, and “me too”."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app import access, notices
from requests_app.models import Notice
from requests_app.moments import moment_of
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest

from . import errors

SHOWN = 50
# Where one says “me too”, and stays.
PLACES = {"home": "home", "list": "notices:list"}


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What is announced to this person now, and the last that are over."""
    now = moment_of(request)
    rows = Notice.objects.published(now).readable_by(request.user).for_list(request.user)
    context = {
        "current": rows.current(now).most_severe_first()[:SHOWN],
        "over": rows.filter(state=Notice.State.ENDED).order_by("-ended_at")[:SHOWN],
    }
    return render(request, "notices/list.html", context)


@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One notice with its history; for those who write it also what can be done."""
    now = moment_of(request)
    rows = Notice.objects.open_to(request.user, now).for_list(request.user).with_requests()
    notice = get_object_or_404(rows.prefetch_related("services__provider", "audience_departments"), pk=pk)
    writes = access.can_announce(request.user, notice.department)
    changes = list(notice.changes.select_related("by"))
    context = {
        "notice": notice,
        "writes": writes,
        # Who reads it need not know what it said before it was published.
        "changes": changes if writes else [one for one in changes if one.what != "written"],
        "is_shown": notice.publish_at is not None and notice.publish_at <= now,
    }
    return render(request, "notices/detail.html", context)


@require_POST
def me_too(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same trouble, without a request of one's own."""
    notice = _readable(request, pk)
    try:
        notices.me_too(notice, by=request.user)
    except Refused as refusal:
        return errors.conflict(request, refusal, back_url=request.path.removesuffix("me-too/"))
    messages.success(request, _("Noted. You are told when it is over, and need not file a request."))
    return _back(request, pk)


@require_POST
def not_me(request: SignedInRequest, pk: int) -> HttpResponse:
    notices.not_me(_readable(request, pk), by=request.user)
    messages.success(request, _("Taken back."))
    return _back(request, pk)


def _readable(request: SignedInRequest, pk: int) -> Notice:
    return get_object_or_404(Notice.objects.published(moment_of(request)).readable_by(request.user), pk=pk)


def _back(request: SignedInRequest, pk: int) -> HttpResponse:
    place = PLACES.get(request.POST.get("back", ""))
    return redirect(place) if place else redirect("notices:detail", pk)
