"""Answering, and not being asked. Whoever was not asked about a request finds nothing here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app.moments import moment_of
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest
from requests_app.views import errors

from . import answering
from .forms import RatingForm, values_of
from .models import Invitation
from .reading import answer_context
from .rules import THROTTLE


@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: SignedInRequest, pk: int) -> HttpResponse:
    """The questions, or what was answered; `?change` shows the questions again while that is possible."""
    invitation = get_object_or_404(Invitation.objects.of(request.user).to_rate(pk).for_answering())
    if request.method == "POST":
        return _answer(request, invitation)
    context = answer_context(invitation, request.user, now=moment_of(request))
    given = context["rating"]
    if not context["can_answer"] or (given and "change" not in request.GET):
        return render(request, "surveys/rating_given.html", context)
    form = RatingForm(invitation=invitation, initial=values_of(given) if given else None)
    return render(request, "surveys/rating.html", {**context, "form": form})


def _answer(request: SignedInRequest, invitation: Invitation) -> HttpResponse:
    ticket = invitation.request
    assert ticket is not None  # noqa: S101 - the view looked it up by its request
    form = RatingForm(request.POST, invitation=invitation)
    if not form.is_valid():
        context = answer_context(invitation, request.user, now=moment_of(request))
        return render(request, "surveys/rating.html", {**context, "form": form}, status=422)
    try:
        answering.answer(ticket, form.answer(), by=request.user)
    except Refused as refusal:
        return errors.conflict(request, refusal, back_url=reverse("surveys:rating", args=[ticket.pk]))
    messages.success(request, _("Thank you. Your answer is stored."))
    return redirect("surveys:rating", ticket.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        opted_out = request.POST.get("ask") != "yes"
        answering.set_opt_out(request.user, opted_out)
        told = _("Saved. Nobody will ask you again.") if opted_out else _("Saved. You may be asked now and then.")
        messages.success(request, told)
        return redirect("surveys:preferences")
    context = {"opted_out": answering.is_opted_out(request.user), "throttle": THROTTLE}
    return render(request, "surveys/preferences.html", context)
