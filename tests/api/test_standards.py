"""Standards for programs: the same drafts, rights and refusals as on the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from requests_app.models import ConfigurationChange, Department, Service, ServiceRequest, User
from sla.models import ServiceStandard
from tests.api.conftest import Program, send
from tests.conftest import Travel
from tests.make import ALWAYS_OPEN, calendar_code, make_request, make_standard

LIST = "/api/v1/standards/"
LADDER = [{"at": "80%", "tell": ["owner", "managers"]}, {"at": "+3600", "action": "raise_priority"}]


@pytest.fixture
def standard(it: Department, laptop: Service) -> ServiceStandard:
    return make_standard(it, laptop)


def body(**more: Any) -> dict[str, Any]:
    said = {
        "department": "it",
        "service": "laptop",
        "names": {"en": "Laptops"},
        "calendar": calendar_code(ALWAYS_OPEN),
        "targets": [{"clock": "resolution", "seconds": 28_800, "steps": LADDER}],
    }
    return {**said, **more}


def patch(client: Client, url: str, said: Any, etag: str = "*") -> Any:
    return client.patch(url, said, content_type="application/json", headers={"If-Match": etag})


def errors(response: Any) -> dict[str, str]:
    assert response.status_code == 422, response.content
    return {one["field"]: one["message"] for one in response.json()["errors"]}


def test_published_ones_are_for_everybody_and_drafts_are_not(
    standard: ServiceStandard, li_wei: User, maria: User, program: Program
) -> None:
    (row,) = program(li_wei).get(LIST).json()["results"]
    assert (row["id"], row["department"]["code"], row["service"], row["state"]) == (
        standard.pk,
        "it",
        "laptop",
        "published",
    )
    assert row["targets"][1] == {
        "clock": "resolution",
        "priority": None,
        "seconds": 28_800,
        "steps": [{"at": at, "tell": ["owner"], "action": "", "condition": ""} for at in ("50%", "80%")],
    }
    draft = send(program(maria), f"{LIST}{standard.pk}/revision/").json()
    assert draft["state"] == "draft"
    assert program(li_wei).get(f"{LIST}{draft['id']}/").status_code == 404
    assert [one["id"] for one in program(li_wei).get(f"{LIST}{standard.pk}/").json()["versions"]] == [standard.pk]
    seen = program(maria).get(f"{LIST}?show=drafts&department=it").json()["results"]
    assert [one["id"] for one in seen] == [draft["id"]]
    assert errors(program(maria).get(f"{LIST}?show=old"))["show"]


def test_a_manager_drafts_for_the_own_department_only(
    standard: ServiceStandard, maria: User, boris: User, olga: User, program: Program
) -> None:
    wanted = body(priority=4, checklist=[{"text": {"en": "Charged"}}], checked_by_another=True)
    made = send(program(maria), LIST, wanted)
    assert made.status_code == 201
    assert made["Location"] == f"{LIST}{made.json()['id']}/"
    told = made.json()
    assert (told["version"], told["priority"], told["state"]) == (1, 4, "draft")
    assert told["targets"][0]["steps"][1] == {"at": "+3600", "tell": [], "action": "raise_priority", "condition": ""}
    assert told["checklist"][0]["text"] == {"en": "Charged"}
    assert ConfigurationChange.objects.filter(kind="standard_draft", thing=str(told["id"]), by=maria).exists()
    assert send(program(maria), LIST, wanted).json()["code"] == "refused"
    assert "department" in errors(send(program(boris), LIST, body(priority=3)))
    assert "department" in errors(send(program(olga), LIST, body(priority=3)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"names": {}}, "names"),
        ({"names": {"xx": "Laptops"}}, "names"),
        ({"names": {"en": "Lap\0tops"}}, "names.en"),
        ({"service": "desk"}, "service"),
        ({"calendar": "moon"}, "calendar"),
        ({"kalender": "moon"}, "kalender"),
        ({"targets": [{"clock": "lunch", "seconds": 1}]}, "targets.0.clock"),
        ({"targets": [{"clock": "resolution", "seconds": 1}] * 2}, "targets.1"),
        (
            {"targets": [{"clock": "resolution", "seconds": 9, "steps": [{"at": "soon", "tell": ["owner"]}]}]},
            "targets.0.steps.0.at",
        ),
        ({"targets": [{"clock": "resolution", "seconds": 9, "steps": [{"at": "50%"}]}]}, "targets.0.steps.0"),
    ],
)
def test_what_does_not_fit_is_named(
    change: dict[str, Any], field: str, standard: ServiceStandard, maria: User, program: Program
) -> None:
    assert list(errors(send(program(maria), LIST, body(priority=4, **change)))) == [field]
    assert not ServiceStandard.objects.drafts().exists()


def test_a_draft_is_changed_only_as_it_was_read(standard: ServiceStandard, maria: User, program: Program) -> None:
    client = program(maria)
    made = send(client, f"{LIST}{standard.pk}/revision/")
    url = made["Location"]
    assert client.patch(url, {}, content_type="application/json").json()["code"] == "precondition_required"
    changed = patch(client, url, {"names": {"en": "Sooner"}}, made["ETag"])
    assert changed.json()["name"] == "Sooner"
    assert changed.json()["targets"] == made.json()["targets"]
    assert patch(client, url, {"names": {"en": "Lost"}}, made["ETag"]).json()["code"] == "stale"
    assert client.get(url).json()["name"] == "Sooner"
    assert patch(client, f"{LIST}{standard.pk}/", {"names": {"en": "x"}}).json()["code"] == "refused"


def test_admins_publish_and_retire(
    standard: ServiceStandard, maria: User, ada: User, program: Program, travel: Travel
) -> None:
    travel("2026-06-11 09:00")
    draft = send(program(maria), f"{LIST}{standard.pk}/revision/")
    url = draft["Location"]
    refused = send(program(maria), f"{url}publication/", If_Match=draft["ETag"])
    assert refused.json()["code"] == "forbidden"
    asked = send(program(maria), f"{url}handover/").json()
    assert asked["handed_over_at"] == "2026-06-11T09:00:00Z"
    admin = program(ada)
    past = send(admin, f"{url}publication/", {"since": "2026-06-10T09:00:00Z"}, If_Match=draft["ETag"])
    assert list(errors(past)) == ["since"]
    told = send(admin, f"{url}publication/", {"since": "2026-06-12T00:00:00+02:00"}, If_Match=draft["ETag"]).json()
    assert (told["state"], told["in_force_from"]) == ("published", "2026-06-11T22:00:00Z")
    assert admin.get(f"{LIST}{standard.pk}/").json()["in_force_until"] == "2026-06-11T22:00:00Z"
    assert send(admin, f"{url}retirement/").json()["state"] == "retired"
    assert admin.get(f"{LIST}{standard.pk}/").json()["in_force_until"] is None


def test_where_the_house_says_so_managers_publish(
    standard: ServiceStandard, maria: User, program: Program, settings: Settings
) -> None:
    settings.MANAGERS_PUBLISH_STANDARDS = True
    url = send(program(maria), f"{LIST}{standard.pk}/revision/")["Location"]
    assert send(program(maria), f"{url}publication/", If_Match="*").json()["published_by"]["id"] == maria.pk


def test_a_repeated_call_makes_one_draft_and_a_draft_goes(
    standard: ServiceStandard, maria: User, boris: User, program: Program
) -> None:
    client = program(maria)
    first, again = (send(client, LIST, body(priority=4), Idempotency_Key="k1") for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    url = first["Location"]
    assert send(program(boris), f"{url}removal/", If_Match="*").status_code == 404
    assert send(client, f"{url}removal/", If_Match='"standard-0-0-draft"').json()["code"] == "stale"
    assert send(client, f"{url}removal/", If_Match=first["ETag"]).status_code == 204
    assert not ServiceStandard.objects.drafts().exists()


def test_a_narrow_token_knows_its_department_only(
    standard: ServiceStandard, it: Department, finance: Department, ada: User, program: Program
) -> None:
    assert program(ada, "write", finance).get(LIST).json()["results"] == []
    assert program(ada, "write", finance).get(f"{LIST}{standard.pk}/").status_code == 404
    assert "department" in errors(send(program(ada, "write", finance), LIST, body(priority=4)))
    assert len(program(ada, "write", it).get(LIST).json()["results"]) == 1


def test_a_draft_is_replayed(
    standard: ServiceStandard,
    laptop: Service,
    laptop_request: ServiceRequest,
    li_wei: User,
    maria: User,
    boris: User,
    program: Program,
) -> None:
    client = program(maria)
    url = send(client, f"{LIST}{standard.pk}/revision/")["Location"]
    assert client.get(f"{url}replay/").json() == {"progress": "none", "is_stale": False, "result": None}
    told = send(client, f"{url}replay/", {"days": 30}).json()
    assert (told["progress"], told["result"]["filed"], told["result"]["requests"]) == ("done", 1, 1)
    assert {one["metric"] for one in told["result"]["metrics"]} >= {"resolution"}
    assert client.get(f"{url}replay/").json() == told
    patch(client, url, {"targets": [{"clock": "resolution", "seconds": 60}]})
    assert client.get(f"{url}replay/").json()["progress"] == "none"
    assert list(errors(send(client, f"{url}replay/", {"first_day": "2026-06-01"}))) == ["last_day"]
    assert send(client, f"{LIST}{standard.pk}/replay/", {}).json()["code"] == "refused"
    assert send(program(boris), f"{url}replay/", {}).status_code == 404


def test_lists_are_paged_and_narrowed(
    standard: ServiceStandard, it: Department, li_wei: User, program: Program
) -> None:
    make_standard(it)
    client = program(li_wei)
    first = client.get(f"{LIST}?limit=1&fields=version").json()
    assert list(first["results"][0]) == ["id", "version"]
    second = client.get(first["next"]).json()
    assert (second["results"][0]["id"], second["next"]) == (standard.pk, None)


def test_requests_of_others_are_not_told_in_a_replay(
    standard: ServiceStandard, laptop: Service, li_wei: User, maria: User, program: Program, travel: Travel
) -> None:
    travel("2026-06-11 09:00")
    ticket = make_request(laptop, li_wei)
    travel("2026-06-11 13:00")
    client = program(maria)
    url = send(client, f"{LIST}{standard.pk}/revision/")["Location"]
    patch(client, url, {"targets": [{"clock": "resolution", "seconds": 60}]})
    told = send(client, f"{url}replay/", {"days": 30}).json()["result"]["metrics"]
    assert {row[0] for one in told for row in one["changed"]} <= {ticket.pk}
