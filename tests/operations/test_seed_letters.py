"""The demo's mailbox is off, and its letters show every state an admin may meet."""

from __future__ import annotations

from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client

from operations.seed import letters
from requests_app import clock
from requests_app.mailbox import fetching, processing
from requests_app.models import Department, IncomingMail, Mailbox, Service, ServiceRequest, User
from tests.conftest import SignedIn


@pytest.fixture
def world(it: Department, laptop: Service, laptop_request: ServiceRequest, li_wei: User, olga: User) -> Any:
    people = dict.fromkeys(("anna.orlova", "olga.petrova", "chen.yu"), olga) | {"li.wei": li_wei}
    return SimpleNamespace(
        now=clock.now(),
        departments={"it": it},
        staff=SimpleNamespace(cast=people),
        offer=lambda _department, _service: SimpleNamespace(service=laptop),
    )


@pytest.fixture
def admin(ada: User, sign_in: SignedIn) -> Client:
    return sign_in(ada)


def test_they_are_shown_with_reasons_and_nothing_is_asked_or_sent(world: Any, admin: Client) -> None:
    letters.bring(world)
    assert not Mailbox.objects.active().exists()
    assert (fetching.fetch_all(), processing.process_due()) == (0, 0)
    assert not outbox.outbox
    page = admin.get("/administration/letters/").content.decode()
    assert "The mail server does not vouch for its sender." in page
    assert "Addresses at which nothing arrives" in page
    done = admin.get("/administration/letters/?state=done").content.decode()
    for outcome in ("filed", "said", "asked", "ignored", "bounce", "refused"):
        assert str(IncomingMail.Outcome(outcome).label) in unescape(done)


def test_the_service_does_not_name_an_address_that_is_not_there(world: Any, admin: Client) -> None:
    letters.bring(world)
    assert letters.ADDRESS not in admin.get("/services/it/laptop/").content.decode()
