"""The next version of a calendar: begun, changed and published by admins."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app.api.base import ApiView, Request, Response, person_of
from requests_app.api.paging import one
from requests_app.api.reading import In, is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import Moment, Out, PersonOut
from requests_app.models import User
from requests_app.moments import moment_of
from sla import calendars
from sla.calendar_words import content_of_draft
from sla.days import Day, Kind, as_pairs
from sla.models import BusinessCalendar, CalendarDraft

from .calendars import EARLIEST, LATEST, TAG, CalendarDetailOut, DayOut, days_of, told

MOST_DAYS = 400


class OpeningsField(serializers.ListField):
    """Pairs of wall times; an end before its beginning is the next day."""

    def __init__(self, **options: Any) -> None:
        time = serializers.CharField(max_length=5)
        pair = serializers.ListField(child=time, min_length=2, max_length=2)
        super().__init__(child=pair, max_length=24, **options)


class DayIn(In):
    """A day, or each one up to `until`, has these hours; none: it is closed."""

    date = serializers.DateField()
    until = serializers.DateField(required=False, allow_null=True, default=None)
    openings = OpeningsField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for name in ("date", "until"):
            if attrs[name] is not None and not EARLIEST <= attrs[name].year <= LATEST:
                raise serializers.ValidationError({name: _("Calendars know the years 1900 to 2199 only.")})
        return attrs


class CalendarDraftIn(In):
    """What is left out stays as it is. `days` get hours of their own, `usual_days` go back to what was imported."""

    time_zone = serializers.CharField(max_length=64, required=False)
    weekly = serializers.DictField(child=OpeningsField(), required=False)
    days = DayIn(many=True, required=False, max_length=MOST_DAYS)  # type: ignore[call-arg]
    usual_days = serializers.ListField(child=serializers.DateField(), required=False, max_length=MOST_DAYS)


class CalendarPublicationIn(In):
    """`correct_past` with a `note` that says why, where the draft changes days that have passed."""

    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    correct_past = serializers.BooleanField(required=False, default=False)


class CalendarDraftOut(Out):
    always = "code"
    code = serializers.CharField(source="calendar.code")
    based_on = serializers.IntegerField(source="based_on.number")
    time_zone = serializers.CharField(source="tz")
    weekly = serializers.DictField(
        child=serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    )
    days = serializers.SerializerMethodField()
    changed_by = PersonOut(allow_null=True)
    changed_at = Moment()

    @extend_schema_field(DayOut(many=True))
    def get_days(self, draft: CalendarDraft) -> list[dict[str, Any]]:
        return days_of(content_of_draft(draft))


def find_draft(code: str) -> CalendarDraft:
    drafts = CalendarDraft.objects.select_related("calendar", "based_on", "changed_by")
    found: CalendarDraft = get_object_or_404(drafts, calendar__code=code)
    return found


def etag_of(draft: CalendarDraft) -> str:
    return f'"calendar-{draft.pk}-{draft.version}"'


def told_draft(request: Request, code: str, status: int = 200) -> Response:
    draft = find_draft(code)
    return Response(one(request, draft, CalendarDraftOut), status, headers={"ETag": etag_of(draft)})


class Revision(ApiView):
    is_for_admins = True

    @operation(
        Operation(
            id="calendars_revise",
            summary="Begin the next version of a calendar",
            description="A draft that says what the newest version says; the one that is there, where there is one.",
            tag=TAG,
            answer=CalendarDraftOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request, code: str) -> Response:
        calendar = get_object_or_404(BusinessCalendar, code=code)
        calendars.open_draft(calendar, by=person_of(request), now=moment_of(request))
        return told_draft(request, code, 201)


def hold_as_read(request: Request, code: str) -> CalendarDraft:
    """Held until the transaction ends: several verbs change it, and nobody comes in between.

    Raises Http404, and what `is_exactly` raises where it is no longer as the caller read it.
    """
    held = get_object_or_404(CalendarDraft.objects.select_for_update(no_key=True), calendar__code=code)
    is_exactly(request, etag_of(held))
    return held


class Draft(ApiView):
    is_for_admins = True

    @operation(
        Operation(id="calendars_draft_read", summary="The draft of a calendar", tag=TAG, answer=CalendarDraftOut)
    )
    def get(self, request: Request, code: str) -> Response:
        return told_draft(request, code)

    @operation(
        Operation(
            id="calendars_draft_edit",
            summary="Change the draft",
            tag=TAG,
            body=CalendarDraftIn,
            answer=CalendarDraftOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, code: str) -> Response:
        with transaction.atomic():
            _change(hold_as_read(request, code), read(request, CalendarDraftIn), person_of(request))
        return told_draft(request, code)


def _change(draft: CalendarDraft, body: dict[str, Any], by: User) -> None:
    if "weekly" in body or "time_zone" in body:
        zone, weekly = body.get("time_zone", draft.tz), body.get("weekly", draft.weekly)
        calendars.change_week(draft, zone, weekly, by=by)
    for day in body.get("usual_days", ()):
        calendars.clear_day(draft, day, by=by)
    for row in body.get("days", ()):
        openings = as_pairs(row["openings"])
        said = Day(Kind.HOURS if openings else Kind.CLOSED, openings)
        calendars.set_day(draft, row["date"], said, until=row["until"], by=by)


class Publication(ApiView):
    is_for_admins = True

    @operation(
        Operation(
            id="calendars_publish",
            summary="Make the draft the next version",
            description="For all clocks from now on; running ones are counted again.",
            tag=TAG,
            body=CalendarPublicationIn,
            answer=CalendarDetailOut,
            writes=True,
            guarded=True,
        )
    )
    def post(self, request: Request, code: str) -> Response:
        draft, body = find_draft(code), read(request, CalendarPublicationIn)
        edition = draft.version if is_exactly(request, etag_of(draft)) else None
        calendars.publish(draft, **body, by=person_of(request), edition=edition, now=moment_of(request))
        return told(request, code)


class Removal(ApiView):
    is_for_admins = True

    @operation(
        Operation(
            id="calendars_discard", summary="Throw the draft away", tag=TAG, status=204, writes=True, guarded=True
        )
    )
    def post(self, request: Request, code: str) -> Response:
        draft = find_draft(code)
        is_exactly(request, etag_of(draft))
        calendars.discard(draft, by=person_of(request))
        return Response(status=204)
