"""Improvements measured by what surveys released, by the slowest requests, and piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from dashboards.run_of_improvement import run_of
from requests_app.models import Department, User
from requests_app.transitions import Refused
from surveys import secrecy
from surveys.improving import metrics, verbs
from surveys.improving.judging import judge
from surveys.improving.metrics import LATE, Metric, Sample, Scores, Share, Times, Window
from surveys.improving.verbs import Plan
from surveys.models import AnswerCounter, Campaign, Improvement, Question, Questionnaire
from tests.conftest import SignedIn, Travel
from tests.make import make_open_campaign, utc

GOOD, POOR = {"5": 30, "4": 30, "2": 20}, {"4": 20, "2": 40, "1": 20}


@pytest.fixture(autouse=True)
def _july(travel: Travel) -> None:
    travel("2026-07-01 10:00")


def pulse(department: Department, by: User, opens: date, closes: date, cells: Mapping[str, int]) -> Campaign:
    """Closed: everybody's answers to R1."""
    campaign = make_open_campaign(department, by=by, opens_on=opens, closes_on=closes)
    statement = Question.objects.get(code="R1", version=1)
    answers = [(campaign.pk, "answered", sum(cells.values())), *((statement.pk, cell, n) for cell, n in cells.items())]
    AnswerCounter.objects.bulk_create(
        AnswerCounter(campaign=campaign.pk, bucket=str(department.pk), question=question, cell=cell, count=n)
        for question, cell, n in answers
    )
    secrecy.close(campaign, now=utc(closes.year, closes.month, closes.day, 20))
    return campaign


def plan(owner: User, metric: str, **said: Any) -> Plan:
    fields: dict[str, Any] = {
        "title": {"en": "Name a day"}, "kind": "process", "finding": "Days do not hold.", "action": "A calendar.",
        "owner": owner, "metric": metric, "target": 70.0, "least": 5.0, "review_on": date(2026, 10, 1),
    }  # fmt: skip
    return Plan(**{**fields, **said})


def measured(department: Department, metric: str, start: date, until: date) -> Sample | None:
    known = metrics.named(metric)
    assert known is not None
    return known.read(Window(department, None, start, until))


class TestReleasedFigures:
    def test_each_department_is_offered_what_was_asked_about_it(
        self, it: Department, finance: Department, ada: User
    ) -> None:
        pulse(it, ada, date(2026, 5, 1), date(2026, 5, 20), POOR)
        [(_name, offered)] = metrics.families_for(it)
        codes = [one.code for one in offered]
        assert {"survey:favourable:R1:1", "survey:mean:R1:1"} <= set(codes)
        assert max(map(len, codes)) <= 100
        assert metrics.families_for(finance) == []
        assert metrics.named("survey:mean:R1:99") is None
        assert metrics.named("survey:sum:R1:1") is None

    def test_a_survey_counts_on_the_days_on_which_it_ran_as_a_whole(self, it: Department, ada: User) -> None:
        pulse(it, ada, date(2026, 5, 1), date(2026, 5, 20), POOR)
        share, may = "survey:favourable:R1:1", (date(2026, 5, 1), date(2026, 5, 20))
        assert measured(it, share, *may) == Share(20, 80)
        assert measured(it, "survey:mean:R1:1", *may) == Scores((20, 40, 0, 20, 0))
        assert measured(it, share, date(2026, 5, 2), date(2026, 5, 20)) is None
        assert measured(it, share, date(2026, 5, 1), date(2026, 5, 19)) is None

    def test_what_a_release_keeps_back_measures_nothing(self, it: Department, ada: User) -> None:
        pulse(it, ada, date(2026, 5, 1), date(2026, 5, 20), {"5": 12})
        days = (date(2026, 5, 1), date(2026, 5, 20))
        assert measured(it, "survey:favourable:R1:1", *days) is None
        assert measured(it, "survey:mean:R1:1", *days) is None

    def test_a_need_pleases_and_annoys_shares_of_people(self, it: Department, ada: User) -> None:
        asked = Questionnaire.objects.create(code="needs", instrument="K", title={"en": "Needs"}, state="published")
        need = Question.objects.create(code="repairs", kind="kano", text={"en": "same-day repairs"})
        asked.items.create(question=need, position=1)
        campaign = make_open_campaign(it, by=ada, code="needs")
        cells = {"2-5": 30, "1-5": 10, "3-3": 10}
        AnswerCounter.objects.bulk_create(
            AnswerCounter(campaign=campaign.pk, bucket=str(it.pk), question=question, cell=cell, count=n)
            for question, cell, n in [(campaign.pk, "answered", 50), *((need.pk, cell, n) for cell, n in cells.items())]
        )
        secrecy.close(campaign, now=utc(2026, 6, 30, 20))
        days = (date(2026, 6, 1), date(2026, 6, 30))
        assert measured(it, "survey:better:repairs:1", *days) == Share(10, 50)
        assert measured(it, "survey:worse:repairs:1", *days) == Share(40, 50)

    def test_the_last_release_is_what_counts_as_before(
        self, it: Department, olga: User, maria: User, ada: User
    ) -> None:
        pulse(it, ada, date(2026, 3, 1), date(2026, 3, 20), GOOD)
        pulse(it, ada, date(2026, 5, 1), date(2026, 5, 20), POOR)
        idea = verbs.begin(it, plan(olga, "survey:favourable:R1:1"), by=maria)
        assert (idea.baseline_from, idea.baseline_until) == (date(2026, 5, 1), date(2026, 5, 20))
        assert idea.baseline == {"n": 80, "value": 25.0, "k": 20}

    def test_one_service_alone_is_refused(
        self, it: Department, olga: User, maria: User, ada: User, laptop: Any
    ) -> None:
        pulse(it, ada, date(2026, 5, 1), date(2026, 5, 20), POOR)
        with pytest.raises(Refused, match="whole department"):
            verbs.begin(it, plan(olga, "survey:favourable:R1:1", service=laptop), by=maria)

    def test_a_better_release_after_it_earns_the_word(
        self, it: Department, olga: User, maria: User, ada: User, travel: Travel, sign_in: SignedIn
    ) -> None:
        pulse(it, ada, date(2026, 5, 1), date(2026, 5, 20), POOR)
        wanted = plan(olga, "survey:mean:R1:1", target=4.0, least=0.5)
        begun = verbs.plan_it(verbs.begin(it, wanted, by=maria), by=maria)
        in_place = verbs.implement(begun, date(2026, 7, 1))
        pulse(it, ada, date(2026, 9, 1), date(2026, 9, 20), GOOD)
        travel("2026-10-01 10:00")
        page = sign_in(maria).get(f"/improvements/{in_place.pk}/").text
        assert "2.2 (n = 80)" in page
        assert "4.0" in page
        assert "The figures carry “better”" in page
        done = verbs.review(in_place, "better", {"en": "Days hold."}, by=maria)
        assert done.test is not None
        assert done.test["improved"] > 0.8

    def test_the_form_offers_them_by_family(self, it: Department, maria: User, ada: User, sign_in: SignedIn) -> None:
        pulse(it, ada, date(2026, 5, 1), date(2026, 5, 20), POOR)
        page = sign_in(maria).get("/improvements/departments/it/new/").text
        assert '<optgroup label="What surveys released">' in page
        assert "Time until it is done, 85 of 100 within" in page


