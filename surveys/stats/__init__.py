"""Figures from answers: plain functions over plain values, with no framework behind them.

Each function is named like the operation it performs, takes keyword arguments that are JSON values
(dates are ISO strings) and answers with plain dict, list, int, float, bool, str or None.
"No answers" is None, never 0. No module here may be named like a function: it would hide it.
"""

from surveys.stats.asking import invitation_allowed
from surveys.stats.intervals import wilson
from surveys.stats.satisfaction import ces, likert_summary, nps, rescale_0_100
from surveys.stats.secrecy import filter_allowed, snapshot_release, suppress_groups
from surveys.stats.shrinkage import bayes_mean
from surveys.stats.taking_part import response_rate, sampled_mean

__all__ = [
    "bayes_mean",
    "ces",
    "filter_allowed",
    "invitation_allowed",
    "likert_summary",
    "nps",
    "rescale_0_100",
    "response_rate",
    "sampled_mean",
    "snapshot_release",
    "suppress_groups",
    "wilson",
]
