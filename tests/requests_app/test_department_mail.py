"""An address of a whole department: its managers name a service, and whoever passes requests on takes the rest."""

from __future__ import annotations

import pytest
from django.core import mail as outbox
from django.test import Client
from pytest_django.fixtures import Settings

from requests_app import catalogue, clock, reorganising, undertakings
from requests_app.mailbox import keeping, processing
from requests_app.models import ConfigurationChange, Department, IncomingMail, Mailbox, Service, ServiceRequest, User
from tests.conftest import SignedIn
from tests.letters import ADDRESS, bring, make_mailbox, written
from tests.make import make_department, make_form, make_service

Outcome = IncomingMail.Outcome
LETTERS = "/catalogue/it/letters/"


@pytest.fixture(autouse=True)
def mailbox(it: Department) -> Mailbox:
    return make_mailbox(None, department=it)


@pytest.fixture
def unsure(db: None) -> Service:
    """Whoever serves there passes requests on."""
    service = make_service(make_department("office", "Office"), "unsure", "Something else")
    return catalogue.set_triage(service, on=True, edition=0)


@pytest.fixture
def manager(maria: User, sign_in: SignedIn) -> Client:
    return sign_in(maria)


def choose(client: Client, mailbox: Mailbox, service: Service | None) -> int:
    return client.post(f"{LETTERS}{mailbox.pk}/", {"service": service.pk if service else ""}).status_code


class TestWhereALetterGoes:
    def test_to_the_service_that_a_manager_names(
        self, mailbox: Mailbox, unsure: Service, laptop: Service, manager: Client, li_wei: User, maria: User
    ) -> None:
        assert choose(manager, mailbox, laptop) == 302
        assert bring(written("li.wei@example.com")).outcome == Outcome.FILED
        filed = ServiceRequest.objects.get()
        assert (filed.service, filed.department) == (laptop, laptop.provider)
        assert ADDRESS not in filed.description
        change = ConfigurationChange.objects.get(kind="mailbox")
        assert (change.by, change.thing) == (maria, str(mailbox.pk))

    def test_without_one_to_whoever_passes_it_on_with_the_address_it_was_sent_to(
        self, unsure: Service, li_wei: User
    ) -> None:
        bring(written("li.wei@example.com"))
        filed = ServiceRequest.objects.get()
        assert filed.service == unsure
        assert filed.description.splitlines() == [
            "The second monitor stays black.",
            "",
            f"*Written to {ADDRESS}, of the department IT*",
        ]

    def test_and_so_does_what_its_sender_may_not_ask_for(
        self, mailbox: Mailbox, unsure: Service, laptop: Service, li_wei: User
    ) -> None:
        Mailbox.objects.update(service=laptop)
        Service.objects.filter(pk=laptop.pk).update(audience="some")
        bring(written("li.wei@example.com"))
        assert ServiceRequest.objects.get().service == unsure

    def test_or_what_is_no_longer_offered_or_another_departments(
        self, unsure: Service, laptop: Service, finance: Department, li_wei: User
    ) -> None:
        Mailbox.objects.update(service=laptop)
        catalogue.retire(laptop, edition=laptop.edition)
        bring(written("li.wei@example.com"))
        Service.objects.filter(pk=laptop.pk).update(state="published", provider=finance)
        bring(written("li.wei@example.com"))
        assert [one.service for one in ServiceRequest.objects.order_by("pk")] == [unsure, unsure]

    def test_where_nobody_passes_on_its_sender_is_told(self, li_wei: User) -> None:
        assert bring(written("li.wei@example.com")).outcome == Outcome.REFUSED
        assert "not offered" in outbox.outbox[0].body

    def test_outsiders_letters_go_there_in_a_colleagues_name(self, unsure: Service, li_wei: User) -> None:
        Mailbox.objects.update(unknown=Mailbox.Unknown.COLLEAGUE, colleague=li_wei)
        bring(written("Sam Supplier <sam@elsewhere.example>"))
        filed = ServiceRequest.objects.get()
        assert (filed.service, filed.requester) == (unsure, li_wei)

    def test_questions_are_asked_by_the_service_it_asked_for_whatever_is_named_later(
        self, mailbox: Mailbox, laptop: Service, unsure: Service, li_wei: User, sign_in: SignedIn
    ) -> None:
        make_form(laptop, {"kind": "short", "code": "where", "label": {"en": "Which room?"}, "required": True})
        Mailbox.objects.update(service=laptop)
        letter = bring(written("li.wei@example.com"))
        assert letter.outcome == Outcome.ASKED
        Mailbox.objects.update(service=None)
        page = sign_in(li_wei).get(f"/services/it/laptop/?letter={letter.pk}").content.decode()
        assert "The second monitor stays black." in page


