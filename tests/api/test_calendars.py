"""Calendars for programs: hours, arithmetic, and drafts of admins."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from requests_app.models import ConfigurationChange, User
from sla import calendars
from sla.models import CalendarDraft
from tests.api.conftest import Program, send
from tests.conftest import Travel

LIST = "/api/v1/calendars/"
OFFICE = f"{LIST}office/"
WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture(autouse=True)
def _office(db: None, travel: Travel) -> None:
    travel("2026-06-10 09:00")
    spec = {"tz": "Europe/Berlin", "weekly": WEEK, "holidays": ["2026-12-25"]}
    calendars.ensure("office", {"en": "Office", "ru": "Офис"}, spec)


def patch(client: Client, said: Any, etag: str = "*") -> Any:
    return client.patch(f"{OFFICE}draft/", said, content_type="application/json", headers={"If-Match": etag})


def test_everybody_reads_hours(li_wei: User, program: Program) -> None:
    client = program(li_wei)
    rows = {row["code"]: row for row in client.get(LIST).json()["results"]}
    assert (rows["office"]["version"], rows["office"]["time_zone"]) == (1, "Europe/Berlin")
    told = client.get(OFFICE).json()
    assert told["weekly"]["mon"] == [["09:00", "17:00"]]
    assert [(day["date"], day["kind"], day["openings"]) for day in told["days"]] == [("2026-12-25", "holiday", [])]
    assert client.get(f"{OFFICE}versions/").json()["results"][0]["version"] == 1
    assert client.get(f"{LIST}moon/").status_code == 404


def test_working_time_is_added_and_counted(li_wei: User, program: Program) -> None:
    client = program(li_wei)
    due = client.get(f"{OFFICE}due/", {"from": "2026-06-12T16:00:00+02:00", "seconds": "7200"}).json()
    assert due == {"due_at": "2026-06-15T08:00:00Z"}
    span = {"from": "2026-06-12T16:00:00+02:00", "to": "2026-06-15T10:00:00+02:00"}
    assert client.get(f"{OFFICE}elapsed/", span).json() == {"working_seconds": 7200.0}
    for wrong in ({"from": "soon", "seconds": "1"}, {"from": "2026-06-12T16:00:00Z", "seconds": "-1"}, {}):
        assert client.get(f"{OFFICE}due/", wrong).json()["code"] == "invalid"
    far = client.get(f"{OFFICE}due/", {"from": "1700-01-01T00:00:00Z", "seconds": "1"}).json()
    assert far["errors"][0]["field"] == "from"
    never = client.get(f"{OFFICE}due/", {"from": "2026-06-12T16:00:00Z", "seconds": str(2**31 - 1)})
    assert never.json()["code"] == "refused"


def test_an_admin_drafts_and_publishes(ada: User, program: Program) -> None:
    client = program(ada, "admin")
    draft = send(client, f"{OFFICE}revision/")
    assert (draft.status_code, draft.json()["based_on"]) == (201, 1)
    said = {
        "weekly": {**WEEK, "fri": [["09:00", "15:00"]]},
        "days": [{"date": "2026-07-01", "until": "2026-07-02", "openings": []}],
        "usual_days": ["2026-12-25"],
    }
    changed = patch(client, said, draft["ETag"])
    assert [(day["date"], day["kind"]) for day in changed.json()["days"]] == [
        ("2026-07-01", "closed"),
        ("2026-07-02", "closed"),
    ]
    assert patch(client, said, draft["ETag"]).json()["code"] == "stale"
    assert client.get(OFFICE).json()["weekly"]["fri"] == [["09:00", "17:00"]]
    told = send(client, f"{OFFICE}draft/publication/", {"note": "Summer"}, If_Match=changed["ETag"]).json()
    assert (told["version"], told["weekly"]["fri"]) == (2, [["09:00", "15:00"]])
    assert not CalendarDraft.objects.exists()
    assert ConfigurationChange.objects.filter(kind="calendar_draft", thing="office", by=ada).exists()


def test_what_cannot_be_is_refused_and_nothing_is_written(ada: User, program: Program) -> None:
    client = program(ada, "admin")
    before = send(client, f"{OFFICE}revision/")
    wrong: list[dict[str, Any]] = [
        {"weekly": {"monday": []}},
        {"weekly": {"mon": [["9", "25:00"]]}},
        {"time_zone": "Mars/Base"},
        {"time_zone": "Europe/Paris", "days": [{"date": "2026-07-02", "until": "2026-07-01", "openings": []}]},
        {"days": [{"date": "1800-07-02", "openings": []}]},
        {"weekly": {"mon": [["09:00"]]}},
    ]
    for said in wrong:
        assert patch(client, said).status_code == 422, said
    now = client.get(f"{OFFICE}draft/")
    assert (now.json(), now["ETag"]) == (before.json(), before["ETag"])
    assert client.get(f"{OFFICE}draft/replay/").json()["progress"] == "none"
    assert send(client, f"{OFFICE}draft/replay/", {"days": 30}).json()["progress"] == "done"
    assert send(client, f"{OFFICE}draft/removal/", If_Match=now["ETag"]).status_code == 204
    assert client.get(f"{OFFICE}draft/").status_code == 404


def test_drafts_are_for_admins_with_the_scope(ada: User, maria: User, program: Program) -> None:
    assert send(program(maria, "admin"), f"{OFFICE}revision/").json()["code"] == "forbidden"
    assert send(program(ada, "write"), f"{OFFICE}revision/").json()["code"] == "scope_missing"


NEW = {"code": "munich", "names": {"en": "Munich"}, "time_zone": "Europe/Berlin", "weekly": WEEK}


def test_an_admin_begins_a_calendar(ada: User, li_wei: User, program: Program) -> None:
    client = program(ada, "admin")
    made = send(client, LIST, NEW, Idempotency_Key="munich")
    assert (made.status_code, made["Location"], made.json()["version"]) == (201, f"{LIST}munich/", 1)
    assert send(client, LIST, NEW, Idempotency_Key="munich").json() == made.json()
    assert client.get(f"{LIST}munich/").json()["weekly"]["fri"] == [["09:00", "17:00"]]
    for name, wrong in {"code": "new", "names": {}, "weekly": {"mon": [["9"]]}, "colour": 1}.items():
        refused = send(client, LIST, {**NEW, "code": "other", name: wrong})
        assert refused.json()["errors"][0]["field"].startswith(name)
    assert send(client, LIST, NEW).json()["errors"][0]["field"] == "code"
    assert send(client, LIST, {**NEW, "code": "mars", "time_zone": "Mars/Base"}).json()["code"] == "refused"
    assert send(program(ada, "write"), LIST, {**NEW, "code": "x"}).json()["code"] == "scope_missing"
    assert send(program(li_wei), LIST, {**NEW, "code": "x"}).status_code == 403


def test_days_of_a_country_are_taken_over(ada: User, program: Program) -> None:
    client, url = program(ada, "admin"), f"{OFFICE}draft/holidays/"
    draft = send(client, f"{OFFICE}revision/")
    rows = client.get(f"{url}?country=DE&region=BY&years=2026").json()
    days = {row["date"]: row for row in rows}
    assert (days["2026-11-01"]["state"], days["2026-11-01"]["offered"]) == ("new", True)
    assert days["2026-11-01"]["after"]["openings"] == []
    wanted = {"country": "DE", "region": "BY", "years": [2026]}
    one = send(client, url, {**wanted, "days": ["2026-11-01"]}, If_Match=draft["ETag"])
    assert one.status_code == 200, one.content
    assert "2026-11-01" in {day["date"] for day in one.json()["days"]}
    assert "2026-10-03" not in {day["date"] for day in one.json()["days"]}
    stale = send(client, url, wanted, If_Match=draft["ETag"])
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    whole = send(client, url, wanted, If_Match=one["ETag"])
    assert {"2026-11-01", "2026-10-03"} <= {day["date"] for day in whole.json()["days"]}
    assert {row["state"] for row in client.get(f"{url}?country=DE&region=BY&years=2026").json()} <= {"same", "kept"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"country": "XX"}, "country"),
        ({"region": "ZZ"}, "region"),
        ({"years": [1812]}, "years"),
        ({"days": ["2026-01-07"]}, "days"),
    ],
)
def test_a_country_nobody_knows_is_named(change: dict[str, Any], field: str, ada: User, program: Program) -> None:
    client = program(ada, "admin")
    send(client, f"{OFFICE}revision/")
    said = {"country": "DE", "years": [2026], **change}
    refused = send(client, f"{OFFICE}draft/holidays/", said, If_Match="*")
    assert refused.status_code == 422
    assert field in [one["field"] for one in refused.json()["errors"]]
