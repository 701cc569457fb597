"""One verb for many requests: each for itself, by the rules of its own page; watched, resumed and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from requests_app import batches, clock, tasks, transitions
from requests_app.models import Batch, BatchItem, Department, Service, ServiceRequest, User, WaitingReason
from tests.conftest import SignedIn
from tests.make import make_request

pytestmark = pytest.mark.django_db

Make = Callable[[int], list[ServiceRequest]]


@pytest.fixture
def as_olga(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


@pytest.fixture
def make(laptop: Service, li_wei: User) -> Make:
    return lambda number: [make_request(laptop, li_wei, f"Request {one}") for one in range(number)]


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What would have been left to a worker."""
    left: list[int] = []
    monkeypatch.setattr(tasks.work_on_batch, "delay_on_commit", left.append)
    monkeypatch.setattr(tasks.work_on_batch, "delay", left.append)
    return left


def select(client: Client, act: str, requests: list[ServiceRequest] | None = None, **sent: Any) -> Batch:
    told = {"act": act, "requests": [one.pk for one in requests or []], **sent}
    response = client.post("/queue/it/bulk/", told)
    batch = Batch.objects.latest("pk")
    assert response.headers["Location"] == f"/queue/it/bulk/{batch.pk}/"
    return batch


def do(client: Client, act: str, requests: list[ServiceRequest], **form: Any) -> str:
    """The page one comes back to."""
    batch = select(client, act, requests)
    return client.post(f"/queue/it/bulk/{batch.pk}/", form, follow=True).content.decode()


def now_of(requests: list[ServiceRequest], field: str) -> set[Any]:
    return set(ServiceRequest.objects.filter(pk__in=[one.pk for one in requests]).values_list(field, flat=True))


class TestEveryVerb:
    def test_assign_to_a_colleague_to_nobody_and_with_one_click_to_me(
        self, as_olga: Client, make: Make, olga: User, ivan: User
    ) -> None:
        two = make(2)
        assert "2 requests assigned." in do(as_olga, "assign", two, to=ivan.pk)
        assert now_of(two, "assignee") == {ivan.pk}
        do(as_olga, "assign", two, to="")
        assert now_of(two, "assignee") == {None}
        page = as_olga.post("/queue/it/bulk/", {"to_me": "1", "requests": [one.pk for one in two]}, follow=True)
        assert "2 requests assigned." in page.content.decode()
        assert now_of(two, "assignee") == {olga.pk}

    def test_change_the_priority(self, as_olga: Client, make: Make) -> None:
        two = make(2)
        page = do(as_olga, "priority", two, impact="", urgency="")
        assert "Choose at least one of the two" in page
        do(as_olga, "priority", two, impact="3", urgency="3")
        assert now_of(two, "priority") == {1}

    def test_put_on_hold_with_a_reason(self, as_olga: Client, make: Make) -> None:
        reason = WaitingReason.objects.create(code="crane", name={"en": "Crane"}, kind="supplier")
        two = make(2)
        do(as_olga, "hold", two, because=reason.pk, reason="The delivery", until="")
        assert now_of(two, "status") == {"on_hold"}
        assert now_of(two, "wait__reason__code") == {"crane"}

    @pytest.mark.parametrize(("internal", "verb"), [("", "replied"), ("on", "noted")])
    def test_reply_to_everybody_or_only_inside(self, as_olga: Client, make: Make, internal: str, verb: str) -> None:
        one = make(1)
        assert "1 message sent." in do(as_olga, "reply", one, text="We know of it", internal=internal)
        event = one[0].events.latest("pk")
        assert (event.verb, event.message and event.message.text) == (verb, "We know of it")

    def test_promise_a_date(self, as_olga: Client, make: Make) -> None:
        two = make(2)
        assert "A promise needs a moment in the future." in do(
            as_olga, "promise", two, done_by="2020-01-01T10:00", reason="x"
        )
        do(as_olga, "promise", two, done_by="2030-01-01T10:00", reason="The parts come then")
        assert {at.year for at in now_of(two, "promised_at")} == {2030}

    def test_mark_as_done(self, as_olga: Client, make: Make) -> None:
        two = make(2)
        assert "2 requests marked as done." in do(as_olga, "resolve", two, result="There")
        assert now_of(two, "status") == {"resolved"}


