"""What a draft would have meant for the past: asked for with a form, shown from what is stored with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app import access as people_access
from requests_app.models import ServiceRequest
from requests_app.moments import moment_of
from requests_app.pagination import Column, paginate, url_with
from requests_app.types import SignedInRequest
from sla import access, calendars, tasks
from sla.forms.replays import CHOSEN, LAST, USUAL, PeriodForm, query_of
from sla.models import CalendarDraft, Metric, ServiceStandard
from sla.replay import report, stored
from sla.replay.plan import Period
from sla.replay.result import Comparison, Result
from sla.replay.run import WORK

NEWEST_FIRST = (Column("pk", descending=True),)
POLL_SECONDS = 2
LISTED = 25


@dataclass(frozen=True, slots=True)
class Page:
    """What is replayed and where that leads: `may_run` where it is a draft."""

    subject: stored.Subject
    zone: ZoneInfo
    title: str
    back: str
    crumbs: list[tuple[str, str]]
    may_run: bool = True


@require_http_methods(["GET", "HEAD", "POST"])
def standard(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ServiceStandard.objects.visible_to(request.user).for_list(), pk=pk)
    people_access.require(access.can_edit_draft, request.user, found)
    back = reverse("sla:detail", args=[pk])
    return _answer(
        request,
        Page(
            subject=found,
            zone=calendars.newest_version(found.calendar_id).working_calendar.spec.zone,
            title=str(found),
            back=back,
            crumbs=[(_("Service standards"), reverse("sla:list")), (str(found), back)],
            may_run=found.state == ServiceStandard.State.DRAFT,
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: SignedInRequest, code: str) -> HttpResponse:
    people_access.require(access.can_set_standards, request.user, None)
    draft = get_object_or_404(CalendarDraft.objects.select_related("calendar"), calendar__code=code)
    back = reverse("sla:calendar_edit", args=[code])
    crumbs = [
        (_("Service standards"), reverse("sla:list")),
        (_("Calendars"), reverse("sla:calendars")),
        (str(draft.calendar), reverse("sla:calendar", args=[code])),
        (_("Draft"), back),
    ]
    return _answer(request, Page(draft, ZoneInfo(draft.tz), str(draft.calendar), back, crumbs))


def _answer(request: SignedInRequest, page: Page) -> HttpResponse:
    now = moment_of(request)
    if request.method == "POST":
        form = PeriodForm(request.POST, now=now, zone=page.zone)
        if page.may_run and form.is_valid():
            return _run(request, page, form.period(), now)
    else:
        form = PeriodForm(request.GET, now=now, zone=page.zone)
    context = _context(request, page, form, now)
    refused = request.method == "POST"
    fragment = request.htmx and not request.htmx.boosted
    template = "sla/_replay.html" if fragment else "sla/replay.html"
    return render(request, template, context, status=422 if refused else 200)


def _run(request: SignedInRequest, page: Page, period: Period, now: datetime) -> HttpResponse:
    if not stored.begin(page.subject, period, now=now):
        tasks.replay.delay_on_commit(page.subject._meta.model_name, page.subject.pk, stored.as_json(period))
    return redirect(f"{request.path}?{query_of(period, page.zone)}")


def _context(request: SignedInRequest, page: Page, form: PeriodForm, now: datetime) -> dict[str, Any]:
    known = stored.read(page.subject, now=now)
    asked = form.period() if form.is_valid() and form.cleaned_data["days"] else None
    result = known.result if known.result and _is_of(known.result, asked, page.zone) else None
    chosen = form.data.get("days") or _length_of(known.result)
    context = {
        "page": page,
        "form": form,
        "lengths": [*((str(days), _("%(days)s days") % {"days": days}) for days in LAST), (CHOSEN, _("Chosen days"))],
        "chosen": chosen,
        "is_chosen": chosen == CHOSEN,
        "known": known,
        "result": result,
        "poll": POLL_SECONDS,
        "refresh": request.get_full_path(),
    }
    comparison = _chosen_clock(request, result) if result else None
    return context | (_details(request, result, comparison) if result and comparison else {})


def _is_of(result: Result, asked: Period | None, zone: ZoneInfo) -> bool:
    return asked is None or query_of(asked, zone) == query_of(Period(result.since, result.until, result.days), zone)


def _length_of(result: Result | None) -> str:
    if result is None:
        return USUAL
    return str(result.days) if result.days in LAST else CHOSEN


def _chosen_clock(request: SignedInRequest, result: Result) -> Comparison | None:
    """The clock that the address names; else the one the work is about."""
    by_metric = {one.metric: one for one in result.comparisons}
    wanted = (request.GET.get("clock", ""), *WORK, *by_metric)
    return next((by_metric[metric] for metric in wanted if metric in by_metric), None)


def _details(request: SignedInRequest, result: Result, one: Comparison) -> dict[str, Any]:
    verdicts = {pk: (report.VERDICTS[now](), report.VERDICTS[then](), then) for pk, now, then in one.changed}
    mine = ServiceRequest.objects.visible_to(request.user).filter(pk__in=verdicts)
    rows = paginate(request, mine.for_list(), NEWEST_FIRST, size=LISTED)
    clocks = [
        {
            "label": Metric(other.metric).label,
            "url": url_with(request, clock=other.metric),
            "here": other is one,
        }
        for other in result.comparisons
    ]
    return {
        "comparison": one,
        "clock": Metric(one.metric).label,
        "clocks": clocks if len(clocks) > 1 else [],
        "overview": report.overview(result),
        "range": report.range_words(result),
        "tables": report.tables(one),
        "directions": report.direction_sentences(one),
        "load": report.load_facts(one),
        "overrun": report.overrun_words(one),
        "changed": [(ticket, *verdicts[ticket.pk]) for ticket in rows.rows],
        "pages": rows,
        "hidden": one.changed_total - mine.count() if one.changed_total else 0,
    }
