"""Figures of a department's process: rows in, figures out, with no framework behind them.

Each function of the contract is named like the operation it performs, takes keyword arguments that are JSON
values (moments are ISO strings) and answers with plain dict, list, int, float, bool or None. "Nothing to count"
is None, never 0. No module here may be named like a function: it would hide it.
"""

from dashboards.metrics.censoring import censored_quantile, counted_quantile
from dashboards.metrics.communication import Verdict, promise_verdict, promises_kept, update_gaps
from dashboards.metrics.control import POINTS_FOR_A_SIGNAL, run_chart, run_chart_limits, xmr
from dashboards.metrics.efficiency import first_contact_resolution, littles_law_days, queue_factor
from dashboards.metrics.journey import handover_metrics, rework_variants, stage_durations
from dashboards.metrics.percentiles import quantile
from dashboards.metrics.sketch import RELATIVE_ERROR, DurationSketch
from dashboards.metrics.worktime import working_minutes

__all__ = [
    "POINTS_FOR_A_SIGNAL",
    "RELATIVE_ERROR",
    "DurationSketch",
    "Verdict",
    "censored_quantile",
    "counted_quantile",
    "first_contact_resolution",
    "handover_metrics",
    "littles_law_days",
    "promise_verdict",
    "promises_kept",
    "quantile",
    "queue_factor",
    "rework_variants",
    "run_chart",
    "run_chart_limits",
    "stage_durations",
    "update_gaps",
    "working_minutes",
    "xmr",
]
