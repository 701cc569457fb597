"""The company's figures for programs: the numbers of the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboards import rollups
from requests_app.models import Department, Service, User
from tests.api.conftest import Program
from tests.conftest import Travel
from tests.make import make_meeting, make_request, make_standard, utc

COMPANY, PAIRS, REVIEWS = "/api/v1/company/figures/", "/api/v1/company/pairs/", "/api/v1/service-reviews/"
DAYS = "?from=2026-06-01&to=2026-07-01"


@pytest.fixture(autouse=True)
def _moment(travel: Travel) -> None:
    travel("2026-06-11 09:00")


def test_pairs_count_what_was_asked(
    it: Department, laptop: Service, li_wei: User, olga: User, maria: User, travel: Travel, program: Program
) -> None:
    make_standard(it, laptop)
    for _again in range(3):
        make_request(laptop, li_wei)
    rollups.recount()
    told = program(maria).get(f"{PAIRS}{DAYS}").json()
    assert (told["from"], told["to"]) == ("2026-06-01", "2026-07-01")
    (pair,) = told["pairs"]
    assert (pair["asking"]["code"], pair["department"]["code"], pair["counts"]["filed"]) == ("analytics", "it", 3)
    assert (pair["kept_rate"], pair["chase_rate"]) == (None, 0.0)
    both = program(maria).get(f"{PAIRS}analytics/it/{DAYS}").json()
    assert (both["there"]["counts"]["filed"], both["back"]["counts"].get("filed", 0)) == (3, 0)
    assert both["there"]["hours"]["resolution"]["n"] == 0
    assert program(maria).get(f"{PAIRS}it/it/").status_code == 404
    assert program(olga).get(PAIRS).status_code == 404


def test_the_company_compares_only_what_can_be_compared(
    it: Department, finance: Department, maria: User, olga: User, program: Program
) -> None:
    told = program(maria).get(f"{COMPANY}{DAYS}").json()
    assert (told["measure"], told["company"], told["departments"]) == ("done", None, [])
    assert program(maria).get(f"{COMPANY}?measure=luck").json()["errors"][0]["field"] == "measure"
    assert program(maria).get(f"{COMPANY}?from=2026-06-02&to=2026-06-01").status_code == 422
    assert program(olga).get(COMPANY).status_code == 404


def test_reviews_are_for_those_who_take_part(
    it: Department, finance: Department, maria: User, boris: User, olga: User, program: Program
) -> None:
    meeting = make_meeting(it, maria, starts_at=utc(2026, 6, 12, 9))
    (review,) = program(maria).get(REVIEWS).json()["results"]
    assert [one["id"] for one in review["meetings"]] == [meeting.pk]
    agenda = program(maria).get(f"{REVIEWS}meetings/{meeting.pk}/agenda/").json()
    assert (agenda["pairs"], agenda["broken"], agenda["broken_all"]) == ([], [], 0)
    assert program(olga).get(REVIEWS).json()["results"] == []
    assert program(olga).get(f"{REVIEWS}meetings/{meeting.pk}/agenda/").status_code == 404
    assert timedelta() < meeting.ends_at - meeting.starts_at
