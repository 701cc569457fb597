"""The description of the API in OpenAPI 3.1: what every operation has in common, said once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import override
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from . import paging, problems
from .repeating import HEADER, LONGEST
from .shapes import Out, Plain

Method = TypeVar("Method", bound=Callable[..., Any])
DESCRIPTION = """The portal's verbs and lists for programs.

Send `Authorization: Bearer <token>`; make a token under “Account › API tokens”. Moments are UTC, durations seconds.
What is not yours is answered with 404. Errors are problem details (RFC 9457) with a stable `code`."""


class FieldErrorOut(Plain):
    """`field` is a path such as `answers.model`, empty for the whole; `message` is in the caller's language."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemOut(Plain):
    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.ChoiceField(choices=sorted(problems.KNOWN))
    detail = serializers.CharField(required=False)
    errors = FieldErrorOut(many=True, required=False)  # type: ignore[assignment]


# What each status means, for whoever reads the description.
STATUSES = {
    400: "The call cannot be understood.",
    401: "Not signed in, or the token is no good.",
    403: "Seen, but no right; or the token's scope is too small.",
    404: "There is no such thing, or it is not yours.",
    406: "The API speaks JSON only.",
    409: "It does not fit the state things are in.",
    412: "Somebody changed it since it was read.",
    413: "Too large.",
    415: "Another kind of body.",
    422: "Some of it does not fit; `errors` says what.",
    428: "If-Match is missing.",
    429: "Too many calls; `Retry-After` says how long to wait.",
}
ALWAYS = (401, 403, 404, 406, 422, 429)
WRITING = (400, 409, 413, 415)

CURSOR = OpenApiParameter("cursor", str, description="Where the page begins: from `next` of the page before.")
LIMIT = OpenApiParameter(
    "limit", {"type": "integer", "minimum": 1, "maximum": paging.MOST, "default": paging.USUAL}, description="Rows."
)
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag that was read, or `*`."
)
KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="The same call with the same key is done once, and answered the same for 24 hours.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What differs between operations. `answer`: the shape of it, None for nothing, or a media type for a file."""

    id: str
    summary: str
    tag: str
    answer: Any = None
    body: Any = None
    status: int = 200
    paged: bool = False
    guarded: bool = False
    writes: bool = False
    # The verb may take it out of the caller's sight: then there is nothing to tell.
    may_vanish: bool = False
    # Parameters of the query that take one of some words, and those that take any.
    chooses: Mapping[str, Sequence[str]] = field(default_factory=dict)
    asks: Mapping[str, str] = field(default_factory=dict)
    parameters: Sequence[OpenApiParameter] = ()
    description: str = ""

    def statuses(self) -> set[int]:
        found = set(ALWAYS) | (set(WRITING) if self.writes or self.body is not None else set())
        return found | ({412, 428} if self.guarded else set())


def operation(told: Operation) -> Callable[[Method], Method]:
    """Describes one method of a view."""
    shape = told.answer
    parameters = [*told.parameters, *(_choice(name, words) for name, words in told.chooses.items())]
    parameters += [OpenApiParameter(name, str, description=text) for name, text in told.asks.items()]
    if told.paged:
        parameters += [CURSOR, LIMIT]
    if isinstance(shape, type) and issubclass(shape, Out):
        parameters.append(_fields_of(shape))
    if told.writes:
        parameters.append(KEY)
    if told.guarded:
        parameters.append(IF_MATCH)
    answers: dict[Any, Any] = {told.status: _answer(told)}
    if told.may_vanish:
        answers[204] = OpenApiResponse(description="Done, and no longer the caller's to see.")
    for status in told.statuses():
        answers[(status, problems.MEDIA_TYPE)] = OpenApiResponse(ProblemOut, STATUSES[status])
    return extend_schema(
        operation_id=told.id,
        summary=told.summary,
        description=told.description or told.summary,
        tags=[told.tag],
        parameters=parameters,
        request=told.body,
        responses=answers,
    )


def _choice(name: str, words: Sequence[str]) -> OpenApiParameter:
    return OpenApiParameter(name, str, enum=words, description=f"{words[0]} unless said.")


def _fields_of(shape: type[Out]) -> OpenApiParameter:
    names = ", ".join(shape().fields)
    return OpenApiParameter("fields", str, description=f"Only these, with commas between them: {names}.")


def _answer(told: Operation) -> Any:
    if told.answer is None:
        return OpenApiResponse(description="Done; no content.")
    if told.answer == OpenApiTypes.BINARY:
        return OpenApiResponse(OpenApiTypes.BINARY, "The content, as it was sent.")
    return page_of(told.answer) if told.paged else told.answer


@cache
def page_of(shape: type[Out]) -> type[Plain]:
    """The envelope of a list."""
    name = shape.__name__.removesuffix("Out")
    members = {
        "results": shape(many=True),
        "next": serializers.URLField(allow_null=True),
    }
    return type(f"{name}PageOut", (Plain,), members)


class Description(AutoSchema):
    """Names components as callers know them: `Request`, not `RequestOut`."""

    def _get_serializer_name(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> str:
        return str(super()._get_serializer_name(serializer, direction, bypass_extensions)).removesuffix("Out")


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "requests_app.api.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "requests_app.api.authentication.PortalSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


def only_keys_are_certain(result: dict[str, Any], generator: Any, **kwargs: Any) -> dict[str, Any]:
    """With `fields` anything but the key may be missing, so nothing else is promised."""
    schemas = result.get("components", {}).get("schemas", {})
    for shape in _shapes(Out):
        found = schemas.get(shape.__name__.removesuffix("Out"))
        if found and "required" in found:
            found["required"] = [name for name in found["required"] if name == shape.always]
            if not found["required"]:
                del found["required"]
    return result


def _shapes(of: type[Out]) -> list[type[Out]]:
    return [of, *(deeper for one in of.__subclasses__() for deeper in _shapes(one))]


@cache
def whole() -> dict[str, Any]:
    """The description, made once a process."""
    with override("en"):
        found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found
