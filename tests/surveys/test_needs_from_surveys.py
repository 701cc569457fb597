"""What surveys released about needs: measured performance in the order of work, categories of a study, and the word
to those who were asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from requests_app.models import Department, Notification, User
from requests_app.transitions import Refused
from surveys import secrecy
from surveys.models import (
    AnswerCounter,
    Campaign,
    Invitation,
    NeedsStudy,
    PastAsking,
    Question,
    Questionnaire,
    ReleasedGroup,
    StudySource,
)
from surveys.needs import verbs
from tests.conftest import SignedIn, Travel
from tests.make import make_campaign, make_open_campaign, utc

Cells = Mapping[str, int]
BASIC, NICE = {"2-5": 30, "3-3": 10}, {"1-3": 30, "3-3": 10}


@pytest.fixture(autouse=True)
def _july(travel: Travel) -> None:
    travel("2026-07-01 10:00")


@pytest.fixture
def needs(db: None) -> dict[str, Question]:
    """Two basic needs, one measured by R1; one that only pleases."""
    asked = Questionnaire.objects.create(code="needs", instrument="K", title={"en": "Needs"}, state="published")
    said = {"repairs": "same-day repairs", "passwords": "a password at once", "parties": "parties"}
    made = {}
    for position, (code, text) in enumerate(said.items(), 1):
        made[code] = Question.objects.create(code=code, kind="kano", text={"en": text, "ru": f"{text} (ru)"})
        asked.items.create(question=made[code], position=position)
    return made


def released(campaign: Campaign, buckets: Mapping[str, Mapping[Any, Cells]]) -> Campaign:
    """Closed, with these answers by bucket and question; forty in each bucket."""
    AnswerCounter.objects.bulk_create(
        AnswerCounter(campaign=campaign.pk, bucket=bucket, question=question, cell=cell, count=n)
        for bucket, answers in buckets.items()
        for question, cells in {campaign.pk: {"answered": 40}, **answers}.items()
        for cell, n in cells.items()
    )
    secrecy.close(campaign, now=utc(2026, 7, 1, 10))
    campaign.refresh_from_db()
    return campaign


def pulse_about(it: Department, ada: User, cell: str) -> Campaign:
    statement = Question.objects.get(code="R1")
    return released(make_open_campaign(it, by=ada), {str(it.pk): {statement.pk: {cell: 40}}})


def kano_about(it: Department, ada: User, needs: Mapping[str, Question], **fields: Any) -> Campaign:
    letters = {"repairs": BASIC, "passwords": BASIC, "parties": NICE}
    campaign = make_open_campaign(it, by=ada, code="needs", **fields)
    return released(campaign, {str(it.pk): {needs[code].pk: cells for code, cells in letters.items()}})


def whole(campaign: Campaign) -> dict[str, Any]:
    return dict(ReleasedGroup.objects.get(release__campaign=campaign, kind="company").figures)


class TestMeasuredPerformance:
    def test_what_is_met_well_moves_behind_what_nobody_measured(
        self, it: Department, ada: User, needs: dict[str, Question], sign_in: SignedIn
    ) -> None:
        needs["repairs"].measured_by = Question.objects.get(code="R1")
        needs["repairs"].save()
        measured_in = pulse_about(it, ada, "5")
        campaign = kano_about(it, ada, needs)
        figures = whole(campaign)
        assert figures["met"] == {str(needs["repairs"].pk): {"value": 100.0, "n": 40, "campaign": str(measured_in.pk)}}
        order = [(one["question"], one["reason"]) for one in figures["priorities"]]
        assert order == [
            (str(needs["passwords"].pk), "hurts"), (str(needs["parties"].pk), "delights"),
            (str(needs["repairs"].pk), "keep"),
        ]  # fmt: skip
        rows = sign_in(ada).get(reverse("results:detail", args=[campaign.pk])).context["needs"]
        assert [(one["met"], one["measured_in"]) for one in rows] == [("", ""), ("", ""), ("100", "Pulse")]

    def test_a_low_score_keeps_its_weight(self, it: Department, ada: User, needs: dict[str, Question]) -> None:
        needs["repairs"].measured_by = Question.objects.get(code="R1")
        needs["repairs"].save()
        pulse_about(it, ada, "3")
        # A gap of 30 of 80 weighs less than one that nobody measured.
        order = [one["question"] for one in whole(kano_about(it, ada, needs))["priorities"]]
        assert order[:2] == [str(needs["passwords"].pk), str(needs["repairs"].pk)]

    def test_figures_of_another_department_and_of_hidden_groups_measure_nothing(
        self, it: Department, finance: Department, ada: User, needs: dict[str, Question]
    ) -> None:
        needs["repairs"].measured_by = Question.objects.get(code="R1")
        needs["repairs"].save()
        pulse_about(finance, ada, "5")
        assert whole(kano_about(it, ada, needs))["met"] == {}

    def test_of_a_survey_about_several_the_department_itself_is_taken(
        self, it: Department, finance: Department, ada: User, needs: dict[str, Question]
    ) -> None:
        statement = Question.objects.get(code="R1")
        needs["repairs"].measured_by = statement
        needs["repairs"].save()
        both = make_open_campaign(it, finance, by=ada)
        released(both, {str(it.pk): {statement.pk: {"2": 40}}, str(finance.pk): {statement.pk: {"5": 40}}})
        met = whole(kano_about(it, ada, needs))["met"]
        assert met[str(needs["repairs"].pk)]["value"] == 25.0

    def test_a_need_names_its_statement_in_the_library_without_becoming_another_version(
        self, it: Department, maria: User, needs: dict[str, Question], sign_in: SignedIn
    ) -> None:
        need = needs["repairs"]
        Question.objects.filter(pk=need.pk).update(owner=it)
        statement = Question.objects.get(code="R1")
        sent = {"kind": "kano", "owner": it.pk, "text_en": need.text["en"], "text_ru": need.text["ru"]}
        answer = sign_in(maria).post(reverse("questions:edit", args=[need.pk]), {**sent, "measured_by": statement.pk})
        assert answer.status_code == 302
        need.refresh_from_db()
        assert (need.measured_by, need.version) == (statement, 1)
        assert Question.objects.filter(code="repairs").count() == 1


class TestCategoriesOfAStudy:
    @pytest.fixture
    def study(self, it: Department, maria: User) -> NeedsStudy:
        begun = verbs.begin(it, "Repairs", by=maria)
        verbs.write(begun, notice="No names.")
        NeedsStudy.objects.filter(pk=begun.pk).update(step="collect")
        begun.refresh_from_db()
        return begun

    @pytest.fixture
    def surveyed(self, study: NeedsStudy, it: Department, ada: User, needs: dict[str, Question]) -> NeedsStudy:
        needs["repairs"].measured_by = Question.objects.get(code="R1")
        needs["repairs"].save()
        pulse_about(it, ada, "3")
        verbs.add_source(study, kind="campaign", campaign=kano_about(it, ada, needs))
        return verbs.go_on(study)

    def test_they_are_taken_from_the_release(self, surveyed: NeedsStudy, maria: User, sign_in: SignedIn) -> None:
        taken = {str(one): one.categories.get() for one in surveyed.needs.all()}
        assert {text: (one.category, one.n) for text, one in taken.items()} == {
            "same-day repairs": ("M", 40), "a password at once": ("M", 40), "parties": ("A", 40),
        }  # fmt: skip
        repairs = surveyed.needs.get(question__code="repairs")
        assert (repairs.performance, str(repairs.measured_in)) == (50, "Pulse")
        page = sign_in(maria).get(reverse("needs:detail", args=[surveyed.pk])).text
        assert "n = 40, survey “Pulse”" in page
        assert "Taken over from the survey" in page
        assert 'name="n"' not in page

    def test_nobody_types_over_what_was_measured(self, surveyed: NeedsStudy, finance: Department) -> None:
        repairs = surveyed.needs.get(question__code="repairs")
        with pytest.raises(Refused, match="not typed over"):
            verbs.classify(repairs, None, "I", None)
        with pytest.raises(Refused, match="judged by interview"):
            verbs.classify(repairs, finance, "O", 12)
        verbs.classify(repairs, finance, "O", None)
        verbs.analyse(repairs, "work", 99)
        repairs.refresh_from_db()
        assert (repairs.stage, repairs.performance) == ("work", 50)

    def test_taking_over_again_doubles_nothing(self, surveyed: NeedsStudy) -> None:
        verbs.go_on(verbs.go_back(surveyed))
        assert surveyed.needs.count() == 3

    def test_without_its_survey_they_may_be_typed_again(self, surveyed: NeedsStudy) -> None:
        verbs.drop_source(StudySource.objects.get(study=surveyed, kind="campaign"))
        repairs = surveyed.needs.get(text="same-day repairs")
        assert not repairs.categories.exists()
        verbs.classify(repairs, None, "O", 12)

    def test_without_a_survey_they_are_typed_and_marked_so(
        self, study: NeedsStudy, maria: User, sign_in: SignedIn
    ) -> None:
        verbs.add_source(study, kind="comments", notes="Slow")
        need = verbs.add_need(verbs.go_on(study), "Be quick")
        verbs.classify(need, None, "M", 31)
        assert "n = 31, typed in" in sign_in(maria).get(reverse("needs:detail", args=[study.pk])).text

    def test_departments_that_differ_stand_beside_everybody(
        self, study: NeedsStudy, it: Department, finance: Department, analytics: Department, ada: User,
        needs: dict[str, Question],
    ) -> None:  # fmt: skip
        campaign = make_open_campaign(it, by=ada, code="needs", attribute="department")
        repairs = needs["repairs"].pk
        released(
            campaign,
            {f"{it.pk}|{finance.pk}": {repairs: {"2-5": 40}}, f"{it.pk}|{analytics.pk}": {repairs: {"3-3": 40}}},
        )
        verbs.add_source(study, kind="campaign", campaign=campaign)
        verbs.go_on(study)
        found = study.needs.get(question=repairs).categories.order_by("segment__code")
        assert [(str(one.segment or ""), one.category, one.n) for one in found] == [
            ("Analytics", "I", 40), ("Finance", "M", 40), ("", "M", 80),
        ]  # fmt: skip


class TestTheWordToThoseAsked:
    def test_it_goes_once_to_the_invited_of_its_surveys_and_stands_where_everybody_reads(
        self, it: Department, finance: Department, maria: User, li_wei: User, wang_fang: User, boris: User, anna: User,
        sign_in: SignedIn,
    ) -> None:  # fmt: skip
        campaign = make_campaign(it, by=maria)
        study = verbs.begin(it, "Meetings", by=maria)
        StudySource.objects.create(study=study, kind="campaign", campaign=campaign)
        fields = {"campaign": campaign, "instrument": "O", "sent_on": campaign.opens_on}
        Invitation.objects.create(person=li_wei, department=it, **fields)
        Invitation.objects.create(person=boris, department=finance, **fields)
        PastAsking.objects.create(person=wang_fang, department=it, asked_on=campaign.opens_on)
        NeedsStudy.objects.filter(pk=study.pk).update(step="implement", message={"en": "Cables.", "ru": "Кабели."})

        answer = sign_in(maria).post(reverse("needs:step", args=[study.pk]))

        assert answer.status_code == 302
        told = Notification.objects.filter(kind="needs_study_told")
        assert {one.recipient for one in told} == {li_wei, wang_fang}
        assert told[0].params["text"] == {"en": "Cables.", "ru": "Кабели."}
        page = sign_in(anna).get("/improvements/told/?department=it").text
        assert "Cables." in page
        assert "Cables." not in sign_in(anna).get("/improvements/told/?department=finance").text

    def test_nobody_is_told_of_an_interview(self, it: Department, maria: User) -> None:
        study = verbs.begin(it, "Meetings", by=maria)
        verbs.add_source(study, kind="interview", day=date(2026, 6, 1), place="Room 2", notes="They wait.")
        NeedsStudy.objects.filter(pk=study.pk).update(step="implement", message={"en": "Cables."})
        study.refresh_from_db()
        verbs.go_on(study, by=maria)
        assert not Notification.objects.filter(kind="needs_study_told").exists()
