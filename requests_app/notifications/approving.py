"""Who is told what about approvals: who decides next, who no longer has to, and whoever waited for the end of it."""

from __future__ import annotations

from typing import Any

from requests_app.models import RequestEvent, ServiceRequest, User
from requests_app.states import Status


def _named(event: RequestEvent, *keys: str) -> list[User]:
    """The people the first of these keys names that says something."""
    found: Any = next((event.data[key] for key in keys if event.data.get(key)), [])
    return list(User.objects.filter(pk__in=found if isinstance(found, list) else [found])) if found else []


def approvers(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return _named(event, "approvers", "approver")


def next_approvers(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return _named(event, "next")


def relieved(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """Whom somebody else's decision saved theirs."""
    return _named(event, "others")


def stand_in(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return _named(event, "stand_in")


def is_over(event: RequestEvent) -> bool:
    """Did this voice end the round? While one is open, the request is on hold."""
    return event.new_status != Status.ON_HOLD


def wanted_approval(request: ServiceRequest, event: RequestEvent) -> list[User]:
    """Who asked for it, and who goes on with the work now."""
    if not is_over(event):
        return []
    working = [request.assignee] if request.assignee and request.assignee.is_active else []
    return [*_named(event, "asked_by"), *working]


def params_of(event: RequestEvent) -> dict[str, Any]:
    """Of a stand-in's news: for whom, and until which day."""
    if "for_name" not in event.data:
        return {}
    return {"absent": event.data["for_name"], "until_day": event.data["until"]}
