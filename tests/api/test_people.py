"""People and departments for programs of admins."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from requests_app import api_tokens, clock
from requests_app.forms.assigning import with_absence
from requests_app.models import Department, Membership, ServiceRequest, User
from tests.api.conftest import Program, send

PEOPLE = "/api/v1/administration/people/"
OFFICES = "/api/v1/administration/departments/"


@pytest.fixture
def admin(ada: User, program: Program) -> Client:
    return program(ada, "admin")


def patch(client: Client, url: str, said: Any, etag: str = "*") -> Any:
    return client.patch(url, said, content_type="application/json", headers={"If-Match": etag})


def fields(response: Any) -> list[str]:
    assert response.status_code == 422, response.content
    return [one["field"] for one in response.json()["errors"]]


def test_people_are_found(admin: Client, olga: User, maria: User, anna: User, it: Department) -> None:
    names = [row["name"] for row in admin.get(f"{PEOPLE}?department=it").json()["results"]]
    assert names == ["Maria Schulz", "Olga Petrova"]
    (found,) = admin.get(f"{PEOPLE}?q=olga").json()["results"]
    assert found["roles"] == [{"department": "it", "role": "agent"}]
    assert fields(admin.get(f"{PEOPLE}?show=lost")) == ["show"]
    first = admin.get(f"{PEOPLE}?limit=2").json()
    assert not {row["id"] for row in first["results"]} & {
        row["id"] for row in admin.get(first["next"]).json()["results"]
    }


def test_somebody_is_invited_changed_and_given_roles(
    admin: Client, it: Department, finance: Department, maria: User
) -> None:
    said = {"name": "Nina Roth", "email": "nina@example.com", "department": "it", "role": "agent"}
    made = send(admin, PEOPLE, said, Idempotency_Key="nina")
    assert (made.status_code, made.json()["is_invited"]) == (201, True)
    assert send(admin, PEOPLE, said, Idempotency_Key="nina").json() == made.json()
    assert "in use" in send(admin, PEOPLE, said).json()["errors"][0]["message"]
    assert fields(send(admin, PEOPLE, {**said, "email": "n@example.com", "department": "moon"})) == ["department"]
    url = made["Location"]
    roles = [{"department": "finance", "role": "manager"}]
    changed = patch(admin, url, {"manager": maria.email, "roles": roles}, made["ETag"]).json()
    assert (changed["manager"]["id"], changed["roles"], changed["name"]) == (maria.pk, roles, "Nina Roth")
    assert patch(admin, url, {"name": "Lost"}, made["ETag"]).json()["code"] == "stale"
    assert fields(patch(admin, url, {"roles": roles * 2})) == ["roles.1.department"]
    assert fields(patch(admin, url, {"manager": "nina@example.com"})) == ["manager"]
    assert fields(patch(admin, url, {"nickname": "N"})) == ["nickname"]
    assert Membership.objects.get(user__email="nina@example.com").department == finance
    assert send(admin, f"{url}invitation/").status_code == 200


def test_programs_are_told_apart_from_people(admin: Client, ada: User, olga: User, it: Department) -> None:
    robot = api_tokens.make_service_account("Robot", by=ada)
    Membership.objects.create(user=robot, department=it, role=Membership.Role.AGENT)
    found = {row["name"]: row["is_service_account"] for row in admin.get(f"{PEOPLE}?department=it").json()["results"]}
    assert (found["Robot"], found["Olga Petrova"]) == (True, False)
    colleagues = User.objects.active().working_in(it).with_absence(clock.now())
    assert "Robot (service account)" in {with_absence(one, clock.now()) for one in colleagues}


def test_the_only_admin_stays(admin: Client, ada: User) -> None:
    url = f"{PEOPLE}{ada.pk}/"
    assert patch(admin, url, {"is_admin": False}).json()["code"] == "refused"
    assert send(admin, f"{url}deactivation/").json()["code"] == "refused"
    ada.refresh_from_db()
    assert ada.is_admin
    assert ada.is_active


def test_who_leaves_hands_work_on(
    admin: Client, olga: User, ivan: User, maria: User, laptop_request: ServiceRequest
) -> None:
    laptop_request.assignee = olga
    laptop_request.save(update_fields=["assignee"])
    url = f"{PEOPLE}{olga.pk}/deactivation/"
    told = admin.get(url).json()
    assert told["open_work"] == 1
    (item,) = [one for one in told["items"] if one["count"]][:1]
    assert fields(send(admin, url, {"takers": {"dog": ivan.email}})) == ["takers.dog"]
    assert fields(send(admin, url, {"takers": {item["code"]: olga.email}}))[0] == f"takers.{item['code']}"
    ended = send(admin, url, {"takers": {item["code"]: ivan.email}})
    assert (ended.status_code, ended.json()["is_active"]) == (200, False)
    laptop_request.refresh_from_db()
    assert laptop_request.assignee == ivan
    assert admin.get(url).status_code == 404
    assert send(admin, f"{PEOPLE}{olga.pk}/activation/").json()["is_active"] is True


def test_departments_are_begun_moved_and_closed(admin: Client, it: Department, maria: User) -> None:
    made = send(admin, OFFICES, {"names": {"en": "Service desk"}, "parent": "it", "head": maria.email})
    told = made.json()
    assert (told["code"], told["parent"], told["head"]["id"]) == ("service-desk", "it", maria.pk)
    assert send(admin, OFFICES, {"names": {"en": "Service desk"}}).json()["code"] == "refused"
    url = made["Location"]
    moved = patch(admin, url, {"parent": None, "names": {"en": "Desk", "ru": "Стол"}}, made["ETag"])
    assert (moved.json()["parent"], moved.json()["names"]) == (None, {"en": "Desk", "ru": "Стол"})
    assert moved.json()["head"]["id"] == maria.pk
    assert patch(admin, url, {"parent": "it"}, made["ETag"]).json()["code"] == "stale"
    assert fields(patch(admin, url, {"time_zone": "Mars/Base"})) == ["time_zone"]
    assert patch(admin, f"{OFFICES}it/", {"parent": "service-desk"}).status_code == 200
    assert patch(admin, url, {"parent": "it"}).json()["code"] == "refused"
    assert send(admin, f"{OFFICES}it/closing/").json()["code"] == "refused"
    assert admin.get(f"{OFFICES}it/").json()["blocking"]
    patch(admin, f"{OFFICES}it/", {"parent": None})
    assert send(admin, f"{url}closing/").json()["closed_at"]
    assert send(admin, f"{url}opening/").json()["closed_at"] is None


def test_a_narrow_token_begins_no_department(
    ada: User, it: Department, finance: Department, anna: User, olga: User, program: Program
) -> None:
    narrow = program(ada, "admin", it)
    assert send(narrow, OFFICES, {"names": {"en": "New"}}).json()["code"] == "forbidden"
    assert [row["code"] for row in narrow.get(OFFICES).json()["results"]] == ["it"]
    assert narrow.get(f"{PEOPLE}{anna.pk}/").status_code == 404
    assert fields(patch(narrow, f"{PEOPLE}{olga.pk}/", {"department": "finance"})) == ["department"]
    assert not mail.outbox
