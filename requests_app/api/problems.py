"""What went wrong, as RFC 9457 problem details: a stable code for programs, sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import PermissionDenied as NotAllowed
from django.forms import BaseForm
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response

from requests_app import tracing
from requests_app.states import IllegalMove
from requests_app.transitions import Refused, StaleForm

MEDIA_TYPE = "application/problem+json"
NOT_UNDERSTOOD = gettext_lazy("The call cannot be understood")

# Code: status, and what it means. Codes never change their meaning; new ones may come.
KNOWN: dict[str, tuple[int, str | LazyText]] = {
    "malformed": (400, NOT_UNDERSTOOD),
    "not_authenticated": (401, gettext_lazy("Sign in, or send a token")),
    "token_unknown": (401, gettext_lazy("This token is not known")),
    "token_expired": (401, gettext_lazy("This token has expired")),
    "token_revoked": (401, gettext_lazy("This token was revoked")),
    "forbidden": (403, gettext_lazy("You may see this, but not do it")),
    "scope_missing": (403, gettext_lazy("The token is not made for this")),
    "csrf_failed": (403, gettext_lazy("The page was open for too long")),
    "not_found": (404, gettext_lazy("There is no such thing, or it is not yours")),
    "method_not_allowed": (405, gettext_lazy("This address does not take this method")),
    "not_acceptable": (406, gettext_lazy("The API speaks JSON only")),
    "illegal_move": (409, gettext_lazy("This does not fit the state the request is in")),
    "in_progress": (409, gettext_lazy("The same call is being worked on")),
    "stale": (412, gettext_lazy("Somebody changed it since you read it")),
    "too_large": (413, gettext_lazy("This is too large")),
    "unsupported_media_type": (415, gettext_lazy("A body of this kind is not taken here")),
    "invalid": (422, gettext_lazy("Some of it does not fit")),
    "refused": (422, gettext_lazy("This is not possible")),
    "key_reused": (422, gettext_lazy("This key was used for another call")),
    "precondition_required": (428, gettext_lazy("Say which version you read")),
    "rate_limited": (429, gettext_lazy("Too many calls")),
    "internal": (500, gettext_lazy("Something went wrong on our side")),
    "unavailable": (503, gettext_lazy("The portal is not available for the moment")),
}
OF_FRAMEWORK = {
    exceptions.ParseError: "malformed",
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.PermissionDenied: "forbidden",
    NotAllowed: "forbidden",
    exceptions.NotFound: "not_found",
    Http404: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "rate_limited",
    IllegalMove: "illegal_move",
    StaleForm: "stale",
    RequestDataTooBig: "too_large",
    BadRequest: "malformed",
    SuspiciousOperation: "malformed",
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """`field` is a path such as `answers.model`, empty for what concerns the whole."""

    field: str
    code: str
    message: str


class Problem(Exception):
    """Raise it anywhere below a view of the API. `detail` is translated and made for people."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.errors, self.headers = code, detail, list(errors), dict(headers or {})


def unfit(field: str, message: str, code: str = "invalid") -> Problem:
    """One field, parameter or header does not fit."""
    return Problem("invalid", errors=[FieldError(field, code, message)])


def of_form(form: BaseForm, names: Mapping[str, str] | None = None) -> Problem:
    """What a form has against what was sent; `names`: fields that the API calls otherwise."""
    errors = [
        FieldError("" if name == "__all__" else (names or {}).get(name, name), one.code or "invalid", text)
        for name, found in form.errors.as_data().items()
        for one in found
        for text in one.messages
    ]
    return Problem("invalid", errors=errors)


def told(problem: Problem) -> dict[str, Any]:
    """The members of the answer."""
    status, title = KNOWN[problem.code]
    body: dict[str, Any] = {
        "type": f"/api/v1/docs/#problem-{problem.code}",
        "title": str(title),
        "status": status,
        "code": problem.code,
    }
    if problem.detail:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = [asdict(one) for one in problem.errors]
    return body


def handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler; None for what nobody foresaw, which Django logs and answers with 500."""
    problem = as_problem(exc)
    if problem is None:
        return None
    return Response(told(problem), KNOWN[problem.code][0], headers=problem.headers, content_type=MEDIA_TYPE)


def as_problem(exc: Exception) -> Problem | None:
    if isinstance(exc, Problem):
        return exc
    if isinstance(exc, Refused):
        return Problem("refused", str(exc))
    if isinstance(exc, exceptions.ValidationError):
        return Problem("invalid", errors=list(_flat(exc.get_full_details())))
    code = next((code for kind, code in OF_FRAMEWORK.items() if isinstance(exc, kind)), None)
    if code is None:
        return None
    return Problem(code, _detail(exc, code), headers=_headers(exc))


def _detail(exc: Exception, code: str) -> str:
    if code == "stale":
        return _("Read it again, and decide anew. Nothing was changed.")
    return str(exc.detail) if code == "malformed" and isinstance(exc, exceptions.APIException) else ""


def _headers(exc: Exception) -> dict[str, str]:
    headers = {}
    if found := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = found
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def _flat(found: Any, path: str = "") -> Iterator[FieldError]:
    """DRF's nested errors as a list, each with its path."""
    if isinstance(found, Mapping) and "message" in found and "code" in found:
        yield FieldError(path, str(found["code"]), str(found["message"]))
    elif isinstance(found, Mapping):
        for name, inner in found.items():
            yield from _flat(inner, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
    else:
        for number, inner in enumerate(found):
            is_leaf = isinstance(inner, Mapping) and "message" in inner and "code" in inner
            yield from _flat(inner, path if is_leaf else f"{path}.{number}".lstrip("."))


def as_page(code: str) -> HttpResponse:
    """For what never reached a view of the API: an address nobody answers, a server that failed.

    Of our own failures it tells the number under which the logs have them.
    """
    status, body = KNOWN[code][0], told(Problem(code))
    if status >= 500:
        body["request_id"] = tracing.current()
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
