"""Bodies of calls as checked values, and the version that a call was written for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request

from requests_app.transitions import StaleForm

from .problems import Problem
from .shapes import Plain


class In(Plain):
    """A body. Members that nobody reads are refused: a word written wrong would be lost without a sound."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            message = ErrorDetail(_("There is no such field here."), "unknown")
            raise serializers.ValidationError({str(name): [message] for name in unknown})
        return super().to_internal_value(data)


class Texts(serializers.DictField):
    """A text by language; empty ones are left out."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(child=serializers.CharField(max_length=most, allow_blank=True), **options)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        found: dict[str, str] = super().to_internal_value(data)
        if unknown := sorted(set(found) - set(dict(settings.LANGUAGES))):
            known = ", ".join(dict(settings.LANGUAGES))
            raise serializers.ValidationError(_("Known are: %(known)s.") % {"known": known}, unknown[0])
        return {code: text for code, text in found.items() if text}


def read(request: Request, shape: type[In], *, partial: bool = False) -> dict[str, Any]:
    """The members of the body; with `partial` only those that came. Raises what the handler of problems tells."""
    body = shape(data=request.data or {})
    if partial:
        # Not DRF's own `partial`: that would leave out members of what lies inside as well.
        for field in body.fields.values():
            field.required, field.default = False, serializers.empty
    body.is_valid(raise_exception=True)
    found: dict[str, Any] = body.validated_data
    return found


def is_exactly(request: Request, etag: str) -> bool:
    """Whether the caller names this very version in If-Match; False for `*`, which is any.

    Raises Problem without the header, and StaleForm where it names another one.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise Problem("precondition_required")
    if header == "*":
        return False
    if etag not in [one.strip() for one in header.split(",")]:
        raise StaleForm
    return True
