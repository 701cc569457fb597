"""What the tests of clocks share: IT promises an answer within 2 hours and a result within 8, round the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from requests_app.models import Department, Service, ServiceRequest, User
from sla.models import Clock, ClockEvent, ServiceStandard
from tests.make import make_request, make_standard, utc

File = Callable[..., ServiceRequest]
NINE = utc(2026, 6, 8, 9)  # a Monday


@pytest.fixture
def standard(it: Department) -> ServiceStandard:
    return make_standard(it)


@pytest.fixture
def filed(standard: ServiceStandard, laptop: Service, li_wei: User) -> ServiceRequest:
    """Li Wei's request to IT, filed on Monday 8 June 2026 at 09:00 UTC."""
    return make_request(laptop, li_wei, now=NINE)


def at(hour: int, minute: int = 0, second: int = 0, *, day: int = 8) -> datetime:
    """A moment on that Monday, or on another day of June 2026."""
    return utc(2026, 6, day, hour, minute, second)


def answer_clock(request: ServiceRequest) -> Clock:
    return request.clocks.get(metric="first_response")


def done_clock(request: ServiceRequest) -> Clock:
    return request.clocks.order_by("-cycle").filter(metric="resolution")[0]


def events_of(clock: Clock) -> list[tuple[str, str, datetime]]:
    """(step, kind, occurred) in the order in which they occurred."""
    found = ClockEvent.objects.filter(clock=clock).order_by("epoch", "occurred_at", "id")
    return list(found.values_list("step", "kind", "occurred_at"))
