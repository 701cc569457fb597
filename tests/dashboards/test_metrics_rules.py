"""What the vectors leave open: empty inputs, borders, input that cannot be, and properties."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import metrics
from dashboards.metrics.communication import PromisedRequest
from dashboards.metrics.efficiency import ResolvedRequest

MONDAY = datetime(2026, 3, 2, 9)


class TestNothingToCount:
    def test_is_none_and_not_zero(self) -> None:
        assert metrics.quantile(values=[], q=0.5) is None
        assert metrics.first_contact_resolution(requests=[], reopen_window_days=14) == {
            "n": 0, "fcr": None, "reopen_rate": None,
        }  # fmt: skip
        assert metrics.promises_kept(requests=[]) == {"coverage": None, "kept_first": None, "kept_last": None}
        assert metrics.littles_law_days(wip=12, closed_per_day=0) is None
        assert metrics.queue_factor(utilisation=1) is None
        assert metrics.rework_variants(traces=[])["top_variant_share"] is None
        assert metrics.run_chart_limits(n_useful=0) == {"longest_run_max": None, "crossings_min": None}

    def test_nobody_held_it_so_nobody_handed_it_over(self) -> None:
        assert metrics.handover_metrics(holders=[]) == {"handovers": 0, "ping_pong": 0, "distinct": 0, "revisits": 0}

    def test_an_open_promise_is_covered_but_not_yet_judged(self) -> None:
        promised: PromisedRequest = {"first_promised": "2026-03-02", "last_promised": "2026-03-02", "resolved": None}
        assert metrics.promises_kept(requests=[promised]) == {"coverage": 1, "kept_first": None, "kept_last": None}


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.floats(0, 1))
def test_quantile_agrees_with_numpy(values: list[float], q: float) -> None:
    assert metrics.quantile(values=values, q=q) == pytest.approx(float(np.quantile(values, q)), abs=1e-6)


class TestStages:
    @given(
        st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from("abcdef")), min_size=1, max_size=40),
        st.integers(0, 10**5),
    )
    def test_hours_add_up_to_the_elapsed_time_of_any_log(self, log: list[tuple[int, str]], after: int) -> None:
        events = [((MONDAY + timedelta(seconds=second)).isoformat(), state) for second, state in log]
        first, last = min(second for second, _ in log), max(second for second, _ in log)
        closed = (MONDAY + timedelta(seconds=last + after)).isoformat()
        result = metrics.stage_durations(events=events, closed=closed, active_states=["a"])
        assert result["total"] == pytest.approx((last + after - first) / 3600)
        assert sum(result["hours"].values()) == pytest.approx(result["total"])
        assert set(result["hours"]) == {state for _, state in log}

    def test_ties_for_the_bottleneck_go_by_name(self) -> None:
        events = [["2026-03-02T09:00", "work"], ["2026-03-02T10:00", "triage"]]
        result = metrics.stage_durations(events=events, closed="2026-03-02T11:00", active_states=["work"])
        assert (result["bottleneck"], result["flow_efficiency"]) == ("triage", 0.5)

    def test_nothing_happens_after_the_close(self) -> None:
        with pytest.raises(ValueError, match="after the close"):
            metrics.stage_durations(events=[["2026-03-02T09:00", "filed"]], closed="2026-03-01T09:00", active_states=[])


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_working_minutes_agree_with_a_count_minute_by_minute(start: int, length: int) -> None:
    begin = MONDAY + timedelta(minutes=start)
    moments = (begin + timedelta(minutes=i) for i in range(length))
    counted = sum(m.weekday() < 5 and 9 <= m.hour < 18 and m.date().isoformat() != "2026-03-05" for m in moments)
    assert counted == metrics.working_minutes(
        start=begin.isoformat(),
        end=(begin + timedelta(minutes=length)).isoformat(),
        opens="09:00",
        closes="18:00",
        weekdays=[0, 1, 2, 3, 4],
        holidays=["2026-03-05"],
    )


class TestSilence:
    def test_updates_outside_the_request_do_not_break_it(self) -> None:
        updates = ["2026-03-01T09:00", "2026-03-03T09:00", "2026-03-09T09:00"]
        gaps = metrics.update_gaps(filed="2026-03-02T09:00", updates=updates, resolved="2026-03-04T21:00")
        assert gaps == {"max": 36, "median": 30}

    def test_solved_before_filed_is_refused(self) -> None:
        with pytest.raises(ValueError, match="before it was filed"):
            metrics.update_gaps(filed="2026-03-02T09:00", updates=[], resolved="2026-03-01T09:00")


def test_a_reopening_on_the_last_day_of_the_window_counts() -> None:
    request: ResolvedRequest = {
        "resolved": True,
        "window_elapsed": True,
        "provider_replies": 1,
        "handovers": 0,
        "reopened_after_days": 14,
    }
    assert metrics.first_contact_resolution(requests=[request], reopen_window_days=14)["fcr"] == 0
    later: ResolvedRequest = {**request, "reopened_after_days": 15}
    assert metrics.first_contact_resolution(requests=[later], reopen_window_days=14)["fcr"] == 1


class TestSignals:
    @pytest.mark.parametrize("value", [0.1, 0.7, 3, 1e9 + 0.3])
    def test_a_constant_series_is_no_signal(self, value: float) -> None:
        chart = metrics.xmr(values=[value] * 24, min=None, max=None)
        assert (chart["outside"], chart["longest_run"], chart["run_signal"]) == ([], 0, False)
        assert metrics.run_chart(values=[value] * 24)["signal"] is False

    def test_a_single_point_has_no_limits(self) -> None:
        chart = metrics.xmr(values=[4], min=0, max=None)
        assert (chart["mean"], chart["mr_bar"], chart["lower"], chart["mr_upper"]) == (4, None, None, None)

    def test_no_points_no_chart(self) -> None:
        assert metrics.xmr(values=[], min=None, max=None)["mean"] is None
        assert metrics.run_chart(values=[])["n_useful"] == 0

    def test_a_step_is_seen_by_both_charts(self) -> None:
        values = [20.0, 21, 19, 22, 20, 21, 20, 19, 30, 31, 29, 30, 32, 31, 30, 29]
        assert metrics.run_chart(values=values)["signal"]
        assert metrics.xmr(values=values, min=0, max=None)["run_signal"]

    def test_limits_of_long_series_are_exact(self) -> None:
        # scipy.stats.binom.ppf(.05, n - 1, .5) for n = 100 and 1000
        assert metrics.run_chart_limits(n_useful=100) == {"longest_run_max": 10, "crossings_min": 41}
        assert metrics.run_chart_limits(n_useful=1000) == {"longest_run_max": 13, "crossings_min": 474}
