"""One verb for many requests through the API: begun, watched, told by number, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from requests_app import batches, transitions
from requests_app.models import Batch, Department, Service, ServiceRequest, User
from tests.api.conftest import Program, send
from tests.make import make_request

URL = "/api/v1/departments/it/batches/"
Begin = Callable[..., Any]


@pytest.fixture
def two(laptop: Service, li_wei: User) -> list[ServiceRequest]:
    return [make_request(laptop, li_wei, title) for title in ("One", "Two")]


@pytest.fixture
def begin(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Begin:
    """Begins, and lets the worker do it."""

    def beginning(client: Client, body: Any, url: str = URL, **headers: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return send(client, url, body, **headers)

    return beginning


def numbers(requests: list[ServiceRequest]) -> list[int]:
    return [one.pk for one in requests]


def hold(requests: list[ServiceRequest], **more: Any) -> dict[str, Any]:
    return {"act": "hold", "requests": numbers(requests), "arguments": {"reason": "Parts are late", **more}}


def states() -> set[str]:
    return set(ServiceRequest.objects.values_list("status", flat=True))


def test_it_is_begun_watched_and_taken_back(
    two: list[ServiceRequest], olga: User, program: Program, begin: Begin
) -> None:
    client = program(olga)
    for one in two:
        transitions.start(one, by=olga)
    begun = begin(client, hold(two))
    assert (begun.status_code, begun.json()["state"]) == (202, "waiting")
    assert begun.json()["counts"] == {"waiting": 2, "done": 0, "refused": 0}
    done = client.get(begun["Location"]).json()
    assert (done["state"], done["counts"]["done"], done["can_be_undone"]) == ("done", 2, True)
    assert states() == {"on_hold"}
    back = begin(client, None, f"{begun['Location']}undoing/").json()
    assert back["undoes"] == done["id"]
    assert states() == {"in_progress"}
    twice = send(client, f"{begun['Location']}undoing/")
    assert (twice.status_code, twice.json()["code"]) == (422, "refused")
    assert [one["id"] for one in client.get(URL).json()["results"]] == [back["id"], done["id"]]


def test_results_say_what_was_not_possible(
    two: list[ServiceRequest], olga: User, program: Program, begin: Begin
) -> None:
    client, (first, second) = program(olga), two
    transitions.start(first, by=olga)
    transitions.resolve(first, by=olga, result="Done")
    url = begin(client, {"act": "resolve", "requests": numbers(two), "arguments": {"result": "Done"}})["Location"]
    page = client.get(f"{url}results/?limit=1").json()
    rest = client.get(page["next"]).json()
    found = {one["request"]: (one["outcome"], bool(one["reason"])) for one in page["results"] + rest["results"]}
    assert found[first.pk] == ("refused", True)
    assert second.pk in found
    refused = client.get(f"{url}results/?outcome=refused&fields=outcome").json()["results"]
    assert {"request": first.pk, "outcome": "refused"} in refused
    assert client.get(f"{url}results/?outcome=lost").status_code == 422


def test_a_query_chooses_as_the_queue_does(
    two: list[ServiceRequest], olga: User, ivan: User, program: Program, begin: Begin
) -> None:
    transitions.start(two[0], by=olga)
    body = {"act": "assign", "query": "view=open&owner=none", "arguments": {"to": ivan.pk}}
    begin(program(olga), body)
    assert list(ServiceRequest.objects.order_by("pk").values_list("assignee", flat=True)) == [olga.pk, ivan.pk]


def test_a_preview_keeps_nothing(two: list[ServiceRequest], olga: User, program: Program) -> None:
    transitions.start(two[0], by=olga)
    body = {"act": "hold", "requests": numbers(two), "arguments": {"reason": "Parts are late"}}
    told = send(program(olga, "read"), f"{URL}preview/", body)
    assert (told.status_code, told.json()["total"]) == (200, 2)
    assert told.json()["can"] + sum(one["count"] for one in told.json()["obstacles"]) == 2
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"act": "dance"}, "act"),
        ({"query": "view=open"}, "requests"),
        ({"requests": []}, ""),
        ({"requests": [10**9]}, "requests"),
        ({"arguments": {"resaon": "x"}}, "arguments.resaon"),
        ({"arguments": {"reason": {"en": "x"}}}, "arguments.reason"),
        ({"arguments": {"reason": "x", "until": "2020-01-01T09:00:00Z"}}, "arguments.until"),
    ],
)
def test_what_does_not_fit_is_named(
    change: dict[str, Any], field: str, two: list[ServiceRequest], olga: User, program: Program
) -> None:
    response = send(program(olga), URL, {**hold(two), **change})
    assert response.status_code == 422, response.content
    assert field in [one["field"] for one in response.json().get("errors", [{"field": ""}])]
    assert not Batch.objects.exists()


def test_the_same_call_is_one_batch(two: list[ServiceRequest], olga: User, program: Program, begin: Begin) -> None:
    client = program(olga)
    first = begin(client, hold(two), Idempotency_Key="monday")
    again = begin(client, hold(two), Idempotency_Key="monday")
    assert (again.status_code, again.json(), again["Location"]) == (202, first.json(), first["Location"])
    assert Batch.objects.count() == 1


def test_it_is_its_own_persons(
    two: list[ServiceRequest], olga: User, ivan: User, li_wei: User, finance: Department, program: Program, begin: Begin
) -> None:
    url = begin(program(olga), hold(two))["Location"]
    for client in (program(ivan), program(li_wei), program(olga, "write", finance)):
        assert client.get(url).status_code == 404
        assert client.get(f"{url}results/").status_code == 404
        assert send(client, f"{url}undoing/").status_code == 404
    assert send(program(li_wei), URL, hold(two)).status_code == 404
    assert send(program(olga, "read"), URL, hold(two)).json()["code"] == "scope_missing"


def test_what_was_only_prepared_on_a_page_is_not_told(two: list[ServiceRequest], olga: User, program: Program) -> None:
    rows, it = ServiceRequest.objects.all(), two[0].department
    found = batches.prepare(Batch.Act.HOLD, rows, it, by=olga, now=two[0].filed_at)
    assert program(olga).get(f"{URL}{found.pk}/").status_code == 404
