"""The steps of an empty portal's first admin, one page each: any can be skipped, and all close once it is in use."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from operations import outbox, setup
from requests_app import access, clock, people
from requests_app import departments as rooms
from requests_app.forms.company import CompanyForm
from requests_app.models import Department, Service, User
from requests_app.moments import moment_of
from requests_app.notifications.mail import sender
from requests_app.phrases import listed
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest
from sla import calendars, days, words
from sla.calendar import WorkingCalendar
from sla.calendar_words import about, full_date, source_words

from . import offering, working_time
from .step_forms import ColleaguesForm, DepartmentsForm, FirstServiceForm, WorkingTimeForm
from .steps import SMTP

View = Callable[[SignedInRequest], HttpResponse]
LISTED = 30


def step(view: View) -> View:
    """For admins, as long as nobody filed anything; later it leads to the page that says so."""

    @wraps(view)
    def guarded(request: SignedInRequest) -> HttpResponse:
        access.require_admin(request.user)
        return redirect("setup:index") if setup.is_over() else view(request)

    return guarded


def _page(request: SignedInRequest, code: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    steps = setup.walked()
    at = next(number for number, one in enumerate(steps) if one.code == code)
    frame = {
        "steps": steps,
        "step": steps[at],
        "number": at + 1,
        "before": steps[at - 1] if at else None,
        "after": steps[at + 1] if at + 1 < len(steps) else None,
    }
    return render(request, f"setup/{code}.html", {**frame, **context}, status=status)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def _posted(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "HEAD", "POST"])
@step
def company(request: SignedInRequest) -> HttpResponse:
    form = CompanyForm(_posted(request))
    if form.is_bound and form.is_valid():
        form.save(by=request.user)
        return redirect("setup:calendar")
    return _page(request, "company", {"form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@step
def calendar(request: SignedInRequest) -> HttpResponse:
    """The holidays of another country are shown once before they are taken over."""
    form = WorkingTimeForm(_posted(request), by=request.user)
    plan = form.plan() if form.is_bound and form.is_valid() else None if form.is_bound else form.first_plan()
    looks = "look" in request.POST or (plan is not None and plan.source.origin != request.POST.get("seen"))
    if form.is_bound and plan is not None and not looks:
        try:
            working_time.begin(plan, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error("closes", str(refusal))
        else:
            return redirect("setup:departments")
    context = {"form": form, "present": offering.first_calendar(), "preview": _preview(request, plan)}
    return _page(request, "calendar", context, status=_status(form))


def _preview(request: SignedInRequest, plan: working_time.Plan | None) -> dict[str, Any] | None:
    if plan is None:
        return None
    today = calendars.today_of(plan.tz, moment_of(request))
    found = plan.days(today)
    week = WorkingCalendar.from_spec(days.to_spec(plan.tz, plan.weekly(), found))
    years = {year: [(full_date(day), about(said)) for day, said in found.items() if day.year == year]
             for year in (today.year, today.year + 1)}  # fmt: skip
    return {
        "origin": plan.source.origin,
        "where": source_words(plan.source.origin),
        "hours": words.hours(week),
        "years": years,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@step
def departments(request: SignedInRequest) -> HttpResponse:
    form = DepartmentsForm(_posted(request))
    if form.is_bound and form.is_valid():
        week = offering.first_week()
        zone = week.spec.zone.key if week else request.user.time_zone
        with transaction.atomic():
            for code, name in form.departments(request.user):
                rooms.begin(code, {"name": name, "time_zone": zone}, by=request.user)
        return redirect("setup:service")
    present = Department.objects.running()[:LISTED]
    return _page(request, "departments", {"form": form, "present": present}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@step
def service(request: SignedInRequest) -> HttpResponse:
    form = FirstServiceForm(_posted(request))
    if form.is_bound and form.is_valid():
        try:
            _begin_service(form, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("setup:mail")
    offered = Service.objects.published().for_list()[:LISTED]
    context = {"form": form, "present": offered, "has_departments": Department.objects.running().exists()}
    return _page(request, "service", context, status=_status(form))


@transaction.atomic
def _begin_service(form: FirstServiceForm, *, by: User) -> None:
    department, wanted = form.cleaned_data["department"], form.wanted_promise()
    offering.offer(department, form.wanted_template(), by=by)
    if wanted is not None:
        offering.promise(department, wanted, by=by)
    if form.cleaned_data["serves"]:
        offering.serve(department, by=by)


@require_http_methods(["GET", "HEAD", "POST"])
@step
def mail(request: SignedInRequest) -> HttpResponse:
    """Sending the form sends a test; what became of it stands on the page."""
    tried = outbox.send_test(request.user) if request.method == "POST" else None
    context = {
        "tried": tried,
        "leaves": settings.EMAIL_BACKEND == SMTP,
        "sender": sender(),
        "server": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
        "is_encrypted": settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL,
    }
    return _page(request, "mail", context, status=502 if tried and not tried.has_left else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@step
def colleagues(request: SignedInRequest) -> HttpResponse:
    forms = ColleaguesForm(_posted(request), form_kwargs={"initial": {"language": request.user.language}})
    if forms.is_bound and forms.is_valid():
        rows = [form for form in forms if form.has_changed()]
        with transaction.atomic():
            made = [people.invite(form.newcomer(), by=request.user, now=clock.now()) for form in rows]
        if made:
            told = ngettext("%(people)s is invited by mail.", "%(people)s are invited by mail.", len(made))
            messages.success(request, told % {"people": listed(one.display_name for one in made)})
        return redirect("setup:colleagues" if "more" in request.POST else "setup:request")
    context = {
        "forms": forms,
        "present": User.objects.active().exclude(pk=request.user.pk).order_by("pk")[:LISTED],
        "has_departments": Department.objects.running().exists(),
    }
    return _page(request, "colleagues", context, status=200 if not forms.is_bound else 422)


@require_safe
@step
def first_request(request: SignedInRequest) -> HttpResponse:
    offered = Service.objects.offered_to(request.user).for_list()[:LISTED]
    return _page(request, "request", {"services": offered})
