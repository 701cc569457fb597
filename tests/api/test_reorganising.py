"""Departments merged and split by programs of admins."""

from __future__ import annotations

import pytest
from django.test import Client

from requests_app.models import Department, Service, ServiceRequest, User
from tests.api.conftest import Program, send

OFFICES = "/api/v1/administration/departments/"


@pytest.fixture
def admin(ada: User, program: Program) -> Client:
    return program(ada, "admin")


def test_a_department_becomes_part_of_another(
    admin: Client, it: Department, finance: Department, laptop_request: ServiceRequest, olga: User
) -> None:
    url = f"{OFFICES}it/merger/"
    told = admin.get(f"{url}?into=finance").json()
    assert (told["services"], told["requests"]) == (1, 1)
    merged = send(admin, url, {"into": "finance"}, idempotency_key="merge")
    assert merged.status_code == 202, merged.content
    assert send(admin, url, {"into": "finance"}, idempotency_key="merge").json() == merged.json()
    found = admin.get(merged["Location"]).json()
    assert (found["kind"], found["into"], found["state"], found["failures"]) == ("merger", "finance", "done", [])
    laptop_request.refresh_from_db()
    assert laptop_request.department == finance
    assert send(admin, url, {"into": "finance"}).json()["code"] == "refused"
    assert send(admin, f"{merged['Location']}attempt/").status_code == 202


def test_some_of_its_work_becomes_a_department(
    admin: Client, it: Department, laptop: Service, laptop_request: ServiceRequest, olga: User, ivan: User
) -> None:
    said = {"names": {"en": "Devices"}, "services": ["laptop"], "people": [olga.email]}
    told = send(admin, f"{OFFICES}it/split/preview/", said).json()
    assert (told["services"], told["people"], told["requests"]) == (1, 1, 1)
    assert not Department.objects.filter(code="devices").exists()
    begun = send(admin, f"{OFFICES}it/split/", said)
    assert (begun.status_code, begun.json()["into"], begun.json()["state"]) == (202, "devices", "done")
    laptop.refresh_from_db()
    laptop_request.refresh_from_db()
    assert laptop.provider.code == laptop_request.department.code == "devices"
    assert list(User.objects.filter(memberships__department__code="it", pk__in=[olga.pk, ivan.pk])) == [ivan]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"services": ["moon"]}, "services"),
        ({"people": ["nobody@example.com"]}, "people"),
        ({"things": {"moon": ["1"]}}, "things.moon"),
        ({"names": {"tlh": "x"}}, "names"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_does_not_fit_is_named(
    change: dict[str, object], field: str, admin: Client, it: Department, laptop: Service, olga: User
) -> None:
    said = {"names": {"en": "Devices"}, "services": ["laptop"], "people": [olga.email], **change}
    refused = send(admin, f"{OFFICES}it/split/", said)
    assert refused.status_code == 422
    assert field in [one["field"] for one in refused.json()["errors"]]
    assert not Department.objects.filter(code="devices").exists()


def test_a_narrow_token_reorganises_only_its_departments(
    ada: User, it: Department, finance: Department, olga: User, program: Program
) -> None:
    narrow = program(ada, "admin", it)
    assert send(narrow, f"{OFFICES}it/merger/", {"into": "finance"}).json()["errors"][0]["field"] == "into"
    assert narrow.get(f"{OFFICES}finance/reorganisation/").status_code == 404
    assert send(narrow, f"{OFFICES}it/split/", {"names": {"en": "New"}}).json()["code"] == "forbidden"
