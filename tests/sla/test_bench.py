"""The bench measures every demand on the SLA engine, with small sizes here, and loses no event under SIGKILL."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.sla import report
from bench.sla.demands import DEMANDS, judged, told

TOP = Path(__file__).resolve().parents[2]


class TestVerdicts:
    def test_a_figure_is_held_to_its_side_of_the_demand(self) -> None:
        assert [judged("add 30 d, loop", figure).met for figure in (39.9, 40, 92)] == [False, True, True]
        assert [judged("churn", figure, many=9).met for figure in (1, 3, 3.1)] == [True, True, False]

    def test_what_nobody_demands_and_what_was_measured_too_small_is_not_judged(self) -> None:
        assert told("telling people", 500, "a second").met is None
        assert judged("replay", 80, is_to_scale=False, many=10).met is None

    def test_the_table_says_what_is_not_met(self) -> None:
        lines = report.as_table(
            [judged("add, growth", 1.5), judged("drain", 12, "1,200 clocks/s", many=50_000), told("a", 1, "ms")]
        ).splitlines()

        assert [" ".join(line.split()) for line in lines] == [
            "measure demanded measured met?",
            "cost of add 400 d / 1 d at most 2x 1.50x yes",
            "drain of 50,000 due by two sweepers / the required 100 a second at least 50x 12x NO 1,200 clocks/s",
            "a - 1 ms",
        ]


@pytest.mark.slow
@pytest.mark.long(seconds=150)
def test_a_quick_run_measures_every_demand() -> None:
    command = [sys.executable, "-m", "bench", "sla", "--quick", "--json"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    run = subprocess.run(command, cwd=TOP, env=environment, capture_output=True, check=False, timeout=900)
    assert run.returncode == 0, run.stderr.decode()

    rows = {row["key"]: row for row in json.loads(run.stdout)["rows"]}
    assert DEMANDS.keys() <= rows.keys()
    assert rows["kills"]["measured"] == 0
    assert all(row["measured"] > 0 for key, row in rows.items() if key != "kills")
