"""Programs hear what happens to requests: signed, filtered, tried again for a day, never of what is confidential."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from requests_app import reorganising, tasks, transitions, undertakings, webhooks
from requests_app.hooks import groups, noting, setting_up, switching
from requests_app.hooks.turns import LEASE, begin
from requests_app.models import (
    ConfigurationChange,
    Delivery,
    Department,
    Hook,
    HookCall,
    HookTry,
    Notification,
    Service,
    ServiceRequest,
    User,
    WebhookHost,
)
from requests_app.states import ABOUT_KEEPING, INTERNAL_VERBS, Verb
from requests_app.tasks import call_hooks
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_service, utc
from tests.requests_app.receivers import Receiver, running

MORNING = utc(2026, 6, 11, 9)
State = Delivery.State


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with running() as server:
        yield server


@pytest.fixture
def address(receiver: Receiver, travel: Travel, db: None) -> str:
    travel(MORNING)
    WebhookHost.objects.create(name="127.0.0.1")
    return receiver.url


@pytest.fixture
def manager(maria: User, sign_in: SignedIn) -> Client:
    return sign_in(maria)


@pytest.fixture
def hook(address: str, it: Department, maria: User) -> Hook:
    """IT's own, told of everything."""
    return setting_up.begin(it, setting_up.Wanted(name="Chat", url=address), by=maria, now=MORNING)


@pytest.fixture
def company_hook(address: str, ada: User) -> Hook:
    """Told of every department's requests."""
    return setting_up.begin(None, setting_up.Wanted(name="Data hall", url=address), by=ada, now=MORNING)


def here(hook: Hook, rest: str = "") -> str:
    return f"/webhooks/{hook.pk}/{rest}"


