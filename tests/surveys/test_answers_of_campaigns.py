"""Answers are counted, and nothing tells whose they are."""

from __future__ import annotations

import random

import pytest
from django.db import connection

from requests_app.models import Department, User
from requests_app.transitions import Refused
from surveys import secrecy
from surveys.models import AnswerCounter, AnswerRow, Campaign, CommentText, Invitation, Question, Questionnaire
from surveys.secrecy import cells
from tests.make import make_user
from tests.surveys.campaigns import AFTER, DURING, all_alike, invite, make_campaign, some_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleagues(analytics: Department) -> list[User]:
    return [make_user(f"Colleague {number}", analytics) for number in range(6)]


@pytest.fixture
def pulse(maria: User, it: Department) -> Campaign:
    return make_campaign(maria, [it])


def counted(campaign: Campaign, question: str, cell: str) -> int:
    found = AnswerCounter.objects.filter(campaign=campaign.pk, question=question, cell=cell)
    return sum(found.values_list("count", flat=True))


def written_by(table: str) -> set[str]:
    """The transactions that wrote the rows of a table, as PostgreSQL keeps them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT xmin::text FROM {table}")
        return {row[0] for row in cursor.fetchall()}


class TestInstruments:
    def test_a_portal_has_two_pulses_and_service_quality_in_full(self) -> None:
        asked = {one.code: [q.code for q in one.in_order()] for one in Questionnaire.objects.published()}
        assert asked["pulse"] == ["R1", "R3", "S1", "S2", "A1", "A4", "E1", "pulse-comment"]
        assert asked["pulse-of-the-year"][2] == "T2"
        assert len(asked["service-quality"]) == 22

    def test_every_text_is_there_in_three_languages(self) -> None:
        languages = {"en", "zh-hans", "ru"}
        for question in Question.objects.all():
            texts = [question.text, *question.labels.values()]
            assert all(set(text) == languages and all(text.values()) for text in texts), question
        for one in Questionnaire.objects.all():
            assert set(one.title) == set(one.instruction) == languages


class TestSubmitting:
    def test_it_counts_each_answer_once_under_the_department_asked_about(
        self, pulse: Campaign, it: Department, colleagues: list[User]
    ) -> None:
        for invitation in invite(pulse, colleagues[:3], it):
            secrecy.submit(invitation.pk, all_alike(pulse, "4"), now=DURING)
        reliable = str(Question.objects.get(code="R1").pk)
        assert counted(pulse, reliable, "4") == counted(pulse, str(pulse.pk), "answered") == 3
        assert set(AnswerCounter.objects.values_list("bucket", flat=True)) == {str(it.pk)}
        assert Invitation.objects.filter(campaign=pulse, done=True).count() == 3

    def test_nobody_answers_twice(self, pulse: Campaign, it: Department, colleagues: list[User]) -> None:
        [mine] = invite(pulse, colleagues[:1], it)
        secrecy.submit(mine.pk, all_alike(pulse, "4"), now=DURING)
        with pytest.raises(Refused, match="already"):
            secrecy.submit(mine.pk, all_alike(pulse, "1"), now=DURING)
        assert counted(pulse, str(pulse.pk), "answered") == 1

    def test_nobody_answers_when_it_is_over(self, pulse: Campaign, it: Department, colleagues: list[User]) -> None:
        [mine] = invite(pulse, colleagues[:1], it)
        with pytest.raises(Refused, match="not open"):
            secrecy.submit(mine.pk, all_alike(pulse, "4"), now=AFTER)

    @pytest.mark.parametrize("cell", ["6", "answered", "4-4"])
    def test_an_answer_nobody_was_offered_is_not_counted(
        self, pulse: Campaign, it: Department, colleagues: list[User], cell: str
    ) -> None:
        [mine] = invite(pulse, colleagues[:1], it)
        with pytest.raises(ValueError, match="no such answer"):
            secrecy.submit(mine.pk, {str(Question.objects.get(code="R1").pk): [cell]}, now=DURING)
        assert not AnswerCounter.objects.exists()

    def test_the_department_of_who_answers_is_kept_only_where_the_campaign_says_so(
        self, maria: User, it: Department, analytics: Department, colleagues: list[User]
    ) -> None:
        campaign = make_campaign(maria, [it], attribute=Campaign.Attribute.DEPARTMENT)
        [mine] = invite(campaign, colleagues[:1], it)
        secrecy.submit(mine.pk, all_alike(campaign, "4"), now=DURING)
        assert set(AnswerCounter.objects.values_list("bucket", flat=True)) == {f"{it.pk}|{analytics.pk}"}

    def test_rows_of_answers_name_no_department(self, maria: User, it: Department, colleagues: list[User]) -> None:
        campaign = make_campaign(
            maria, [it], "service-quality", storage="rows", with_expectation=True, importance="points"
        )
        [mine] = invite(campaign, colleagues[:1], it)
        answers = {**all_alike(campaign, "3-5"), str(campaign.pk): ["points:R:60", "points:S:40"]}
        secrecy.submit(mine.pk, answers, now=DURING)
        row = AnswerRow.objects.get()
        assert row.bucket == ""
        assert row.answers[str(Question.objects.get(code="T1").pk)] == "3-5"
        assert len(row.answers) == 23
        assert counted(campaign, str(campaign.pk), "points:R:60") == 1


class TestWhatRowsTell:
    def test_all_counters_are_there_before_the_first_answer_is(
        self, pulse: Campaign, it: Department, colleagues: list[User]
    ) -> None:
        [mine] = invite(pulse, colleagues[:1], it)
        secrecy.submit(mine.pk, all_alike(pulse, "4"), now=DURING)
        possible = cells.all_cells(pulse, pulse.questionnaire.in_order())
        assert AnswerCounter.objects.count() == sum(map(len, possible.values())) == 7 * 6 + 1

    @pytest.mark.django_db(transaction=True)
    def test_no_row_tells_who_came_last(self, pulse: Campaign, it: Department, colleagues: list[User]) -> None:
        comment, chance = str(Question.objects.get(code="pulse-comment").pk), random.Random(5)
        asked = invite(pulse, colleagues, it)
        for invitation in asked[:4]:
            secrecy.submit(invitation.pk, some_answers(pulse, chance), {comment: f"Said {chance.random()}"}, now=DURING)
        last = {frozenset(written_by(model._meta.db_table)) for model in (AnswerCounter, CommentText, Invitation)}
        assert len(last) == 1
        assert len(next(iter(last))) == 1


class TestLinks:
    def test_a_link_leads_to_its_invitation(self, pulse: Campaign, it: Department, colleagues: list[User]) -> None:
        [mine] = invite(pulse, colleagues[:1], it)
        assert secrecy.invitation_of(secrecy.token_of(mine)) == mine

    def test_a_link_that_was_made_up_leads_nowhere(self) -> None:
        with pytest.raises(secrecy.DeadLink):
            secrecy.invitation_of("1:made:up")

    def test_a_link_of_somebody_who_left_leads_nowhere(
        self, pulse: Campaign, it: Department, colleagues: list[User]
    ) -> None:
        [mine] = invite(pulse, colleagues[:1], it)
        User.objects.filter(pk=colleagues[0].pk).update(is_active=False)
        with pytest.raises(secrecy.DeadLink):
            secrecy.invitation_of(secrecy.token_of(mine))
