"""Canned replies: a department's, kept by its managers, and one's own."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import canned, drafts
from requests_app.forms.canned import CannedReplyForm
from requests_app.models import CannedReply
from requests_app.types import SignedInRequest

SHOWN = 500


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Everything this person can use, and which of it they may change."""
    _require_serving(request)
    usable = CannedReply.objects.usable_by(request.user).for_list()[:SHOWN]
    replies = [(reply, _keeps(request, reply)) for reply in usable]
    return render(request, "requests_app/canned_list.html", {"replies": replies})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    _require_serving(request)
    return _write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _write(request, get_object_or_404(CannedReply.objects.kept_by(request.user), pk=pk))


@require_POST
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    reply = get_object_or_404(CannedReply.objects.kept_by(request.user), pk=pk)
    canned.remove(reply, by=request.user)
    messages.success(request, _("Removed. What was sent with it stays."))
    return redirect("canned:list")


def _write(request: SignedInRequest, reply: CannedReply | None) -> HttpResponse:
    form = CannedReplyForm(request.POST if request.method == "POST" else None, by=request.user, reply=reply)
    if request.method == "POST" and form.is_valid():
        wish = canned.Wish(form.cleaned_data["title"], form.text, form.department)
        canned.save(reply or CannedReply(), wish, by=request.user)
        messages.success(request, _("Saved."))
        place = f"canned-{reply.pk}" if reply else "canned-new"
        return drafts.sent(redirect("canned:list"), request.user, place)
    context = {"form": form, "reply": reply, "gaps": [(name, gap.meaning) for name, gap in canned.GAPS.items()]}
    return render(request, "requests_app/canned_edit.html", context, status=422 if form.errors else 200)


def _keeps(request: SignedInRequest, reply: CannedReply) -> bool:
    return reply.owner_id == request.user.pk or request.user.manages(reply.department_id or 0)


def _require_serving(request: SignedInRequest) -> None:
    """Only who serves answers requests."""
    if not request.user.roles:
        raise PermissionDenied
