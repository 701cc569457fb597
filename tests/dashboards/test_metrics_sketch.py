"""The mergeable distribution keeps its promise: one per cent, whatever was merged in whichever order."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.metrics import RELATIVE_ERROR, DurationSketch, quantile

DURATIONS = st.lists(
    st.one_of(st.just(0.0), st.floats(1e-3, 1e9), st.integers(0, 40 * 24 * 3600)), min_size=1, max_size=200
)


@given(DURATIONS, st.floats(0, 1))
def test_every_quantile_is_within_one_per_cent(values: list[float], q: float) -> None:
    exact = quantile(values=values, q=q)
    estimate = DurationSketch.of(values).quantile(q)
    assert exact is not None
    assert estimate is not None
    assert RELATIVE_ERROR == 0.01
    assert abs(estimate - exact) <= RELATIVE_ERROR * exact


def test_the_bound_holds_for_a_skewed_month() -> None:
    rng = random.Random(7)
    values = [rng.lognormvariate(9, 1.6) for _ in range(20_000)]
    sketch = DurationSketch.of(values)
    for percent in range(101):
        assert sketch.quantile(percent / 100) == pytest.approx(quantile(values=values, q=percent / 100), rel=0.01)


@given(st.lists(DURATIONS, min_size=1, max_size=6), st.randoms())
def test_merge_order_does_not_matter(days: list[list[float]], rng: random.Random) -> None:
    sketches = [DurationSketch.of(day) for day in days]
    shuffled = rng.sample(sketches, len(sketches))
    whole = DurationSketch.of(value for day in days for value in day)
    assert DurationSketch.merged(sketches) == DurationSketch.merged(shuffled) == whole


def test_merging_leaves_the_parts_as_they_were() -> None:
    day = DurationSketch.of([5, 0])
    DurationSketch.merged([day, day])
    assert day == DurationSketch.of([0, 5])


@given(DURATIONS)
def test_it_survives_a_json_column(values: list[float]) -> None:
    sketch = DurationSketch.of(values)
    assert DurationSketch.from_json(json.loads(json.dumps(sketch.as_json()))) == sketch
    assert sketch.n == len(values)


def test_the_stored_form_is_counts_per_bucket() -> None:
    assert DurationSketch.of([0, 1, 1, 60]).as_json() == {"n": 4, "zeros": 1, "buckets": {"0": 2, "207": 1}}


def test_stored_counts_that_disagree_are_refused() -> None:
    with pytest.raises(ValueError, match="hold 2 values"):
        DurationSketch.from_json({"n": 3, "zeros": 0, "buckets": {"5": 2}})


def test_an_empty_one_has_no_quantile() -> None:
    assert DurationSketch().quantile(0.5) is None
    assert DurationSketch.from_json({}) == DurationSketch.merged([]) == DurationSketch()


@pytest.mark.parametrize("value", [-1, float("inf"), float("nan")])
def test_what_is_no_duration_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        DurationSketch().add(value)


def test_ten_years_of_any_durations_stay_small() -> None:
    rng = random.Random(3)
    sketch = DurationSketch.of(10 ** rng.uniform(0, 8.5) for _ in range(50_000))
    assert len(sketch.buckets) <= 1_000
