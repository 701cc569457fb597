"""6,760 real requests for payment and their approvals: `figures --exact` prints the log's truth, and pages agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils.html import strip_tags

from dashboards import rollups, words
from dashboards.figures import Question
from dashboards.figures import figures as counted
from requests_app import clock
from requests_app.models import Department, ServiceRequest
from tests.conftest import SignedIn
from tests.make import make_user
from tests.operations.boston import MAPPINGS, brought_in
from tests.operations.truths import figures, same, truth_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data,
    pytest.mark.slow,
    pytest.mark.long(seconds=45),
    pytest.mark.xdist_group("bpi2020"),
]

NAME = "bpi2020-request-for-payment"


@pytest.fixture(scope="module")
def truth(portal_data: Path) -> dict[str, Any]:
    return truth_of(portal_data / NAME)


@pytest.fixture(scope="module")
def told(
    portal_data: Path, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[dict[str, Any]]:
    log, where = portal_data / NAME / "events.csv.gz", tmp_path_factory.mktemp("bpi2020")
    with brought_in(log, MAPPINGS / f"{NAME}.toml", where, django_db_blocker) as report:
        assert not report.exists()
        yield figures(journal=True, percentile=[90])


def agrees(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
    """Sent back, sent again, finally approved and paid."""
    journal = ours["journal"]
    assert (ours["filed"], ours["resolved"]) == (theirs["requests"], theirs["paid"])
    assert journal["asked"]["requests"] == theirs["rejected_at_least_once"]
    assert journal["answered"]["requests"] == theirs["submitted_more_than_once"]
    same(journal["started"]["last"], theirs["hours_submit_to_final_approval"])
    same(ours["close"]["hours"], theirs["hours_submit_to_paid"])


def test_approval_loops_and_how_long_it_takes(told: dict[str, Any], truth: dict[str, Any]) -> None:
    agrees(told["total"], truth["all"])


def test_the_same_per_unit(told: dict[str, Any], truth: dict[str, Any]) -> None:
    for unit, theirs in truth["by_unit_top12"].items():
        agrees(told["by_department"][unit.replace(" ", "-")], theirs)
    units = {unit.replace(" ", "-"): n for unit, n in truth["requests_by_unit"].items()}
    assert {name: part["filed"] for name, part in told["by_department"].items()} == units


def test_months_in_amsterdam(told: dict[str, Any], truth: dict[str, Any]) -> None:
    months = {month: part["filed"] for month, part in told["by_month"].items() if part["filed"]}
    assert months == truth["first_event_per_month_local"]


def test_how_they_stand_in_the_end(told: dict[str, Any], truth: dict[str, Any]) -> None:
    last = {name.removeprefix("Request For Payment "): n for name, n in truth["last_activity_of_request"].items()}
    counts = {status: ServiceRequest.objects.filter(status=status).count() for status in ("closed", "waiting", "new")}
    saved_again = 2  # after they were taken back: their last word is that they were
    assert counts == {
        "closed": last["Payment Handled"],
        "waiting": last["REJECTED by MISSING"],
        "new": last["SAVED by EMPLOYEE"] - saved_again,
    }
    assert told["total"]["cancelled"] == last["REJECTED by EMPLOYEE"] + saved_again
    assert told["total"]["open"] == last["FINAL_APPROVED by SUPERVISOR"] + counts["waiting"] + counts["new"]


def test_the_page_of_a_unit_is_within_one_per_cent(
    told: dict[str, Any], truth: dict[str, Any], sign_in: SignedIn
) -> None:
    """Of the two whole years, from roll-ups; counts are exact."""
    unit = next(iter(truth["by_unit_top12"])).replace(" ", "-")
    exact, department = told["by_department"][unit], Department.objects.get(code=unit)
    rollups.rebuild(department)
    start, end = date(2017, 1, 1), date(2019, 1, 1)
    stored = counted(Question(departments=[department], start=start, end=end), now=clock.now())["total"]
    assert stored["filed"] == exact["filed"]
    for name in ("median", "p85"):
        hours = stored["resolution"]["hours"][name]
        assert hours == pytest.approx(exact["resolution"]["hours"][name], rel=0.01)

    client = sign_in(make_user("Ada Admin", is_admin=True))
    page = client.get(f"/dashboards/{unit}/?period=custom&from={start}&to={date(2018, 12, 31)}").content.decode()
    text = " ".join(strip_tags(page).split())
    assert f"median, {words.number(exact['resolution']['hours']['n'])} requests" in text
    for name in ("median", "p85"):
        assert str(words.span(stored["resolution"]["hours"][name])) in text
