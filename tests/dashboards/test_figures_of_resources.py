"""How the people of a department are used, as figures: the command, the API, the rows and the roll-ups say the same."""

from __future__ import annotations

import json
import random
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from dashboards import rollups
from requests_app.models import Department, Service, ServiceRequest, User
from tests.conftest import SignedIn, Travel
from tests.dashboards.history import Company, live_through
from tests.make import make_agent, make_department, make_request, utc

pytestmark = pytest.mark.django_db


def told(*arguments: str) -> Any:
    out = StringIO()
    call_command("figures", "--resources", *arguments, "--format", "json", stdout=out)
    return json.loads(out.getvalue())["resources"]


def test_rows_roll_ups_and_the_api_agree(travel: Travel, ada: User, sign_in: SignedIn) -> None:
    travel(utc(2026, 11, 2, 12))
    near, far = make_department("near"), make_department("far", time_zone="Asia/Shanghai")
    live_through(Company.of(near, far), random.Random(7), since=utc(2026, 6, 1), requests=15, verbs=120)
    rollups.recount()
    same = ("--from", "2026-06-01", "--to", "2026-11-03")
    found = told(*same)
    assert found == told(*same, "--exact")
    days = "from=2026-06-01&to=2026-11-03"
    assert found == sign_in(ada).get(f"/api/v1/figures/?{days}&resources=true").json()["resources"]
    for code, department in (("near", near), ("far", far)):
        standing = ServiceRequest.objects.open().held_by(department.pk).count()
        assert found[code]["open_now"] == standing == sum(found[code]["age_days"].values())


def test_age_reach_and_what_is_older_than_most(laptop: Service, li_wei: User, travel: Travel) -> None:
    for day in ("2026-06-01", "2026-06-20", "2026-06-29"):
        travel(f"{day} 09:00")
        make_request(laptop, li_wei)
    travel("2026-06-30 09:00")
    rollups.recount()
    found = told("--department", "it", "--from", "2026-06-01", "--to", "2026-07-31")["it"]
    assert found["age_days"] == {"0": 0, "1": 1, "3": 0, "7": 1, "14": 1, "30": 0}
    assert found["open_now"] == 3
    assert found["work_ahead_days"] is None, "nothing was done, so nobody knows when it ends"
    assert found["older_than_most"] is None


def test_work_of_few_people_is_no_figure(laptop: Service, it: Department, li_wei: User, travel: Travel) -> None:
    travel("2026-06-30 09:00")
    for number in range(4):
        make_agent(f"Agent {number}", it)
    for _one in range(10):
        make_request(laptop, li_wei)
    rollups.recount()
    assert told("--department", "it")["it"]["open_each"] is None
    make_agent("Agent 4", it)
    assert told("--department", "it")["it"]["open_each"] == 2
    assert told("--department", "it", "--service", "laptop")["it"]["load"] is None


def test_without_being_asked_for_they_are_not_counted(it: Department, ada: User, sign_in: SignedIn) -> None:
    assert "resources" not in sign_in(ada).get("/api/v1/figures/?department=it").json()
    assert sign_in(ada).get("/api/v1/figures/?department=it&resources=perhaps").status_code == 422
