"""GET /api/v1/figures/: the numbers of the pages and of `manage.py figures`, for scripts."""

from __future__ import annotations

import json
import random
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from dashboards import rollups
from requests_app.models import User
from tests.conftest import SignedIn, Travel
from tests.dashboards.history import Company, live_through
from tests.make import make_department, make_manager, utc

NOW = utc(2026, 11, 2, 12)


@pytest.fixture
def company(db: None, travel: Travel) -> Company:
    """Two departments with half a year behind them, counted."""
    travel(NOW)
    made = Company.of(make_department("near", "Near by"), make_department("far", "Far away", time_zone="Asia/Shanghai"))
    live_through(made, random.Random(7), since=utc(2026, 6, 1), requests=15, verbs=120)
    rollups.recount()
    return made


@pytest.fixture
def manager(company: Company) -> User:
    return make_manager("Nora", company.departments[0])


def told(*arguments: str) -> Any:
    out = StringIO()
    call_command("figures", *arguments, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def ask(client: Client, query: str = "", *, status: int = 200) -> Any:
    response = client.get(f"/api/v1/figures/{query}")
    assert response.status_code == status, response.content
    return response.json()


def test_they_are_those_of_the_command(company: Company, ada: User, sign_in: SignedIn) -> None:
    asked = "?department=near&department=far&from=2026-06-20&to=2026-07-25"
    same = ("--department", "near", "--department", "far", "--from", "2026-06-20", "--to", "2026-07-25")
    answer = ask(sign_in(ada), asked)
    assert answer == told(*same)
    assert answer["total"]["filed"] > 0


def test_without_a_department_they_are_of_all_that_one_manages(manager: User, sign_in: SignedIn) -> None:
    assert "near" in ask(sign_in(manager))["departments"]
    assert "far" not in ask(sign_in(manager))["departments"]


def test_another_department_is_not_found_even_beside_ones_own(manager: User, sign_in: SignedIn) -> None:
    ask(sign_in(manager), "?department=near&department=far", status=404)


@pytest.mark.parametrize(
    ("query", "parameter"), [("?from=yesterday", "from"), ("?from=2026-06-02&to=2026-06-02", "to"), ("?to=", "to")]
)
def test_days_that_make_no_sense_are_refused_with_a_sentence(
    manager: User, sign_in: SignedIn, query: str, parameter: str
) -> None:
    (error,) = ask(sign_in(manager), query, status=422)["errors"]
    sentence = error["message"]
    assert error["field"] == parameter
    assert sentence.endswith(".")
