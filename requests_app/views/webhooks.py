"""One's own webhook, and the hosts that admins allow."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from requests_app import access, clock, configuration, webhooks
from requests_app.forms.webhooks import HostForm, WebhookForm
from requests_app.models import NotificationChoice, Told, Webhook, WebhookHost
from requests_app.notifications import hooks
from requests_app.types import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: SignedInRequest) -> HttpResponse:
    """Where no host is allowed, there is no such page."""
    hosts = list(WebhookHost.objects.values_list("name", flat=True))
    mine = Webhook.objects.filter(person=request.user).first()
    if not hosts and mine is None:
        raise Http404
    form = WebhookForm(request.POST if request.method == "POST" else None, initial={"url": mine.url if mine else ""})
    if request.method == "POST" and form.is_valid():
        fresh = {"secret": webhooks.fresh_secret(), "made_at": clock.now()}
        Webhook.objects.update_or_create(
            person=request.user,
            defaults={"url": form.cleaned_data["url"]},
            create_defaults={"url": form.cleaned_data["url"], **fresh},
        )
        messages.success(request, _("Saved. Now choose which news go there."))
        return redirect("notifications:webhook")
    context = {"form": form, "webhook": mine, "hosts": hosts}
    return render(request, "notifications/webhook.html", context, status=422 if form.errors else 200)


@require_POST
def renew_secret(request: SignedInRequest) -> HttpResponse:
    webhooks.give_new_secret(get_object_or_404(Webhook, person=request.user), clock.now())
    messages.success(request, _("The secret is new. For 24 hours messages are signed with the former one as well."))
    return redirect("notifications:webhook")


def tell_of_test(request: SignedInRequest, send: Callable[[], None]) -> None:
    """Send a test message and say what came of it."""
    try:
        send()
    except webhooks.NotAllowed as problem:
        messages.error(request, str(problem))
    except OSError as problem:
        messages.error(request, webhooks.test_failed(problem))
    else:
        messages.success(request, _("The test message was taken."))


@require_POST
def try_webhook(request: SignedInRequest) -> HttpResponse:
    hook = get_object_or_404(Webhook, person=request.user)
    tell_of_test(request, partial(hooks.send_test, hook, at=clock.now()))
    return redirect("notifications:webhook")


@require_POST
def remove_webhook(request: SignedInRequest) -> HttpResponse:
    with transaction.atomic():
        get_object_or_404(Webhook, person=request.user).delete()
        NotificationChoice.objects.filter(person=request.user, way=Told.WEBHOOK).delete()
    messages.success(request, _("The address is removed. Nothing goes there any more."))
    return redirect("notifications:choices")


@require_http_methods(["GET", "HEAD", "POST"])
def hosts(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    form = HostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with configuration.changing(form.instance, by=request.user):
            form.save()
        messages.success(request, _("%(host)s is allowed.") % {"host": form.instance})
        return redirect("notifications:hosts")
    context = {"form": form, "hosts": WebhookHost.objects.all()}
    return render(request, "notifications/hosts.html", context, status=422 if form.errors else 200)


@require_POST
def remove_host(request: SignedInRequest, pk: int) -> HttpResponse:
    access.require_admin(request.user)
    host = get_object_or_404(WebhookHost, pk=pk)
    with configuration.changing(host, by=request.user):
        host.delete()
    messages.success(request, _("%(host)s is no longer allowed. Messages to it are given up.") % {"host": host})
    return redirect("notifications:hosts")
