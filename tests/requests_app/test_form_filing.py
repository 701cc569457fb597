"""Filing a request with the questions of its service: asked, checked, shown, amended, and never lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from requests_app import transitions
from requests_app.attachments import uploading
from requests_app.fields.columns import columns_of, names_in
from requests_app.fields.directory import here
from requests_app.fields.validation import validate
from requests_app.models import FormVersion, Service, ServiceRequest, User
from requests_app.transitions import Filing, Refused
from requests_app.transitions.answering import Unanswered
from tests.conftest import SignedIn, Travel
from tests.make import make_form, make_request, make_user

PAGE = "/services/it/laptop/"
MODELS = [
    {"code": "light", "label": {"en": "Light", "ru": "Лёгкий"}},
    {"code": "large", "label": {"en": "With a large screen"}},
]
MODEL = {"code": "model", "kind": "choice", "label": {"en": "Which model?"}, "choices": MODELS, "required": True}
SIZE = {
    "code": "size",
    "kind": "number",
    "label": {"en": "Screen size"},
    "unit": {"en": "inches"},
    "required": True,
    "least": 14,
    "when": {"field": "model", "test": "is", "values": ["large"]},
}
FOR = {"code": "for", "kind": "person", "label": {"en": "Who gets it?"}}


@pytest.fixture
def form(laptop: Service) -> FormVersion:
    return make_form(laptop, MODEL, SIZE, FOR)


@pytest.fixture
def asker(li_wei: User, sign_in: SignedIn) -> Client:
    return sign_in(li_wei)


def sent(**answers: Any) -> dict[str, Any]:
    """What the service's page sends; answers by code."""
    number = answers.pop("form_number", "1")
    told = {f"q_{code}": value for code, value in answers.items()}
    return {"title": "A laptop", "impact": "2", "urgency": "2", "form_number": number, **told}


def filed(service: Service, by: User, **raw: Any) -> ServiceRequest:
    """Through the real verb, with these answers to the form in force."""
    form = FormVersion.objects.in_force(service)
    assert form is not None
    filing = Filing("A laptop", answered=validate(form, raw, here()))
    return transitions.submit(service, filing, requester=by, by=by)


