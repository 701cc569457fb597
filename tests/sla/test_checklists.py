"""The quality checklist: ticked off by those who do the work, a reminder before the result is handed out."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from sla import checklists, standards
from sla.models import ChecklistTick, ServiceStandard
from tests.conftest import SignedIn
from tests.make import make_request, make_standard
from tests.sla.conftest import at

POINTS = [
    {"key": "backup", "text": {"en": "Backed up", "ru": "Есть копия"}},
    {"key": "wiped", "text": {"en": "Wiped"}},
    {"key": "stock", "text": {"en": "Back in stock"}},
]


@pytest.fixture
def with_points(it: Department) -> ServiceStandard:
    return make_standard(it, checklist=POINTS)


@pytest.fixture
def request_to_it(with_points: ServiceStandard, laptop: Service, li_wei: User) -> ServiceRequest:
    return make_request(laptop, li_wei)


def tick(browser: Client, request: ServiceRequest, key: str, done: str = "1") -> int:
    return browser.post(reverse("sla:checklist", args=[request.pk]), {"key": key, "done": done}).status_code


def ticked(request: ServiceRequest) -> list[str]:
    return [item.key for item in checklists.items_of(request) if item.tick]


class TestTicking:
    def test_it_is_kept_who_ticked_when_and_can_be_taken_back(
        self, request_to_it: ServiceRequest, olga: User, ivan: User, sign_in: SignedIn
    ) -> None:
        assert tick(sign_in(olga), request_to_it, "wiped") == 302
        assert tick(sign_in(ivan), request_to_it, "wiped") == 302  # Olga stays named
        [row] = ChecklistTick.objects.all()
        assert (row.key, row.by) == ("wiped", olga)
        assert tick(sign_in(ivan), request_to_it, "wiped", done="") == 302
        assert ticked(request_to_it) == []

    def test_the_page_shows_it_to_those_who_work_and_not_to_the_requester(
        self, request_to_it: ServiceRequest, olga: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        checklists.tick(request_to_it, "backup", by=olga)
        url = reverse("requests:detail", args=[request_to_it.pk])
        page = sign_in(olga).get(url).content.decode()
        assert "Backed up" in page
        assert 'aria-checked="true"' in page
        assert "Backed up" not in sign_in(li_wei).get(url).content.decode()

    def test_only_the_department_that_holds_it_ticks(
        self, request_to_it: ServiceRequest, li_wei: User, anna: User, ada: User, sign_in: SignedIn
    ) -> None:
        assert [tick(sign_in(one), request_to_it, "wiped") for one in (li_wei, anna, ada)] == [403, 404, 404]

    def test_a_point_that_is_not_on_the_list_is_refused(
        self, request_to_it: ServiceRequest, olga: User, sign_in: SignedIn
    ) -> None:
        assert tick(sign_in(olga), request_to_it, "made-up") == 409

    def test_after_the_end_it_stays_as_it_is(
        self, request_to_it: ServiceRequest, olga: User, sign_in: SignedIn
    ) -> None:
        transitions.resolve(request_to_it, "There", by=olga)
        assert tick(sign_in(olga), request_to_it, "wiped") == 409
        page = sign_in(olga).get(reverse("requests:detail", args=[request_to_it.pk])).content.decode()
        assert "Backed up" in page
        assert reverse("sla:checklist", args=[request_to_it.pk]) not in page

    def test_htmx_gets_the_list_again(self, request_to_it: ServiceRequest, olga: User, sign_in: SignedIn) -> None:
        part = sign_in(olga).post(
            reverse("sla:checklist", args=[request_to_it.pk]),
            {"key": "wiped", "done": "1"},
            headers={"HX-Request": "true"},
        )
        assert part.content.decode().count('aria-checked="true"') == 1
        assert "Olga Petrova" in part.content.decode()


class TestReminder:
    def test_the_form_for_the_result_says_what_is_not_ticked_and_stops_nobody(
        self, request_to_it: ServiceRequest, olga: User, sign_in: SignedIn
    ) -> None:
        for key in ("backup", "wiped"):
            checklists.tick(request_to_it, key, by=olga)
        url = reverse("requests:resolution", args=[request_to_it.pk])
        page = sign_in(olga).get(url).content.decode()
        assert "2 of 3 points ticked" in page
        assert "Back in stock" in page
        assert "Backed up" not in page
        request_to_it.refresh_from_db()
        answer = sign_in(olga).post(url, {"version": request_to_it.version, "result": "Done"})
        assert answer.status_code == 302

    def test_without_a_checklist_nothing_is_said(
        self, it: Department, laptop: Service, li_wei: User, olga: User, sign_in: SignedIn
    ) -> None:
        make_standard(it)
        request = make_request(laptop, li_wei)
        assert "ticked" not in sign_in(olga).get(reverse("requests:resolution", args=[request.pk])).content.decode()


class TestVersions:
    def test_a_request_keeps_the_points_of_its_own_version(
        self, request_to_it: ServiceRequest, with_points: ServiceStandard, laptop: Service, li_wei: User
    ) -> None:
        draft = standards.revise(with_points, by=None)
        ServiceStandard.objects.filter(pk=draft.pk).update(checklist=POINTS[:1])
        standards.publish(draft, by=None)
        later = make_request(laptop, li_wei)
        assert (len(checklists.items_of(request_to_it)), len(checklists.items_of(later))) == (3, 1)

    def test_the_share_of_a_department_does_not_hide_it(self, it: Department, laptop: Service, li_wei: User) -> None:
        share: dict[tuple[str, int | None], int] = {("ola", None): 3600}
        make_standard(it, checklist=POINTS, by_priority=share)
        assert len(checklists.items_of(make_request(laptop, li_wei))) == 3

    def test_a_request_that_was_promised_nothing_has_none(self, laptop: Service, li_wei: User) -> None:
        assert checklists.items_of(make_request(laptop, li_wei, now=at(9))) == []
