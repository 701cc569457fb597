"""Nobody is asked twice within two weeks, nor more than twelve times in any year, whatever asks."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from surveys.campaigns.audience import _departments_left
from surveys.patience import Asked

FIRST = date(2026, 1, 1)
# Day of a year and a half, department asked about; campaigns reserve ahead, so days come in any order.
TRIES = st.lists(st.tuples(st.integers(0, 540), st.integers(1, 3)), min_size=40, max_size=120)


@given(TRIES)
def test_over_a_year_the_budget_holds(tries: list[tuple[int, int]]) -> None:
    past: list[Asked] = []
    for offset, department in tries:
        day = FIRST + timedelta(days=offset)
        left, _why = _departments_left((department,), False, past, day)
        if left:
            past.append((day, department))
    days = sorted(day for day, _department in past)
    assert all(later - earlier >= timedelta(days=14) for earlier, later in itertools.pairwise(days))
    for start in days:
        assert sum(start <= day < start + timedelta(days=365) for day in days) <= 12
