"""What this app does when others change something: it marks the days to be counted again."""

from __future__ import annotations

from typing import Any

from dashboards import marks
from requests_app.models import Department, RequestEvent, ServiceRequest
from requests_app.states import ABOUT_KEEPING
from sla.models import Clock
from surveys.models import Rating


def on_transition(sender: type, request: ServiceRequest, event: RequestEvent, **kwargs: Any) -> None:
    if event.verb not in ABOUT_KEEPING:
        marks.mark_transition(request, event)


def on_clocks_changed(sender: type, clocks: list[Clock], **kwargs: Any) -> None:
    marks.mark_filed({clock.request_id for clock in clocks})


def on_rating_saved(sender: type, rating: Rating, request: ServiceRequest, **kwargs: Any) -> None:
    marks.mark_rating(rating, request)


def on_zone_changed(sender: type, department: Department, **kwargs: Any) -> None:
    marks.mark_all(department)
