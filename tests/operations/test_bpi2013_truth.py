"""1,487 real problem tickets: `figures --exact` prints the log's truth, and a second import adds nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from dashboards.models import StaleDay
from operations.import_log.writer import WRITTEN
from tests.operations.boston import MAPPINGS, brought_in
from tests.operations.truths import figures, same, truth_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data,
    pytest.mark.slow,
    pytest.mark.long(seconds=25),
    pytest.mark.xdist_group("bpi2013"),
]

NAME = "bpi2013-closed-problems"
PRIORITIES = {"Low": "low", "Medium": "normal", "High": "high", "Major": "critical"}
STATES = {
    "new": ["Queued-Awaiting Assignment"],
    "in_progress": ["Accepted-Assigned", "Accepted-In Progress"],
    "on_hold": ["Accepted-Wait", "Unmatched-Unmatched"],
    "declined": ["Completed-Cancelled"],
    "closed": ["Completed-Closed"],
}


@pytest.fixture(scope="module")
def folder(portal_data: Path) -> Path:
    return portal_data / NAME


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, Any]:
    return truth_of(folder)


@pytest.fixture(scope="module")
def report(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Path]:
    where = tmp_path_factory.mktemp("bpi2013")
    with brought_in(folder / "events.csv.gz", MAPPINGS / f"{NAME}.toml", where, django_db_blocker) as odd:
        yield odd


@pytest.fixture(scope="module")
def told(report: Path) -> dict[str, Any]:
    return figures(states=True, journal=True, percentile=[90])


def test_nothing_is_odd_and_every_problem_ends_closed(
    report: Path, told: dict[str, Any], truth: dict[str, Any]
) -> None:
    assert not report.exists()
    total = told["total"]
    assert (total["filed"], total["closed"], total["open"]) == (truth["problems"], truth["problems"], 0)


def test_how_long_they_took(told: dict[str, Any], truth: dict[str, Any]) -> None:
    same(told["total"]["close"]["hours"], truth["all"]["hours_first_to_last_event"])
    for impact, theirs in truth["by_impact"].items():
        ours = told["by_priority"][PRIORITIES[impact]]
        assert ours["filed"] == theirs["problems"]
        same(ours["close"]["hours"], theirs["hours_first_to_last_event"])


def test_queue_work_and_wait(told: dict[str, Any], truth: dict[str, Any]) -> None:
    """Two of the log's words share a state, twice; "closed" and "declined" passed before a problem came back."""
    states = told["total"]["states"]
    hours = truth["hours_in_state_total"]
    assert {name: round(one["total"]) for name, one in states.items()} == {
        name: round(sum(hours[word] for word in words)) for name, words in STATES.items()
    }


def test_lines_and_people(told: dict[str, Any], truth: dict[str, Any]) -> None:
    lines = {f"org-line-{name.split()[-1].lower()}": n for name, n in truth["problems_by_org_line"].items()}
    assert {name: part["filed"] for name, part in told["by_department"].items() if part["filed"]} == lines
    total = told["total"]
    assert total["handed_over"] == truth["problems_handled_by_more_than_one_org_line"]
    assert total["several_people"] == truth["problems_with_more_than_one_person"]


def test_products(told: dict[str, Any], truth: dict[str, Any]) -> None:
    ours: dict[str, int] = {}
    for name, part in told["by_service"].items():
        product = name.split("/")[1].upper()
        ours[product] = ours.get(product, 0) + part["filed"]
    assert {name: ours[name] for name in truth["problems_by_product_top10"]} == truth["problems_by_product_top10"]


def test_years(told: dict[str, Any], truth: dict[str, Any]) -> None:
    years: dict[str, int] = {}
    for month, part in told["by_month"].items():
        years[month[:4]] = years.get(month[:4], 0) + part["filed"]
    assert years == truth["started_per_year"]


def test_the_same_file_once_more_adds_nothing_and_marks_no_day(report: Path, folder: Path, tmp_path: Path) -> None:
    before = {model: model._default_manager.count() for model in (*WRITTEN, StaleDay)}
    said = io.StringIO()
    mapping, odd = MAPPINGS / f"{NAME}.toml", tmp_path / "odd.csv"
    call_command("import_log", str(folder / "events.csv.gz"), mapping=mapping, report=odd, stdout=said)
    assert "nothing was added" in said.getvalue()
    assert {model: model._default_manager.count() for model in before} == before
    assert not odd.exists()
