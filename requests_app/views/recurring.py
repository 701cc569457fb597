"""Requests that come again and again: one's own, and those of one's department."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import drafts
from requests_app.forms.editions import posted_edition
from requests_app.forms.recurring import RecurrenceForm, RuleForm
from requests_app.models import Recurrence, Service
from requests_app.moments import moment_of
from requests_app.recurring import keeping
from requests_app.recurring.rule import Planned
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest

from . import errors

SHOWN = 100
SHOWN_PAST = 10
ONE_DAY = timedelta(days=1)


def _today(request: SignedInRequest) -> date:
    return timezone.localtime(moment_of(request)).date()


def _kept(request: SignedInRequest, pk: int) -> Recurrence:
    return get_object_or_404(Recurrence.objects.kept_by(request.user).for_list(), pk=pk)


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What comes when, mine and my departments'."""
    rows = Recurrence.objects.kept_by(request.user).for_list().soonest_first()
    return render(request, "recurring/list.html", {"recurrences": rows[:SHOWN]})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    """A new one of this service."""
    service = get_object_or_404(Service.objects.offered_to(request.user).for_list(), provider__code=dept, code=code)
    posted = request.POST if request.method == "POST" else None
    form = RecurrenceForm(posted, service=service, by=request.user, today=_today(request))
    if form.is_valid():
        try:
            kept = keeping.begin(service, form.wish(), owner=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It comes by its rule from now on."))
            return drafts.sent(redirect("recurring:edit", kept.pk), request.user, f"recurring-new-{service.pk}")
    return _page(request, service, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it says, its next days, and what became of the last ones."""
    kept = _kept(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = RecurrenceForm(posted, service=kept.service, by=request.user, today=_today(request), kept=kept)
    if form.is_valid():
        try:
            keeping.change(kept, form.wish(), edition=form.sent_edition)
        except StaleForm as problem:
            return errors.conflict(request, problem, back_url=reverse("recurring:edit", args=[pk]))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return drafts.sent(redirect("recurring:edit", pk), request.user, f"recurring-{pk}")
    return _page(request, kept.service, form, kept)


def _page(request: SignedInRequest, service: Service, form: RecurrenceForm, kept: Recurrence | None) -> HttpResponse:
    context: dict[str, Any] = {"service": service, "form": form, "kept": kept}
    if kept is not None:
        context["past"] = kept.occurrences.select_related("request")[:SHOWN_PAST]
    if kept is not None and not form.is_bound:
        context["days"] = _coming(request, service, kept)
    elif form.is_bound and not form.errors:
        context["days"] = _planned(request, service, form)
    return render(request, "recurring/edit.html", context, status=422 if form.errors else 200)


def _coming(request: SignedInRequest, service: Service, kept: Recurrence) -> list[Planned]:
    if kept.state == Recurrence.State.ENDED:
        return []
    return keeping.upcoming_days(kept.rule, service, kept.done_until, moment_of(request))


def _planned(request: SignedInRequest, service: Service, form: RuleForm) -> list[Planned]:
    return keeping.upcoming_days(form.rule(), service, _today(request) - ONE_DAY, moment_of(request))


@require_safe
def days(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    """The next days of the rule that is being chosen: which are left out or moved, and why."""
    service = get_object_or_404(Service.objects.offered_to(request.user).for_list(), provider__code=dept, code=code)
    form = RuleForm(request.GET)
    found = _planned(request, service, form) if form.is_valid() else []
    return render(request, "recurring/_days.html", {"days": found, "asked": form.is_valid()})


def _moving(act: Callable[..., Recurrence], done: LazyText | str) -> Callable[..., HttpResponse]:
    @require_POST
    def view(request: SignedInRequest, pk: int) -> HttpResponse:
        kept = _kept(request, pk)
        try:
            act(kept, edition=posted_edition(request))
        except StaleForm as problem:
            return errors.conflict(request, problem, back_url=reverse("recurring:edit", args=[pk]))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(done))
        return redirect("recurring:edit", pk)

    return view


pause = _moving(keeping.pause, gettext_lazy("Paused. Nothing is filed until you let it go on."))
resumption = _moving(keeping.resume, gettext_lazy("It goes on. What fell into the pause is not made up for."))
end = _moving(keeping.end, gettext_lazy("Ended. What was filed stays."))
