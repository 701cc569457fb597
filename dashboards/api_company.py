"""Figures that are of no single department: departments beside each other, pairs, and agendas of service reviews."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers

from dashboards.api import DAYS, Asked
from dashboards.company import comparing, reading
from dashboards.company.measures import MEASURES, USUAL
from dashboards.figures.shape import Spread
from dashboards.pairs import pair_of, pairs
from dashboards.pairs.page import known
from dashboards.pairs.pair import Pair
from dashboards.period import CUSTOM, Period
from requests_app import access
from requests_app.api.base import ApiView, Request, Response, departments_of, person_of
from requests_app.api.problems import unfit
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import DepartmentRef, Json, Plain
from requests_app.models import Department
from requests_app.moments import moment_of

TAG = "Figures"


class PeriodOut(Plain):
    """`to` is the day after the last."""

    def get_fields(self) -> dict[str, Any]:
        # Declared here, since `from` is no name in Python.
        days = {"from": serializers.DateField(source="start"), "to": serializers.DateField(source="end")}
        return {**days, **super().get_fields()}


class PlacedOut(Plain):
    """`good` of `n`; `value` between `low` and `high` is drawn towards the company by how little is known."""

    department = DepartmentRef(source="counted.department")
    good = serializers.IntegerField(source="counted.good")
    n = serializers.IntegerField(source="counted.n")
    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    differs = serializers.CharField()


class HiddenOut(Plain):
    department = DepartmentRef()
    why = serializers.CharField(source="words")


class CompanyOut(PeriodOut):
    """`company` is null where there is nothing to compare; `is_alike`: chance explains all differences."""

    measure = serializers.CharField()
    company = serializers.FloatField(allow_null=True)
    is_alike = serializers.BooleanField()
    departments = PlacedOut(many=True)
    hidden = HiddenOut(many=True)


class PairOut(Plain):
    """What one asked of the other. `counts` as in docs/figures.md, rates are shares of one."""

    asking = DepartmentRef()
    department = DepartmentRef()
    counts = serializers.DictField(child=serializers.IntegerField())
    kept_rate = serializers.FloatField(allow_null=True)
    answers_kept_rate = serializers.FloatField(allow_null=True)
    chase_rate = serializers.FloatField(allow_null=True)
    incomplete_rate = serializers.FloatField(allow_null=True)
    rounds_each = serializers.FloatField(allow_null=True)


class TimesOut(Plain):
    """Hours, by name `n`, `median` and `p85`; null where there are none."""

    answer = Json()
    resolution = Json()
    silence = Json()


class PairWithTimesOut(PairOut):
    hours = serializers.SerializerMethodField()

    @extend_schema_field(TimesOut)
    def get_hours(self, pair: dict[str, Any]) -> dict[str, Spread]:
        times: dict[str, Spread] = pair["hours"]
        return times


class PairsOut(PeriodOut):
    pairs = PairOut(many=True)


class BothWaysOut(PeriodOut):
    there = PairWithTimesOut()
    back = PairWithTimesOut()


def _period(request: Request) -> Period:
    """The days asked for; without them the usual ones of the pages, up to the caller's today."""
    asked = Asked(data=request.query_params.dict())
    asked.is_valid(raise_exception=True)
    start, end = (asked.validated_data.get(name) for name in ("start", "end"))
    usual = Period.of({}, today=moment_of(request).astimezone(person_of(request).zone).date())
    if start is None and end is None:
        return usual
    first, last = start or usual.start, end or usual.end
    if not first < last:
        raise unfit("from", _("Name a day after “from”, within ten years of it."))
    return Period(CUSTOM, first, last)


def _days(period: Period) -> dict[str, date]:
    return {"start": period.start, "end": period.end}


def _departments(request: Request) -> tuple[dict[int, Department], set[int]]:
    """All by id, and those that the token is made for. Raises Http404 for who may not compare departments."""
    access.require_leader(person_of(request))
    found = {one.pk: one for one in Department.objects.all()}
    only = departments_of(request)
    return found, set(found if only is None else only)


class Company(ApiView):
    @operation(
        Operation(
            id="company_figures",
            summary="Departments beside each other",
            description="By one measure, as the overview of the company shows them; for who leads a department.",
            tag=TAG,
            answer=CompanyOut,
            parameters=[
                OpenApiParameter("measure", str, enum=list(MEASURES), description=f"{USUAL} unless said."),
                *DAYS,
            ],
        )
    )
    def get(self, request: Request) -> Response:
        departments, only = _departments(request)
        period, code = _period(request), request.query_params.get("measure", USUAL)
        if code not in MEASURES:
            raise unfit("measure", _("Known are: %(known)s.") % {"known": ", ".join(MEASURES)})
        measure, person = MEASURES[code], person_of(request)
        # As on the page: what people said of a department is for those who lead it.
        seen = [one for one in departments.values() if not measure.is_rated or access.can_see_dashboard(person, one)]
        counts = reading.counted(list(departments), period, measure.names)
        found = comparing.compare(comparing.counted_of(measure, seen, counts))
        placed = [one for one in found.placed if one.counted.department.pk in only] if found else []
        hidden = [one for one in found.hidden if one.department.pk in only] if found else []
        told = {"measure": code, "company": found and found.company, "is_alike": bool(found and found.alike)}
        return Response(CompanyOut({**_days(period), **told, "departments": placed, "hidden": hidden}).data)


class Pairs(ApiView):
    @operation(
        Operation(
            id="pairs_list",
            summary="Who asks whom",
            description="Pairs of departments, most requests first; for who leads a department.",
            tag=TAG,
            answer=PairsOut,
            parameters=DAYS,
        )
    )
    def get(self, request: Request) -> Response:
        departments, only = _departments(request)
        period = _period(request)
        found = known(pairs(period.start, period.end), departments)
        rows = [_pair(one, departments) for one in found if only & {one.asking, one.department}]
        return Response(PairsOut({**_days(period), "pairs": rows}).data)


class OnePair(ApiView):
    @operation(
        Operation(
            id="pairs_read",
            summary="One pair, in both directions",
            tag=TAG,
            answer=BothWaysOut,
            parameters=DAYS,
        )
    )
    def get(self, request: Request, asking: str, department: str) -> Response:
        departments, only = _departments(request)
        one, other = (get_object_or_404(Department, code=code) for code in (asking, department))
        if one == other or not only & {one.pk, other.pk}:
            raise Http404
        period = _period(request)
        ways = ("there", one, other), ("back", other, one)
        told = {name: _with_times(pair_of(a.pk, b.pk, period.start, period.end), departments) for name, a, b in ways}
        return Response(BothWaysOut({**_days(period), **told}).data)


def _pair(pair: Pair, departments: dict[int, Department]) -> dict[str, Any]:
    names = ("kept_rate", "answers_kept_rate", "chase_rate", "incomplete_rate", "rounds_each")
    return {
        "asking": departments[pair.asking or 0],
        "department": departments[pair.department],
        "counts": {name: number for name, number in sorted(pair.tally.counts.items()) if "." not in name},
        **{name: getattr(pair, name) for name in names},
    }


def _with_times(pair: Pair, departments: dict[int, Department]) -> dict[str, Any]:
    hours = {name: getattr(pair, name) for name in ("answer", "resolution", "silence")}
    # Of a pair without requests nothing was counted: then these are no columns, only times.
    return {**_pair(pair, departments), "hours": hours}
