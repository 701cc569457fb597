"""The portal's own calendar and standards reproduce the city's targets: 37,410 due moments, through the import."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from requests_app.models import ServiceRequest
from sla.calendar.instants import SECOND, to_us
from sla.models import CalendarVersion, Clock
from tests.operations.boston import MAPPINGS, brought_in

pytestmark = [pytest.mark.django_db, pytest.mark.data, pytest.mark.slow, pytest.mark.xdist_group("boston")]

NEW_YORK = ZoneInfo("America/New_York")
HOUR, MINUTE = 3600, 60


@pytest.fixture(scope="module")
def oracle(portal_data: Path) -> dict[str, dict[str, str]]:
    with gzip.open(portal_data / "boston311-2011" / "sla_oracle.csv.gz", "rt", newline="") as file:
        return {row["case_enquiry_id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def due(
    portal_data: Path,
    oracle: dict[str, dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[dict[str, datetime]]:
    """Due moments by the log's number: the oracle's requests filed with nothing but a type and a moment."""
    folder = tmp_path_factory.mktemp("oracle")
    log = folder / "requests.csv"
    with (
        gzip.open(portal_data / "boston311-2011" / "requests.csv.gz", "rt", newline="") as whole,
        log.open("w") as part,
    ):
        rows = csv.DictReader(whole)
        writer = csv.DictWriter(part, rows.fieldnames or [])
        writer.writeheader()
        writer.writerows(row for row in rows if row["case_enquiry_id"] in oracle)
    with brought_in(log, MAPPINGS / "boston311-2011-standards.toml", folder, django_db_blocker):
        found = Clock.objects.filter(metric="resolution").values_list("request__source_key", "due_at")
        yield {key: due_at for key, due_at in found if due_at}


def target(row: dict[str, str]) -> datetime:
    return datetime.fromisoformat(row["target_local"]).replace(tzinfo=NEW_YORK).astimezone(UTC)


def test_the_requests_were_filed_when_the_oracle_says(due: dict[str, Any], oracle: dict[str, dict[str, str]]) -> None:
    filed = dict(ServiceRequest.objects.values_list("source_key", "filed_at"))
    assert {key: at.astimezone(NEW_YORK).strftime("%F %T") for key, at in filed.items()} == {
        key: row["open_local"] for key, row in oracle.items()
    }
    assert set(due) == set(oracle)


def test_all_business_day_rows_are_the_same_business_instant(
    due: dict[str, datetime], oracle: dict[str, dict[str, str]]
) -> None:
    """17:00 and the next 08:30 are one: what counts is the working time between the two."""
    city = CalendarVersion.objects.get(calendar__code="boston311-2011-standards-city").working_calendar
    rows = {key: row for key, row in oracle.items() if row["rule"] == "business_days"}

    def apart(key: str) -> int:
        ours, theirs = to_us(due[key]), to_us(target(rows[key]))
        return city.elapsed_us(min(ours, theirs), max(ours, theirs)) // SECOND

    assert len(rows) == 27_954
    assert sum(apart(key) <= MINUTE for key in rows) == 27_954


def test_elapsed_hour_rows_differ_only_by_the_hour_of_a_clock_change(
    due: dict[str, datetime], oracle: dict[str, dict[str, str]]
) -> None:
    """The city adds hours of wall clock, a calendar that is always open real ones."""
    rows = {key: row for key, row in oracle.items() if row["rule"] == "elapsed_hours"}
    crossing = {key for key in rows if offset(rows[key]["open_local"]) != offset(rows[key]["target_local"])}
    apart = {key: abs((due[key] - target(row)).total_seconds()) for key, row in rows.items()}
    assert (len(rows), len(crossing)) == (9_456, 4_348)
    assert all(apart[key] <= MINUTE for key in rows if key not in crossing)
    assert all(abs(apart[key] - HOUR) <= MINUTE for key in crossing)


def offset(local: str) -> Any:
    return datetime.fromisoformat(local).replace(tzinfo=NEW_YORK).utcoffset()
