"""What was resolved and not objected to closes by itself, so many working days later."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from requests_app import transitions
from requests_app.models import Department, RequestEvent, Service, ServiceRequest, User
from requests_app.states import Status
from sla import tasks
from sla.closing import close_resolved
from tests.conftest import Travel
from tests.make import (
    OFFICE_HOURS,
    make_agent,
    make_department,
    make_request,
    make_service,
    make_standard,
    make_user,
    utc,
)
from tests.sla.conftest import at

WEDNESDAY = utc(2026, 6, 10, 13)  # 15:00 in Berlin


@pytest.fixture
def resolved(it: Department, laptop: Service, li_wei: User, olga: User) -> ServiceRequest:
    """Resolved on a Wednesday at 15:00 under Berlin's office hours."""
    make_standard(it, spec=OFFICE_HOURS)
    request = make_request(laptop, li_wei, now=utc(2026, 6, 10, 8))
    return transitions.resolve(request, by=olga, now=WEDNESDAY)


def status_of(request: ServiceRequest) -> str:
    return ServiceRequest.objects.get(pk=request.pk).status


def test_five_working_days_later_it_is_closed_by_nobody(resolved: ServiceRequest) -> None:
    assert close_resolved(now=WEDNESDAY + timedelta(days=7) - timedelta(seconds=1)) == 0
    assert close_resolved(now=WEDNESDAY + timedelta(days=7)) == 1  # five working days with a weekend between
    event = resolved.events.get(verb="closed")
    assert (event.actor, status_of(resolved)) == (None, Status.CLOSED)


def test_running_it_twice_closes_once(resolved: ServiceRequest) -> None:
    late = WEDNESDAY + timedelta(days=30)
    assert [close_resolved(now=late), close_resolved(now=late)] == [1, 0]


def test_the_task_asks_the_database_what_time_it_is(resolved: ServiceRequest, travel: Travel) -> None:
    travel(WEDNESDAY + timedelta(days=30))
    tasks.close_resolved.delay()
    assert status_of(resolved) == Status.CLOSED


def test_without_a_standard_the_usual_week_in_the_departments_zone_counts(
    laptop: Service, li_wei: User, olga: User, it: Department
) -> None:
    it.time_zone = "Asia/Shanghai"
    it.save(update_fields=["time_zone"])
    evening = utc(2026, 6, 12, 9, 30)  # Friday 17:30 in Shanghai, half an hour before the end of the day
    request = make_request(laptop, li_wei, now=at(9))
    transitions.resolve(request, by=olga, now=evening)
    due = evening + timedelta(days=7)
    assert close_resolved(now=due - timedelta(seconds=1)) == 0
    assert close_resolved(now=due) == 1


def test_what_was_reopened_stays_open(resolved: ServiceRequest, li_wei: User) -> None:
    transitions.reopen(resolved, "Not yet", by=li_wei, now=WEDNESDAY + timedelta(days=1))
    assert close_resolved(now=WEDNESDAY + timedelta(days=30)) == 0


def test_what_an_import_brought_in_is_left_alone(resolved: ServiceRequest) -> None:
    ServiceRequest.objects.filter(pk=resolved.pk).update(is_live=False)
    assert close_resolved(now=WEDNESDAY + timedelta(days=30)) == 0


def test_one_bad_request_stops_no_other(
    resolved: ServiceRequest, laptop: Service, li_wei: User, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_request(laptop, li_wei, now=utc(2026, 6, 10, 8))
    transitions.resolve(other, by=olga, now=WEDNESDAY)
    close = transitions.close

    def broken(request: ServiceRequest, **kwargs: object) -> ServiceRequest:
        if request.pk == resolved.pk:
            raise RuntimeError("broken row")
        return close(request, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(transitions, "close", broken)
    assert close_resolved(now=WEDNESDAY + timedelta(days=30)) == 1
    assert (status_of(resolved), status_of(other)) == (Status.RESOLVED, Status.CLOSED)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_close_each_request_once() -> None:
    it = make_department("it", "IT")
    service, olga, li_wei = make_service(it, "laptop"), make_agent("Olga Petrova", it), make_user("Li Wei")
    for _number in range(15):
        transitions.resolve(make_request(service, li_wei, now=at(9)), by=olga, now=at(10))
    start = threading.Barrier(2)

    def run() -> None:
        try:
            start.wait(10)
            close_resolved(now=at(9, day=30))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    # A row that one of them held was passed over by the other; what both passed over waits for the next round.
    close_resolved(now=at(9, day=30))
    assert RequestEvent.objects.filter(verb="closed").count() == 15
    assert not ServiceRequest.objects.filter(status=Status.RESOLVED).exists()
