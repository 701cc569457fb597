"""Setting up a survey in four steps. Each is a page of its own and saved by itself; one can go back at any time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from requests_app.forms.editions import posted_edition
from requests_app.models import company
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest
from requests_app.views import errors
from surveys.models import Campaign

from . import planning, preview, running, writing
from .audience import resolve, whom_of
from .forms import AudienceForm, DaysForm, StepForm, WhatForm
from .views import for_those_who_ask, found, today_of

STEPS = ("what", "whom", "when", "check")


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_ask
def new(request: SignedInRequest) -> HttpResponse:
    return _what(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_ask
def what(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Step 1: what is asked, and about whom."""
    campaign = found(request, pk)
    return _what(request, campaign) if _is_draft(campaign) else redirect("campaigns:detail", campaign.pk)


def _what(request: SignedInRequest, campaign: Campaign | None) -> HttpResponse:
    form = WhatForm(_sent(request), by=request.user, campaign=campaign)

    def save() -> Campaign:
        if campaign is None:
            return writing.begin(form.what(), by=request.user)
        return writing.describe(campaign, form.what(), edition=form.sent_edition, by=request.user)

    return _step(request, campaign, "what", form, save)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_ask
def whom(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Step 2: whom it asks. The page counts at once what is saved, and what is typed while it is typed."""
    campaign = found(request, pk)
    if not _is_draft(campaign):
        return redirect("campaigns:detail", campaign.pk)
    form = AudienceForm(_sent(request), campaign=campaign)
    if "count" in request.POST and form.is_valid():
        context = {"forecast": _forecast(campaign, form)}
        return _page(request, campaign, "whom", form, context)

    def save() -> Campaign:
        return writing.choose(campaign, form.audience(), edition=form.sent_edition)

    return _step(request, campaign, "whom", form, save, {"forecast": planning.forecast_of(campaign)})


@require_POST
@for_those_who_ask
def counting(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What step 2 comes to as it is typed; nothing is saved."""
    campaign = found(request, pk)
    form = AudienceForm(request.POST, campaign=campaign)
    context = {"campaign": campaign, "forecast": _forecast(campaign, form) if form.is_valid() else None}
    return render(request, "campaigns/_forecast.html", context)


def _forecast(campaign: Campaign, form: AudienceForm) -> planning.Forecast:
    instrument, k = campaign.questionnaire.instrument, form.cleaned_data["k"]
    return planning.forecast(resolve(form.whom()), list(campaign.about.all()), instrument=instrument, k=k)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_ask
def when(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Step 3: its days and reminders."""
    campaign = found(request, pk)
    if not _is_draft(campaign):
        return redirect("campaigns:detail", campaign.pk)
    form = DaysForm(_sent(request), campaign=campaign)
    return _step(
        request,
        campaign,
        "when",
        form,
        lambda: writing.set_days(campaign, form.days(), edition=form.sent_edition),
        {"days": planning.reminder_days(campaign.opens_on, campaign.closes_on, campaign.reminders)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_ask
def check(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Step 4: everything at a glance, page and mail in every language; a POST starts it."""
    campaign = found(request, pk)
    if not _is_draft(campaign):
        return redirect("campaigns:detail", campaign.pk)
    if request.method == "POST":
        return _start(request, campaign)
    language = language_of(request)
    here = reverse("campaigns:check", args=[campaign.pk])
    with translation.override(language):
        # Whoever compares languages has unfolded the questions once.
        told = {**preview.of_campaign(campaign), "unfolded": "language" in request.GET}
        shown = render_to_string("campaigns/_preview.html", told, request=request)
    context = {
        "about": campaign.about.all(),
        "audience_departments": campaign.audience_departments.all(),
        "used_services": campaign.used_services.select_related("provider"),
        "whom": whom_of(campaign),
        "forecast": planning.forecast_of(campaign),
        "days": planning.reminder_days(campaign.opens_on, campaign.closes_on, campaign.reminders),
        "problems": planning.problems_of(campaign, today_of(request)),
        "missing": preview.missing_languages(campaign),
        "tabs": tabs_of(here, language),
        "language": language,
        "shown": shown,
    }
    return render(request, "campaigns/check.html", {**_frame(campaign, "check"), **context})


def _start(request: SignedInRequest, campaign: Campaign) -> HttpResponse:
    try:
        running.start(campaign, edition=posted_edition(request), by=request.user)
    except (Refused, StaleForm) as problem:
        return errors.conflict(request, problem, back_url=reverse("campaigns:check", args=[campaign.pk]))
    messages.success(request, _("Started. The people are being reserved, and are invited on the first day."))
    return redirect("campaigns:detail", campaign.pk)


def language_of(request: SignedInRequest) -> str:
    wanted = request.GET.get("language", "")
    return wanted if wanted in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE


def tabs_of(here: str, language: str) -> list[dict[str, Any]]:
    return [
        {"label": name, "url": f"{here}?language={one}#preview", "here": one == language}
        for one, name in company.said().choices_beside(language)
    ]


def _is_draft(campaign: Campaign) -> bool:
    return campaign.state == Campaign.State.DRAFT


def _sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _step(
    request: SignedInRequest,
    campaign: Campaign | None,
    step: str,
    form: StepForm,
    save: Callable[[], Campaign],
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form; a POST saves it and goes on with the next step, with `later` to the list."""
    if request.method == "POST" and form.is_valid():
        try:
            saved = save()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except StaleForm:
            form.take_edition(campaign.edition if campaign else 0)
        else:
            messages.success(request, _("Saved."))
            return _go_on(request, saved, step)
    return _page(request, campaign, step, form, context, status=422 if request.method == "POST" else 200)


def _go_on(request: SignedInRequest, campaign: Campaign, step: str) -> HttpResponse:
    if "later" in request.POST:
        return redirect("campaigns:list")
    return redirect(f"campaigns:{STEPS[STEPS.index(step) + 1]}", campaign.pk)


def _page(
    request: SignedInRequest,
    campaign: Campaign | None,
    step: str,
    form: StepForm,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    frame = {**_frame(campaign, step), "form": form, **(context or {})}
    return render(request, f"campaigns/{step}.html", frame, status=status)


def _frame(campaign: Campaign | None, step: str) -> dict[str, Any]:
    names = {
        "what": pgettext("step of a survey", "What"),
        "whom": pgettext("step of a survey", "Whom"),
        "when": pgettext("step of a survey", "When"),
        "check": pgettext("step of a survey", "Check and start"),
    }
    steps = [
        {
            "number": number,
            "label": names[one],
            "here": one == step,
            "url": reverse(f"campaigns:{one}", args=[campaign.pk]) if campaign else "",
        }
        for number, one in enumerate(STEPS, 1)
    ]
    return {"campaign": campaign, "steps": steps}
