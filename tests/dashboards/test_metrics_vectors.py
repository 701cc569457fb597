"""Every line of the survey vectors that belongs to `dashboards.metrics`."""

import importlib.util
from typing import Any

import pytest

from dashboards import metrics
from tests.vectors import differences, load

IMPLEMENTED = {
    "first_contact_resolution", "handover_metrics", "littles_law_days", "promises_kept", "quantile", "queue_factor",
    "rework_variants", "run_chart", "run_chart_limits", "stage_durations", "update_gaps", "working_minutes", "xmr",
}  # fmt: skip
VECTORS = [vector for vector in load("surveys") if vector["op"] in IMPLEMENTED]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['op']}-{v['id']}")
def test_vector(vector: dict[str, Any]) -> None:
    result = getattr(metrics, vector["op"])(**vector["input"])
    assert differences(result, vector["expected"], vector["tolerance"]) == []


def test_no_operation_is_without_a_vector() -> None:
    assert {vector["op"] for vector in VECTORS} == IMPLEMENTED


@pytest.mark.parametrize("op", sorted(IMPLEMENTED))
def test_operations_are_announced_and_no_module_hides_them(op: str) -> None:
    assert op in metrics.__all__
    assert importlib.util.find_spec(f"dashboards.metrics.{op}") is None
