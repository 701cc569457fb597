"""The editor of a calendar: a draft that changes nothing until it is published. Only for admins."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reselect, reswap, retarget

from requests_app import access as people_access
from requests_app.moments import moment_of
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest
from requests_app.views.errors import conflict
from sla import access, calendars, days, recalculation
from sla.calendar.spec import WEEKDAYS
from sla.calendar_ends import ending_of
from sla.calendar_words import Content, content_of, content_of_draft, differences, full_date, hours_and_reason, reason
from sla.forms.calendars import CalendarPublicationForm, DayForm, WeekForm
from sla.models import BusinessCalendar, CalendarDraft, Recalculation
from sla.views.calendars import shown


@require_POST
def revision_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Begin the next version: a draft that says what this one says."""
    people_access.require(access.can_set_standards, request.user, None)
    calendars.open_draft(get_object_or_404(BusinessCalendar, code=code), by=request.user)
    return redirect("sla:calendar_edit", code)


@require_safe
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    draft = find_draft(request, code)
    content, before = content_of_draft(draft), content_of(calendars.newest_version(draft.calendar_id))
    context = {
        "draft": draft,
        "form": WeekForm(initial=WeekForm.values(draft.tz, draft.weekly)),
        "changes": len(differences(before, content)),
        "past": calendars.first_past_change(draft, moment_of(request)),
        "provisional": days.provisional_years(content.days, moment_of(request).year),
        "ending": ending_of(draft.calendar, content, moment_of(request)),
        "replay_url": reverse("sla:calendar_replay", args=[code]),
        **shown(request, content),
    }
    return render(request, "sla/calendar_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def week(request: SignedInRequest, code: str) -> HttpResponse:
    draft = find_draft(request, code)
    wish = request.POST.get("fill", "")
    form = WeekForm(request.POST or None, initial=WeekForm.values(draft.tz, draft.weekly))
    if wish:
        form = WeekForm(initial=form.rearranged(wish), further=wish.removeprefix("more:"))
    elif request.method == "POST" and form.is_valid():
        try:
            calendars.change_week(draft, form.cleaned_data["tz"], form.weekly(), by=request.user)
        except Refused as refusal:
            form.add_error(WEEKDAYS[0], str(refusal))
        else:
            messages.success(request, _("The week is saved in the draft."))
            return redirect("sla:calendar_edit", code)
    context = {"draft": draft, "form": form}
    return render(request, "sla/calendar_week.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def day(request: SignedInRequest, code: str, day: str) -> HttpResponse:
    """What one day is; in the editor's dialog, or on a page of its own."""
    draft, on = find_draft(request, code), _date(day)
    content = content_of_draft(draft)
    said = content.days.get(on)
    usual = days.usual_openings(draft.weekly, on)
    wish = request.POST.get("fill", "")
    form = DayForm(request.POST or None, said=said, usual=usual)
    if wish:
        form = DayForm(initial=form.rearranged(), said=said, usual=usual, further=True)
    elif request.method == "POST" and form.is_valid():
        try:
            calendars.set_day(draft, on, form.day(), until=form.cleaned_data["until"], by=request.user)
        except Refused as refusal:
            form.add_error("until", str(refusal))
        else:
            return _back_to_year(code, on)
    context = {"draft": draft, "day": on, "form": form, **_day_words(draft, content, on, moment_of(request))}
    answer = render(request, "sla/calendar_day.html", context, status=422 if form.errors else 200)
    if request.htmx and request.method == "POST":
        # In the dialog a form that was not accepted, or wants one more row, comes back to where it was.
        return reswap(reselect(retarget(answer, "#day-body"), "#day-form"), "innerHTML")
    return answer


def _day_words(draft: CalendarDraft, content: Content, on: date, now: datetime) -> dict[str, Any]:
    said = content.days.get(on)
    return {
        "said": said,
        "title": capfirst(full_date(on)),
        "now_words": hours_and_reason(content.spec, content.days, on),
        "beneath": reason(said.beneath, on.year) if said and said.beneath else "",
        "is_past": on < calendars.today_of(draft.tz, now) and calendars.is_used(draft.calendar),
    }


@require_POST
def day_removal_create(request: SignedInRequest, code: str, day: str) -> HttpResponse:
    """Back to normal."""
    draft, on = find_draft(request, code), _date(day)
    calendars.clear_day(draft, on, by=request.user)
    return _back_to_year(code, on)


@require_POST
def removal_create(request: SignedInRequest, code: str) -> HttpResponse:
    calendars.discard(find_draft(request, code), by=request.user)
    messages.success(request, _("The draft is thrown away."))
    return redirect("sla:calendar", code)


@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: SignedInRequest, code: str) -> HttpResponse:
    """What publishing changes, and for how many clocks; and the publishing itself."""
    draft, now = find_draft(request, code), moment_of(request)
    past = calendars.first_past_change(draft, now)
    data = request.POST if request.method == "POST" else None
    form = CalendarPublicationForm(data, changes_past=past is not None, initial={"version": draft.version})
    if request.method == "POST" and form.is_valid():
        try:
            version = calendars.publish(
                draft,
                by=request.user,
                note=form.cleaned_data["note"],
                correct_past=form.cleaned_data.get("correct_past", False),
                edition=form.cleaned_data["version"],
                now=now,
            )
        except StaleForm as problem:
            return conflict(request, problem, back_url=reverse("sla:calendar_publication", args=[code]))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
            if ending := ending_of(version.calendar, content_of(version), now):
                messages.warning(request, ending.sentence)
            job = Recalculation.objects.filter(calendar_version=version).first()
            return redirect("sla:recalculation", job.pk) if job else redirect("sla:calendar", code)
    content, newest = content_of_draft(draft), calendars.newest_version(draft.calendar_id)
    context = {
        "draft": draft,
        "form": form,
        "past": past,
        "version": newest,
        "differences": differences(content_of(newest), content),
        "provisional": days.provisional_years(content.days, now.year),
        "ending": ending_of(draft.calendar, content, now),
        "preview": recalculation.preview_hours(
            draft.calendar,
            content.calendar,
            request.user,
            since=calendars.beginning_of(past, draft.tz) if past else None,
            now=now,
        ),
        "replay_url": reverse("sla:calendar_replay", args=[code]),
    }
    return render(request, "sla/calendar_publication.html", context, status=422 if form.errors else 200)


def find_draft(request: SignedInRequest, code: str) -> CalendarDraft:
    """The draft that is being worked on; 403 for those who set no standards, 404 where there is none."""
    people_access.require(access.can_set_standards, request.user, None)
    drafts = CalendarDraft.objects.select_related("calendar", "based_on", "changed_by")
    return get_object_or_404(drafts, calendar__code=code)


def _date(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as problem:
        raise Http404 from problem
    if not 1901 <= found.year <= 2198:
        raise Http404
    return found


def _back_to_year(code: str, on: date) -> HttpResponse:
    return redirect(f"{reverse('sla:calendar_edit', args=[code])}?year={on.year}#d{on.isoformat()}")
