"""Requests that belong together, and duplicates."""

from __future__ import annotations

import pytest
from django.test import Client

from requests_app import transitions
from requests_app.models import Department, Link, Notification, Service, ServiceRequest, User
from requests_app.states import Status
from requests_app.transitions import Refused
from sla.models import Clock
from tests.conftest import SignedIn
from tests.make import make_request, make_standard


@pytest.fixture
def as_olga(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


@pytest.fixture
def other(laptop: Service, wang_fang: User) -> ServiceRequest:
    return make_request(laptop, wang_fang, "The same two laptops")


def link(browser: Client, request: ServiceRequest, other: object, kind: str = "relates") -> int:
    version = ServiceRequest.objects.get(pk=request.pk).version
    data = {"version": version, "other": f"#{other}", "kind": kind}
    return browser.post(f"/requests/{request.pk}/link/", data).status_code


class TestLinking:
    def test_both_pages_show_it_and_both_journals_tell(
        self, as_olga: Client, laptop_request: ServiceRequest, other: ServiceRequest
    ) -> None:
        assert link(as_olga, laptop_request, other.pk, "blocks") == 302
        assert "The same two laptops" in as_olga.get(f"/requests/{laptop_request.pk}/").content.decode()
        there = as_olga.get(f"/requests/{other.pk}/").content.decode()
        assert "is blocked by" in there
        assert laptop_request.title in there
        assert [one.events.latest("id").verb for one in (laptop_request, other)] == ["linked", "linked"]

    def test_is_blocked_by_is_the_same_link_from_the_other_end(
        self, as_olga: Client, laptop_request: ServiceRequest, other: ServiceRequest
    ) -> None:
        assert link(as_olga, laptop_request, other.pk, "blocked_by") == 302
        [row] = Link.objects.all()
        assert (row.source, row.target, row.kind) == (other, laptop_request, "blocks")

    def test_who_may_not_see_the_other_one_sees_no_link_and_no_number(
        self, as_olga: Client, sign_in: SignedIn, laptop_request: ServiceRequest, other: ServiceRequest, li_wei: User
    ) -> None:
        link(as_olga, laptop_request, other.pk)
        page = sign_in(li_wei).get(f"/requests/{laptop_request.pk}/").content.decode()
        assert "The same two laptops" not in page
        assert f"#{other.pk}" not in page

    def test_one_links_only_what_one_may_see(
        self, as_olga: Client, laptop_request: ServiceRequest, travel_costs: Service, wang_fang: User
    ) -> None:
        foreign = make_request(travel_costs, wang_fang)
        assert [link(as_olga, laptop_request, number) for number in (foreign.pk, 999_999, "x")] == [422, 422, 422]

    @pytest.mark.parametrize("kind", ["relates", "blocks", "duplicate"])
    def test_not_with_itself_and_not_twice(
        self, as_olga: Client, laptop_request: ServiceRequest, other: ServiceRequest, kind: str
    ) -> None:
        assert link(as_olga, laptop_request, laptop_request.pk, kind) == 422
        link(as_olga, laptop_request, other.pk)
        assert link(as_olga, laptop_request, other.pk, kind) == 422

    def test_nobody_waits_in_a_circle(
        self, laptop_request: ServiceRequest, other: ServiceRequest, laptop: Service, li_wei: User, olga: User
    ) -> None:
        third = make_request(laptop, li_wei, "Third")
        transitions.link(laptop_request, other, "blocks", by=olga)
        transitions.link(other, third, "blocks", by=olga)
        with pytest.raises(Refused):
            transitions.link(third, laptop_request, "blocks", by=olga)
        with pytest.raises(Refused):
            transitions.link(laptop_request, third, "blocked_by", by=olga)

    def test_it_can_be_removed_from_either_end(
        self, as_olga: Client, laptop_request: ServiceRequest, other: ServiceRequest
    ) -> None:
        link(as_olga, laptop_request, other.pk)
        version = ServiceRequest.objects.get(pk=other.pk).version
        data = {"version": version, "link": Link.objects.get().pk}
        assert as_olga.post(f"/requests/{other.pk}/unlinking/", data).status_code == 302
        assert not Link.objects.exists()
        assert laptop_request.events.latest("id").verb == "unlinked"

    def test_stale_forms_change_nothing(
        self, as_olga: Client, laptop_request: ServiceRequest, other: ServiceRequest, li_wei: User
    ) -> None:
        link(as_olga, laptop_request, other.pk)
        seen = ServiceRequest.objects.get(pk=laptop_request.pk).version
        transitions.chase(laptop_request, by=li_wei)
        data = {"version": seen, "link": Link.objects.get().pk, "other": str(other.pk), "kind": "blocks"}
        for noun in ("link", "unlinking"):
            assert as_olga.post(f"/requests/{laptop_request.pk}/{noun}/", data).status_code == 409
        assert Link.objects.count() == 1

    def test_the_requester_does_not_link(self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User) -> None:
        assert link(sign_in(li_wei), laptop_request, laptop_request.pk) == 403


class TestDuplicates:
    def test_it_is_closed_with_a_pointer_and_its_people_follow_the_original(
        self, as_olga: Client, sign_in: SignedIn, laptop_request: ServiceRequest, other: ServiceRequest,
        wang_fang: User, anna: User, olga: User,
    ) -> None:  # fmt: skip
        transitions.add_participant(other, anna, by=wang_fang)
        transitions.reply(other, "What I wrote stays here", by=wang_fang)
        assert link(as_olga, other, laptop_request.pk, "duplicate") == 302
        other.refresh_from_db()
        assert (other.status, other.closed_at is not None) == (Status.CLOSED, True)
        following = {one.user: one.can_write for one in laptop_request.participants.all()}
        assert following == {wang_fang: True, anna: False}
        page = sign_in(wang_fang).get(f"/requests/{other.pk}/").content.decode()
        assert f"duplicate of #{laptop_request.pk}" in page
        assert "What I wrote stays here" in page
        assert sign_in(wang_fang).get(f"/requests/{laptop_request.pk}/").status_code == 200
        assert Notification.objects.filter(recipient=wang_fang, kind="merged").exists()

    def test_nothing_is_promised_for_it_any_more(
        self, it: Department, laptop: Service, li_wei: User, wang_fang: User, olga: User
    ) -> None:
        make_standard(it)
        original, again = make_request(laptop, li_wei), make_request(laptop, wang_fang)
        transitions.mark_duplicate(again, original, by=olga)
        assert set(Clock.objects.filter(request=again).values_list("state", flat=True)) == {"cancelled"}
        assert set(Clock.objects.filter(request=original).values_list("state", flat=True)) == {"running"}

    def test_it_can_be_reopened_after_the_link_is_gone(
        self, laptop_request: ServiceRequest, other: ServiceRequest, olga: User
    ) -> None:
        transitions.mark_duplicate(other, laptop_request, by=olga)
        transitions.unlink(other, Link.objects.get(), by=olga)
        transitions.reopen(other, "Another two", by=olga)
        other.refresh_from_db()
        assert other.status == Status.NEW

    def test_only_who_serves_both_opens_one_to_the_people_of_the_other(
        self, as_olga: Client, laptop_request: ServiceRequest, travel_costs: Service, olga: User
    ) -> None:
        own = make_request(travel_costs, olga, "My travel costs")
        assert link(as_olga, laptop_request, own.pk, "duplicate") == 422
        assert link(as_olga, laptop_request, own.pk, "relates") == 302

    def test_no_chains_of_duplicates(
        self, laptop_request: ServiceRequest, other: ServiceRequest, laptop: Service, li_wei: User, olga: User
    ) -> None:
        third = make_request(laptop, li_wei, "Third")
        transitions.mark_duplicate(other, laptop_request, by=olga)
        with pytest.raises(Refused):
            transitions.mark_duplicate(third, other, by=olga)
        with pytest.raises(Refused):
            transitions.mark_duplicate(laptop_request, third, by=olga)

    def test_a_confidential_one_is_not_opened_to_others(
        self, laptop_request: ServiceRequest, other: ServiceRequest, laptop: Service, olga: User, li_wei: User
    ) -> None:
        laptop.is_confidential = True
        laptop.save()
        with pytest.raises(Refused):
            transitions.mark_duplicate(other, laptop_request, by=olga)
        mine = make_request(laptop, li_wei, "Once more")
        transitions.mark_duplicate(mine, laptop_request, by=olga)
