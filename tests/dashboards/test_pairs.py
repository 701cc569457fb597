"""Pairs of departments: roll-ups equal a plain count of the rows, in both directions."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from dashboards import rollups
from dashboards.behind import requests_behind
from dashboards.counting import Scope
from dashboards.days import Days
from dashboards.models import PairFigures
from dashboards.pairs import given_to, pair_of, pairs, taken_from
from dashboards.tally import PAIR_COLUMNS
from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from tests.conftest import Travel
from tests.dashboards.history import Company, live_through
from tests.make import make_department, make_request, make_user, utc

NOW = utc(2026, 11, 2, 12)
SINCE = utc(2026, 6, 1)


@pytest.fixture
def company(db: None) -> Company:
    """Three ask: one department, another, and somebody who belongs nowhere."""
    near, far = make_department("near"), make_department("far")
    made = Company.of(near, far)
    made.requester.department = near
    made.requester.save()
    return made


def lived(company: Company) -> None:
    for seed, (name, department) in enumerate([("Ann", 0), ("Bob", 1), ("Cem", None)]):
        home = None if department is None else company.departments[department]
        company.requester = make_user(name, home)
        live_through(company, random.Random(seed), since=SINCE, requests=8, verbs=60)


def counted(requests: list[ServiceRequest]) -> dict[str, int]:
    journals = [list(request.events.all()) for request in requests]
    asked = [[event for event in events if event.verb == "asked"] for events in journals]
    return {
        "filed": len(requests),
        "still_open": sum(request.is_open for request in requests),
        "chased": sum(any(event.verb == "chased" for event in events) for events in journals),
        "chases": sum(event.verb == "chased" for events in journals for event in events),
        "rounds": sum(event.old_status != "waiting" for events in asked for event in events),
        "incomplete": sum(any(event.old_status == "new" for event in events) for events in asked),
        "reopened": sum(any(event.verb == "reopened" for event in events) for events in journals),
    }


class TestAgainstTheRows:
    def test_every_pair_of_a_company(self, company: Company, travel: Travel) -> None:
        travel(NOW)
        lived(company)
        rollups.recount()
        start, end = date(2026, 6, 10), date(2026, 7, 20)
        expected = Counter(
            (one.requester.department_id, one.department_id)
            for one in ServiceRequest.objects.select_related("requester")
            if start <= one.filed_at.date() < end
        )
        found = pairs(start, end)
        assert {(pair.asking, pair.department): pair["filed"] for pair in found} == expected
        assert len(found) >= 4
        assert [pair["filed"] for pair in found] == sorted(expected.values(), reverse=True)
        for pair in found:
            rows = ServiceRequest.objects.filter(department=pair.department, filed_at__gte=utc(2026, 6, 10))
            rows = rows.filter(filed_at__lt=utc(2026, 7, 20), requester__department=pair.asking)
            plain = counted(list(rows))
            assert {name: pair[name] for name in plain} == plain

    def test_both_directions_of_one_department(self, company: Company, travel: Travel) -> None:
        travel(NOW)
        lived(company)
        rollups.recount()
        near, far = (department.pk for department in company.departments)
        assert {pair.department for pair in taken_from(near, None, None)} == {near, far}
        assert {pair.asking for pair in given_to(near, None, None)} == {near, far, None}
        one = pair_of(far, near, None, None)
        assert one == next(pair for pair in taken_from(far, None, None) if pair.department == near)
        assert one.resolution["n"] > 0
        assert one.silence["n"] == one.resolution["n"]
        assert pair_of(far, near, date(2030, 1, 1), None)["filed"] == 0

    def test_the_list_behind_a_number_has_as_many_requests(self, company: Company, travel: Travel) -> None:
        travel(NOW)
        lived(company)
        rollups.recount()
        near, far = company.departments
        pair = pair_of(far.pk, near.pk, None, None)
        scope = Scope(near.pk, near.zone, asking=far.pk)
        for column, figure in PAIR_COLUMNS.items():
            if column not in ("chases", "rounds"):
                assert requests_behind(figure, scope, Days(), now=NOW).count() == pair[column], column


class TestWhoAsked:
    def test_people_who_move_leave_their_requests_behind(
        self, laptop: Service, li_wei: User, finance: Department, travel: Travel
    ) -> None:
        before = li_wei.department_id
        travel("2026-06-11 09:00")
        first = make_request(laptop, li_wei)
        li_wei.department = finance
        li_wei.save()
        second = make_request(laptop, li_wei)
        assert [first.requester_department_id, second.requester_department_id] == [before, finance.pk]
        rollups.recount()
        rollups.rebuild()
        assert {pair.asking: pair["filed"] for pair in pairs(None, None)} == {before: 1, finance.pk: 1}

    def test_a_department_that_asks_counts_instead_of_whoever_wrote(
        self, laptop: Service, li_wei: User, finance: Department
    ) -> None:
        make_request(laptop, li_wei, asking_department=finance)
        rollups.recount()
        assert [pair.asking for pair in pairs(None, None)] == [finance.pk]

    def test_a_confidential_service_is_in_no_pair(self, laptop: Service, li_wei: User) -> None:
        make_request(laptop, li_wei)
        rollups.recount()
        laptop.is_confidential = True
        laptop.save()
        assert pairs(None, None) == []
        scope = Scope(laptop.provider_id, laptop.provider.zone, asking=li_wei.department_id)
        assert not requests_behind("filed", scope, Days(), now=NOW)

    def test_a_hand_over_takes_the_pair_along(
        self, laptop_request: ServiceRequest, olga: User, finance: Department
    ) -> None:
        rollups.recount()
        transitions.hand_over(laptop_request, finance, "Yours", by=olga, now=laptop_request.filed_at + timedelta(1))
        rollups.recount()
        assert [row.department_id for row in PairFigures.objects.all()] == [finance.pk]
