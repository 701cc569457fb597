"""Standards as answers and as bodies."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app.api.reading import In, Texts
from requests_app.api.shapes import DepartmentRef, Languages, Moment, Out, PersonOut, Plain
from requests_app.states import OPEN
from sla.models import ServiceStandard, StandardTarget
from sla.proposals import PROMISED_AHEAD
from sla.steps import Action, Condition, Step, Tell, check_code

METRICS = sorted(PROMISED_AHEAD)
LONGEST = 2**31 - 1  # seconds; what the column holds
MOST_ROWS = 100


class StepOut(Plain):
    """A rung of the ladder: `at` is `50%` of the target, `-1800` working seconds before it or `+3600` after it."""

    at = serializers.CharField(source="code")
    tell = serializers.ListField(child=serializers.ChoiceField(choices=[one.value for one in Tell]))
    action = serializers.ChoiceField(choices=[one.value for one in Action])
    condition = serializers.ChoiceField(choices=[one.value for one in Condition])


class TargetOut(Plain):
    """So much working time for one clock; `priority` null: for every one that has no target of its own."""

    clock = serializers.ChoiceField(choices=METRICS, source="metric")
    priority = serializers.IntegerField(allow_null=True)
    seconds = serializers.IntegerField()
    steps = serializers.SerializerMethodField()

    @extend_schema_field(StepOut(many=True))
    def get_steps(self, target: StandardTarget) -> list[dict[str, Any]]:
        return [StepOut(Step.from_json(step)).data for step in target.steps]


class PointOut(Plain):
    key = serializers.CharField()
    text = Languages()


class VersionRef(Plain):
    id = serializers.IntegerField(source="pk")
    version = serializers.IntegerField(source="number")
    state = serializers.ChoiceField(choices=ServiceStandard.State.values)
    in_force_from = Moment(allow_null=True)
    in_force_until = Moment(allow_null=True)


class StandardRowOut(Out):
    """A version of a standard. Null in `service`, `requester_department` and `priority` is “every”."""

    id = serializers.IntegerField(source="pk")
    version = serializers.IntegerField(source="number")
    state = serializers.ChoiceField(choices=ServiceStandard.State.values)
    name = serializers.CharField(source="__str__")
    names = Languages(source="name")
    pledge = Languages()
    department = DepartmentRef()
    service = serializers.CharField(source="service.code", default=None, allow_null=True)
    requester_department = serializers.CharField(source="requester_department.code", default=None, allow_null=True)
    priority = serializers.IntegerField(allow_null=True)
    calendar = serializers.CharField(source="calendar.code")
    in_force_from = Moment(allow_null=True)
    in_force_until = Moment(allow_null=True)
    targets = TargetOut(source="targets.all", many=True)


class StandardDetailOut(StandardRowOut):
    """All of it. `versions`: every one of this standard that the caller may see, newest first."""

    pause_statuses = serializers.ListField(child=serializers.CharField())
    reopening = serializers.ChoiceField(choices=ServiceStandard.Reopening.values)
    checklist = PointOut(many=True)
    checked_by_another = serializers.BooleanField()
    created_by = PersonOut(allow_null=True)
    published_by = PersonOut(allow_null=True)
    published_at = Moment(allow_null=True)
    handed_over_at = Moment(source="ready_at", allow_null=True)
    versions = serializers.SerializerMethodField()

    @extend_schema_field(VersionRef(many=True))
    def get_versions(self, standard: ServiceStandard) -> list[dict[str, Any]]:
        return [VersionRef(one).data for one in self.context["versions"]]


class StepIn(In):
    at = serializers.CharField(max_length=12)
    tell = serializers.ListField(
        child=serializers.ChoiceField(choices=[one.value for one in Tell]), required=False, default=list
    )
    action = serializers.ChoiceField(choices=[one.value for one in Action], required=False, default="")
    condition = serializers.ChoiceField(choices=[one.value for one in Condition], required=False, default="")

    def validate_at(self, code: str) -> str:
        try:
            check_code(code)
        except ValueError:
            message = _("A step lies at 1 to 1000 per cent of the target, or some time before or after it.")
            raise serializers.ValidationError(message) from None
        return code

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["tell"] and not attrs["action"]:
            raise serializers.ValidationError(_("Say who is told, or what is done."))
        return attrs


class TargetIn(In):
    clock = serializers.ChoiceField(choices=METRICS)
    priority = serializers.IntegerField(min_value=1, max_value=4, allow_null=True, required=False, default=None)
    seconds = serializers.IntegerField(min_value=1, max_value=LONGEST)
    steps = StepIn(many=True, required=False, default=list, max_length=MOST_ROWS)  # type: ignore[call-arg]


class PointIn(In):
    """Without a key the point is a new one."""

    key = serializers.SlugField(max_length=40, required=False)
    text = Texts(most=200)

    def validate_text(self, texts: dict[str, str]) -> dict[str, str]:
        return some(texts)


class StandardIn(In):
    """What a draft says. Departments, services and calendars are named by their codes."""

    department = serializers.CharField(max_length=100)
    service = serializers.CharField(max_length=100, allow_null=True, required=False)
    requester_department = serializers.CharField(max_length=100, allow_null=True, required=False)
    priority = serializers.IntegerField(min_value=1, max_value=4, allow_null=True, required=False)
    names = Texts(most=120)
    pledge = Texts(most=600, required=False)
    calendar = serializers.CharField(max_length=100)
    targets = TargetIn(many=True, max_length=MOST_ROWS)  # type: ignore[call-arg]
    pause_statuses = serializers.ListField(
        child=serializers.ChoiceField(choices=sorted(status.value for status in OPEN)), required=False
    )
    reopening = serializers.ChoiceField(choices=ServiceStandard.Reopening.values, required=False)
    checklist = PointIn(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    checked_by_another = serializers.BooleanField(required=False)

    def validate_names(self, texts: dict[str, str]) -> dict[str, str]:
        return some(texts)


def some(texts: dict[str, str]) -> dict[str, str]:
    """Refuse a text that is there in no language."""
    if not texts:
        raise serializers.ValidationError(_("Write it in one language at least."), "required")
    return texts


def etag_of(standard: ServiceStandard) -> str:
    """Changes with every saving of the draft, and with its state."""
    return f'"standard-{standard.pk}-{standard.edition}-{standard.state}"'
