"""Approve or reject from the mail: the link opens a page, and only its buttons decide. No session is needed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from requests_app import approval_links, guessing, transitions
from requests_app.approval_links import DeadLink, Opened
from requests_app.forms.verbs import ConsentForm, RejectForm, VerbForm
from requests_app.models import Approval
from requests_app.states import IllegalMove
from requests_app.transitions import Refused, StaleForm

from .accounts import too_many_attempts


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """GET changes nothing: programs that look into mails open every link."""
    if guessing.has_guessed_too_often(request):
        return too_many_attempts(request, None, None)
    try:
        opened = approval_links.opened(token)
    except DeadLink:
        guessing.count_guess(request)
        return render(request, "approvals/dead_link.html", status=404)
    person = opened.approval.approver
    with translation.override(person.language), timezone.override(person.zone):
        if request.method == "POST" and opened.approval.is_open:
            return _decide(request, opened, token)
        return _show(request, opened)


def _decide(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    voice = opened.approval
    rejects = request.POST.get("verdict") == "reject"
    form: VerbForm = (RejectForm if rejects else ConsentForm)(request.POST, request=voice.request, by=voice.approver)
    if not form.is_valid():
        return _show(request, opened, form, status=422)
    version = form.cleaned_data["version"]
    known = transitions.expecting(voice.request, version=-1 if version is None else version)
    try:
        (transitions.reject if rejects else transitions.approve)(known, **form.arguments(), by=voice.approver)
    except StaleForm:
        return _show(request, opened, form, is_stale=True, status=409)
    except (Refused, IllegalMove):
        pass  # decided a moment ago, by somebody else: the page says what
    return redirect("approvals:by_mail", token)


def _show(
    request: HttpRequest, opened: Opened, form: forms.Form | None = None, *, is_stale: bool = False, status: int = 200
) -> HttpResponse:
    voice = Approval.objects.select_related("step__round").get(pk=opened.approval.pk)
    begun = voice.request.approval_rounds.with_voices().get(pk=voice.step.round_id)
    context: dict[str, Any] = {
        "voice": opened.approval,
        "ticket": voice.request,
        "round": begun,
        "is_open": voice.is_open,
        "decision": None if voice.is_open else _decision(voice),
        "form": form,
        "has_changed": is_stale or opened.has_changed,
    }
    return render(request, "approvals/by_mail.html", context, status=status)


def _decision(voice: Approval) -> Approval | None:
    """What was decided instead, and by whom: the voice itself, or the one that made it needless."""
    verdicts = (Approval.Verdict.APPROVED, Approval.Verdict.REJECTED)
    if voice.verdict in verdicts:
        return voice
    decided = Approval.objects.filter(step__round=voice.step.round_id, verdict__in=verdicts)
    return decided.select_related("approver", "stands_in_for__approver").order_by("-decided_at", "-pk").first()
