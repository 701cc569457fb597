"""Saved views through the API: as their pages make, share, keep and remove them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from requests_app.models import Department, QueueMark, QueueView, ServiceRequest, User
from tests.api.conftest import Program, send

URL = "/api/v1/departments/it/queue/views/"
URGENT = {"name": "Urgent", "query": "priority=4&view=open&sort=new", "is_pinned": True}


def patch(client: Client, url: str, said: Any, etag: str = "*", **headers: str) -> Any:
    return client.patch(url, said, content_type="application/json", headers={"If-Match": etag, **headers})


def test_a_view_is_saved_changed_and_asked(laptop_request: ServiceRequest, olga: User, program: Program) -> None:
    client = program(olga)
    made = send(client, URL, URGENT, idempotency_key="v")
    told = made.json()
    assert made.status_code == 201
    assert (told["owner"]["id"], told["is_pinned"], told["is_shared"], told["can_change"]) == (
        olga.pk, True, False, True,
    )  # fmt: skip
    assert send(client, URL, URGENT, idempotency_key="v").json() == told
    assert client.get(f"/api/v1/departments/it/queue/?{told['query']}").json()["results"] == []
    url = made["Location"]
    changed = patch(client, url, {"query": "view=open", "is_default": True}, made["ETag"])
    assert (changed.json()["name"], changed.json()["query"], changed.json()["is_default"]) == (
        "Urgent", "view=open", True,
    )  # fmt: skip
    assert changed["ETag"] != made["ETag"]
    stale = patch(client, url, {"name": "Lost"}, made["ETag"])
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    missing = client.patch(url, {"name": "Lost"}, content_type="application/json")
    assert missing.status_code == 428
    assert QueueView.objects.get().name == "Urgent"


def test_a_repeated_change_is_answered_the_same(it: Department, olga: User, program: Program) -> None:
    client = program(olga)
    made = send(client, URL, URGENT)
    told = [
        patch(client, made["Location"], {"name": "New"}, made["ETag"], **{"Idempotency-Key": "k"}) for _again in "12"
    ]
    assert [one.status_code for one in told] == [200, 200]
    assert told[1]["Idempotent-Replayed"] == "true"
    assert told[0]["ETag"] == told[1]["ETag"]


def test_a_shared_view_is_changed_by_its_maker_and_managers(
    it: Department, olga: User, ivan: User, maria: User, program: Program
) -> None:
    url = send(program(olga), URL, {**URGENT, "is_shared": True})["Location"]
    own = program(ivan)
    seen = own.get(url).json()
    assert (seen["can_change"], seen["is_pinned"]) == (False, False)
    assert patch(own, url, {"name": "Mine"}).json()["code"] == "forbidden"
    kept = patch(own, url, {"is_pinned": True, "is_default": True}).json()
    assert (kept["name"], kept["is_pinned"], kept["is_default"]) == ("Urgent", True, True)
    assert QueueMark.objects.filter(user=ivan, is_default=True).exists()
    assert own.delete(url).status_code == 403
    assert patch(program(olga), url, {"is_usual": True}).json()["code"] == "forbidden"
    assert patch(program(maria), url, {"is_usual": True}).json()["is_usual"] is True
    assert patch(program(maria), url, {"is_shared": False}).status_code in (200, 404)
    assert QueueView.objects.get().is_usual is False


def test_a_removed_view_comes_back(it: Department, olga: User, ivan: User, program: Program) -> None:
    client = program(olga)
    url = send(client, URL, URGENT)["Location"]
    removed = [client.delete(url, headers={"Idempotency-Key": "gone"}) for _again in "12"]
    assert [one.status_code for one in removed] == [204, 204]
    assert client.get(url).status_code == 404
    assert send(program(ivan), f"{url}restoration/").status_code == 404
    assert send(client, f"{url}restoration/").json()["name"] == "Urgent"
    assert client.get(URL).json()["results"][0]["name"] == "Urgent"


def test_what_does_not_fit(it: Department, olga: User, program: Program) -> None:
    client = program(olga)
    send(client, URL, URGENT)
    assert send(client, URL, URGENT).json()["code"] == "refused"
    assert send(client, URL, {"query": "view=open"}).json()["errors"][0]["field"] == "name"
    assert send(client, URL, {**URGENT, "colour": "red"}).json()["errors"][0]["field"] == "colour"
    assert QueueView.objects.count() == 1


def test_pages_stay_in_step_while_views_come_and_go(it: Department, olga: User, program: Program) -> None:
    client = program(olga)
    urls = [send(client, URL, {"name": name})["Location"] for name in "abcd"]
    page = client.get(f"{URL}?limit=2").json()
    client.delete(urls[0])
    send(client, URL, {"name": "e"})
    names = [one["name"] for one in page["results"] + client.get(page["next"]).json()["results"]]
    assert names == ["a", "b", "c", "d"]
