"""Going through a queue without going back, what changed since it was shown, and the keys that can be switched off."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from requests_app import clock, transitions
from requests_app.models import Service, ServiceRequest, User
from tests.conftest import SignedIn, Travel
from tests.make import make_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_olga(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


@pytest.fixture
def three(laptop: Service, li_wei: User) -> list[ServiceRequest]:
    return [make_request(laptop, li_wei, title) for title in ("a", "b", "c")]


def address(request: ServiceRequest, place: str) -> str:
    return f"/requests/{request.pk}/?in={quote(place, safe='')}"


class TestNextAndPrevious:
    def test_rows_lead_to_requests_that_know_where_one_was(self, as_olga: Client, three: list[ServiceRequest]) -> None:
        page = as_olga.get("/queue/it/?view=open&sort=-title&after=x").content.decode()
        assert f'href="/requests/{three[1].pk}/?in=it%3Fview%3Dopen%26sort%3D-title"' in page

    @pytest.mark.parametrize(("sort", "names"), [("title", "abc"), ("-title", "cba"), ("old", "abc")])
    def test_they_follow_the_order_of_the_view(
        self, as_olga: Client, three: list[ServiceRequest], sort: str, names: str
    ) -> None:
        by_name = {one.title: one for one in three}
        first, middle, last = (by_name[name] for name in names)
        near = as_olga.get(address(middle, f"it?view=open&sort={sort}")).context["near"]
        assert (near.previous, near.next) == (first.pk, last.pk)
        assert as_olga.get(address(first, f"it?sort={sort}")).context["near"].previous is None
        assert as_olga.get(address(last, f"it?sort={sort}")).context["near"].next is None

    def test_one_gets_on_from_what_no_longer_belongs_to_the_view(
        self, as_olga: Client, three: list[ServiceRequest], olga: User
    ) -> None:
        transitions.assign(three[1], to=olga, by=olga)
        near = as_olga.get(address(three[1], "it?view=unassigned&sort=title")).context["near"]
        assert (near.previous, near.next) == (three[0].pk, three[2].pk)

    def test_a_verb_comes_back_to_the_same_place(self, as_olga: Client, three: list[ServiceRequest]) -> None:
        page = as_olga.get(address(three[0], "it?view=mine")).content.decode()
        assert f"/requests/{three[0].pk}/hold/?in=it%3Fview%3Dmine" in page
        assert 'href="/queue/it/?view=mine"' in page
        form = as_olga.get(f"/requests/{three[0].pk}/hold/?in=it%3Fview%3Dmine").content.decode()
        assert f'action="/requests/{three[0].pk}/hold/?in=it%3Fview%3Dmine"' in form
        done = as_olga.post(f"/requests/{three[0].pk}/start/?in=it%3Fview%3Dmine", {"version": "0"})
        assert done.headers["Location"] == f"/requests/{three[0].pk}/?in=it%3Fview%3Dmine"

    @pytest.mark.parametrize("place", ["finance?view=open", "gone?", "", "it", "//evil?x", "it?sort=nonsense&after=1"])
    def test_a_place_of_others_or_of_nobody_is_none(
        self, as_olga: Client, three: list[ServiceRequest], finance: object, place: str
    ) -> None:
        response = as_olga.get(address(three[0], place))
        assert response.status_code == 200
        near = response.context["near"]
        assert near is None or near.place.dept == "it"

    def test_the_requester_has_no_queue(self, sign_in: SignedIn, three: list[ServiceRequest], li_wei: User) -> None:
        assert sign_in(li_wei).get(address(three[0], "it?view=open")).context["near"] is None


class TestNews:
    def test_it_says_what_came_and_what_changed_and_is_silent_otherwise(
        self, as_olga: Client, laptop: Service, li_wei: User, olga: User, travel: Travel
    ) -> None:
        travel("2026-06-11 12:00")
        old = make_request(laptop, li_wei)
        url = as_olga.get("/queue/it/?view=open").context["news_url"]
        assert as_olga.get(url).status_code == 204
        travel("2026-06-11 12:05")
        make_request(laptop, li_wei)
        make_request(laptop, li_wei)
        assert "2 new: show" in as_olga.get(url).content.decode()
        transitions.assign(old, to=olga, by=olga)
        page = as_olga.get(url).content.decode()
        assert "2 new, 1 changed: show" in page
        assert 'href="/queue/it/?view=open"' in page

    def test_only_of_the_view_one_looks_at(
        self, as_olga: Client, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        travel("2026-06-11 12:00")
        url = as_olga.get("/queue/it/?view=mine").context["news_url"]
        travel("2026-06-11 12:05")
        make_request(laptop, li_wei)
        assert as_olga.get(url).status_code == 204

    @pytest.mark.parametrize("seen", ["", "x", "2026-13-01T00:00:00Z", "2026-06-11T12:00:00", "9" * 40])
    def test_a_moment_that_nobody_made_brings_no_news(
        self, as_olga: Client, three: list[ServiceRequest], seen: str
    ) -> None:
        assert as_olga.get("/queue/it/news/", {"seen": seen}).status_code == 204

    def test_many_are_not_counted_to_the_end(
        self, as_olga: Client, three: list[ServiceRequest], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from requests_app.views import queue_news

        monkeypatch.setattr(queue_news, "CAP", 2)
        seen = (clock.now() - timedelta(days=1)).isoformat()
        assert "2+ new: show" in as_olga.get("/queue/it/news/", {"seen": seen}).content.decode()


class TestKeys:
    def test_they_are_listed_and_can_be_switched_off(self, as_olga: Client, olga: User) -> None:
        page = as_olga.get("/queue/it/").content.decode()
        assert 'id="keys"' in page
        assert 'data-keys="off"' not in page
        account = {"display_name": olga.display_name, "language": "en", "time_zone": "UTC", "theme": "system"}
        as_olga.post("/preferences/", account)
        olga.refresh_from_db()
        assert not olga.has_shortcuts
        assert 'data-keys="off"' in as_olga.get("/queue/it/").content.decode()
        as_olga.post("/preferences/", {**account, "has_shortcuts": "on"})
        assert 'data-keys="off"' not in as_olga.get("/queue/it/").content.decode()
