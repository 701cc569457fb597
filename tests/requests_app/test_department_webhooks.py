"""A department's program hears what happens to its requests: signed, tried again, never of what is confidential."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from requests_app import transitions, webhooks
from requests_app.models import (
    ConfigurationChange,
    Delivery,
    Department,
    DepartmentCall,
    DepartmentHook,
    Service,
    ServiceRequest,
    User,
    WebhookHost,
)
from requests_app.tasks import call_departments
from tests.conftest import SignedIn, Travel
from tests.make import make_request, utc
from tests.requests_app.test_webhooks import Receiver

MORNING = utc(2026, 6, 11, 9)
HERE = "/team/it/webhook/"
State = Delivery.State


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    server = Receiver()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def address(receiver: Receiver, travel: Travel, db: None) -> str:
    travel(MORNING)
    WebhookHost.objects.create(name="127.0.0.1")
    return f"http://127.0.0.1:{receiver.server_port}/in"


@pytest.fixture
def manager(maria: User, sign_in: SignedIn) -> Client:
    return sign_in(maria)


@pytest.fixture
def hook(manager: Client, address: str, it: Department) -> DepartmentHook:
    assert manager.post(HERE, {"url": address})["Location"] == HERE
    return DepartmentHook.objects.get()


def verbs(receiver: Receiver) -> list[str]:
    return [json.loads(body)["event"]["verb"] for _headers, body in receiver.got]


class TestCalling:
    def test_every_change_is_told_once_and_signed(
        self, hook: DepartmentHook, receiver: Receiver, laptop: Service, li_wei: User, olga: User
    ) -> None:
        ticket = make_request(laptop, li_wei)
        transitions.start(ticket, by=olga)
        assert call_departments() == 2
        assert call_departments() == 0
        assert verbs(receiver) == ["submitted", "started"]
        headers, body = receiver.got[1]
        told = json.loads(body)
        assert told["department"] == "it"
        assert (told["event"]["request"], told["event"]["by"]) == (ticket.pk, "Olga Petrova")
        assert told["event"]["url"].endswith(f"/requests/{ticket.pk}/")
        at = int(headers["X-Counterpart-Timestamp"])
        assert headers["X-Counterpart-Signature"] == f"v1={webhooks.signature(hook.secret, at, body)}"

    def test_neither_words_nor_notes_nor_confidential_nor_earlier_nor_imported_ones(
        self, hook: DepartmentHook, receiver: Receiver, laptop: Service, li_wei: User, olga: User, travel: Travel
    ) -> None:
        travel(MORNING - timedelta(days=1))
        make_request(laptop, li_wei)
        travel(MORNING)
        ticket = make_request(laptop, li_wei, description="My back hurts")
        transitions.reply(ticket, "Among us", internal=True, by=olga)
        transitions.reply(ticket, "For all to read", by=olga)
        ServiceRequest.objects.filter(pk=make_request(laptop, li_wei).pk).update(is_live=False)
        call_departments()
        assert verbs(receiver) == ["submitted", "replied"]
        assert not [body for _headers, body in receiver.got if b"hurts" in body or b"to read" in body]
        Service.objects.filter(pk=laptop.pk).update(is_confidential=True)
        transitions.reply(ticket, "Secret by now", by=olga)
        assert call_departments() == 0

    def test_others_hear_nothing_and_a_handover_is_told_to_both_sides(
        self, hook: DepartmentHook, receiver: Receiver, laptop_request: ServiceRequest, finance: Department, olga: User
    ) -> None:
        transitions.hand_over(laptop_request, finance, "Theirs", by=olga)
        transitions.reply(laptop_request, "Is it yours?", by=olga)
        call_departments()
        assert verbs(receiver)[-1] == "handed_over"

    def test_a_line_that_was_committed_late_is_found(
        self, hook: DepartmentHook, receiver: Receiver, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        travel(MORNING + timedelta(minutes=10))
        assert call_departments() == 0
        make_request(laptop, li_wei, now=MORNING + timedelta(minutes=5))
        assert call_departments() == 1

    def test_what_is_not_taken_is_tried_again_and_given_up_after_a_day(
        self, hook: DepartmentHook, receiver: Receiver, laptop: Service, li_wei: User, olga: User, travel: Travel
    ) -> None:
        receiver.status = 500
        transitions.start(make_request(laptop, li_wei), by=olga)
        assert call_departments() == 0
        assert len(receiver.got) == 1, "the second line waits with the first"
        travel(MORNING + timedelta(minutes=2))
        call_departments()
        assert len(receiver.got) == 2
        travel(MORNING + timedelta(hours=25))
        call_departments()
        travel(MORNING + timedelta(hours=27))
        call_departments()
        assert set(DepartmentCall.objects.values_list("state", flat=True)) == {State.DEAD}

    def test_gone_for_good_is_given_up_at_once(
        self, hook: DepartmentHook, receiver: Receiver, laptop: Service, li_wei: User
    ) -> None:
        receiver.status = 410
        make_request(laptop, li_wei)
        call_departments()
        assert DepartmentCall.objects.get().state == State.DEAD

    def test_the_address_is_looked_at_when_it_is_called(
        self, hook: DepartmentHook, receiver: Receiver, laptop: Service, li_wei: User, settings: Settings
    ) -> None:
        make_request(laptop, li_wei)
        settings.WEBHOOK_NETWORKS = []
        assert call_departments() == 0
        assert DepartmentCall.objects.get().error.startswith("NotAllowed")


class TestThePage:
    def given_up(self, laptop: Service, li_wei: User, receiver: Receiver) -> None:
        receiver.status = 410
        make_request(laptop, li_wei)
        call_departments()
        receiver.status = 200

    def test_what_was_given_up_is_sent_again(
        self, hook: DepartmentHook, receiver: Receiver, manager: Client, laptop: Service, li_wei: User
    ) -> None:
        self.given_up(laptop, li_wei, receiver)
        assert "gone for good" in manager.get(HERE).content.decode()
        manager.post(f"{HERE}resending/")
        assert call_departments() == 1
        assert DepartmentCall.objects.get().state == State.SENT

    def test_or_thrown_away(
        self, hook: DepartmentHook, receiver: Receiver, manager: Client, laptop: Service, li_wei: User
    ) -> None:
        self.given_up(laptop, li_wei, receiver)
        manager.post(f"{HERE}discarding/")
        assert call_departments() == 0
        assert DepartmentCall.objects.get().state == State.DROPPED

    def test_it_is_tried_renewed_and_removed_and_each_change_is_kept_without_the_secret(
        self, hook: DepartmentHook, receiver: Receiver, manager: Client, address: str, maria: User
    ) -> None:
        manager.post(f"{HERE}test/")
        assert json.loads(receiver.got[0][1])["kind"] == "test"
        manager.post(f"{HERE}secret/")
        secret = DepartmentHook.objects.get().secret
        assert secret != hook.secret
        manager.post(HERE, {"url": f"{address}/new"})
        manager.post(f"{HERE}removal/")
        assert not DepartmentHook.objects.exists()
        rows = ConfigurationChange.objects.filter(kind="department_hook").order_by("pk")
        assert [row.action for row in rows] == ["created", "changed", "changed", "removed"]
        assert {row.by for row in rows} == {maria}
        assert secret not in json.dumps([row.changes for row in rows])

    def test_an_address_inside_or_on_another_host_is_refused(self, manager: Client, address: str) -> None:
        for url in ("http://localhost/x", "https://example.com/", "ftp://127.0.0.1/"):
            assert manager.post(HERE, {"url": url}).status_code == 422

    def test_nobody_else_sees_it(self, hook: DepartmentHook, olga: User, anna: User, ada: User, sign_in: Any) -> None:
        assert sign_in(olga).get(HERE).status_code == 404
        assert sign_in(anna).get(HERE).status_code == 404
        assert sign_in(ada).get(HERE).status_code == 200
