"""What this app does when a request changes: it writes down who is to be told."""

from __future__ import annotations

from typing import Any

from .models import RequestEvent, ServiceRequest
from .notifications import rules, wording

wording.register_all()


def on_transition(sender: type, request: ServiceRequest, event: RequestEvent, **kwargs: Any) -> None:
    rules.tell(request, event)
