"""Every line of the survey vectors that belongs to `surveys.stats`, and the list of what is still to come."""

import importlib.util
from typing import Any

import pytest

from surveys import stats
from tests.vectors import differences, load

IMPLEMENTED = {
    "bayes_mean", "ces", "filter_allowed", "invitation_allowed", "likert_summary", "nps", "rescale_0_100",
    "response_rate", "sampled_mean", "snapshot_release", "suppress_groups", "wilson",
}  # fmt: skip
NOT_YET = {
    "alpha_sample_size", "benjamini_hochberg", "beta_credible", "cronbach_alpha", "cronbach_alpha_ci",
    "cronbach_alpha_variances", "difference_reliability", "ipa_quadrants", "kano_better_worse", "kano_continuous",
    "kano_counts", "kano_rank", "kano_summary", "kano_table", "mann_whitney", "mean_ci", "newcombe_difference",
    "nonresponse_bounds", "prior_from_groups", "r_indicator", "roc_weights", "sample_size_finite",
    "servqual_dimension_gaps", "servqual_gap_means", "servqual_overall", "shrunk_ranking", "spearman_brown",
    "two_proportion_sample_size", "two_proportion_test", "wilcoxon_signed",
}  # fmt: skip
OF_THE_DASHBOARDS = {
    "first_contact_resolution", "handover_metrics", "littles_law_days", "promises_kept", "quantile", "queue_factor",
    "rework_variants", "run_chart", "run_chart_limits", "stage_durations", "update_gaps", "working_minutes", "xmr",
}  # fmt: skip
VECTORS = load("surveys")


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["op"] in IMPLEMENTED], ids=lambda v: f"{v['op']}-{v['id']}")
def test_vector(vector: dict[str, Any]) -> None:
    result = getattr(stats, vector["op"])(**vector["input"])
    assert differences(result, vector["expected"], vector["tolerance"]) == []


def test_every_operation_of_the_file_is_implemented_or_listed_as_to_come() -> None:
    assert {v["op"] for v in VECTORS} == IMPLEMENTED | NOT_YET | OF_THE_DASHBOARDS


def test_what_is_listed_as_to_come_is_truly_absent() -> None:
    assert [op for op in sorted(NOT_YET) if hasattr(stats, op)] == []


def test_everything_implemented_is_announced() -> None:
    assert set(stats.__all__) == IMPLEMENTED


@pytest.mark.parametrize("op", sorted({v["op"] for v in VECTORS}))
def test_no_module_hides_an_operation(op: str) -> None:
    assert importlib.util.find_spec(f"surveys.stats.{op}") is None
