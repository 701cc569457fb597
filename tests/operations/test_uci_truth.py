"""14,950 real incidents in 90,268 rows: `figures --exact` prints what the log's truth says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import pytest

from dashboards.facts import read
from dashboards.worktime import Worktime
from requests_app import clock
from requests_app.models import RequestEvent, ServiceRequest
from requests_app.states import Verb
from sla import audit
from sla.models import Clock
from tests.make import utc
from tests.operations.boston import MAPPINGS, brought_in
from tests.operations.truths import figures, flagged, rows_by, same, truth_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data,
    pytest.mark.slow,
    pytest.mark.long(seconds=110),
    pytest.mark.xdist_group("uci"),
]

PRIORITIES = {"1 - Critical": "critical", "2 - High": "high", "3 - Moderate": "normal", "4 - Low": "low"}
STATES = {"new": ["New"], "in_progress": ["Active"], "waiting": ["Awaiting User Info"], "resolved": ["Resolved"]} | {
    "on_hold": ["Awaiting Vendor", "Awaiting Problem", "Awaiting Evidence"],
    "closed": ["Closed"],
}
ENDS = ("Resolved", "Closed")


@pytest.fixture(scope="module")
def folder(portal_data: Path) -> Path:
    return portal_data / "uci-incidents"


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, Any]:
    return truth_of(folder)


@pytest.fixture(scope="module")
def log(folder: Path) -> dict[str, list[dict[str, str]]]:
    return rows_by("number", folder / "incident_events.csv.gz")


@pytest.fixture(scope="module")
def report(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Path]:
    where = tmp_path_factory.mktemp("uci")
    log = folder / "incident_events.csv.gz"
    with brought_in(log, MAPPINGS / "uci-incidents.toml", where, django_db_blocker) as odd:
        yield odd


@pytest.fixture(scope="module")
def told(report: Path, truth: dict[str, Any]) -> dict[str, Any]:
    targets = [one["target_hours"] for one in truth["sla_engine_check"].values()]
    moments = [utc(*map(int, day[:10].split("-"))) for day in truth["state_at_moment"]]
    asked = {"states": True, "journal": True, "rhythm": True, "at": moments, "within": targets, "percentile": [90]}
    return figures(zone="UTC", **asked)


def code(group: str) -> str:
    return "unknown-group" if group == "?" else group.lower().replace(" ", "-")


def test_every_incident_is_there_and_what_is_odd_is_told(report: Path, truth: dict[str, Any]) -> None:
    assert ServiceRequest.objects.count() == truth["incidents"]
    odd = ("solution_elsewhere", "solution_unknown", "end_elsewhere", "changed_after_end", "event_before_filing")
    counts = {flag: len(flagged(report, flag)) for flag in odd}
    assert counts == dict(zip(odd, (182, truth["oddities"]["resolved_at_unknown_incidents"], 32, 7, 5), strict=True))
    assert counts["solution_unknown"] == 1_089
    unknown = ServiceRequest.objects.filter(flags__contains=["solution_unknown"])
    marked_as_done = RequestEvent.objects.filter(request__in=unknown, verb=Verb.RESOLVED)
    assert marked_as_done.values("request").distinct().count() == 1_089  # of 1,086 the rows say so, 3 ended at once


def test_durations_follow_the_columns(told: dict[str, Any], truth: dict[str, Any]) -> None:
    total = told["total"]
    assert (total["filed"], total["closed"], total["resolved"]) == (14_950, 14_950, 13_861)
    same(total["resolution"]["hours"], truth["resolution_hours"])
    same(total["close"]["hours"], truth["closure_hours"])
    same(total["resolution"]["working_hours"], truth["resolution_business_minutes"], unit=60)
    same(total["resolution_without_waits_hours"], truth["resolution_hours_net_of_awaiting_states"])


def test_working_hours_of_single_incidents(report: Path, truth: dict[str, Any]) -> None:
    sample = {one["number"]: one["business_minutes"] for one in truth["sample_business_minutes"]}
    keys = dict(ServiceRequest.objects.filter(source_key__in=sample).values_list("pk", "source_key"))
    facts = list(read(keys, now=clock.now(), worktime=Worktime()))
    assert {keys[fact.id]: fact.working["resolution"] / 60 for fact in facts} == sample


def test_time_until_it_was_taken_up_leaves_out_the_two_that_were_taken_up_before(
    told: dict[str, Any], truth: dict[str, Any]
) -> None:
    ours, theirs = told["total"]["taken_up_hours"], truth["hours_to_first_row_not_New"]
    assert (ours["n"], ours["max"]) == (theirs["n"] - 2, pytest.approx(theirs["max"]))
    assert ours["median"] == pytest.approx(theirs["median"])
    assert theirs["min"] == -2.45
    assert ours["mean"] * ours["n"] == pytest.approx(theirs["mean"] * theirs["n"], abs=2.45 * 2 + 1)


def test_per_priority(told: dict[str, Any], truth: dict[str, Any]) -> None:
    for name, theirs in truth["by_priority"].items():
        ours = told["by_priority"][PRIORITIES[name]]
        assert (ours["filed"], ours["reopened"]) == (theirs["incidents"], theirs["reopened"])
        same(ours["resolution"]["hours"], theirs["resolution_hours"])


def test_the_policy_around_the_clock_and_in_working_time(told: dict[str, Any], truth: dict[str, Any]) -> None:
    for name, theirs in truth["sla_engine_check"].items():
        target, resolution = str(theirs["target_hours"]), told["by_priority"][PRIORITIES[name]]["resolution"]
        assert resolution["hours"]["n"] == theirs["n_resolved"]
        assert resolution["hours"]["within"][target] == theirs["met_24x7"]
        assert resolution["working_hours"]["within"][target] == theirs["met_business"]


def test_the_clocks_say_the_same_but_for_what_came_back(told: dict[str, Any], truth: dict[str, Any]) -> None:
    """While something is done the clock rests, so eight that came back are in time for the portal."""
    for name, theirs in truth["sla_engine_check"].items():
        ours = told["by_priority"][PRIORITIES[name]]["clocks"]["resolution"]
        assert (ours["finished"], ours["undecided"]) == (theirs["n_resolved"], 0)
        assert ours["kept"] - theirs["met_business"] == (8 if theirs["target_hours"] == 24 else 0)
    met = Clock.objects.filter(metric="resolution", state=Clock.State.MET).values_list("request", flat=True)
    targets = {number: truth["sla_engine_check"][name]["target_hours"] for number, name in enumerate(PRIORITIES, 1)}
    late = [
        fact for fact in read(met, now=clock.now(), worktime=Worktime())
        if fact.working["resolution"] > targets[fact.priority] * 3600
    ]  # fmt: skip
    assert len(late) == 8
    assert all(fact.reopened_at for fact in late)


def test_clocks_that_stopped_at_the_columns_moment_add_up(report: Path) -> None:
    odd = Clock.objects.filter(request__flags__contains=["solution_elsewhere"])
    checked, differences = audit.recount(odd, clock.now())
    assert (checked, differences) == (182, [])


def test_groups_are_those_that_solved_it(
    told: dict[str, Any], truth: dict[str, Any], log: dict[str, list[dict[str, str]]], report: Path
) -> None:
    """The log's own list names the group of the last row; seven changed it after they were done."""
    wanted, touched = Counter(truth["incidents_by_assignment_group"]), set()
    for number in flagged(report, "changed_after_end"):
        last, solver = log[number][-1]["assignment_group"], _solver(log[number])
        wanted[last] -= 1
        wanted[solver] += 1
        touched |= {last, solver}
    assert {name: part["filed"] for name, part in told["by_department"].items() if part["filed"]} == {
        code(group): n for group, n in wanted.items()
    }
    alike = truth["by_assignment_group_top15"].keys() - touched
    assert len(alike) >= 10
    for group in alike:
        ours, theirs = told["by_department"][code(group)], truth["by_assignment_group_top15"][group]
        assert (ours["filed"], ours["reopened"]) == (theirs["incidents"], theirs["reopened"])
        same(ours["resolution"]["hours"], theirs["resolution_hours"])


