"""Drafts on the server: kept per person and place, small, few, and gone when they were sent."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from requests_app import clock, drafts, transitions
from requests_app.models import Attachment, Draft, Service, ServiceRequest, User
from requests_app.tasks import purge_attachments, purge_drafts
from tests.conftest import SignedIn, Travel
from tests.make import make_file

pytestmark = pytest.mark.django_db


def put(client: Client, place: str, fields: Any, status: int = 200) -> None:
    response = client.put(f"/drafts/{place}/", json.dumps({"fields": fields}), content_type="application/json")
    assert response.status_code == status


class TestKeeping:
    def test_what_was_put_comes_back_with_its_moment(self, sign_in: SignedIn, travel: Travel, li_wei: User) -> None:
        travel("2099-01-05 10:32")
        client = sign_in(li_wei)
        assert client.get("/drafts/request-1-message/").status_code == 204
        put(client, "request-1-message", [["text", "第一行\n第二行"], ["to", "public"]])
        travel("2099-01-05 11:00")
        kept = client.get("/drafts/request-1-message/").json()
        assert kept["fields"] == [["text", "第一行\n第二行"], ["to", "public"]]
        assert kept["when"] == "today 10:32"

    def test_the_newer_replaces_the_older(self, sign_in: SignedIn, li_wei: User) -> None:
        client = sign_in(li_wei)
        for text in ("One", "Two"):
            put(client, "a", [["text", text]])
        assert Draft.objects.get().data == {"fields": [["text", "Two"]]}

    def test_it_is_nobody_elses(self, sign_in: SignedIn, li_wei: User, olga: User) -> None:
        put(sign_in(li_wei), "request-1-message", [["text", "Mine"]])
        other = sign_in(olga)
        assert other.get("/drafts/request-1-message/").status_code == 204
        other.delete("/drafts/request-1-message/")
        assert Draft.objects.get().user == li_wei

    def test_it_can_be_discarded(self, sign_in: SignedIn, li_wei: User) -> None:
        client = sign_in(li_wei)
        put(client, "a", [["text", "x"]])
        assert client.delete("/drafts/a/").status_code == 204
        assert not Draft.objects.exists()

    def test_an_expired_session_keeps_nothing_and_says_so(self, client: Client) -> None:
        response = client.put("/drafts/a/", '{"fields": []}', content_type="application/json")
        assert response.status_code == 302
        assert not Draft.objects.exists()

    def test_a_forged_request_keeps_nothing(self, li_wei: User) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(li_wei, backend="requests_app.sign_in.EmailBackend")
        assert strict.put("/drafts/a/", '{"fields": []}', content_type="application/json").status_code == 403


class TestLimits:
    @pytest.mark.parametrize(
        "body",
        [
            b"", b"[]", b"null", b"{}", b'{"fields": 1}', b'{"fields": [1]}', b'{"fields": [["a"]]}',
            b'{"fields": [["a", 1]]}', b'{"fields": [["a", "b", "c"]]}', b"\xff", b"[" * 100_000,
        ],
    )  # fmt: skip
    def test_what_is_no_form_is_refused(self, sign_in: SignedIn, li_wei: User, body: bytes) -> None:
        response = sign_in(li_wei).put("/drafts/a/", body, content_type="application/json")
        assert response.status_code == 422

    def test_what_is_too_long_is_refused(self, sign_in: SignedIn, li_wei: User) -> None:
        client = sign_in(li_wei)
        put(client, "a", [["text", "x" * drafts.MAX_CHARACTERS]], 422)
        put(client, "a", [["n", "x"]] * (drafts.MAX_FIELDS + 1), 422)
        put(client, "a", [["text", "x" * (drafts.MAX_CHARACTERS - 4)]])

    def test_what_no_database_takes_is_left_out(self, sign_in: SignedIn, li_wei: User) -> None:
        client = sign_in(li_wei)
        body = b'{"fields": [["text", "a\\u0000b\\ud800c"]]}'
        assert client.put("/drafts/a/", body, content_type="application/json").status_code == 200
        assert Draft.objects.get().data == {"fields": [["text", "abc"]]}

    @pytest.mark.parametrize("place", ["A", "a_b", "-a", "a" * 81])
    def test_places_have_plain_names(self, sign_in: SignedIn, li_wei: User, place: str) -> None:
        assert sign_in(li_wei).get(f"/drafts/{place}/").status_code == 404

    def test_the_oldest_make_room(self, travel: Travel, li_wei: User, olga: User) -> None:
        travel("2099-01-05 10:00")
        drafts.keep(olga, "hers", [], now=clock.now())
        for number in range(drafts.MAX_DRAFTS + 2):
            drafts.keep(li_wei, f"place-{number}", [], now=clock.now() + timedelta(seconds=number))
        kept = set(Draft.objects.of(li_wei).values_list("place", flat=True))
        assert kept == {f"place-{number}" for number in range(2, drafts.MAX_DRAFTS + 2)}
        assert Draft.objects.of(olga).count() == 1

    def test_old_ones_are_thrown_away(self, travel: Travel, li_wei: User) -> None:
        travel("2099-01-05 10:00")
        drafts.keep(li_wei, "old", [], now=clock.now())
        travel("2099-01-20 10:00")
        drafts.keep(li_wei, "new", [], now=clock.now())
        travel("2099-02-04 10:00:01")
        assert purge_drafts() == 1
        assert Draft.objects.get().place == "new"


class TestGoneWhenSent:
    def test_a_message(self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User) -> None:
        client, place = sign_in(olga), f"request-{laptop_request.pk}-message"
        put(client, place, [["text", "Half a sent"]])
        put(client, f"request-{laptop_request.pk}-question", [["question", "Another"]])
        refused = client.post(f"/requests/{laptop_request.pk}/message/", {"text": ""})
        assert refused.status_code == 422
        assert Draft.objects.count() == 2
        response = client.post(f"/requests/{laptop_request.pk}/message/", {"text": "Half a sentence"})
        assert Draft.objects.get().place == f"request-{laptop_request.pk}-question"
        # The browser forgets its own copy when it reads this.
        assert response.cookies[drafts.COOKIE].value == place

    def test_an_answer_and_a_solution(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.ask(laptop_request, "Which?", by=olga)
        client = sign_in(li_wei)
        put(client, f"request-{laptop_request.pk}-answer", [["text", "The"]])
        client.post(f"/requests/{laptop_request.pk}/answer/", {"text": "The red one"})
        assert not Draft.objects.exists()

    def test_a_request_that_was_filed(self, sign_in: SignedIn, laptop: Service, li_wei: User) -> None:
        client, place = sign_in(li_wei), f"service-{laptop.pk}-filing"
        assert f'data-autosave="{place}"' in client.get("/services/it/laptop/").content.decode()
        put(client, place, [["title", "A lap"]])
        client.post("/services/it/laptop/", {"title": "", "impact": "2", "urgency": "2"})
        assert Draft.objects.exists()
        response = client.post("/services/it/laptop/", {"title": "A laptop", "impact": "2", "urgency": "2"})
        assert response.status_code == 302
        assert not Draft.objects.exists()
        assert response.cookies[drafts.COOKIE].value == place


class TestFiles:
    @pytest.fixture
    def photo(self, li_wei: User) -> Attachment:
        return make_file(li_wei)

    def test_what_a_draft_names_is_kept_as_long_as_the_draft(
        self, sign_in: SignedIn, travel: Travel, li_wei: User, photo: Attachment
    ) -> None:
        travel("2099-01-05 10:00")
        client = sign_in(li_wei)
        put(client, "service-1-filing", [["title", "A chair"], ["files", str(photo.pk)]])
        travel("2099-01-07 10:00")
        assert purge_attachments() == 0
        listed = client.get(f"/attachments/?for=files&id={photo.pk}").content.decode()
        assert "photo.png" in listed
        put(client, "service-1-filing", [["title", "A chair, again"], ["files", str(photo.pk)]])
        client.delete("/drafts/service-1-filing/")
        assert purge_attachments() == 1

    def test_one_that_was_taken_out_is_forgotten(self, sign_in: SignedIn, li_wei: User, photo: Attachment) -> None:
        client = sign_in(li_wei)
        put(client, "service-1-filing", [["files", str(photo.pk)]])
        put(client, "service-1-filing", [["title", "Without it"]])
        photo.refresh_from_db()
        assert photo.draft is None

    def test_nobody_holds_the_files_of_others(self, sign_in: SignedIn, olga: User, photo: Attachment) -> None:
        put(sign_in(olga), "service-1-filing", [["files", str(photo.pk)]])
        photo.refresh_from_db()
        assert photo.draft is None
