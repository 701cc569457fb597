"""Forms that are filled in already: a department's templates with their links, and one's own."""

from __future__ import annotations

import pytest
from django.test import Client

from requests_app import form_drafts, service_templates, transitions
from requests_app.fields.questions import Choice, Kind, Question
from requests_app.models import ConfigurationChange, Service, ServiceRequest, ServiceTemplate, Translated, User
from tests.conftest import SignedIn

pytestmark = pytest.mark.django_db

NEW = "/catalogue/it/services/laptop/templates/new/"
MODELS = (Choice("air", Translated(en="Air")), Choice("pro", Translated(en="Pro")))


@pytest.fixture
def asking(laptop: Service) -> Service:
    questions = [
        Question(code="model", kind=Kind.CHOICE, label=Translated(en="Which model?"), choices=MODELS, required=True),
        Question(code="why", kind=Kind.SHORT, label=Translated(en="What for?")),
    ]
    form_drafts.save(laptop, questions, edition=0, by=None)
    form_drafts.publish(laptop, edition=1, by=None)
    return laptop


@pytest.fixture
def maria_edits(sign_in: SignedIn, maria: User) -> Client:
    return sign_in(maria)


@pytest.fixture
def for_newcomers(asking: Service, maria_edits: Client) -> ServiceTemplate:
    written = {"name_en": "For a newcomer", "name_ru": "Для новичка", "title": "A laptop for …", "q_model": "air"}
    assert maria_edits.post(NEW, written).status_code == 302
    return ServiceTemplate.objects.get()


class TestOfADepartment:
    def test_whoever_asks_finds_the_form_filled_in(
        self, for_newcomers: ServiceTemplate, sign_in: SignedIn, li_wei: User
    ) -> None:
        client = sign_in(li_wei)
        assert "For a newcomer" in client.get("/services/it/laptop/").content.decode()
        page = client.get(f"/new/it/laptop/?template={for_newcomers.pk}&why=Work", follow=True).content.decode()
        assert 'value="A laptop for …"' in page
        assert 'value="Work"' in page, "what the address says beside it counts as well"
        assert "filled in below" in page
        assert for_newcomers.link == {"title": "A laptop for …", "model": "air"}

    def test_what_does_not_fit_any_more_is_said_and_the_rest_stays(
        self, for_newcomers: ServiceTemplate, sign_in: SignedIn, li_wei: User
    ) -> None:
        page = sign_in(li_wei).get(f"/services/it/laptop/?template={for_newcomers.pk}&model=old").content.decode()
        assert "Answer it yourself: Which model?" in page
        assert 'value="A laptop for …"' in page

    def test_one_that_is_gone_gives_a_hint(
        self, for_newcomers: ServiceTemplate, maria_edits: Client, sign_in: SignedIn, li_wei: User
    ) -> None:
        maria_edits.post(f"/catalogue/it/services/laptop/templates/{for_newcomers.pk}/removal/")
        page = sign_in(li_wei).get(f"/services/it/laptop/?template={for_newcomers.pk}").content.decode()
        assert "This template is no longer there" in page
        actions = ConfigurationChange.objects.of_kind("service_template").values_list("action", flat=True)
        assert sorted(actions) == ["created", "removed"]

    def test_what_nobody_could_answer_is_refused_and_kept(self, asking: Service, maria_edits: Client) -> None:
        response = maria_edits.post(NEW, {"name_en": "Odd", "title": "Kept", "q_model": "typewriter"})
        assert response.status_code == 422
        assert 'value="Kept"' in response.content.decode()

    def test_its_page_shows_the_link(self, for_newcomers: ServiceTemplate, maria_edits: Client) -> None:
        page = maria_edits.get(f"/catalogue/it/services/laptop/templates/{for_newcomers.pk}/").content.decode()
        assert f"/new/it/laptop/?template={for_newcomers.pk}" in page

    def test_there_are_not_too_many(
        self, asking: Service, maria_edits: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service_templates, "MOST_OF_A_SERVICE", 0)
        assert maria_edits.post(NEW, {"name_en": "One more"}).status_code == 422


class TestOnesOwn:
    def test_a_finished_request_is_kept_and_offered_to_nobody_else(
        self, laptop_request: ServiceRequest, li_wei: User, wang_fang: User, olga: User, sign_in: SignedIn
    ) -> None:
        transitions.resolve(laptop_request, "Done", by=olga)
        client = sign_in(li_wei)
        assert "Keep as my template" in client.get(f"/requests/{laptop_request.pk}/").content.decode()
        page = client.post(f"/templates/from/{laptop_request.pk}/", follow=True).content.decode()
        assert f'value="{laptop_request.title}"' in page
        kept = ServiceTemplate.objects.get(owner=li_wei)
        assert not ConfigurationChange.objects.of_kind("service_template").exists(), "nobody else's business"
        other = sign_in(wang_fang)
        assert "no longer there" in other.get(f"/services/it/laptop/?template={kept.pk}").content.decode()
        assert other.post(f"/templates/{kept.pk}/removal/").status_code == 404
        assert other.post(f"/templates/from/{laptop_request.pk}/").status_code == 404
        assert sign_in(li_wei).post(f"/templates/{kept.pk}/removal/").status_code == 302
        assert not ServiceTemplate.objects.exists()

    def test_answers_come_along(self, asking: Service, li_wei: User, sign_in: SignedIn) -> None:
        sent = {"title": "Mine", "impact": 1, "urgency": 2, "q_model": "pro", "form_number": 1}
        assert sign_in(li_wei).post("/services/it/laptop/", sent).status_code == 302
        kept = service_templates.keep_own(ServiceRequest.objects.get(), by=li_wei)
        assert kept.link == {"title": "Mine", "model": "pro"}
