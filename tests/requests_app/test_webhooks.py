"""Another program is told: signed, in time, and never inside the company's own network."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address

import pytest
from pytest_django.fixtures import Settings

from requests_app import transitions, webhooks
from requests_app.models import ConfigurationChange, Delivery, Service, ServiceRequest, Told, User, Webhook, WebhookHost
from requests_app.notifications import delivery, muting, topics
from requests_app.notifications.delivery import deliver_due
from requests_app.webhooks.addresses import allows, is_outside
from tests.conftest import SignedIn, Travel
from tests.make import make_request, utc
from tests.requests_app.receivers import Receiver, running

MORNING = utc(2026, 6, 11, 9)
HERE = "/notifications/webhook/"


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def _clock(travel: Travel, monkeypatch: pytest.MonkeyPatch) -> None:
    travel(MORNING)
    monkeypatch.setattr(delivery, "JITTER", 0)


@pytest.fixture
def hook(receiver: Receiver, li_wei: User) -> Webhook:
    """Li Wei's program hears of his requests, and he gets no mail of them."""
    WebhookHost.objects.create(name="127.0.0.1")
    muting.choose(li_wei, topics.named(topics.MINE), Told.WEBHOOK, wanted=True)
    muting.choose(li_wei, topics.named(topics.MINE), Told.EMAIL, wanted=False)
    url = f"http://127.0.0.1:{receiver.server_port}/in?room=7"
    return Webhook.objects.create(person=li_wei, url=url, secret="s3cret", made_at=MORNING)


class TestSending:
    def test_news_arrive_signed_and_in_words(
        self, hook: Webhook, receiver: Receiver, laptop_request: ServiceRequest, olga: User
    ) -> None:
        transitions.ask(laptop_request, "Which cost centre?", by=olga)
        assert deliver_due() == 1
        [(headers, body)] = receiver.got
        timestamp = int(headers["X-Counterpart-Timestamp"])
        assert timestamp == MORNING.timestamp()
        assert headers["X-Counterpart-Signature"] == f"v1={webhooks.signature('s3cret', timestamp, body)}"
        [told] = json.loads(body)["news"]
        assert (told["kind"], told["topic"], told["request"]) == ("question", "mine", laptop_request.pk)
        assert told["quote"] == "Which cost centre?"
        assert told["url"].endswith(f"/requests/{laptop_request.pk}/")

    def test_they_wait_for_working_hours_and_come_together_like_mail(
        self, hook: Webhook, receiver: Receiver, laptop_request: ServiceRequest, olga: User, travel: Travel
    ) -> None:
        travel("2026-06-11 22:00")
        for text in ("One", "Two"):
            transitions.reply(laptop_request, text, by=olga)
        assert deliver_due() == 0
        travel("2026-06-12 09:00")
        assert deliver_due() == 1
        assert len(json.loads(receiver.got[0][1])["news"]) == 2

    def test_a_link_that_approves_without_signing_in_is_not_in_it(
        self, hook: Webhook, receiver: Receiver, laptop_request: ServiceRequest, li_wei: User, olga: User, anna: User
    ) -> None:
        Webhook.objects.create(person=anna, url=hook.url, secret="x", made_at=MORNING)
        muting.choose(anna, topics.named(topics.APPROVALS), Told.WEBHOOK, wanted=True)
        transitions.ask_approval(laptop_request, anna, "May they?", by=olga)
        deliver_due()
        assert receiver.got
        assert not any(b"by-mail" in body for _headers, body in receiver.got)

    @pytest.mark.parametrize(("status", "state"), [(500, "pending"), (302, "pending"), (404, "pending"), (410, "dead")])
    def test_what_is_not_taken_is_tried_again_unless_it_is_gone(
        self, hook: Webhook, receiver: Receiver, laptop_request: ServiceRequest, olga: User, status: int, state: str
    ) -> None:
        receiver.status = status
        transitions.reply(laptop_request, "Soon.", by=olga)
        assert deliver_due() == 0
        row = Delivery.objects.get()
        assert (row.state, len(receiver.got)) == (state, 1), "a redirect is not followed"
        assert str(status) in row.error

    def test_one_that_was_tried_again_says_that_it_is_the_same(
        self, hook: Webhook, receiver: Receiver, laptop_request: ServiceRequest, olga: User, travel: Travel
    ) -> None:
        receiver.status = 503
        transitions.reply(laptop_request, "Soon.", by=olga)
        deliver_due()
        receiver.status = 200
        travel(MORNING + timedelta(minutes=1))
        assert deliver_due() == 1
        assert len({headers["X-Counterpart-Delivery"] for headers, _body in receiver.got}) == 1

    def test_without_an_address_nothing_is_written_down(
        self, laptop_request: ServiceRequest, li_wei: User, olga: User
    ) -> None:
        muting.choose(li_wei, topics.named(topics.MINE), Told.WEBHOOK, wanted=True)
        transitions.reply(laptop_request, "Soon.", by=olga)
        assert not Delivery.objects.filter(channel="webhook").exists()


