"""Effort and capacity: sums of whole weeks, shown only where they tell of nobody."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from dashboards import rollups
from dashboards.effort import load_of, released
from dashboards.queueing import queueing_of
from requests_app import absences, efforts
from requests_app.absences import Away
from requests_app.models import Department, Membership, Service, ServiceRequest, User
from tests.conftest import SignedIn, Travel
from tests.make import make_agent, make_request, make_service, utc

FIVE = dict.fromkeys(range(5), 60)


def shown(**parts: dict[int, int]) -> dict[str, float]:
    return released({name: Counter(minutes) for name, minutes in parts.items()})


class TestRelease:
    def test_five_people_are_enough(self) -> None:
        assert shown(a=FIVE) == {"a": 5.0}
        assert shown(a=dict.fromkeys(range(4), 60)) == {}

    def test_none_of_them_may_have_more_than_half(self) -> None:
        assert shown(a={**FIVE, 0: 240}) == {"a": 8.0}
        assert shown(a={**FIVE, 0: 241}) == {}

    def test_minutes_taken_back_are_nobodys(self) -> None:
        assert shown(a={**FIVE, 4: 0}) == {}

    def test_what_is_left_out_cannot_be_found_by_subtraction(self) -> None:
        many = dict.fromkeys(range(6), 100)
        assert shown(a=many, b=FIVE, c={7: 10}) == {"a": 10.0}, "b is hidden so that c is not the difference"
        assert shown(a=many, b=FIVE, c={}) == {"a": 10.0, "b": 5.0}, "where nobody noted anything is nothing to hide"

    def test_the_same_few_people_in_many_parts_are_still_few(self) -> None:
        few = {1: 60, 2: 60, 3: 60}
        assert shown(a=few, b=few, c=few) == {}


class TestWhatLoadDoesToWaiting:
    def test_in_words_with_a_little_more_work(self) -> None:
        found = queueing_of(0.75)
        assert found is not None
        assert found.value == "3 ×"
        assert found.said() == (
            "With 75 % of the hours used, a request lies waiting about 3 times as long as the work on it takes. "
            "With 85 % it would be about 5.7 times."
        )

    def test_from_full_load_on_there_is_no_end(self) -> None:
        found = queueing_of(1.2)
        assert found is not None
        assert found.value == "∞"
        assert "waits longer from week to week" in found.said()

    def test_what_may_not_be_shown_says_nothing(self) -> None:
        assert queueing_of(None) is None


class TestLoad:
    @pytest.fixture
    def team(self, it: Department, olga: User, ivan: User) -> list[User]:
        return [olga, ivan, *(make_agent(f"Agent {number}", it) for number in range(4))]

    @pytest.fixture
    def noted(self, laptop_request: ServiceRequest, team: list[User], travel: Travel) -> ServiceRequest:
        travel("2026-06-24 10:00")
        for person in team:
            efforts.note(laptop_request, 120, by=person)
        return laptop_request

    def test_weeks_that_are_over_with_the_hours_there_were(
        self, noted: ServiceRequest, it: Department, team: list[User], travel: Travel
    ) -> None:
        Membership.objects.filter(user=team[0]).update(weekly_hours=Decimal(20))
        absences.record(team[1], Away(date(2026, 6, 22), date(2026, 6, 26)))
        load = load_of(it, utc(2026, 6, 29, 10))
        assert [(week.begins, week.noted) for week in load.weeks[-2:]] == [
            (date(2026, 6, 15), None),
            (date(2026, 6, 22), 12.0),
        ]
        assert load.weeks[-1].available == Decimal(180)
        assert load.used == pytest.approx(12 / 180)
        assert load_of(it, utc(2026, 6, 28, 10)).weeks[-1].noted is None, "the week is not over"

    def test_by_service(self, noted: ServiceRequest, it: Department, li_wei: User, team: list[User]) -> None:
        dock = make_request(make_service(it, "dock"), li_wei)
        efforts.note(dock, 30, by=team[0])
        load = load_of(it, utc(2026, 6, 29, 10))
        assert [(service.code, hours) for service, hours in load.services] == [("dock", None), ("laptop", None)]
        for person in team[1:]:
            efforts.note(dock, 30, by=person)
        load = load_of(it, utc(2026, 6, 29, 10))
        assert [(service.code, hours) for service, hours in load.services] == [("laptop", 12.0), ("dock", 3.0)]

    def test_the_manager_reads_it_and_the_dashboard_links_to_it(
        self, noted: ServiceRequest, maria: User, olga: User, travel: Travel, sign_in: SignedIn
    ) -> None:
        travel("2026-06-29 10:00")
        make_request(noted.service, olga)
        rollups.recount()
        page = sign_in(maria).get("/dashboards/it/effort/").content.decode()
        assert "Hours available" in page
        assert "not shown" in page
        assert "Load and waiting" in page
        assert "of the hours used, a request lies waiting" in page
        assert "Hours used, last weeks" in sign_in(maria).get("/dashboards/it/").content.decode()
        assert sign_in(olga).get("/dashboards/it/effort/").status_code == 404

    def test_nobody_noted_anything(self, laptop: Service, maria: User, sign_in: SignedIn) -> None:
        assert "Nobody has noted time" in sign_in(maria).get("/dashboards/it/effort/").content.decode()
