"""Ctrl+K: where it leads, for whom, and that it shows nobody more than they may see."""

from __future__ import annotations

import pytest
from django.test import Client

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from tests.conftest import SignedIn
from tests.make import make_service

pytestmark = pytest.mark.django_db


def labels(client: Client, typed: str) -> list[str]:
    return [place.label for place in client.get("/palette/", {"q": typed}).context["places"]]


class TestPlaces:
    def test_nothing_typed_shows_the_first_pages_of_the_menu(self, sign_in: SignedIn, li_wei: User) -> None:
        found = sign_in(li_wei).get("/palette/").context
        assert [place.label for place in found["places"]][:3] == ["Home", "My requests", "Waiting for me"]
        assert "tickets" not in found

    def test_a_page_is_found_by_its_words_and_by_its_department(
        self, sign_in: SignedIn, olga: User, li_wei: User
    ) -> None:
        assert labels(sign_in(olga), "queue") == ["Queue"]
        assert "Team" in labels(sign_in(olga), "it te")
        assert labels(sign_in(li_wei), "queue") == []

    def test_in_the_readers_language(self, sign_in: SignedIn, li_wei: User) -> None:
        User.objects.filter(pk=li_wei.pk).update(language="zh-hans")
        assert labels(sign_in(li_wei), "首页") == ["首页"]


class TestFinding:
    def test_a_number_comes_first(self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User) -> None:
        for typed in (str(laptop_request.pk), f"#{laptop_request.pk}"):
            page = sign_in(li_wei).get("/palette/", {"q": typed})
            assert [one.pk for one in page.context["tickets"]] == [laptop_request.pk]
            assert page.content.decode().index("data-entry") < page.content.decode().index("Search everything")

    def test_the_beginning_of_a_word_is_enough(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User
    ) -> None:
        assert [one.pk for one in sign_in(li_wei).get("/palette/?q=starte").context["tickets"]] == [laptop_request.pk]

    def test_what_one_may_not_see_is_not_found(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, wang_fang: User, anna: User
    ) -> None:
        for person in (wang_fang, anna):
            for typed in (str(laptop_request.pk), "laptops"):
                assert sign_in(person).get("/palette/", {"q": typed}).context["tickets"] == []

    def test_a_note_is_found_by_those_who_read_notes(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.reply(laptop_request, "The warehouse is empty", by=olga, internal=True)
        found = [len(sign_in(one).get("/palette/?q=warehouse").context["tickets"]) for one in (olga, li_wei)]
        assert found == [1, 0]

    def test_services_that_are_offered_and_people_one_may_look_up(
        self, sign_in: SignedIn, it: Department, laptop: Service, li_wei: User, wang_fang: User, olga: User
    ) -> None:
        make_service(it, "secret", "Secret equipment", audience=Service.Audience.SOME)
        client = sign_in(li_wei)
        assert client.get("/palette/?q=equipment").context["services"] == [laptop]
        assert client.get("/palette/?q=王").context["people"] == [wang_fang]
        assert client.get("/palette/?q=Olga").context["people"] == []
        assert "/search/?q=from:wang.fang%40example.com" in client.get("/palette/?q=王").content.decode()

    def test_the_wrong_keyboard_layout_is_understood_where_nothing_else_fits(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User
    ) -> None:
        client = sign_in(olga)
        assert [one.pk for one in client.get("/palette/", {"q": "дфзещзы"}).context["tickets"]] == [laptop_request.pk]
        User.objects.filter(pk=olga.pk).update(language="ru")
        assert labels(client, "jxthtlm") == ["Очередь"]
        assert labels(client, "очередь") == ["Очередь"]
        assert client.get("/palette/", {"q": "jxthtlm"}).context["typed"] == "jxthtlm"

    def test_how_many_there_are_is_said(self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User) -> None:
        client = sign_in(olga)
        assert 'data-said="Nothing found"' in client.get("/palette/?q=xyzzyx").content.decode()
        assert 'data-said="1 entry"' in client.get(f"/palette/?q=%23{laptop_request.pk}").content.decode()

    def test_operators_work_as_in_the_search(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User
    ) -> None:
        found = sign_in(olga).get("/palette/?q=is:open laptops").context
        assert [one.pk for one in found["tickets"]] == [laptop_request.pk]
        assert found["services"] == []

    def test_what_is_typed_is_escaped_and_cut(self, sign_in: SignedIn, li_wei: User) -> None:
        page = sign_in(li_wei).get("/palette/", {"q": '"><script>' + "x" * 500}).content.decode()
        assert "<script>" not in page
        assert len(page) < 3000


class TestTheFrame:
    def test_every_page_has_it_and_leads_to_the_search_without_script(self, sign_in: SignedIn, li_wei: User) -> None:
        page = sign_in(li_wei).get("/preferences/").content.decode()
        assert 'id="palette"' in page
        assert '<form class="stack tight" role="search" action="/search/" method="get">' in page
