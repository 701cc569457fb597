"""Requests protected from removal, for admins: by number and reason, without a word of what they say."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app import access, transitions
from requests_app.forms.protections import ProtectionEndForm, ProtectionForm
from requests_app.models import Protection
from requests_app.pagination import paginate
from requests_app.queues import NEWEST
from requests_app.types import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    form = ProtectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ticket = form.cleaned_data["number"]
        try:
            transitions.protect(ticket, form.cleaned_data["reason"], by=request.user)
        except transitions.Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("#%(number)s is protected.") % {"number": ticket.pk})
            return redirect("administration:protections")
    page = paginate(request, Protection.objects.for_list(), NEWEST)
    status = 422 if form.errors else 200
    return render(request, "administration/protections.html", {"form": form, "page": page}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    access.require_admin(request.user)
    protection = get_object_or_404(Protection.objects.for_list(), pk=pk)
    form = ProtectionEndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            transitions.unprotect(protection.request, form.cleaned_data["reason"], by=request.user)
        except transitions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("#%(number)s goes by the rules about old data again.") % {"number": pk})
            return redirect("administration:protections")
    context = {"form": form, "protection": protection}
    return render(request, "administration/protection_end.html", context, status=422 if form.errors else 200)