class TestSelecting:
    def test_nothing_selected_or_nothing_known_is_said(self, as_olga: Client, make: Make) -> None:
        page = as_olga.post("/queue/it/bulk/", {"act": "assign"}, follow=True)
        assert "Select at least one request first." in page.content.decode()
        page = as_olga.post("/queue/it/bulk/", {"act": "burn", "requests": [make(1)[0].pk]}, follow=True)
        assert "Choose what to do with them." in page.content.decode()

    def test_the_whole_view_with_its_filters(self, as_olga: Client, make: Make) -> None:
        three = make(3)
        ServiceRequest.objects.filter(pk=three[0].pk).update(priority=1)
        batch = select(as_olga, "assign", all="1", query="view=open&priority=3")
        assert set(batch.items.values_list("request", flat=True)) == {three[1].pk, three[2].pk}
        page = as_olga.get(f"/queue/it/bulk/{batch.pk}/").content.decode()
        assert 'href="/queue/it/?view=open&amp;priority=3"' in page

    def test_requests_of_others_are_not_among_them(
        self, as_olga: Client, make: Make, travel_costs: Service, li_wei: User
    ) -> None:
        theirs, ours = make_request(travel_costs, li_wei), make(1)
        batch = select(as_olga, "assign", [theirs, *ours])
        assert [item.request_id for item in batch.items.all()] == [ours[0].pk]

    def test_there_is_a_limit(self, as_olga: Client, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        from requests_app.batches import preparing

        monkeypatch.setattr(preparing, "MOST", 2)
        page = as_olga.post("/queue/it/bulk/", {"act": "assign", "requests": [o.pk for o in make(3)]}, follow=True)
        assert "These are more than 2 requests." in page.content.decode()

    def test_nobody_else_sees_it(self, as_olga: Client, make: Make, ivan: User, anna: User, sign_in: SignedIn) -> None:
        batch = select(as_olga, "assign", make(1))
        for person in (ivan, anna):
            assert sign_in(person).get(f"/queue/it/bulk/{batch.pk}/").status_code == 404
            assert sign_in(person).post(f"/queue/it/bulk/{batch.pk}/undoing/").status_code == 404


class TestPreview:
    def test_it_says_how_many_can_and_why_others_cannot(
        self, as_olga: Client, make: Make, laptop: Service, olga: User, li_wei: User, anna: User
    ) -> None:
        good, over, asked, changed = make(4)
        own = make_request(laptop, olga)
        transitions.resolve(over, by=olga)
        transitions.ask_approval(asked, anna, "May they?", by=olga)
        batch = select(as_olga, "hold", [good, over, asked, changed, own])
        transitions.reply(changed, "I wrote meanwhile", by=li_wei)
        preview = as_olga.get(f"/queue/it/bulk/{batch.pk}/").context["preview"]
        assert (preview.total, preview.can) == (5, 1)
        assert {one.reason: [number for number, _title in one.rows] for one in preview.obstacles} == {
            "Nobody works on their own request.": [own.pk],
            "It is finished already.": [over.pk],
            "It waits for an approval.": [asked.pk],
            "Somebody changed it meanwhile. Look at it, then do it again.": [changed.pk],
        }

    def test_where_nothing_can_be_done_there_is_no_form(self, as_olga: Client, make: Make, olga: User) -> None:
        over = make(1)
        transitions.resolve(over[0], by=olga)
        page = as_olga.get(f"/queue/it/bulk/{select(as_olga, 'assign', over).pk}/").content.decode()
        assert "This goes for none of them" in page

    def test_somebody_who_is_away_gets_work_only_when_it_is_said_twice(
        self, as_olga: Client, make: Make, ivan: User
    ) -> None:
        from requests_app import absences

        today = clock.now().date()
        absences.record(ivan, absences.Away(today, today))
        two = make(2)
        batch = select(as_olga, "assign", two)
        page = as_olga.post(f"/queue/it/bulk/{batch.pk}/", {"to": ivan.pk})
        assert page.status_code == 422
        assert "They are away." in page.content.decode()
        as_olga.post(f"/queue/it/bulk/{batch.pk}/", {"to": ivan.pk, "anyway": "on"})
        assert now_of(two, "assignee") == {ivan.pk}


class TestDoing:
    def test_what_failed_is_told_by_number_and_the_rest_is_done(
        self, as_olga: Client, make: Make, laptop: Service, li_wei: User, olga: User
    ) -> None:
        (good, over), own = make(2), make_request(laptop, olga)
        transitions.cancel(over, by=li_wei)
        page = do(as_olga, "assign", [good, own, over], to=olga.pk)
        assert "1 request assigned." in page
        assert f"#{own.pk}: Nobody works on their own request." in page
        assert f"#{over.pk}: It is finished already." in page

    def test_what_somebody_changed_since_it_was_selected_is_left_alone(
        self, as_olga: Client, make: Make, li_wei: User, olga: User
    ) -> None:
        one = make(1)
        batch = select(as_olga, "resolve", one)
        transitions.reply(one[0], "Wait!", by=li_wei)
        page = as_olga.post(f"/queue/it/bulk/{batch.pk}/", {"result": ""}, follow=True).content.decode()
        assert "Somebody changed it meanwhile." in page
        assert now_of(one, "status") == {"new"}

    def test_what_left_the_department_is_not_touched(
        self, as_olga: Client, make: Make, finance: Department, olga: User
    ) -> None:
        one = make(1)
        batch = select(as_olga, "reply", one)
        transitions.hand_over(one[0], finance, "Theirs", by=olga)
        page = as_olga.post(f"/queue/it/bulk/{batch.pk}/", {"text": "x"}, follow=True).content.decode()
        assert "It is no longer in this queue." in page

    def test_sent_twice_it_is_done_once(self, as_olga: Client, make: Make) -> None:
        one = make(1)
        batch = select(as_olga, "reply", one)
        for _click in range(2):
            as_olga.post(f"/queue/it/bulk/{batch.pk}/", {"text": "Hello"})
        assert one[0].messages.count() == 1

    def test_an_error_of_one_does_not_stop_the_others(
        self, as_olga: Client, make: Make, monkeypatch: pytest.MonkeyPatch, olga: User
    ) -> None:
        two = make(2)

        def break_first(request: ServiceRequest, **told: Any) -> ServiceRequest:
            if request.pk == two[0].pk:
                raise RuntimeError("boom")
            return transitions.resolve(request, **told)

        deed = batches.ACTS["resolve"]
        monkeypatch.setitem(batches.ACTS, "resolve", type(deed)(**{**_fields(deed), "act": break_first}))
        page = do(as_olga, "resolve", two, result="x")
        assert "An error of the portal was in the way." in page
        assert "boom" not in page
        assert now_of([two[1]], "status") == {"resolved"}


def _fields(deed: Any) -> dict[str, Any]:
    return {name: getattr(deed, name) for name in deed.__dataclass_fields__}


class TestManyInTheBackground:
    @pytest.fixture(autouse=True)
    def _few_are_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(batches, "AT_ONCE", 2)

    def test_a_worker_does_them_and_the_page_says_how_far_it_is(
        self, as_olga: Client, make: Make, no_broker: list[int], olga: User
    ) -> None:
        three = make(3)
        batch = select(as_olga, "assign", three)
        response = as_olga.post(f"/queue/it/bulk/{batch.pk}/", {"to": olga.pk})
        assert response.headers["Location"] == f"/queue/it/bulk/{batch.pk}/"
        assert no_broker == [batch.pk]
        waiting = as_olga.get(f"/queue/it/bulk/{batch.pk}/").content.decode()
        assert "0 of 3" in waiting
        assert "every 2s" in waiting
        tasks.work_on_batch(batch.pk)
        done = as_olga.get(f"/queue/it/bulk/{batch.pk}/").content.decode()
        assert "3 requests assigned." in done
        assert "every 2s" not in done

    def test_it_stops_for_others_and_goes_on_where_it_was(
        self, as_olga: Client, make: Make, no_broker: list[int], olga: User
    ) -> None:
        batch = select(as_olga, "reply", make(3))
        batches.begin(batch, {"text": "Hello", "internal": False})
        assert batches.work(batch.pk, seconds=0)
        assert batch.items.done().count() == 1
        while batches.work(batch.pk, seconds=0):
            pass
        assert BatchItem.objects.done().count() == 3
        assert ServiceRequest.objects.filter(messages__text="Hello").count() == 3
        batch.refresh_from_db()
        assert batch.state == Batch.State.DONE

    def test_a_worker_that_dies_takes_back_only_its_last_request_and_the_beat_goes_on(
        self, as_olga: Client, make: Make, no_broker: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        three = make(3)
        batch = select(as_olga, "reply", three)
        batches.begin(batch, {"text": "Hello", "internal": False})
        deed, said = batches.ACTS["reply"], []

        def die_at_second(request: ServiceRequest, **told: Any) -> ServiceRequest:
            changed = transitions.reply(request, **told)
            said.append(request.pk)
            if len(said) == 2:
                raise OperationalError("the connection is gone")
            return changed

        monkeypatch.setitem(batches.ACTS, "reply", type(deed)(**{**_fields(deed), "act": die_at_second}))
        with pytest.raises(OperationalError):
            batches.work(batch.pk)
        assert batch.items.done().count() == 1
        tasks.work_on_batches()
        assert no_broker == []  # somebody was at it just now
        Batch.objects.update(worked_at=clock.now() - timedelta(minutes=1))
        tasks.work_on_batches()
        assert no_broker == [batch.pk]
        batches.work(batch.pk)
        assert [one.messages.count() for one in three] == [1, 1, 1]

    def test_whoever_lost_the_right_meanwhile_changes_nothing_more(
        self, as_olga: Client, make: Make, no_broker: list[int], olga: User
    ) -> None:
        three = make(3)
        batch = select(as_olga, "reply", three)
        batches.begin(batch, {"text": "Hello", "internal": False})
        olga.memberships.all().delete()
        batches.work(batch.pk)
        assert batch.items.refused().count() == 3
        assert {item.reason for item in batch.items.all()} == {"It is no longer in this queue."}

    def test_reasons_are_in_the_language_of_who_began_it(
        self, as_olga: Client, make: Make, no_broker: list[int], olga: User, li_wei: User
    ) -> None:
        User.objects.filter(pk=olga.pk).update(language="ru")
        three = make(3)
        batch = select(as_olga, "assign", three)
        transitions.cancel(three[0], by=li_wei)
        batches.begin(batch, {"to": olga.pk, "anyway": False})
        batches.work(batch.pk)
        assert batch.items.refused().get().reason != "Somebody changed it meanwhile. Look at it, then do it again."

    def test_old_ones_are_forgotten(self, as_olga: Client, make: Make, no_broker: list[int]) -> None:
        select(as_olga, "assign", make(1))
        Batch.objects.update(created_at=clock.now() - timedelta(days=2))
        tasks.work_on_batches()
        assert not Batch.objects.exists()


class TestTakingBack:
    @pytest.mark.parametrize(
        ("act", "form", "field", "before"),
        [
            ("assign", {"to": ""}, "assignee__display_name", {"Ivan Kuznetsov", "Olga Petrova"}),
            ("priority", {"impact": "3", "urgency": "3"}, "priority", {3}),
            ("hold", {"reason": "Parts"}, "status", {"in_progress"}),
        ],
    )
    def test_everything_is_as_it_was(
        self, as_olga: Client, make: Make, olga: User, ivan: User, act: str, form: Any, field: str, before: set[Any]
    ) -> None:
        two = make(2)
        for one, person in zip(two, (olga, ivan), strict=True):
            transitions.start(one, by=person)
        do(as_olga, act, two, **form)
        assert now_of(two, field) != before
        page = as_olga.post(f"/queue/it/bulk/{Batch.objects.get().pk}/undoing/", follow=True).content.decode()
        assert "2 requests are as they were." in page
        assert now_of(two, field) == before

    def test_what_somebody_changed_since_stays(self, as_olga: Client, make: Make, olga: User, ivan: User) -> None:
        two = make(2)
        do(as_olga, "assign", two, to=ivan.pk)
        transitions.start(ServiceRequest.objects.get(pk=two[0].pk), by=ivan)
        page = as_olga.post(f"/queue/it/bulk/{Batch.objects.get().pk}/undoing/", follow=True).content.decode()
        assert "1 request is as it was." in page
        assert now_of([two[0]], "assignee") == {ivan.pk}

    def test_once_and_only_where_a_verb_can(self, as_olga: Client, make: Make, olga: User) -> None:
        two = make(2)
        assert "/undoing/" not in do(as_olga, "reply", two, text="Sent is sent")
        do(as_olga, "assign", two, to=olga.pk)
        done = Batch.objects.latest("pk")
        as_olga.post(f"/queue/it/bulk/{done.pk}/undoing/")
        again = as_olga.post(f"/queue/it/bulk/{done.pk}/undoing/", follow=True).content.decode()
        assert "This cannot be taken back any more." in again
