"""The figures of docs/figures.md as JSON; read only. docs/api.md describes the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from dashboards.figures import Question
from dashboards.figures import figures as figures_of
from dashboards.period import LONGEST
from requests_app.models import Department, User
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


@api_view(["GET"])
def figures(request: Request) -> Response:
    """From the roll-ups: of the departments that are named, or of all whose figures this person may see."""
    query = request.query_params
    asked = Asked(data=query.dict())
    asked.is_valid(raise_exception=True)
    departments = _departments(cast("User", request.user), query.getlist("department"))
    days = {name: asked.validated_data.get(name) for name in ("start", "end")}
    question = Question(departments=departments, **days)
    wanted = asked.validated_data.get("resources", False)
    return Response(figures_of(question, now=moment_of(request), with_resources=wanted))


def _departments(reader: User, codes: list[str]) -> list[Department]:
    """Raises Http404 where one that is named is not theirs to see, or nothing is."""
    theirs = Department.objects.all() if reader.is_admin else Department.objects.managed_by(reader)
    found = list(theirs.filter(code__in=codes) if codes else theirs)
    if not found or set(codes) - {department.code for department in found}:
        raise Http404
    return found