class TestFiling:
    def test_the_questions_stand_in_the_form(self, form: FormVersion, asker: Client) -> None:
        page = asker.get(PAGE).content.decode()
        assert page.index('name="description"') < page.index("Which model?") < page.index('name="impact"')
        assert 'name="q_model" value="light"' in page
        assert "inches" in page

    def test_without_script_the_condition_is_said_in_words(self, form: FormVersion, asker: Client) -> None:
        page = asker.get(PAGE).content.decode()
        assert "Only if “Which model?” is: With a large screen" in page
        assert re.search(r'data-question="size"[^>]*data-out', page), "with script it is hidden from the beginning"

    def test_answers_are_kept_by_code_with_the_version_that_asked(
        self, form: FormVersion, asker: Client, olga: User
    ) -> None:
        response = asker.post(PAGE, sent(model="large", size="15,5", **{"for": "olga petrova"}))
        assert response.status_code == 302
        request = ServiceRequest.objects.get()
        assert request.form == form
        assert request.answers == {"model": "large", "size": 15.5, "for": olga.pk}

    def test_what_a_condition_hides_is_neither_required_nor_kept(self, form: FormVersion, asker: Client) -> None:
        assert asker.post(PAGE, sent(model="light", size="not even a number")).status_code == 302
        assert ServiceRequest.objects.get().answers == {"model": "light"}

    def test_what_is_wrong_stands_beside_the_question_and_on_top(self, form: FormVersion, asker: Client) -> None:
        response = asker.post(PAGE, sent(model="large", size="9"))
        page = response.content.decode()
        assert response.status_code == 422
        assert page.count("At least 14.") == 2
        assert '<a href="#id_q_size">Screen size</a>' in page
        assert 'value="9"' in page
        assert 'value="A laptop"' in page
        assert not ServiceRequest.objects.exists()

    def test_a_service_without_questions_asks_none(self, laptop: Service, asker: Client) -> None:
        assert "data-questions" not in asker.get(PAGE).content.decode()
        assert asker.post(PAGE, sent(form_number="")).status_code == 302
        request = ServiceRequest.objects.get()
        assert (request.form, request.answers) == (None, {})

    def test_a_link_fills_in_what_it_says(self, form: FormVersion, asker: Client) -> None:
        page = asker.get(f"{PAGE}?title=For+Anna&model=large&size=13&nonsense=1").content.decode()
        assert 'value="For Anna"' in page
        assert re.search(r'name="q_model" value="large"[^>]*checked', page)
        assert 'value="13"' not in page, "it does not fit the question"
        assert not re.search(r'data-question="size"[^>]*data-out', page)

    def test_defaults_are_there_already(self, laptop: Service, asker: Client) -> None:
        make_form(laptop, {"kind": "number", "default": 0}, {"kind": "yes_no", "default": False})
        page = asker.get(PAGE).content.decode()
        assert 'name="q_number-1" value="0"' in page
        assert re.search(r'value="no"[^>]*checked', page)

    def test_every_kind_can_be_answered(self, laptop: Service, asker: Client, olga: User) -> None:
        kinds = ("short", "long", "number", "date", "range", "yes_no", "person", "department", "section")
        rows = [{"kind": kind, "code": kind} for kind in kinds]
        make_form(
            laptop,
            *rows,
            {"kind": "choice", "code": "choice", "choices": MODELS},
            {"kind": "several", "code": "several", "choices": MODELS},
        )
        answers = {
            "short": "one", "long": "many\nlines", "number": "7", "date": "2026-06-11", "range_0": "2026-06-11",
            "range_1": "2026-06-12", "yes_no": "no", "person": olga.email, "department": str(laptop.provider_id),
            "choice": "light", "several": ["large", "light"],
        }  # fmt: skip
        response = asker.post(PAGE, sent(**answers), follow=True)
        assert ServiceRequest.objects.get().answers == {
            "short": "one", "long": "many\nlines", "number": 7, "date": "2026-06-11",
            "range": {"from": "2026-06-11", "until": "2026-06-12"}, "yes_no": False, "person": olga.pk,
            "department": laptop.provider_id, "choice": "light", "several": ["light", "large"],
        }  # fmt: skip
        card = response.content.decode().partition('id="answers"')[2].partition("</section>")[0]
        for text in ("11 Jun 2026 to 12 Jun 2026", "Olga Petrova", "IT", "Light, With a large screen", ">No<", "many"):
            assert text in card

    def test_a_file_is_an_answer_and_belongs_to_the_request(self, laptop: Service, asker: Client, li_wei: User) -> None:
        make_form(laptop, {"kind": "file", "code": "offer", "required": True, "most": 1})
        assert asker.post(PAGE, sent()).status_code == 422
        offer = SimpleUploadedFile("offer.txt", b"A laptop for 900", content_type="text/plain")
        response = asker.post(PAGE, {**sent(), "q_offer-new": offer}, follow=True)
        request = ServiceRequest.objects.get()
        file = request.attachments.get()
        assert (file.name, file.field, file.uploaded_by) == ("offer.txt", "offer", li_wei)
        assert request.answers == {"offer": [str(file.pk)]}
        card = response.content.decode().partition('id="answers"')[2].partition("</section>")[0]
        assert f'href="/attachments/{file.pk}/"' in card
        told = {"title": "Another", "impact": "2", "urgency": "2", "version": str(request.version)}
        assert asker.post(f"/requests/{request.pk}/amendment/", told).status_code == 302
        request.refresh_from_db()
        assert (request.title, request.answers) == ("Another", {"offer": [str(file.pk)]})

    def test_somebody_elses_file_is_no_answer(self, laptop: Service, asker: Client, olga: User) -> None:
        make_form(laptop, {"kind": "file", "code": "offer"})
        theirs = uploading.accept(SimpleUploadedFile("secret.txt", b"Hers"), by=olga)
        assert asker.post(PAGE, sent(offer=str(theirs.pk))).status_code == 422
        assert validate(FormVersion.objects.get(), {"offer": [str(theirs.pk)]}, here(laptop.handlers.first())).errors
        assert not ServiceRequest.objects.exists()

    def test_the_same_form_sent_twice_files_once(self, form: FormVersion, asker: Client) -> None:
        key = {"key": "6f1d0f7e-6a8c-4c0e-9d57-0d5b8f1d5a11"}
        for _time in range(2):
            assert asker.post(PAGE, {**sent(model="light"), **key}).status_code == 302
        assert ServiceRequest.objects.count() == 1


