"""A request on its way to a rating."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from requests_app import transitions
from requests_app.models import Service, ServiceRequest, User
from surveys.models import Invitation
from tests.conftest import Travel
from tests.make import make_request

Finished = Callable[..., ServiceRequest]


@pytest.fixture
def finish(olga: User) -> Callable[[ServiceRequest], ServiceRequest]:
    """Olga takes the request and says that it is done."""

    def done(request: ServiceRequest, by: User = olga) -> ServiceRequest:
        request = transitions.assign(request, to=by, by=by)
        return transitions.resolve(request, "Two laptops are on your desks.", by=by)

    return done


@pytest.fixture
def resolved_request(
    laptop: Service, li_wei: User, travel: Travel, finish: Callable[[ServiceRequest], ServiceRequest]
) -> ServiceRequest:
    """Li Wei's request to IT, done by Olga on 11 June at 10:00."""
    travel("2026-06-11 10:00")
    return finish(make_request(laptop, li_wei))


@pytest.fixture
def invitation(resolved_request: ServiceRequest, li_wei: User, django_capture_on_commit_callbacks: Any) -> Invitation:
    """Li Wei has confirmed it and is asked how it was."""
    with django_capture_on_commit_callbacks(execute=True):
        transitions.confirm(resolved_request, by=li_wei)
    return Invitation.objects.get(request=resolved_request)
