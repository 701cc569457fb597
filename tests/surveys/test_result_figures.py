"""What is made of counted answers when a campaign is released."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from datetime import date
from typing import Any

import pytest

from requests_app import clock
from requests_app.models import Department, User
from surveys.models import Campaign, Dimension, Invitation, Question, Questionnaire, ReleasedGroup
from surveys.results import across, figures_of, taking_part
from surveys.results.caution import cautious, distribution_of, grade, mean_of, share_of
from surveys.results.scales import item_of
from tests.make import make_user

ITEMS = ("T1", "R1", "R2", "S1", "S2", "A1", "E1", "E3", "E4")


def ask(instrument: str, ada: User, *questions: Question, **fields: Any) -> Campaign:
    questionnaire = Questionnaire.objects.create(
        code="asked", instrument=instrument, title={"en": "Asked"}, state="published"
    )
    for position, question in enumerate(questions, 1):
        question.save()
        questionnaire.items.create(question=question, position=position)
    days = {"opens_on": date(2026, 6, 1), "closes_on": date(2026, 6, 9)}
    about = {"title": {"en": "Asked"}, "questionnaire": questionnaire, "state": "closed"}
    return Campaign.objects.create(created_by=ada, created_at=clock.now(), **about, **days, **fields)


def statement(code: str, points: int = 5) -> Question:
    known = code[:1] in Dimension.values
    dimension = code[:1] if known else ""
    # A wording of its own: version 1 of the fixed items is there already.
    return Question(code=code, version=9, kind="scale", text={"en": code}, scale_max=points, dimension=dimension)


def need(code: str) -> Question:
    return Question(code=code, kind="kano", text={"en": code})


def group(kind: str, n: int, about: Department | None = None, asker: Department | None = None) -> ReleasedGroup:
    return ReleasedGroup(kind=kind, about=about, asker=asker, n=n)


class TestCaution:
    def test_grades_follow_the_number_of_answers(self) -> None:
        assert [grade(n) for n in (None, 5, 9, 10, 29, 30)] == [
            "hidden", "early", "early", "interval", "interval", "full",
        ]  # fmt: skip

    def test_few_people_who_agree_are_not_told_of_exactly(self) -> None:
        assert mean_of(5.0, 0.0, 19, ends=(1, 5)) == {"value": 4.5, "low": None, "high": None, "beyond": "over"}
        assert mean_of(1.2, 0.4, 19, ends=(1, 5))["beyond"] == "under"
        assert share_of(19, 19) == {"value": 0.9, "low": None, "high": None, "beyond": "over"}
        assert share_of(20, 20)["value"] == 1

    def test_an_interval_begins_at_ten(self) -> None:
        assert mean_of(3.0, 1.0, 9, ends=(1, 5)) == {"value": 3, "low": None, "high": None, "beyond": ""}
        assert mean_of(3.0, 1.0, 10, ends=(1, 5))["low"] == pytest.approx(2.284643)
        assert cautious(4.6, (4.2, 5.3), 50, ends=(1, 5), margin=0.125)["high"] == 5

    def test_how_answers_are_spread_is_told_from_ten_on_and_of_twenty_exactly(self) -> None:
        assert distribution_of([0, 0, 3, 3, 3]) is None
        assert distribution_of([0, 1, 3, 4, 4]) == [None, None, 0.25, pytest.approx(1 / 3), pytest.approx(1 / 3)]
        assert distribution_of([0, 0, 0, 0, 19]) is None
        assert distribution_of([0, 0, 0, 0, 20]) == [0, 0, 0, 0, 1]


class TestItem:
    def test_a_gap_is_exact_though_nobody_is_kept(self) -> None:
        item = item_of({"3-5": 10, "4-4": 10, "5-4": 10, "none": 3}, 5, 5)
        assert (item["n"], item["grade"]) == (30, "full")
        assert item["got"] is not None
        assert item["needed"] is not None
        assert item["gap"] is not None
        assert item["got"]["mean"]["value"] == 4
        assert item["needed"]["mean"]["value"] == pytest.approx(13 / 3, abs=1e-5)
        assert item["gap"]["value"] == pytest.approx(-1 / 3, abs=1e-5)

    def test_too_few_who_could_judge_are_not_told_of(self) -> None:
        assert item_of({"4": 4, "none": 40}, 5, 5) == {
            "n": None, "grade": "hidden", "points": 5, "got": None, "needed": None, "gap": None,
        }  # fmt: skip

    def test_on_four_points_the_upper_two_are_favourable(self) -> None:
        item = item_of({"1": 9, "2": 14, "3": 134, "4": 289, "none": 7}, 4, 5)
        assert item["got"] is not None
        assert item["got"]["mean"]["value"] == 3.576233
        assert item["got"]["favourable"]["value"] == 0.94843


class TestQuality:
    def test_dimensions_scores_and_communication_of_counters(self, ada: User) -> None:
        campaign = ask("S", ada, *map(statement, ITEMS), importance="points")
        questions = campaign.questionnaire.in_order()
        counts = {str(one.pk): {"4-5": 30, "3-3": 10} for one in questions}
        counts[str(campaign.pk)] = {"answered": 40, "points:R:40": 40} | {f"points:{d}:15": 40 for d in "TSAE"}
        figures = figures_of(campaign, questions, counts, 40)
        assert figures["parts"]["R"]["gap"]["value"] == -0.75
        assert figures["parts"]["communication"]["n"] == 40
        assert figures["score"] == {
            "side": "gap", "unweighted": -0.75, "weighted": -0.75, "low": None, "high": None, "n": None,
        }  # fmt: skip
        assert figures["map"]["R"] == {"importance": 40, "performance": 3.75, "place": "keep", "potential": 0.5}

    def test_rows_give_what_counters_cannot(self, ada: User) -> None:
        campaign = ask("S", ada, *map(statement, (*ITEMS, "R3")), importance="rank")
        questions = campaign.questionnaire.in_order()
        rows: list[dict[str, str | list[str]]] = [
            {str(one.pk): str(1 + (person + place) % 5 // 2 * 2) for place, one in enumerate(questions)}
            | {str(campaign.pk): [f"rank:{dimension}:{rank}" for rank, dimension in enumerate("RSAET", 1)]}
            for person in range(40)
        ]
        counts = {str(one.pk): dict(Counter(str(row[str(one.pk)]) for row in rows)) for one in questions}
        figures = figures_of(campaign, questions, counts, 40, rows)
        assert figures["parts"]["R"]["alpha"]["n"] == 40
        assert figures["parts"]["R"]["got"]["low"] < figures["parts"]["R"]["got"]["value"]
        score = figures["score"]
        assert score["low"] <= score["weighted"] <= score["high"]
        assert score == figures_of(campaign, questions, counts, 40, rows)["score"]

    def test_ten_thousand_people_take_less_than_a_second(self, ada: User) -> None:
        import numpy as np

        codes = [f"{d}{i}" for d, many in zip("TRSAE", (4, 5, 4, 4, 5), strict=True) for i in range(1, many + 1)]
        campaign = ask("S", ada, *map(statement, codes))
        questions = campaign.questionnaire.in_order()
        drawn = np.random.default_rng(1).integers(1, 6, size=(10_000, 22)).astype(str).tolist()
        rows: list[dict[str, Any]] = [
            {str(one.pk): cell for one, cell in zip(questions, person, strict=True)} for person in drawn
        ]
        counts = {str(one.pk): dict(Counter(row[str(one.pk)] for row in rows)) for one in questions}
        before = time.process_time()
        assert figures_of(campaign, questions, counts, 10_000, rows)["parts"]["all"]["n"] == 10_000
        assert time.process_time() - before < 2  # a second and the noise of a shared machine


class TestNeeds:
    def test_from_counted_pairs_to_what_to_do_first(self, ada: User) -> None:
        campaign = ask("K", ada, need("repairs"), need("parties"), need("reports"))
        repairs, parties, reports = (str(one.pk) for one in campaign.questionnaire.in_order())
        counts = {
            repairs: {"2-5": 30, "1-5": 5, "3-3": 5, "importance:9": 40},
            parties: {"1-3": 32, "3-3": 8},
            reports: {"3-3": 40},
        }
        figures = figures_of(campaign, campaign.questionnaire.in_order(), counts, 40)
        assert [(one["question"], one["reason"]) for one in figures["priorities"]] == [
            (repairs, "hurts"), (parties, "delights"), (reports, "stop"),
        ]  # fmt: skip
        assert figures["questions"][repairs]["worse"]["value"] == -0.875
        assert figures["questions"][repairs]["importance"]["value"] == 9
        assert figures["questions"][parties]["letter"] == "A"

    def test_departments_that_want_different_things_are_told_apart(
        self, ada: User, it: Department, finance: Department
    ) -> None:
        campaign = ask("K", ada, need("repairs"))
        question = str(campaign.questionnaire.in_order()[0].pk)
        found = across(
            campaign,
            [
                (group("about", 30, about=it), {question: {"2-5": 28, "1-3": 2}}),
                (group("about", 30, about=finance), {question: {"2-5": 2, "1-3": 28}}),
            ],
        )
        segment = found["segments"]["about"][question]
        assert segment["departments"] == {str(it.pk): "M", str(finance.pk): "A"}
        assert segment["adjusted"] < 0.001


class TestDepartments:
    def test_a_few_answers_are_drawn_to_the_company_and_differ_from_nobody(
        self, ada: User, it: Department, finance: Department, analytics: Department
    ) -> None:
        campaign = ask("P", ada, statement("R1"))
        question = str(campaign.questionnaire.in_order()[0].pk)
        found = across(
            campaign,
            [
                (group("about", 200, about=it), {question: {"4": 180, "2": 20}}),
                (group("about", 200, about=finance), {question: {"4": 90, "2": 110}}),
                (group("about", 5, about=analytics), {question: {"4": 5}}),
            ],
        )
        it_beside, finance_beside, few = found["overall"]["departments"]
        assert (it_beside["differs"], finance_beside["differs"], few["differs"]) == ("above", "below", "")
        assert few["value"]["value"] < 0.9
        assert found["by_question"][question]["strength"] >= 5

    def test_where_chance_explains_it_everyone_stands_at_the_company(
        self, ada: User, it: Department, finance: Department
    ) -> None:
        campaign = ask("P", ada, statement("R1"))
        question = str(campaign.questionnaire.in_order()[0].pk)
        parts = [(group("about", 20, about=one), {question: {"4": 15, "2": 5}}) for one in (it, finance)]
        found = across(campaign, parts)["overall"]
        assert found["alike"]
        assert {one["value"]["value"] for one in found["departments"]} == {0.75}

    def test_who_was_asked_about_a_part_is_not_counted_in_the_whole_again(
        self, ada: User, it: Department, finance: Department
    ) -> None:
        part = Department.objects.create(code="desk", name={"en": "Desk"}, parent=it)
        below = Department.objects.create(code="desk-night", name={"en": "Night desk"}, parent=part)
        campaign = ask("P", ada, statement("R1"))
        question = str(campaign.questionnaire.in_order()[0].pk)
        whole = {question: {"4": 60, "2": 40}}
        found = across(
            campaign,
            [
                (group("about", 100, about=it), whole),
                (group("about", 40, about=below), {question: {"4": 10, "2": 30}}),
                (group("about", 50, about=finance), {question: {"4": 30, "2": 20}}),
            ],
        )["overall"]
        assert {one["department"]: one["n"] for one in found["departments"]} == {
            it.pk: 60, below.pk: 40, finance.pk: 50,
        }  # fmt: skip
        assert found["company"] == pytest.approx((50 + 10 + 30) / 150)
        # What is stored of the whole itself stays as it was.
        assert whole == {question: {"4": 60, "2": 40}}


class TestTakingPart:
    def test_rates_bounds_and_waves(self, ada: User, it: Department, finance: Department) -> None:
        campaign = ask("P", ada, statement("R1"))
        question = str(campaign.questionnaire.in_order()[0].pk)
        Invitation.objects.bulk_create(
            Invitation(
                person=make_user(f"Person {i}"), campaign=campaign, instrument="P", department=(it, finance)[i % 2],
                sent_on=date(2026, 6, 1), done=i < 40, wave=1 + (i >= 30),
            )
            for i in range(80)
        )  # fmt: skip
        found = taking_part(campaign, [(group("company", 40), {question: {"4": 30, "2": 10}})])
        assert (found["invited"], found["rr1"], found["r"]) == (80, 0.5, 1)
        assert found["waves"] == {"1": 0.75, "2": 0.25}
        assert found["favourable"] == {"lower": 0.375, "upper": 0.875}
        assert [(one["key"], one["rate"]) for one in found["departments"]] == [(it.pk, 0.5), (finance.pk, 0.5)]

    def test_of_nine_nothing_is_told(self, ada: User, it: Department) -> None:
        campaign = ask("P", ada, statement("R1"))
        Invitation.objects.bulk_create(
            Invitation(
                person=make_user(f"Person {i}"), campaign=campaign, instrument="P", department=it,
                sent_on=date(2026, 6, 1), done=True,
            )
            for i in range(9)
        )  # fmt: skip
        assert set(map(repr, taking_part(campaign, []).values())) == {"None", "[]", "{}"}


def test_pages_of_results_never_load_the_statistics_library() -> None:
    code = (
        "import django, os, sys; os.environ['DJANGO_SETTINGS_MODULE']='tests.settings'; django.setup();"
        "import config.urls; from django.urls import get_resolver; get_resolver().url_patterns;"
        "print('scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
