"""What one is told: the choices, and no more of this."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from requests_app import clock, guessing
from requests_app.forms.telling import TellingForm
from requests_app.models import MutedRequest, ServiceRequest, Told, Webhook, WebhookHost
from requests_app.moments import moment_of
from requests_app.notifications import muting, waiting
from requests_app.types import SignedInRequest

from .accounts import too_many_attempts

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: SignedInRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    webhook = Webhook.objects.filter(person=request.user).exists()
    ways = [Told.BELL, Told.EMAIL, *([Told.WEBHOOK] if webhook else [])]
    form = TellingForm(data, person=request.user, ways=ways)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            waiting.look_again(request.user, at=clock.now())
        messages.success(request, _("Saved. It counts for what waits to be sent as well."))
        return redirect("notifications:choices")
    visible = ServiceRequest.objects.visible_to(request.user)
    muted = MutedRequest.objects.of(request.user).filter(request__in=visible).select_related("request")
    context = {
        "form": form,
        "muted": muted.order_by("-at", "-pk")[:SHOWN],
        "webhook": webhook,
        "hooks_offered": webhook or WebhookHost.objects.exists(),
        "hours": waiting.hours_in_words(request.user, moment_of(request)),
    }
    return render(request, "notifications/choices.html", context, status=422 if form.errors else 200)


@require_POST
def mute(request: SignedInRequest, pk: int) -> HttpResponse:
    """No more about one request, or again."""
    ticket = get_object_or_404(ServiceRequest.objects.visible_to(request.user), pk=pk)
    if request.POST.get("muted") == "no":
        muting.unmute(request.user, ticket)
        messages.success(request, _("You are told about #%(number)s again.") % {"number": pk})
    else:
        muting.mute(request.user, ticket, at=clock.now())
        messages.success(request, _("You get no more mails about #%(number)s.") % {"number": pk})
    if request.POST.get("from") == "choices":
        return redirect("notifications:choices")
    return redirect("requests:detail", pk)


@csrf_exempt  # The link itself is the permission, and mail programs send the form of RFC 8058 without a cookie.
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mute_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """GET changes nothing: programs that look into mails open every link."""
    if guessing.has_guessed_too_often(request):
        return too_many_attempts(request, None, None)
    try:
        subject = muting.opened(token)
    except muting.DeadLink:
        guessing.count_guess(request)
        return render(request, "notifications/dead_link.html", status=404)
    with translation.override(subject.person.language), timezone.override(subject.person.zone):
        if request.method == "POST":
            muting.set_muted(subject, request.POST.get("undo") != "yes", at=clock.now())
            if "List-Unsubscribe" in request.POST:
                return HttpResponse(status=204)
            return redirect("notifications:mute_by_mail", token)
        return render(request, "notifications/mute_by_mail.html", {"subject": subject})
