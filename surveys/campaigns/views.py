"""The list of surveys one runs, one of them, and what can be done about it once it is started."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app.forms.editions import posted_edition
from requests_app.moments import moment_of
from requests_app.pagination import Column, in_order, paginate
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest
from requests_app.views import errors
from surveys import access
from surveys.models import Campaign
from surveys.rules import FEWEST_INVITED

from . import running, writing
from .forms import ExtensionForm
from .progress import all_of, progress_of

View = Callable[..., HttpResponse]
SHOWN = 20  # of each state, before one asks for all of them
# In the order of the page: what is going on before what is over.
STATES = (
    Campaign.State.OPEN,
    Campaign.State.SCHEDULED,
    Campaign.State.DRAFT,
    Campaign.State.CLOSED,
    Campaign.State.CANCELLED,
)
NEWEST = (Column("opens_on", descending=True, parse=date.fromisoformat), Column("id", parse=UUID))


def for_those_who_ask(view: View) -> View:
    """404 for everybody who can run no survey."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.can_run_surveys(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def today_of(request: SignedInRequest) -> date:
    return moment_of(request).astimezone(UTC).date()


def found(request: SignedInRequest, pk: UUID) -> Campaign:
    return get_object_or_404(Campaign.objects.run_by(request.user).for_list(), pk=pk)


@require_safe
@for_those_who_ask
def index(request: SignedInRequest) -> HttpResponse:
    """Every survey this person runs, by its state, the newest of each; `?state=` is all of one, page by page."""
    mine, today = Campaign.objects.run_by(request.user).for_list(), today_of(request)
    chosen = next((state for state in STATES if state == request.GET.get("state")), None)
    if chosen is not None:
        page = paginate(request, mine.filter(state__in=_with(chosen)), NEWEST)
        context = {"groups": [(chosen, all_of(page.rows, today), False)], "page": page, "chosen": chosen}
        return render(request, "campaigns/list.html", context)
    found = [(state, list(in_order(mine.filter(state__in=_with(state)), NEWEST)[: SHOWN + 1])) for state in STATES]
    groups = [(state, all_of(rows[:SHOWN], today), len(rows) > SHOWN) for state, rows in found if rows]
    return render(request, "campaigns/list.html", {"groups": groups})


def _with(state: Campaign.State) -> list[Campaign.State]:
    """What starts is scheduled in a moment: it stands there already."""
    return [state, Campaign.State.STARTING] if state == Campaign.State.SCHEDULED else [state]


@require_safe
@for_those_who_ask
def detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A draft goes on with its steps; everything else shows how it goes, never who."""
    campaign, today = found(request, pk), today_of(request)
    if campaign.state == Campaign.State.DRAFT:
        return _to_steps(request, campaign)
    context = {
        "campaign": campaign,
        # What a worker is about to do is seen without loading the page again.
        "is_starting": campaign.state == Campaign.State.STARTING or campaign.is_due(today),
        "progress": progress_of(campaign, today),
        "about": campaign.about.all(),
        "audience_departments": campaign.audience_departments.all(),
        "used_services": campaign.used_services.select_related("provider"),
        "extension": ExtensionForm(initial={"edition": campaign.edition}),
        "fewest": FEWEST_INVITED,
    }
    return render(request, "campaigns/detail.html", context)


def _to_steps(request: SignedInRequest, campaign: Campaign) -> HttpResponse:
    """To the first step; from a page that watched it start, to the one that says why it did not."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse("campaigns:check", args=[campaign.pk])})
    return redirect("campaigns:what", campaign.pk)


@require_POST
@for_those_who_ask
def copying(request: SignedInRequest, pk: UUID) -> HttpResponse:
    campaign = found(request, pk)
    try:
        fresh = writing.copy(campaign, by=request.user)
    except Refused as refusal:
        return errors.conflict(request, refusal, back_url=_page_of(campaign))
    messages.success(request, _("Copied. Look at the days, and say what changed since the last one."))
    return redirect("campaigns:what", fresh.pk)


@require_POST
@for_those_who_ask
def cancellation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Before it opens."""
    campaign = found(request, pk)
    told = _("Cancelled. Nobody is asked, and the people are free for other surveys.")
    return _act(
        request, campaign, lambda: running.cancel(campaign, edition=posted_edition(request), by=request.user), told
    )


@require_POST
@for_those_who_ask
def extension(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Leave it open longer."""
    campaign, form = found(request, pk), ExtensionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the new last day."))
        return redirect(_page_of(campaign))
    until, edition = form.cleaned_data["closes_on"], form.cleaned_data["edition"]
    return _act(
        request, campaign, lambda: running.extend(campaign, until, edition=edition, by=request.user), _("Saved.")
    )


@require_POST
@for_those_who_ask
def closing(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Before its last day."""
    campaign = found(request, pk)
    told = _("Closed: nobody can answer any more. The results appear in a few minutes.")
    return _act(
        request, campaign, lambda: running.close_early(campaign, edition=posted_edition(request), by=request.user), told
    )


@require_POST
@for_those_who_ask
def removal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    campaign = found(request, pk)
    try:
        writing.discard(campaign, edition=posted_edition(request))
    except (Refused, StaleForm) as problem:
        return errors.conflict(request, problem, back_url=_page_of(campaign))
    messages.success(request, _("The draft is gone."))
    return redirect("campaigns:list")


def _act(request: SignedInRequest, campaign: Campaign, act: Callable[[], object], told: str) -> HttpResponse:
    try:
        act()
    except (Refused, StaleForm) as problem:
        return errors.conflict(request, problem, back_url=_page_of(campaign))
    messages.success(request, told)
    return redirect(_page_of(campaign))


def _page_of(campaign: Campaign) -> str:
    return reverse("campaigns:detail", args=[campaign.pk])
