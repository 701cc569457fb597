"""Requests through the API: filed, worked on, talked about and listed as people do it on pages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from requests_app import api_tokens, clock, transitions
from requests_app.models import ApiAnswer, Attachment, Department, RequestEvent, Service, ServiceRequest, Thanks, User
from requests_app.tasks import forget_api_answers
from tests.api.conftest import Program, send
from tests.conftest import Travel
from tests.files import picture
from tests.make import make_form, make_request

URL = "/api/v1/requests/"
WISH = {"service": "it/laptop", "title": "A laptop"}


class TestFiling:
    def test_it_is_filed_as_on_the_page(self, laptop: Service, li_wei: User, program: Program) -> None:
        response = send(program(li_wei), URL, {**WISH, "description": "14 inches", "needed_by": "2030-01-31"})
        filed = ServiceRequest.objects.get()
        assert response.status_code == 201
        assert response["Location"] == f"{URL}{filed.pk}/"
        assert response["ETag"] == f'"{filed.pk}-{filed.version}"'
        told = response.json()
        assert (told["number"], told["status"], told["needed_by"]) == (filed.pk, "new", "2030-01-31")
        assert told["service"] == {"department": "it", "code": "laptop", "name": "New equipment"}
        assert (filed.requester, filed.description) == (li_wei, "14 inches")

    def test_answers_are_values_by_code(self, laptop: Service, li_wei: User, program: Program) -> None:
        days = {"kind": "range", "code": "days", "required": True}
        make_form(laptop, {"kind": "number", "code": "count", "whole": True, "required": True}, days)
        client = program(li_wei)
        refused = send(client, URL, {**WISH, "title": "", "answers": {"count": "two", "colour": "red"}})
        assert refused.status_code == 422
        assert {one["field"] for one in refused.json()["errors"]} == {
            *("title", "answers.count", "answers.days", "answers.colour")
        }
        period = {"from": "2030-01-01", "until": "2030-01-05"}
        filed = send(client, URL, {**WISH, "answers": {"count": 2, "days": period}}).json()
        assert (filed["answers"], filed["form"]) == ({"count": 2, "days": period}, 1)

    def test_questions_that_changed_meanwhile_are_said(self, laptop: Service, li_wei: User, program: Program) -> None:
        make_form(laptop, {"kind": "short", "code": "a"})
        make_form(laptop, {"kind": "short", "code": "b"})
        asked = program(li_wei).get("/api/v1/services/it/laptop/form/").json()
        assert (asked["form"], [one["code"] for one in asked["questions"]]) == (2, ["b"])
        assert send(program(li_wei), URL, {**WISH, "form": 1}).status_code == 422
        assert send(program(li_wei), URL, {**WISH, "form": 2}).status_code == 201

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"titel": "A laptop"}, "titel"),
            ({**WISH, "service": "it/none"}, "service"),
            ({**WISH, "impact": 7}, "impact"),
            ({**WISH, "title": {"en": "x"}}, "title"),
            ({**WISH, "title": "\0"}, "title"),
            ({**WISH, "answers": [1]}, "answers"),
            ({**WISH, "files": ["00000000-0000-4000-8000-000000000000"]}, "files"),
        ],
    )
    def test_what_does_not_fit_is_named(
        self, body: dict[str, object], field: str, laptop: Service, li_wei: User, program: Program
    ) -> None:
        response = send(program(li_wei), URL, body)
        assert response.status_code == 422, response.content
        assert response.json()["errors"][0]["field"] == field
        assert not ServiceRequest.objects.exists()

    def test_broken_json_is_malformed(self, li_wei: User, program: Program) -> None:
        response = program(li_wei).post(URL, "{", content_type="application/json")
        assert (response.status_code, response.json()["code"]) == (400, "malformed")
        listed = program(li_wei).post(URL, "[1]", content_type="application/json")
        assert listed.json()["code"] == "malformed"


class TestOnce:
    def test_the_same_call_is_done_once(self, laptop: Service, li_wei: User, program: Program) -> None:
        client = program(li_wei)
        first = send(client, URL, WISH, idempotency_key="k1")
        again = send(client, URL, dict(reversed(WISH.items())), idempotency_key="k1")
        assert (again.status_code, again.json(), again["Location"]) == (201, first.json(), first["Location"])
        assert again["Idempotent-Replayed"] == "true"
        assert ServiceRequest.objects.count() == 1
        other = send(client, URL, {**WISH, "title": "Two"}, idempotency_key="k1")
        assert (other.status_code, other.json()["code"]) == (422, "key_reused")

    def test_what_was_refused_may_be_mended(self, laptop: Service, li_wei: User, program: Program) -> None:
        client = program(li_wei)
        assert send(client, URL, {"service": "it/laptop"}, idempotency_key="k").status_code == 422
        assert send(client, URL, WISH, idempotency_key="k").status_code == 201

    def test_another_person_has_keys_of_their_own(
        self, laptop: Service, li_wei: User, wang_fang: User, program: Program
    ) -> None:
        for person in (li_wei, wang_fang):
            assert send(program(person), URL, WISH, idempotency_key="k").status_code == 201
        assert ServiceRequest.objects.count() == 2

    def test_what_is_answered_without_a_body_is_kept_too(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User, program: Program
    ) -> None:
        transitions.resolve(transitions.start(laptop_request, by=olga), by=olga, result="Done")
        url, said = f"{URL}{laptop_request.pk}/thanks/", {"to": f"person-{olga.pk}", "text": "Thank you"}
        told = [send(program(li_wei), url, said, idempotency_key="thanks") for _again in "12"]
        assert [one.status_code for one in told] == [204, 204], told[0].content
        assert Thanks.objects.count() == 1

    def test_a_day_later_it_is_forgotten(self, laptop: Service, li_wei: User, program: Program, travel: Travel) -> None:
        travel("2026-06-11 09:00")
        client = program(li_wei)
        send(client, URL, WISH, idempotency_key="k")
        travel("2026-06-12 09:01")
        assert forget_api_answers() == 1
        assert not ApiAnswer.objects.exists()
        send(client, URL, WISH, idempotency_key="k")
        assert ServiceRequest.objects.count() == 2

    @pytest.mark.django_db(transaction=True)
    def test_while_it_is_worked_on_the_second_is_told_so(
        self, laptop: Service, li_wei: User, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client, codes = program(li_wei), []

        def during(*args: object, **kwargs: object) -> int:
            try:
                codes.append(send(client, URL, WISH, idempotency_key="k").json()["code"])
            finally:
                connection.close()
            return 0

        real = ServiceRequest.objects.create

        def slow(**fields: object) -> ServiceRequest:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(during).result()
            return real(**fields)

        monkeypatch.setattr(type(ServiceRequest.objects), "create", lambda self, **fields: slow(**fields))
        assert send(client, URL, WISH, idempotency_key="k").status_code == 201
        assert codes == ["in_progress"]
        assert ServiceRequest.objects.count() == 1


class TestVersions:
    def test_a_verb_needs_the_version_that_was_read(
        self, laptop_request: ServiceRequest, olga: User, ivan: User, program: Program
    ) -> None:
        client, url = program(olga), f"{URL}{laptop_request.pk}/"
        etag = client.get(url)["ETag"]
        missing = send(client, f"{url}start/")
        assert (missing.status_code, missing.json()["code"]) == (428, "precondition_required")
        started = send(client, f"{url}start/", if_match=etag)
        assert (started.json()["status"], started.json()["assignee"]["id"]) == ("in_progress", olga.pk)
        stale = send(program(ivan), f"{url}resolution/", {"result": "Done"}, if_match=etag)
        assert (stale.status_code, stale.json()["code"]) == (412, "stale")
        done = send(program(ivan), f"{url}resolution/", {"result": "Done"}, if_match=started["ETag"])
        assert done.json()["status"] == "resolved"
        fits_not = send(client, f"{url}start/", if_match="*")
        assert (fits_not.status_code, fits_not.json()["code"]) == (409, "illegal_move")

    def test_amending_changes_only_what_is_said(self, laptop: Service, li_wei: User, program: Program) -> None:
        make_form(laptop, {"kind": "short", "code": "colour"}, {"kind": "short", "code": "size"})
        client = program(li_wei)
        filed = send(client, URL, {**WISH, "description": "Kept", "answers": {"colour": "red", "size": "14"}})
        url, sent = filed["Location"], {"title": "New title", "answers": {"colour": "blue"}}
        told = client.patch(url, sent, content_type="application/json", headers={"If-Match": filed["ETag"]}).json()
        assert (told["title"], told["description"]) == ("New title", "Kept")
        assert told["answers"] == {"colour": "blue", "size": "14"}

    def test_refusals_say_why(self, laptop_request: ServiceRequest, olga: User, program: Program) -> None:
        url = f"{URL}{laptop_request.pk}/hold/"
        response = send(program(olga), url, {"reason": "Parts", "until": "2020-01-01T09:00:00Z"}, if_match="*")
        assert response.status_code == 422
        assert response.json()["code"] in ("refused", "invalid")
        assert "reason" not in [one["field"] for one in response.json().get("errors", ())]

    def test_whoever_hands_over_names_the_department_by_its_code(
        self, laptop_request: ServiceRequest, travel_costs: Service, olga: User, program: Program
    ) -> None:
        url = f"{URL}{laptop_request.pk}/handover/"
        told = send(program(olga), url, {"department": "finance", "reason": "Theirs"}, if_match="*")
        assert told.json()["department"]["code"] == "finance"

    def test_offered_verbs_are_those_that_work(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User, program: Program
    ) -> None:
        offered = program(olga).get(f"{URL}{laptop_request.pk}/verbs/").json()
        nouns = {one["verb"] for one in offered}
        assert {"start", "hold", "message"} <= nouns
        assert "resumption" not in nouns
        asker = {one["verb"] for one in program(li_wei).get(f"{URL}{laptop_request.pk}/verbs/").json()}
        assert {"chase", "cancellation"} <= asker
        assert "start" not in asker


class TestConversation:
    def test_notes_stay_among_those_who_serve(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User, program: Program
    ) -> None:
        url = f"{URL}{laptop_request.pk}/messages/"
        assert send(program(olga), url, {"text": "Hello"}).json()["kind"] == "reply"
        assert send(program(olga), url, {"text": "Hm", "to": "internal"}).json()["internal"] is True
        assert send(program(li_wei), url, {"text": "Hm", "to": "internal"}).status_code == 422
        assert [one["text"] for one in program(olga).get(url).json()["results"]] == ["Hello", "Hm"]
        assert [one["text"] for one in program(li_wei).get(url).json()["results"]] == ["Hello"]
        seen = program(li_wei).get(f"{URL}{laptop_request.pk}/journal/").json()["results"]
        assert [one["verb"] for one in seen] == ["submitted", "replied"]

    def test_files_go_up_and_come_down(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User, anna: User, program: Program
    ) -> None:
        client, content = program(li_wei), picture()
        up = client.post("/api/v1/files/", {"file": SimpleUploadedFile("photo.png", content, "image/png")})
        assert up.status_code == 201, up.content
        file = up.json()
        assert (file["name"], file["size"], file["content_type"]) == ("photo.png", len(content), "image/png")
        assert program(olga).get(f"/api/v1/files/{file['id']}/").status_code == 404
        send(client, f"{URL}{laptop_request.pk}/messages/", {"text": "See", "files": [file["id"]]})
        down = program(olga).get(f"/api/v1/files/{file['id']}/content/")
        assert b"".join(down.streaming_content) == content  # type: ignore[attr-defined]
        assert program(anna).get(f"/api/v1/files/{file['id']}/content/").status_code == 404
        listed = program(olga).get(f"{URL}{laptop_request.pk}/files/").json()["results"]
        assert [one["id"] for one in listed] == [file["id"]]
        gone = send(client, f"/api/v1/files/{file['id']}/removal/", {"reason": "Wrong one"})
        assert gone.json()["is_removed"]
        assert program(olga).get(f"/api/v1/files/{file['id']}/content/").status_code == 404

    def test_what_was_not_sent_is_discarded(self, li_wei: User, olga: User, program: Program) -> None:
        up = program(li_wei).post("/api/v1/files/", {"file": SimpleUploadedFile("a.png", picture())}).json()
        assert program(olga).delete(f"/api/v1/files/{up['id']}/").status_code == 404
        assert program(li_wei).delete(f"/api/v1/files/{up['id']}/").status_code == 204
        assert not Attachment.objects.exists()

    def test_a_key_of_an_upload_knows_its_content(self, li_wei: User, program: Program) -> None:
        client = program(li_wei)
        key = {"Idempotency-Key": "u"}
        sent = [
            client.post("/api/v1/files/", {"file": SimpleUploadedFile("a.txt", text)}, headers=key)
            for text in (b"one", b"one", b"two")
        ]
        assert [one.status_code for one in sent] == [201, 201, 422]
        assert Attachment.objects.count() == 1

    def test_thanks(self, laptop_request: ServiceRequest, olga: User, li_wei: User, program: Program) -> None:
        url = f"{URL}{laptop_request.pk}/"
        send(program(olga), f"{url}start/", if_match="*")
        send(program(olga), f"{url}resolution/", {"result": "Done"}, if_match="*")
        assert send(program(li_wei), f"{url}thanks/", {"to": f"person-{olga.pk}", "text": "!"}).status_code == 204
        assert send(program(li_wei), f"{url}thanks/", {"to": "person-0"}).status_code == 422


class TestLists:
    def test_pages_stay_true_while_rows_come_and_go(self, laptop: Service, li_wei: User, program: Program) -> None:
        filed = [make_request(laptop, li_wei, f"Number {number}") for number in range(7)]
        client, seen = program(li_wei), []
        page = client.get(f"{URL}?limit=3&fields=title").json()
        while True:
            seen += [one["number"] for one in page["results"]]
            make_request(laptop, li_wei, "Came meanwhile")
            if page["next"] is None:
                break
            page = client.get(page["next"]).json()
            assert set(page["results"][0]) == {"number", "title"}
        assert seen == [one.pk for one in reversed(filed)]

    @pytest.mark.parametrize("query", ["cursor=x", "cursor=WzFd", "limit=0", "limit=201", "limit=x", "show=all"])
    def test_what_makes_no_sense_is_refused(self, query: str, li_wei: User, program: Program) -> None:
        response = program(li_wei).get(f"{URL}?{query}")
        if query == "cursor=WzFd":  # a place that fits
            assert response.status_code == 200
        else:
            assert response.status_code == 422
            assert response.json()["errors"][0]["field"] == query.partition("=")[0]

    def test_the_queue_is_that_of_the_page(
        self, laptop: Service, li_wei: User, olga: User, ivan: User, program: Program
    ) -> None:
        first, second = make_request(laptop, li_wei, "First"), make_request(laptop, li_wei, "Second")
        url = "/api/v1/departments/it/queue/"
        send(program(olga), f"{URL}{first.pk}/start/", if_match="*")
        assert {one["number"] for one in program(olga).get(url).json()["results"]} == {first.pk, second.pk}
        mine = program(olga).get(f"{url}?view=mine").json()["results"]
        assert [one["number"] for one in mine] == [first.pk]
        free = program(ivan).get(f"{url}?owner=none&sort=new").json()["results"]
        assert [one["number"] for one in free] == [second.pk]
        assert program(ivan).get(f"{url}?sort=weather").status_code == 422

    def test_search_finds_only_what_one_may_read(
        self, laptop_request: ServiceRequest, olga: User, anna: User, program: Program
    ) -> None:
        url = "/api/v1/search/?q=laptops"
        assert [one["number"] for one in program(olga).get(url).json()["results"]] == [laptop_request.pk]
        assert program(anna).get(url).json()["results"] == []

    def test_a_narrow_token_searches_its_departments_only(
        self, laptop: Service, travel_costs: Service, li_wei: User, it: Department, program: Program
    ) -> None:
        rows = [make_request(service, li_wei, "Printer") for service in (laptop, travel_costs, laptop)]
        page = program(li_wei, "read", it).get("/api/v1/search/?q=printer&limit=1").json()
        make_request(laptop, li_wei, "Printer")
        rest = program(li_wei, "read", it).get(page["next"]).json()
        assert [one["number"] for one in page["results"] + rest["results"]] == [rows[2].pk, rows[0].pk]
        assert rest["next"] is None


class TestNarrowTokens:
    def test_other_departments_are_not_there(
        self, laptop: Service, travel_costs: Service, li_wei: User, it: Department, program: Program
    ) -> None:
        near, far = make_request(laptop, li_wei), make_request(travel_costs, li_wei)
        client = program(li_wei, "write", it)
        assert [one["number"] for one in client.get(URL).json()["results"]] == [near.pk]
        assert client.get(f"{URL}{far.pk}/").status_code == 404
        assert [one["key"] for one in client.get("/api/v1/services/").json()["results"]] == ["it/laptop"]
        assert [one["code"] for one in client.get("/api/v1/departments/").json()["results"]] == ["it"]
        refused = send(client, URL, {"service": "finance/travel-costs", "title": "x"})
        assert refused.json()["errors"][0]["field"] == "service"
        assert not RequestEvent.objects.exclude(request__in=[near, far]).exists()


def test_a_token_of_a_year_is_the_longest(li_wei: User) -> None:
    with pytest.raises(ValueError, match="367"):
        api_tokens.make(li_wei, api_tokens.Wish("x", "read", 367), by=li_wei, now=clock.now() + timedelta(0))


def test_without_a_token_nothing(db: None) -> None:
    assert Client().get(URL).status_code == 401