class TestWhatIsTold:
    def test_every_change_once_and_signed(
        self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User, olga: User
    ) -> None:
        ticket = make_request(laptop, li_wei)
        transitions.start(ticket, by=olga)
        assert call_hooks() == 2
        assert call_hooks() == 0
        assert receiver.verbs == ["submitted", "started"]
        headers, body = receiver.got[1]
        told = json.loads(body)
        assert (told["version"], told["kind"], told["webhook"], told["department"]) == (1, "event", "Chat", "it")
        assert (told["event"]["request"], told["event"]["by"]) == (ticket.pk, "Olga Petrova")
        assert (told["event"]["department"], told["event"]["service"]) == ("it", "laptop")
        assert told["event"]["url"].endswith(f"/requests/{ticket.pk}/")
        at = int(headers["X-Counterpart-Timestamp"])
        assert headers["X-Counterpart-Signature"] == f"v1={webhooks.signature(hook.secret, at, body)}"
        assert headers["X-Counterpart-Version"] == "1"

    def test_neither_words_nor_notes_nor_confidential_nor_earlier_nor_imported_ones(
        self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User, olga: User, travel: Travel
    ) -> None:
        travel(MORNING - timedelta(days=1))
        make_request(laptop, li_wei)
        travel(MORNING)
        ticket = make_request(laptop, li_wei, description="My back hurts")
        transitions.reply(ticket, "Among us", internal=True, by=olga)
        transitions.reply(ticket, "For all to read", by=olga)
        ServiceRequest.objects.filter(pk=make_request(laptop, li_wei).pk).update(is_live=False)
        call_hooks()
        assert receiver.verbs == ["submitted", "replied"]
        assert not [body for _headers, body in receiver.got if b"hurts" in body or b"to read" in body]
        Service.objects.filter(pk=laptop.pk).update(is_confidential=True)
        transitions.reply(ticket, "Secret by now", by=olga)
        assert call_hooks() == 0

    def test_what_became_confidential_while_it_waited_is_left_out(
        self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User
    ) -> None:
        make_request(laptop, li_wei)
        noting.note_lines(MORNING)
        Service.objects.filter(pk=laptop.pk).update(is_confidential=True)
        assert call_hooks() == 0
        assert receiver.got == []
        assert HookCall.objects.get().state == State.DROPPED

    def test_a_handover_is_told_to_both_sides_and_what_follows_to_one(
        self, hook: Hook, receiver: Receiver, laptop_request: ServiceRequest, finance: Department, olga: User
    ) -> None:
        transitions.hand_over(laptop_request, finance, "Theirs", by=olga)
        transitions.reply(laptop_request, "Is it yours?", by=olga)
        call_hooks()
        assert receiver.verbs[-1] == "handed_over"

    def test_one_of_the_company_hears_of_every_department(
        self, company_hook: Hook, receiver: Receiver, laptop: Service, travel_costs: Service, li_wei: User
    ) -> None:
        make_request(laptop, li_wei)
        make_request(travel_costs, li_wei)
        assert call_hooks() == 2
        assert [one["event"]["department"] for one in receiver.told] == ["it", "finance"]
        assert {one["department"] for one in receiver.told} == {None}

    def test_only_chosen_groups_and_services(
        self, address: str, receiver: Receiver, it: Department, laptop: Service, li_wei: User, olga: User, maria: User
    ) -> None:
        wanted = setting_up.Wanted(name="Stock", url=address, groups=["finished"], services=[laptop])
        setting_up.begin(it, wanted, by=maria, now=MORNING)
        for service in (laptop, make_service(it, "mail")):
            transitions.resolve(make_request(service, li_wei), by=olga)
        assert call_hooks() == 1
        assert [(one["event"]["service"], one["event"]["verb"]) for one in receiver.told] == [("laptop", "resolved")]

    def test_every_public_verb_is_in_one_group(self) -> None:
        grouped = [verb for verbs in groups.VERBS.values() for verb in verbs]
        assert sorted(grouped) == sorted(set(Verb) - INTERNAL_VERBS - ABOUT_KEEPING)
        assert set(groups.VERBS) == set(groups.LABELS)

    def test_a_line_that_was_committed_late_is_found_by_the_timetable(
        self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        travel(MORNING + timedelta(minutes=10))
        assert call_hooks() == 0
        make_request(laptop, li_wei, now=MORNING + timedelta(minutes=5))
        assert call_hooks(thorough=False) == 0
        make_request(laptop, li_wei)
        assert call_hooks(thorough=False) == 1
        assert call_hooks() == 1

    @pytest.mark.django_db(transaction=True)
    def test_a_verb_asks_for_it_at_once_where_a_program_listens(
        self, hook: Hook, laptop: Service, li_wei: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[int] = []
        monkeypatch.setattr(tasks.call_hooks, "apply_async", lambda **_options: asked.append(1))
        for _number in range(3):
            make_request(laptop, li_wei)
        assert asked == [1], "once a second, however much happens"
        cache.clear()
        make_request(laptop, li_wei)
        assert asked == [1], "without a word in the cache it waits for the timetable"


class TestSecrets:
    def test_the_former_one_signs_along_for_a_day(
        self, hook: Hook, receiver: Receiver, manager: Client, travel: Travel, laptop: Service, li_wei: User
    ) -> None:
        former = hook.secret
        manager.post(here(hook, "secret/"))
        hook.refresh_from_db()
        assert hook.secret != former
        make_request(laptop, li_wei)
        call_hooks()
        assert self.signed_by(receiver, hook.secret, former)
        travel(MORNING + timedelta(hours=25))
        make_request(laptop, li_wei)
        call_hooks()
        assert self.signed_by(receiver, hook.secret)

    def test_or_is_ended_at_once(
        self, hook: Hook, receiver: Receiver, manager: Client, laptop: Service, li_wei: User
    ) -> None:
        manager.post(here(hook, "secret/"))
        assert "signs along until" in manager.get(here(hook)).content.decode()
        manager.post(here(hook, "secret/end/"))
        hook.refresh_from_db()
        make_request(laptop, li_wei)
        call_hooks()
        assert self.signed_by(receiver, hook.secret)

    def signed_by(self, receiver: Receiver, *secrets: str) -> bool:
        headers, body = receiver.got[-1]
        at = int(headers["X-Counterpart-Timestamp"])
        wanted = ",".join(f"v1={webhooks.signature(secret, at, body)}" for secret in secrets)
        return headers["X-Counterpart-Signature"] == wanted


class TestTryingAgain:
    def test_one_that_is_refused_does_not_hold_up_the_next(
        self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User, olga: User, travel: Travel
    ) -> None:
        receiver.status = 500
        transitions.start(make_request(laptop, li_wei), by=olga)
        assert call_hooks() == 0
        assert receiver.verbs == ["submitted", "started"]
        receiver.status = 200
        travel(MORNING + timedelta(minutes=2))
        assert call_hooks() == 2
        keys = [headers["X-Counterpart-Delivery"] for headers, _body in receiver.got]
        assert len(keys) == 4
        assert len(set(keys)) == 2, "the same key when it is tried again"

    def test_three_refusals_end_a_turn(self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User) -> None:
        receiver.status = 503
        for _number in range(5):
            make_request(laptop, li_wei)
        call_hooks()
        assert len(receiver.got) == 3
        assert sorted(HookCall.objects.values_list("attempts", flat=True)) == [0, 0, 1, 1, 1]

    def test_steps_grow_and_after_a_day_it_is_switched_off_and_people_hear_of_it(
        self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User, maria: User, ada: User, travel: Travel
    ) -> None:
        receiver.status = 500
        make_request(laptop, li_wei)
        waits, now = [], MORNING
        while Hook.objects.on().exists():
            travel(now)
            call_hooks()
            call = HookCall.objects.get()
            waits.append(round((call.next_attempt_at - now).total_seconds() / 60))
            now = max(call.next_attempt_at, now + timedelta(minutes=1))
            assert now < MORNING + timedelta(hours=26)
        assert waits[:2] == [1, 2]
        assert 64 <= waits[8] <= 71
        assert len(receiver.got) < 40
        assert call.state == State.DEAD
        hook.refresh_from_db()
        assert (hook.off_because, hook.is_off) == ("failing", True)
        assert [(one.recipient, one.kind) for one in Notification.objects.filter(kind="hook_off")] == [
            (maria, "hook_off")
        ]
        make_request(laptop, li_wei)
        call_hooks()
        assert HookCall.objects.count() == 1

    def test_one_answer_in_between_and_the_day_begins_anew(
        self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        for hours, status in ((0, 500), (20, 200), (21, 500), (30, 500)):
            travel(MORNING + timedelta(hours=hours))
            receiver.status = status
            make_request(laptop, li_wei)
            call_hooks()
        hook.refresh_from_db()
        assert not hook.is_off
        assert hook.failing_since == MORNING + timedelta(hours=21)

    @pytest.mark.parametrize(("status", "because"), [(410, "gone"), (0, "refused")])
    def test_what_never_changes_switches_it_off_at_once(
        self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User, status: int, because: str
    ) -> None:
        if status:
            receiver.status = status
        else:
            WebhookHost.objects.all().delete()
        make_request(laptop, li_wei)
        make_request(laptop, li_wei)
        assert call_hooks() == 0
        hook.refresh_from_db()
        assert hook.off_because == because
        assert list(HookCall.objects.order_by("pk").values_list("state", flat=True)) == [State.DEAD, State.PENDING]
        assert ConfigurationChange.objects.filter(kind="department_hook", action="deactivated", by=None).exists()

    def test_the_address_is_looked_at_when_it_is_called(
        self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User, settings: Settings
    ) -> None:
        make_request(laptop, li_wei)
        settings.WEBHOOK_NETWORKS = []
        assert call_hooks() == 0
        assert receiver.got == []
        assert HookCall.objects.get().error.startswith("NotAllowed")

    def test_of_one_of_the_company_admins_hear(
        self, company_hook: Hook, receiver: Receiver, laptop: Service, li_wei: User, ada: User, maria: User
    ) -> None:
        receiver.status = 410
        make_request(laptop, li_wei)
        call_hooks()
        assert [one.recipient for one in Notification.objects.filter(kind="hook_off")] == [ada]

    def test_on_again_tells_what_waited_and_a_day_of_what_happened_meanwhile(
        self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User, manager: Client, travel: Travel
    ) -> None:
        make_request(laptop, li_wei, title="Waits")
        noting.note_lines(MORNING)
        manager.post(here(hook, "switch/"))
        assert call_hooks() == 0
        assert "by hand" in manager.get(here(hook)).content.decode()
        for hours in (1, 40):
            travel(MORNING + timedelta(hours=hours))
            make_request(laptop, li_wei, title=f"After {hours}")
        travel(MORNING + timedelta(hours=48))
        manager.post(here(hook, "switch/"), {"on": "yes"})
        assert call_hooks() == 2
        assert [one["event"]["title"] for one in receiver.told] == ["Waits", "After 40"]


class TestWorkers:
    def test_one_that_died_in_between_leaves_it_to_the_next_under_the_same_key(
        self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        make_request(laptop, li_wei)
        noting.note_lines(MORNING)
        [turn] = begin(MORNING, limit=8)
        found = turn.next_message(MORNING)
        assert found is not None
        found[1].send(lambda: MORNING)  # and then the power fails, before anything is marked
        assert call_hooks() == 0
        travel(MORNING + LEASE)
        assert call_hooks() == 1
        assert len({headers["X-Counterpart-Delivery"] for headers, _body in receiver.got}) == 1
        assert len(receiver.got) == 2

    def test_one_that_outlived_its_lease_overwrites_nothing(
        self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        make_request(laptop, li_wei)
        noting.note_lines(MORNING)
        [late] = begin(MORNING, limit=8)
        travel(MORNING + LEASE * 2)
        assert call_hooks() == 1
        late.problem = OSError("too late")
        late.release(MORNING + LEASE * 2)
        hook.refresh_from_db()
        assert (hook.failing_since, HookCall.objects.get().state) == (None, State.SENT)

    def test_programs_that_work_come_before_those_that_fail(
        self, hook: Hook, company_hook: Hook, laptop: Service, li_wei: User
    ) -> None:
        Hook.objects.filter(pk=hook.pk).update(failing_since=MORNING)
        make_request(laptop, li_wei)
        noting.note_lines(MORNING)
        assert [turn.hook for turn in begin(MORNING, limit=1)] == [company_hook]


class TestThePages:
    def given_up(self, laptop: Service, li_wei: User, receiver: Receiver, hook: Hook) -> None:
        receiver.status = 410
        make_request(laptop, li_wei)
        call_hooks()
        receiver.status = 200
        switching.on(hook, by=li_wei, now=MORNING)

    def test_one_is_set_up_tried_changed_and_removed_and_each_change_is_kept_without_the_secret(
        self, address: str, receiver: Receiver, manager: Client, maria: User, laptop: Service
    ) -> None:
        said = {"name": "Chat", "url": address, "groups": ["filed", "finished"], "services": [laptop.pk]}
        assert manager.post("/webhooks/new/?department=it", said).status_code == 302
        hook = Hook.objects.get()
        assert (hook.department_id, hook.groups, list(hook.services.all())) == (
            laptop.provider_id,
            ["filed", "finished"],
            [laptop],
        )
        manager.post(here(hook, "test/"))
        assert receiver.got == [], "a page does not wait for other programs"
        page = manager.get(here(hook)).content.decode()
        assert "Test message" in page
        assert "every 2s" in page
        assert call_hooks() == 1
        assert receiver.told[0]["kind"] == "test"
        assert "every 2s" not in manager.get(here(hook)).content.decode()
        manager.post(here(hook, "settings/"), {**said, "name": "Talk", "groups": []})
        manager.post(here(hook, "secret/"))
        hook.refresh_from_db()
        assert (hook.name, hook.groups) == ("Talk", [])
        manager.post(here(hook, "removal/"))
        assert not Hook.objects.exists()
        rows = ConfigurationChange.objects.filter(kind="department_hook").order_by("pk")
        assert [row.action for row in rows] == ["created", "changed", "changed", "removed"]
        assert {row.by for row in rows} == {maria}
        assert hook.secret not in json.dumps([row.changes for row in rows])

    def test_the_log_says_what_became_of_each(
        self, hook: Hook, receiver: Receiver, manager: Client, laptop: Service, li_wei: User
    ) -> None:
        receiver.status = 503
        ticket = make_request(laptop, li_wei)
        call_hooks()
        page = manager.get(here(hook)).content.decode()
        assert f"#{ticket.pk}" in page
        assert "It answers 503." in page
        assert "Next try" in page
        assert "Is tried again" in page
        assert f"#{ticket.pk}" not in manager.get(here(hook, "?state=dead")).content.decode()

    def test_it_keeps_each_try(
        self, hook: Hook, receiver: Receiver, manager: Client, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        receiver.status = 503
        make_request(laptop, li_wei)
        call_hooks()
        for minutes, status in ((10, 429), (20, 204)):
            travel(MORNING + timedelta(minutes=minutes))
            receiver.status = status
            call_hooks()
        assert list(HookTry.objects.order_by("pk").values_list("status", flat=True)) == [503, 429, 204]
        page = manager.get(here(hook))
        [line] = page.context["lines"]
        earlier = [(one.at.replace(second=0, microsecond=0), one.told) for one in line.earlier]
        assert earlier == [(MORNING + timedelta(minutes=10), "It answers 429."), (MORNING, "It answers 503.")]
        assert "2 earlier tries" in page.content.decode()

    def test_one_of_the_company_may_hear_of_chosen_services(
        self,
        company_hook: Hook,
        receiver: Receiver,
        laptop: Service,
        finance: Department,
        li_wei: User,
        ada: User,
        sign_in: SignedIn,
    ) -> None:
        travel_costs = make_service(finance, "travel", "Travel costs")
        secret = make_service(finance, "audit", "Audit", is_confidential=True)
        client = sign_in(ada)
        page = client.get(here(company_hook, "settings/")).content.decode()
        assert "Finance · Travel costs" in page
        assert "Audit" not in page
        said = {"name": "Hall", "url": company_hook.url, "services": [travel_costs.pk]}
        assert client.post(here(company_hook, "settings/"), said).status_code == 302
        for service in (laptop, travel_costs, secret):
            make_request(service, li_wei, title=service.code)
        call_hooks()
        assert [one["event"]["service"] for one in receiver.told] == ["travel"]

    def test_it_is_read_in_pages(self, hook: Hook, manager: Client) -> None:
        HookCall.objects.bulk_create(
            HookCall(hook=hook, since=MORNING, next_attempt_at=MORNING, state=State.SENT, attempts=number)
            for number in range(60)
        )
        page = manager.get(here(hook))
        seen = [line.call.attempts for line in page.context["lines"]]
        while page.context["page"].older_url:
            page = manager.get(page.context["page"].older_url)
            seen += [line.call.attempts for line in page.context["lines"]]
        assert seen == list(range(59, -1, -1))

    def test_one_is_sent_again_under_the_same_key(
        self, hook: Hook, receiver: Receiver, manager: Client, laptop: Service, li_wei: User
    ) -> None:
        make_request(laptop, li_wei)
        call_hooks()
        manager.post(here(hook, f"calls/{HookCall.objects.get().pk}/resending/"))
        assert call_hooks() == 1
        assert len({headers["X-Counterpart-Delivery"] for headers, _body in receiver.got}) == 1
        assert len(receiver.got) == 2

    def test_or_all_that_were_given_up_in_a_time(
        self, hook: Hook, receiver: Receiver, manager: Client, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        self.given_up(laptop, li_wei, receiver, hook)
        travel(MORNING + timedelta(hours=3))
        manager.post(here(hook, "resending/"), {"since": "1"})
        assert call_hooks() == 0
        manager.post(here(hook, "resending/"), {"since": "24"})
        assert call_hooks() == 1
        assert HookCall.objects.get().state == State.SENT
        assert manager.post(here(hook, "resending/"), {"since": "nonsense"}).status_code == 302

    def test_a_test_reaches_one_that_is_off_and_is_tried_once(
        self, hook: Hook, receiver: Receiver, manager: Client, maria: User
    ) -> None:
        switching.off(hook, by=maria, now=MORNING)
        receiver.status = 500
        manager.post(here(hook, "test/"))
        call_hooks()
        assert len(receiver.got) == 1
        assert HookCall.objects.get().state == State.DEAD
        assert "Not taken" in manager.get(here(hook)).content.decode()

    def test_what_a_host_inside_answers_is_shown_to_nobody(
        self, hook: Hook, receiver: Receiver, laptop: Service, li_wei: User, ada: User, sign_in: SignedIn
    ) -> None:
        receiver.status, receiver.says = 500, b"root:x:0:0"
        make_request(laptop, li_wei)
        call_hooks()
        assert HookCall.objects.get().answer == ""
        assert "root" not in sign_in(ada).get(here(hook)).content.decode()

    def test_what_a_public_one_answers_is_for_admins(
        self, hook: Hook, manager: Client, ada: User, sign_in: SignedIn
    ) -> None:
        HookCall.objects.create(
            hook=hook, since=MORNING, next_attempt_at=MORNING, state=State.DEAD, answer="<b>quota exceeded", status=429
        )
        assert "&lt;b&gt;quota exceeded" in sign_in(ada).get(here(hook)).content.decode()
        assert "quota exceeded" not in manager.get(here(hook)).content.decode()

    @pytest.mark.parametrize(("reader", "words"), [("manager", "Nobody answers there."), ("ada", "Nobody listens")])
    def test_whether_a_host_inside_refuses_or_keeps_silent_is_for_admins(
        self, hook: Hook, laptop: Service, li_wei: User, ada: User, maria: User, sign_in: Any, reader: str, words: str
    ) -> None:
        Hook.objects.update(url="http://127.0.0.1:1025/")
        make_request(laptop, li_wei)
        call_hooks()
        assert words in sign_in(ada if reader == "ada" else maria).get(here(hook)).content.decode()

    def test_an_address_inside_or_on_another_host_is_refused(self, manager: Client, address: str) -> None:
        for url in ("http://localhost/x", "https://example.com/", "ftp://127.0.0.1/", "http://127.0.0.1:25/"):
            assert manager.post("/webhooks/new/?department=it", {"name": "x", "url": url}).status_code == 422

    def test_another_departments_service_and_unknown_groups_are_refused(
        self, manager: Client, address: str, travel_costs: Service
    ) -> None:
        for more in ({"services": [travel_costs.pk]}, {"groups": ["gossip"]}):
            said = {"name": "x", "url": address, **more}
            assert manager.post("/webhooks/new/?department=it", said).status_code == 422

    def test_a_department_has_so_many_and_no_more(
        self, hook: Hook, manager: Client, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(setting_up, "MOST", 1)
        answer = manager.post("/webhooks/new/?department=it", {"name": "x", "url": address})
        assert answer.status_code == 422
        assert "remove one first" in answer.content.decode()

    def test_nobody_else_sees_it(
        self, hook: Hook, company_hook: Hook, olga: User, boris: User, maria: User, ada: User, sign_in: SignedIn
    ) -> None:
        assert [sign_in(one).get(here(hook)).status_code for one in (olga, boris, maria, ada)] == [404, 404, 200, 200]
        assert [sign_in(one).get(here(company_hook)).status_code for one in (maria, ada)] == [404, 200]
        assert sign_in(maria).get("/webhooks/new/").status_code == 404
        assert sign_in(maria).get("/webhooks/new/?department=finance").status_code == 404
        listed = sign_in(maria).get("/webhooks/").content.decode()
        assert "Chat" in listed
        assert "Data hall" not in listed
        assert "Data hall" in sign_in(ada).get("/webhooks/").content.decode()

    def test_a_call_of_another_hook_is_not_sent_again(
        self, hook: Hook, company_hook: Hook, laptop: Service, li_wei: User, manager: Client
    ) -> None:
        make_request(laptop, li_wei)
        call_hooks()
        theirs = HookCall.objects.get(hook=company_hook)
        assert manager.post(here(hook, f"calls/{theirs.pk}/resending/")).status_code == 404

    def test_it_goes_along_when_its_department_becomes_part_of_another_one(
        self, hook: Hook, receiver: Receiver, finance: Department, laptop: Service, li_wei: User, ada: User
    ) -> None:
        undertakings.finish_small(reorganising.merge(laptop.provider, finance, by=ada))
        hook.refresh_from_db()
        assert hook.department == finance
        laptop.refresh_from_db()
        make_request(laptop, li_wei)
        call_hooks()
        assert receiver.told[-1]["department"] == "finance"
        assert ConfigurationChange.objects.filter(kind="department_hook", action="moved", by=ada).exists()

    def test_the_log_is_forgotten_after_ninety_days(self, hook: Hook, travel: Travel) -> None:
        for days in (1, 89, 91):
            then = MORNING - timedelta(days=days)
            HookCall.objects.create(hook=hook, since=then, next_attempt_at=then, state=State.SENT)
        assert tasks.forget_calls() == 1
        assert HookCall.objects.count() == 2
