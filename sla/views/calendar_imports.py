"""Take over the days of a country: reviewed row by row, into the draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from requests_app.moments import moment_of
from requests_app.phrases import listed
from requests_app.types import SignedInRequest
from sla import calendars, days, holiday_import, words
from sla.calendar_words import Content, about, content_of_draft, country_of_zone, full_date, source_words
from sla.days import Day
from sla.forms.holidays import RowsForm, SourceForm
from sla.holiday_import import Row, State
from sla.models import CalendarDraft
from sla.views.calendar_drafts import find_draft


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the review as it is shown."""

    day: date
    state: State
    title: str
    before: str
    after: str
    is_provisional: bool
    is_ticked: bool
    is_past: bool


@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request: SignedInRequest, code: str) -> HttpResponse:
    """Choose a country and years, review what changes, take over what is ticked."""
    draft, now = find_draft(request, code), moment_of(request)
    today = calendars.today_of(draft.tz, now)
    asked = request.GET if "country" in request.GET else None
    source = SourceForm(asked, this_year=today.year, initial=_asked_last(draft, today))
    rows = _rows(draft, source) if asked is not None and source.is_valid() else []
    form = RowsForm(request.POST if request.method == "POST" else None, rows=rows)
    if request.method == "POST" and rows and form.is_valid():
        taken = form.taken()
        calendars.take_over(draft, {row.day: row.after for row in taken}, by=request.user)
        told = ngettext(
            "%(n)s day is taken over into the draft.", "%(n)s days are taken over into the draft.", len(taken)
        )
        messages.success(request, told % {"n": len(taken)})
        year = min(source.cleaned_data["years"])
        return redirect(f"{reverse('sla:calendar_edit', args=[code])}?year={year}")
    failed = bool(form.errors or (asked is not None and source.errors) or (request.method == "POST" and not rows))
    context = {"draft": draft, "source": source, "form": form, "asked": asked is not None and source.is_valid()}
    if context["asked"]:
        context |= _review(draft, source, rows, today)
    return render(request, "sla/calendar_import.html", context, status=422 if failed else 200)


def _asked_last(draft: CalendarDraft, today: date) -> dict[str, object]:
    """The country most of the draft's days came from, else the one of its time zone; and this year."""
    origins = [said.imported.origin for said in days.read(draft.days).values() if said.imported]
    here = max(origins, key=origins.count) if origins else country_of_zone(draft.tz)
    last = holiday_import.Source.of(here)
    return {"country": last.country, "region": last.region, "years": [today.year]}


def _rows(draft: CalendarDraft, form: SourceForm) -> list[Row]:
    years = form.cleaned_data["years"]
    found = holiday_import.candidates(form.source(), years, draft.weekly, form.make_up())
    return holiday_import.compare(days.read(draft.days), found, form.source(), years)


def _review(draft: CalendarDraft, form: SourceForm, rows: list[Row], today: date) -> dict[str, object]:
    content, is_used = content_of_draft(draft), calendars.is_used(draft.calendar)
    lines = [_line(content, row, first=today if is_used else None) for row in rows]
    country = form.source().country
    return {
        "changing": [line for line in lines if line.state not in (State.SAME, State.KEPT)],
        "kept": [line for line in lines if line.state == State.KEPT],
        "same": sum(line.state == State.SAME for line in lines),
        "where": source_words(form.source().origin),
        "library": holiday_import.LIBRARY,
        "unannounced": [year for year in form.cleaned_data["years"] if not holiday_import.is_announced(country, year)],
        "has_past": any(line.is_past for line in lines),
        "others": [source_words(origin) for origin in sorted(_other_countries(content.days, country))],
    }


def _other_countries(known: days.Days, country: str) -> set[str]:
    """What else was imported: the make-up days of one country are days off of another."""
    origins = {said.imported.origin for said in known.values() if said.imported}
    return {origin for origin in origins if holiday_import.Source.of(origin).country != country}


def _line(content: Content, row: Row, *, first: date | None) -> Line:
    return Line(
        day=row.day,
        state=row.state,
        title=capfirst(full_date(row.day)),
        before=_said(row.before, words.times(content.spec.openings_on(row.day))),
        after=_after(content, row),
        is_provisional=row.after is not None and row.after.provisional,
        is_ticked=row.is_offered(first),
        is_past=first is not None and row.day < first,
    )


def _said(said: Day | None, hours: str) -> str:
    why = about(said) if said else hours
    # “closed” needs no reason where nobody gave one.
    return hours if why == hours else _("%(hours)s, %(day)s") % {"hours": hours, "day": why}


def _after(content: Content, row: Row) -> str:
    if row.after is None:
        return _("as usual: %(hours)s") % {"hours": words.times(content.spec.weekly[row.day.weekday()])}
    return _said(row.after, listed("–".join(pair) for pair in row.after.openings) or words.times(()))
