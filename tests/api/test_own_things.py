"""Absences, canned replies, journal lines in words, and who is a program."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from requests_app import api_tokens, transitions
from requests_app.models import Absence, CannedReply, Department, Membership, Service, ServiceRequest, User
from tests.api.conftest import Program, send
from tests.conftest import Travel

ABSENCES, REPLIES = "/api/v1/absences/", "/api/v1/canned-replies/"


@pytest.fixture(autouse=True)
def _moment(travel: Travel) -> None:
    travel("2026-06-11 09:00")


def patch(client: Client, url: str, body: Any, etag: str = "*") -> Any:
    return client.patch(url, body, content_type="application/json", headers={"If-Match": etag})


def fields(response: Any) -> list[str]:
    assert response.status_code == 422, response.content
    return [one["field"] for one in response.json()["errors"]]


class TestAbsences:
    def test_one_enters_changes_and_removes_ones_own(self, olga: User, ivan: User, program: Program) -> None:
        client = program(olga)
        days = {"from_day": "2026-07-01", "until_day": "2026-07-10"}
        made = send(client, ABSENCES, {**days, "stand_in": ivan.email, "note": "Sea"}, idempotency_key="sea")
        assert made.status_code == 201, made.content
        assert (made.json()["person"]["id"], made.json()["stand_in"]["id"]) == (olga.pk, ivan.pk)
        url = made["Location"]
        longer = patch(client, url, {"until_day": "2026-07-12"}, made["ETag"])
        assert (longer.json()["from_day"], longer.json()["note"]) == ("2026-07-01", "Sea")
        assert patch(client, url, {"note": ""}, made["ETag"]).json()["code"] == "stale"
        assert patch(client, url, {"stand_in": None}).json()["stand_in"] is None
        assert fields(send(client, ABSENCES, {**days, "until_day": "2026-06-30"})) == ["until_day"]
        assert fields(send(client, ABSENCES, {"from_day": "2026-07-12", "until_day": "2026-07-20"})) == ["until_day"]
        assert client.delete(url, headers={"If-Match": "*"}).status_code == 204
        assert not Absence.objects.exists()

    def test_who_leads_enters_those_of_the_team(
        self, it: Department, olga: User, maria: User, li_wei: User, program: Program
    ) -> None:
        days = {"from_day": "2026-07-01", "until_day": "2026-07-10"}
        made = send(program(maria), ABSENCES, {**days, "person": olga.email})
        assert made.json()["person"]["id"] == olga.pk, made.content
        assert [one["id"] for one in program(olga).get(ABSENCES).json()["results"]] == [made.json()["id"]]
        assert program(li_wei).get(made["Location"]).status_code == 404
        assert program(li_wei).get(ABSENCES).json()["results"] == []
        for client in (program(maria), program(li_wei)):
            assert fields(send(client, ABSENCES, {**days, "person": "nobody@example.com"})) == ["person"]
        assert fields(send(program(li_wei), ABSENCES, {**days, "person": olga.email})) == ["person"]
        assert Absence.objects.count() == 1

    def test_what_is_over_is_told_when_asked(self, olga: User, program: Program, travel: Travel) -> None:
        client = program(olga, days=200)
        send(client, ABSENCES, {"from_day": "2026-06-12", "until_day": "2026-06-12"})
        travel("2026-06-20 09:00")
        assert client.get(ABSENCES).json()["results"] == []
        assert len(client.get(f"{ABSENCES}?show=all").json()["results"]) == 1


class TestCannedReplies:
    def test_ones_own_is_nobody_elses(self, olga: User, ivan: User, program: Program) -> None:
        client = program(olga)
        made = send(client, REPLIES, {"title": "Thanks", "texts": {"en": "Thank you, {{ requester }}."}})
        assert (made.status_code, made.json()["department"]) == (201, None), made.content
        assert program(ivan).get(made["Location"]).status_code == 404
        changed = patch(client, made["Location"], {"texts": {"en": "Thanks.", "ru": "Спасибо."}}, made["ETag"])
        assert changed.json()["title"] == "Thanks"
        assert patch(client, made["Location"], {"title": "T"}, made["ETag"]).json()["code"] == "stale"
        assert fields(send(client, REPLIES, {"title": "Thanks", "texts": {"en": "x"}})) == ["title"]
        assert fields(patch(client, made["Location"], {"texts": {"en": "{{ moon }}"}})) == ["texts.en"]
        assert fields(patch(client, made["Location"], {"department": "it"})) == ["department"]
        assert client.delete(made["Location"], headers={"If-Match": changed["ETag"]}).status_code == 204
        assert not CannedReply.objects.exists()

    def test_a_departments_is_kept_by_who_leads(
        self, it: Department, finance: Department, olga: User, maria: User, li_wei: User, program: Program
    ) -> None:
        made = send(program(maria), REPLIES, {"title": "Parts", "texts": {"en": "Late."}, "department": "it"})
        assert made.json()["department"]["code"] == "it", made.content
        agent = program(olga)
        assert agent.get(made["Location"]).status_code == 200
        assert patch(agent, made["Location"], {"title": "x"}).status_code == 404
        assert send(program(li_wei), REPLIES, {"title": "x", "texts": {"en": "x"}}).status_code == 403
        assert program(maria, "write", finance).get(made["Location"]).status_code == 404


def test_journal_lines_are_told_in_the_readers_language(
    laptop_request: ServiceRequest, olga: User, ivan: User, li_wei: User, program: Program
) -> None:
    transitions.assign(laptop_request, to=ivan, by=olga)
    url = f"/api/v1/requests/{laptop_request.pk}/journal/"
    line = program(li_wei).get(url, headers={"Accept-Language": "en"}).json()["results"][-1]
    assert (line["verb"], line["sentence"]) == ("assigned", "Olga Petrova gave it to Ivan Kuznetsov.")
    line = program(li_wei).get(url, headers={"Accept-Language": "ru"}).json()["results"][-1]
    assert line["sentence"].startswith("Olga Petrova ")
    assert "gave" not in line["sentence"]


def test_a_line_alone_knows_where_it_was_before(
    laptop_request: ServiceRequest, finance: Department, olga: User, program: Program
) -> None:
    transitions.hand_over(laptop_request, finance, reason="Theirs & ours", by=olga)
    client, url = program(olga), f"/api/v1/requests/{laptop_request.pk}/journal/"
    before = client.get(f"{url}?limit=1").json()
    line = client.get(f"{before['next']}").json()["results"][0]
    assert line["sentence"] == "Olga Petrova handed it over from IT to Finance: “Theirs & ours”"


def test_programs_are_marked_wherever_people_are_named(
    it: Department, laptop: Service, ada: User, olga: User, maria: User, client: Client, program: Program
) -> None:
    robot = api_tokens.make_service_account("Robot", by=ada)
    Membership.objects.create(user=robot, department=it, role=Membership.Role.AGENT)
    found = program(olga).get("/api/v1/people/?q=robot").json()
    assert [one["is_service_account"] for one in found] == [True]
    client.force_login(maria)
    for url in ("/colleagues/?to=robot", "/catalogue/it/routing/", "/team/it/"):
        assert "Robot (service account)" in client.get(url).content.decode(), url
    client.force_login(ada)
    assert "Robot (service account)" in client.get("/people/?q=robot").content.decode()
