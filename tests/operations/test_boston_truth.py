"""58,251 real requests with the city's own targets: `figures --exact` prints what the log's truth says."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count

from dashboards.departments import watched
from requests_app import clock
from requests_app.models import Delivery, Department, Notification, RequestEvent, Service, ServiceRequest
from sla import audit
from sla.models import Clock
from surveys.models import Invitation
from tests.make import make_user
from tests.operations.boston import MAPPINGS, brought_in
from tests.operations.truths import figures as exact
from tests.operations.truths import same, truth_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data,
    pytest.mark.slow,
    pytest.mark.long(seconds=180),
    pytest.mark.xdist_group("boston"),
]

# What the mapping calls the one department whose code is no code.
CODES = {"No Q": "No_Q"}


@pytest.fixture(scope="module")
def truth(portal_data: Path) -> dict[str, Any]:
    return truth_of(portal_data / "boston311-2011")


@pytest.fixture(scope="module")
def boston(
    portal_data: Path, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Path]:
    log = portal_data / "boston311-2011" / "requests.csv.gz"
    folder = tmp_path_factory.mktemp("boston")
    with brought_in(log, MAPPINGS / "boston311-2011.toml", folder, django_db_blocker) as report:
        yield report


@pytest.fixture(scope="module")
def figures(boston: Path) -> dict[str, Any]:
    return exact(zone="America/New_York", percentile=[90], rhythm=True)


def test_every_row_became_a_request(boston: Path, truth: dict[str, Any]) -> None:
    assert ServiceRequest.objects.count() == truth["requests"]
    with boston.open(newline="", encoding="utf-8") as report:
        told = [(row["kind"], row["reason"], row["column"]) for row in csv.DictReader(report)]
    assert told == [("flagged", "due_before_filed", "target_dt")] * 3


def test_the_dashboard_offers_services_that_nobody_can_ask_for(boston: Path) -> None:
    assert not Service.objects.published().exists()
    assert not Department.objects.serving().exists()
    provider = ServiceRequest.objects.order_by("pk")[0].service.provider
    offered = watched(make_user("Admin", is_admin=True), provider.code).offered
    assert len(offered) == Service.objects.filter(provider=provider).count() > 0


def test_every_clock_adds_up_when_it_is_counted_anew(boston: Path) -> None:
    checked, differences = audit.recount(Clock.objects.all(), clock.now())
    assert checked == Clock.objects.count() > 0
    assert differences == []


def test_nobody_was_told_or_asked_and_no_sweep_will_wake(boston: Path) -> None:
    assert not Notification.objects.exists()
    assert not Delivery.objects.exists()
    assert not Invitation.objects.exists()
    assert not Clock.objects.filter(next_fire_at__isnull=False).exists()
    assert not ServiceRequest.objects.live().exists()


def test_the_journal_tells_every_end(boston: Path, truth: dict[str, Any]) -> None:
    verbs = dict(RequestEvent.objects.values_list("verb").annotate(Count("pk")))
    closed, still_open = truth["all"]["closed"], truth["all"]["open"]
    assert verbs == {
        "submitted": truth["requests"],
        "resolved": closed,
        "closed": closed,
        "started": still_open,
    }


def test_requests_closed_and_open_per_department(figures: dict[str, Any], truth: dict[str, Any]) -> None:
    ours = {code: (part["filed"], part["closed"], part["open"]) for code, part in figures["by_department"].items()}
    city = {
        CODES.get(code, code): (part["requests"], part["closed"], part["open"])
        for code, part in truth["by_department"].items()
    }
    assert ours == city
    assert (figures["total"]["filed"], figures["total"]["closed"], figures["total"]["open"]) == (58_251, 54_570, 3_681)


def test_opened_and_closed_per_month(figures: dict[str, Any], truth: dict[str, Any]) -> None:
    months = figures["by_month"]
    assert {month: part["filed"] for month, part in months.items() if part["filed"]} == truth["opened_per_month"]
    assert {month: part["closed"] for month, part in months.items() if part["closed"]} == truth["closed_per_month"]


def test_backlog_at_month_ends(figures: dict[str, Any], truth: dict[str, Any]) -> None:
    wanted = truth["backlog_not_closed_at_month_end"]
    assert {month: figures["by_month"][month]["backlog"] for month in wanted} == wanted


def test_kept_among_closed_with_a_target(figures: dict[str, Any], truth: dict[str, Any]) -> None:
    clock = figures["total"]["clocks"]["resolution"]
    assert (clock["finished"], clock["kept_finished"]) == (
        truth["all"]["closed_with_target"],
        truth["all"]["closed_within_target"],
    )
    assert round(clock["kept_rate_finished"], 6) == truth["all"]["within_target_rate"] == 0.812191
    for code, part in truth["by_department"].items():
        rate = figures["by_department"][CODES.get(code, code)]["clocks"]["resolution"]["kept_rate_finished"]
        assert (rate if rate is None else round(rate, 6)) == part["within_target_rate"]


def test_under_the_portals_own_rule_open_ones_past_their_target_are_broken(
    figures: dict[str, Any], truth: dict[str, Any]
) -> None:
    clock = figures["total"]["clocks"]["resolution"]
    flags = truth["flag_against_dates"]
    overdue = flags["OVERDUE_closed_after_target"] + flags["OVERDUE_still_open_with_target"]
    assert clock["kept"] == flags["ONTIME_closed_on_or_before_target"]
    # Some 150 rows have a target and no flag of the city; nothing else is in doubt.
    assert 0 <= clock["broken"] + clock["undecided"] - overdue <= flags["blank_flag"]
    assert clock["undecided"] <= truth["oddities"]["target_after_2020"]


def test_hours_to_close_are_real_hours_in_new_york(figures: dict[str, Any], truth: dict[str, Any]) -> None:
    same(figures["total"]["close"]["hours"], truth["close_hours_utc_new_york"])
    for code, part in truth["by_department"].items():
        ours, naive = figures["by_department"][CODES.get(code, code)]["close"]["hours"], part["close_hours"]
        assert ours["n"] == naive["n"]
        # The city's departments are told in naive local hours: at most the hour of a change of clocks apart.
        for name, other in (("median", "median"), ("mean", "mean"), ("p90", "p90_linear")):
            assert ours[name] is None or ours[name] == pytest.approx(naive[other], abs=1.0)


def test_types_over_all_departments(figures: dict[str, Any], truth: dict[str, Any]) -> None:
    codes = {str(service.name): service.code for service in Service.objects.all()}
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for name, part in figures["by_service"].items():
        counted[name.split("/")[1]].update({key: part[key] for key in ("filed", "closed", "open")})
        clock_ = part["clocks"]["resolution"]
        counted[name.split("/")[1]].update({key: clock_[key] for key in ("finished", "kept_finished")})
    for kind, theirs in truth["by_type_top15"].items():
        ours = counted[codes[kind]]
        assert (ours["filed"], ours["closed"], ours["open"]) == (theirs["requests"], theirs["closed"], theirs["open"])
        kept = (theirs["closed_with_target"], theirs["closed_within_target"])
        assert (ours["finished"], ours["kept_finished"]) == kept


def test_channels_and_rhythm(figures: dict[str, Any], truth: dict[str, Any]) -> None:
    assert {name: part["filed"] for name, part in figures["by_channel"].items()} == truth["requests_by_source"]
    assert (figures["by_weekday"], figures["by_hour"]) == (truth["opened_by_weekday_mon0"], truth["opened_by_hour"])
