"""A manager builds what a service asks: rows, order, conditions, draft, publication, preview, earlier versions."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from requests_app import form_drafts
from requests_app.fields.questions import Kind, read_question
from requests_app.models import FormVersion, Service, User
from requests_app.transitions import Refused, StaleForm
from tests.conftest import SignedIn
from tests.make import make_form, make_request

PAGE = "/services/it/laptop/form/"


def row(at: int, kind: str, label: str, **more: Any) -> dict[str, Any]:
    """What the page sends for one question."""
    sent = {"kind": kind, "label_en": label, "code": f"{kind}-{at + 1}", "was": f"{kind}-{at + 1}", "order": at, **more}
    return {f"q-{at}-{name}": value for name, value in sent.items()}


def choices(at: int, *labels: str) -> dict[str, Any]:
    return {f"q-{at}-choice-{number}-label_en": label for number, label in enumerate(labels)}


MODEL = row(0, "choice", "Which model?", required="on") | choices(0, "Light", "With a large screen")
SCREEN = row(
    1, "number", "How many screens?", when="choice-1", test="is", values=["with-a-large-screen"], least="1", most="3"
)


def asked_by(version: FormVersion | None) -> list[str]:
    return [question.code for question in version.questions] if version else []


def labels(response: Any) -> list[str]:
    """Of the rows on the page, in their order."""
    page = response.content.decode()
    return re.findall(r'name="q-\d+-label_en" value="([^"]*)"', page)


@pytest.fixture
def lead(maria: User, laptop: Service, sign_in: SignedIn) -> Client:
    return sign_in(maria)


class TestDraft:
    def test_an_empty_form_says_what_to_do(self, lead: Client) -> None:
        assert "asks nothing of its own yet" in lead.get(PAGE).content.decode()

    def test_saving_keeps_the_questions_and_asks_nobody_yet(self, lead: Client, laptop: Service, maria: User) -> None:
        response = lead.post(PAGE, {"edition": "0", **MODEL, **SCREEN}, follow=True)
        assert "Nobody is asked these questions until you publish them" in response.content.decode()
        draft = FormVersion.objects.draft_of(laptop)
        assert draft is not None
        assert (draft.number, draft.edition, draft.edited_by) == (1, 1, maria)
        model, screens = draft.questions
        assert (model.code, model.kind, model.required) == ("which-model", Kind.CHOICE, True)
        assert [one.code for one in model.choices] == ["light", "with-a-large-screen"]
        assert (screens.least, screens.most) == (1, 3)
        assert screens.when is not None
        assert (screens.when.field, screens.when.values) == (
            "which-model",
            ("with-a-large-screen",),
        )
        assert FormVersion.objects.in_force(laptop) is None

    def test_three_languages_are_kept_apart(self, lead: Client, laptop: Service) -> None:
        texts = {"label_zh_hans": "哪一款？", "label_ru": "Какая модель?", "help_ru": "Смотрите каталог"}
        lead.post(PAGE, {"edition": "0", **row(0, "short", "Which model?", **texts)})
        draft = FormVersion.objects.draft_of(laptop)
        assert draft is not None
        assert draft.fields[0]["label"] == {"en": "Which model?", "zh-hans": "哪一款？", "ru": "Какая модель?"}
        assert draft.fields[0]["help"] == {"ru": "Смотрите каталог"}

    def test_a_draft_may_be_unfinished(self, lead: Client, laptop: Service) -> None:
        assert lead.post(PAGE, {"edition": "0", **row(0, "choice", "")}).status_code == 302
        assert asked_by(FormVersion.objects.draft_of(laptop)) == ["choice-1"]

    def test_a_short_name_may_be_missing_until_it_is_published(self, lead: Client, laptop: Service) -> None:
        assert lead.post(PAGE, {"edition": "0", **row(0, "short", "", code="")}).status_code == 302
        assert asked_by(FormVersion.objects.draft_of(laptop)) == [""]
        assert lead.get(PAGE).status_code == 200

    def test_what_cannot_be_read_comes_back_with_everything(self, lead: Client, laptop: Service) -> None:
        response = lead.post(PAGE, {"edition": "0", **row(0, "number", "Screens", most="many")})
        page = response.content.decode()
        assert response.status_code == 422
        assert 'value="many"' in page
        assert "Give a number." in page
        assert FormVersion.objects.draft_of(laptop) is None

    def test_two_managers_do_not_overwrite_each_other_unseen(self, lead: Client, laptop: Service, ada: User) -> None:
        form_drafts.save(
            laptop, [read_question({"code": "a", "kind": "short", "label": {"en": "Hers"}})], edition=0, by=ada
        )
        response = lead.post(PAGE, {"edition": "0", **row(0, "short", "His")})
        page = response.content.decode()
        assert response.status_code == 422
        assert "Somebody else saved this draft" in page
        assert 'value="His"' in page
        assert asked_by(FormVersion.objects.draft_of(laptop)) == ["a"]
        assert lead.post(PAGE, {"edition": "1", **row(0, "short", "His")}).status_code == 302

    def test_it_can_be_thrown_away(self, lead: Client, laptop: Service) -> None:
        make_form(laptop, {"kind": "short"})
        lead.post(PAGE, {"edition": "0", **MODEL})
        page = lead.post(f"{PAGE}removal/", {"edition": "7"}, follow=True).content.decode()
        assert page.count("It is still here") == 1
        lead.post(f"{PAGE}removal/", {"edition": "1"})
        assert FormVersion.objects.draft_of(laptop) is None
        assert FormVersion.objects.in_force(laptop) is not None


class TestRows:
    """Without script every button is a page; nothing typed is lost, nothing is saved."""

    TWO = {"edition": "0", **row(0, "short", "First"), **row(1, "long", "Second")}

    @pytest.mark.parametrize(
        ("wish", "after"),
        [
            ("add:date", ["First", "Second", ""]),
            ("up:1", ["Second", "First"]),
            ("down:0", ["Second", "First"]),
            ("up:0", ["First", "Second"]),
            ("drop:0", ["Second"]),
            ("drop:9", ["First", "Second"]),
            ("add:nonsense", ["First", "Second"]),
            ("", ["First", "Second"]),
        ],
    )
    def test_a_button_rearranges(self, lead: Client, laptop: Service, wish: str, after: list[str]) -> None:
        response = lead.post(PAGE, {**self.TWO, "rows": wish})
        assert response.status_code == 200
        assert labels(response) == after
        assert not laptop.forms.exists()

    def test_what_is_dragged_stands_where_it_was_dropped(self, lead: Client) -> None:
        sent = {**self.TWO, "q-0-order": "1", "q-1-order": "0", "rows": "arranged"}
        assert labels(lead.post(PAGE, sent)) == ["Second", "First"]

    def test_the_focus_follows_the_question_that_moved(self, lead: Client) -> None:
        page = lead.post(PAGE, {**self.TWO, "rows": "up:1"}).content.decode()
        button = re.search(r"<button[^>]*data-autofocus[^>]*>", page)
        assert button is not None
        assert 'value="down:0"' in button[0]

    def test_choices_are_rows_of_their_own(self, lead: Client) -> None:
        page = lead.post(PAGE, {"edition": "0", **MODEL, "rows": "choice-more:0"}).content.decode()
        assert page.count("-label_en") - 1 == 3
        page = lead.post(PAGE, {"edition": "0", **MODEL, "rows": "choice-up:0:1"}).content.decode()
        assert page.index('value="With a large screen"') < page.index('value="Light"')
        page = lead.post(PAGE, {"edition": "0", **MODEL, "rows": "choice-drop:0:0"}).content.decode()
        assert 'value="Light"' not in page

    def test_a_condition_offers_the_answers_of_the_question_it_depends_on(self, lead: Client) -> None:
        page = lead.post(PAGE, {"edition": "0", **MODEL, **SCREEN, "rows": "arranged:1"}).content.decode()
        offered = re.findall(r'name="q-1-values" value="([^"]+)"( checked)?', page)
        assert offered == [("light", ""), ("with-a-large-screen", " checked")]

    def test_a_question_moved_up_and_down_again_keeps_its_condition(self, lead: Client) -> None:
        page = lead.post(PAGE, {"edition": "0", **MODEL, **SCREEN, "rows": "up:1"}).content.decode()
        assert "Which model? (not above)" in page
        assert '<input type="hidden" name="q-0-values" value="with-a-large-screen">' in page

    def test_a_question_moved_above_what_it_depends_on_says_so_when_published(self, lead: Client) -> None:
        sent = {"edition": "0", **MODEL, **SCREEN, "q-0-order": "1", "q-1-order": "0"}
        response = lead.post(f"{PAGE}publication/", sent)
        assert response.status_code == 422
        assert "is gone or comes later" in response.content.decode()


class TestPublication:
    def test_it_is_asked_from_now_on(self, lead: Client, laptop: Service, maria: User) -> None:
        response = lead.post(f"{PAGE}publication/", {"edition": "0", **MODEL, **SCREEN}, follow=True)
        assert "Version 1 is published" in response.content.decode()
        version = FormVersion.objects.in_force(laptop)
        assert version is not None
        assert version.published_by == maria
        assert asked_by(version) == ["which-model", "how-many-screens"]

    def test_a_form_with_problems_is_saved_and_not_published(self, lead: Client, laptop: Service) -> None:
        response = lead.post(f"{PAGE}publication/", {"edition": "0", **row(0, "choice", "Which?")})
        page = response.content.decode()
        assert response.status_code == 422
        assert "Give at least two answers to choose from." in page
        assert "The draft is saved, but not published." in page
        assert FormVersion.objects.in_force(laptop) is None
        assert FormVersion.objects.draft_of(laptop) is not None

    def test_a_published_version_never_changes(self, lead: Client, laptop: Service) -> None:
        first = make_form(laptop, {"kind": "short", "code": "model"})
        before = first.fields
        lead.post(f"{PAGE}publication/", {"edition": "0", **row(0, "short", "Other", code="model", was="model")})
        first.refresh_from_db()
        assert first.fields == before
        assert [one.number for one in FormVersion.objects.of(laptop).newest_first()] == [2, 1]

    def test_a_short_name_that_was_published_stays_of_its_kind(self, lead: Client, laptop: Service) -> None:
        make_form(laptop, {"kind": "short", "code": "model"})
        response = lead.post(
            f"{PAGE}publication/", {"edition": "0", **row(0, "number", "Other", code="model", was="x-1")}
        )
        assert response.status_code == 422
        assert "something of another kind" in response.content.decode()

    def test_the_verb_itself_refuses_problems_and_stale_editions(self, laptop: Service, maria: User) -> None:
        with pytest.raises(Refused, match="no draft"):
            form_drafts.publish(laptop, edition=0, by=maria)
        unfinished = read_question({"code": "a", "kind": "choice"})
        form_drafts.save(laptop, [unfinished], edition=0, by=maria)
        with pytest.raises(Refused):
            form_drafts.publish(laptop, edition=1, by=maria)
        with pytest.raises(StaleForm):
            form_drafts.publish(laptop, edition=0, by=maria)

    def test_a_form_may_ask_nothing_any_more(self, lead: Client, laptop: Service) -> None:
        make_form(laptop, {"kind": "short", "required": True})
        assert lead.post(f"{PAGE}publication/", {"edition": "0"}).status_code == 302
        assert asked_by(FormVersion.objects.in_force(laptop)) == []


class TestPreview:
    def test_it_speaks_the_language_that_is_chosen(self, lead: Client) -> None:
        sent = {"edition": "0", **row(0, "yes_no", "Is it urgent?", label_ru="Это срочно?")}
        assert "Это срочно?" in lead.post(f"{PAGE}preview/", {**sent, "language": "ru"}).content.decode()
        assert "Is it urgent?" in lead.post(f"{PAGE}preview/", {**sent, "language": "en"}).content.decode()

    def test_what_is_tried_out_in_it_stays(self, lead: Client) -> None:
        sent = {"edition": "0", **row(0, "yes_no", "Is it urgent?"), "preview-q_yes_no-1": "yes"}
        page = lead.post(f"{PAGE}preview/", sent).content.decode()
        assert re.search(r'value="yes"[^>]*checked', page)

    def test_an_unfinished_form_can_be_looked_at(self, lead: Client) -> None:
        sent = {
            "edition": "0",
            **row(0, "number", "", most="many"),
            **row(1, "choice", "Which?"),
            **row(2, "section", ""),
            **row(3, "file", "Which file?"),
            "preview-q_number-1": "many",
        }
        assert lead.post(f"{PAGE}preview/", sent).status_code == 200

    def test_an_old_version_is_shown_as_it_was_asked(self, lead: Client, laptop: Service, li_wei: User) -> None:
        make_form(laptop, {"kind": "short", "label": {"en": "Old words", "zh-hans": "旧"}})
        make_request(laptop, li_wei)
        make_form(laptop, {"kind": "short", "label": {"en": "New words"}})
        page = lead.get(PAGE).content.decode()
        assert "Version 1" in page
        assert "1 request" in page
        assert "Old words" in lead.get(f"{PAGE}1/").content.decode()
        assert "旧" in lead.get(f"{PAGE}1/?language=zh-hans").content.decode()
        assert lead.get(f"{PAGE}3/").status_code == 404


class TestWhoMay:
    def test_the_service_page_offers_it_to_those_who_may(
        self, lead: Client, olga: User, ada: User, sign_in: SignedIn
    ) -> None:
        assert PAGE in lead.get("/services/it/laptop/").content.decode()
        assert PAGE in sign_in(ada).get("/services/it/laptop/").content.decode()
        assert PAGE not in sign_in(olga).get("/services/it/laptop/").content.decode()

    def test_a_service_that_is_not_published_yet_can_be_prepared(self, lead: Client, laptop: Service) -> None:
        laptop.state = Service.State.DRAFT
        laptop.save()
        assert lead.get(PAGE).status_code == 200

    def test_the_manager_of_another_department_finds_nothing(
        self, boris: User, laptop: Service, sign_in: SignedIn
    ) -> None:
        assert sign_in(boris).get(PAGE).status_code == 404


@pytest.mark.parametrize(
    "name", ["q-0-kind", "q-999-kind", "q-0-choice-99-label_en", "q-0-order", "q-x-kind", "edition"]
)
def test_nonsense_is_no_error(lead: Client, name: str) -> None:
    for value in ("nonsense", "-1", "9" * 30, "\u0660"):
        response = lead.post(PAGE, {"edition": "0", **MODEL, name: value, "rows": f"up:{value}"})
        assert response.status_code in (200, 422)
