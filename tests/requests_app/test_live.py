"""Open pages stay true: a cheap question, answered by 304 while nothing changed, never about what one may not see."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from redis import RedisError

from requests_app import transitions
from requests_app.live.watching import Seen
from requests_app.models import Department, Service, ServiceRequest, User
from requests_app.notifications import reading
from tests.conftest import SignedIn
from tests.make import make_request

pytestmark = pytest.mark.django_db


class Page:
    """A page that somebody has open: what it watches, and what it knows."""

    def __init__(self, client: Client, path: str) -> None:
        self.client = client
        text = client.get(path).content.decode()
        self.address = unescape(text.split('data-live="')[1].split('"')[0])
        self.tag = unescape(text.split('data-live-tag="')[1].split('"')[0])

    def ask(self) -> Any:
        return self.client.get(self.address, headers={"If-None-Match": self.tag})

    def changed(self) -> list[str]:
        """What changed since it asked last; it knows that then."""
        response = self.ask()
        self.tag = response.headers.get("ETag", self.tag)
        return [] if response.status_code == 304 else sorted(response.json()["changed"])


@pytest.fixture
def committing(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Any:
    """What is done inside is committed, and whoever waits for that hears of it."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


class TestNothingChanged:
    def test_it_says_so_with_two_statements_and_no_body(
        self,
        sign_in: SignedIn,
        olga: User,
        laptop_request: ServiceRequest,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        page = Page(sign_in(olga), f"/requests/{laptop_request.pk}/")
        page.changed()  # Olga is there by now
        with django_assert_num_queries(2):
            response = page.ask()
        assert response.status_code == 304
        assert response.content == b""
        assert "no-store" in response.headers["Cache-Control"]

    @pytest.mark.parametrize("path", ["/", "/requests/", "/waiting/", "/notifications/", "/queue/it/?view=open"])
    def test_each_page_knows_how_it_was_when_it_was_made(
        self, sign_in: SignedIn, olga: User, laptop_request: ServiceRequest, path: str
    ) -> None:
        assert Page(sign_in(olga), path).ask().status_code == 304

    def test_a_tag_that_a_proxy_made_weak_counts_and_nonsense_does_not(self, sign_in: SignedIn, li_wei: User) -> None:
        page = Page(sign_in(li_wei), "/")
        page.tag = f"W/{page.tag}"
        assert page.ask().status_code == 304
        for tag in ("", "x", '"a~b~c~d"', '"~~"'):
            page.tag = tag
            assert page.ask().json()["changed"] == ["p"]

    def test_it_does_not_prolong_a_session(self, sign_in: SignedIn, li_wei: User) -> None:
        client = sign_in(li_wei)
        page = Page(client, "/")
        assert "portal_session" not in page.ask().cookies


class TestSomethingChanged:
    def test_a_reply_reaches_all_who_have_it_open_and_the_lists_it_stands_in(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User, olga: User, ivan: User, committing: Any
    ) -> None:
        asked, served = (Page(sign_in(one), f"/requests/{laptop_request.pk}/") for one in (li_wei, ivan))
        home, queue = Page(sign_in(li_wei), "/"), Page(sign_in(ivan), "/queue/it/?view=open")
        served.changed()
        with committing():
            transitions.reply(laptop_request, "It is on its way", by=olga)
        department = f"d{laptop_request.department_id}"
        assert asked.changed() == ["p", "r"]
        assert served.changed() == [department, "r"]
        assert home.changed() == ["p"]
        assert queue.changed() == [department]
        assert not asked.changed()

    def test_both_departments_hear_of_a_hand_over(
        self,
        sign_in: SignedIn,
        laptop_request: ServiceRequest,
        olga: User,
        anna: User,
        finance: Department,
        committing: Any,
    ) -> None:
        left, right = Page(sign_in(olga), "/queue/it/?view=open"), Page(sign_in(anna), "/queue/finance/?view=open")
        with committing():
            transitions.hand_over(laptop_request, finance, "An invoice", by=olga)
        assert left.changed()
        assert f"d{finance.pk}" in right.changed()

    def test_others_hear_nothing(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, wang_fang: User, committing: Any
    ) -> None:
        stranger = Page(sign_in(wang_fang), "/")
        with committing():
            transitions.reply(laptop_request, "It is on its way", by=olga)
        assert stranger.ask().status_code == 304

    def test_nothing_is_told_before_it_is_committed(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        page = Page(sign_in(li_wei), "/")
        transitions.reply(laptop_request, "It is on its way", by=olga)
        assert page.ask().status_code == 304

    def test_the_answer_brings_what_stands_in_the_frame(
        self, sign_in: SignedIn, laptop: Service, li_wei: User, olga: User, ivan: User, committing: Any
    ) -> None:
        page = Page(sign_in(ivan), "/preferences/")
        with committing():
            made = make_request(laptop, li_wei)
        said = page.ask().json()
        assert said["counts"]["/queue/it/"] == "1"
        assert 'id="bell"' in said["bell"]
        assert said["csrf"]
        mine = Page(sign_in(li_wei), "/")
        with committing():
            transitions.ask(made, "Which keyboard?", by=olga)
        said = mine.ask().json()
        assert said["counts"]["/waiting/"] == "1"
        assert said["unread"] == 1
        assert "1 unread" in said["bell"]

    def test_reading_on_one_device_silences_the_bell_of_another(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User, committing: Any
    ) -> None:
        transitions.reply(laptop_request, "It is on its way", by=olga)
        page = Page(sign_in(li_wei), "/preferences/")
        with committing():
            reading.mark_read(li_wei, at=laptop_request.filed_at)
        assert page.ask().json()["unread"] == 0
        with committing():  # nothing was unread any more
            reading.mark_read(li_wei, at=laptop_request.filed_at)
        assert page.changed()
        assert not page.changed()

    def test_what_an_import_brings_disturbs_nobody(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User, committing: Any
    ) -> None:
        ServiceRequest.objects.filter(pk=laptop_request.pk).update(is_live=False)
        page = Page(sign_in(ivan), "/queue/it/?view=open")
        with committing():
            transitions.start(laptop_request, by=olga)
        assert page.ask().status_code == 304


class TestWhoAsks:
    def test_whoever_is_signed_out_hears_where_to_sign_in(self, client: Client, sign_in: SignedIn, olga: User) -> None:
        page = Page(sign_in(olga), "/")
        page.client.logout()
        assert page.ask().json() == {"signed_out": "/sign-in/"}
        assert client.get("/live/").json() == {"signed_out": "/sign-in/"}

    def test_somebody_else_is_told_that_it_is_not_their_page(self, sign_in: SignedIn, olga: User, li_wei: User) -> None:
        page = Page(sign_in(olga), "/")
        page.client = sign_in(li_wei)
        assert page.ask().json() == {"other": True}

    @pytest.mark.parametrize("sent", ["", "x", "1/p1.r2/", "1/p1.r2/:forged"])
    def test_nobody_watches_what_no_page_offered_them(self, sign_in: SignedIn, li_wei: User, sent: str) -> None:
        assert sign_in(li_wei).get("/live/", {"on": sent}).json() == {"other": True}

    def test_a_new_session_goes_on_with_a_new_token_of_forms(self, sign_in: SignedIn, li_wei: User) -> None:
        page = Page(sign_in(li_wei), "/")
        assert page.client.session[SESSION_KEY] == str(li_wei.pk)
        page.tag = ""
        assert len(page.ask().json()["csrf"]) == 64

    def test_a_new_version_of_the_portal_is_said(self, sign_in: SignedIn, li_wei: User, settings: Any) -> None:
        page = Page(sign_in(li_wei), "/")
        settings.VERSION = "9.9.9"
        said = page.ask().json()
        assert said["build"] == "9.9.9"
        assert said["changed"] == []
        assert "counts" not in said


class TestWithoutACache:
    def test_an_emptied_cache_costs_one_look(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User, committing: Any
    ) -> None:
        with committing():
            transitions.reply(laptop_request, "It is on its way", by=olga)
        page = Page(sign_in(li_wei), "/")
        cache.clear()
        assert page.changed() == ["p"]
        assert not page.changed()

    def test_a_cache_that_is_down_disturbs_neither_verbs_nor_pages(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, committing: Any, monkeypatch: Any
    ) -> None:
        client = sign_in(olga)
        before = Page(client, "/")

        def down(*_args: Any, **_named: Any) -> None:
            raise RedisError("down")

        monkeypatch.setattr(cache, "get_many", down)
        monkeypatch.setattr(cache, "set_many", down)
        with committing():
            transitions.reply(laptop_request, "It is on its way", by=olga)
        assert before.ask().status_code == 204
        assert client.get(f"/requests/{laptop_request.pk}/").status_code == 200
        assert Page(client, "/").tag == ""


def test_a_tag_reads_as_it_was_written() -> None:
    seen = Seen(("0", "a1b2"), "ff", "1.0-x")
    assert Seen.of_tag(seen.tag) == seen
    assert Seen.of_tag("") is None