class TestNewVersionMeanwhile:
    """Somebody fills in version 1 while version 2 is published."""

    @pytest.fixture
    def newer(self, form: FormVersion, laptop: Service) -> FormVersion:
        reason = {"code": "reason", "kind": "long", "label": {"en": "What for?"}, "required": True}
        return make_form(laptop, MODEL, reason)

    def test_nothing_is_lost_and_the_new_questions_are_asked(
        self, newer: FormVersion, asker: Client, olga: User
    ) -> None:
        response = asker.post(PAGE, sent(model="large", size="15", **{"for": olga.email}))
        page = response.content.decode()
        assert response.status_code == 422
        assert "The questions changed while you were writing" in page
        assert "What for?" in page
        assert re.search(r'name="q_model" value="large"[^>]*checked', page)
        assert re.search(r"<textarea[^>]*readonly>15</textarea>", page)
        assert re.search(rf"<textarea[^>]*readonly>{re.escape(olga.email)}</textarea>", page)
        assert 'name="form_number" value="2"' in page
        assert not ServiceRequest.objects.exists()

    def test_it_is_filed_once_they_are_answered(self, newer: FormVersion, asker: Client) -> None:
        assert asker.post(PAGE, sent(model="light", reason="For work", form_number="2")).status_code == 302
        assert ServiceRequest.objects.get().form == newer

    def test_an_old_request_keeps_the_words_it_was_asked_in(
        self, form: FormVersion, laptop: Service, li_wei: User, asker: Client
    ) -> None:
        request = filed(laptop, li_wei, model="large", size="15")
        make_form(
            laptop,
            {**MODEL, "label": {"en": "Which one now?"}, "choices": [*MODELS[:1], {"code": "x", "label": {"en": "X"}}]},
        )
        page = asker.get(f"/requests/{request.pk}/").content.decode()
        assert "Which model?" in page
        assert "With a large screen" in page
        assert "15 inches" in page
        assert "Which one now?" not in page

    @pytest.mark.parametrize("number", ["", "0", "99", "x", "9" * 40, "\u0661"])
    def test_a_form_of_no_version_is_asked_again(self, form: FormVersion, asker: Client, number: str) -> None:
        assert asker.post(PAGE, sent(model="light", form_number=number)).status_code == 422


class TestEveryChannel:
    """The verb holds answers against the form, whoever calls it."""

    def test_what_has_to_be_answered_cannot_be_left_out(self, form: FormVersion, laptop: Service, li_wei: User) -> None:
        with pytest.raises(Unanswered) as refusal:
            make_request(laptop, li_wei)
        assert refusal.value.errors.keys() == {"model"}
        assert "Which model?" in str(refusal.value)

    def test_answers_of_a_program_are_values(
        self, form: FormVersion, laptop: Service, li_wei: User, olga: User
    ) -> None:
        assert filed(laptop, li_wei, model="large", size=15, **{"for": olga.pk}).answers["size"] == 15

    def test_errors_are_refused(self, form: FormVersion, laptop: Service, li_wei: User) -> None:
        with pytest.raises(Unanswered) as refusal:
            filed(laptop, li_wei, model="pink")
        assert refusal.value.errors.keys() == {"model"}

    def test_answers_to_another_version_are_refused(self, form: FormVersion, laptop: Service, li_wei: User) -> None:
        answered = validate(form, {"model": "light"}, here())
        make_form(laptop, MODEL)
        with pytest.raises(Refused, match="questions changed"):
            transitions.submit(laptop, Filing("A laptop", answered=answered), requester=li_wei, by=li_wei)


