"""One number for whatever one visit sets off: its lines in the logs, the jobs it asks for, what an error page tells.

The number comes from the proxy in front (X-Request-ID) or is made here, goes back with the answer, travels with jobs in
their message's head, and belongs to nobody: it says nothing about the person.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar, Token
from typing import Any
from uuid import uuid4

from celery import signals
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
# Nothing else goes into a line of a log: no line ends, no text of somebody's choosing.
ALLOWED = re.compile(r"[A-Za-z0-9._-]{8,64}")

_current: ContextVar[str] = ContextVar("request_id", default="")
_of_jobs: dict[str, Token[str]] = {}


def current() -> str:
    """Empty outside visits and jobs: a command, the start of a process."""
    return _current.get()


def checked(given: str) -> str:
    """What somebody sent, if it may be a number of ours; else a new one."""
    return given if ALLOWED.fullmatch(given) else uuid4().hex


class RequestIdMiddleware:
    """In front of everything else, so that whatever goes wrong behind it has its number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = checked(request.headers.get(HEADER, ""))
        token = _current.set(number)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response.headers[HEADER] = number
        return response


def _send_along(headers: dict[str, Any], **kwargs: Any) -> None:
    if number := current():
        headers["request_id"] = number


def _take_up(task_id: str, task: Any, **kwargs: Any) -> None:
    if not task.request.is_eager:
        _of_jobs[task_id] = _current.set(checked(str(task.request.get("request_id") or task_id)))


def _put_down(task_id: str, **kwargs: Any) -> None:
    if (token := _of_jobs.pop(task_id, None)) is not None:
        _current.reset(token)


def connect() -> None:
    """To Celery: a job speaks under the number of the visit that asked for it, or under its own."""
    signals.before_task_publish.connect(_send_along, dispatch_uid="tracing.send")
    signals.task_prerun.connect(_take_up, dispatch_uid="tracing.begin")
    signals.task_postrun.connect(_put_down, dispatch_uid="tracing.end")
