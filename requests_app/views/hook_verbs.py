"""What can be done with a webhook for requests: each a small resource with its own address."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from requests_app import clock
from requests_app.forms.hooks import ResendForm
from requests_app.hooks import log, setting_up, switching
from requests_app.models import Hook, HookCall
from requests_app.types import SignedInRequest

from .hooks import hook_of


@require_POST
def renew_secret(request: SignedInRequest, pk: int) -> HttpResponse:
    setting_up.renew_secret(hook_of(request.user, pk), by=request.user, now=clock.now())
    messages.success(request, _("The secret is new. For 24 hours messages are signed with the former one as well."))
    return redirect("hooks:hook", pk)


@require_POST
def end_former_secret(request: SignedInRequest, pk: int) -> HttpResponse:
    setting_up.end_former_secret(hook_of(request.user, pk), by=request.user)
    messages.success(request, _("The former secret no longer counts."))
    return redirect("hooks:hook", pk)


@require_POST
def test(request: SignedInRequest, pk: int) -> HttpResponse:
    hook, now = hook_of(request.user, pk), clock.now()
    if log.is_being_tested(hook, now):
        messages.warning(request, _("A test message is on its way already."))
    else:
        log.test(hook, now=now)
        messages.success(request, _("A test message is on its way. The log shows what becomes of it."))
    return redirect("hooks:hook", pk)


@require_POST
def switch(request: SignedInRequest, pk: int) -> HttpResponse:
    hook = hook_of(request.user, pk)
    if request.POST.get("on") == "yes":
        switching.on(hook, by=request.user, now=clock.now())
        messages.success(request, _("It is on again. What happened in the last 24 hours is told as well."))
    else:
        switching.off(hook, by=request.user, now=clock.now())
        messages.success(request, _("It is off. Nothing goes there until it is switched on again."))
    return redirect("hooks:hook", pk)


@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    setting_up.remove(hook_of(request.user, pk), by=request.user)
    messages.success(request, _("The webhook is removed. Nothing goes there any more."))
    return redirect("hooks:list")


@require_POST
def resend_one(request: SignedInRequest, pk: int, call: int) -> HttpResponse:
    hook = hook_of(request.user, pk)
    get_object_or_404(HookCall, pk=call, hook=hook)
    return _resend(request, hook, hook.calls.filter(pk=call))


@require_POST
def resend_since(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that was given up in that time."""
    hook, form = hook_of(request.user, pk), ResendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose since when."))
        return redirect("hooks:hook", pk)
    return _resend(request, hook, log.given_up_since(hook, form.cleaned_data["since"], clock.now()))


def _resend(request: SignedInRequest, hook: Hook, calls: QuerySet[HookCall]) -> HttpResponse:
    number = log.send_again(hook, calls, by=request.user, now=clock.now())
    told = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", number)
    if number:
        messages.success(request, told % {"count": number})
    else:
        messages.warning(request, _("There is nothing to send again."))
    return redirect("hooks:hook", hook.pk)
