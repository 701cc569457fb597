"""The pages about working hours. They are for everybody to read; only admins change them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from requests_app import access as people_access
from requests_app import clock
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest
from sla import access, calendars, words
from sla.calendar.spec import WEEKDAYS
from sla.forms.calendars import CalendarForm
from sla.models import BusinessCalendar, CalendarVersion, ServiceStandard


@require_safe
def calendar_list(request: SignedInRequest) -> HttpResponse:
    versions = CalendarVersion.objects.newest_of_each().select_related("calendar")
    rows = [
        {"version": one, "hours": words.hours(one.working_calendar)}
        for one in sorted(versions, key=lambda version: version.calendar.code)
    ]
    context = {"rows": rows, "may_set": access.can_set_standards(request.user)}
    return render(request, "sla/calendars.html", context)


@require_safe
def calendar_detail(request: SignedInRequest, code: str) -> HttpResponse:
    calendar = get_object_or_404(BusinessCalendar, code=code)
    versions = list(calendar.versions.newest_first())
    spec = versions[0].working_calendar.spec
    context = {
        "calendar": calendar,
        "version": versions[0],
        "versions": versions,
        "zone": spec.zone.key.replace("_", " "),
        "week": [(name, words.times(day)) for name, day in zip(words.weekday_names(), spec.weekly, strict=True)],
        "exceptions": [(day, words.times(openings)) for day, openings in sorted(spec.by_date.items())],
        "standards": ServiceStandard.objects.filter(calendar=calendar).in_force(clock.now()).for_list().by_department(),
    }
    return render(request, "sla/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_new(request: SignedInRequest) -> HttpResponse:
    people_access.require(access.can_set_standards, request.user, None)
    form = CalendarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            calendars.ensure(form.cleaned_data["code"], form.name(), form.spec())
        except Refused as refusal:
            form.add_error(WEEKDAYS[0], str(refusal))
        else:
            return redirect("sla:calendar", form.cleaned_data["code"])
    return render(request, "sla/calendar_new.html", {"form": form}, status=422 if form.errors else 200)