class TestTheSlowest:
    def test_their_quantile_is_interpolated(self) -> None:
        assert Times(tuple(map(float, range(1, 102))), LATE).value == 86
        assert Times((1.0, 2.0)).value == 1.5

    def test_they_can_get_quicker_while_the_middle_stays(self) -> None:
        before = Times((*[5.0] * 140, *map(float, range(40, 100))), LATE)
        after = Times((*[5.0] * 190, *map(float, range(40, 50))), LATE)
        found = judge(before, after, more_is_better=False, least=1)
        assert (found.verdict, found.improved) == ("better", None)
        assert found.change < 0
        assert judge(after, before, more_is_better=False, least=1).verdict == "worse"

    def test_two_quantiles_are_never_compared(self) -> None:
        with pytest.raises(ValueError, match="quantiles"):
            judge(Times((1.0,)), Times((1.0,), LATE), more_is_better=False, least=0)


class TestPieceByPiece:
    @pytest.fixture
    def values(self) -> Iterator[list[float]]:
        """What the figure “weekly” says week by week from 6 April on."""
        known: list[float] = [60, 62, 58, 61, 59, 60, 63, 57, 60, 61, 62, 58] + [75.0] * 12
        monday = date(2026, 4, 6)

        def read(window: Window) -> Sample | None:
            week = (window.start - monday).days // 7
            return Share(round(2 * known[week]), 200) if 0 <= week < len(known) else None

        metrics.register(Metric("weekly", "Weekly", "percent", True, read))
        yield known
        metrics._metrics.pop("weekly")

    @pytest.fixture
    def in_place(self, it: Department, olga: User, maria: User, values: list[float]) -> Improvement:
        days = {"baseline_from": date(2026, 4, 6), "baseline_until": date(2026, 6, 28)}
        begun = verbs.begin(it, plan(olga, "weekly", **days), by=maria)
        return verbs.implement(verbs.plan_it(begun, by=maria), date(2026, 6, 29))

    def test_until_the_review_only_what_came_before_is_drawn(
        self, in_place: Improvement, maria: User, sign_in: SignedIn
    ) -> None:
        assert len(in_place.series) == 12
        page = sign_in(maria).get(f"/improvements/{in_place.pk}/").text
        assert "Each point is 7 days." in page
        assert "No signal: chance explains all of it." in page
        assert "75 %" not in page

    def test_after_it_a_shift_is_a_signal_around_the_median_before(
        self, in_place: Improvement, maria: User, travel: Travel
    ) -> None:
        travel("2026-10-01 10:00")
        done = verbs.review(in_place, "better", {"en": "Days hold."}, by=maria)
        assert len(done.series) == 24
        run = run_of(done)
        assert run is not None
        assert run.chart is not None
        assert run.chart.level is not None
        assert run.chart.level.label == "Median before: 60 %"
        assert run.rule.startswith(
            "That is a signal: something changed. Longest run on one side of the median before: "
        )

    def test_a_few_points_are_early_and_two_are_none(self, in_place: Improvement) -> None:
        in_place.series = in_place.series[:4]
        few = run_of(in_place)
        assert few is not None
        assert few.rule.startswith("Early")
        in_place.series = in_place.series[:2]
        assert run_of(in_place) is None

    def test_where_a_week_counts_too_little_pieces_get_longer(self, it: Department, olga: User, maria: User) -> None:
        metrics.register(
            Metric("rare", "Rare", "percent", True, lambda window: Share(1, (window.until - window.start).days // 2))
        )
        try:
            days = {"baseline_from": date(2026, 4, 6), "baseline_until": date(2026, 6, 28)}
            begun = verbs.begin(it, plan(olga, "rare", **days), by=maria)
            placed = verbs.implement(verbs.plan_it(begun, by=maria), date(2026, 6, 29))
        finally:
            metrics._metrics.pop("rare")
        assert {one["days"] for one in placed.series} == {28}
