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
