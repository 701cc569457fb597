"""A department's webhook, for its managers and for admins."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from requests_app import access, clock, department_hooks
from requests_app.forms.webhooks import WebhookForm
from requests_app.models import Department, DepartmentCall, DepartmentHook, User, WebhookHost
from requests_app.notifications import calls, trouble
from requests_app.types import SignedInRequest
from requests_app.views.webhooks import tell_of_test

SHOWN = 20


def _department(user: User, code: str) -> Department:
    department = get_object_or_404(Department, code=code)
    if not access.can_edit_catalogue(user, department):
        raise Http404
    return department


def _hook(user: User, code: str) -> DepartmentHook:
    return get_object_or_404(DepartmentHook, department=_department(user, code))


@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: SignedInRequest, dept: str) -> HttpResponse:
    department = _department(request.user, dept)
    hook = DepartmentHook.objects.filter(department=department).first()
    posted = request.POST if request.method == "POST" else None
    form = WebhookForm(posted, initial={"url": hook.url if hook else ""})
    if request.method == "POST" and form.is_valid():
        department_hooks.save(department, form.cleaned_data["url"], by=request.user, now=clock.now())
        messages.success(request, _("Saved. What happens to requests of the department from now on goes there."))
        return redirect("team:webhook", dept)
    hosts = list(WebhookHost.objects.values_list("name", flat=True))
    context = {"department": department, "form": form, "hook": hook, "hosts": hosts, **_calls_of(department)}
    return render(request, "team/webhook.html", context, status=422 if form.errors else 200)


def _calls_of(department: Department) -> dict[str, Any]:
    theirs = DepartmentCall.objects.filter(department=department)
    dead = list(theirs.given_up().order_by("-pk").select_related("event")[: SHOWN + 1])
    lines = [(row, trouble.in_words(row.error) or row.error) for row in dead[:SHOWN]]
    return {"waiting": theirs.pending().count(), "given_up": lines, "has_more": len(dead) > SHOWN}


@require_POST
def renew_secret(request: SignedInRequest, dept: str) -> HttpResponse:
    department_hooks.renew_secret(_hook(request.user, dept), by=request.user)
    messages.success(request, _("The secret is new. Messages are signed with it from now on."))
    return redirect("team:webhook", dept)


@require_POST
def try_webhook(request: SignedInRequest, dept: str) -> HttpResponse:
    hook = _hook(request.user, dept)
    tell_of_test(request, partial(calls.send_test, hook, at=clock.now()))
    return redirect("team:webhook", dept)


@require_POST
def remove_webhook(request: SignedInRequest, dept: str) -> HttpResponse:
    department_hooks.remove(_hook(request.user, dept), by=request.user)
    messages.success(request, _("The address is removed. Nothing goes there any more."))
    return redirect("team:webhook", dept)


@require_POST
def resending(request: SignedInRequest, dept: str) -> HttpResponse:
    number = department_hooks.try_again(_department(request.user, dept), by=request.user, now=clock.now())
    told = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", number)
    messages.success(request, told % {"count": number})
    return redirect("team:webhook", dept)


@require_POST
def discarding(request: SignedInRequest, dept: str) -> HttpResponse:
    number = department_hooks.throw_away(_department(request.user, dept), by=request.user)
    told = ngettext("%(count)s message is thrown away.", "%(count)s messages are thrown away.", number)
    messages.success(request, told % {"count": number})
    return redirect("team:webhook", dept)
