"""The way of one request, and how long stages take although some requests are still in them."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from dashboards.metrics import censored_quantile, stage_durations
from dashboards.metrics.touchpoints import ENDED, Step, stages_entered

IT, HR = 1, 2
STATUSES = ["new", "in_progress", "waiting", "on_hold", "resolved", "closed", "declined", "cancelled"]


def at(hour: float) -> str:
    return (datetime(2026, 6, 1) + timedelta(hours=hour)).isoformat()


def stages(*steps: Step) -> list[str]:
    return [stage for _at, stage in stages_entered(steps, department=IT)]


class TestStages:
    def test_a_plain_request_goes_through_them_one_by_one(self) -> None:
        steps = [
            Step(at(0), "new", IT),
            Step(at(1), "new", IT, assigned=True),
            Step(at(2), "in_progress", IT),
            Step(at(3), "waiting", IT),
            Step(at(4), "in_progress", IT),
            Step(at(6), "resolved", IT),
            Step(at(8), "closed", IT),
        ]
        assert stages(*steps) == ["triage", "handover", "work", "waiting", "work", "result", ENDED]
        hours = stage_durations(events=stages_entered(steps, department=IT), closed=at(8), active_states={"work"})
        assert hours["hours"] == {"triage": 1, "handover": 1, "work": 3, "waiting": 1, "result": 2, ENDED: 0}

    def test_all_time_with_another_department_is_a_hand_over(self) -> None:
        assert stages(Step(at(0), "new", HR), Step(at(1), "in_progress", HR), Step(at(2), "new", IT)) == 3 * [
            "handover"
        ]

    def test_what_comes_back_waits_to_be_assigned_and_not_for_triage(self) -> None:
        assert stages(Step(at(0), "new", IT), Step(at(1), "resolved", IT), Step(at(2), "new", IT)) == [
            "triage",
            "result",
            "handover",
        ]

    def test_no_steps_are_no_stages(self) -> None:
        assert stages() == []

    @pytest.mark.parametrize("seed", range(20))
    def test_their_hours_add_up_to_all_the_time_there_was(self, seed: int) -> None:
        rng, hour, steps = random.Random(seed), 0.0, [Step(at(0), "new", IT)]
        for _ in range(rng.randrange(12)):
            hour += rng.choice([0, 0.1, 1, 30])
            steps.append(Step(at(hour), rng.choice(STATUSES), rng.choice([IT, IT, HR]), rng.random() < 0.2))
        found = stage_durations(events=stages_entered(steps, department=IT), closed=at(hour + 1), active_states=())
        assert sum(found["hours"].values()) == pytest.approx(hour + 1)


class TestQuantileOfWhatIsNotOver:
    def test_without_anything_running_it_is_the_time_that_so_many_took(self) -> None:
        assert censored_quantile(finished=[4, 1, 3, 2], running=[], share=0.5) == 2
        assert censored_quantile(finished=[4, 1, 3, 2], running=[], share=0.85) == 4

    def test_what_still_runs_makes_it_longer_and_not_shorter(self) -> None:
        assert censored_quantile(finished=[1, 2, 3], running=[], share=0.5) == 2
        assert censored_quantile(finished=[1, 2, 3], running=[5, 5], share=0.5) == 3

    def test_a_textbook_example(self) -> None:
        """Remission in weeks, 6-MP arm (Freireich 1963): the Kaplan-Meier median is 23."""
        finished = [6.0, 6, 6, 7, 10, 13, 16, 22, 23]
        running = [6.0, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
        assert censored_quantile(finished=finished, running=running, share=0.5) == 23

    def test_where_too_few_are_over_nobody_knows(self) -> None:
        assert censored_quantile(finished=[1], running=[2, 2, 2], share=0.5) is None
        assert censored_quantile(finished=[], running=[], share=0.5) is None