def _solver(rows: list[dict[str, str]]) -> str:
    """Whose it was in the last row that was not yet about something done, or in the one that did it."""
    held = rows[0]["assignment_group"]
    for earlier, later in pairwise(rows):
        if earlier["incident_state"] not in ENDS or later["incident_state"] not in ENDS:
            held = later["assignment_group"]
    return held


def test_categories_over_all_groups(report: Path, truth: dict[str, Any], told: dict[str, Any]) -> None:
    ours: Counter[str] = Counter()
    for name, part in told["by_service"].items():
        ours[name.split("/")[1]] += part["filed"]
    for category, theirs in truth["by_category_top15"].items():
        assert ours[code(category)] == theirs["incidents"]
    category = "Category 34"
    one = figures(service=[code(category)], percentile=[90])["total"]
    theirs = truth["by_category_top15"][category]
    assert (one["filed"], one["reopened"]) == (theirs["incidents"], theirs["reopened"])
    same(one["resolution"]["hours"], theirs["resolution_hours"])


def test_channels(told: dict[str, Any], truth: dict[str, Any]) -> None:
    words = {"phone": "Phone", "mail": "Email"}
    assert {words[name]: part["filed"] for name, part in told["by_channel"].items()} == truth[
        "incidents_by_contact_type"
    ]