class TestAmending:
    @pytest.fixture
    def request_(self, form: FormVersion, laptop: Service, li_wei: User) -> ServiceRequest:
        return filed(laptop, li_wei, model="light")

    def amend(self, client: Client, request: ServiceRequest, **answers: Any) -> int:
        told = sent(**answers) | {"version": str(request.version)}
        return client.post(f"/requests/{request.pk}/amendment/", told).status_code

    def test_the_page_shows_what_was_answered(self, request_: ServiceRequest, asker: Client) -> None:
        page = asker.get(f"/requests/{request_.pk}/amendment/").content.decode()
        assert re.search(r'name="q_model" value="light"[^>]*checked', page)

    def test_a_changed_answer_leaves_a_trace(self, request_: ServiceRequest, asker: Client, olga: User) -> None:
        assert self.amend(asker, request_, model="large", size="15", **{"for": "Olga Petrova"}) == 302
        request_.refresh_from_db()
        assert request_.answers == {"model": "large", "size": 15, "for": olga.pk}
        line = request_.events.get(verb="amended")
        assert line.data["answers"] == {"model": ["light", "large"], "size": [None, 15], "for": [None, olga.pk]}
        page = asker.get(f"/requests/{request_.pk}/").content.decode()
        assert "Which model?: Light → With a large screen" in page
        assert "Screen size: no answer → 15 inches" in page
        assert "Who gets it?: no answer → Olga Petrova" in page

    def test_what_is_hidden_now_is_no_answer_any_more(
        self, form: FormVersion, laptop: Service, li_wei: User, asker: Client
    ) -> None:
        request = filed(laptop, li_wei, model="large", size="15")
        assert self.amend(asker, request, model="light", size="15") == 302
        request.refresh_from_db()
        assert request.answers == {"model": "light"}

    def test_nothing_changed_nothing_recorded(self, request_: ServiceRequest, asker: Client) -> None:
        assert self.amend(asker, request_, model="light") == 302
        assert not request_.events.filter(verb="amended").exists()

    def test_it_is_held_against_the_version_it_was_filed_with(
        self, request_: ServiceRequest, laptop: Service, asker: Client
    ) -> None:
        make_form(laptop, {"kind": "short", "code": "new", "required": True})
        assert self.amend(asker, request_, model="pink") == 422
        assert self.amend(asker, request_, model="large", size="14") == 302

    def test_somebody_who_left_stays_the_answer(
        self, form: FormVersion, laptop: Service, li_wei: User, asker: Client, olga: User
    ) -> None:
        request = filed(laptop, li_wei, model="light", **{"for": olga.pk})
        User.objects.filter(pk=olga.pk).update(is_active=False)
        assert self.amend(asker, request, model="large", size="14", **{"for": olga.email}) == 302
        request.refresh_from_db()
        assert request.answers["for"] == olga.pk

    def test_a_day_that_was_ahead_may_have_passed(
        self, laptop: Service, li_wei: User, asker: Client, travel: Travel
    ) -> None:
        travel("2026-06-11 09:00")
        make_form(laptop, {"kind": "date", "code": "day", "days": "ahead"}, {"kind": "short", "code": "why"})
        request = filed(laptop, li_wei, day="2026-06-12")
        travel("2026-06-13 09:00")
        assert self.amend(asker, request, day="2026-06-12", why="It was late") == 302
        request.refresh_from_db()
        assert self.amend(asker, request, day="2026-06-11") == 422


class TestColumns:
    """For queues, filters and exports."""

    def test_answers_are_found_by_value(self, laptop: Service, li_wei: User) -> None:
        make_form(laptop, MODEL, {"code": "parts", "kind": "several", "choices": MODELS})
        light = filed(laptop, li_wei, model="light", parts=["light", "large"])
        large = filed(laptop, li_wei, model="large", parts=["large"])
        assert set(ServiceRequest.objects.answering("model", "light")) == {light}
        assert set(ServiceRequest.objects.answering("parts", "large")) == {light, large}
        assert not ServiceRequest.objects.answering("model", "pink").exists()

    def test_the_index_answers_for_it(self, laptop: Service) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = ServiceRequest.objects.answering("model", "light").explain()
        assert "request_answers" in plan

    def test_a_service_has_a_column_for_whatever_it_ever_asked(self, laptop: Service, li_wei: User, olga: User) -> None:
        make_form(laptop, {**MODEL, "label": {"en": "Old words"}}, FOR)
        old = filed(laptop, li_wei, model="light", **{"for": olga.pk})
        make_form(laptop, {"kind": "section"}, SIZE | {"when": None, "required": False}, MODEL)
        new = filed(laptop, li_wei, model="large", size="15")
        columns = columns_of(laptop)
        assert [(one.code, one.label) for one in columns] == [
            ("size", "Screen size"), ("model", "Which model?"), ("for", "Who gets it?"),
        ]  # fmt: skip
        names = names_in(columns, [old, new])
        assert [column.display(new, names) for column in columns] == ["15 inches", "With a large screen", ""]
        assert [column.display(old, names) for column in columns] == ["", "Light", "Olga Petrova"]
        assert [column.plain(new, names) for column in columns] == [15, "With a large screen", None]

    def test_names_are_read_at_once(self, laptop: Service, li_wei: User, django_assert_num_queries: Any) -> None:
        make_form(laptop, FOR, {"kind": "department", "code": "where"})
        people = [make_user(f"Person {number}") for number in range(5)]
        requests = [filed(laptop, li_wei, **{"for": one.pk}, where=laptop.provider_id) for one in people]
        columns = columns_of(laptop)
        with django_assert_num_queries(2):
            names = names_in(columns, requests)
        assert [columns[0].display(one, names) for one in requests] == [one.display_name for one in people]
        assert columns[1].display(requests[0], names) == "IT"

    def test_in_the_language_of_the_reader(
        self, form: FormVersion, laptop: Service, li_wei: User, asker: Client
    ) -> None:
        request = filed(laptop, li_wei, model="light")
        li_wei.language = "ru"
        li_wei.save()
        assert "Лёгкий" in asker.get(f"/requests/{request.pk}/").content.decode()
