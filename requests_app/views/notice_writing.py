"""Notices as a department writes, publishes and ends them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access, drafts, notices, unpublished
from requests_app.forms.editions import posted_edition
from requests_app.forms.notices import EndingForm, NoticeForm
from requests_app.models import Department, Notice
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest

from . import errors

SHOWN = 100


@require_safe
def department(request: SignedInRequest, dept: str) -> HttpResponse:
    """All notices of a department in every state."""
    provider = _department(request, dept)
    rows = Notice.objects.filter(department=provider).for_list(request.user).with_requests()
    context = {"department": provider, "notices": rows.order_by("-pk")[:SHOWN]}
    return render(request, "notices/department.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, dept: str) -> HttpResponse:
    return _write(request, _department(request, dept), None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    notice = _notice(request, pk)
    return _write(request, notice.department, notice)


def _write(request: SignedInRequest, department: Department, notice: Notice | None) -> HttpResponse:
    """The form; a POST saves it, with `publish` it is shown as well."""
    form = NoticeForm(request.POST if request.method == "POST" else None, department=department, notice=notice)
    place = f"notice-{notice.pk}" if notice else f"notice-new-{department.pk}"
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, department, notice, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except StaleForm:
            form.take_edition(notice.edition if notice else 0)
        else:
            return drafts.sent(redirect("notices:detail", saved.pk), request.user, place)
    context = {"department": department, "notice": notice, "form": form, "place": place}
    status = 422 if request.method == "POST" else 200
    return render(request, "notices/edit.html", context, status=status)


def _save(request: SignedInRequest, department: Department, notice: Notice | None, form: NoticeForm) -> Notice:
    by, at = request.user, form.cleaned_data.get("publish_at")
    if notice is None:
        saved = notices.begin(department, form.announced(), by=by)
    else:
        saved = notices.write(notice, form.announced(), edition=form.sent_edition, by=by)
    if "publish" in request.POST and "publish_at" in form.fields:
        saved = notices.publish(saved, edition=saved.edition, at=at, by=by)
        messages.success(request, _("Published.") if at is None else _("It is shown from the time you chose."))
    else:
        messages.success(request, _("Saved."))
    return saved


@require_http_methods(["GET", "HEAD", "POST"])
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """It is over, with a closing word."""
    notice = _notice(request, pk)
    back = reverse("notices:detail", args=[pk])
    form = EndingForm(request.POST if request.method == "POST" else None, notice=notice)
    if request.method == "POST" and form.is_valid():
        try:
            edition = form.cleaned_data["edition"]
            closing = form.translated("closing")
            notices.end(notice, closing, edition=-1 if edition is None else edition, by=request.user)
        except (StaleForm, Refused) as problem:
            return errors.conflict(request, problem, back_url=back)
        messages.success(request, _("Over. Whoever said “me too” is told."))
        return redirect(back)
    context = {"notice": notice, "form": form, "told": notice.followers.count()}
    return render(request, "notices/ending.html", context, status=422 if form.errors else 200)


def _department(request: SignedInRequest, dept: str) -> Department:
    department = get_object_or_404(Department, code=dept)
    if not access.can_announce(request.user, department):
        raise Http404
    return department


@require_POST
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw away what was never published."""
    notice = _notice(request, pk)
    try:
        unpublished.remove_notice(notice, edition=posted_edition(request), by=request.user)
    except (StaleForm, Refused) as problem:
        return errors.conflict(request, problem, back_url=reverse("notices:edit", args=[pk]))
    messages.success(request, _("The draft is gone."))
    return redirect("notices:department", notice.department.code)


def _notice(request: SignedInRequest, pk: int) -> Notice:
    return get_object_or_404(Notice.objects.written_by(request.user).select_related("department"), pk=pk)