def test_reopened_by_rows_and_column_alike(told: dict[str, Any], truth: dict[str, Any]) -> None:
    total = told["total"]
    assert total["reopened"] == total["journal"]["reopened"]["requests"] == truth["reopened"] == 191
    assert round(total["reopen_rate"], 6) == truth["reopen_rate"]


def test_hand_overs_are_the_changes_of_group_before_the_end(
    told: dict[str, Any], truth: dict[str, Any], log: dict[str, list[dict[str, str]]]
) -> None:
    changes, before_the_end = Counter[str](), Counter[str]()
    for number, rows in log.items():
        for earlier, later in pairwise(rows):
            if earlier["assignment_group"] != later["assignment_group"]:
                changes[number] += 1
                before_the_end[number] += earlier["incident_state"] not in ENDS or later["incident_state"] not in ENDS
    assert len(changes) == truth["oddities"]["group_changed_incidents"] == 7_539
    handed_over = told["total"]["journal"]["handed_over"]
    assert handed_over["times"] == before_the_end.total() == changes.total() - 7
    assert handed_over["requests"] == told["total"]["handed_over"] == len(+before_the_end) == 7_534
    # The column counts 25 more, of which the rows show nothing.
    assert truth["reassigned"] == len(changes) + 25


def test_waiting(told: dict[str, Any], truth: dict[str, Any]) -> None:
    waits, states = told["total"]["waits"], told["total"]["states"]
    assert waits["n"] == truth["incidents_with_any_awaiting_time"]
    assert round(waits["total"], 2) == truth["awaiting_hours_total"]
    assert waits["total"] == pytest.approx(states["waiting"]["total"] + states["on_hold"]["total"])


def test_how_it_stood(told: dict[str, Any], truth: dict[str, Any]) -> None:
    for stood, theirs in zip(told["at"], truth["state_at_moment"].values(), strict=True):
        words = {state: sum(theirs["by_state"].get(one, 0) for one in STATES[state]) for state in STATES}
        assert stood["by_state"] == words
        assert (stood["filed"], stood["open"]) == (theirs["opened_so_far"], theirs["open_not_resolved_or_closed"])
        urgent = {PRIORITIES[name]: n for name, n in theirs["open_by_priority"].items()}
        assert stood["open_by_priority"] == urgent
        assert sum(stood["open_by_department"].values()) == stood["open"]


def test_months(told: dict[str, Any], truth: dict[str, Any]) -> None:
    months = told["by_month"]
    for ours, theirs in (("filed", "opened"), ("resolved", "resolved"), ("closed", "closed")):
        assert {month: part[ours] for month, part in months.items() if part[ours]} == truth[f"{theirs}_per_month"]
    left = dict(zip(months, accumulate(part["filed"] - part["closed"] for part in months.values()), strict=True))
    wanted = truth["backlog_not_closed_at_month_end"]
    assert {month: left[month] for month in wanted} == wanted
    # By the rows, which say “Closed” earlier in 32 incidents.
    assert [months[month]["not_ended"] for month in wanted] == [205, 3_346, 1_212]


def test_rhythm(told: dict[str, Any], truth: dict[str, Any]) -> None:
    assert (told["by_weekday"], told["by_hour"]) == (truth["opened_by_weekday_mon0"], truth["opened_by_hour"])
