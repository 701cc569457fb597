"""The figures of docs/figures.md as JSON; read only. docs/api.md describes the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from dashboards.figures import Question
from dashboards.figures import figures as figures_of
from dashboards.period import LONGEST
from requests_app.api.base import ApiView, Request, Response, person_of, within
from requests_app.api.schema import Operation, operation
from requests_app.models import Department
from requests_app.moments import moment_of


class Asked(serializers.Serializer[Any]):
    """Which days: `from` is the first, `to` the one after the last, as in the answer."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # Declared here, since `from` is no name in Python.
        return {
            "from": serializers.DateField(source="start", required=False),
            "to": serializers.DateField(source="end", required=False),
            "resources": serializers.BooleanField(required=False),
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start, end = attrs.get("start"), attrs.get("end")
        if start and end and not timedelta(0) < end - start <= LONGEST:
            raise serializers.ValidationError({"to": _("Name a day after “from”, within ten years of it.")})
        return attrs


DEPARTMENT = OpenApiParameter("department", str, many=True, description="A code; without it all one may see.")
DAYS = [
    OpenApiParameter("from", OpenApiTypes.DATE, description="The first day."),
    OpenApiParameter("to", OpenApiTypes.DATE, description="The day after the last."),
]
RESOURCES = OpenApiParameter("resources", bool, description="Also how the people of each department are used.")


class Figures(ApiView):
    """From the roll-ups: of the departments that are named, or of all whose figures this person may see."""

    @operation(
        Operation(
            id="figures",
            summary="Figures of departments",
            description="The figures of docs/figures.md, as the pages show them.",
            tag="Figures",
            answer=OpenApiTypes.OBJECT,
            parameters=[DEPARTMENT, *DAYS, RESOURCES],
        )
    )
    def get(self, request: Request) -> Response:
        query = request.query_params
        asked = Asked(data=query.dict())
        asked.is_valid(raise_exception=True)
        departments = _departments(request, query.getlist("department"))
        days = {name: asked.validated_data.get(name) for name in ("start", "end")}
        question = Question(departments=departments, **days)
        wanted = asked.validated_data.get("resources", False)
        return Response(figures_of(question, now=moment_of(request), with_resources=wanted))


def _departments(request: Request, codes: list[str]) -> list[Department]:
    """Raises Http404 where one that is named is not theirs to see, or nothing is."""
    reader = person_of(request)
    theirs = Department.objects.all() if reader.is_admin else Department.objects.managed_by(reader)
    theirs = within(request, theirs, "pk")
    found = list(theirs.filter(code__in=codes) if codes else theirs)
    if not found or set(codes) - {department.code for department in found}:
        raise Http404
    return found
