"""Signals: which rule fires, in which words, and the series that the rules look at."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from dashboards import rollups
from dashboards.figures import Question, figures
from dashboards.signals import INDICATORS, PIECES, Point, Rule, Signal, judge, piece_for, signals_of
from dashboards.signals.indicators import SATISFIED
from dashboards.signals.reading import _satisfied, starts_of
from dashboards.signals.words import told
from dashboards.tally import Tally
from tests.conftest import Travel
from tests.dashboards.history import Company, live_through
from tests.make import make_department, utc

MANY = [50] * 30
UP_AND_DOWN = [5, 4, 6, 5.5, 4.5, 5.2, 6.1, 3.9, 5.8, 4.2, 5.1, 4.9]


def series(values: Sequence[float | None], code: str = "chased", n: int = 50, baseline: int | None = None) -> Signal:
    months = starts_of("month", date(2026, 11, 2))
    points = [Point(first, value, n) for first, value in zip(months, values, strict=False)]
    return told(INDICATORS[code], "month", points, baseline)


class TestRules:
    def test_chance_is_no_signal(self) -> None:
        judged = judge(UP_AND_DOWN, MANY[:12], lowest=0)
        assert (judged.fired, judged.early) == (None, None)
        assert judged.lower is not None
        assert judged.lower < judged.centre < judged.upper  # type: ignore[operator]

    def test_nine_points_are_too_few_for_any(self) -> None:
        told = series([1, 1, 1, 1, 1, 9, 9, 9, 9])
        assert (told.fired, told.early, told.better) == (False, True, None)
        assert told.text.startswith("Early: from 10 points on")

    def test_few_requests_a_point_are_early_too(self) -> None:
        told = series([0.1] * 8 + [0.9] * 8, n=9)
        assert (told.fired, told.early) == (False, True)
        assert told.text == "Early: most points rest on fewer than 10 requests, and jump by chance."

    def test_a_long_run_comes_first(self) -> None:
        told = series([0.10, 0.12] * 6 + [0.3, 0.31] * 4)
        fired = told.judged.fired
        assert fired is not None
        assert (fired.rule, fired.seen, fired.expected, fired.higher) == (Rule.RUN, 8, 7, True)
        assert told.marked == list(range(12, 20))
        assert told.better is False, "more chases are worse"
        assert told.text == "Signal: 8 points in a row lie above the median; chance explains up to 7."

    def test_too_few_crossings(self) -> None:
        fired = judge([1, 2, 1, 2, 1, 3, 3.5, 3, 3.5, 3], MANY[:10]).fired
        assert fired is not None
        assert (fired.rule, fired.seen, fired.expected, fired.higher) == (Rule.CROSSINGS, 1, 2, True)

    def test_points_on_the_median_do_not_count_as_points(self) -> None:
        assert judge([1.0, 0.9] * 9 + [1.0] * 3, MANY[:21], lowest=0, highest=1).fired is None, "nine lie beside it"
        assert judge([1.0, 0.9] * 10 + [1.0] * 3, MANY[:23], lowest=0, highest=1).fired is not None

    def test_a_point_outside_the_limits_is_named(self) -> None:
        told = series([0.2, 0.22, 0.19, 0.21, 0.2, 0.23, 0.18, 0.21, 0.2, 0.22, 0.19, 0.6])
        assert told.judged.fired is not None
        assert (told.judged.fired.rule, told.marked) == (Rule.OUTSIDE, [11])
        assert told.text == "Signal: outside the limits that chance explains: Oct 2025."

    def test_eight_on_one_side_of_the_mean(self) -> None:
        """Some outliers have moved the mean, and around the median nothing is odd."""
        values = [9, 1, 9, 1, 2, 1, 2, 1, 2, 1, 2, 1, 9, 2, 9, 1]
        fired = judge(values, MANY[:16]).fired
        assert fired is not None
        assert (fired.rule, fired.seen, fired.higher) == (Rule.SIDE, 9, False)

    def test_limits_of_a_share_stay_possible(self) -> None:
        judged = judge([0.9, 0.99, 0.8, 1.0, 0.95] * 3, MANY[:15], lowest=0, highest=1)
        assert judged.upper == 1

    def test_a_baseline_before_a_change_is_frozen(self) -> None:
        before, after = [5, 4, 6, 5.5, 4.5, 5, 6, 4, 5.8, 4.2], [7, 7.5, 7, 7.2, 7.1, 7.3, 7, 7.4]
        judged = judge([*before, *after], MANY[:18], baseline=10)
        assert judged.centre == 5
        assert judged.fired is not None
        assert judged.fired.rule == Rule.RUN
        assert judge([*before, *after], MANY[:18], baseline=9).centre != 5, "nine points make no baseline"

    def test_missing_points_are_left_out(self) -> None:
        told = series([0.10, None, 0.12] * 6 + [0.3, None, 0.31, 0.3, 0.32, 0.3], n=50)
        assert all(told.points[at].value is not None for at in told.marked)

    @pytest.mark.parametrize(("language", "words"), [("ru", "Сигнал: окт. 2025"), ("zh-hans", "信号：超出偶然")])
    def test_it_is_said_in_every_language(self, language: str, words: str) -> None:
        with translation.override(language):
            assert series([0.2, 0.22, 0.19, 0.21, 0.2, 0.23, 0.18, 0.21, 0.2, 0.22, 0.19, 0.6]).text.startswith(words)


class TestPieces:
    def test_the_shortest_piece_that_holds_enough(self) -> None:
        assert [piece_for(n, 90) for n in (129, 128, 30, 29, 0)] == ["week", "month", "month", "quarter", "quarter"]

    @pytest.mark.parametrize(
        ("piece", "first", "end"),
        [
            ("week", date(2026, 5, 4), date(2026, 11, 2)),
            ("month", date(2024, 11, 1), date(2026, 11, 1)),
            ("quarter", date(2023, 10, 1), date(2026, 10, 1)),
        ],
    )
    def test_only_pieces_that_are_over_count(self, piece: str, first: date, end: date) -> None:
        starts = starts_of(piece, date(2026, 11, 2))
        assert (starts[0], starts[-1], len(starts)) == (first, end, PIECES[piece] + 1)


class TestSatisfaction:
    def test_a_month_with_few_answers_hides_another_too(self) -> None:
        """The total of all months is known: what one hidden month holds would be the difference."""
        heaps = []
        for month, answered in enumerate((20, 3, 8), 1):
            tally = Tally()
            tally.counts["csat.5"] = answered
            heaps.append((date(2026, month, 1), tally))
        assert [point.n for point in _satisfied(heaps)] == [20, 0, 0]
        assert told(SATISFIED, "month", _satisfied(heaps)).early


class TestSeries:
    @pytest.fixture
    def lived(self, db: None, travel: Travel) -> Company:
        travel("2026-11-02 12:00")
        company = Company.of(make_department("near", time_zone="Asia/Shanghai"))
        company.departments.append(make_department("far"))
        company.agents[company.departments[1].pk] = company.agents[company.departments[0].pk]
        live_through(company, random.Random(5), since=utc(2026, 6, 1), requests=25, verbs=200)
        rollups.recount()
        return company

    def test_each_point_is_what_the_figures_say_of_its_days(self, lived: Company) -> None:
        now, near = utc(2026, 11, 2, 12), lived.departments[0]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = signals_of(near, now, piece="month")
        assert len(queries) == 1
        assert set(found) == {*INDICATORS, "satisfied"}
        for at, point in enumerate(found["chased"].points):
            end = (point.first + timedelta(days=32)).replace(day=1)
            block = figures(Question(departments=[near], start=point.first, end=end), now=now)["total"]
            assert point.value == block["chase_rate"]
            assert found["filed"].points[at].value == block["filed"]
            assert found["open"].points[at].value == block["open"]
            assert found["solved"].points[at].value == block["resolution"]["with_open"]["median"]
            assert found["first_contact"].points[at].n == block["first_contact"]["n"]
        assert [point.n for point in found["filed"].points].count(0) < len(found["filed"].points)

    def test_of_one_service_there_is_no_satisfaction(self, lived: Company) -> None:
        found = signals_of(lived.departments[0], utc(2026, 11, 2, 12), services=(lived.services[0].pk,))
        assert "satisfied" not in found
        assert sum(point.n for point in found["filed"].points) > 0
