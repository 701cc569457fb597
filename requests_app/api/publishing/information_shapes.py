"""Published information and its versions as answers, and what a program says of it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app.api.editing import codes_of
from requests_app.api.reading import In, Texts
from requests_app.api.request_shapes import FileOut
from requests_app.api.shapes import DepartmentRef, Languages, Moment, Out, PersonOut
from requests_app.models import Sheet
from requests_app.sheet_tables import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS


def a_line() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(allow_blank=True))


class InformationOut(Out):
    """`due_on`: the last day on which the promise to refresh it is kept. `followed`: the caller is told."""

    id = serializers.IntegerField(source="pk")
    department = DepartmentRef()
    kind = serializers.ChoiceField(choices=Sheet.Kind.values)
    state = serializers.ChoiceField(choices=Sheet.State.values)
    title = serializers.CharField()
    owner = PersonOut(allow_null=True)
    refreshed_at = Moment()
    due_on = serializers.DateField(allow_null=True)
    followed = serializers.BooleanField()


class InformationDetailOut(InformationOut):
    """`columns`, `rows`: of a table, as texts. Whom it is for is told to those who keep it."""

    titles = Languages(source="title")
    bodies = Languages(source="body")
    columns = a_line()
    rows = serializers.ListField(child=a_line())
    file = serializers.SerializerMethodField()
    every = serializers.IntegerField(allow_null=True)
    unit = serializers.ChoiceField(choices=Sheet.Unit.values)
    audience = serializers.SerializerMethodField()
    audience_departments = serializers.SerializerMethodField()

    @extend_schema_field(FileOut(allow_null=True))
    def get_file(self, sheet: Sheet) -> dict[str, Any] | None:
        return FileOut(self.context["file"]).data if self.context["file"] else None

    @extend_schema_field(serializers.ChoiceField(choices=Sheet.Audience.values, allow_null=True))
    def get_audience(self, sheet: Sheet) -> str | None:
        return sheet.audience if self.context["writes"] else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_audience_departments(self, sheet: Sheet) -> list[str]:
        return codes_of(list(sheet.audience_departments.all())) if self.context["writes"] else []


class InformationVersionOut(Out):
    always = "number"
    number = serializers.IntegerField()
    titles = Languages(source="title")
    bodies = Languages(source="body")
    columns = a_line()
    rows = serializers.ListField(child=a_line())
    file = FileOut(allow_null=True)
    at = Moment()
    by = PersonOut(allow_null=True)


class InformationIn(In):
    """Promised to be refreshed `every` so many days of `unit`. `file`: the id of an upload, `owner`: an address."""

    titles = Texts(most=120)
    bodies = Texts(most=20_000, required=False)
    kind = serializers.ChoiceField(choices=Sheet.Kind.values, required=False)
    columns = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_CELL, allow_blank=True), required=False, max_length=MOST_COLUMNS
    )
    rows = serializers.ListField(
        child=serializers.ListField(
            child=serializers.CharField(max_length=LONGEST_CELL, allow_blank=True), max_length=MOST_COLUMNS
        ),
        required=False,
        max_length=MOST_ROWS,
    )
    file = serializers.UUIDField(required=False, allow_null=True)
    audience = serializers.ChoiceField(choices=Sheet.Audience.values, required=False)
    audience_departments = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, max_length=500
    )
    owner = serializers.CharField(max_length=254, required=False)
    every = serializers.IntegerField(min_value=1, max_value=400, required=False, allow_null=True)
    unit = serializers.ChoiceField(choices=Sheet.Unit.values, required=False)
    quietly = serializers.BooleanField(required=False)


class NewInformationIn(InformationIn):
    """`quietly` says nothing of what is new."""

    department = serializers.CharField(max_length=100)
