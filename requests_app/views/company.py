"""What holds for the whole company, for admins: its name, priorities and waiting reasons."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access, company
from requests_app.forms.company import CompanyForm, MatrixForm, WaitingReasonForm
from requests_app.models import WaitingReason
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def names(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    form = CompanyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user)
        messages.success(request, _("Saved."))
        return redirect("administration:company")
    return render(request, "administration/company.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def priorities(request: SignedInRequest) -> HttpResponse:
    """The matrix; the button that looks ahead sends `look` and changes nothing."""
    access.require_admin(request.user)
    form = MatrixForm(request.POST if request.method == "POST" else None)
    shifts, looks = None, "look" in request.POST
    if request.method == "POST" and form.is_valid():
        wanted = company.as_matrix(form.cleaned_data)
        if not looks:
            company.set_matrix(wanted, by=request.user)
            messages.success(request, _("Saved. What is filed from now on follows it; open requests keep theirs."))
            return redirect("administration:priorities")
        shifts = company.shifts(wanted)
    context = {"form": form, "shifts": shifts, "total": sum(one.count for one in shifts or ())}
    return render(request, "administration/priorities.html", context, status=422 if form.errors else 200)


@require_safe
def reasons(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    return render(request, "administration/waiting_reasons.html", {"reasons": WaitingReason.objects.with_use_count()})


@require_http_methods(["GET", "HEAD", "POST"])
def reason_new(request: SignedInRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: SignedInRequest, pk: int) -> HttpResponse:
    access.require_admin(request.user)
    return _edit(request, get_object_or_404(WaitingReason, pk=pk))


def _edit(request: SignedInRequest, edited: WaitingReason | None) -> HttpResponse:
    access.require_admin(request.user)
    form = WaitingReasonForm(request.POST if request.method == "POST" else None, reason=edited)
    if request.method == "POST" and form.is_valid():
        try:
            company.save_reason(edited or WaitingReason(), form.said(), by=request.user)
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("administration:waiting_reasons")
    context = {"form": form, "reason": edited}
    return render(request, "administration/waiting_reason.html", context, status=422 if form.errors else 200)


@require_POST
def reason_place(request: SignedInRequest, pk: int) -> HttpResponse:
    access.require_admin(request.user)
    company.place_reason(get_object_or_404(WaitingReason, pk=pk), earlier="earlier" in request.POST, by=request.user)
    return redirect("administration:waiting_reasons")
