"""Own questionnaires: questions in versions, put in order, published once and for all."""

from __future__ import annotations

import pytest
from django.urls import reverse

from requests_app.models import ConfigurationChange, Department, User
from requests_app.transitions import Refused
from surveys.models import Question, Questionnaire
from surveys.questionnaires import building, library
from surveys.questionnaires.building import Asked
from tests.conftest import SignedIn
from tests.make import make_questionnaire


def wording(owner: Department, text: str = "Is it quick?", kind: str = "scale", answers: int = 5) -> library.Wording:
    labels = [{"en": f"Point {number}"} for number in range(1, answers + 1)]
    return library.Wording(kind=kind, owner=owner, text={"en": text}, help={}, answers=labels)


def needs(owner: Department, by: User, number: int) -> list[Asked]:
    said = [wording(owner, f"Need {one}", "kano", 0) for one in range(number)]
    return [Asked(library.write(one, by=by)) for one in said]


def frame(owner: Department, instrument: str = "O") -> building.Frame:
    return building.Frame(instrument=instrument, owner=owner, title={"en": "Short"}, instruction={})


class TestQuestions:
    def test_what_nobody_was_asked_changes_in_place_and_what_was_asked_never(self, it: Department, maria: User) -> None:
        first = library.write(wording(it), by=maria)
        assert library.reword(first, wording(it, "Is it fast?"), by=maria).pk == first.pk
        draft = building.begin(frame(it), by=maria)
        draft = building.save(draft, frame(it), [Asked(first)], edition=draft.edition, by=maria)
        building.publish(draft, edition=draft.edition, by=maria)

        second = library.reword(first, wording(it, "Is it soon?", answers=7), by=maria)

        first.refresh_from_db()
        assert (first.text["en"], first.scale_max, first.version) == ("Is it fast?", 5, 1)
        assert (second.code, second.scale_max, second.version) == (first.code, 7, 2)
        assert list(library.of(maria)) == [second]
        assert ConfigurationChange.objects.filter(kind="survey_question").count() == 3

    def test_a_form_reads_answers_line_by_line_in_every_language(
        self, it: Department, maria: User, sign_in: SignedIn
    ) -> None:
        sent = {
            "kind": "choice",
            "owner": it.pk,
            "text_en": "Where?",
            "answers_en": "Here\nThere",
            "answers_ru": "Тут\nТам",
        }
        client = sign_in(maria)
        assert client.post(reverse("questions:new"), sent).status_code == 302
        assert Question.objects.get(code="where").options[1] == {"key": "2", "text": {"en": "There", "ru": "Там"}}
        assert client.post(reverse("questions:new"), {**sent, "answers_ru": "Тут"}).status_code == 422


class TestQuestionnaires:
    def test_buttons_add_move_and_take_away_and_publishing_is_for_good(
        self, it: Department, maria: User, sign_in: SignedIn
    ) -> None:
        one, two = (library.write(wording(it, text), by=maria) for text in ("One", "Two"))
        draft = building.begin(frame(it), by=maria)
        client, address = sign_in(maria), reverse("questionnaires:detail", args=[draft.pk])

        def press(button: str, *chosen: Question, **more: str) -> None:
            draft.refresh_from_db()
            order = {f"order-{question.pk}": place for place, question in enumerate(chosen)}
            sent = {"edition": draft.edition, "owner": it.pk, "title_en": "Short", "items": [q.pk for q in chosen]}
            assert client.post(address, {**sent, **order, "rows": button, **more}).status_code == 302

        press(f"add:{one.pk}")
        press(f"add:{two.pk}", one, **{f"required-{one.pk}": "on"})
        press(f"up:{two.pk}", one, two)
        assert draft.in_order() == [two, one]
        press(f"drop:{two.pk}", two, one)
        press("", one, publish="1")

        draft.refresh_from_db()
        assert (draft.state, draft.in_order()) == ("published", [one])
        with pytest.raises(Refused):
            building.save(draft, frame(it), [], edition=draft.edition, by=maria)

    def test_the_next_version_takes_the_place_of_the_one_before(self, it: Department, maria: User) -> None:
        first = make_questionnaire("own", owner=it)
        second = building.revise(first, by=maria)
        assert building.revise(first, by=maria).pk == second.pk
        building.publish(second, edition=second.edition, by=maria)
        first.refresh_from_db()
        assert (first.state, second.version) == (Questionnaire.State.RETIRED, 2)

    def test_nobody_is_asked_about_more_than_twelve_needs(self, it: Department, maria: User) -> None:
        draft = building.begin(frame(it, "K"), by=maria)
        draft = building.save(draft, frame(it, "K"), needs(it, maria, 13), edition=draft.edition, by=maria)
        with pytest.raises(Refused):
            building.publish(draft, edition=draft.edition, by=maria)

    def test_another_departments_drafts_and_the_fixed_ones_are_not_mine_to_change(
        self, it: Department, maria: User, boris: User, sign_in: SignedIn
    ) -> None:
        draft = make_questionnaire("own", owner=it, published=False)
        assert sign_in(boris).get(reverse("questionnaires:detail", args=[draft.pk])).status_code == 404
        fixed = Questionnaire.objects.get(code="pulse", version=1)
        assert sign_in(maria).post(reverse("questionnaires:revision", args=[fixed.pk])).status_code == 404
