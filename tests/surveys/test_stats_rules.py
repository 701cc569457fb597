"""What the vectors leave open: empty inputs, borders and input that cannot be."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import stats
from surveys.stats.asking import PastInvitation, Throttle

CONFIG: Throttle = {"person_cooldown_days": 14, "department_cooldown_days": 60, "max_per_365_days": 12}


def asked(*, now: str, past: list[tuple[str, str]], department: str = "it", opt_out: bool = False) -> Any:
    invitations: list[PastInvitation] = [{"at": at, "department": about} for at, about in past]
    return stats.invitation_allowed(
        now=now, past_invitations=invitations, department=department, opt_out=opt_out, config=CONFIG
    )


class TestNoAnswers:
    def test_are_none_and_not_zero(self) -> None:
        assert stats.likert_summary(counts=[0] * 5) == {"n": 0, "mean": None, "sd": None, "top2": None}
        assert stats.ces(counts=[0] * 7, scale=7) == {"n": 0, "mean": None, "easy_share": None}
        assert stats.nps(counts_0_10=[0] * 11) == {"n": 0, "nps": None, "moe": None}
        assert stats.response_rate(dispositions={}) == {"rr1": None, "rr2": None}
        assert stats.sampled_mean(rows=[]) is None
        assert stats.bayes_mean(mean=None, n=0, prior_mean=3, prior_weight=0) is None

    def test_leave_the_prior_alone(self) -> None:
        assert stats.bayes_mean(mean=None, n=0, prior_mean=3.4, prior_weight=5) == 3.4

    def test_one_answer_has_no_spread(self) -> None:
        assert stats.likert_summary(counts=[0, 0, 0, 1, 0]) == {"n": 1, "mean": 4, "sd": None, "top2": 1}


class TestWilson:
    @given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def test_holds_the_share_and_stays_within_0_and_1(self, answers: tuple[int, int]) -> None:
        k, n = answers
        interval = stats.wilson(k=k, n=n)
        assert interval is not None
        assert 0 <= interval[0] <= k / n <= interval[1] <= 1

    def test_reaches_the_ends_exactly(self) -> None:
        assert stats.wilson(k=0, n=7)[0] == 0  # type: ignore[index]
        assert stats.wilson(k=7, n=7)[1] == 1  # type: ignore[index]

    def test_narrows_with_more_answers(self) -> None:
        widths = [upper - lower for lower, upper in (stats.wilson(k=n * 8 // 10, n=n) or [0, 0] for n in (10, 30, 100))]
        assert all(wide > narrow for wide, narrow in pairwise(widths))

    @pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (1, 0)])
    def test_refuses_what_is_no_share(self, k: int, n: int) -> None:
        with pytest.raises(ValueError, match="is not a share"):
            stats.wilson(k=k, n=n)


class TestCounts:
    def test_a_scale_has_as_many_counts_as_points(self) -> None:
        with pytest.raises(ValueError, match="do not fit a scale of 7"):
            stats.ces(counts=[1, 2, 3, 4, 5], scale=7)
        with pytest.raises(ValueError, match="scale 0 to 10"):
            stats.nps(counts_0_10=[1, 2, 3])

    def test_effort_on_five_points_is_easy_from_four(self) -> None:
        assert stats.ces(counts=[1, 0, 1, 2, 4], scale=5)["easy_share"] == 0.75

    def test_nobody_answers_minus_once(self) -> None:
        with pytest.raises(ValueError, match="negative"):
            stats.likert_summary(counts=[1, -1, 0, 0, 0])

    def test_unknown_dispositions_are_not_swallowed(self) -> None:
        with pytest.raises(ValueError, match="XY"):
            stats.response_rate(dispositions={"I": 3, "XY": 1})

    def test_nobody_is_asked_with_probability_zero(self) -> None:
        with pytest.raises(ValueError, match="probability"):
            stats.sampled_mean(rows=[{"score": 4, "probability": 0}])


class TestInvitation:
    def test_the_first_ever_is_allowed(self) -> None:
        assert asked(now="2026-03-10T09:00", past=[]) == {"eligible": True, "reason": None}

    def test_the_same_department_waits_sixty_days_and_not_a_minute_longer(self) -> None:
        past = [("2026-01-01T09:00", "it")]
        assert asked(now="2026-03-02T08:59", past=past)["reason"] == "department_cooldown"
        assert asked(now="2026-03-02T09:00", past=past)["eligible"]
        assert asked(now="2026-02-01T09:00", past=past, department="hr")["eligible"]

    def test_the_thirteenth_within_a_year_is_refused(self) -> None:
        past = [(f"2025-{month:02}-05T09:00", f"d{month}") for month in range(1, 13)]
        assert asked(now="2025-12-31T09:00", past=past)["reason"] == "max_per_365_days"
        assert asked(now="2026-01-05T09:00", past=past)["eligible"]

    def test_the_first_failing_check_is_the_reason(self) -> None:
        past = [("2026-03-09T09:00", "it")]
        assert asked(now="2026-03-10T09:00", past=past)["reason"] == "person_cooldown"
        assert asked(now="2026-03-10T09:00", past=past, opt_out=True)["reason"] == "opt_out"

    @given(st.lists(st.tuples(st.integers(0, 364), st.sampled_from(["it", "hr", "fin"])), max_size=300))
    def test_a_year_of_tries_keeps_the_throttle(self, tries: list[tuple[int, str]]) -> None:
        sent: list[tuple[int, str]] = []
        for day, department in sorted(tries):
            past = [(stamp(earlier), about) for earlier, about in sent]
            if asked(now=stamp(day), past=past, department=department)["eligible"]:
                sent.append((day, department))
        assert len(sent) <= 12
        assert all(later - earlier >= 14 for (earlier, _), (later, _) in pairwise(sent))


class TestSecrecy:
    def test_nothing_is_hidden_where_every_group_is_large_enough(self) -> None:
        assert stats.suppress_groups(k=5, groups={"b": 5, "a": 9}) == {"visible": ["a", "b"], "hidden": []}
        assert stats.suppress_groups(k=5, groups={}) == {"visible": [], "hidden": []}

    @given(st.dictionaries(st.text(max_size=3), st.integers(1, 30), max_size=12), st.integers(2, 10))
    def test_the_total_minus_the_visible_groups_never_shows_a_few_people(self, groups: dict[str, int], k: int) -> None:
        released = stats.suppress_groups(k=k, groups=groups)
        assert sorted(released["visible"] + released["hidden"]) == sorted(groups)
        assert all(groups[name] >= k for name in released["visible"])
        rest = sum(groups[name] for name in released["hidden"])
        assert rest == 0 or rest >= k or not released["visible"]

    def test_a_filter_below_k_is_refused_though_nothing_remains(self) -> None:
        assert not stats.filter_allowed(k=5, total=4, selected=4)

    def test_a_withdrawn_answer_is_not_published(self) -> None:
        assert not stats.snapshot_release(k=5, last_published_n=9, current_n=8)


def test_rescaling_makes_the_ends_of_any_scale_meet() -> None:
    assert [stats.rescale_0_100(mean=1, scale_max=m) for m in (5, 7)] == [0, 0]
    assert [stats.rescale_0_100(mean=m, scale_max=m) for m in (5, 7)] == [100, 100]
    with pytest.raises(ValueError, match="no length"):
        stats.rescale_0_100(mean=1, scale_max=1)


def stamp(day: int) -> str:
    return (datetime(2026, 1, 1, 9) + timedelta(days=day)).isoformat()