class TestWhereItMayGo:
    @pytest.mark.parametrize(
        "address",
        [
            *("127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
            *("::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "224.0.0.1", "ff02::1"),
        ],
    )
    def test_never_inside(self, address: str, settings: Settings) -> None:
        settings.WEBHOOK_NETWORKS = []
        assert not is_outside(ip_address(address))

    def test_into_a_network_that_the_installation_names(self, settings: Settings) -> None:
        settings.WEBHOOK_NETWORKS = ["10.1.0.0/16"]
        assert is_outside(ip_address("10.1.2.3"))
        assert not is_outside(ip_address("10.2.2.3"))
        assert is_outside(ip_address("93.184.215.14"))

    def test_the_address_is_looked_at_again_when_it_is_called(
        self, hook: Webhook, receiver: Receiver, laptop_request: ServiceRequest, olga: User, settings: Settings
    ) -> None:
        settings.WEBHOOK_NETWORKS = ["10.1.0.0/16"]
        transitions.reply(laptop_request, "Soon.", by=olga)
        assert deliver_due() == 0
        assert receiver.got == []
        assert Delivery.objects.get().state == Delivery.State.DEAD

    @pytest.mark.parametrize(
        ("rule", "host", "allowed"),
        [
            ("hooks.example.com", "hooks.example.com", True),
            ("hooks.example.com", "HOOKS.example.com.", True),
            ("hooks.example.com", "x.hooks.example.com", False),
            ("*.example.com", "a.b.example.com", True),
            ("*.example.com", "example.com", False),
            ("*.example.com", "evilexample.com", False),
        ],
    )
    def test_to_hosts_that_a_rule_names(self, rule: str, host: str, allowed: bool) -> None:
        assert allows(rule, host) == allowed

    @pytest.mark.parametrize(
        "url",
        [
            *("http://hooks.example.com/", "https://other.example.com/", "https://me:secret@hooks.example.com/"),
            *("ftp://hooks.example.com/", "https://hooks.example.com:0/", "https://[::1]/", "nonsense"),
        ],
    )
    def test_what_is_not_allowed_cannot_be_entered(self, url: str, li_wei: User, sign_in: SignedIn) -> None:
        WebhookHost.objects.create(name="hooks.example.com")
        assert sign_in(li_wei).post(HERE, {"url": url}).status_code == 422
        assert not Webhook.objects.exists()


class TestTheScreens:
    def test_an_address_is_named_tried_and_removed(self, receiver: Receiver, li_wei: User, sign_in: SignedIn) -> None:
        WebhookHost.objects.create(name="127.0.0.1")
        browser = sign_in(li_wei)
        browser.post(HERE, {"url": f"http://127.0.0.1:{receiver.server_port}/"})
        secret = Webhook.objects.get(person=li_wei).secret
        assert secret in browser.get(HERE).content.decode()
        assert "was taken" in browser.post(f"{HERE}test/", follow=True).content.decode()
        assert json.loads(receiver.got[0][1])["kind"] == "test"
        browser.post(f"{HERE}secret/")
        assert Webhook.objects.get(person=li_wei).secret != secret
        assert "webhook_mine" in browser.get("/notifications/choices/").content.decode()
        assert "webhook_account" not in browser.get("/notifications/choices/").content.decode()
        browser.post(f"{HERE}removal/")
        assert not Webhook.objects.exists()

    def test_a_test_that_fails_says_no_more_than_it_must(
        self, receiver: Receiver, hook: Webhook, li_wei: User, sign_in: SignedIn
    ) -> None:
        receiver.status = 500
        assert "the receiver answers 500" in sign_in(li_wei).post(f"{HERE}test/", follow=True).content.decode()
        Webhook.objects.update(url="http://127.0.0.1:1025/")
        assert "nobody answers there" in sign_in(li_wei).post(f"{HERE}test/", follow=True).content.decode()

    def test_nobody_sees_the_secret_of_another(
        self, hook: Webhook, wang_fang: User, ada: User, sign_in: SignedIn
    ) -> None:
        for person in (wang_fang, ada):
            assert "s3cret" not in sign_in(person).get(HERE).content.decode()

    def test_an_admin_allows_hosts_and_it_is_written_down(self, ada: User, sign_in: SignedIn) -> None:
        browser = sign_in(ada)
        browser.post("/notifications/hosts/", {"name": "*.example.com", "note": "Chat"})
        host = WebhookHost.objects.get()
        assert browser.post("/notifications/hosts/", {"name": "no host"}).status_code == 422
        browser.post(f"/notifications/hosts/{host.pk}/removal/")
        assert not WebhookHost.objects.exists()
        assert ConfigurationChange.objects.filter(kind="host", by=ada).count() == 2


class TestSlowPrograms:
    def test_one_holds_up_nobody_elses(
        self, hook: Webhook, receiver: Receiver, laptop: Service, li_wei: User, wang_fang: User, olga: User
    ) -> None:
        told, waited = threading.Event(), []
        with running() as slow:
            slow.on_call = lambda: waited.append(told.wait(8))
            Webhook.objects.filter(person=li_wei).update(url=slow.url)
            with running() as quick:
                quick.on_call = told.set
                Webhook.objects.create(person=wang_fang, url=quick.url, secret="x", made_at=MORNING)
                muting.choose(wang_fang, topics.named(topics.MINE), Told.WEBHOOK, wanted=True)
                muting.choose(wang_fang, topics.named(topics.MINE), Told.EMAIL, wanted=False)
                for person in (li_wei, wang_fang):
                    transitions.ask(make_request(laptop, person), "Which?", by=olga)
                assert deliver_due() == 2
        assert waited == [True]

    def test_the_former_secret_signs_along_for_a_day(
        self,
        hook: Webhook,
        receiver: Receiver,
        laptop_request: ServiceRequest,
        olga: User,
        li_wei: User,
        sign_in: SignedIn,
    ) -> None:
        sign_in(li_wei).post(f"{HERE}secret/")
        transitions.reply(laptop_request, "Soon.", by=olga)
        deliver_due()
        headers, body = receiver.got[-1]
        secrets = (Webhook.objects.get().secret, "s3cret")
        at = int(headers["X-Counterpart-Timestamp"])
        signed = ",".join(f"v1={webhooks.signature(secret, at, body)}" for secret in secrets)
        assert headers["X-Counterpart-Signature"] == signed
