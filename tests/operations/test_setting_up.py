"""The steps of an empty portal: each through HTTP, in any order, closed once somebody filed a request."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import override

from operations.setup import offering
from requests_app.models import (
    Company,
    ConfigurationChange,
    Department,
    FormVersion,
    Membership,
    Priority,
    Service,
    ServiceRequest,
    User,
    company,
)
from sla import calendars, standards
from sla.models import BusinessCalendar, Metric, ServiceStandard
from tests.conftest import SignedIn, Travel
from tests.make import make_department, make_request, make_user

STEPS = ("company", "calendar", "departments", "service", "mail", "colleagues", "request")
BERLIN = {"country": "DE", "region": "", "tz": "Europe/Berlin", "opens": "08:30", "closes": "17:00", "seen": "DE"}


@pytest.fixture
def admin(sign_in: SignedIn, db: None) -> Client:
    return sign_in(make_user("Ada", is_admin=True, time_zone="Europe/Berlin"))


def words(client: Client, path: str) -> str:
    return client.get(path).content.decode()


class TestTheWay:
    def test_every_step_shows_where_one_is_and_leads_on(self, admin: Client) -> None:
        for number, step in enumerate(STEPS):
            html = words(admin, f"/setup/{step}/")
            assert f"Step {number + 1} of 7" in html
            assert html.count('aria-current="step"') == 1
            assert ("Skip for now" in html) == (step != "request")
            assert all(f'href="/setup/{other}/"' in html for other in STEPS)

    def test_skipping_writes_nothing_and_the_overview_leads_to_the_first_open_step(self, admin: Client) -> None:
        assert "Go on: Name the company" in words(admin, "/setup/")
        admin.post("/setup/company/", {"name": "Acme", "languages": ["en"]})
        assert "Go on: Say when you work" in words(admin, "/setup/")

    @pytest.mark.parametrize("step", STEPS)
    def test_a_filled_portal_never_shows_it(self, admin: Client, laptop: Service, li_wei: User, step: str) -> None:
        make_request(laptop, li_wei)
        assert admin.get(f"/setup/{step}/").headers["Location"] == "/setup/"
        if step != "request":
            before = ConfigurationChange.objects.count()
            sent = {"name": "Late", "languages": ["en"], "names": "Late"}
            assert admin.post(f"/setup/{step}/", sent).headers["Location"] == "/setup/"
            assert (Company.objects.count(), ConfigurationChange.objects.count(), mail.outbox) == (0, before, [])

    @pytest.mark.parametrize("step", STEPS)
    def test_it_is_for_admins(self, sign_in: SignedIn, li_wei: User, step: str) -> None:
        assert sign_in(li_wei).get(f"/setup/{step}/").status_code == 403


class TestTheCompany:
    def test_its_name_stands_on_pages_and_as_the_sender_of_mails(self, admin: Client) -> None:
        answer = admin.post("/setup/company/", {"name": " Acme \n Ltd ", "languages": ["en", "ru"]})
        assert answer.headers["Location"] == "/setup/calendar/"
        assert "<title>Home · Acme Ltd</title>" in words(admin, "/")
        admin.post("/setup/mail/")
        assert mail.outbox[0].from_email.startswith("Acme Ltd <")
        assert ConfigurationChange.objects.filter(kind="company").exists()

    def test_languages_that_are_not_offered_cannot_be_chosen_and_nobody_loses_theirs(
        self, admin: Client, sign_in: SignedIn
    ) -> None:
        reader = sign_in(make_user("Nina", language="zh-hans"))
        admin.post("/setup/company/", {"name": "Acme", "languages": ["en", "ru"]})
        html = words(admin, "/")
        assert 'name="language" value="ru"' in html
        assert 'value="zh-hans"' not in html
        admin.post("/preferences/", {"language": "zh-hans"})
        assert User.objects.get(display_name="Ada").language == "en"
        assert 'lang="zh-hans"' in words(reader, "/")
        nina = User.objects.get(display_name="Nina")
        for own in (words(reader, "/preferences/"), words(admin, f"/people/{nina.pk}/")):
            assert '<option value="zh-hans" selected>' in own
        assert '<option value="zh-hans"' not in words(admin, "/people/invitation/")

    def test_a_name_and_a_language_are_needed(self, admin: Client) -> None:
        answer = admin.post("/setup/company/", {"name": " "})
        assert answer.status_code == 422
        assert "At least one language is needed." in answer.content.decode()
        assert not Company.objects.exists()

    def test_it_is_changed_later_under_administration(self, admin: Client) -> None:
        company.forget()
        admin.post("/administration/company/", {"name": "Acme", "languages": ["en"]})
        admin.post("/administration/company/", {"name": "Bolt", "languages": ["en"]})
        assert "· Bolt</title>" in words(admin, "/administration/company/")
        assert Company.objects.count() == 1


class TestWorkingTime:
    def test_the_country_of_the_admins_zone_is_shown_at_once(self, admin: Client, travel: Travel) -> None:
        travel("2026-06-10 10:00")
        html = words(admin, "/setup/calendar/")
        assert 'value="DE" selected' in html
        assert "German Unity Day" in html
        assert "2027:" in html
        assert not BusinessCalendar.objects.exists()

    def test_taking_over_makes_a_calendar_with_two_years_of_holidays(self, admin: Client, travel: Travel) -> None:
        travel("2026-06-10 10:00")
        assert admin.post("/setup/calendar/", BERLIN).headers["Location"] == "/setup/departments/"
        spec = calendars.newest_version(BusinessCalendar.objects.get().pk).working_calendar.spec
        assert spec.zone.key == "Europe/Berlin"
        assert [len(day) for day in spec.weekly] == [1, 1, 1, 1, 1, 0, 0]
        assert spec.openings_on(date(2026, 12, 25)) == ()
        assert spec.openings_on(date(2027, 1, 1)) == ()
        assert spec.openings_on(date(2026, 12, 28)) != ()

    @pytest.mark.parametrize(
        ("country", "tz", "working"),
        [("IL", "Asia/Jerusalem", [0, 1, 2, 3, 6]), ("CN", "Asia/Shanghai", [0, 1, 2, 3, 4])],
    )
    def test_the_week_is_that_of_the_country(self, admin: Client, country: str, tz: str, working: list[int]) -> None:
        admin.post("/setup/calendar/", {**BERLIN, "country": country, "seen": country, "tz": ""})
        spec = calendars.newest_version(BusinessCalendar.objects.get().pk).working_calendar.spec
        assert [day for day, openings in enumerate(spec.weekly) if openings] == working
        assert spec.zone.key == tz

    @pytest.mark.parametrize("other", [{"country": "RU"}, {"region": "BY"}, {"look": "1"}])
    def test_other_days_are_shown_before_they_are_taken_over(self, admin: Client, other: dict[str, str]) -> None:
        answer = admin.post("/setup/calendar/", BERLIN | other)
        assert answer.status_code == 200
        assert not BusinessCalendar.objects.exists()

    @pytest.mark.parametrize("wrong", [{"closes": "08:00"}, {"country": "XX"}, {"opens": "noon"}])
    def test_what_cannot_be_is_said(self, admin: Client, wrong: dict[str, str]) -> None:
        assert admin.post("/setup/calendar/", BERLIN | wrong).status_code == 422
        assert not BusinessCalendar.objects.exists()


class TestDepartments:
    def test_a_name_a_line_in_the_language_of_who_types(self, admin: Client) -> None:
        make_department("it", "IT")
        admin.post("/setup/calendar/", BERLIN)
        answer = admin.post("/setup/departments/", {"names": "it\n People \n\n财务部\nPeople\n采购部"})
        assert answer.headers["Location"] == "/setup/service/"
        found = {one.code: (one.name["en"], one.time_zone) for one in Department.objects.exclude(code="it")}
        assert found == {
            "people": ("People", "Europe/Berlin"),
            "department": ("财务部", "Europe/Berlin"),
            "department-2": ("采购部", "Europe/Berlin"),
        }

    @pytest.mark.parametrize("names", ["", "  \n ", "IT\nit", "x" * 121, "\n".join(map(str, range(31)))])
    def test_what_cannot_be_is_said(self, admin: Client, names: str) -> None:
        make_department("it", "IT")
        assert admin.post("/setup/departments/", {"names": names}).status_code == 422
        assert Department.objects.count() == 1


class TestTheFirstService:
    @pytest.fixture
    def it(self, db: None) -> Department:
        return make_department("it", "IT")

    def sent(self, it: Department, **other: Any) -> dict[str, Any]:
        return {"template": "equipment", "department": it.pk, "promise": "usual", "serves": "on", **other}

    def test_it_is_offered_with_questions_and_a_standard(self, admin: Client, it: Department, travel: Travel) -> None:
        travel("2026-06-10 10:00")
        admin.post("/setup/calendar/", BERLIN)
        html = words(admin, "/setup/service/")
        assert "First answer within 4 working hours, done within 16 working hours." in html
        assert admin.post("/setup/service/", self.sent(it)).headers["Location"] == "/setup/mail/"
        service = Service.objects.get()
        assert (service.state, service.name["zh-hans"], service.name["ru"]) == ("published", "设备申领", "Оборудование")
        form = FormVersion.objects.in_force(service)
        assert form
        assert [one.code for one in form.questions] == ["device", "place"]
        standard = ServiceStandard.objects.get()
        asked = standards.Asked(it.pk, service.pk, None, Priority.NORMAL)
        assert standard.published_at
        assert standards.standard_for(asked, standard.published_at) == standard
        assert standard.targets.get(metric=Metric.RESOLUTION, priority=Priority.CRITICAL).seconds == 4 * 3600

    def test_who_sets_up_leads_the_department_for_now(self, admin: Client, it: Department) -> None:
        admin.post("/setup/service/", self.sent(it, promise="none"))
        ada = User.objects.get()
        assert (ada.department, ada.roles) == (it, {it.pk: Membership.Role.MANAGER})
        admin.post("/setup/service/", self.sent(it, template="access", serves="", promise="none"))
        assert Membership.objects.count() == 1

    def test_a_second_promise_leaves_the_first_alone(self, admin: Client, it: Department) -> None:
        admin.post("/setup/calendar/", BERLIN)
        admin.post("/setup/service/", self.sent(it))
        admin.post("/setup/service/", self.sent(it, template="access", promise="strict"))
        assert ServiceStandard.objects.get().name["en"] == "Usual"

    def test_without_working_time_nothing_is_promised(self, admin: Client, it: Department) -> None:
        assert "A promise needs working time" in words(admin, "/setup/service/")
        admin.post("/setup/service/", self.sent(it))
        assert Service.objects.published().exists()
        assert not ServiceStandard.objects.exists()

    def test_without_a_department_it_says_where_to_begin(self, admin: Client) -> None:
        assert "A service needs a department" in words(admin, "/setup/service/")

    def test_the_same_twice_is_refused_and_nothing_is_written(self, admin: Client, it: Department) -> None:
        admin.post("/setup/service/", self.sent(it, serves=""))
        answer = admin.post("/setup/service/", self.sent(it))
        assert answer.status_code == 422
        assert "This department offers that already." in answer.content.decode()
        assert not Membership.objects.exists()

    @pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
    def test_every_template_speaks_every_language(self, language: str) -> None:
        with override(language):
            for one in offering.templates().values():
                assert all(text.language_for(language) == language for text in (one.name, one.description))
                assert one.to_bring.language_for(language) == language
                for question in one.questions:
                    choices = [choice["label"] for choice in question.get("choices", ())]
                    assert all(label.get(language) for label in (question["label"], *choices))

    @pytest.mark.parametrize("code", offering.templates())
    def test_every_template_can_be_offered(self, it: Department, code: str, db: None) -> None:
        ada = make_user("Ada", is_admin=True)
        assert offering.offer(it, offering.templates()[code], by=ada).is_published


class TestMail:
    def test_a_test_mail_that_went_nowhere_is_called_that(self, admin: Client) -> None:
        assert "None: mails are kept on this machine and reach nobody." in words(admin, "/setup/mail/")
        html = admin.post("/setup/mail/").content.decode()
        assert "The test mail was kept here and sent to nobody." in html
        assert len(mail.outbox) == 1

    def test_what_the_server_refused_is_said(self, admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_args: object, **_kwargs: object) -> None:
            raise ConnectionRefusedError(111, "Connection refused")

        monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
        answer = admin.post("/setup/mail/")
        assert answer.status_code == 502
        assert "The test mail did not leave" in answer.content.decode()


def colleagues(*rows: dict[str, Any]) -> dict[str, Any]:
    sent: dict[str, Any] = {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 0}
    for number in range(3):
        row = {"language": "en", **(rows[number] if number < len(rows) else {})}
        sent |= {f"form-{number}-{name}": value for name, value in row.items()}
    return sent


class TestColleagues:
    def test_rows_that_say_somebody_are_invited(self, admin: Client, it: Department) -> None:
        olga = {"display_name": "Olga", "email": "olga@example.com", "department": it.pk, "role": "agent"}
        answer = admin.post("/setup/colleagues/", colleagues(olga))
        assert answer.headers["Location"] == "/setup/request/"
        assert User.objects.get(email="olga@example.com").roles == {it.pk: "agent"}
        assert "olga@example.com" in words(admin, "/setup/colleagues/")

    def test_nobody_is_invited_by_empty_rows(self, admin: Client, it: Department) -> None:
        assert admin.post("/setup/colleagues/", {**colleagues(), "more": "1"}).headers["Location"] == (
            "/setup/colleagues/"
        )
        assert User.objects.count() == 1

    def test_one_address_in_two_rows_invites_nobody(self, admin: Client, it: Department) -> None:
        olga = {"display_name": "Olga", "email": "olga@example.com", "department": it.pk}
        answer = admin.post("/setup/colleagues/", colleagues(olga, {**olga, "email": "OLGA@example.com"}))
        assert answer.status_code == 422
        assert "This address stands in another row already." in answer.content.decode()
        assert User.objects.count() == 1

    def test_a_row_with_a_problem_invites_nobody(self, admin: Client, it: Department) -> None:
        olga = {"display_name": "Olga", "email": "olga@example.com", "department": it.pk}
        assert admin.post("/setup/colleagues/", colleagues(olga, {"display_name": "Max"})).status_code == 422
        assert User.objects.count() == 1


def test_the_first_request_ends_it(admin: Client, it: Department) -> None:
    assert "Nothing is offered yet" in words(admin, "/setup/request/")
    sent = {"template": "question", "department": it.pk, "promise": "none", "serves": "on"}
    admin.post("/setup/service/", sent)
    assert "/services/it/question/" in words(admin, "/setup/request/")
    filed = {"title": "Does it work?", "impact": "1", "urgency": "2"}
    assert admin.post("/services/it/question/", filed).status_code == 302
    assert ServiceRequest.objects.get().title == "Does it work?"
    assert "The portal is set up" in words(admin, "/setup/")
    assert "Until the first request is filed" not in words(admin, "/")
