"""Calendars begun by programs, and the days of a country taken over into a draft."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers

from requests_app.api import problems
from requests_app.api.base import ApiView, Request, Response, person_of
from requests_app.api.paging import Listing, page
from requests_app.api.problems import unfit
from requests_app.api.reading import In, Texts, read
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import Languages, Plain
from requests_app.moments import moment_of
from sla import calendars, days, holiday_import
from sla.days import Day
from sla.forms.holidays import SourceForm
from sla.holiday_import import Row, State
from sla.models import BusinessCalendar, CalendarDraft, CalendarVersion

from .calendar_drafts import CalendarDraftOut, OpeningsField, find_draft, hold_as_read, told_draft
from .calendars import BY_CODE, TAG, CalendarDetailOut, CalendarRowOut, newest_of, told


class CalendarIn(In):
    """`code` is its address and never changes; a weekday that is not in `weekly` is closed."""

    code = serializers.SlugField(max_length=60)
    names = Texts(most=120)
    time_zone = serializers.CharField(max_length=64)
    weekly = serializers.DictField(child=OpeningsField())

    def validate_code(self, code: str) -> str:
        if code.lower() == "new" or BusinessCalendar.objects.filter(code=code.lower()).exists():
            raise serializers.ValidationError(_("There is a calendar with this short name already."))
        return code.lower()

    def validate_names(self, texts: dict[str, str]) -> dict[str, str]:
        if not texts:
            raise serializers.ValidationError(_("Give it a name in at least one language."))
        return texts


class Calendars(ApiView):
    only_admins_write = True

    @operation(
        Operation(id="calendars_list", summary="Working hours, by code", tag=TAG, answer=CalendarRowOut, paged=True)
    )
    def get(self, request: Request) -> Response:
        rows = BusinessCalendar.objects.filter(pk__in=CalendarVersion.objects.values("calendar"))
        return page(request, rows, BY_CODE, Listing(CalendarRowOut, prepare=newest_of))

    @operation(
        Operation(
            id="calendars_begin",
            summary="Begin a calendar",
            description="Its first version. The days of a country are taken over into the draft of the next one.",
            tag=TAG,
            body=CalendarIn,
            answer=CalendarDetailOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request) -> Response:
        body = read(request, CalendarIn)
        spec = {"tz": body["time_zone"], "weekly": body["weekly"]}
        calendars.ensure(body["code"], body["names"], spec, by=person_of(request), now=moment_of(request))
        response = told(request, body["code"], 201)
        response.headers["Location"] = f"/api/v1/calendars/{body['code']}/"
        return response


class SaidOut(Plain):
    """What is said of a day; no openings: closed."""

    kind = serializers.CharField(source="kind.value")
    openings = serializers.SerializerMethodField()
    names = Languages(source="name")
    is_provisional = serializers.BooleanField(source="provisional")

    @extend_schema_field(serializers.ListField(child=serializers.ListField(child=serializers.CharField())))
    def get_openings(self, said: Day) -> list[list[str]]:
        return [list(pair) for pair in said.openings]


class HolidayOut(Plain):
    """`state`: new, same, different, gone or kept; `after` is null where the day goes. `offered` ones are taken over
    unless days are named: not those that stay as they are, nor past ones that clocks have counted with."""

    date = serializers.DateField(source="row.day")
    state = serializers.CharField(source="row.state.value")
    before = SaidOut(source="row.before", allow_null=True)
    after = SaidOut(source="row.after", allow_null=True)
    offered = serializers.BooleanField()


class HolidaysIn(In):
    """`country` and `region` as ISO codes; `days`: only these of the review."""

    country = serializers.CharField(max_length=2)
    region = serializers.CharField(max_length=10, required=False, allow_blank=True)
    years = serializers.ListField(child=serializers.IntegerField(), min_length=1, max_length=8)
    days = serializers.ListField(child=serializers.DateField(), required=False, max_length=1000)


def _review(request: Request, draft: CalendarDraft, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Every row of the import with whether it is offered. Raises Problem for a country nobody knows."""
    today = calendars.today_of(draft.tz, moment_of(request))
    sent = QueryDict(mutable=True)
    sent.update({"country": asked.get("country", ""), "region": asked.get("region", "")})
    sent.setlist("years", [str(year) for year in asked.get("years", ())])
    form = SourceForm(sent, this_year=today.year)
    if not form.is_valid():
        raise problems.of_form(form)
    if asked.get("region") and not form.cleaned_data["region"]:
        raise unfit("region", _("There is no such code here."))
    source, years = form.source(), form.cleaned_data["years"]
    found = holiday_import.candidates(source, years, draft.weekly)
    first = today if calendars.is_used(draft.calendar) else None
    rows = holiday_import.compare(days.read(draft.days), found, source, years)
    return [{"row": row, "offered": row.is_offered(first)} for row in rows]


class Holidays(ApiView):
    is_for_admins = True

    @operation(
        Operation(
            id="calendars_holidays",
            summary="What taking over the days of a country would change",
            tag=TAG,
            answer=HolidayOut(many=True),
            asks={"region": "Of the country."},
            parameters=[
                OpenApiParameter("country", str, required=True, description="An ISO code."),
                OpenApiParameter("years", str, required=True, description="With commas between them."),
            ],
        )
    )
    def get(self, request: Request, code: str) -> Response:
        asked: dict[str, Any] = {name: request.query_params.get(name, "") for name in ("country", "region")}
        asked["years"] = [year.strip() for year in request.query_params.get("years", "").split(",")][:8]
        rows = _review(request, find_draft(code), asked)
        return Response(HolidayOut(rows, many=True).data)

    @operation(
        Operation(
            id="calendars_take_holidays",
            summary="Take over the days of a country into the draft",
            description="Days off, make-up working days and shortened eves. What somebody said about a day stays.",
            tag=TAG,
            body=HolidaysIn,
            answer=CalendarDraftOut,
            writes=True,
            guarded=True,
        )
    )
    def post(self, request: Request, code: str) -> Response:
        with transaction.atomic():
            held = hold_as_read(request, code)
            body = read(request, HolidaysIn)
            rows = _taken(_review(request, held, body), body.get("days"))
            calendars.take_over(held, {row.day: row.after for row in rows}, by=person_of(request))
        return told_draft(request, code)


def _taken(review: list[dict[str, Any]], named: list[date] | None) -> list[Row]:
    if named is None:
        return [line["row"] for line in review if line["offered"]]
    known: dict[date, Row] = {line["row"].day: line["row"] for line in review}
    if unknown := sorted(set(named) - set(known)):
        raise unfit("days", _("%(day)s is no day of this import.") % {"day": unknown[0].isoformat()})
    return [known[day] for day in named if known[day].state not in (State.SAME, State.KEPT)]