class TestThePage:
    def test_it_offers_what_the_department_offers(
        self, manager: Client, mailbox: Mailbox, laptop: Service, unsure: Service
    ) -> None:
        page = manager.get(LETTERS).content.decode()
        assert ADDRESS in page
        assert "New equipment" in page
        assert "Something else" not in page
        assert choose(manager, mailbox, unsure) == 422
        mailbox.refresh_from_db()
        assert mailbox.service is None

    def test_it_says_so_where_nobody_passes_on(self, manager: Client) -> None:
        assert "Nobody passes requests on" in manager.get(LETTERS).content.decode()

    def test_without_an_address_it_says_who_can_give_one(self, manager: Client) -> None:
        Mailbox.objects.all().delete()
        assert "An admin can give it one." in manager.get(LETTERS).content.decode()

    def test_another_departments_mailbox_is_not_found(self, manager: Client, finance: Department) -> None:
        theirs = make_mailbox(None, "finance@example.com", department=finance)
        assert choose(manager, theirs, None) == 404

    def test_the_department_names_its_address_while_it_is_read(self, li_wei: User, sign_in: SignedIn) -> None:
        client = sign_in(li_wei)
        assert f"mailto:{ADDRESS}" in client.get("/services/it/").content.decode()
        Mailbox.objects.update(is_active=False)
        assert f"mailto:{ADDRESS}" not in client.get("/services/it/").content.decode()


class TestAdmins:
    FORM = {"address": "desk@example.com", "unknown": "answer", "is_active": "on", "imap_port": "993"}

    def test_they_give_a_department_an_address(
        self, ada: User, sign_in: SignedIn, it: Department, laptop: Service
    ) -> None:
        sent = {**self.FORM, "department": it.pk, "service": laptop.pk}
        assert sign_in(ada).post("/administration/mailboxes/new/", sent).status_code == 302
        made = Mailbox.objects.get(address="desk@example.com")
        assert (made.department, made.service) == (it, laptop)

    def test_but_not_another_departments_service(
        self, ada: User, sign_in: SignedIn, finance: Department, laptop: Service
    ) -> None:
        sent = {**self.FORM, "department": finance.pk, "service": laptop.pk}
        response = sign_in(ada).post("/administration/mailboxes/new/", sent)
        assert response.status_code == 422
        assert "Another department offers this service." in response.content.decode()

    def test_it_goes_along_when_the_department_becomes_part_of_another(
        self, ada: User, it: Department, finance: Department, mailbox: Mailbox
    ) -> None:
        undertakings.finish_small(reorganising.merge(it, finance, by=ada))
        mailbox.refresh_from_db()
        assert mailbox.department == finance


class TestOwnRules:
    NOTICE = "Kindly note that Contoso GmbH (HRB 4711) is not bound by e-mail."

    def test_the_companys_own_notice_is_left_out(
        self, laptop: Service, li_wei: User, ada: User, sign_in: SignedIn
    ) -> None:
        Mailbox.objects.update(service=laptop)
        said = {"disclaimers": "kindly note that Contoso GmbH", "banners": "【外部邮件】请核实发件人"}
        assert sign_in(ada).post("/administration/letters/rules/", said).status_code == 302
        bring(
            written(
                "li.wei@example.com",
                f"【外部邮件】请核实发件人身份。\n\nThe screen is black.\n\n{self.NOTICE}\nReally.",
            )
        )
        assert ServiceRequest.objects.get().description == "The screen is black."
        assert ConfigurationChange.objects.get(kind="letter_rules").by == ada

    def test_a_list_that_is_named_is_filed(self, laptop: Service, li_wei: User, ada: User, sign_in: SignedIn) -> None:
        Mailbox.objects.update(service=laptop)
        headers = {"List-Id": "IT desk <desk.example.com>"}
        assert bring(written("li.wei@example.com", headers=headers)).outcome == Outcome.IGNORED
        sign_in(ada).post("/administration/letters/rules/", {"lists": "Desk.example.com\n\n"})
        assert bring(written("li.wei@example.com", headers=headers)).outcome == Outcome.FILED

    def test_they_are_tried_on_a_letter_without_being_saved(self, ada: User, sign_in: SignedIn) -> None:
        said = {"disclaimers": "Kindly note that", "sample": f"It smokes.\r\n\r\n{self.NOTICE}", "try": "1"}
        response = sign_in(ada).post("/administration/letters/rules/", said)
        assert (response.context["tried"].text, response.context["tried"].signature) == ("It smokes.", self.NOTICE)
        assert not ConfigurationChange.objects.exists()

    @pytest.mark.parametrize(
        "line", ["Hello", "请注意", "x" * 201, "\n".join(f"Number {n} of many" for n in range(51))]
    )
    def test_what_would_eat_letters_is_refused(self, line: str, ada: User, sign_in: SignedIn) -> None:
        assert sign_in(ada).post("/administration/letters/rules/", {"disclaimers": line}).status_code == 422

    def test_signs_of_an_expression_are_only_signs(self, ada: User, sign_in: SignedIn, settings: Settings) -> None:
        said = {
            "disclaimers": "(a+)+$ [notices] .*",
            "sample": "aaaaaaaaaaaaaaaaaaaaaaaa!\n\nNotices of us.",
            "try": "1",
        }
        response = sign_in(ada).post("/administration/letters/rules/", said)
        assert response.context["tried"].signature == ""


def test_a_colleague_who_left_files_nothing_until_another_is_named(laptop: Service, li_wei: User, olga: User) -> None:
    Mailbox.objects.update(service=laptop, unknown=Mailbox.Unknown.COLLEAGUE, colleague=li_wei)
    User.objects.filter(pk=li_wei.pk).update(is_active=False)
    letter = bring(written("Sam Supplier <sam@elsewhere.example>"))
    assert (letter.state, letter.reason) == (IncomingMail.State.SET_ASIDE, "colleague_left")
    Mailbox.objects.update(colleague=olga)
    keeping.retry(IncomingMail.objects.all(), by=olga, at=clock.now())
    processing.process_due()
    assert ServiceRequest.objects.get().requester == olga
