"""How long data is kept, for admins."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app import access, clock, counting, retention
from requests_app.forms.retention import RetentionForm
from requests_app.models import RetentionRun
from requests_app.retention.rules import COUNTED
from requests_app.transitions import StaleForm
from requests_app.types import SignedInRequest

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of data with its field; `now` and `ahead` in words, empty where it is kept for good."""

    data: retention.Data
    field: BoundField
    now: str = ""
    ahead: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A run of the list."""

    run: RetentionRun
    label: str


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: SignedInRequest) -> HttpResponse:
    """The rules; the buttons that look ahead or try out remove and save nothing."""
    access.require_admin(request.user)
    form = RetentionForm(request.POST if request.method == "POST" else None, rules=retention.in_force())
    if request.method == "POST" and form.is_valid():
        if "trial" in request.POST:
            _try_out(request, form)
        elif "look" not in request.POST and _save(request, form):
            return redirect("administration:retention")
    refused = bool(form.errors) or form.is_stale
    context = {"form": form, "rows": _rows(form), "runs": _runs()}
    return render(request, "administration/retention.html", context, status=422 if refused else 200)


def _save(request: SignedInRequest, form: RetentionForm) -> bool:
    """False where somebody else changed a rule meanwhile: what was typed stays."""
    try:
        retention.save(form.days(), shown=form.cleaned_data["shown"], by=request.user)
    except StaleForm:
        form.take_rules(retention.in_force())
        return False
    messages.success(request, _("Saved. What is old enough goes with the next night."))
    return True


def _try_out(request: SignedInRequest, form: RetentionForm) -> None:
    now = clock.now()
    tried = [(retention.KINDS[code], days) for code, days in form.days().items() if days]
    for data, days in tried:
        retention.try_out(data, days, by=request.user, now=now)
    if tried:
        messages.success(request, _("Counted. Nothing was removed; the list below says how many it would be."))
    else:
        messages.warning(request, _("Everything is kept for good: there is nothing to try."))


def _rows(form: RetentionForm) -> list[Row]:
    now, rows = clock.now(), []
    for data, field in form.rows:
        days = (form.cleaned_data if form.is_bound and form.is_valid() else form.initial).get(data.code)
        if not days:
            rows.append(Row(data, field))
            continue
        found = retention.outlook(data, days, now=now)
        rows.append(Row(data, field, *(counting.in_words(one, cap=COUNTED) for one in (found.now, found.ahead))))
    return rows


def _runs() -> list[Done]:
    runs = RetentionRun.objects.select_related("asked_by").newest_first()[:SHOWN]
    known = retention.KINDS
    return [Done(run, str(known[run.kind].label) if run.kind in known else run.kind) for run in runs]
