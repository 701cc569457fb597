"""How things look in answers: the pieces every shape is made of."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

if TYPE_CHECKING:
    Plain = serializers.Serializer[Any]
    Any_ = serializers.Field[Any, Any, Any, Any]
else:
    Plain, Any_ = serializers.Serializer, serializers.Field


class Moment(serializers.DateTimeField):
    """In UTC, whatever the reader's zone is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=UTC, **options)


class Out(Plain):
    """Something the API tells. The field named by `always` comes even where the caller chose other `fields`."""

    always = "id"

    def to_representation(self, instance: Any) -> dict[str, Any]:
        wanted = self.context.get("fields")
        # Only the outermost shape: what lies inside another one is whole.
        if wanted is not None and self.root in (self, self.parent):
            for name in set(self.fields) - wanted:
                self.fields.pop(name)
        told: dict[str, Any] = super().to_representation(instance)
        return told


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}, "example": {"en": "Laptop"}})
class Languages(Any_):
    """A text that admins write, in every language there is of it."""

    def to_representation(self, value: Any) -> dict[str, str]:
        return {code: text for code, text in dict(value).items() if text}

    def to_internal_value(self, data: Any) -> dict[str, str]:
        known = dict(settings.LANGUAGES)
        if not isinstance(data, dict) or set(data) - set(known) or not all(isinstance(v, str) for v in data.values()):
            raise serializers.ValidationError(f"{{language: text}}, {', '.join(known)}")
        return data


@extend_schema_field(OpenApiTypes.ANY)
class Json(Any_):
    """Whatever JSON it is."""

    def to_representation(self, value: Any) -> Any:
        return value

    def to_internal_value(self, data: Any) -> Any:
        return data


class PersonOut(Out):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="display_name")
    email = serializers.CharField()
    is_service_account = serializers.BooleanField()


class DepartmentRef(Out):
    always = "code"
    code = serializers.CharField()
    name = serializers.CharField(source="__str__")


class ServiceRef(Out):
    always = "code"
    department = serializers.CharField(source="provider.code")
    code = serializers.CharField()
    name = serializers.CharField(source="__str__")
