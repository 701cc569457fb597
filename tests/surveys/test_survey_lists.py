"""Lists of surveys, questionnaires and questions: nothing is cut off, and what was cancelled can be found again."""

from __future__ import annotations

from datetime import date

import pytest

from requests_app.models import Department, User
from surveys.models import Question, Questionnaire
from tests.conftest import SignedIn, Travel
from tests.make import make_open_campaign


@pytest.fixture(autouse=True)
def _june(travel: Travel) -> None:
    travel("2026-06-10 10:00")


def test_cancelled_surveys_are_listed_last(it: Department, maria: User, sign_in: SignedIn) -> None:
    make_open_campaign(it, by=maria, state="cancelled", title={"en": "Never held"})
    make_open_campaign(it, by=maria, title={"en": "Held now"})
    page = sign_in(maria).get("/surveys/")
    assert [state for state, _rows, _more in page.context["groups"]] == ["open", "cancelled"]
    assert "Never held" in page.text


def test_more_of_one_state_are_read_page_by_page(it: Department, maria: User, sign_in: SignedIn) -> None:
    for number in range(1, 56):
        day = date(2026, 4, 1 + number // 2)
        make_open_campaign(it, by=maria, state="closed", opens_on=day, closes_on=date(2026, 5, 1))
    first = sign_in(maria).get("/surveys/")
    [(_state, rows, more)] = first.context["groups"]
    assert (len(rows), more) == (20, True)
    assert "?state=closed" in first.text
    seen = []
    page = sign_in(maria).get("/surveys/?state=closed")
    while True:
        seen += [one.campaign.pk for one in page.context["groups"][0][1]]
        if not page.context["page"].older_url:
            break
        page = sign_in(maria).get(page.context["page"].older_url)
    assert len(seen) == len(set(seen)) == 55


def test_a_state_without_any_says_so(it: Department, maria: User, sign_in: SignedIn) -> None:
    page = sign_in(maria).get("/surveys/?state=cancelled")
    assert page.status_code == 200
    assert "Surveys of every state" in page.text


def test_the_library_goes_on_behind_its_first_page(it: Department, maria: User, sign_in: SignedIn) -> None:
    Question.objects.bulk_create(
        Question(code=f"q-{number:03}", kind="text", text={"en": f"Question {number}"}, owner=it)
        for number in range(60)
    )
    page = sign_in(maria).get("/questions/")
    assert "Question 59" not in page.text
    assert "Question 59" in sign_in(maria).get(page.context["page"].older_url).text


def test_questionnaires_go_on_as_well(it: Department, maria: User, sign_in: SignedIn) -> None:
    Questionnaire.objects.bulk_create(
        Questionnaire(code=f"a-{number:03}", instrument="O", title={"en": f"List {number}"}, owner=it)
        for number in range(110)
    )
    page = sign_in(maria).get("/questionnaires/")
    assert "List 109" not in page.text
    assert "List 109" in sign_in(maria).get(page.context["page"].older_url).text
