"""Every line of the survey vectors that belongs to `surveys.stats`."""

import importlib.util
from typing import Any

import pytest

from surveys import stats
from tests.vectors import differences, load

OF_THE_DASHBOARDS = {
    "first_contact_resolution", "handover_metrics", "littles_law_days", "promises_kept", "quantile", "queue_factor",
    "rework_variants", "run_chart", "run_chart_limits", "stage_durations", "update_gaps", "working_minutes", "xmr",
}  # fmt: skip
VECTORS = load("surveys")
OURS = [v for v in VECTORS if v["op"] not in OF_THE_DASHBOARDS]
# For the hurt score, which the file says nothing about; tests/surveys/test_slowness.py holds them to SciPy.
OF_THE_JOURNEY = {"slow_against_fast", "spearman"}


@pytest.mark.parametrize("vector", OURS, ids=lambda v: f"{v['op']}-{v['id']}")
def test_vector(vector: dict[str, Any]) -> None:
    result = getattr(stats, vector["op"])(**vector["input"])
    assert differences(result, vector["expected"], vector["tolerance"]) == []


def test_what_is_announced_are_the_operations_of_the_file() -> None:
    assert set(stats.__all__) == {v["op"] for v in VECTORS} - OF_THE_DASHBOARDS | OF_THE_JOURNEY


@pytest.mark.parametrize("op", sorted({v["op"] for v in VECTORS}))
def test_no_module_hides_an_operation(op: str) -> None:
    assert importlib.util.find_spec(f"surveys.stats.{op}") is None
