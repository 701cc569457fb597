"""The pages about working hours. They are for everybody to read; only admins change them."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from requests_app import access as people_access
from requests_app.moments import moment_of
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest
from sla import access, calendars, days, words
from sla.calendar import WorkingCalendar
from sla.calendar.spec import WEEKDAYS
from sla.calendar_ends import ending_of
from sla.calendar_words import (
    Content,
    answer,
    content_of,
    differences,
    runs_of_year,
    year_figures,
    zone_words,
)
from sla.calendar_year import year_of
from sla.forms.calendars import CalendarForm, TesterForm
from sla.models import BusinessCalendar, CalendarDraft, CalendarVersion, ServiceStandard

# Further back nobody looks, and each version costs a page.
HISTORY = 50


@require_safe
def calendar_list(request: SignedInRequest) -> HttpResponse:
    now = moment_of(request)
    may_set = access.can_set_standards(request.user)
    versions = sorted(CalendarVersion.objects.newest_of_each().select_related("calendar"), key=_code_of)
    used = ServiceStandard.objects.in_force(now).order_by().values_list("calendar").annotate(number=Count("pk"))
    drafts = set(CalendarDraft.objects.values_list("calendar", flat=True)) if may_set else set()
    standards = dict(used)
    rows = [
        {
            "version": one,
            "hours": words.hours(one.working_calendar),
            "standards": standards.get(one.calendar_id, 0),
            "has_draft": one.calendar_id in drafts,
            "provisional": days.provisional_years(days.read(one.days), now.year),
        }
        for one in versions
    ]
    return render(request, "sla/calendars.html", {"rows": rows, "may_set": may_set})


def _code_of(version: CalendarVersion) -> str:
    return version.calendar.code


@require_safe
def calendar_detail(request: SignedInRequest, code: str) -> HttpResponse:
    calendar, now = get_object_or_404(BusinessCalendar, code=code), moment_of(request)
    version = calendar.versions.select_related("created_by").newest_first()[0:1].get()
    may_set = access.can_set_standards(request.user)
    content = content_of(version)
    context = {
        "calendar": calendar,
        "version": version,
        "draft": CalendarDraft.objects.filter(calendar=calendar).first() if may_set else None,
        "may_set": may_set,
        "provisional": days.provisional_years(content.days, now.year),
        "ending": ending_of(calendar, content, now),
        "standards": ServiceStandard.objects.filter(calendar=calendar).in_force(now).for_list().by_department(),
        **shown(request, content),
    }
    return render(request, "sla/calendar.html", context)


def shown(request: SignedInRequest, content: Content) -> dict[str, Any]:
    """What the pages of a version and of a draft have in common: week, year and the answer of the tester."""
    today = calendars.today_of(content.spec.zone.key, moment_of(request))
    year = _year_asked(request, today)
    tester = TesterForm(request.GET if "on" in request.GET else None, initial={"on": today})
    answers = answer(content, tester.cleaned_data["on"], tester.cleaned_data["at"]) if tester.is_valid() else []
    return {
        "zone": zone_words(content.spec.zone.key),
        "week": [
            (capfirst(name), ["–".join(opening.as_json()) for opening in day])
            for name, day in zip(words.weekday_names(), content.spec.weekly, strict=True)
        ],
        "year": year_of(content, year, today),
        "figures": year_figures(content.spec, year),
        "runs": runs_of_year(content, year),
        "tester": tester,
        "answers": answers,
    }


def _year_asked(request: SignedInRequest, today: date) -> int:
    """`?year=`, else the year of the day that is tested, else this one."""
    asked = request.GET.get("year") or request.GET.get("on", "")[:4]
    return int(asked) if re.fullmatch(r"\d{4}", asked, re.ASCII) and 1901 <= int(asked) <= 2198 else today.year


@require_safe
def calendar_history(request: SignedInRequest, code: str) -> HttpResponse:
    """Every version: who, when, why, and what it changed."""
    calendar = get_object_or_404(BusinessCalendar, code=code)
    versions = list(calendar.versions.select_related("created_by").newest_first()[: HISTORY + 1])
    contents = {one.pk: Content(*_parsed(one)) for one in versions}
    rows = [(new, differences(contents[old.pk], contents[new.pk])) for new, old in pairwise(versions)]
    if len(versions) <= HISTORY:
        rows.append((versions[-1], []))
    return render(request, "sla/calendar_history.html", {"calendar": calendar, "rows": rows})


def _parsed(version: CalendarVersion) -> tuple[Any, days.Days]:
    # Read from the row that is there: `working_calendar` would ask for each of them once more.
    calendar = WorkingCalendar.from_spec(version.spec)
    return calendar, days.of_version(calendar.spec, version.days)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_new(request: SignedInRequest) -> HttpResponse:
    people_access.require(access.can_set_standards, request.user, None)
    wish = request.POST.get("fill", "")
    form = CalendarForm(request.POST or None)
    if wish:
        form = CalendarForm(initial=form.rearranged(wish), further=wish.removeprefix("more:"))
    elif request.method == "POST" and form.is_valid():
        try:
            calendars.ensure(form.cleaned_data["code"], form.name(), form.spec(), by=request.user)
        except Refused as refusal:
            form.add_error(WEEKDAYS[0], str(refusal))
        else:
            messages.success(request, _("The calendar is there. Take over the holidays of a country next."))
            there = reverse("sla:calendar", args=[form.cleaned_data["code"]])
            return HttpResponseClientRedirect(there) if request.htmx else redirect(there)
    return render(request, "sla/calendar_new.html", {"form": form}, status=422 if form.errors else 200)
