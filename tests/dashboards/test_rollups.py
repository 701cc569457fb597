"""A figure is counted, not incremented: whatever happened in whichever order, a roll-up equals the rows."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from dashboards import counting, rollups
from dashboards.counting import Scope
from dashboards.models import DayFigures, StaleDay
from dashboards.tasks import mark_lapsed, recount_stale
from requests_app import transitions
from requests_app.models import Service, ServiceRequest, User
from tests.conftest import SignedIn, Travel
from tests.dashboards.history import Company, live_through
from tests.make import make_department, make_request, make_standard, utc

NOW = utc(2026, 11, 2, 12)
SINCE = utc(2026, 6, 1)


def stored() -> list[tuple[object, ...]]:
    """Every roll-up without when it was counted."""
    names = [f.name for f in DayFigures._meta.fields if f.name not in ("id", "counted_at")]
    return sorted(DayFigures.objects.values_list(*names), key=repr)


@pytest.fixture
def company(db: None) -> Company:
    far = make_department("far", "Far away", time_zone="Asia/Shanghai")
    return Company.of(make_department("near", "Near by", time_zone="America/New_York"), far)


class TestAnyOrder:
    @pytest.mark.parametrize("seed", range(4))
    def test_recounting_what_was_marked_equals_recounting_everything(
        self, company: Company, travel: Travel, seed: int
    ) -> None:
        rng = random.Random(seed)
        travel(NOW)
        for _ in range(3):  # counted in between, so that later marks must find every row they change
            live_through(company, rng, since=SINCE, requests=5, verbs=40)
            rollups.recount()
        after_marks = stored()
        DayFigures.objects.all().delete()
        rollups.rebuild()
        assert after_marks == stored()
        assert after_marks
        assert not StaleDay.objects.exists()

    def test_words_after_a_solution_change_how_its_day_is_judged(
        self, laptop_request: ServiceRequest, olga: User, travel: Travel
    ) -> None:
        filed_at = laptop_request.filed_at
        transitions.resolve(laptop_request, by=olga, now=filed_at + timedelta(days=2))
        rollups.recount()
        solved = DayFigures.objects.get(resolved=1)
        assert solved.counts == {"first_done": 1, "first_contact": 1}
        for day in (4, 5):
            transitions.reply(laptop_request, "One more thing.", by=olga, now=filed_at + timedelta(days=day))
        rollups.recount()
        assert DayFigures.objects.get(day=solved.day).counts == {"first_done": 1}

    def test_another_zone_moves_everything_to_its_days(
        self, laptop: Service, li_wei: User, ada: User, sign_in: SignedIn
    ) -> None:
        make_request(laptop, li_wei, now=utc(2026, 6, 11, 20))
        rollups.recount()
        assert DayFigures.objects.get().day == date(2026, 6, 11)
        department = laptop.provider
        form = {"code": "it", "name": '{"en": "IT"}', "description": "{}", "time_zone": "Asia/Shanghai"}
        assert sign_in(ada).post(f"/admin/requests_app/department/{department.pk}/change/", form).status_code == 302
        rollups.recount()
        assert DayFigures.objects.get().day == date(2026, 6, 12)

    def test_counting_twice_changes_nothing(self, company: Company, travel: Travel) -> None:
        travel(NOW)
        live_through(company, random.Random(1), since=SINCE)
        rollups.recount()
        once = stored()
        rollups.rebuild()
        assert stored() == once


def elsewhere(act: Callable[[], object]) -> None:
    """Does something on a connection of its own and waits for it."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


