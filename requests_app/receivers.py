"""What this app does when a request changes: it writes down who is to be told, and open pages hear of it."""

from __future__ import annotations

from typing import Any

from . import live
from .hooks import noting
from .models import RequestEvent, ServiceRequest
from .notifications import rules, wording

wording.register_all()


def on_transition(sender: type, request: ServiceRequest, event: RequestEvent, **kwargs: Any) -> None:
    rules.tell(request, event)
    if request.is_live:
        live.touch_for(request, event)
        noting.wake_on_commit()
