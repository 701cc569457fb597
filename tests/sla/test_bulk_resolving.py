"""Many requests marked as done at once: what somebody has to look at first is left out, named beforehand and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from requests_app import batches, transitions
from requests_app.batches import hindrances
from requests_app.models import Batch, Department, Service, ServiceRequest, User
from requests_app.states import Status
from sla import checklists
from sla.unready import unready
from tests.conftest import SignedIn
from tests.make import make_request, make_standard
from tests.requests_app.test_queue_bulk import select

pytestmark = pytest.mark.django_db

POINTS = [{"key": "backup", "text": {"en": "Backed up"}}, {"key": "wiped", "text": {"en": "Wiped"}}]
OPEN_POINTS = "Its checklist is not ticked off: 1 of 2 points are open."
NOT_CHECKED = "A colleague has to check its checklist first."


@pytest.fixture
def as_olga(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


@pytest.fixture
def four(it: Department, laptop: Service, li_wei: User, olga: User) -> list[ServiceRequest]:
    """All of Olga's; their standard wants two points and a second pair of eyes."""
    make_standard(it, checklist=POINTS, checked_by_another=True)
    made = [make_request(laptop, li_wei, f"Request {number}") for number in range(4)]
    return [transitions.assign(one, to=olga, by=olga) for one in made]


def tick(request: ServiceRequest, by: User, *keys: str) -> None:
    for key in keys or ("backup", "wiped"):
        checklists.tick(request, key, by=by)


def reasons(client: Client, batch: Batch) -> dict[str, list[int]]:
    preview = client.get(f"/queue/it/bulk/{batch.pk}/").context["preview"]
    return {one.reason: [number for number, _title in one.rows] for one in preview.obstacles}


class TestThePreview:
    def test_it_names_each_that_is_left_out_and_why(
        self, as_olga: Client, four: list[ServiceRequest], travel_costs: Service, olga: User, ivan: User
    ) -> None:
        ready, half, unseen, parted = four
        tick(ready, olga)
        checklists.confirm(ready, by=ivan)
        tick(half, olga, "backup")
        tick(unseen, olga)
        tick(parted, olga)
        checklists.confirm(parted, by=ivan)
        transitions.ask_department(parted, travel_costs, transitions.Filing("The money for it"), by=olga)
        batch = select(as_olga, "resolve", four)
        found = reasons(as_olga, batch)
        parts = next(reason for reason, numbers in found.items() if numbers == [parted.pk])
        assert parts.startswith("Another department still works on a part of it.")
        assert found == {OPEN_POINTS: [half.pk], NOT_CHECKED: [unseen.pk], parts: [parted.pk]}
        page = as_olga.get(f"/queue/it/bulk/{batch.pk}/").content.decode()
        assert f"#{half.pk} Request 1" in page
        assert "It goes for 1 request." in page

    def test_a_part_that_has_ended_hinders_nothing(
        self, as_olga: Client, laptop: Service, travel_costs: Service, li_wei: User, olga: User, anna: User
    ) -> None:
        whole = make_request(laptop, li_wei)
        part = transitions.ask_department(whole, travel_costs, transitions.Filing("The money"), by=olga)
        transitions.resolve(transitions.start(part, by=anna), "Paid.", by=anna)
        assert reasons(as_olga, select(as_olga, "resolve", [whole])) == {}

    def test_other_acts_are_not_hindered(self, as_olga: Client, four: list[ServiceRequest]) -> None:
        assert reasons(as_olga, select(as_olga, "hold", four)) == {}

    def test_who_checked_their_own_work_is_no_second_pair_of_eyes(
        self, as_olga: Client, four: list[ServiceRequest], olga: User, ivan: User
    ) -> None:
        one = four[0]
        tick(one, olga)
        checklists.confirm(one, by=ivan)
        transitions.assign(ServiceRequest.objects.get(pk=one.pk), to=ivan, by=olga)
        assert reasons(as_olga, select(as_olga, "resolve", [one])) == {NOT_CHECKED: [one.pk]}

    def test_what_an_import_brought_follows_no_checklist(self, four: list[ServiceRequest], olga: User) -> None:
        ServiceRequest.objects.update(is_live=False)
        assert unready([one.pk for one in four], olga) == {}

    def test_few_statements_however_many_they_are(self, four: list[ServiceRequest], olga: User) -> None:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            hindrances.hindered("resolve", [one.pk for one in four], by=olga)
        assert len(asked) == 5


class TestDoing:
    def test_what_came_in_between_is_left_alone_and_told(
        self, as_olga: Client, four: list[ServiceRequest], olga: User, ivan: User
    ) -> None:
        first, second = four[:2]
        for one in (first, second):
            tick(one, olga)
            checklists.confirm(one, by=ivan)
        batch = select(as_olga, "resolve", [first, second])
        checklists.untick(second, "wiped")
        page = as_olga.post(f"/queue/it/bulk/{batch.pk}/", {"result": "Done"}, follow=True).content.decode()
        assert "1 request marked as done." in page
        assert OPEN_POINTS in page
        states: dict[int, Any] = dict(ServiceRequest.objects.values_list("pk", "status"))
        assert (states[first.pk], states[second.pk]) == (Status.RESOLVED, Status.NEW)

    def test_on_its_own_page_one_still_decides(
        self, laptop: Service, travel_costs: Service, li_wei: User, olga: User
    ) -> None:
        whole = make_request(laptop, li_wei)
        transitions.ask_department(whole, travel_costs, transitions.Filing("The money"), by=olga)
        assert transitions.resolve(whole, "Done", by=olga).status == Status.RESOLVED

    def test_registering_twice_asks_once(self, four: list[ServiceRequest], olga: User) -> None:
        hindrances.register("resolve", unready)
        assert len(hindrances._finders["resolve"]) == len(set(hindrances._finders["resolve"]))
        assert batches.ACTS["resolve"].undo is None
