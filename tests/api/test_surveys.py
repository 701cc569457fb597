"""Surveys for programs: the verbs of the pages, and nothing that the pages hide."""

from __future__ import annotations

from typing import Any

import pytest

from requests_app.models import Department, User
from surveys import secrecy
from surveys.models import Campaign
from surveys.tasks import run_campaigns
from tests.api.conftest import Program, send
from tests.conftest import Travel
from tests.make import make_campaign, make_open_campaign, make_questionnaire, make_user
from tests.surveys.campaigns import all_alike, invite

LIST = "/api/v1/surveys/"


@pytest.fixture(autouse=True)
def _moment(travel: Travel) -> None:
    travel("2026-06-11 09:00")


def body(**more: Any) -> dict[str, Any]:
    said = {"titles": {"en": "How we work"}, "owner": "it", "about": ["it"]}
    return {**said, "questionnaire": make_questionnaire().pk, **more}


def test_a_manager_prepares_starts_and_cancels(
    it: Department, maria: User, li_wei: User, boris: User, program: Program
) -> None:
    client = program(maria)
    made = send(client, LIST, body(audience=["analytics"], opens_on="2026-06-20", closes_on="2026-06-30"))
    assert made.status_code == 201, made.content
    told, url = made.json(), made["Location"]
    assert (told["status"], told["opens_on"], told["invited"]) == ("draft", "2026-06-20", None)
    assert [one["code"] for one in told["audience"]] == ["analytics"]
    changed = client.patch(url, {"reminders": 2}, content_type="application/json", headers={"If-Match": made["ETag"]})
    assert (changed.json()["reminders"], changed.json()["title"]) == (2, "How we work")
    assert send(client, f"{url}start/", If_Match=made["ETag"]).json()["code"] == "stale"
    assert send(client, f"{url}start/").json()["code"] == "precondition_required"
    started = send(client, f"{url}start/", If_Match=changed["ETag"])
    assert started.json()["status"] == "starting"
    assert program(boris).get(url).status_code == 404
    assert program(li_wei).get(LIST).status_code == 404
    assert send(client, f"{url}cancellation/", If_Match="*").json()["status"] == "cancelled"
    assert client.get(LIST).json()["results"][0]["status"] == "cancelled"


def test_nobody_asks_about_departments_they_do_not_lead(
    it: Department, finance: Department, maria: User, ada: User, program: Program
) -> None:
    said = body()
    assert send(program(maria), LIST, {**said, "about": ["finance"]}).json()["code"] == "refused"
    assert send(program(maria), LIST, {**said, "owner": None}).json()["code"] == "refused"
    assert send(program(ada, "write", finance), LIST, said).json()["errors"][0]["field"] == "owner"
    assert not Campaign.objects.exists()


def test_results_are_only_what_was_released(it: Department, maria: User, boris: User, program: Program) -> None:
    campaign = make_campaign(it, by=maria)
    url = f"{LIST}{campaign.pk}/results/"
    assert program(maria).get(url).json() == {"released_at": None, "rows": []}
    assert program(boris).get(url).status_code == 404


def test_a_survey_that_was_answered_and_closed_is_read_group_by_group(
    it: Department, finance: Department, maria: User, program: Program, travel: Travel
) -> None:
    campaign = make_open_campaign(it, finance, by=maria)
    for department, people in ((it, 12), (finance, 3)):
        for invitation in invite(campaign, [make_user(f"{department.code} {n}") for n in range(people)], department):
            secrecy.submit(invitation.pk, all_alike(campaign, "4"))
    client, url = program(maria), f"{LIST}{campaign.pk}/"
    assert client.get(f"{url}results/").json() == {"released_at": None, "rows": []}
    closed = send(client, f"{url}closing/", If_Match=client.get(url)["ETag"])
    assert closed.status_code == 200, closed.content
    run_campaigns()
    told = client.get(f"{url}results/").json()
    assert told["released_at"] == "2026-06-11T09:00:00Z"
    means = {(row["group"], row["value"], row["answers"]) for row in told["rows"] if row["figure"] == "Mean"}
    # Three answers about finance: neither they nor what would give them away by subtraction.
    assert means == {("Everybody", "4.0", "15")}
    assert {row["group"] for row in told["rows"] if row["figure"] == "hidden"} == {"Finance", "IT"}
