"""The nightly recount of figures, rebuilding all of them, and where they are read."""

from __future__ import annotations

import random
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from dashboards import audit, rollups
from dashboards.kept import kept_lately
from dashboards.models import DayFigures, FiguresAudit, PairFigures, StaleDay
from dashboards.pairs import pairs
from dashboards.replica import REPLICA, alias
from dashboards.signals import signals_of
from dashboards.tasks import audit_figures
from requests_app.models import Service, ServiceRequest, User
from tests.conftest import SignedIn, Travel
from tests.dashboards.history import Company, live_through
from tests.make import make_department, make_request, make_standard, utc

NIGHT = "2026-11-03 03:10"


@pytest.fixture
def company(db: None, travel: Travel) -> Company:
    travel("2026-11-02 12:00")
    company = Company.of(make_department("near", time_zone="America/New_York"), make_department("far"))
    live_through(company, random.Random(3), since=utc(2026, 6, 1), requests=8, verbs=80)
    rollups.recount()
    return company


def everything() -> dict[audit.Pair, list[date]]:
    found: dict[audit.Pair, list[date]] = {}
    for department, service, day in DayFigures.objects.values_list("department", "service", "day").distinct():
        found.setdefault((department, service), []).append(day)
    return found


class TestRecount:
    def test_what_was_counted_right_does_not_differ(self, company: Company) -> None:
        sample = everything()
        assert audit.recount(sample, now=utc(2026, 11, 3, 3)) == (sum(map(len, sample.values())), [])

    def test_every_number_that_is_wrong_is_named(self, company: Company) -> None:
        row = DayFigures.objects.filter(filed=1).first()
        assert row is not None
        row.filed, row.counts = 4, row.counts | {"chases": 70}
        row.save()
        PairFigures.objects.filter(day=row.day, service=row.service).delete()
        _checked, found = audit.recount(everything(), now=utc(2026, 11, 3, 3))
        assert {(one["day"], one["service"]) for one in found} == {(row.day, row.service.code)}
        figures = {one["figure"].split(": ")[1]: (one["kept"], one["counted"]) for one in found}
        assert figures["filed"] in {(4, 1), (None, 1)}
        assert figures["counts chases"][0] == 70
        assert any(one["figure"].startswith("asked by") and one["kept"] is None for one in found)

    def test_what_is_to_be_counted_again_anyway_is_no_difference(self, company: Company) -> None:
        row = DayFigures.objects.filter(filed__gt=0).first()
        assert row is not None
        DayFigures.objects.filter(pk=row.pk).update(filed=99)
        StaleDay.objects.create(department=row.department, service=row.service, day=row.day)
        assert audit.recount(everything(), now=utc(2026, 11, 3, 3))[1] == []

    def test_a_promise_that_broke_since_is_only_not_marked_yet(
        self, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        make_standard(laptop.provider, first_response=None, resolution=3600)
        travel("2026-06-11 09:00")
        request = make_request(laptop, li_wei)
        ServiceRequest.objects.filter(pk=request.pk).update(is_live=False)
        rollups.recount()
        assert audit.recount(everything(), now=utc(2026, 6, 11, 12)) == (0, [])
        assert StaleDay.objects.exists()


class TestNights:
    def test_days_take_turns_by_their_number_and_the_last_ones_always(self, laptop: Service) -> None:
        days = [date(2026, 1, 3), date(2026, 1, 4), date(2025, 12, 3), date(2026, 10, 30), date(2026, 11, 2)]
        for day in days:
            where = {"department": laptop.provider, "service": laptop, "priority": 3, "channel": "portal"}
            DayFigures.objects.create(**where, day=day, counted_at=utc(2026, 1, 1))
        assert audit.sample_of(utc(2026, 11, 3, 3)) == {
            (laptop.provider_id, laptop.pk): [date(2026, 11, 2), date(2026, 1, 3), date(2025, 12, 3)]
        }

    def test_it_runs_once_a_night_and_is_told_on_the_status_page(
        self, company: Company, ada: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        row = DayFigures.objects.filter(day__day=3).first() or DayFigures.objects.order_by("pk")[0]
        DayFigures.objects.filter(pk=row.pk).update(day=date(2026, 11, 3), filed=41)
        travel(NIGHT)
        audit_figures()
        audit_figures()
        made = FiguresAudit.objects.get()
        assert (made.differing >= 1, made.checked >= made.differing) == (True, True)
        page = sign_in(ada).get("/status/").content.decode()
        assert f"{made.differing} of {made.checked}" in page
        assert "Figures that differ from the requests" in page
        assert row.department.code in page
        assert "manage.py rebuild_figures" in page
        travel("2026-11-04 03:10")
        audit_figures()
        assert FiguresAudit.objects.count() == 2


class TestRebuild:
    def run(self, *options: str) -> list[str]:
        out = StringIO()
        call_command("rebuild_figures", *options, stdout=out, no_color=True)
        return out.getvalue().splitlines()

    def test_it_mends_everything_and_tells_how_far_it_is(self, company: Company) -> None:
        before = sorted(DayFigures.objects.values_list("department", "service", "day", "filed", "counts"), key=repr)
        DayFigures.objects.update(filed=7)
        PairFigures.objects.all().delete()
        told = self.run()
        after = sorted(DayFigures.objects.values_list("department", "service", "day", "filed", "counts"), key=repr)
        assert after == before
        assert PairFigures.objects.exists()
        total = int(told[0].split()[0])
        assert told[-2:] == [f"{total} of {total}, 100 %", "Done."]

    def test_of_one_department_only(self, company: Company) -> None:
        DayFigures.objects.update(filed=7)
        self.run("--department", "near")
        assert not DayFigures.objects.filter(department__code="near", filed=7).exists()
        assert not DayFigures.objects.filter(department__code="far").exclude(filed=7).exists()

    def test_an_unknown_one_is_said(self, company: Company) -> None:
        with pytest.raises(CommandError, match="No department has the code nowhere"):
            self.run("--department", "nowhere")


class TestReplica:
    def test_pages_of_figures_read_from_it(self, company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
        assert alias() == "default"
        department, now = company.departments[0], utc(2026, 11, 2, 12)
        expected = pairs(None, None)
        monkeypatch.setitem(connections.settings, REPLICA, connections.settings["default"])
        connections[REPLICA] = connection
        try:
            assert alias() == REPLICA
            assert pairs(None, None) == expected
            assert signals_of(department, now)["filed"].points
            assert kept_lately(company.services[0], utc(2026, 8, 1)) is not None
        finally:
            del connections[REPLICA]
