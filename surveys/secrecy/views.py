"""The page behind an invitation's link. It needs no session, and shows nobody what they answered."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from requests_app import guessing
from requests_app.models import User
from requests_app.moments import moment_of
from requests_app.transitions import Refused
from requests_app.views.accounts import too_many_attempts
from surveys.models import Campaign, Invitation

from .links import DeadLink, invitation_of
from .questions import AnswerForm
from .submitting import submit

BEFORE_OPENING = (Campaign.State.DRAFT, Campaign.State.STARTING, Campaign.State.SCHEDULED)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    if guessing.has_guessed_too_often(request):
        return too_many_attempts(request, None, None)
    try:
        invitation = invitation_of(token)
    except DeadLink:
        guessing.count_guess(request)
        return render(request, "campaigns/answer_dead_link.html", status=404)
    with translation.override(_language(request, invitation)):
        request.LANGUAGE_CODE = translation.get_language()
        response = _page(request, invitation, token)
    response.headers["Content-Language"] = request.LANGUAGE_CODE
    # The address holds the link: no other page and no log is told of it. Nothing at all ("no-referrer") would make
    # browsers send the answers with the origin "null", which is refused as forged.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _language(request: HttpRequest, invitation: Invitation) -> str:
    """Theirs, unless they chose another one here before signing in."""
    person = invitation.person
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if isinstance(request.user, User) or chosen or person is None:
        return translation.get_language() or settings.LANGUAGE_CODE
    return person.language


def _page(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    campaign, state = invitation.campaign, _state(request, invitation)
    context = {"invitation": invitation, "campaign": campaign, "token": token}
    if state != "open":
        told = {**context, "state": state, "results_url": _results_url(campaign)}
        return render(request, "campaigns/answer_over.html", told)
    if "move" in request.POST:
        form = AnswerForm.moved(request.POST, invitation=invitation)
        return render(request, "campaigns/answer.html", {**context, "form": form})
    form = AnswerForm(request.POST if request.method == "POST" else None, invitation=invitation)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "campaigns/answer.html", {**context, "form": form}, status=status)
    # Answered on another device, or closed, a moment ago: the page says which.
    with suppress(Refused):
        submit(invitation.pk, form.cells(), form.comments())
    return redirect("campaigns:answer", token)


def _results_url(campaign: Campaign | None) -> str:
    """Of the results, once they are there and everybody who was invited may read them; they ask to sign in."""
    if campaign is None or campaign.results_for != Campaign.Readers.PARTICIPANTS or not campaign.releases.exists():
        return ""
    return reverse("results:detail", args=[campaign.pk])


def _state(request: HttpRequest, invitation: Invitation) -> str:
    campaign, day = invitation.campaign, moment_of(request).astimezone(UTC).date()
    if invitation.done:
        return "done"
    if campaign is None:
        return "over"
    if campaign.state in BEFORE_OPENING or day < campaign.opens_on:
        return "early"
    return "open" if campaign.state == Campaign.State.OPEN and day <= campaign.closes_on else "over"
