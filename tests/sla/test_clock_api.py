"""GET /api/v1/requests/<number>/clocks/ and …/standard/: what was promised, as JSON."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from sla import sweep
from tests.conftest import SignedIn, Travel
from tests.make import OFFICE_HOURS, make_request, make_standard, utc
from tests.sla.conftest import at

OLA: dict[tuple[str, int | None], int] = {("ola", None): 4 * 3600}


def clocks(client: Client, request: ServiceRequest) -> dict[str, dict[str, Any]]:
    response = client.get(f"/api/v1/requests/{request.pk}/clocks/")
    assert response.status_code == 200, response.content
    return {clock["metric"]: clock for clock in response.json()["clocks"]}


class TestClocks:
    def test_everything_about_a_clock_that_rested(
        self, filed: ServiceRequest, olga: User, li_wei: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(10))
        transitions.answer(filed, "This", by=li_wei, now=at(12, 10))
        travel(at(13))
        done = clocks(sign_in(li_wei), filed)["resolution"]
        assert (done["state"], done["is_off_hours"], done["is_pinned"]) == ("running", False, False)
        assert (done["target_seconds"], done["consumed_seconds"], done["remaining_seconds"]) == (28800, 6600, 22200)
        assert (done["started_at"], done["due_at"]) == ("2026-06-08T09:00:00Z", "2026-06-08T19:10:00Z")
        assert (done["stopped_at"], done["breached_at"]) == (None, None)
        assert done["calendar"]["zone"] == "UTC"
        assert done["standard"]["version"] == 1
        assert [(one["kind"], one["reason"], one["from"], one["to"]) for one in done["segments"]] == [
            ("run", "filed", "2026-06-08T09:00:00Z", "2026-06-08T10:00:00Z"),
            ("pause", "waiting", "2026-06-08T10:00:00Z", "2026-06-08T12:10:00Z"),
            ("run", "resumed", "2026-06-08T12:10:00Z", None),
        ]

    def test_the_runs_add_up_to_what_is_consumed_to_the_microsecond(
        self, filed: ServiceRequest, olga: User, li_wei: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(10).replace(microsecond=123))
        transitions.answer(filed, "This", by=li_wei, now=at(12).replace(microsecond=456789))
        travel(at(13))
        done = clocks(sign_in(li_wei), filed)["resolution"]
        runs = [one["working_seconds"] for one in done["segments"] if one["kind"] == "run"]
        assert round(sum(runs) * 1e6) == round(done["consumed_seconds"] * 1e6) == 3600_000_123 + 3599_543_211

    def test_it_says_at_which_moment_it_was_true(
        self, filed: ServiceRequest, li_wei: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        travel(at(10))
        answer = sign_in(li_wei).get(f"/api/v1/requests/{filed.pk}/clocks/").json()
        assert (answer["request"], answer["at"]) == (filed.pk, "2026-06-08T10:00:00Z")

    def test_off_hours_are_not_a_rest(
        self, it: Department, laptop: Service, li_wei: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        make_standard(it, spec=OFFICE_HOURS)
        request = make_request(laptop, li_wei, now=utc(2026, 6, 8, 15, 30))
        travel(utc(2026, 6, 8, 20))
        answer = clocks(sign_in(li_wei), request)["first_response"]
        assert (answer["state"], answer["is_off_hours"]) == ("running", True)
        assert answer["calendar"]["zone"] == "Europe/Berlin"

    @pytest.mark.parametrize(
        ("language", "words"), [("en", "First answer"), ("ru", "Первый ответ"), ("zh-hans", "首次答复")]
    )
    def test_the_story_is_told_in_the_readers_language(
        self, filed: ServiceRequest, li_wei: User, sign_in: SignedIn, travel: Travel, language: str, words: str
    ) -> None:
        li_wei.language = language
        li_wei.save(update_fields=["language"])
        travel(at(10))
        answer = clocks(sign_in(li_wei), filed)["first_response"]
        assert answer["name"] == words
        assert answer["story"]

    def test_who_asked_hears_of_the_breach_and_not_of_the_warnings(
        self, filed: ServiceRequest, li_wei: User, olga: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        travel(at(11, 30))
        sweep.sweep(now=at(11, 30))
        assert {one["step"] for one in clocks(sign_in(olga), filed)["first_response"]["events"]} == {
            *("50%", "80%", "100%")
        }
        asked = clocks(sign_in(li_wei), filed)["first_response"]
        assert [(one["step"], one["kind"], one["occurred_at"]) for one in asked["events"]] == [
            ("100%", "breach", "2026-06-08T11:00:00Z")
        ]

    def test_a_departments_share_is_not_the_requesters(
        self, it: Department, laptop: Service, li_wei: User, olga: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        make_standard(it, by_priority=OLA)
        request = make_request(laptop, li_wei, now=at(9))
        travel(at(10))
        assert "ola" not in clocks(sign_in(li_wei), request)
        assert clocks(sign_in(olga), request)["ola"]["department"] == "it"


class TestWhoMayRead:
    def test_not_yours_is_not_found_and_signed_out_is_refused(
        self, filed: ServiceRequest, wang_fang: User, sign_in: SignedIn
    ) -> None:
        for address in ("clocks", "standard"):
            assert sign_in(wang_fang).get(f"/api/v1/requests/{filed.pk}/{address}/").status_code == 404
            assert Client().get(f"/api/v1/requests/{filed.pk}/{address}/").status_code == 401

    def test_it_only_reads(self, filed: ServiceRequest, li_wei: User, sign_in: SignedIn) -> None:
        assert sign_in(li_wei).post(f"/api/v1/requests/{filed.pk}/clocks/").status_code == 405

    def test_it_is_json_whatever_is_asked_for(self, filed: ServiceRequest, li_wei: User, sign_in: SignedIn) -> None:
        response = sign_in(li_wei).get(f"/api/v1/requests/{filed.pk}/clocks/", headers={"Accept": "*/*"})
        assert response.headers["Content-Type"] == "application/json"


class TestStandard:
    def test_it_says_which_and_why_not_the_others(
        self, it: Department, laptop: Service, li_wei: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        general = make_standard(it)
        own = make_standard(it, laptop)
        request = make_request(laptop, li_wei, now=at(9))
        travel(at(10))
        answer = sign_in(li_wei).get(f"/api/v1/requests/{request.pk}/standard/").json()
        assert answer["given"]["id"] == answer["chosen"]["id"] == own.pk
        assert {one["standard"]["id"]: one["applies"] for one in answer["considered"]} == {
            own.pk: True,
            general.pk: False,
        }
        assert all(one["why"] for one in answer["considered"])