def filed() -> int:
    return sum(DayFigures.objects.values_list("filed", flat=True))


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def laptop_request(self, transactional_db: None, laptop: Service, li_wei: User) -> ServiceRequest:
        return make_request(laptop, li_wei)

    def test_what_is_filed_while_its_day_is_counted_is_counted_next(
        self, laptop_request: ServiceRequest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        count = counting.count

        def count_slowly(*args: Any, **kwargs: Any) -> Any:
            cells = count(*args, **kwargs)
            elsewhere(lambda: make_request(laptop_request.service, laptop_request.requester))
            return cells

        with monkeypatch.context() as slow:
            slow.setattr(rollups, "count", count_slowly)
            rollups.recount_days(laptop_request.department_id, laptop_request.service_id)
        assert filed() == 1
        rollups.recount()
        assert filed() == 2

    def test_a_verb_that_commits_after_the_count_is_counted_next(self, laptop_request: ServiceRequest) -> None:
        """Its day was marked before: a mark that is merely found, not written, would be taken by the first count."""
        written, counted = Event(), Event()

        def file_slowly() -> None:
            with transaction.atomic():
                make_request(laptop_request.service, laptop_request.requester)
                written.set()
                assert counted.wait(20)

        slow = Thread(target=lambda: elsewhere(file_slowly))
        slow.start()
        assert written.wait(20)
        rollups.recount()
        assert filed() == 1
        counted.set()
        slow.join(20)
        rollups.recount()
        assert filed() == 2

    def test_a_second_worker_leaves_a_service_alone_that_is_being_counted(self, laptop_request: ServiceRequest) -> None:
        found: list[int] = []
        with transaction.atomic():
            assert rollups.recount_days(laptop_request.department_id, laptop_request.service_id) == 1
            elsewhere(lambda: found.append(rollups.recount()))
        assert found == [0]
        assert filed() == 1

    def test_one_bad_service_does_not_stop_the_others(
        self, laptop_request: ServiceRequest, travel_costs: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_request(travel_costs, laptop_request.requester)
        count = counting.count

        def fail(scope: Scope, *args: Any, **kwargs: Any) -> Any:
            if scope.department == laptop_request.department_id:
                raise ZeroDivisionError
            return count(scope, *args, **kwargs)

        with monkeypatch.context() as broken:
            broken.setattr(rollups, "count", fail)
            rollups.recount()
        assert filed() == 1
        recount_stale()
        assert filed() == 2


class TestLapsing:
    def test_an_imported_clock_that_nobody_sweeps_is_found_when_it_lapses(
        self, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        make_standard(laptop.provider, first_response=None, resolution=3600)
        travel("2026-06-11 09:00")
        request = make_request(laptop, li_wei)
        ServiceRequest.objects.filter(pk=request.pk).update(is_live=False)
        recount_stale()
        assert verdicts() == {"clock.resolution.undecided": 1}

        travel("2026-06-11 09:59")
        mark_lapsed()
        assert not StaleDay.objects.exists()
        travel("2026-06-11 10:00")
        mark_lapsed()
        recount_stale()
        assert verdicts() == {"clock.resolution.broken": 1}
        mark_lapsed()
        assert not StaleDay.objects.exists()


def verdicts() -> dict[str, int]:
    counts = DayFigures.objects.exclude(filed=0).values_list("counts", flat=True).get()
    return {name: number for name, number in counts.items() if name.startswith("clock.")}


def test_a_roll_up_is_kept_in_the_days_of_its_department(company: Company, li_wei: User, travel: Travel) -> None:
    travel(NOW)
    for service in company.services:
        make_request(service, li_wei, now=utc(2026, 6, 10, 20))
    rollups.recount()
    days = dict(DayFigures.objects.values_list("department__code", "day"))
    assert days == {"near": date(2026, 6, 10), "far": date(2026, 6, 11)}


def test_counting_tells_how_far_it_is(company: Company, travel: Travel) -> None:
    travel(NOW)
    live_through(company, random.Random(3), since=SINCE)
    rollups.recount()
    told: list[int] = []
    days = rollups.rebuild(company.departments[0], progress=told.append)
    stored_days = DayFigures.objects.filter(department=company.departments[0]).values("service", "day").distinct()
    assert sum(told) == days >= stored_days.count() > 0
