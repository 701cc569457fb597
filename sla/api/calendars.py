"""Calendars: their hours and versions, and the arithmetic that clocks count with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers

from requests_app.api.base import ApiView, Request, Response
from requests_app.api.paging import Listing, one, page
from requests_app.api.problems import unfit
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import Languages, Moment, Out, PersonOut, Plain
from requests_app.pagination import Column
from requests_app.transitions import Refused
from sla import calendars
from sla.calendar import NoWorkingTime, WorkingCalendar
from sla.calendar_words import Content, content_of
from sla.models import BusinessCalendar, CalendarVersion

from .standard_shapes import LONGEST

TAG = "Calendars"
BY_CODE = (Column("code", is_text=True),)
NEWEST_VERSION = (Column("number", descending=True),)
EARLIEST, LATEST = 1901, 2198
FROM = OpenApiParameter("from", OpenApiTypes.DATETIME, required=True, description="A moment with its offset.")


class CalendarRowOut(Out):
    always = "code"
    code = serializers.CharField()
    name = serializers.CharField(source="__str__")
    names = Languages(source="name")
    descriptions = Languages(source="description")
    version = serializers.SerializerMethodField()
    time_zone = serializers.SerializerMethodField()

    def get_version(self, calendar: BusinessCalendar) -> int:
        return self._newest(calendar).number

    def get_time_zone(self, calendar: BusinessCalendar) -> str:
        return str(self._newest(calendar).spec["tz"])

    def _newest(self, calendar: BusinessCalendar) -> CalendarVersion:
        newest: CalendarVersion = self.context["newest"][calendar.pk]
        return newest


class DayOut(Plain):
    """A day that is not as the week says; no openings: closed. `origin`: the country it was imported from."""

    date = serializers.DateField()
    kind = serializers.CharField()
    openings = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    names = Languages()
    origin = serializers.CharField()
    is_provisional = serializers.BooleanField()


class CalendarDetailOut(CalendarRowOut):
    """With the hours of the newest version. `weekly`: `{"mon": [["09:00", "18:00"]]}`."""

    weekly = serializers.SerializerMethodField()
    days = serializers.SerializerMethodField()

    def get_weekly(self, calendar: BusinessCalendar) -> dict[str, list[list[str]]]:
        weekly: dict[str, list[list[str]]] = self._content().spec.as_json()["weekly"]
        return weekly

    @extend_schema_field(DayOut(many=True))
    def get_days(self, calendar: BusinessCalendar) -> list[dict[str, Any]]:
        return days_of(self._content())

    def _content(self) -> Content:
        content: Content = self.context["content"]
        return content


def days_of(content: Content) -> list[dict[str, Any]]:
    rows = [
        {
            "date": day,
            "kind": said.kind.value,
            "openings": [list(pair) for pair in said.openings],
            "names": said.name,
            "origin": said.origin,
            "is_provisional": said.provisional,
        }
        for day, said in sorted(content.days.items())
    ]
    return [DayOut(row).data for row in rows]


class CalendarVersionOut(Out):
    """`counts_from`: earlier than `created_at` only where the past was corrected on purpose."""

    always = "version"
    version = serializers.IntegerField(source="number")
    created_at = Moment()
    created_by = PersonOut(allow_null=True)
    counts_from = Moment()
    note = serializers.CharField()


def newest_of(rows: Sequence[BusinessCalendar]) -> dict[str, Any]:
    versions = CalendarVersion.objects.newest_of_each().filter(calendar__in=[row.pk for row in rows])
    return {"newest": {version.calendar_id: version for version in versions}}


def told(request: Request, code: str, status: int = 200) -> Response:
    """The calendar with the hours of its newest version."""
    version = _version(code)
    context = {"newest": {version.calendar_id: version}, "content": content_of(version)}
    return Response(one(request, version.calendar, CalendarDetailOut, **context), status)


def _version(code: str) -> CalendarVersion:
    versions = CalendarVersion.objects.filter(calendar__code=code).select_related("calendar").newest_first()
    found: CalendarVersion = get_object_or_404(versions[:1])
    return found


class OneCalendar(ApiView):
    @operation(Operation(id="calendars_read", summary="One calendar with its hours", tag=TAG, answer=CalendarDetailOut))
    def get(self, request: Request, code: str) -> Response:
        return told(request, code)


class Versions(ApiView):
    @operation(
        Operation(
            id="calendars_versions",
            summary="Versions of a calendar, newest first",
            tag=TAG,
            answer=CalendarVersionOut,
            paged=True,
        )
    )
    def get(self, request: Request, code: str) -> Response:
        rows = get_object_or_404(BusinessCalendar, code=code).versions.defer("spec").select_related("created_by")
        return page(request, rows, NEWEST_VERSION, Listing(CalendarVersionOut))


class AskedDue(serializers.Serializer[Any]):
    seconds = serializers.IntegerField(min_value=0, max_value=LONGEST)

    def get_fields(self) -> dict[str, Any]:
        # Declared here, since `from` is no name in Python.
        return {**super().get_fields(), "from": serializers.DateTimeField(source="start")}


class AskedElapsed(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, Any]:
        return {
            "from": serializers.DateTimeField(source="start"),
            "to": serializers.DateTimeField(source="end"),
        }


class DueOut(Plain):
    """`due_at`: the first moment with so much working time behind it."""

    due_at = Moment()


class ElapsedOut(Plain):
    working_seconds = serializers.FloatField()


def _asked(request: Request, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    asked = shape(data=request.query_params.dict())
    asked.is_valid(raise_exception=True)
    found: dict[str, Any] = asked.validated_data
    for name, moment in found.items():
        if isinstance(moment, datetime) and not EARLIEST <= moment.year <= LATEST:
            field = {"start": "from", "end": "to"}[name]
            raise unfit(field, _("Calendars know the years 1900 to 2199 only."))
    return found


def _hours(code: str) -> WorkingCalendar:
    return calendars.newest_version(_version(code).calendar_id).working_calendar


class Due(ApiView):
    @operation(
        Operation(
            id="calendars_due",
            summary="When so much working time is over",
            tag=TAG,
            answer=DueOut,
            parameters=[
                FROM,
                OpenApiParameter("seconds", int, required=True, description="Of working time."),
            ],
        )
    )
    def get(self, request: Request, code: str) -> Response:
        hours, asked = _hours(code), _asked(request, AskedDue)
        try:
            due = hours.add(asked["start"], asked["seconds"])
        except NoWorkingTime as problem:
            raise Refused(_("The calendar has not that much working time within ten years.")) from problem
        except ValueError as problem:
            raise Refused(_("Calendars know the years 1900 to 2199 only.")) from problem
        return Response(DueOut({"due_at": due}).data)


class Elapsed(ApiView):
    @operation(
        Operation(
            id="calendars_elapsed",
            summary="How much working time lies between two moments",
            tag=TAG,
            answer=ElapsedOut,
            parameters=[
                FROM,
                OpenApiParameter("to", OpenApiTypes.DATETIME, required=True, description="A moment with its offset."),
            ],
        )
    )
    def get(self, request: Request, code: str) -> Response:
        hours, asked = _hours(code), _asked(request, AskedElapsed)
        return Response(ElapsedOut({"working_seconds": hours.elapsed(asked["start"], asked["end"])}).data)
