"""Figures from answers: plain functions over plain values, with no framework behind them.

Each function is named like the operation it performs, takes keyword arguments that are JSON values
(dates are ISO strings) and answers with plain dict, list, int, float, bool, str or None.
"No answers" is None, never 0. No module here may be named like a function: it would hide it.
SciPy is imported inside the few functions that need it, since web processes never call them.
"""

from surveys.stats.asking import invitation_allowed
from surveys.stats.comparisons import (
    benjamini_hochberg,
    mann_whitney,
    newcombe_difference,
    two_proportion_test,
    wilcoxon_signed,
)
from surveys.stats.importance import ipa_quadrants, roc_weights
from surveys.stats.intervals import mean_ci, wilson
from surveys.stats.kano import (
    kano_better_worse,
    kano_continuous,
    kano_counts,
    kano_rank,
    kano_summary,
    kano_table,
)
from surveys.stats.reliability import (
    alpha_sample_size,
    cronbach_alpha,
    cronbach_alpha_ci,
    cronbach_alpha_variances,
    difference_reliability,
    spearman_brown,
)
from surveys.stats.sample_sizes import sample_size_finite, two_proportion_sample_size
from surveys.stats.satisfaction import ces, likert_summary, nps, rescale_0_100
from surveys.stats.secrecy import filter_allowed, snapshot_release, suppress_groups
from surveys.stats.servqual import servqual_dimension_gaps, servqual_gap_means, servqual_overall
from surveys.stats.shrinkage import bayes_mean, beta_credible, prior_from_groups, shrunk_ranking
from surveys.stats.slowness import slow_against_fast, spearman
from surveys.stats.taking_part import nonresponse_bounds, r_indicator, response_rate, sampled_mean

__all__ = [
    "alpha_sample_size",
    "bayes_mean",
    "benjamini_hochberg",
    "beta_credible",
    "ces",
    "cronbach_alpha",
    "cronbach_alpha_ci",
    "cronbach_alpha_variances",
    "difference_reliability",
    "filter_allowed",
    "invitation_allowed",
    "ipa_quadrants",
    "kano_better_worse",
    "kano_continuous",
    "kano_counts",
    "kano_rank",
    "kano_summary",
    "kano_table",
    "likert_summary",
    "mann_whitney",
    "mean_ci",
    "newcombe_difference",
    "nonresponse_bounds",
    "nps",
    "prior_from_groups",
    "r_indicator",
    "rescale_0_100",
    "response_rate",
    "roc_weights",
    "sample_size_finite",
    "sampled_mean",
    "servqual_dimension_gaps",
    "servqual_gap_means",
    "servqual_overall",
    "shrunk_ranking",
    "slow_against_fast",
    "snapshot_release",
    "spearman",
    "spearman_brown",
    "suppress_groups",
    "two_proportion_sample_size",
    "two_proportion_test",
    "wilcoxon_signed",
    "wilson",
]
