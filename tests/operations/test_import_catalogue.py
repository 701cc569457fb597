"""What an import puts into the catalogue: figures know the services, and nobody can ask for them until released."""

from __future__ import annotations

from pathlib import Path

import pytest

from operations.import_log import run
from requests_app.models import Department, Service, User
from sla.models import Clock
from tests.conftest import SignedIn
from tests.make import make_manager, make_service
from tests.operations.importing import REQUESTS, Desk, request_row

pytestmark = pytest.mark.django_db

SWITCHED_ON = REQUESTS + "\n[services]\nactive = true\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, REQUESTS)


def test_nobody_sees_or_can_ask_for_what_a_log_brought(desk: Desk, li_wei: User, sign_in: SignedIn) -> None:
    desk.bring_in([request_row("1")])
    assert not Service.objects.get(code="Laptops").is_published
    client = sign_in(li_wei)
    for address in ("/", "/?q=Laptops", "/services/"):
        assert "/services/IT/" not in client.get(address).content.decode()
    assert client.get("/services/IT/Laptops/").status_code == 404


def test_the_mapping_can_switch_new_services_on(tmp_path: Path, li_wei: User, sign_in: SignedIn) -> None:
    Desk(tmp_path, SWITCHED_ON).bring_in([request_row("1")])
    assert Service.objects.get(code="Laptops").is_published
    client = sign_in(li_wei)
    assert client.get("/services/IT/Laptops/").status_code == 200
    assert "/services/IT/" in client.get("/services/").content.decode()


@pytest.mark.parametrize("was", [True, False])
def test_a_service_that_is_there_stays_as_it_is(it: Department, tmp_path: Path, was: bool) -> None:
    make_service(it, "Laptops", "Laptops", state="published" if was else "draft")
    mapping = REQUESTS if was else SWITCHED_ON
    Desk(tmp_path, mapping + '\n[departments.codes]\n"IT" = "it"\n').bring_in([request_row("1")])
    assert Service.objects.get(code="Laptops").is_published == was


def test_figures_and_queues_are_still_told_by_service(desk: Desk, sign_in: SignedIn) -> None:
    desk.bring_in([request_row("1")])
    provider = Department.objects.get(code="IT")
    client = sign_in(make_manager("Manager", provider))
    assert "Laptops" in client.get("/dashboards/IT/").content.decode()
    assert client.get("/dashboards/IT/?service=Laptops").status_code == 200
    assert "Laptops" in client.get("/queue/IT/").content.decode()


PER_SERVICE = """
[calendars.office]
weekly = { mon = [["09:00", "17:00"]] }

[[standards]]
services = ["Laptops"]
calendar = "office"
targets = [{ metric = "resolution", hours = 4 }]

[[standards]]
services = ["Phones"]
calendar = "office"
targets = [{ metric = "resolution", hours = 2 }]
"""


def test_a_standard_that_comes_with_a_later_batch_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 1)
    mapping = REQUESTS.replace('due = "due"\n', "") + PER_SERVICE
    Desk(tmp_path, mapping).bring_in([request_row("1"), request_row("2", topic="Phones")])
    hours = dict(Clock.objects.values_list("request__service__code", "target_us"))
    assert {code: us // 3_600_000_000 for code, us in hours.items() if us} == {"Laptops": 4, "Phones": 2}
