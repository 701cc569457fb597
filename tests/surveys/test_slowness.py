"""Slow against fast: who waited longest is compared with who waited least, of many together or not at all."""

from __future__ import annotations

import pytest

from requests_app.models import Service, User
from surveys.models import Rating
from surveys.release import slowness_of
from surveys.stats import newcombe_difference, slow_against_fast, spearman
from tests.make import make_request, utc


class TestTheDifference:
    def test_it_is_the_dissatisfied_share_of_the_slowest_quarter_minus_that_of_the_fastest(self) -> None:
        hours = [float(hour) for hour in range(1, 41)]
        dissatisfied = [hour > 32 or hour == 3 for hour in hours]  # 8 of the slowest ten, 1 of the fastest
        found = slow_against_fast(hours=hours, dissatisfied=dissatisfied)
        assert found
        assert found["difference"] == pytest.approx(0.7)
        assert found["n"] == 20
        assert [found["low"], found["high"]] == newcombe_difference(k1=8, n1=10, k2=1, n2=10)

    def test_equal_times_are_never_parted_by_luck(self) -> None:
        found = slow_against_fast(hours=[1, 1, 1, 1, 1, 2, 3, 9], dissatisfied=[True] + 7 * [False])
        assert found
        assert found["n"] == 5 + 2
        assert found["difference"] == pytest.approx(-1 / 5)

    @pytest.mark.parametrize("hours", [[], [1.0, 2.0, 3.0], [5.0] * 40])
    def test_too_few_or_all_alike_say_nothing(self, hours: list[float]) -> None:
        assert slow_against_fast(hours=hours, dissatisfied=[False] * len(hours)) is None

    def test_a_quarter_that_is_too_small_says_nothing(self) -> None:
        hours = [float(hour) for hour in range(39)]
        assert slow_against_fast(hours=hours, dissatisfied=[False] * 39, at_least=10) is None


class TestRankCorrelation:
    def test_it_agrees_with_scipy_with_equal_values_too(self) -> None:
        from scipy.stats import spearmanr

        x, y = [1.0, 2, 2, 3, 9, 4, 4, 4], [5.0, 5, 4, 4, 1, 2, 3, 2]
        assert spearman(x=x, y=y) == pytest.approx(spearmanr(x, y).statistic)

    def test_what_never_varies_goes_with_nothing(self) -> None:
        assert spearman(x=[1, 2, 3], y=[4, 4, 4]) is None
        assert spearman(x=[1, 2], y=[2, 1]) is None


@pytest.mark.django_db
class TestTheReleaseRule:
    def rated(self, laptop: Service, li_wei: User, scores: list[int]) -> dict[int, float]:
        """Request -> hours; each took an hour longer than the one before."""
        hours = {}
        for place, score in enumerate(scores):
            request = make_request(laptop, li_wei)
            Rating.objects.create(
                request=request,
                rater=li_wei,
                department=request.department,
                solved="yes",
                csat=score,
                answered_at=utc(2026, 6, 1),
                changed_at=utc(2026, 6, 1),
            )
            hours[request.pk] = float(place)
        return hours

    def test_ten_ratings_in_each_quarter_are_needed(self, laptop: Service, li_wei: User) -> None:
        hours = self.rated(laptop, li_wei, [5] * 30 + [1] * 10)
        found = slowness_of({"triage": hours})["triage"]
        assert (found.difference, found.n) == (1.0, 20)
        assert (found.rank_correlation or 0) < -0.7
        hours.popitem()
        assert slowness_of({"triage": hours}) == {}

    def test_requests_nobody_rated_do_not_count(self, laptop: Service, li_wei: User) -> None:
        silent = {make_request(laptop, li_wei).pk: 1.0}
        assert slowness_of({"triage": silent, "work": {}}) == {}
