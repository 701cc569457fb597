"""A figure is counted, not incremented: whatever happened in whichever order, a roll-up equals the rows."""

from __future__ import annotations

import random

import pytest

from dashboards import rollups
from dashboards.models import DayFigures, StaleDay
from tests.conftest import Travel
from tests.dashboards.history import Company, live_through
from tests.make import make_department, utc

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

    def test_counting_twice_changes_nothing(self, company: Company, travel: Travel) -> None:
        travel(NOW)
        live_through(company, random.Random(1), since=SINCE)
        rollups.recount()
        once = stored()
        rollups.rebuild()
        assert stored() == once
